//! Real responses of the service. They lie beside the repository and are not part of it.
#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "recordings are files")]

use std::path::PathBuf;

use hubspot_engagements_core::model::{Engagement, Metadata};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let shared = std::env::var_os("ENGAGEMENTS_SHARED").map_or(beside, PathBuf::from);
    let recordings = shared.join("recordings");
    if recordings.is_dir() {
        return Some(recordings);
    }
    println!("skipped: there are no recordings at {}", recordings.display());
    None
}

/// The recorded engagements as text, from single answers and from pages.
fn engagements(folder: &PathBuf) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let recording: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let body = recording["response"]["body"].as_str().unwrap_or_default();
        let Ok(body) = serde_json::from_str::<Value>(body) else { continue };
        let single = std::iter::once(&body).filter(|body| body["engagement"].is_object());
        let paged = body["results"].as_array().into_iter().flatten();
        found.extend(single.chain(paged.filter(|item| item["engagement"].is_object())).map(Value::to_string));
    }
    found
}

#[test]
fn every_recorded_engagement_is_read_and_written_back_as_the_same_value() {
    let Some(folder) = folder() else { return };
    let engagements = engagements(&folder);
    for text in &engagements {
        let read = Engagement::from_json(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let back: Value = serde_json::from_str(&read.to_json()).unwrap();
        assert_eq!(back, serde_json::from_str::<Value>(text).unwrap());
    }
    println!("{} recorded engagements", engagements.len());
    assert!(engagements.len() > 600, "only {} engagements found", engagements.len());
}

#[test]
fn documented_keys_cover_what_was_recorded() {
    let Some(folder) = folder() else { return };
    let mut unknown = std::collections::BTreeSet::new();
    for text in engagements(&folder) {
        let read = Engagement::from_json(&text).unwrap();
        unknown.extend(read.engagement.extra.iter().map(|(key, _)| format!("engagement.{key}")));
        unknown.extend(
            read.associations.iter().flat_map(|part| part.extra.iter().map(|(key, _)| key.to_owned())),
        );
        match read.metadata {
            None | Some(Metadata::Other(_)) => {}
            Some(metadata) => {
                unknown.extend(metadata.as_object().extra().iter().map(|(key, _)| format!("metadata.{key}")))
            }
        }
    }
    assert!(unknown.is_empty(), "recorded keys without a field: {unknown:?}");
}

//! Real responses of the service. They lie beside the repository and are not part of it.
#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "recordings are files")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails panics")]

use std::path::{Path, PathBuf};

use hubspot_engagements_core::error::ErrorKind;
use hubspot_engagements_core::ids::Id;
use hubspot_engagements_core::model::{Engagement, Metadata};
use hubspot_engagements_core::wire::Response;
use hubspot_engagements_vectors::{counted, error_for};
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
    assert_eq!(engagements.len(), 621);
    counted("recorded engagements that came back equal", engagements.len());
}

/// Recorded answers that are no success, those of other services of HubSpot among them.
fn refusals(folder: &Path) -> Vec<(String, Response)> {
    let files = [folder.to_path_buf(), folder.join("errors")].into_iter().flat_map(|folder| {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
    });
    let mut found = Vec::new();
    for path in files {
        let recording: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let status = u16::try_from(recording["response"]["status"].as_u64().unwrap()).unwrap();
        let headers = recording["response"]["headers"].as_object().unwrap();
        let headers =
            headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default())).collect();
        let body = recording["response"]["body"].as_str().unwrap_or_default();
        if status >= 300 {
            found.push((path.display().to_string(), Response::new(status, headers, body.as_bytes())));
        }
    }
    found
}

#[test]
fn every_recorded_error_gives_its_kind_with_message_and_correlation_id() {
    let Some(folder) = folder() else { return };
    let refusals = refusals(&folder);
    for (path, response) in &refusals {
        let error = error_for(response.clone()).unwrap();
        let not_found = response.headers.get("x-hubspot-notfound") == Some("true");
        let wanted = match response.status {
            400 | 414 | 415 | 422 => ErrorKind::BadRequest,
            401 => ErrorKind::Authentication,
            403 => ErrorKind::PermissionDenied,
            404 if not_found => ErrorKind::NotFound,
            404 => ErrorKind::EndpointGone,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::RateLimit,
            500..=599 => ErrorKind::Server,
            _ => ErrorKind::Api,
        };
        assert_eq!(error.kind(), wanted, "{path}");
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let said = body["correlationId"].as_str().or(response.headers.get("x-hubspot-correlation-id"));
        assert_eq!(error.details().correlation_id.as_deref(), said, "{path}");
        if let Some(message) = body["message"].as_str() {
            // A message that is JSON text gives the message within.
            let inner: Value = serde_json::from_str(message).unwrap_or_default();
            let message = inner["message"].as_str().unwrap_or(message);
            assert!(error.to_string().contains(message), "{path}: {error}");
        }
    }
    println!("{} recorded errors", refusals.len());
    assert!(refusals.len() > 15, "only {} found", refusals.len());
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

#[test]
fn the_odd_ones_are_read_as_what_they_are() {
    let Some(folder) = folder() else { return };
    let all: Vec<Engagement> =
        engagements(&folder).iter().map(|text| Engagement::from_json(text).unwrap()).collect();
    let by_id = |id| all.iter().find(|engagement| engagement.engagement.id == Some(Id(id))).unwrap();

    let ticks = by_id(496_855_598);
    assert_eq!(ticks.engagement.timestamp.unwrap().0, 636_418_459_634_654_854);
    // It was recorded several times, once without.
    let is_it = |engagement: &&Engagement| engagement.engagement.id == Some(Id(30_482_095));
    assert!(all.iter().filter(is_it).any(|engagement| engagement.metadata.is_none()));
    let attached = by_id(489_045_411);
    assert_eq!(attached.attachments.as_ref().unwrap()[0].id, Some(Id(5_344_867_333)));
    assert!(matches!(&attached.metadata, Some(Metadata::Note(note)) if note.body.as_deref() == Some("")));
    let mut bodies = all.iter().filter_map(|engagement| match &engagement.metadata {
        Some(Metadata::PublishingTask(task)) => task.body.as_deref(),
        _ => None,
    });
    assert!(bodies.any(|body| body == "Cool Post with Topics"));
}

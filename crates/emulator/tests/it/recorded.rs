//! The shape of our answers against the recorded ones, which lie outside the repository.

#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "finds and reads the recordings")]

use std::path::PathBuf;

use hubspot_engagements_core::wire::Method;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::support::*;

fn recording(name: &str) -> Option<Value> {
    let shared = std::env::var_os("ENGAGEMENTS_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = shared.join("recordings").join(name);
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).ok(),
        Err(_) => {
            eprintln!("skipped: {} is not here", path.display());
            None
        }
    }
}

/// Keys in order and JSON types, such as `{"id":0,"tags":[""]}`; values are gone.
fn shape(json: &str) -> String {
    let first = json.trim_start().chars().next().unwrap_or_default();
    match first {
        '{' => {
            let members: Vec<String> =
                keys(json).iter().map(|key| format!("{key}:{}", shape(&member(json, key)))).collect();
            format!("{{{}}}", members.join(","))
        }
        '[' => {
            let items: Vec<Box<RawValue>> = serde_json::from_str(json).unwrap();
            format!("[{}]", items.iter().map(|item| shape(item.get())).collect::<Vec<_>>().join(","))
        }
        '"' => "text".to_owned(),
        't' | 'f' => "bool".to_owned(),
        'n' => "null".to_owned(),
        _ => "number".to_owned(),
    }
}

#[test]
fn created_notes_have_the_recorded_shape() {
    for name in [
        "hubspot-api-ruby__engagement_create__82766fa_0.json",
        "hubspot-api-ruby__engagement_find_by_country__325589f_1.json",
    ] {
        let Some(recording) = recording(name) else { return };
        let request = recording["request"]["body"].to_string();
        let response = send(&mut empty(), Method::Post, ROOT, Some(&request));
        assert_eq!(u64::from(response.status), recording["response"]["status"]);
        let recorded = recording["response"]["body"].as_str().unwrap();
        assert_eq!(shape(&text(&response)), shape(recorded), "{name}");
        assert_eq!(
            member(&member(&text(&response), "engagement"), "bodyPreviewHtml"),
            member(&member(recorded, "engagement"), "bodyPreviewHtml")
        );
    }
}

#[test]
fn errors_and_missing_objects_have_the_recorded_body() {
    let Some(fake) = recording("hubspot-api-ruby__engagement_find_by_association__3ba1ff4_0.json") else {
        return;
    };
    let response = get(&mut empty(), &format!("{ROOT}/associated/FAKE_TYPE/1/paged"));
    assert_eq!(shape(&text(&response)), shape(fake["response"]["body"].as_str().unwrap()));
    let Some(gone) = recording("hubspot-api-ruby__engagement_destroy__a0f6388_3.json") else { return };
    let response = get(&mut empty(), &format!("{ROOT}/22851159848"));
    assert_eq!(text(&response), gone["response"]["body"].as_str().unwrap());
}

//! One request in one line.

use std::time::Duration;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Headers, Method, Request, Response};
use hubspot_engagements_emulator::{Portal, PortalOptions};
use serde_json::Value;

/// The time of most requests, and the end of the made-up data.
pub(crate) const NOW: i64 = 1_790_000_000_000;
pub(crate) const ROOT: &str = "/engagements/v1/engagements";

pub(crate) fn empty() -> Portal {
    Portal::new(PortalOptions::default())
}

pub(crate) fn seeded(engagements: usize) -> Portal {
    Portal::new(PortalOptions { engagements, ..PortalOptions::default() })
}

/// A request without credentials.
pub(crate) fn anonymous(method: Method, path: &str, body: Option<&str>) -> Request {
    Request {
        method,
        url: format!("https://api.hubapi.com{path}"),
        headers: Headers::new(),
        body: body.map(|body| body.as_bytes().into()),
        timeout: Duration::from_secs(1),
        max_response_bytes: u64::MAX,
        once: false,
    }
}

pub(crate) fn send_at(
    portal: &mut Portal,
    ms: i64,
    method: Method,
    path: &str,
    body: Option<&str>,
) -> Response {
    let mut request = anonymous(method, path, body);
    request.headers.push("authorization", "Bearer demo");
    portal.handle(Now { monotonic_ms: 0, unix_ms: ms }, &request)
}

pub(crate) fn send(portal: &mut Portal, method: Method, path: &str, body: Option<&str>) -> Response {
    send_at(portal, NOW, method, path, body)
}

pub(crate) fn get(portal: &mut Portal, path: &str) -> Response {
    send(portal, Method::Get, path, None)
}

pub(crate) fn text(response: &Response) -> String {
    String::from_utf8(response.body.to_vec()).unwrap()
}

pub(crate) fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

pub(crate) fn get_json(portal: &mut Portal, path: &str) -> Value {
    let response = get(portal, path);
    assert_eq!(response.status, 200, "{}", text(&response));
    json(&response)
}

/// Creates an engagement and gives its id.
pub(crate) fn create(portal: &mut Portal, ms: i64, body: &str) -> i64 {
    let response = send_at(portal, ms, Method::Post, ROOT, Some(body));
    assert_eq!(response.status, 200, "{}", text(&response));
    member(&member(&text(&response), "engagement"), "id").parse().unwrap()
}

pub(crate) fn note(portal: &mut Portal, ms: i64) -> i64 {
    create(portal, ms, r#"{"engagement":{"type":"NOTE"},"metadata":{"body":"x"}}"#)
}

/// The ids of a page's results.
pub(crate) fn ids(page: &Value) -> Vec<i64> {
    page["results"].as_array().unwrap().iter().map(|one| one["engagement"]["id"].as_i64().unwrap()).collect()
}

/// A refusal's status and category, and that it is JSON.
pub(crate) fn refusal(response: &Response) -> (u16, String) {
    assert_eq!(response.headers.get("Content-Type"), Some("application/json;charset=utf-8"));
    (response.status, json(response)["category"].as_str().unwrap_or_default().to_owned())
}

/// The keys of a response's object, in the order in which they were written.
pub(crate) fn keys(object: &str) -> Vec<String> {
    struct Keys(Vec<String>);
    impl<'de> serde::Deserialize<'de> for Keys {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Keys, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Keys;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                    let mut keys = Vec::new();
                    while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                        keys.push(key);
                    }
                    Ok(Keys(keys))
                }
            }
            deserializer.deserialize_map(Visitor)
        }
    }
    serde_json::from_str::<Keys>(object).unwrap().0
}

/// The text of one member of an object.
pub(crate) fn member(object: &str, key: &str) -> String {
    let members: std::collections::BTreeMap<String, Box<serde_json::value::RawValue>> =
        serde_json::from_str(object).unwrap();
    members[key].get().to_owned()
}

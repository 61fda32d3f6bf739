//! `/__emulator/…`

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Method, Response};
use hubspot_engagements_emulator::server::ServeOptions;
use hubspot_engagements_emulator::{Portal, PortalOptions};
use serde_json::{Value, json};

use crate::raw::{connect, exchange, serve};
use crate::support::*;

fn portal() -> Portal {
    Portal::new(PortalOptions {
        engagements: 5,
        rate_limit: Some(3),
        admin: true,
        ..PortalOptions::default()
    })
}

/// Asks an admin route, without a token.
fn ask(portal: &mut Portal, method: Method, route: &str, body: Option<&str>) -> Response {
    let request = anonymous(method, &format!("/__emulator/{route}"), body);
    portal.handle(Now { monotonic_ms: 0, unix_ms: NOW }, &request)
}

fn look(portal: &mut Portal, route: &str) -> Value {
    let response = ask(portal, Method::Get, route, None);
    assert_eq!(response.status, 200, "{route}");
    json(&response)
}

/// Does what has no answer.
fn act(portal: &mut Portal, method: Method, route: &str, body: Option<&str>) {
    let response = ask(portal, method, route, body);
    assert_eq!((response.status, response.body.len()), (204, 0), "{route}: {}", text(&response));
}

#[test]
fn there_are_none_unless_asked_for() {
    assert_eq!(ask(&mut empty(), Method::Get, "state", None).status, 401);
    assert_eq!(get(&mut empty(), "/__emulator/state").status, 404);
}

#[test]
fn the_plan_can_be_replaced_and_watched() {
    let mut portal = portal();
    act(
        &mut portal,
        Method::Put,
        "faults",
        Some(r#"[{"path":"/engagements/*","effect":{"status":503,"body":"x"}}]"#),
    );
    assert_eq!(look(&mut portal, "faults")[0]["struck"], 0);
    assert_eq!(get(&mut portal, &format!("{ROOT}/paged")).status, 503);
    let shown = look(&mut portal, "faults");
    assert_eq!((&shown[0]["struck"], &shown[0]["effect"]["status"]), (&json!(1), &json!(503)));
    let bad = ask(&mut portal, Method::Put, "faults", Some(r#"[{"effect":{"cut":"x"}}]"#));
    assert_eq!(bad.status, 400);
    assert!(json(&bad)["message"].as_str().unwrap().starts_with("faults[0].effect.cut is wrong"));
    assert_eq!(look(&mut portal, "faults"), shown);
    act(&mut portal, Method::Put, "faults", Some("[]"));
    assert_eq!(look(&mut portal, "faults"), json!([]));
}

#[test]
fn requests_are_shown_and_forgotten_and_the_own_ones_count_for_nothing() {
    let mut portal = portal();
    for _ in 0..9 {
        look(&mut portal, "state");
    }
    note(&mut portal, NOW);
    let log = look(&mut portal, "requests");
    assert_eq!(
        (log.as_array().unwrap().len(), &log[0]["method"], &log[0]["status"]),
        (1, &json!("POST"), &json!(200))
    );
    assert_eq!((&log[0]["headers"]["authorization"], &log[0]["token"]), (&json!("***"), &json!(1)));
    assert!(log[0]["body"].as_str().unwrap().contains("NOTE"));
    act(&mut portal, Method::Delete, "requests", None);
    assert_eq!(look(&mut portal, "requests"), json!([]));
    let state = look(&mut portal, "state");
    assert_eq!(state["ids"].as_array().unwrap().len(), 6);
    assert_eq!(
        (&state["engagements"], &state["created"], &state["max_in_window"], &state["unix_ms"]),
        (&json!(6), &json!(1), &json!(1), &json!(NOW))
    );
    let id = state["ids"][5].as_i64().unwrap();
    assert_eq!(look(&mut portal, &format!("engagements/{id}"))["metadata"], json!({"body": "x"}));
    assert_eq!(ask(&mut portal, Method::Get, "engagements/1", None).status, 404);
}

#[test]
fn reset_clock_tokens_and_scopes() {
    let mut portal = portal();
    let clock = |portal: &mut Portal, body: &str| {
        json(&ask(portal, Method::Post, "clock", Some(body)))["unix_ms"].as_i64()
    };
    assert_eq!(clock(&mut portal, r#"{"advance_ms":1000}"#), Some(NOW + 1_000));
    assert_eq!(clock(&mut portal, r#"{"freeze":true,"advance_ms":5}"#), Some(NOW + 1_005));
    assert_eq!(clock(&mut portal, r#"{"freeze":false}"#), Some(NOW + 1_005));
    get(&mut portal, &format!("{ROOT}/paged"));
    act(&mut portal, Method::Post, "expire-tokens", None);
    assert_eq!(refusal(&get(&mut portal, &format!("{ROOT}/paged"))).1, "EXPIRED_AUTHENTICATION");
    act(&mut portal, Method::Post, "reset", None);
    assert_eq!(look(&mut portal, "state")["unix_ms"], NOW);
    act(&mut portal, Method::Post, "scope-options", Some(r#"{"contacts_scope":false,"email_scope":false}"#));
    assert_eq!(get_json(&mut portal, &format!("{ROOT}/modified/after?after=0"))["results"], json!([]));
    assert!(text(&get(&mut portal, &format!("{ROOT}/paged"))).contains("sales-email-read"));
    act(&mut portal, Method::Post, "reset", None);
    assert!(!text(&get(&mut portal, &format!("{ROOT}/paged"))).contains("sales-email-read"));
}

#[test]
fn listings_and_writers_are_set() {
    let mut portal = portal();
    let options = r#"{"index_lag_ms":50,"index_jitter_ms":0,"cursors":"number","cursors_once":true,
                      "repeat_percent":0,"offset_behind_last":true}"#;
    act(&mut portal, Method::Post, "listing-options", Some(options));
    let page = get_json(&mut portal, &format!("{ROOT}/modified/after?limit=2&after=1000"));
    assert!(page["after"].is_i64(), "{page}");
    let page = get_json(&mut portal, &format!("{ROOT}/paged"));
    assert_eq!(page["offset"].as_i64(), ids(&page).last().map(|last| last + 1));
    let written = ask(&mut portal, Method::Post, "write", Some(r#"{"creates":2,"deletes":1}"#));
    let written = json(&written);
    assert_eq!(
        ["created", "updated", "deleted", "associated"].map(|key| written[key].as_array().unwrap().len()),
        [2, 0, 1, 0]
    );
    act(&mut portal, Method::Put, "writer", Some(r#"{"per_request":4,"mix":{"creates":1}}"#));
    get(&mut portal, &format!("{ROOT}/paged"));
    assert_eq!(look(&mut portal, "state")["engagements"], 10);
    act(&mut portal, Method::Put, "writer", Some("null"));
    get(&mut portal, &format!("{ROOT}/paged"));
    assert_eq!(look(&mut portal, "state")["engagements"], 10);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut portal = portal();
    for (method, route, body, status) in [
        (Method::Get, "nothing", None, 404),
        (Method::Get, "", None, 404),
        (Method::Get, "reset", None, 405),
        (Method::Post, "state", None, 405),
        (Method::Delete, "engagements/1", None, 405),
        (Method::Post, "clock", None, 400),
        (Method::Post, "clock", Some(r#"{"advance_ms":-1}"#), 400),
        (Method::Post, "clock", Some(r#"{"advance":1}"#), 400),
        (Method::Post, "scope-options", Some(r#"{"email_scope":1}"#), 400),
        (Method::Put, "faults", None, 400),
        (Method::Get, "writer", None, 405),
        (Method::Post, "listing-options", Some(r#"{"cursors":"roman"}"#), 400),
        (Method::Post, "listing-options", Some(r#"{"index_lag_ms":-1}"#), 400),
        (Method::Put, "writer", Some(r#"{"every_ms":0}"#), 400),
        (Method::Put, "writer", Some(r#"{"every_ms":1,"per_request":1}"#), 400),
        (Method::Put, "writer", Some(r#"{"per_request":1,"mix":{"renames":1}}"#), 400),
        (Method::Post, "write", Some(r#"{"creates":-1}"#), 400),
    ] {
        let response = ask(&mut portal, method, route, body);
        assert_eq!(response.status, status, "{method} {route}");
        assert!(json(&response)["message"].is_string());
    }
}

#[tokio::test]
async fn they_work_over_sockets_and_for_pages() {
    let options = ServeOptions { allow_origin: Some("*".to_owned()), ..ServeOptions::default() };
    let server = serve(options).await;
    let mut stream = connect(&server).await;
    let put = |body: &str| {
        let length = body.len();
        format!("PUT /__emulator/faults HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}")
            .into_bytes()
    };
    let answer = exchange(&mut stream, &put(r#"[{"effect":{"reset":true}}]"#)).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, Some("*")));
    let state = exchange(&mut stream, b"GET /__emulator/state HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!((state.status, &state.json()["engagements"]), (200, &json!(40)));
    assert_eq!(server.with_portal(|portal| portal.faults().count()), 1);
}

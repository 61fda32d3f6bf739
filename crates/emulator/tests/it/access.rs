//! Credentials, limits, headers, unknown paths and wrong methods.

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Method, Response};
use hubspot_engagements_emulator::{Portal, PortalOptions};

use crate::support::*;

fn ask(portal: &mut Portal, path: &str, authorization: Option<&str>) -> Response {
    let mut request = anonymous(Method::Get, path, None);
    if let Some(value) = authorization {
        request.headers.push("Authorization", value);
    }
    portal.handle(Now { monotonic_ms: 0, unix_ms: NOW }, &request)
}

#[test]
fn credentials_are_needed() {
    let path = format!("{ROOT}/paged");
    for given in [None, Some(""), Some("Bearer"), Some("Bearer "), Some("Basic abc")] {
        let response = ask(&mut empty(), &path, given);
        assert_eq!(response.status, 401, "{given:?}");
        assert_eq!(keys(&text(&response)), ["status", "message", "correlationId", "category"]);
        assert_eq!(json(&response)["category"], "INVALID_AUTHENTICATION");
    }
    for given in ["Bearer x", "bearer x"] {
        assert_eq!(ask(&mut empty(), &path, Some(given)).status, 200);
    }
}

#[test]
fn a_portal_with_a_token_takes_no_other() {
    let mut portal =
        Portal::new(PortalOptions { token: Some("right".to_owned()), ..PortalOptions::default() });
    assert_eq!(ask(&mut portal, &format!("{ROOT}/paged"), Some("Bearer right")).status, 200);
    assert_eq!(ask(&mut portal, &format!("{ROOT}/paged"), Some("Bearer wrong")).status, 401);
}

#[test]
fn api_keys_are_dead_unless_revived() {
    let path = format!("{ROOT}/paged?hapikey=demo");
    assert_eq!(ask(&mut empty(), &path, None).status, 401);
    let both = ask(&mut empty(), &path, Some("Bearer x"));
    assert_eq!(json(&both)["message"], "Multiple authentications invoked! (oauth-token,hapikey)");
    let mut old = Portal::new(PortalOptions { accept_api_keys: true, ..PortalOptions::default() });
    assert_eq!(ask(&mut old, &path, None).status, 200);
    assert_eq!(ask(&mut old, &format!("{ROOT}/paged?hapikey="), None).status, 401);
}

#[test]
fn every_response_says_who_it_is_and_what_is_left() {
    let mut portal = empty();
    let first = get(&mut portal, &format!("{ROOT}/paged"));
    let second = get(&mut portal, &format!("{ROOT}/1"));
    let id = |response: &Response| response.headers.get("X-HubSpot-Correlation-Id").unwrap().to_owned();
    assert_ne!(id(&first), id(&second));
    assert_eq!(id(&first).len(), 36);
    assert_eq!(id(&first), id(&get(&mut empty(), "/anything")));
    for (response, left) in [(first, "99"), (second, "98")] {
        assert_eq!(response.headers.get("x-hubspot-ratelimit-remaining"), Some(left));
        assert_eq!(response.headers.get("X-HubSpot-RateLimit-Max"), Some("100"));
        assert_eq!(response.headers.get("X-HubSpot-RateLimit-Interval-Milliseconds"), Some("10000"));
        assert_eq!(response.headers.get("X-HubSpot-RateLimit-Daily"), Some("250000"));
        assert_eq!(response.headers.get("Access-Control-Allow-Credentials"), Some("false"));
        assert_eq!(response.headers.get("Access-Control-Allow-Origin"), None);
    }
}

#[test]
fn the_window_rolls() {
    let mut portal = Portal::new(PortalOptions { rate_limit: Some(2), ..PortalOptions::default() });
    let path = format!("{ROOT}/paged");
    let mut at = |ms: i64| send_at(&mut portal, NOW + ms, Method::Get, &path, None);
    assert_eq!([at(0).status, at(4_000).status, at(9_999).status], [200, 200, 429]);
    let refused = at(9_999);
    assert_eq!(keys(&text(&refused)), ["status", "message", "errorType", "correlationId", "policyName"]);
    assert_eq!(json(&refused)["policyName"], "TEN_SECONDLY_ROLLING");
    assert_eq!(refused.headers.get("X-HubSpot-RateLimit-Remaining"), Some("0"));
    assert_eq!(refused.headers.get("Retry-After"), None);
    assert_eq!([at(10_000).status, at(13_999).status, at(14_000).status], [200, 429, 200]);
    assert_eq!(at(14_001).headers.get("X-HubSpot-RateLimit-Daily-Remaining"), Some("249996"));
}

#[test]
fn without_a_limit_nothing_is_refused() {
    let mut portal = empty();
    for _ in 0..150 {
        assert_eq!(get(&mut portal, &format!("{ROOT}/paged")).status, 200);
    }
    let last = get(&mut portal, &format!("{ROOT}/paged"));
    assert_eq!(last.headers.get("X-HubSpot-RateLimit-Remaining"), Some("0"));
}

#[test]
fn an_unknown_path_is_a_404_without_the_header_of_a_missing_object() {
    for path in
        ["/", "", "/nope", "/engagements/v1", &format!("{ROOT}/x1"), &format!("{ROOT}/1/2"), "/crm/v3", "//"]
    {
        let response = get(&mut empty(), path);
        assert_eq!(response.status, 404, "{path}");
        assert_eq!(response.headers.get("X-HubSpot-NotFound"), None, "{path}");
        assert_eq!(response.headers.get("Content-Type"), Some("text/html;charset=iso-8859-1"));
    }
}

#[test]
fn a_known_path_with_another_method_is_405() {
    for (method, path) in [
        (Method::Get, ROOT.to_owned()),
        (Method::Post, format!("{ROOT}/1")),
        (Method::Post, format!("{ROOT}/paged")),
        (Method::Delete, format!("{ROOT}/recent/modified")),
        (Method::Put, format!("{ROOT}/modified/after")),
        (Method::Patch, format!("{ROOT}/associated/CONTACT/1/paged")),
        (Method::Get, format!("{ROOT}/1/associations/contact/1")),
        (Method::Post, "/calling/v1/dispositions".to_owned()),
        (Method::Options, format!("{ROOT}/paged")),
    ] {
        let response = send(&mut empty(), method, &path, None);
        assert_eq!(response.status, 405, "{method} {path}");
        assert!(text(&response).contains("HTTP ERROR 405"));
    }
}

#[test]
fn the_url_may_be_absolute_escaped_or_only_a_path() {
    let mut portal = seeded(5);
    for url in [
        "http://127.0.0.1:1/engagements/v1/engagements/paged?limit=1",
        "/engagements/v1/engagements/paged?limit=%31",
        "https://api.hubapi.com/%65ngagements/v1/engagements/paged?%6Cimit=1&x=%zz&y=+#part",
    ] {
        let mut request = anonymous(Method::Get, "", None);
        request.url = url.to_owned();
        request.headers.push("Authorization", "Bearer x");
        let response = portal.handle(Now { monotonic_ms: 0, unix_ms: NOW }, &request);
        assert_eq!(ids(&json(&response)).len(), 1, "{url}");
    }
}

#[test]
fn no_request_makes_it_panic() {
    let mut portal = seeded(12);
    let paths = [
        "",
        "/1",
        "/-1",
        "/99999999999999999999",
        "/paged",
        "/recent/modified",
        "/modified/after",
        "/é%",
        "/%00",
    ];
    let queries = [
        "",
        "?",
        "?&&=",
        "?limit=-1&count=-9&offset=-9223372036854775808&since=-9223372036854775808",
        "?after=_",
        "?after=1_",
        "?after=-1_-1",
    ];
    let bodies = [
        "",
        "{}",
        "null",
        "\u{0}",
        "{\"engagement\":null}",
        "{\"engagement\":{\"type\":\"NOTE\",\"uid\":null},\"metadata\":{\"body\":\"<&#x;&#99999999999;</\"},\"attachments\":[null]}",
    ];
    let deep = format!("{{\"metadata\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    for method in [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Options] {
        for path in paths {
            for query in queries {
                for body in bodies.iter().copied().chain([deep.as_str()]) {
                    let url = format!("{ROOT}{path}{query}");
                    for ms in [i64::MIN, NOW, i64::MAX] {
                        let status = send_at(&mut portal, ms, method, &url, Some(body)).status;
                        assert!((200..500).contains(&status), "{method} {url} {body}");
                    }
                }
            }
        }
    }
}

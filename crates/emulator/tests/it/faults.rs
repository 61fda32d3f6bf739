//! What each fault does, without sockets.

use std::time::Duration;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{
    FailureKind, Headers, Method, Request, Response, Sent, TransportFailure,
};
use hubspot_engagements_emulator::{Damage, Delivery, Effect, Fault, Policy, Portal, Reply};
use serde_json::json;

use crate::support::*;

const NOTE: &str = r#"{"engagement":{"type":"NOTE"},"metadata":{"body":"x"}}"#;

fn request(method: Method, path: &str, body: Option<&str>) -> Request {
    let mut request = anonymous(method, path, body);
    request.headers.push("Authorization", "Bearer demo");
    request
}

fn deliver(portal: &mut Portal, request: &Request) -> Delivery {
    portal.deliver(Now { monotonic_ms: 0, unix_ms: NOW }, request)
}

fn paged() -> Request {
    request(Method::Get, &format!("{ROOT}/paged"), None)
}

fn post() -> Request {
    request(Method::Post, ROOT, Some(NOTE))
}

/// What becomes of one request struck by that effect.
fn struck(effect: impl Into<Effect>, request: &Request) -> Result<Response, TransportFailure> {
    let mut portal = seeded(3);
    portal.set_faults(vec![Fault::new(effect)]);
    deliver(&mut portal, request).outcome(request)
}

fn kind(result: Result<Response, TransportFailure>) -> FailureKind {
    let failure = result.unwrap_err();
    assert_eq!(failure.sent, Sent::Maybe);
    failure.kind
}

#[test]
fn a_fault_strikes_what_it_matches_as_often_as_it_says() {
    let mut portal = seeded(3);
    let reply = |status| Reply { status, ..Reply::default() };
    portal.set_faults(vec![
        Fault::new(reply(503)).method(Method::Get).path(format!("{ROOT}/paged")).skip(1).times(2),
        Fault::new(reply(502)).path(format!("{ROOT}/associated/*")).forever(),
        Fault::new(reply(500)).method(Method::Post),
    ]);
    let mut status =
        |method, path: &str, body| send(&mut portal, method, &format!("{ROOT}{path}"), body).status;
    let pages: Vec<u16> = (0..4).map(|n| status(Method::Get, &format!("/paged?limit={n}"), None)).collect();
    assert_eq!(pages, [200, 503, 503, 200]);
    for _ in 0..3 {
        assert_eq!(status(Method::Get, "/associated/CONTACT/1/paged", None), 502);
    }
    assert_eq!(status(Method::Get, "/recent/modified", None), 200);
    assert_eq!([status(Method::Post, "", Some(NOTE)), status(Method::Post, "", Some(NOTE))], [500, 200]);
    assert_eq!(portal.faults().map(|(_, struck)| struck).collect::<Vec<_>>(), [2, 3, 1]);
    assert_eq!((portal.created(), portal.len()), (1, 4));
}

#[test]
fn faults_that_both_match_strike_one_after_the_other() {
    let mut portal = empty();
    let replies = [503, 429, 500].map(|status| Fault::new(Reply { status, ..Reply::default() }));
    portal.set_faults(replies.to_vec());
    let seen: Vec<u16> = (0..4).map(|_| get(&mut portal, &format!("{ROOT}/paged")).status).collect();
    assert_eq!(seen, [503, 429, 500, 200]);
}

#[test]
fn refused_requests_use_no_fault_up() {
    let mut portal = empty();
    portal.set_faults(vec![Fault::new(Damage::Reset)]);
    let anonymous = anonymous(Method::Get, &format!("{ROOT}/paged"), None);
    assert_eq!(deliver(&mut portal, &anonymous).status(), Some(401));
    assert_eq!(deliver(&mut portal, &paged()).status(), None);
}

#[test]
fn an_operation_is_carried_out_only_where_the_fault_says_so() {
    let effects: Vec<Effect> = vec![
        Reply { status: 503, ..Reply::default() }.into(),
        Effect::RateLimit { policy: Policy::Daily, headers: Headers::new() },
        Damage::Reset.into(),
        Damage::Silence.into(),
        Damage::SilenceAfterHeaders.into(),
        Damage::Cut { bytes: 3 }.into(),
        Damage::Drip { bytes: 1, every_ms: 1 }.into(),
        Damage::Huge { bytes: 9 }.into(),
        Effect::ReplaceText { from: "a".to_owned(), to: "b".to_owned() },
    ];
    for effect in effects {
        for commit in [false, true] {
            let mut portal = seeded(3);
            portal.set_faults(vec![Fault::new(effect.clone()).commit(commit)]);
            deliver(&mut portal, &post());
            let kept = u64::from(commit);
            assert_eq!((portal.created(), portal.len() as u64), (kept, 3 + kept), "{effect:?}");
        }
        let mut portal = seeded(3);
        portal.set_faults(vec![Fault::new(effect.clone())]);
        deliver(&mut portal, &post());
        assert_eq!(portal.created() == 1, effect.commits(), "{effect:?}");
    }
}

#[test]
fn limits_and_expiry_are_told_as_the_service_tells_them() {
    for (policy, name, header) in [
        (Policy::TenSecondlyRolling, "ten_secondly_rolling", Some("X-HubSpot-RateLimit-Remaining")),
        (Policy::Secondly, "secondly", None),
        (Policy::Daily, "daily", Some("X-HubSpot-RateLimit-Daily-Remaining")),
    ] {
        let headers = Headers::from_iter([("Retry-After", "2")]);
        let response = struck(Effect::RateLimit { policy, headers }, &paged()).unwrap();
        assert_eq!((response.status, response.headers.get("Retry-After")), (429, Some("2")));
        let body = json(&response);
        assert_eq!(body["message"], format!("You have reached your {name} limit."));
        assert_eq!(
            (&body["policyName"], &body["errorType"]),
            (&json!(policy.as_str()), &json!("RATE_LIMIT"))
        );
        assert_eq!(header.and_then(|header| response.headers.get(header)), header.map(|_| "0"));
    }
    let response = struck(Effect::Expired, &paged()).unwrap();
    assert_eq!(refusal(&response), (401, "EXPIRED_AUTHENTICATION".to_owned()));
    assert_eq!(json(&response)["context"], json!({"expire time": ["2026-09-21T14:13:19.000Z"]}));
    assert_eq!(json(&response)["message"], "The OAuth token used to make this call expired 1 second(s) ago.");
}

#[test]
fn answers_of_ones_own() {
    let location = "https://evil.example/";
    let redirect = struck(Effect::Redirect { status: 307, location: location.to_owned() }, &paged()).unwrap();
    assert_eq!((redirect.status, redirect.headers.get("Location")), (307, Some(location)));
    let reply =
        Reply { status: 477, headers: Headers::from_iter([("Retry-After", "3600")]), body: vec![0xff] };
    let moved = struck(reply, &paged()).unwrap();
    assert_eq!(
        (moved.status, moved.headers.get("Retry-After"), &*moved.body),
        (477, Some("3600"), &[0xff][..])
    );
    assert_eq!(moved.headers.get("Date"), Some("Mon, 21 Sep 2026 14:13:20 GMT"));
    let deep = text(&struck(Effect::Depth(65), &paged()).unwrap());
    let levels = deep.chars().scan(0_i32, |level, c| {
        *level += i32::from("[{".contains(c)) - i32::from("]}".contains(c));
        Some(*level)
    });
    assert_eq!(levels.max(), Some(65));
    assert!(serde_json::from_str::<serde_json::Value>(&deep).is_ok());
}

#[test]
fn texts_and_failures_of_associations() {
    let patch =
        Effect::ReplaceText { from: "\"hasMore\":false".to_owned(), to: "\"hasMore\":true".to_owned() };
    assert_eq!(json(&struck(patch, &paged()).unwrap())["hasMore"], true);
    let half = Effect::ReplaceText { from: "\"body\":\"x\"".to_owned(), to: r#""body":"\ud83d""#.to_owned() };
    assert!(text(&struck(half, &post()).unwrap()).contains(r#""body":"\ud83d""#));
    let failures = vec![json!({"id": 5}), json!("x")];
    let created = struck(Effect::AssociationFailures(failures.clone()), &post()).unwrap();
    assert_eq!(json(&created)["associationCreateFailures"], json!(failures));
    assert!(json(&created)["engagement"]["id"].is_i64());
}

#[test]
fn a_poisoned_record_spoils_every_listing_that_would_show_it() {
    let mut portal = seeded(10);
    let all = ids(&get_json(&mut portal, &format!("{ROOT}/paged")));
    portal.set_faults(vec![Fault::new(Effect::PoisonIds(vec![all[4]]))]);
    let mut status = |path: &str| get(&mut portal, &format!("{ROOT}/{path}")).status;
    assert_eq!([status("paged"), status("paged?limit=4"), status("paged?limit=5")], [500, 200, 500]);
    assert_eq!(status(&format!("paged?offset={}", all[4])), 200);
    assert_eq!(status(&format!("paged?limit=1&offset={}", all[3])), 500);
    assert_eq!([status("modified/after?after=0"), status(&all[4].to_string())], [500, 200]);
    assert_eq!(portal.faults().next().unwrap().1, 4);
    portal.set_faults(vec![Fault::new(Effect::PoisonIds(vec![all[4]])).path(format!("{ROOT}/paged"))]);
    assert_eq!(get(&mut portal, &format!("{ROOT}/modified/after?after=0")).status, 200);
}

#[test]
fn what_a_client_sees_of_a_damaged_answer() {
    assert_eq!(kind(struck(Damage::Reset, &paged())), FailureKind::Connection);
    assert_eq!(kind(struck(Damage::Silence, &paged())), FailureKind::Timeout);
    assert_eq!(kind(struck(Damage::SilenceAfterHeaders, &paged())), FailureKind::Timeout);
    let broken = [
        Damage::Cut { bytes: 0 },
        Damage::CutChunked { bytes: u64::MAX },
        Damage::WrongLength { delta: 1 },
        Damage::GarbageChunk,
        Damage::GarbageTrailer,
        Damage::CorruptGzip,
        Damage::TruncatedGzip,
    ];
    for damage in broken {
        assert_eq!(kind(struck(damage, &paged())), FailureKind::Body, "{damage:?}");
    }
    let whole = get(&mut seeded(3), &format!("{ROOT}/paged"));
    let same = [Damage::Cut { bytes: u64::MAX }, Damage::Stale, Damage::Late { ms: 999 }];
    for damage in same {
        assert_eq!(struck(damage, &paged()).unwrap(), whole, "{damage:?}");
    }
    let short = struck(Damage::WrongLength { delta: -5 }, &paged()).unwrap();
    assert_eq!(&*short.body, &whole.body[..whole.body.len() - 5]);
    assert_eq!(&*struck(Damage::WrongLength { delta: i64::MIN }, &paged()).unwrap().body, b"");
}

#[test]
fn time_and_length_are_bounded_by_the_request() {
    let quick = Request { timeout: Duration::from_millis(100), ..paged() };
    assert_eq!(kind(struck(Damage::Late { ms: 100 }, &quick)), FailureKind::Timeout);
    assert!(struck(Damage::Late { ms: 99 }, &quick).is_ok());
    assert_eq!(kind(struck(Damage::Drip { bytes: 1, every_ms: 1 }, &quick)), FailureKind::Timeout);
    assert!(struck(Damage::Drip { bytes: 1_000_000, every_ms: 99 }, &quick).is_ok());
    let narrow = Request { max_response_bytes: 100_000, ..paged() };
    for (bytes, fits) in [(100_000, true), (100_001, false), (u64::MAX, false)] {
        for damage in [Damage::Huge { bytes }, Damage::GzipBomb { bytes }] {
            match struck(damage, &narrow) {
                Ok(response) => assert!(fits && response.body.len() as u64 == bytes),
                Err(failure) => assert!(!fits && failure.kind == FailureKind::TooLarge),
            }
        }
    }
    let page = struck(Damage::Huge { bytes: 70_000 }, &paged()).unwrap();
    assert_eq!(json(&page), json!({"results": [], "hasMore": false, "offset": 0}));
    assert_eq!(
        kind(struck(Damage::Stale, &Request { max_response_bytes: 9, ..paged() })),
        FailureKind::TooLarge
    );
}

#[test]
fn a_caller_that_knows_no_connections_gets_what_a_gateway_would_say() {
    let mut portal = seeded(3);
    for (damage, status) in [
        (Damage::Reset, 502),
        (Damage::Cut { bytes: 1 }, 502),
        (Damage::Huge { bytes: 1 }, 502),
        (Damage::Silence, 504),
        (Damage::SilenceAfterHeaders, 504),
        (Damage::Late { ms: 5 }, 200),
        (Damage::Drip { bytes: 1, every_ms: 5 }, 200),
    ] {
        portal.set_faults(vec![Fault::new(damage)]);
        assert_eq!(get(&mut portal, &format!("{ROOT}/paged")).status, status, "{damage:?}");
    }
}

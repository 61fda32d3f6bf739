//! The portal's clock, its index, its windows and its return to the start.

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Damage, Fault, Portal, PortalOptions};
use serde_json::json;

use crate::support::*;

fn at(ms: i64) -> Now {
    Now { monotonic_ms: 0, unix_ms: ms }
}

fn created_at(portal: &mut Portal, ms: i64) -> i64 {
    let id = note(portal, ms);
    portal.get(id).unwrap()["engagement"]["createdAt"].as_i64().unwrap()
}

#[test]
fn the_clock_moves_stands_and_goes_on() {
    let mut portal = empty();
    portal.advance(500);
    assert_eq!(created_at(&mut portal, NOW), NOW + 500);
    portal.freeze(at(NOW + 10), true);
    portal.freeze(at(NOW + 20), true);
    assert_eq!(created_at(&mut portal, NOW + 9_000), NOW + 510);
    portal.advance(90);
    assert_eq!(portal.unix_ms(at(NOW + 9_000)), NOW + 600);
    portal.freeze(at(NOW + 10_000), false);
    assert_eq!(portal.unix_ms(at(NOW + 10_001)), NOW + 601);
    let response = send_at(&mut portal, NOW + 10_000, Method::Get, &format!("{ROOT}/paged"), None);
    assert_eq!(response.headers.get("Date"), Some("Mon, 21 Sep 2026 14:13:20 GMT"));
    portal.advance(u64::MAX);
    assert_eq!(portal.unix_ms(at(NOW)), i64::MAX);
}

#[test]
fn the_index_lags() {
    let mut portal = Portal::new(PortalOptions { index_lag_ms: 1_000, ..PortalOptions::default() });
    let id = note(&mut portal, NOW);
    for (ms, seen) in [(0, &[][..]), (999, &[]), (1_000, &[id])] {
        for path in ["recent/modified", "modified/after?after=0"] {
            let page = send_at(&mut portal, NOW + ms, Method::Get, &format!("{ROOT}/{path}"), None);
            assert_eq!(ids(&json(&page)), seen, "{path}");
        }
    }
    assert_eq!(ids(&get_json(&mut portal, &format!("{ROOT}/paged"))), [id]);
}

#[test]
fn without_the_scope_modified_after_shows_nothing() {
    let mut portal =
        Portal::new(PortalOptions { engagements: 5, contacts_scope: false, ..PortalOptions::default() });
    let page = get_json(&mut portal, &format!("{ROOT}/modified/after?after=7"));
    assert_eq!(page, json!({"results": [], "hasMore": false, "after": 7}));
    assert_eq!(ids(&get_json(&mut portal, &format!("{ROOT}/paged"))).len(), 5);
}

#[test]
fn the_fullest_window_is_known() {
    let mut portal = Portal::new(PortalOptions { rate_limit: Some(3), ..PortalOptions::default() });
    for ms in [0, 9_000, 10_000, 10_001, 10_002, 19_500] {
        send_at(&mut portal, NOW + ms, Method::Get, &format!("{ROOT}/paged"), None);
    }
    assert_eq!(portal.max_in_window(), 3);
    assert_eq!(
        portal.log().map(|one| one.status.unwrap()).collect::<Vec<_>>(),
        [200, 200, 200, 200, 429, 200]
    );
}

#[test]
fn a_reset_portal_is_a_new_one() {
    let faults = vec![Fault::new(Damage::Reset)];
    let mut portal =
        Portal::new(PortalOptions { engagements: 5, faults: faults.clone(), ..PortalOptions::default() });
    let fresh = format!("{portal:?}");
    assert_eq!(get(&mut portal, &format!("{ROOT}/paged")).status, 502);
    note(&mut portal, NOW);
    portal.set_faults(Vec::new());
    portal.advance(5);
    portal.reset();
    assert_eq!(format!("{portal:?}"), fresh);
    assert_eq!(
        portal.faults().map(|(fault, struck)| (fault.clone(), struck)).collect::<Vec<_>>(),
        [(faults[0].clone(), 0)]
    );
}

#[test]
fn the_log_keeps_no_secrets_and_no_more_than_ten_thousand() {
    let mut portal = empty();
    let mut request = anonymous(Method::Get, &format!("{ROOT}/paged?hapikey=k-1&limit=2"), Some("hi"));
    request.headers.push("X-A", "1");
    request.headers.push("x-a", "2");
    for token in ["t-1", "t-2", "t-1"] {
        request.headers.remove("Authorization");
        request.headers.push("Authorization", format!("Bearer {token}"));
        portal.handle(at(NOW), &request);
    }
    assert_eq!(portal.log().map(|one| one.token).collect::<Vec<_>>(), [Some(1), Some(2), Some(1)]);
    let shown = serde_json::to_value(portal.log().next().unwrap()).unwrap();
    assert_eq!(
        shown,
        json!({
            "at_ms": NOW, "method": "GET",
            "url": format!("https://api.hubapi.com{ROOT}/paged?hapikey=***&limit=2"),
            "headers": {"authorization": "***", "x-a": "1, 2"},
            "token": 1, "body": "hi", "status": 401, "fault": null,
        })
    );
    assert!(!format!("{:?}", portal.log().collect::<Vec<_>>()).contains("t-1"));
    portal.clear_log();
    for _ in 0..10_001 {
        get(&mut portal, "/");
    }
    assert_eq!(portal.log().len(), 10_000);
    assert_eq!(portal.log().last().unwrap().token, Some(3));
    let long = send(&mut portal, Method::Post, ROOT, Some(&" ".repeat(70_000)));
    assert_eq!((long.status, portal.log().last().unwrap().body.as_ref().unwrap().len()), (400, 65_536));
}

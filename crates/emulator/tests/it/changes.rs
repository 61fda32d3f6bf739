//! `/recent/modified` and `/modified/after`.

use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Portal, PortalOptions};
use serde_json::json;

use crate::support::*;

const DAY: i64 = 86_400_000;

#[test]
fn recent_is_newest_first_by_row() {
    let mut portal = empty();
    let created: Vec<i64> = (0..150).map(|n| note(&mut portal, NOW + n)).collect();
    send_at(&mut portal, NOW + 500, Method::Patch, &format!("{ROOT}/{}", created[3]), Some("{}"));
    let page = json(&send_at(&mut portal, NOW + 500, Method::Get, &format!("{ROOT}/recent/modified"), None));
    assert_eq!(ids(&page).len(), 20);
    assert_eq!(ids(&page)[..3], [created[3], created[149], created[148]]);
    assert_eq!((&page["hasMore"], &page["offset"], &page["total"]), (&json!(true), &json!(20), &json!(150)));
    let next = format!("{ROOT}/recent/modified?count=1000&offset=100");
    let last = json(&send_at(&mut portal, NOW + 500, Method::Get, &next, None));
    assert_eq!((ids(&last).len(), &last["offset"], &last["hasMore"]), (50, &json!(150), &json!(false)));
    let clamped = format!("{ROOT}/recent/modified?count=1000");
    assert_eq!(ids(&json(&send_at(&mut portal, NOW + 500, Method::Get, &clamped, None))).len(), 100);
}

#[test]
fn recent_keeps_to_since_and_thirty_days() {
    let mut portal = empty();
    note(&mut portal, NOW - 31 * DAY);
    let young = note(&mut portal, NOW - 29 * DAY);
    let newest = note(&mut portal, NOW - 5);
    let page = get_json(&mut portal, &format!("{ROOT}/recent/modified"));
    assert_eq!((ids(&page), &page["total"]), (vec![newest, young], &json!(2)));
    let since = get_json(&mut portal, &format!("{ROOT}/recent/modified?since={}", NOW - 6));
    assert_eq!((ids(&since), &since["total"]), (vec![newest], &json!(1)));
    let after_all = get_json(&mut portal, &format!("{ROOT}/recent/modified?since={}", NOW - 5));
    assert_eq!(after_all, json!({"results": [], "hasMore": false, "offset": 0, "total": 0}));
}

#[test]
fn recent_ends_at_row_ten_thousand() {
    let mut portal = empty();
    let last = get(&mut portal, &format!("{ROOT}/recent/modified?count=100&offset=9900"));
    assert_eq!(last.status, 200);
    let past = get(&mut portal, &format!("{ROOT}/recent/modified?count=100&offset=9901"));
    assert_eq!(past.status, 400);
    assert_eq!(json(&past)["message"], "Cannot fetch more than 10000 total records for this endpoint");
}

#[test]
fn modified_after_gives_everything_once_in_no_order() {
    let mut portal = seeded(400);
    let (mut seen, mut after, mut pages) = (Vec::new(), "0".to_owned(), 0);
    loop {
        let page = get_json(&mut portal, &format!("{ROOT}/modified/after?limit=150&after={after}"));
        seen.extend(ids(&page));
        pages += 1;
        let more = page["hasMore"] == true;
        assert_eq!(page["after"].is_string(), more);
        if !more {
            break;
        }
        after = page["after"].as_str().unwrap().to_owned();
    }
    assert_eq!(pages, 3);
    assert!(!seen.is_sorted());
    assert_eq!(seen.len(), 400);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 400);
}

#[test]
fn modified_after_takes_a_time_and_bounds_its_pages() {
    let mut portal = empty();
    let created: Vec<i64> = (0..1_100).map(|_| note(&mut portal, NOW)).collect();
    let late = note(&mut portal, NOW + 1);
    let page = get_json(&mut portal, &format!("{ROOT}/modified/after?after={NOW}"));
    assert_eq!((ids(&page).len(), &page["after"]), (0, &json!(NOW)));
    let path = format!("{ROOT}/modified/after?after={NOW}");
    let page = json(&send_at(&mut portal, NOW + 1, Method::Get, &path, None));
    assert_eq!((ids(&page), &page["after"]), (vec![late], &json!(NOW + 1)));
    let all = get_json(&mut portal, &format!("{ROOT}/modified/after?after=1&limit=5000"));
    assert_eq!((ids(&all).len(), &all["hasMore"]), (1_000, &json!(true)));
    assert_eq!(ids(&get_json(&mut portal, &format!("{ROOT}/modified/after"))).len(), 100);
    assert_eq!(get(&mut portal, &format!("{ROOT}/modified/after?after=now")).status, 400);
    assert_eq!(created.len(), 1_100);
}

#[test]
fn the_index_lags_behind_the_records() {
    let mut portal = Portal::new(PortalOptions { index_lag_ms: 5_000, ..PortalOptions::default() });
    let id = note(&mut portal, NOW);
    let mut listed = |ms: i64, path: &str| ids(&json(&send_at(&mut portal, ms, Method::Get, path, None)));
    let (after, recent) = (format!("{ROOT}/modified/after?after=1"), format!("{ROOT}/recent/modified"));
    for path in [&after, &recent] {
        assert!(listed(NOW + 4_999, path).is_empty());
        assert_eq!(listed(NOW + 5_000, path), [id]);
    }
    assert_eq!(listed(NOW, &format!("{ROOT}/paged")), [id]);
    send_at(&mut portal, NOW + 6_000, Method::Patch, &format!("{ROOT}/{id}"), Some("{}"));
    let since = format!("{ROOT}/modified/after?after={NOW}");
    let mut listed = |ms: i64, path: &str| ids(&json(&send_at(&mut portal, ms, Method::Get, path, None)));
    assert!(listed(NOW + 10_999, &since).is_empty());
    assert_eq!(listed(NOW + 10_999, &after), [id]);
    assert_eq!(listed(NOW + 11_000, &since), [id]);
}

//! `/recent/modified` and `/modified/after`.

use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{CursorForm, Portal, PortalOptions};
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
    for (ms, seen) in [(4_999, &[][..]), (5_000, &[id])] {
        assert_eq!([&after, &recent].map(|path| listed(NOW + ms, path)), [seen, seen]);
    }
    assert_eq!(listed(NOW, &format!("{ROOT}/paged")), [id]);
    send_at(&mut portal, NOW + 6_000, Method::Patch, &format!("{ROOT}/{id}"), Some("{}"));
    let since = format!("{ROOT}/modified/after?after={NOW}");
    let mut listed = |ms: i64, path: &str| ids(&json(&send_at(&mut portal, ms, Method::Get, path, None)));
    assert!(listed(NOW + 10_999, &since).is_empty());
    assert_eq!(listed(NOW + 10_999, &after), [id]);
    assert_eq!(listed(NOW + 11_000, &since), [id]);
    send_at(&mut portal, NOW + 12_000, Method::Delete, &format!("{ROOT}/{id}"), None);
    assert!(ids(&json(&send_at(&mut portal, NOW + 12_000, Method::Get, &after, None))).is_empty());
}

/// Walks `/modified/after` from a time to its end; the pages' ids and the cursors between them.
fn walk(portal: &mut Portal, limit: usize) -> (Vec<Vec<i64>>, Vec<String>) {
    let (mut pages, mut cursors, mut after) = (Vec::new(), Vec::new(), "1000".to_owned());
    loop {
        let page = get_json(portal, &format!("{ROOT}/modified/after?limit={limit}&after={after}"));
        pages.push(ids(&page));
        if page["hasMore"] == false {
            return (pages, cursors);
        }
        cursors.push(page["after"].to_string());
        after = cursors.last().unwrap().trim_matches('"').to_owned();
    }
}

#[test]
fn cursors_have_the_form_that_they_are_told() {
    for (form, digits, quoted) in
        [(CursorForm::Text, false, true), (CursorForm::Number, true, false), (CursorForm::Digits, true, true)]
    {
        let options = PortalOptions { engagements: 250, cursors: form, ..PortalOptions::default() };
        let (pages, cursors) = walk(&mut Portal::new(options), 100);
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 50], "{form:?}");
        for cursor in cursors {
            let text = cursor.trim_matches('"');
            assert_eq!((text.parse::<i64>().is_ok(), text != cursor), (digits, quoted), "{form:?}: {cursor}");
        }
    }
}

#[test]
fn a_cursor_that_was_used_shows_an_empty_page_if_told_so() {
    for form in [CursorForm::Text, CursorForm::Number, CursorForm::Digits] {
        let options =
            PortalOptions { engagements: 50, cursors: form, cursors_once: true, ..PortalOptions::default() };
        let mut portal = Portal::new(options);
        let (_, cursors) = walk(&mut portal, 20);
        let cursor = cursors[0].trim_matches('"');
        let page = get_json(&mut portal, &format!("{ROOT}/modified/after?limit=20&after={cursor}"));
        assert_eq!((ids(&page).len(), &page["hasMore"]), (0, &json!(false)), "{form:?}");
        // The next pass is given cursors that nobody has used.
        assert_eq!(walk(&mut portal, 20).0.concat().len(), 50, "{form:?}");
    }
}

#[test]
fn records_come_twice_if_told_so_and_none_is_left_out() {
    let options = PortalOptions { engagements: 300, repeat_percent: 20, ..PortalOptions::default() };
    let (pages, _) = walk(&mut Portal::new(options), 50);
    assert!(pages.iter().all(|page| page.len() <= 50));
    let mut seen = pages.concat();
    let in_one_page =
        pages.iter().any(|page| page.iter().any(|id| page.iter().filter(|&o| o == id).count() > 1));
    let in_two = pages.windows(2).any(|two| two[0].iter().any(|id| two[1].contains(id)));
    assert!(in_one_page && in_two);
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert!(all > 310, "{all}");
    assert_eq!(seen.len(), 300);
}

#[test]
fn each_write_has_its_own_lag() {
    let options = PortalOptions { index_lag_ms: 100, index_jitter_ms: 900, ..PortalOptions::default() };
    let mut portal = Portal::new(options);
    let all: Vec<i64> = (0..40).map(|_| note(&mut portal, NOW)).collect();
    let path = format!("{ROOT}/modified/after?after=1000");
    let mut seen = |ms| ids(&json(&send_at(&mut portal, NOW + ms, Method::Get, &path, None))).len();
    assert_eq!(seen(99), 0);
    let half = seen(550);
    assert!(half > 5 && half < 35, "{half}");
    assert_eq!(seen(1_000), all.len());
}

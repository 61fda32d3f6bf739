//! Changes that come from elsewhere, and what a scan by id sees of them.

use std::collections::BTreeSet;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Mix, Pace, Portal, PortalOptions, Writer};
use serde_json::{Value, json};

use crate::support::*;

fn at(ms: i64) -> Now {
    Now { monotonic_ms: 0, unix_ms: ms }
}

fn writer(pace: Pace) -> Writer {
    Writer { pace, times: None, seed: 7, mix: Mix::USUAL }
}

/// Everything that there is, by `/paged`.
fn all(portal: &mut Portal) -> Vec<Value> {
    let (mut all, mut offset) = (Vec::new(), json!(0));
    loop {
        let page = get_json(portal, &format!("{ROOT}/paged?limit=250&offset={offset}"));
        all.extend(page["results"].as_array().unwrap().iter().cloned());
        if page["hasMore"] == false {
            return all;
        }
        offset = page["offset"].clone();
    }
}

fn id(one: &Value) -> i64 {
    one["engagement"]["id"].as_i64().unwrap()
}

fn updated(one: &Value) -> i64 {
    one["engagement"]["lastUpdated"].as_i64().unwrap()
}

#[test]
fn changes_at_once_are_as_many_as_asked_for() {
    let mut portal = seeded(100);
    let before = all(&mut portal);
    let mix = Mix { creates: 5, updates: 4, deletes: 3, associations: 2 };
    let written = portal.write(at(NOW + 10), mix, 3);
    let count = |ids: &[i64]| ids.len();
    assert_eq!(
        [&written.created, &written.updated, &written.deleted, &written.associated].map(|ids| count(ids)),
        [5, 4, 3, 2]
    );
    let after = all(&mut portal);
    assert_eq!(after.len(), 102);
    let changed: BTreeSet<i64> = after.iter().filter(|one| updated(one) == NOW + 10).map(id).collect();
    let gone: BTreeSet<i64> = written.deleted.iter().copied().collect();
    let expected: BTreeSet<i64> = written.created.iter().chain(&written.updated).copied().collect();
    assert_eq!(changed, expected.difference(&gone).copied().collect());
    for id in written.associated {
        let text = |all: &[Value]| all.iter().find(|one| self::id(one) == id).map(ToString::to_string);
        assert_ne!(text(&before), text(&after));
    }
    assert_eq!(seeded(100).write(at(NOW + 10), mix, 3), seeded(100).write(at(NOW + 10), mix, 3));
    assert_eq!(empty().write(at(NOW), Mix { creates: 0, ..mix }, 1), Default::default());
}

#[test]
fn a_writer_keeps_its_pace_by_the_clock() {
    let mut portal = Portal::new(PortalOptions {
        engagements: 50,
        writer: Some(Writer { mix: Mix { creates: 1, ..Mix::default() }, ..writer(Pace::EveryMs(100)) }),
        ..PortalOptions::default()
    });
    let mut seen = |ms| {
        send_at(&mut portal, NOW + ms, Method::Get, &format!("{ROOT}/paged?limit=1"), None);
        portal.len()
    };
    assert_eq!([seen(0), seen(99), seen(100), seen(1_050)], [50, 50, 51, 60]);
    let page = json(&send_at(
        &mut portal,
        NOW + 1_050,
        Method::Get,
        &format!("{ROOT}/modified/after?limit=1000&after={NOW}"),
        None,
    ));
    let times: BTreeSet<i64> =
        page["results"].as_array().unwrap().iter().map(|one| updated(one) - NOW).collect();
    assert_eq!(times, (1..=10).map(|n| n * 100).collect());
}

#[test]
fn a_writer_writes_before_each_request_until_it_is_done() {
    let mut portal = seeded(50);
    portal.set_writer(Some(Writer {
        mix: Mix { deletes: 1, ..Mix::default() },
        times: Some(7),
        ..writer(Pace::PerRequest(3))
    }));
    let mut len = || {
        get(&mut portal, &format!("{ROOT}/paged?limit=1"));
        portal.len()
    };
    assert_eq!([len(), len(), len(), len()], [47, 44, 43, 43]);
    portal.set_writer(Some(writer(Pace::PerRequest(1))));
    portal.set_writer(None);
    get(&mut portal, &format!("{ROOT}/paged"));
    assert_eq!(portal.len(), 43);
}

#[test]
fn the_same_writer_writes_the_same() {
    let run = || {
        let mut portal = seeded(60);
        portal.set_writer(Some(writer(Pace::PerRequest(5))));
        let mut pages = vec![];
        for n in 0..20 {
            pages.push(send_at(&mut portal, NOW + n, Method::Get, &format!("{ROOT}/paged"), None));
        }
        pages
    };
    assert_eq!(run(), run());
}

#[test]
fn ids_of_several_blocks_are_not_in_the_order_of_creation() {
    let ids = |id_blocks| {
        let mut portal = Portal::new(PortalOptions { id_blocks, ..PortalOptions::default() });
        (0..2_000).map(|_| note(&mut portal, NOW)).collect::<Vec<i64>>()
    };
    let (one, three) = (ids(1), ids(3));
    assert!(one.is_sorted());
    let down = three.windows(2).filter(|two| two[1] < two[0]).count();
    assert!((400..1_000).contains(&down), "{down}");
    assert_eq!(three.iter().collect::<BTreeSet<_>>().len(), 2_000);
}

#[test]
fn an_offset_can_be_the_first_id_of_the_next_page() {
    let mut portal =
        Portal::new(PortalOptions { engagements: 30, offset_behind_last: true, ..PortalOptions::default() });
    let page = get_json(&mut portal, &format!("{ROOT}/paged?limit=10"));
    assert_eq!(page["offset"].as_i64(), ids(&page).last().map(|last| last + 1));
    assert_eq!(all(&mut portal).len(), 30);
}

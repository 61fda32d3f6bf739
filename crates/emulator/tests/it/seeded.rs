//! Made-up data, and that everything is a function of its arguments.

use std::collections::BTreeSet;

use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Portal, PortalOptions};
use serde_json::Value;

use crate::support::*;

fn all(portal: &mut Portal) -> Vec<Value> {
    get_json(portal, &format!("{ROOT}/paged?limit=250"))["results"].as_array().unwrap().clone()
}

#[test]
fn same_arguments_same_bytes() {
    let dialogue = |portal: &mut Portal| {
        let mut answers = vec![get(portal, &format!("{ROOT}/paged?limit=250"))];
        answers.push(send(portal, Method::Post, ROOT, Some(r#"{"engagement":{"type":"NOTE"}}"#)));
        answers.push(get(portal, &format!("{ROOT}/modified/after?after=1")));
        answers
    };
    assert_eq!(dialogue(&mut seeded(200)), dialogue(&mut seeded(200)));
    let mut other = Portal::new(PortalOptions { engagements: 200, seed: 2, ..PortalOptions::default() });
    assert_ne!(dialogue(&mut seeded(200)), dialogue(&mut other));
}

#[test]
fn the_first_contact_has_every_type() {
    for count in [5, 10, 200] {
        let mut portal = seeded(count);
        assert_eq!(portal.len(), count);
        let contact = portal.contact_id();
        let page = get_json(&mut portal, &format!("{ROOT}/associated/CONTACT/{contact}/paged"));
        let types: BTreeSet<&str> = page["results"].as_array().unwrap().iter().map(kind).collect();
        assert!(
            ["CALL", "EMAIL", "MEETING", "NOTE", "TASK"].iter().all(|kind| types.contains(kind)),
            "{types:?}"
        );
    }
}

fn kind(engagement: &Value) -> &str {
    engagement["engagement"]["type"].as_str().unwrap()
}

#[test]
fn times_lie_within_ninety_days_and_in_order() {
    let mut portal = seeded(250);
    let all = all(&mut portal);
    let created: Vec<i64> = all.iter().map(|one| one["engagement"]["createdAt"].as_i64().unwrap()).collect();
    assert!(created.is_sorted());
    assert!(created.iter().all(|at| (NOW - 90 * 86_400_000..=NOW).contains(at)));
    for one in &all {
        let updated = one["engagement"]["lastUpdated"].as_i64().unwrap();
        assert!(updated >= one["engagement"]["createdAt"].as_i64().unwrap() && updated <= NOW);
    }
}

#[test]
fn the_data_looks_like_a_sales_team_at_work() {
    let mut portal = seeded(250);
    let owners = portal.owner_ids();
    let text = text(&get(&mut portal, &format!("{ROOT}/paged?limit=250")));
    assert!(["{first}", "{name}", "{company}", "{owner}", "{amount}"].iter().all(|gap| !text.contains(gap)));
    assert!(text.contains("&amp;") && text.contains('👍'));
    let (mut outcomes, mut dispositions, mut statuses) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for one in all(&mut portal) {
        let metadata = &one["metadata"];
        assert!(owners.contains(&one["engagement"]["ownerId"].as_i64().unwrap()));
        match kind(&one) {
            "MEETING" => drop(outcomes.insert(metadata["meetingOutcome"].to_string())),
            "CALL" => {
                assert!(metadata["durationMilliseconds"].as_i64().unwrap() >= 0);
                dispositions.insert(metadata["disposition"].to_string());
            }
            "TASK" => drop(statuses.insert(metadata["status"].to_string())),
            _ => {}
        }
    }
    assert!(outcomes.len() >= 4, "{outcomes:?}");
    assert_eq!(dispositions.len(), 7, "{dispositions:?}");
    assert!(statuses.len() >= 3, "{statuses:?}");
}

/// Connected, and the portal's own "Meeting booked".
const SPOKEN: [&str; 2] = ["f240bbac-87c9-4f6e-bf70-924b57d47db7", "5d3f0c5e-2b8e-4a67-9a41-0f6c1f3f7e52"];

#[test]
fn calls_in_a_contacts_best_hours_reach_it_more_often() {
    let mut portal = seeded(3_000);
    let contact = portal.contact_id();
    let mut url = format!("{ROOT}/associated/CONTACT/{contact}/paged?limit=100");
    // Calls and how many of them reached the contact: from 8 to 11, which are its best hours, and later.
    let mut counts = [(0, 0); 2];
    loop {
        let page = get_json(&mut portal, &url);
        for call in page["results"].as_array().unwrap().iter().filter(|one| kind(one) == "CALL") {
            let hour = call["engagement"]["timestamp"].as_i64().unwrap() / 3_600_000 % 24;
            let (calls, reached) = &mut counts[usize::from(hour >= 11)];
            *calls += 1;
            *reached += i32::from(SPOKEN.contains(&call["metadata"]["disposition"].as_str().unwrap()));
        }
        if page["hasMore"] == false {
            break;
        }
        url = format!("{ROOT}/associated/CONTACT/{contact}/paged?limit=100&offset={}", page["offset"]);
    }
    let [best, later] = counts.map(|(calls, reached)| f64::from(reached) / f64::from(calls));
    assert!(counts.iter().all(|(calls, _)| *calls > 30), "{counts:?}");
    assert!(best > later + 0.2, "{counts:?}");
}

#[test]
fn odd_sizes_and_times_are_fine() {
    for now_ms in [0, -1, i64::MAX / 2] {
        let portal = Portal::new(PortalOptions { engagements: 60, now_ms, ..PortalOptions::default() });
        assert_eq!(portal.len(), 60);
    }
    assert!(empty().is_empty());
}

//! `/paged` and `/associated/…/paged`.

use hubspot_engagements_core::wire::Method;
use serde_json::{Value, json};

use crate::support::*;

#[test]
fn paged_walks_ascending_ids_without_gap_or_overlap() {
    let mut portal = seeded(310);
    let (mut seen, mut offset) = (Vec::new(), 0);
    loop {
        let page = get_json(&mut portal, &format!("{ROOT}/paged?limit=70&offset={offset}"));
        let ids = ids(&page);
        assert_eq!(page["offset"].as_i64(), ids.last().copied());
        offset = page["offset"].as_i64().unwrap();
        seen.extend(ids);
        if page["hasMore"] == false {
            break;
        }
    }
    assert_eq!(seen.len(), 310);
    assert!(seen.is_sorted_by(|a, b| a < b));
    let end = get_json(&mut portal, &format!("{ROOT}/paged?offset={offset}"));
    assert_eq!(end, json!({"results": [], "hasMore": false, "offset": offset}));
}

#[test]
fn the_envelope_has_the_recorded_keys_in_order() {
    let mut portal = seeded(30);
    assert_eq!(keys(&text(&get(&mut portal, &format!("{ROOT}/paged")))), ["results", "hasMore", "offset"]);
    let recent = text(&get(&mut portal, &format!("{ROOT}/recent/modified")));
    assert_eq!(keys(&recent), ["results", "hasMore", "offset", "total"]);
    let after = text(&get(&mut portal, &format!("{ROOT}/modified/after?after=0")));
    assert_eq!(keys(&after), ["results", "hasMore", "after"]);
}

#[test]
fn sizes_have_defaults_and_limits() {
    let mut portal = seeded(300);
    for (query, size) in [
        ("paged", 100),
        ("paged?", 100),
        ("paged?limit=", 100),
        ("paged?limit=2", 2),
        ("paged?limit=250", 250),
        ("paged?limit=251", 250),
        ("paged?count=1", 100),
        ("paged?nonsense=1&offset=0&limit=3", 3),
    ] {
        let page = get_json(&mut portal, &format!("{ROOT}/{query}"));
        assert_eq!(ids(&page).len(), size, "{query}");
    }
    let bad = get(&mut portal, &format!("{ROOT}/paged?limit=abc"));
    assert_eq!((bad.status, json(&bad)["category"].clone()), (400, json!("VALIDATION_ERROR")));
    assert_eq!(get(&mut portal, &format!("{ROOT}/paged?offset=9223372036854775807")).status, 200);
}

#[test]
fn associated_lists_what_hangs_on_a_record() {
    let mut portal = seeded(200);
    let contact = portal.contact_id();
    let all = get_json(&mut portal, &format!("{ROOT}/paged?limit=250"));
    let expected: Vec<i64> =
        all["results"].as_array().unwrap().iter().filter(|one| has(one, contact)).map(id).collect();
    assert!(expected.len() >= 10);
    for kind in ["CONTACT", "contact", "Contact"] {
        let page = get_json(&mut portal, &format!("{ROOT}/associated/{kind}/{contact}/paged"));
        assert_eq!(ids(&page), expected, "{kind}");
        assert_eq!(page["offset"].as_i64(), expected.last().copied());
    }
    let first = get_json(&mut portal, &format!("{ROOT}/associated/CONTACT/{contact}/paged?limit=1"));
    assert_eq!((ids(&first), first["hasMore"].clone()), (vec![expected[0]], json!(true)));
    let next = format!("{ROOT}/associated/CONTACT/{contact}/paged?limit=1&offset={}", expected[0]);
    assert_eq!(ids(&get_json(&mut portal, &next)), [expected[1]]);
    let company = portal.company_id();
    assert!(!ids(&get_json(&mut portal, &format!("{ROOT}/associated/COMPANY/{company}/paged"))).is_empty());
}

fn has(engagement: &Value, contact: i64) -> bool {
    engagement["associations"]["contactIds"].as_array().unwrap().contains(&json!(contact))
}

fn id(engagement: &Value) -> i64 {
    engagement["engagement"]["id"].as_i64().unwrap()
}

#[test]
fn an_unknown_object_type_gives_the_recorded_body() {
    let response = get(&mut empty(), &format!("{ROOT}/associated/FAKE_TYPE/1/paged"));
    assert_eq!(response.status, 400);
    let text = text(&response);
    assert_eq!(keys(&text), ["status", "message", "correlationId"]);
    assert_eq!(json(&response)["message"], "Invalid enum constant 'FAKE_TYPE' for class ObjectType");
}

#[test]
fn a_listed_engagement_is_the_one_that_get_gives() {
    let mut portal = seeded(20);
    let page = text(&get(&mut portal, &format!("{ROOT}/paged")));
    for id in ids(&serde_json::from_str(&page).unwrap()) {
        let one = text(&send(&mut portal, Method::Get, &format!("{ROOT}/{id}"), None));
        assert!(page.contains(&one), "{id}");
    }
}

//! Dispositions, schemas and owners.

use serde_json::json;

use crate::support::*;

#[test]
fn a_fresh_portal_has_the_six_dispositions() {
    let text = text(&get(&mut empty(), "/calling/v1/dispositions"));
    assert!(text.starts_with(r#"[{"id":"9d9162e7-6cf3-4944-bf63-4dff82258764","label":"Busy"},"#));
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(all.len(), 6);
    assert_eq!(all[5], json!({"id": "17b47fee-58de-441e-a44c-c6300d46f273", "label": "Wrong number"}));
}

#[test]
fn a_used_portal_has_one_of_its_own() {
    let all = get_json(&mut seeded(1), "/calling/v1/dispositions");
    assert_eq!(all.as_array().unwrap().len(), 7);
}

#[test]
fn no_custom_objects() {
    assert_eq!(text(&get(&mut empty(), "/crm/v3/schemas")), r#"{"results":[]}"#);
}

#[test]
fn owners_are_listed_in_pages() {
    let mut portal = empty();
    let all = get_json(&mut portal, "/crm/v3/owners");
    let listed: Vec<i64> = all["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|owner| owner["id"].as_str().unwrap().parse().unwrap())
        .collect();
    assert_eq!(listed, portal.owner_ids());
    assert_eq!(all["paging"], json!(null));
    let first = get_json(&mut portal, "/crm/v3/owners?limit=2");
    let after = first["paging"]["next"]["after"].as_str().unwrap().to_owned();
    assert_eq!(after, listed[1].to_string());
    let next = get_json(&mut portal, &format!("/crm/v3/owners?limit=2&after={after}"));
    assert_eq!(next["results"][0]["id"], listed[2].to_string());
    assert_eq!(get_json(&mut portal, "/crm/v3/owners?archived=true"), json!({"results": []}));
    let email = all["results"][3]["email"].as_str().unwrap().to_uppercase();
    let found = get_json(&mut portal, &format!("/crm/v3/owners?email={email}"));
    assert_eq!(found["results"], json!([all["results"][3]]));
}

#[test]
fn one_owner_by_either_id() {
    let mut portal = empty();
    let id = portal.owner_ids()[2];
    let owner = get_json(&mut portal, &format!("/crm/v3/owners/{id}"));
    assert_eq!(owner["id"], id.to_string());
    assert_eq!(owner["type"], "PERSON");
    let user = owner["userId"].as_i64().unwrap();
    assert_eq!(get_json(&mut portal, &format!("/crm/v3/owners/{user}?idProperty=userId")), owner);
    let missing = get(&mut portal, "/crm/v3/owners/1");
    assert_eq!((missing.status, missing.headers.get("X-HubSpot-NotFound")), (404, Some("true")));
}

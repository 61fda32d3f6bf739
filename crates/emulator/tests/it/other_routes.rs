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
    assert_eq!(get_json(&mut portal, &format!("/crm/v3/owners/{id}?idProperty=id&archived=false")), owner);
    let odd = get(&mut portal, &format!("/crm/v3/owners/{id}?idProperty=email"));
    assert_eq!(refusal(&odd), (400, "VALIDATION_ERROR".to_owned()));
    let odd = get(&mut portal, &format!("/crm/v3/owners/{id}?archived=maybe"));
    assert_eq!(refusal(&odd), (400, "VALIDATION_ERROR".to_owned()));
}

#[test]
fn an_unknown_owner_is_a_404_in_json_that_says_so() {
    let mut portal = empty();
    let id = portal.owner_ids()[0];
    let user = get_json(&mut portal, &format!("/crm/v3/owners/{id}"))["userId"].clone();
    for path in [
        "1".to_owned(),
        "x".to_owned(),
        format!("{id}?idProperty=userId"),
        format!("{user}"),
        format!("{id}?archived=true"),
    ] {
        let missing = get(&mut portal, &format!("/crm/v3/owners/{path}"));
        assert_eq!(refusal(&missing), (404, "OBJECT_NOT_FOUND".to_owned()), "{path}");
        assert_eq!(keys(&text(&missing)), ["status", "message", "correlationId", "category"]);
        assert_eq!(missing.headers.get("X-HubSpot-NotFound"), Some("true"));
    }
}

#[test]
fn a_deactivated_owner_is_shown_to_those_who_ask_for_archived_ones() {
    let mut portal = seeded(250);
    let archived = get_json(&mut portal, "/crm/v3/owners?archived=true");
    assert_eq!(archived["results"].as_array().unwrap().len(), 1);
    let owner = &archived["results"][0];
    assert_eq!((&owner["archived"], &owner["userId"]), (&json!(true), &json!(null)));
    let id = owner["id"].as_str().unwrap();
    assert!(!portal.owner_ids().contains(&id.parse().unwrap()));
    assert_eq!(get(&mut portal, &format!("/crm/v3/owners/{id}")).status, 404);
    assert_eq!(&get_json(&mut portal, &format!("/crm/v3/owners/{id}?archived=true")), owner);
    let user = owner["userIdIncludingInactive"].as_i64().unwrap();
    let path = format!("/crm/v3/owners/{user}?idProperty=userId&archived=true");
    assert_eq!(&get_json(&mut portal, &path), owner);
    let email = owner["email"].as_str().unwrap();
    for (query, count) in [("", 0), ("&archived=false", 0), ("&archived=true", 1)] {
        let found = get_json(&mut portal, &format!("/crm/v3/owners?email={email}{query}"));
        assert_eq!(found["results"].as_array().unwrap().len(), count, "{query}");
    }
}

#[test]
fn a_page_of_owners_has_at_most_five_hundred_and_says_where_the_next_starts() {
    let mut portal = empty();
    let (mut seen, mut query) = (Vec::new(), "/crm/v3/owners/?limit=2".to_owned());
    loop {
        let page = get_json(&mut portal, &query);
        let results = page["results"].as_array().unwrap();
        assert!(results.len() <= 2);
        seen.extend(results.iter().map(|owner| owner["id"].as_str().unwrap().parse::<i64>().unwrap()));
        let Some(after) = page["paging"]["next"]["after"].as_str() else { break };
        query = format!("/crm/v3/owners/?limit=2&after={after}");
    }
    assert_eq!(seen, portal.owner_ids());
    for limit in ["500", "501", "5"] {
        let page = get_json(&mut portal, &format!("/crm/v3/owners?limit={limit}"));
        assert_eq!(
            (page["results"].as_array().unwrap().len(), &page["paging"]),
            (5, &json!(null)),
            "{limit}"
        );
    }
    assert_eq!(get(&mut portal, "/crm/v3/owners?after=x").status, 400);
}

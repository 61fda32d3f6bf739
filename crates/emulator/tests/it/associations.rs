//! crm-associations v1.

use hubspot_engagements_core::wire::{Method, Response};
use hubspot_engagements_emulator::Portal;
use serde_json::{Value, json};

use crate::support::*;

const LINKS: &str = "/crm-associations/v1/associations";

/// Definition to and from an engagement, key of the engagement, name on a path.
const KINDS: [(i64, i64, &str, &str); 4] = [
    (7, 8, "companyIds", "COMPANY"),
    (9, 10, "contactIds", "CONTACT"),
    (11, 12, "dealIds", "DEAL"),
    (17, 18, "ticketIds", "TICKET"),
];

fn link(from: i64, to: i64, definition: i64) -> Value {
    json!({"fromObjectId": from, "toObjectId": to, "category": "HUBSPOT_DEFINED", "definitionId": definition})
}

fn put(portal: &mut Portal, path: &str, body: &Value) -> Response {
    send_at(portal, NOW + 50, Method::Put, &format!("{LINKS}{path}"), Some(&body.to_string()))
}

fn done(response: &Response) {
    assert_eq!((response.status, response.body.len()), (204, 0), "{}", text(response));
    assert_eq!(response.headers.get("Content-Type"), None);
}

fn invalid(response: &Response, message: &str) {
    assert_eq!(refusal(response), (400, "VALIDATION_ERROR".to_owned()), "{message}");
    assert_eq!(json(response)["message"], message);
    assert_eq!(keys(&text(response)), ["status", "message", "correlationId", "category"]);
}

fn associated(portal: &mut Portal, kind: &str, id: i64) -> Vec<i64> {
    ids(&get_json(portal, &format!("{ROOT}/associated/{kind}/{id}/paged")))
}

fn listed(portal: &mut Portal, id: i64, definition: i64) -> Value {
    get_json(portal, &format!("{LINKS}/{id}/HUBSPOT_DEFINED/{definition}"))
}

#[test]
fn each_definition_links_and_unlinks_in_its_own_direction() {
    for (to_engagement, from_engagement, key, kind) in KINDS {
        let mut portal = empty();
        let id = note(&mut portal, NOW);
        let before = portal.get(id);
        let there = link(5, id, to_engagement);
        let back = link(id, 5, from_engagement);
        for (create, delete) in [(&there, &back), (&back, &there)] {
            done(&put(&mut portal, "", create));
            done(&put(&mut portal, "", delete));
            let read = portal.get(id).unwrap();
            assert_eq!(read["associations"][key], json!([5]), "{kind}");
            assert_eq!(read["engagement"]["lastUpdated"], NOW);
            assert_eq!(associated(&mut portal, kind, 5), [id]);
            let expected = json!({"results": [id], "hasMore": false, "offset": id});
            assert_eq!(listed(&mut portal, 5, to_engagement), expected);
            let expected = json!({"results": [5], "hasMore": false, "offset": 5});
            assert_eq!(listed(&mut portal, id, from_engagement), expected);
            done(&put(&mut portal, "/delete", delete));
            assert_eq!(portal.get(id), before, "{kind}");
            assert_eq!(associated(&mut portal, kind, 5), [0; 0]);
            done(&put(&mut portal, "/delete", create));
        }
    }
}

#[test]
fn only_the_named_association_goes() {
    let mut portal = empty();
    let id = note(&mut portal, NOW);
    let all = [link(5, id, 9), link(6, id, 9), link(5, id, 7), link(id, 5, 12)];
    done(&put(&mut portal, "/create-batch", &json!(all)));
    done(&put(&mut portal, "/delete", &link(5, id, 9)));
    let read = portal.get(id).unwrap()["associations"].clone();
    assert_eq!(
        (&read["contactIds"], &read["companyIds"], &read["dealIds"]),
        (&json!([6]), &json!([5]), &json!([5]))
    );
}

#[test]
fn a_batch_is_done_whole_or_not_at_all() {
    let mut portal = empty();
    let (one, two) = (note(&mut portal, NOW), note(&mut portal, NOW));
    let good = json!([link(5, one, 9), link(two, 5, 10), link(5, one, 9)]);
    done(&put(&mut portal, "/create-batch", &good));
    assert_eq!(associated(&mut portal, "CONTACT", 5), [one, two]);
    let bad =
        json!([link(5, one, 7), link(-1234, one, 9), link(one, 0, 18), link(6, 77, 11), link(5, one, 1)]);
    for path in ["/create-batch", "/delete-batch"] {
        let before = (portal.get(one), portal.get(two));
        let response = put(&mut portal, path, &bad);
        assert_eq!(refusal(&response), (400, "VALIDATION_ERROR".to_owned()));
        assert_eq!(keys(&text(&response)), ["status", "message", "correlationId", "category", "errors"]);
        let errors = [
            "CONTACT=-1234 is not valid",
            "TICKET=0 is not valid",
            "ENGAGEMENT=77 is not valid",
            "DEFINITION=1 is not valid",
        ];
        assert_eq!(json(&response)["errors"], json!(errors), "{path}");
        assert_eq!((portal.get(one), portal.get(two)), before, "{path}");
    }
    done(&put(&mut portal, "/delete-batch", &good));
    assert_eq!(associated(&mut portal, "CONTACT", 5), [0; 0]);
    done(&put(&mut portal, "/delete-batch", &json!([])));
}

#[test]
fn bad_associations_are_refused_with_a_reason() {
    let mut portal = empty();
    let id = note(&mut portal, NOW);
    let changed = |key: &str, value: Value| {
        let mut link = link(5, id, 9);
        link[key] = value;
        link
    };
    let cases = [
        (link(5, id, 13), "DEFINITION=13 is not valid"),
        (link(5, id, 0), "DEFINITION=0 is not valid"),
        (link(5, 1, 9), "ENGAGEMENT=1 is not valid"),
        (link(1, 5, 10), "ENGAGEMENT=1 is not valid"),
        (link(id, 5, 9), "ENGAGEMENT=5 is not valid"),
        (link(0, id, 9), "CONTACT=0 is not valid"),
        (
            changed("category", json!("USER_DEFINED")),
            "Invalid enum constant 'USER_DEFINED' for class AssociationCategory",
        ),
        (changed("category", json!(1)), "Invalid input JSON: category has a wrong type"),
        (changed("toObjectId", json!("5")), "Invalid input JSON: toObjectId has a wrong type"),
        (
            changed("definitionId", Value::Null),
            "Invalid input JSON. Some required fields were not set: [definitionId]",
        ),
        (
            json!({"more": 1}),
            "Invalid input JSON. Some required fields were not set: [fromObjectId, toObjectId, category, definitionId]",
        ),
        (json!([link(5, id, 9)]), "Invalid input JSON on line 1, column 0"),
    ];
    for (body, message) in cases {
        for path in ["", "/delete"] {
            invalid(&put(&mut portal, path, &body), message);
        }
    }
    invalid(&put(&mut portal, "/create-batch", &json!({})), "Invalid input JSON on line 1, column 0");
    invalid(
        &put(&mut portal, "/create-batch", &json!([link(5, id, 9), {}])),
        "Invalid input JSON. Some required fields were not set: [fromObjectId, toObjectId, category, definitionId]",
    );
    invalid(&send(&mut portal, Method::Put, LINKS, None), "Invalid input JSON on line 1, column 0");
    assert_eq!(associated(&mut portal, "CONTACT", 5), [0; 0]);
}

#[test]
fn a_list_goes_in_pages_by_the_last_id() {
    let mut portal = empty();
    let created: Vec<i64> = (0..230).map(|_| note(&mut portal, NOW)).collect();
    let from_contact: Vec<Value> = created.iter().map(|&id| link(5, id, 9)).collect();
    let from_first: Vec<Value> = (1..=230).rev().map(|contact| link(created[0], contact, 10)).collect();
    done(&put(&mut portal, "/create-batch", &json!(from_contact)));
    done(&put(&mut portal, "/create-batch", &json!(from_first)));
    for (id, definition, expected) in [(5, 9, created.clone()), (created[0], 10, (1..=230).collect())] {
        for (query, size) in [("", 100), ("limit=70", 70), ("limit=1000", 100)] {
            let (mut seen, mut offset) = (Vec::<i64>::new(), 0);
            loop {
                let path = format!("{LINKS}/{id}/HUBSPOT_DEFINED/{definition}?{query}&offset={offset}");
                let response = get(&mut portal, &path);
                assert_eq!(keys(&text(&response)), ["results", "hasMore", "offset"]);
                let page = json(&response);
                let results: Vec<i64> = serde_json::from_value(page["results"].clone()).unwrap();
                assert_eq!(page["offset"].as_i64(), results.last().copied());
                offset = page["offset"].as_i64().unwrap();
                seen.extend(&results);
                if page["hasMore"] == false {
                    break;
                }
                assert_eq!(results.len(), size);
            }
            assert_eq!(seen, expected, "{query}");
        }
    }
    let nothing = json!({"results": [], "hasMore": false, "offset": 0});
    assert_eq!(listed(&mut portal, 999, 9), nothing);
    assert_eq!(listed(&mut portal, created[0], 12), nothing);
}

#[test]
fn a_list_of_nonsense_is_refused() {
    let mut portal = seeded(10);
    let contact = portal.contact_id();
    let mut ask = |path: &str| get(&mut portal, &format!("{LINKS}/{path}"));
    invalid(&ask(&format!("{contact}/HUBSPOT_DEFINED/1")), "DEFINITION=1 is not valid");
    invalid(&ask("3/HUBSPOT_DEFINED/10"), "ENGAGEMENT=3 is not valid");
    let category = "Invalid enum constant 'hubspot_defined' for class AssociationCategory";
    invalid(&ask("3/hubspot_defined/9"), category);
    invalid(&ask("3/HUBSPOT_DEFINED/9?limit=x"), "Invalid value for query parameter 'limit'");
    for path in ["", "x/HUBSPOT_DEFINED/9", "3/HUBSPOT_DEFINED/x", "3", "3/HUBSPOT_DEFINED", "3/4/5/6"] {
        let response = ask(path);
        let header = response.headers.get("X-HubSpot-NotFound");
        assert_eq!((response.status, header), (404, None), "{path}");
    }
    for (method, path) in [
        (Method::Post, ""),
        (Method::Get, "/delete"),
        (Method::Delete, "/create-batch"),
        (Method::Post, "/delete-batch"),
        (Method::Put, "/3/HUBSPOT_DEFINED/9"),
    ] {
        assert_eq!(send(&mut portal, method, &format!("{LINKS}{path}"), None).status, 405, "{method} {path}");
    }
}

#[test]
fn extreme_numbers_are_fine() {
    let mut portal = empty();
    let id = note(&mut portal, NOW);
    for number in [i64::MIN, -1, 0, i64::MAX] {
        for definition in [9, 10, number] {
            put(&mut portal, "", &link(number, id, definition));
            put(&mut portal, "/delete", &link(id, number, definition));
            for (from, offset) in [(id, number), (number, number), (number, 0)] {
                let query = format!("limit={number}&offset={offset}");
                let status =
                    get(&mut portal, &format!("{LINKS}/{from}/HUBSPOT_DEFINED/{definition}?{query}")).status;
                assert!([200, 400].contains(&status), "{from} {definition} {query}");
            }
        }
    }
    assert_eq!(portal.get(id).unwrap()["associations"]["contactIds"], json!([]));
}

#[test]
fn what_was_linked_on_creation_is_listed_too() {
    let mut portal = seeded(200);
    let (contact, company) = (portal.contact_id(), portal.company_id());
    for (id, definition, kind) in [(contact, 9, "CONTACT"), (company, 7, "COMPANY")] {
        let expected = associated(&mut portal, kind, id);
        assert!(expected.len() >= 10);
        assert_eq!(listed(&mut portal, id, definition)["results"], json!(expected));
    }
}

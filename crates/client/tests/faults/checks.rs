//! What must come of a case.

use hubspot_engagements::Error;
use hubspot_engagements_emulator::server::Server;
use serde_json::{Map, Value};

use crate::client::{Outcome, read};
use crate::copy::{Copy, Synced};

/// Whether a number is the one expected, or within the two expected.
pub(crate) fn within(found: i64, expected: &Value, what: &str) {
    let bounds = expected.as_array().map_or_else(|| vec![expected.clone(); 2], Clone::clone);
    let [least, most] = [&bounds[0], &bounds[1]].map(|bound| bound.as_i64().unwrap());
    assert!((least..=most).contains(&found), "{what}: {found} is not within {least} and {most}");
}

/// Whether a request is as a pattern says: ending in `*` it is how the request begins.
pub(crate) fn fits(request: &str, pattern: &str) -> bool {
    pattern.strip_suffix('*').map_or(request == pattern, |start| request.starts_with(start))
}

/// Holds a result to what the case says of it.
pub(crate) fn value(outcome: &Outcome, facts: &Map<String, Value>, ids: &[i64]) {
    for (fact, expected) in facts {
        match (fact.as_str(), outcome) {
            ("ids", Outcome::Walk { good, .. }) => assert_eq!(good, ids),
            ("records", Outcome::Walk { good, flagged, .. }) => {
                assert_eq!(good.len() + flagged.len(), size(expected));
            }
            ("pages", Outcome::Walk { pages, .. }) => assert_eq!(*pages, size(expected)),
            ("flagged", Outcome::Walk { flagged, .. }) => {
                assert_eq!(flagged.len(), size(expected), "{flagged:?}")
            }
            ("flagged_text_has", Outcome::Walk { flagged, .. }) => {
                assert!(flagged.iter().all(|text| text.contains(expected.as_str().unwrap())), "{flagged:?}");
            }
            ("nothing", Outcome::Value(text)) => assert_eq!(text, "null"),
            ("has", Outcome::Value(text)) => assert!(has(&read(text), expected, text), "{text}"),
            ("is", Outcome::Value(text)) => {
                let given = expected["text"].as_str().map(read);
                assert_eq!(&read(text), given.as_ref().unwrap_or(expected));
            }
            ("outcome", Outcome::Value(text)) => assert_eq!(&read(text)["outcome"], expected, "{text}"),
            ("records", Outcome::Value(text)) => {
                let found = read(text)["engagements"].as_array().unwrap().len();
                within(i64::try_from(found).unwrap(), expected, fact);
            }
            _ => panic!("{fact} is no fact of this outcome"),
        }
    }
}

/// Holds a sync, and the copy behind it, to what the case says of them.
pub(crate) fn synced(synced: &Synced, facts: &Map<String, Value>, copy: &Copy, server: &Server) {
    for (fact, expected) in facts {
        let count = |found: usize| within(i64::try_from(found).unwrap(), expected, fact);
        match fact.as_str() {
            "copy" => copy.check(server, expected == "same"),
            "upserts" => count(synced.upserts),
            "crashes" => count(synced.crashes),
            "deleted" => assert_eq!(&Value::from(synced.deleted.clone()), expected, "{fact}"),
            "refused" => assert_eq!(&Value::from(synced.refused), expected, "{fact}"),
            "repeated" => assert!(synced.repeats_last_alone, "more than the last batch came again"),
            _ => panic!("{fact} is no fact of a sync"),
        }
    }
    assert_eq!(synced.refused, facts.contains_key("refused"), "the store has a later checkpoint");
}

fn size(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// Whether the value is as expected; objects may have more keys. An integer too long for `serde_json` stands in `text`.
fn has(found: &Value, expected: &Value, text: &str) -> bool {
    let Some(entries) = expected.as_object() else { return found == expected };
    if let Some(digits) = expected["integer"].as_str() {
        return text.contains(&format!(":{digits}")) && found.is_number();
    }
    entries.iter().all(|(key, expected)| has(&found[key], expected, text))
}

/// Holds an error to what the case says of it: without a word of it nothing was applied, and there is no ticket.
pub(crate) fn error(error: &Error, expected: &Map<String, Value>, now_ms: Option<i64>) {
    let shown = error.to_json();
    let found = read(&shown);
    let mut wanted: Map<String, Value> = [("mayHaveBeenApplied", false), ("ticket", false)]
        .map(|(key, no)| (key.to_owned(), no.into()))
        .into_iter()
        .collect();
    wanted.extend(expected.clone());
    for (key, value) in &wanted {
        match key.as_str() {
            "messageHas" => assert!(error.to_string().contains(value.as_str().unwrap()), "{shown}"),
            "ticket" => assert_eq!(found["ticket"].is_object(), value.as_bool().unwrap(), "{shown}"),
            "mayHaveBeenResent" => assert_eq!(&found["ticket"][key], value, "{shown}"),
            "retryAt" => within(found["retryAtMs"].as_i64().unwrap() - now_ms.unwrap(), value, &shown),
            _ => assert_eq!(&found[key], value, "{key} of {shown}"),
        }
    }
}

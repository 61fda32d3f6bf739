//! What holds for every page: nothing is lost, and the columns stay the same.

use hubspot_engagements_columnar::{Batches, schema};
use hubspot_engagements_core::json::{Field, Kind};
use hubspot_engagements_core::model::{Part, Record};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::rebuild::{rebuilt, told_apart};

fn integer() -> impl Strategy<Value = i64> {
    prop_oneof![0..2_i64.pow(42), any::<i64>(), Just(i64::MAX), Just(636_418_459_634_654_854)]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![".{0,8}", Just("\"\\\n\u{1F44B}".to_owned())]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        text().prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map("[a-z]{0,3}", inner, 0..3).prop_map(|map| map.into_iter().collect())
        ]
    })
}

fn of_kind(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Integer | Kind::Id | Kind::Time | Kind::Duration => integer().prop_map(Value::from).boxed(),
        Kind::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Text => text().prop_map(Value::from).boxed(),
        Kind::Enumeration(words) => {
            prop_oneof![select(words).prop_map(Value::from), text().prop_map(Value::from)].boxed()
        }
        Kind::List(of) => vec(of_kind(*of), 0..3).prop_map(Value::from).boxed(),
        Kind::Object(fields) => object(fields).prop_map(Value::Object).boxed(),
        Kind::Raw => any_value().prop_filter("null is absent", |value| !value.is_null()).boxed(),
    }
}

/// Some of the fields, some of them null, and keys that nobody documents.
fn object(fields: &'static [Field]) -> BoxedStrategy<Map<String, Value>> {
    let documented: Vec<_> = fields.iter().map(|field| option::of(option::of(of_kind(field.kind)))).collect();
    let unknown = btree_map("new[A-Z]?", any_value(), 0..2);
    let given = (documented, unknown).prop_map(move |(documented, unknown)| {
        let named = fields.iter().zip(documented);
        let set = named.filter_map(|(field, value)| Some((field.key.to_owned(), value?.unwrap_or_default())));
        set.chain(unknown).collect()
    });
    given.boxed()
}

fn engagement() -> impl Strategy<Value = Value> {
    let words = select(vec![
        ("NOTE", Part::Note),
        ("EMAIL", Part::Email),
        ("INCOMING_EMAIL", Part::Email),
        ("TASK", Part::Task),
        ("MEETING", Part::Meeting),
        ("CALL", Part::Call),
        ("PUBLISHING_TASK", Part::PublishingTask),
        ("SOMETHING_NEW", Part::Other),
    ]);
    let parts = words.prop_flat_map(|(word, part)| {
        let engagement = object(Part::Engagement.fields());
        let rest = (
            option::of(object(Part::Associations.fields())),
            option::of(object(part.fields())),
            object(Part::Whole.fields()),
        );
        (Just(word), engagement, rest)
    });
    parts.prop_map(|(word, mut engagement, (associations, metadata, mut whole))| {
        engagement.insert("type".to_owned(), json!(word));
        whole.insert("engagement".to_owned(), Value::Object(engagement));
        whole.extend(associations.map(|part| ("associations".to_owned(), Value::Object(part))));
        whole.extend(metadata.map(|part| ("metadata".to_owned(), Value::Object(part))));
        Value::Object(whole)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_and_extra_hold_all_of_every_engagement(page in vec(engagement(), 0..4)) {
        let mut batches = Batches::default();
        for engagement in &page {
            let record = Record::from_json(&engagement.to_string()).unwrap();
            prop_assert!(batches.append(&record).unwrap().is_none());
        }
        let batch = batches.finish().unwrap();
        prop_assert_eq!(batch.schema(), schema());
        prop_assert_eq!(batch.num_rows(), page.len());
        for (row, engagement) in page.iter().enumerate() {
            prop_assert_eq!(told_apart(&rebuilt(&batch, row)), told_apart(engagement));
        }
    }

    #[test]
    fn whatever_is_wrong_with_a_record_leaves_the_others_as_they_are(
        good in engagement(), key in select(vec!["id", "ownerId", "timestamp", "active", "allAccessibleTeamIds"]),
    ) {
        let mut batches = Batches::default();
        let mut bad = good.clone();
        bad["engagement"][key] = json!({"no": "such type"});
        let (good, bad) = (good.to_string(), bad.to_string());
        batches.append(&Record::from_json(&good).unwrap()).unwrap();
        prop_assert!(batches.append(&Record::from_json(&bad).unwrap()).is_err());
        batches.append(&Record::from_json(&good).unwrap()).unwrap();
        let batch = batches.finish().unwrap();
        prop_assert_eq!(batch.num_rows(), 2);
        prop_assert_eq!(batch.slice(0, 1), batch.slice(1, 1));
    }
}

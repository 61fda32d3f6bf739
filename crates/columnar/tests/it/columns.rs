use arrow_array::RecordBatch;
use hubspot_engagements_columnar::{BATCH_ROWS, Batches, Error, Undecodable, schema};
use hubspot_engagements_core::model::Record;
use serde_json::{Value, json};

use crate::rebuild::value;

/// The one row of an engagement: the columns that are not null.
fn row(engagement: &str) -> Vec<(String, Value)> {
    let mut batches = Batches::default();
    batches.append(&Record::from_json(engagement).unwrap()).unwrap();
    not_null(&batches.finish().unwrap(), 0)
}

fn not_null(batch: &RecordBatch, row: usize) -> Vec<(String, Value)> {
    let schema = batch.schema();
    let values = schema.fields().iter().zip(batch.columns());
    let values = values.map(|(field, column)| (field.name().clone(), value(column, row)));
    values.filter(|(_, value)| !value.is_null()).collect()
}

fn shows(engagement: Value, wanted: &[(&str, Value)]) {
    let wanted: Vec<(String, Value)> =
        wanted.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    assert_eq!(row(&engagement.to_string()), wanted);
}

#[test]
fn a_call() {
    shows(
        json!({
            "engagement": {"id": i64::MAX, "type": "CALL", "timestamp": 1_790_000_000_000_i64, "ownerId": 7},
            "associations": {"contactIds": [1, 2], "ownerIds": [8], "dealIds": []},
            "attachments": [{"id": 5}],
            "metadata": {"status": "COMPLETED", "durationMilliseconds": 90_000, "body": "Talked \"long\"."},
        }),
        &[
            ("id", json!(i64::MAX)),
            ("owner_id", json!(7)),
            ("type", json!("CALL")),
            ("timestamp", json!(1_790_000_000_000_i64)),
            ("contact_ids", json!([1, 2])),
            ("deal_ids", json!([])),
            ("mentioned_owner_ids", json!([8])),
            ("attachment_ids", json!([5])),
            ("call_status", json!("COMPLETED")),
            ("call_duration_ms", json!(90_000)),
            ("call_body", json!("Talked \"long\".")),
        ],
    );
}

#[test]
fn an_email_shows_addresses_and_keeps_names() {
    shows(
        json!({
            "engagement": {"type": "INCOMING_EMAIL"},
            "metadata": {"from": {"email": "a@b.example"}, "sender": {},
                "to": [{"email": "c@d.example", "firstName": "C"}, {}, {"raw": "x"}], "cc": [{"email": "e@f.example"}]},
        }),
        &[
            ("type", json!("INCOMING_EMAIL")),
            ("email_from", json!("a@b.example")),
            ("email_to", json!(["c@d.example", null, null])),
            ("email_cc", json!(["e@f.example"])),
            (
                "extra",
                json!(r#"{"metadata":{"to":[{"email":"c@d.example","firstName":"C"},{},{"raw":"x"}]}}"#),
            ),
        ],
    );
}

#[test]
fn times_beyond_the_calendar_are_not_lost() {
    const TICKS: i64 = 636_418_459_634_654_854;
    shows(
        json!({
            "engagement": {"type": "TASK", "timestamp": TICKS, "lastUpdated": TICKS},
            "metadata": {"reminders": [0, TICKS], "taskType": "CALL"},
        }),
        &[
            ("type", json!("TASK")),
            ("timestamp_raw", json!(TICKS)),
            ("task_type", json!("CALL")),
            ("task_reminders", json!([0, null])),
            (
                "extra",
                json!(format!(
                    r#"{{"engagement":{{"lastUpdated":{TICKS}}},"metadata":{{"reminders":[0,{TICKS}]}}}}"#
                )),
            ),
        ],
    );
    let ends = [-62_135_596_800_000_i64, 253_402_300_799_999];
    for end in ends {
        shows(json!({"engagement": {"timestamp": end}}), &[("timestamp", json!(end))]);
    }
    for beyond in [ends[0] - 1, ends[1] + 1] {
        shows(json!({"engagement": {"timestamp": beyond}}), &[("timestamp_raw", json!(beyond))]);
    }
}

#[test]
fn what_has_no_column_is_in_extra() {
    let text = r#"{"engagement":{"id":1,"type":"NEW_TYPE","x":1.50,"uid":null},"metadata":{"a":{"b":"\ud83d"}},
        "scheduledTasks":[{"uuid":"u"}],"associationCreateFailures":[],"associations":null}"#;
    let wanted = concat!(
        r#"{"scheduledTasks":[{"uuid":"u"}],"associationCreateFailures":[],"#,
        r#""engagement":{"x":1.50},"metadata":{"a":{"b":"\ud83d"}}}"#
    );
    let row = row(text);
    assert_eq!(row.last(), Some(&("extra".to_owned(), json!(wanted))));
    assert_eq!(row.len(), 3);
    shows(
        json!({"engagement": {"id": 1}, "scheduledTasks": [], "associations": {}, "metadata": {}}),
        &[("id", json!(1))],
    );
}

const HALF_AN_EMOJI: &str =
    r#"{"engagement":{"id":3,"type":"NOTE","lastUpdated":5},"metadata":{"body":"\ud83d"}}"#;

#[test]
fn a_record_that_cannot_be_decoded() {
    let mut batches = Batches::default();
    let bad = Record::from_json(HALF_AN_EMOJI).unwrap();
    match batches.append(&bad) {
        Err(error @ Error::Undecodable { .. }) => {
            let message = error.to_string();
            assert!(message.starts_with("the record 3 cannot be read: /metadata/body: "), "{message}");
        }
        other => panic!("{other:?}"),
    }
    assert!(batches.is_empty());

    let mut batches = Batches::new(Undecodable::Keep);
    batches.append(&bad).unwrap();
    let wanted = [
        ("id", json!(3)),
        ("last_updated", json!(5)),
        ("type", json!("NOTE")),
        ("extra", json!(HALF_AN_EMOJI)),
    ];
    let wanted: Vec<(String, Value)> = wanted.map(|(name, value)| (name.to_owned(), value)).to_vec();
    assert_eq!(not_null(&batches.finish().unwrap(), 0), wanted);
    batches.append(&bad).unwrap();
    assert_eq!(batches.len(), 1, "it goes on as it began");
}

#[test]
fn batches_are_bounded_and_alike() {
    let note = Record::from_json(r#"{"engagement":{"type":"NOTE"}}"#).unwrap();
    let new = Record::from_json(r#"{"engagement":{"type":"NEW"}}"#).unwrap();
    let mut batches = Batches::default();
    for _ in 1..BATCH_ROWS {
        assert!(batches.append(&note).unwrap().is_none());
    }
    let full = batches.append(&new).unwrap().unwrap();
    assert_eq!((full.num_rows(), batches.len()), (BATCH_ROWS, 0));
    let empty = batches.finish().unwrap();
    assert_eq!(empty.num_rows(), 0);
    assert_eq!((full.schema(), empty.schema()), (schema(), schema()));

    let body = "x".repeat(1 << 20);
    let large = json!({"engagement": {"type": "NOTE"}, "metadata": {"body": body}}).to_string();
    let large = Record::from_json(&large).unwrap();
    let rows = (1..).find(|_| batches.append(&large).unwrap().is_some());
    assert_eq!(rows, Some(32), "32 MiB of text");
}

//! A row back in the service's shape, by nothing but the table of docs/columns.md.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int16Type, Int64Type, TimestampMillisecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use hubspot_engagements_core::json::{Field, Kind};
use hubspot_engagements_core::model::{EngagementType, Part};
use serde_json::{Map, Value, json};

/// Each column's name and the path of its values, as the documentation has them.
pub(crate) fn documented() -> Vec<(&'static str, &'static str)> {
    let text = include_str!("../../../../docs/columns.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.filter_map(|row| {
        let (name, rest) = row.split_once("` | ")?;
        let (_, from) = rest.split_once(" | `")?;
        Some((name, from.split_once('`')?.0))
    });
    cells.collect()
}

/// The value of a column in a row; null where it has none.
pub(crate) fn value(array: &dyn Array, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Int64 => json!(array.as_primitive::<Int64Type>().value(row)),
        DataType::Timestamp(..) => json!(array.as_primitive::<TimestampMillisecondType>().value(row)),
        DataType::Boolean => json!(array.as_boolean().value(row)),
        DataType::Utf8 => json!(array.as_string::<i32>().value(row)),
        DataType::Dictionary(..) => {
            let words = array.as_dictionary::<Int16Type>();
            json!(words.values().as_string::<i32>().value(words.key(row).unwrap()))
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>().value(row);
            (0..list.len()).map(|index| value(&list, index)).collect()
        }
        other => panic!("no column is of type {other}"),
    }
}

/// The row as an engagement.
pub(crate) fn rebuilt(batch: &RecordBatch, row: usize) -> Value {
    let column = |name: &str| value(batch.column_by_name(name).unwrap(), row);
    let mut whole: Map<String, Value> = match column("extra") {
        Value::String(text) => serde_json::from_str(&text).unwrap(),
        _ => Map::new(),
    };
    for (name, path) in documented() {
        let value = column(name);
        if value.is_null() {
            continue;
        }
        let (object, key) = match path.split_once('.') {
            Some((part, key)) => {
                let part = whole.entry(part).or_insert_with(|| json!({}));
                (part.as_object_mut().unwrap(), key)
            }
            None => (&mut whole, path),
        };
        // What a column holds only in part stands whole in `extra`.
        object.entry(key).or_insert_with(|| match (key, value) {
            ("from" | "sender", address) => json!({"email": address}),
            ("to" | "cc" | "bcc", people) => objects("email", people),
            ("attachments", ids) => objects("id", ids),
            (_, value) => value,
        });
    }
    Value::Object(whole)
}

fn objects(key: &str, values: Value) -> Value {
    let object = |value: &Value| if value.is_null() { json!({}) } else { json!({key: value}) };
    values.as_array().unwrap().iter().map(object).collect()
}

/// The engagement without what a table cannot tell from its absence: null under documented keys, and empty objects.
pub(crate) fn told_apart(engagement: &Value) -> Value {
    let mut whole = engagement.as_object().unwrap().clone();
    let kind = engagement.pointer("/engagement/type").and_then(Value::as_str).map(EngagementType::from);
    let metadata = kind.map_or(Part::Other, |kind| kind.metadata());
    for part in [Part::Engagement, Part::Associations, metadata] {
        let key = part.key().unwrap();
        if let Some(Value::Object(object)) = whole.get_mut(key) {
            drop_nulls(object, part.fields());
        }
        if whole.get(key).is_some_and(|object| object.is_null() || *object == json!({})) {
            whole.remove(key);
        }
    }
    drop_nulls(&mut whole, Part::Whole.fields());
    if whole.get("scheduledTasks") == Some(&json!([])) {
        whole.remove("scheduledTasks");
    }
    Value::Object(whole)
}

fn drop_nulls(object: &mut Map<String, Value>, fields: &[Field]) {
    for field in fields {
        match (field.kind, object.get_mut(field.key)) {
            (Kind::Object(fields), Some(Value::Object(inner))) => drop_nulls(inner, fields),
            (Kind::List(Kind::Object(fields)), Some(Value::Array(list))) => {
                list.iter_mut().filter_map(Value::as_object_mut).for_each(|one| drop_nulls(one, fields));
            }
            _ => {}
        }
        let is_empty_object =
            matches!(field.kind, Kind::Object(_)) && object.get(field.key) == Some(&json!({}));
        if is_empty_object || object.get(field.key).is_some_and(Value::is_null) {
            object.remove(field.key);
        }
    }
}

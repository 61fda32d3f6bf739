use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::machine::Notice;
use hubspot_engagements_core::registry::Output;
use hubspot_engagements_core::wire::Request;
use serde_json::{Map, Value};

use crate::case::expanded;

type Checked = Result<(), String>;

fn equal(what: &str, wanted: &Value, got: &Value) -> Checked {
    if wanted == got { Ok(()) } else { Err(format!("{what}: wanted {wanted}, got {got}")) }
}

/// Holds a request against `{method, url, headers, absent, body}`.
pub(crate) fn request(wanted: &Map<String, Value>, got: &Request) -> Checked {
    for (key, value) in wanted {
        match key.as_str() {
            "method" => equal("method", value, &got.method.as_str().into())?,
            "url" => equal("url", value, &got.url.clone().into())?,
            "body" => {}
            "headers" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    equal(name, value, &got.headers.get(name).map_or(Value::Null, Value::from))?;
                }
            }
            "absent" => {
                for name in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    equal(name, &Value::Null, &got.headers.get(name).map_or(Value::Null, Value::from))?;
                }
            }
            other => return Err(format!("{other} is no part of a request")),
        }
    }
    let body: Value = match &got.body {
        // A form is no JSON.
        Some(bytes) => {
            serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into())
        }
        None => Value::Null,
    };
    equal("body", &expanded(wanted.get("body").unwrap_or(&Value::Null)), &body)
}

/// Holds a notice against the fields that are given.
pub(crate) fn notice(wanted: &Map<String, Value>, got: &Notice) -> Checked {
    let text = match got {
        Notice::Event(event) => event.to_json(),
        Notice::Journal(entry) => entry.to_json(),
        // The one place that may see it.
        Notice::RefreshToken(token) => {
            return equal("refreshToken", &wanted["refreshToken"], &token.expose().into());
        }
    };
    let fields: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    wanted.iter().try_for_each(|(key, value)| equal(key, value, &fields[key.as_str()]))
}

/// Issues come in the order of the parameters' keys, which not every JSON reader keeps.
fn sorted(mut issues: Value) -> Value {
    if let Value::Array(issues) = &mut issues {
        issues.sort_by_key(Value::to_string);
    }
    issues
}

/// Holds an error against the fields that are given.
pub(crate) fn error(wanted: &Map<String, Value>, got: &Error) -> Checked {
    let fields: Value = serde_json::from_str(&got.to_json()).map_err(|error| error.to_string())?;
    for (key, value) in wanted {
        match key.as_str() {
            "messageHas" => {
                let text = value.as_str().unwrap_or_default();
                if !got.to_string().contains(text) {
                    return Err(format!("the message lacks {text:?}: {got}"));
                }
            }
            "issues" => {
                let issues = got.details().issues.iter();
                let short =
                    issues.map(|issue| serde_json::json!({"pointer": issue.pointer, "code": issue.code}));
                equal("issues", &sorted(value.clone()), &sorted(short.collect()))?;
            }
            key => {
                let Some(field) = fields.get(key) else {
                    return Err(format!("{key} is no field of an error"));
                };
                equal(key, value, field)?;
            }
        }
    }
    Ok(())
}

/// Holds a result against a value.
pub(crate) fn output(wanted: &Value, got: &Output) -> Checked {
    let mut fields: Value = serde_json::from_str(&got.to_json()).map_err(|error| error.to_string())?;
    let mut wanted = wanted.clone();
    // Of one of many creates' errors only the fields that are given count.
    if let (Output::Item(item), Some(Value::Object(error_fields))) = (got, wanted.get("error").cloned()) {
        error(&error_fields, item.error.as_ref().ok_or("no error")?)?;
        (wanted["error"], fields["error"]) = (Value::Null, Value::Null);
    }
    // How far it has come counts only where it is given.
    if matches!(got, Output::SyncBatch(_)) && wanted.get("progress").is_none() {
        fields.as_object_mut().and_then(|batch| batch.remove("progress"));
    }
    equal("value", &wanted, &fields)
}

/// Holds a page against the records that cannot be decoded, and no others.
pub(crate) fn bad_records(wanted: &[Map<String, Value>], got: &Output) -> Checked {
    let Output::Page(page) = got else { return Err("not a page".to_owned()) };
    let bad: Vec<Value> = page
        .iter()
        .enumerate()
        .filter_map(|(index, record)| Some((index, record.decode().err()?)))
        .map(|(index, error)| serde_json::json!({"index": index, "path": error.path}))
        .collect();
    equal("bad", &Value::from(wanted.iter().cloned().map(Value::Object).collect::<Vec<_>>()), &bad.into())
}

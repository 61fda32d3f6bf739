//! An engagement as text, held against the model's tables without being decoded.
//!
//! Where nobody needs Rust's types (a page for JavaScript, a body for the wire) the tables alone do what the readers
//! would: the same verdict with the same path, and none of the readers in a module for the browser.

use crate::json::{self, Json, Kind, ReadError, Source};
use crate::model::email::is_withheld;
use crate::model::engagement::METADATA_FIELDS;
use crate::model::{Associations, Attachment, Email, EngagementInfo, EngagementType, ScheduledTask};

const ATTACHMENTS: Kind = Kind::List(&Kind::Object(Attachment::FIELDS));
const SCHEDULED_TASKS: Kind = Kind::List(&Kind::Object(ScheduledTask::FIELDS));

/// What a part of an engagement holds; `None` for the metadata, whose shape follows from the type.
fn part(key: &str) -> Option<Kind> {
    match key {
        "engagement" => Some(Kind::Object(EngagementInfo::FIELDS)),
        "associations" => Some(Kind::Object(Associations::FIELDS)),
        "attachments" => Some(ATTACHMENTS),
        "scheduledTasks" => Some(SCHEDULED_TASKS),
        "metadata" => None,
        _ => Some(Kind::Raw),
    }
}

/// Checks an engagement of the service's and says whether there is an `engagement` in it.
///
/// # Errors
/// What decoding it would give.
pub(crate) fn check(text: &str) -> Result<bool, ReadError> {
    json::shallow(text)?;
    let mut engagement = None;
    let mut metadata = None;
    json::each_entry(text, &mut |key, value| {
        match part(key).filter(|_| !json::is_null(value)) {
            Some(kind) => json::check(kind, value)?,
            None if key == "metadata" && !json::is_null(value) => metadata = Some(value),
            None => {}
        }
        if key == "engagement" && !json::is_null(value) {
            engagement = Some(value);
        }
        Ok(())
    })?;
    if let Some(text) = metadata {
        let fields = engagement.and_then(kind_in).and_then(|kind| kind.metadata_fields());
        let kind = Kind::Object(fields.unwrap_or_default());
        json::check(kind, text).map_err(|error| error.under("metadata"))?;
    }
    Ok(engagement.is_some())
}

/// `type` of an engagement's `engagement`.
fn kind_in(engagement: &str) -> Option<EngagementType> {
    let entries = json::entries(engagement).ok()?;
    let (_, text) = entries.into_iter().find(|(key, _)| key == "type")?;
    EngagementType::read(text, Source::Service).ok()
}

/// What a caller gave as an engagement, in the service's shape: ids and times as integers.
///
/// A change names no type, so each key of its metadata is read as the type that has it would.
///
/// # Errors
/// [`ReadError`] where a documented field has another JSON type.
pub(crate) fn canonical(text: &str) -> Result<String, ReadError> {
    let entries = json::entries(json::shallow(text)?)?;
    let engagement = entries.iter().find(|(key, _)| key == "engagement").map(|(_, text)| *text);
    let fields = engagement.and_then(kind_in).and_then(|kind| kind.metadata_fields());
    let mut out = String::from("{");
    json::each_entry(text, &mut |key, value| {
        json::write_key(&mut out, key);
        match (part(key), fields) {
            _ if json::is_null(value) => out.push_str(value),
            (Some(kind), _) => out.push_str(&json::canonical(kind, value)?),
            (None, Some(fields)) => out.push_str(&json::canonical(Kind::Object(fields), value)?),
            (None, None) => out.push_str(&json::canonical_object(&METADATA_FIELDS, value)?),
        }
        Ok(())
    })?;
    out.push('}');
    Ok(out)
}

/// The text under a key of an object, unless it is null.
fn entry<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    let entries = json::entries(object).ok()?;
    entries
        .into_iter()
        .find(|(have, _)| have == key)
        .map(|(_, text)| text)
        .filter(|text| !json::is_null(text))
}

/// `metadata.disposition` of an engagement's text, where it is a string.
pub(crate) fn disposition(text: &str) -> Option<String> {
    String::read(entry(entry(text, "metadata")?, "disposition")?, Source::Service).ok()
}

/// [`Email::is_redacted`](crate::model::Email::is_redacted) of an engagement's text; `false` for other types.
pub fn is_redacted(engagement: &str) -> bool {
    let kind = entry(engagement, "engagement").and_then(kind_in);
    let is_email = kind.and_then(|kind| kind.metadata_fields()).is_some_and(|fields| fields == Email::FIELDS);
    let Some(metadata) = entry(engagement, "metadata").filter(|_| is_email) else { return false };
    let has_nobody = entry(metadata, "from").is_none() && entry(metadata, "to").is_none_or(|to| to == "[]");
    let html = entry(metadata, "html").and_then(|html| String::read(html, Source::Service).ok());
    is_withheld(has_nobody, html.as_deref())
}

/// The text with this `metadata.disposition`.
pub(crate) fn with_disposition(text: &str, guid: &str) -> String {
    let mut value = String::new();
    json::write_string(&mut value, guid);
    let metadata = |metadata: &str| json::replaced(metadata, "disposition", &|_| value.clone());
    json::replaced(text, "metadata", &metadata)
}

#[cfg(test)]
mod tests {
    use super::{check, disposition, is_redacted, with_disposition};
    use crate::model::{Engagement, Metadata};

    #[test]
    fn the_tables_and_the_readers_give_the_same_verdict() {
        let texts = [
            r#"{}"#,
            r#"[]"#,
            r#"5"#,
            r#"{"engagement":{"id":1,"type":"CALL"},"metadata":{"durationMilliseconds":5}}"#,
            r#"{"engagement":{"id":1,"type":"CALL"},"metadata":{"durationMilliseconds":"5"}}"#,
            r#"{"metadata":{"durationMilliseconds":"5"},"engagement":{"type":"CALL"}}"#,
            r#"{"metadata":{"durationMilliseconds":"5"},"engagement":{"type":"NOTE"}}"#,
            r#"{"metadata":{"a":1,"a":2},"engagement":{"type":"NEW"}}"#,
            r#"{"metadata":[],"engagement":{"type":"NEW"}}"#,
            r#"{"engagement":{"id":1,"id":1}}"#,
            r#"{"engagement":{"id":null,"id":1}}"#,
            r#"{"engagement":{"x":1,"x":1}}"#,
            r#"{"engagement":{"type":5}}"#,
            r#"{"engagement":null,"attachments":null,"metadata":null}"#,
            r#"{"attachments":[{"id":1},{"id":"1"}],"engagement":{}}"#,
            r#"{"attachments":{},"metadata":5}"#,
            r#"{"metadata":5,"associations":{"contactIds":[1,null]}}"#,
            r#"{"scheduledTasks":[{"timestamp":1.5}]}"#,
            r#"{"engagement":{"type":"EMAIL"},"metadata":{"to":[{"email":5}]}}"#,
            r#"{"engagement":{"type":"EMAIL"},"metadata":{"threadId":1e999}}"#,
            r#"{"engagement":{"new":1e999}}"#,
            r#"{"new":[1e999]}"#,
            r#"{"engagement":{"type":"NOTE"},"metadata":{"body":"\ud83d"}}"#,
        ];
        for text in texts {
            let read = Engagement::from_json(text).map(|_| ()).map_err(|error| error.path);
            assert_eq!(check(text).map(|_| ()).map_err(|error| error.path), read, "{text}");
        }
    }

    #[test]
    fn a_disposition_is_found_and_replaced_where_it_stands() {
        let text = r#"{"metadata":{"body":"x","disposition":"Connected","n":1.0},"engagement":{}}"#;
        assert_eq!(disposition(text).as_deref(), Some("Connected"));
        let wanted = r#"{"metadata":{"body":"x","disposition":"guid","n":1.0},"engagement":{}}"#;
        assert_eq!(with_disposition(text, "guid"), wanted);
        assert_eq!(disposition(r#"{"metadata":{"disposition":null}}"#), None);
    }

    #[test]
    fn withheld_content_is_seen_in_the_text_as_by_the_reader() {
        let sentence = "Redacted: the scope sales-email-read is missing.";
        for (kind, to, html, wanted) in [
            ("EMAIL", "[]", sentence, true),
            ("INCOMING_EMAIL", "[]", sentence, true),
            ("EMAIL", r#"[{"email":"a@example.com"}]"#, sentence, false),
            ("EMAIL", "[]", "Hello", false),
            ("NOTE", "[]", sentence, false),
        ] {
            let text =
                format!(r#"{{"engagement":{{"type":"{kind}"}},"metadata":{{"to":{to},"html":"{html}"}}}}"#);
            assert_eq!(is_redacted(&text), wanted, "{text}");
            let read = Engagement::from_json(&text).unwrap().metadata;
            assert_eq!(matches!(read, Some(Metadata::Email(email)) if email.is_redacted()), wanted, "{text}");
        }
    }
}

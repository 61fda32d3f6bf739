//! An engagement as text, held against the model's tables without being decoded.
//!
//! Where nobody needs Rust's types (a page for JavaScript, a body for the wire) the tables alone do what the readers
//! would: the same verdict with the same path, and none of the readers in a module for the browser.

use crate::json::{self, Json, Kind, ReadError, Source};
use crate::model::email::is_withheld;
use crate::model::engagement::METADATA_FIELDS;
use crate::model::{Associations, Attachment, Email, EngagementInfo, EngagementType, ScheduledTask};

pub(super) const ATTACHMENTS: Kind = Kind::List(&Kind::Object(Attachment::FIELDS));
pub(super) const SCHEDULED_TASKS: Kind = Kind::List(&Kind::Object(ScheduledTask::FIELDS));

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
    EngagementType::read(json::entry(engagement, "type").ok()??, Source::Service).ok()
}

/// What a caller gave as an engagement, in the service's shape: ids and times as integers.
///
/// A change names no type, so each key of its metadata is read as the type that has it would.
///
/// # Errors
/// [`ReadError`] where a documented field has another JSON type.
pub(crate) fn canonical(text: &str) -> Result<String, ReadError> {
    let engagement = json::entry(json::shallow(text)?, "engagement")?;
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
pub(crate) fn entry<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    json::entry(object, key).ok()?.filter(|text| !json::is_null(text))
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

/// The text with this `engagement.uid`; `None` where it has one.
pub(crate) fn with_uid(text: &str, uid: &str) -> Option<String> {
    let engagement = entry(text, "engagement")?;
    if json::entry(engagement, "uid").ok()?.is_some() {
        return None;
    }
    let mut value = String::from("{\"uid\":");
    json::write_string(&mut value, uid);
    let rest = engagement.trim_ascii_start().strip_prefix('{')?;
    if rest.trim_ascii_start() != "}" {
        value.push(',');
    }
    value.push_str(rest);
    Some(json::replaced(text, "engagement", &|_| value.clone()))
}

#[cfg(test)]
mod tests;

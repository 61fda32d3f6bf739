//! Reading the body of a write.

use hubspot_engagements_core::wire::Request;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::answer::{Answer, Problem};
use crate::association::Associations;
use crate::fields::{Fields, read};
use crate::record::{Attachment, Record};

/// The parts of a body; each may be left out.
pub(super) struct Input {
    pub(super) engagement: Fields,
    pub(super) associations: Associations,
    pub(super) attachments: Option<Vec<Attachment>>,
    pub(super) metadata: Option<Fields>,
}

impl Input {
    /// Reads the body, or says what is wrong with it.
    pub(super) fn parse(request: &Request) -> Result<Input, Answer> {
        let fields: Fields = json(request)?;
        Ok(Input {
            engagement: part::<Fields>(&fields, "engagement")?.unwrap_or_default(),
            associations: Associations::parse(&part(&fields, "associations")?.unwrap_or_default())?,
            attachments: part(&fields, "attachments")?,
            metadata: part(&fields, "metadata")?,
        })
    }

    /// Writes the engagement's own fields into a record.
    pub(super) fn apply(&self, record: &mut Record) -> Result<(), Problem> {
        for (key, value) in self.engagement.iter() {
            apply(record, key, value)?;
        }
        Ok(())
    }
}

/// The body as JSON of that type.
pub(super) fn json<T: DeserializeOwned>(request: &Request) -> Result<T, Answer> {
    check_type(request)?;
    let body = request.body.as_deref().unwrap_or_default();
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Problem::invalid(format!("Invalid input JSON on line {line}, column {column}")).into()
    })
}

/// 415 for a body that says it is something else than JSON; one that says nothing is read.
fn check_type(request: &Request) -> Result<(), Answer> {
    match request.headers.get("Content-Type") {
        Some(given) if !given.trim().to_ascii_lowercase().starts_with("application/json") => {
            Err(Answer::page(415))
        }
        _ => Ok(()),
    }
}

/// One part of the body; `null` counts as absent.
fn part<T: DeserializeOwned>(fields: &Fields, key: &str) -> Result<Option<T>, Problem> {
    match fields.get(key) {
        Some(value) => read(value).ok_or_else(|| wrong(key)),
        None => Ok(None),
    }
}

/// Sets one field. `type` is set by a create alone, and what the service writes itself is ignored.
// UNCERTAIN: whether `null` clears a field, and whether keys that no document names are kept.
fn apply(record: &mut Record, key: &str, value: &RawValue) -> Result<(), Problem> {
    match key {
        "ownerId" => record.owner_id = typed(key, value)?,
        "uid" => record.uid = typed(key, value)?,
        "timestamp" => record.timestamp = typed::<i64>(key, value)?.unwrap_or(record.timestamp),
        "active" => record.active = typed::<bool>(key, value)?.unwrap_or(record.active),
        _ if READ_ONLY.contains(&key) => {}
        _ if value.get() == "null" => record.extra.remove(key),
        _ => record.extra.set(key, value.to_owned()),
    }
    Ok(())
}

const READ_ONLY: [&str; 12] = [
    "type",
    "id",
    "portalId",
    "createdAt",
    "lastUpdated",
    "createdBy",
    "modifiedBy",
    "allAccessibleTeamIds",
    "queueMembershipIds",
    "bodyPreview",
    "bodyPreviewHtml",
    "bodyPreviewIsTruncated",
];

fn typed<T: DeserializeOwned>(key: &str, value: &RawValue) -> Result<Option<T>, Problem> {
    read(value).ok_or_else(|| wrong(&format!("engagement.{key}")))
}

// UNCERTAIN: whether the service coerces a value of another JSON type, and the words it refuses one with.
pub(super) fn wrong(path: &str) -> Problem {
    Problem::invalid(format!("Invalid input JSON: {path} has a wrong type"))
}

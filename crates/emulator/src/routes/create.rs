//! `POST /engagements/v1/engagements`

use std::borrow::Cow;

use hubspot_engagements_core::wire::Request;

use super::Outcome;
use super::input::Input;
use crate::answer::{Answer, Problem};
use crate::fields::{Fields, read};
use crate::portal::Portal;
use crate::record::{Created, Record};
use crate::redaction::show;

/// The types that a create takes. UNCERTAIN for the two kinds of logged e-mail behind the five documented ones.
const TYPES: [&str; 7] = ["NOTE", "EMAIL", "TASK", "MEETING", "CALL", "INCOMING_EMAIL", "FORWARDED_EMAIL"];

pub(super) fn create(portal: &mut Portal, now_ms: i64, request: &Request) -> Outcome {
    let input = Input::parse(request)?;
    let mut record = Record {
        portal_id: portal.options.portal_id,
        active: true,
        created_at: now_ms,
        last_updated: now_ms,
        timestamp: now_ms,
        kind: kind(&input.engagement)?,
        ..Record::default()
    };
    input.apply(&mut record)?;
    // UNCERTAIN: whether a create without metadata is refused today; a connector's test made one in 2016.
    let mut metadata = Fields::default();
    metadata.merge(&input.metadata.unwrap_or_default());
    record.set_metadata(metadata);
    record.associations = input.associations;
    record.attachments = input.attachments.unwrap_or_default();
    record.id = portal.store.next_id();
    portal.created += 1;
    let shown = show(&portal.options, Cow::Borrowed(&record));
    let answer = Answer::json(Created { association_create_failures: [], record: shown });
    portal.keep(record, now_ms);
    Ok(answer)
}

fn kind(engagement: &Fields) -> Result<String, Problem> {
    let given = engagement.get("type").map(|value| (value, read::<String>(value)));
    match given {
        None => Err(Problem::invalid("Invalid input JSON. Some required fields were not set: [type]")),
        Some((_, Some(kind))) if TYPES.contains(&kind.as_str()) => Ok(kind),
        // UNCERTAIN: worded like the recorded refusal of an object type.
        Some((value, kind)) => {
            let shown = kind.unwrap_or_else(|| value.get().to_owned());
            Err(Problem::invalid(format!("Invalid enum constant '{shown}' for class EngagementType")))
        }
    }
}

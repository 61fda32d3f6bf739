//! `PATCH`, `PUT` and `DELETE /engagements/v1/engagements/{id}`, and `PUT …/{id}/associations/{type}/{objectId}`

use std::borrow::Cow;

use hubspot_engagements_core::wire::Request;

use super::input::Input;
use super::{Outcome, parse_id};
use crate::answer::Answer;
use crate::association::ObjectType;
use crate::fields::Fields;
use crate::portal::Portal;
use crate::redaction::show;

/// What happens to metadata that the body does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Metadata {
    /// It stays: PATCH.
    Merge,
    /// It goes: PUT.
    Replace,
}

/// Changes one engagement; associations in the body have no effect.
// UNCERTAIN: the body of the answer; the whole engagement is what the documents show.
pub(super) fn update(portal: &mut Portal, now_ms: i64, request: &Request, id: i64, how: Metadata) -> Outcome {
    let mut record = portal.store.get(id).ok_or_else(Answer::missing_object)?.into_owned();
    let input = Input::parse(request)?;
    input.apply(&mut record)?;
    if let Some(changes) = &input.metadata {
        let mut metadata = if how == Metadata::Merge { record.metadata.clone() } else { Fields::default() };
        metadata.merge(changes);
        record.set_metadata(metadata);
    }
    if let Some(attachments) = input.attachments {
        record.attachments = attachments;
    }
    record.last_updated = now_ms;
    let answer = Answer::json(show(&portal.options, Cow::Borrowed(&record)));
    portal.keep(record, now_ms);
    Ok(answer)
}

/// Deletes one engagement. UNCERTAIN: deleting it again is taken for a missing object.
pub(super) fn delete(portal: &mut Portal, id: i64) -> Outcome {
    if portal.store.remove(id) { Ok(Answer::Empty) } else { Err(Answer::missing_object()) }
}

/// Hangs one engagement on one more record. `lastUpdated` stays, as recorded in June 2022.
pub(super) fn associate(portal: &mut Portal, id: &str, kind: &str, object_id: &str) -> Outcome {
    let (id, object_id) = (parse_id(id)?, parse_id(object_id)?);
    let kind = ObjectType::parse(kind)?;
    let is_there = portal.store.alter(id, |record| record.associations.add(kind, object_id));
    if is_there { Ok(Answer::Empty) } else { Err(Answer::missing_object()) }
}

//! `PATCH`, `PUT` and `DELETE /engagements/v1/engagements/{id}`, and `PUT …/{id}/associations/{type}/{objectId}`

use hubspot_engagements_core::wire::Request;

use super::input::Input;
use super::{Outcome, parse_id};
use crate::answer::Answer;
use crate::association::ObjectType;
use crate::fields::Fields;
use crate::portal::Portal;
use crate::record::Record;
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
    let mut record: Record = portal.store.get(id).cloned().ok_or_else(Answer::missing_object)?;
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
    record.touch(now_ms, portal.options.index_lag_ms);
    Ok(Answer::json(show(&portal.options, portal.store.put(record))))
}

/// Deletes one engagement. UNCERTAIN: deleting it again is taken for a missing object.
pub(super) fn delete(portal: &mut Portal, id: i64) -> Outcome {
    if portal.store.remove(id) { Ok(Answer::Empty) } else { Err(Answer::missing_object()) }
}

/// Hangs one engagement on one more record. `lastUpdated` stays, as recorded in June 2022.
pub(super) fn associate(portal: &mut Portal, id: &str, kind: &str, object_id: &str) -> Outcome {
    let (id, object_id) = (parse_id(id)?, parse_id(object_id)?);
    let kind = ObjectType::parse(kind)?;
    let record = portal.store.get_mut(id).ok_or_else(Answer::missing_object)?;
    record.associations.add(kind, object_id);
    Ok(Answer::Empty)
}

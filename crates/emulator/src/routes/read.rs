//! `GET /engagements/v1/engagements/{id}`

use super::Outcome;
use crate::answer::Answer;
use crate::portal::Portal;
use crate::redaction::show;

pub(super) fn one(portal: &Portal, id: i64) -> Outcome {
    let record = portal.store.get(id).ok_or_else(Answer::missing_object)?;
    Ok(Answer::json(show(&portal.options, record)))
}

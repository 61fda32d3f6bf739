//! `GET /engagements/v1/engagements/{id}`

use super::Outcome;
use crate::answer::Answer;
use crate::portal::Portal;

pub(super) fn one(portal: &Portal, id: i64) -> Outcome {
    portal.store.get(id).map(Answer::json).ok_or_else(Answer::missing_object)
}

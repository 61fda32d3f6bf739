//! `GET /calling/v1/dispositions`

use serde::Serialize;

use super::Outcome;
use crate::answer::Answer;
use crate::portal::Portal;

/// One outcome of a call. UNCERTAIN: a key `deleted`, which two consumers read and nobody recorded, is left out.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Disposition {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
}

const fn disposition(id: &'static str, label: &'static str) -> Disposition {
    Disposition { id, label }
}

/// The six of every account: their ids are the same everywhere.
pub(crate) const DEFAULTS: [Disposition; 6] = [
    disposition("9d9162e7-6cf3-4944-bf63-4dff82258764", "Busy"),
    disposition("f240bbac-87c9-4f6e-bf70-924b57d47db7", "Connected"),
    disposition("a4c4c377-d246-4b32-a13b-75a56a4cd0ff", "Left live message"),
    disposition("b2cf5968-551e-4856-9783-52b3da59a7d0", "Left voicemail"),
    disposition("73a0d17f-1163-4015-bdd5-ec830791da20", "No answer"),
    disposition("17b47fee-58de-441e-a44c-c6300d46f273", "Wrong number"),
];

/// What a team adds for itself: only portals with made-up data have it.
pub(crate) const CUSTOM: Disposition = disposition("5d3f0c5e-2b8e-4a67-9a41-0f6c1f3f7e52", "Meeting booked");

pub(super) fn list(portal: &Portal) -> Outcome {
    let mut all = DEFAULTS.to_vec();
    if portal.options.engagements > 0 {
        all.push(CUSTOM);
    }
    Ok(Answer::json(all))
}

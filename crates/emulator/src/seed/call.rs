//! Calls. Whether one reaches the contact depends on the contact and on the hour, so that reports and models have
//! something to find.

use serde_json::json;

use super::metadata::fields;
use super::people::Contact;
use super::{Scene, body, hour, texts, weekday};
use crate::fields::{Fields, raw};
use crate::random::Random;
use crate::routes::{CUSTOM, DEFAULTS};

/// How a call can end: label of the disposition, call status, longest duration in seconds.
type Ending = (&'static str, &'static str, i64);

const REACHED: [Ending; 5] = [
    ("Connected", "COMPLETED", 2_400),
    ("Connected", "COMPLETED", 900),
    ("Connected", "COMPLETED", 600),
    ("Connected", "COMPLETED", 360),
    (CUSTOM.label, "COMPLETED", 1_200),
];

const MISSED: [Ending; 8] = [
    ("Left voicemail", "COMPLETED", 60),
    ("Left voicemail", "COMPLETED", 45),
    ("Left live message", "COMPLETED", 120),
    ("No answer", "NO_ANSWER", 1),
    ("No answer", "NO_ANSWER", 1),
    ("No answer", "NO_ANSWER", 1),
    ("Busy", "BUSY", 1),
    ("Wrong number", "COMPLETED", 30),
];

pub(super) fn metadata(random: &mut Random, scene: &Scene<'_>) -> Fields {
    let spoken = random.chance(chance_to_reach(scene.contact, scene.at));
    let endings: &[Ending] = if spoken { &REACHED } else { &MISSED };
    let (label, status, longest) = random.pick(endings).copied().unwrap_or(("Busy", "BUSY", 1));
    let mut call = fields([
        ("toNumber", json!(scene.contact.phone)),
        ("fromNumber", json!("+1 857-555-0142")),
        ("status", json!(status)),
        (
            "durationMilliseconds",
            json!(random.between(longest / 10, longest) * 1_000 + random.between(0, longest)),
        ),
        ("body", json!(body::pick(random, scene, if spoken { texts::CONNECTED } else { texts::MISSED }))),
        ("disposition", json!(disposition(label))),
    ]);
    if spoken && random.chance(40) {
        call.set("recordingUrl", raw(format!("https://recordings.example/{:016x}.mp3", random.next())));
    }
    if random.chance(35) {
        call.set("title", raw(format!("Call with {}", scene.contact.first_name)));
    }
    call
}

/// How many of a hundred calls reach the contact at that time: 35 more in its three best hours, 10 fewer at noon and
/// late on Fridays.
fn chance_to_reach(contact: &Contact, at: i64) -> u64 {
    let hour = hour(at);
    let best = (contact.best_hour..contact.best_hour + 3).contains(&hour);
    let quiet = hour == 12 || (weekday(at) == 4 && hour >= 15);
    (contact.reach + if best { 35 } else { 0 }).saturating_sub(if quiet { 10 } else { 0 })
}

fn disposition(label: &str) -> &'static str {
    DEFAULTS.iter().find(|known| known.label == label).map_or(CUSTOM.id, |known| known.id)
}

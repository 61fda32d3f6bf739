//! The metadata of each type, with the keys that the service shows for it.

use serde_json::json;

use super::{DAY_MS, HOUR_MS, MINUTE_MS, Scene, body, call, texts};
use crate::fields::{Fields, raw};
use crate::random::Random;

/// When an engagement of that type happens, and its metadata.
pub(super) fn of(random: &mut Random, scene: &Scene<'_>, kind: &str) -> (i64, Fields) {
    match kind {
        "CALL" => (scene.at, call::metadata(random, scene)),
        "EMAIL" | "INCOMING_EMAIL" => (scene.at, email(random, scene, kind == "INCOMING_EMAIL")),
        "MEETING" => meeting(random, scene),
        "TASK" => task(random, scene),
        _ => (scene.at, fields([("body", json!(body::pick(random, scene, texts::NOTES)))])),
    }
}

/// An object of these members.
pub(super) fn fields<const N: usize>(members: [(&str, serde_json::Value); N]) -> Fields {
    let mut fields = Fields::default();
    for (key, value) in members {
        fields.set(key, raw(value));
    }
    fields
}

fn email(random: &mut Random, scene: &Scene<'_>, incoming: bool) -> Fields {
    let contact = json!({
        "email": scene.contact.email, "firstName": scene.contact.first_name, "lastName": scene.contact.last_name,
    });
    let owner = json!({
        "email": scene.owner.email, "firstName": scene.owner.first_name, "lastName": scene.owner.last_name,
    });
    let (from, to) = if incoming { (contact, owner) } else { (owner, contact) };
    let html = body::pick(random, scene, if incoming { texts::INCOMING } else { texts::OUTGOING });
    let mut email = fields([
        ("from", from),
        ("to", json!([to])),
        ("cc", json!([])),
        ("bcc", json!([])),
        ("sender", json!({})),
        ("subject", json!(body::pick(random, scene, texts::SUBJECTS))),
        ("html", json!(html)),
    ]);
    if !incoming {
        email.set("status", raw(if random.chance(96) { "SENT" } else { "FAILED" }));
    }
    email.set("emailSendEventId", raw(json!({})));
    email.set("validationSkipped", raw(json!([])));
    email
}

/// A meeting is logged up to two weeks before it takes place.
fn meeting(random: &mut Random, scene: &Scene<'_>) -> (i64, Fields) {
    let ahead = scene.at + random.between(0, 14) * DAY_MS;
    let start = ahead - ahead.rem_euclid(30 * MINUTE_MS);
    let end = start + random.between(1, 4) * 30 * MINUTE_MS;
    let held = end < scene.now;
    let outcomes: &[&str] = if held {
        &["COMPLETED", "COMPLETED", "COMPLETED", "NO_SHOW", "RESCHEDULED", "CANCELED"]
    } else {
        &["SCHEDULED"]
    };
    let (title, text) = random.pick(texts::MEETINGS).copied().unwrap_or_default();
    let mut meeting = fields([
        ("startTime", json!(start)),
        ("endTime", json!(end)),
        ("title", json!(body::fill(random, scene, title))),
        ("body", json!(body::fill(random, scene, text))),
        ("source", json!("CRM_UI")),
        ("preMeetingProspectReminders", json!([])),
        ("meetingOutcome", json!(random.pick(outcomes).copied().unwrap_or("SCHEDULED"))),
        ("attendeeOwnerIds", json!([scene.owner.number()])),
    ]);
    if random.chance(50) {
        meeting.set("location", raw("https://meet.example/brightpath"));
    }
    if random.chance(40) {
        meeting.set("internalMeetingNotes", raw(body::pick(random, scene, texts::INTERNAL)));
    }
    (start, meeting)
}

/// A task is due up to ten days after it was written down.
fn task(random: &mut Random, scene: &Scene<'_>) -> (i64, Fields) {
    let day = scene.at + random.between(1, 11) * DAY_MS;
    let due = day - day.rem_euclid(DAY_MS) + 9 * HOUR_MS;
    let done = due < scene.now && random.chance(70);
    let open = random.pick(&["NOT_STARTED", "NOT_STARTED", "IN_PROGRESS", "WAITING", "DEFERRED"]).copied();
    let (subject, text, kind) = random.pick(texts::TASKS).copied().unwrap_or_default();
    let mut task = fields([
        ("body", json!(body::fill(random, scene, text))),
        ("status", json!(if done { "COMPLETED" } else { open.unwrap_or("NOT_STARTED") })),
        ("forObjectType", json!("CONTACT")),
        ("subject", json!(body::fill(random, scene, subject))),
        ("taskType", json!(kind)),
        ("reminders", if due > scene.now { json!([due]) } else { json!([]) }),
        ("priority", json!(if random.chance(25) { "HIGH" } else { "NONE" })),
    ]);
    if done {
        task.set("completionDate", raw(scene.at + random.between(0, (due - scene.at).max(1))));
    }
    (due, task)
}

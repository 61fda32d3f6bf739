//! Made-up data: what a sales team of five leaves behind in a quarter.

mod body;
mod call;
mod metadata;
mod people;
mod texts;

use crate::association::Associations;
use crate::fields::raw;
use crate::options::PortalOptions;
use crate::owner::Owner;
use crate::random::Random;
use crate::record::{Attachment, Record, ScheduledTask};
use crate::store::Store;
use people::Contact;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// How far back the data reaches.
const DAYS: i64 = 90;
/// The first records go round these, so that the first contact has all of them.
const TYPES: [&str; 5] = ["NOTE", "CALL", "EMAIL", "MEETING", "TASK"];
/// How many of the first records belong to the first contact.
const FIRST_CONTACT: usize = 10;

/// Records that a user can start from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Book {
    pub(crate) contact_id: i64,
    pub(crate) company_id: i64,
}

/// What one made-up engagement is about.
struct Scene<'a> {
    contact: &'a Contact,
    owner: &'a Owner,
    /// When it was logged, in milliseconds since 1970.
    at: i64,
    /// The end of the data.
    now: i64,
}

/// Puts `options.engagements` engagements into the store.
pub(crate) fn fill(store: &mut Store, owners: &[Owner], options: &PortalOptions) -> Book {
    let contacts = people::contacts();
    let mut random = Random::new(options.seed);
    let mut times: Vec<i64> = (0..options.engagements).map(|_| time(&mut random, options.now_ms)).collect();
    times.sort_unstable();
    for (index, at) in times.into_iter().enumerate() {
        let contact =
            if index < FIRST_CONTACT { contacts.first() } else { pick_contact(&mut random, &contacts) };
        let owner = contact.and_then(|contact| owners.get(contact.owner));
        if let (Some(contact), Some(owner)) = (contact, owner) {
            let scene = Scene { contact, owner, at, now: options.now_ms };
            let kind =
                if index < FIRST_CONTACT { TYPES.get(index % 5).copied() } else { pick_kind(&mut random) };
            let record = record(&mut random, store.next_id(), options, &scene, kind.unwrap_or("NOTE"));
            store.put(record);
        }
    }
    let first = contacts.first();
    Book {
        contact_id: first.map_or(0, |contact| contact.id),
        company_id: first.map_or(0, |contact| contact.company_id),
    }
}

/// A moment in office hours of the last 90 days, mostly on a working day.
fn time(random: &mut Random, now_ms: i64) -> i64 {
    let midnight = now_ms - now_ms.rem_euclid(DAY_MS);
    let mut day = midnight - random.between(0, DAYS - 3) * DAY_MS;
    if weekday(day) >= 5 && random.chance(90) {
        day -= 2 * DAY_MS;
    }
    let at = day + random.between(8 * HOUR_MS, 18 * HOUR_MS);
    if at > now_ms { at - DAY_MS } else { at }
}

/// 0 for Monday to 6 for Sunday.
fn weekday(at: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    (at.div_euclid(DAY_MS) + 3).rem_euclid(7)
}

/// The hour of the day, 0 to 23.
fn hour(at: i64) -> i64 {
    at.rem_euclid(DAY_MS).div_euclid(HOUR_MS)
}

/// A contact; the first has more to tell than the others.
fn pick_contact<'a>(random: &mut Random, contacts: &'a [Contact]) -> Option<&'a Contact> {
    if random.chance(12) { contacts.first() } else { random.pick(contacts) }
}

/// Types in the proportions of a team that mostly calls.
const MIX: [&str; 11] =
    ["NOTE", "NOTE", "CALL", "CALL", "CALL", "EMAIL", "EMAIL", "INCOMING_EMAIL", "MEETING", "TASK", "TASK"];

fn pick_kind(random: &mut Random) -> Option<&'static str> {
    random.pick(&MIX).copied()
}

fn record(random: &mut Random, id: i64, options: &PortalOptions, scene: &Scene<'_>, kind: &str) -> Record {
    let mut record = Record {
        id,
        portal_id: options.portal_id,
        active: true,
        created_at: scene.at,
        last_updated: updated(random, scene),
        owner_id: Some(scene.owner.number()),
        kind: kind.to_owned(),
        associations: associations(random, scene),
        ..Record::default()
    };
    if random.chance(60) {
        record.created_by = scene.owner.user_id;
        record.modified_by = scene.owner.user_id;
        record.extra.set("source", raw("CRM_UI"));
    } else if random.chance(30) {
        record.uid = Some(format!("crm-sync-{id}"));
    }
    if random.chance(6) {
        record.attachments.push(Attachment { id: 99_876_000_000 + random.between(1, 999_999) });
    }
    let (timestamp, metadata) = metadata::of(random, scene, kind);
    record.timestamp = timestamp;
    record.set_metadata(metadata);
    if kind == "TASK" && record.timestamp > scene.now {
        record.scheduled_tasks.push(reminder(random, &record));
    }
    record
}

/// Mostly the time of creation, sometimes a later look at the record.
fn updated(random: &mut Random, scene: &Scene<'_>) -> i64 {
    let later = scene.at + random.between(MINUTE_MS, 6 * DAY_MS);
    if random.chance(30) && later <= scene.now { later } else { scene.at }
}

fn associations(random: &mut Random, scene: &Scene<'_>) -> Associations {
    let mut associations = Associations { contact_ids: vec![scene.contact.id], ..Associations::default() };
    if random.chance(85) {
        associations.company_ids.push(scene.contact.company_id);
    }
    if random.chance(40) {
        associations.deal_ids.push(scene.contact.deal_id);
    }
    if random.chance(5) {
        associations.ticket_ids.push(1_203_400_000 + random.between(1, 90_000));
    }
    associations
}

fn reminder(random: &mut Random, record: &Record) -> ScheduledTask {
    ScheduledTask {
        engagement_id: record.id,
        portal_id: record.portal_id,
        engagement_type: "TASK".to_owned(),
        task_type: "REMINDER".to_owned(),
        timestamp: record.timestamp,
        uuid: format!("TASK:{}", random.uuid(record.created_at)),
    }
}

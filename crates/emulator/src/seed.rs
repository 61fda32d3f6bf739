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

/// What one made-up engagement is about.
struct Scene<'a> {
    contact: &'a Contact,
    owner: &'a Owner,
    /// When it was logged, in milliseconds since 1970.
    at: i64,
    /// The end of the data.
    now: i64,
}

/// Made-up engagements, each a function of the seed and of its number.
#[derive(Debug, Clone)]
pub(crate) struct Seeds {
    seed: u64,
    portal_id: i64,
    now_ms: i64,
    owners: Vec<Owner>,
    contacts: Vec<Contact>,
    /// When each was logged, in ascending order.
    logged: Vec<i64>,
}

/// What is known of an engagement before its text is written.
struct Draft<'a> {
    scene: Scene<'a>,
    kind: &'static str,
    last_updated: i64,
    associations: Associations,
    /// What the rest is drawn from.
    random: Random,
}

impl Seeds {
    /// `options.engagements` engagements.
    pub(crate) fn new(options: &PortalOptions, owners: &[Owner]) -> Seeds {
        let mut random = Random::new(options.seed);
        let mut logged: Vec<i64> =
            (0..options.engagements).map(|_| time(&mut random, options.now_ms)).collect();
        logged.sort_unstable();
        Seeds {
            seed: options.seed,
            portal_id: options.portal_id,
            now_ms: options.now_ms,
            owners: owners.to_vec(),
            contacts: people::contacts(),
            logged,
        }
    }

    /// A contact that the first engagements are about, and its company.
    pub(crate) fn first_contact(&self) -> (i64, i64) {
        self.contacts.first().map_or((0, 0), |contact| (contact.id, contact.company_id))
    }

    /// The number of each and its `lastUpdated`.
    pub(crate) fn times(&self) -> impl Iterator<Item = (u32, i64)> {
        (0..).zip(&self.logged).filter_map(|(index, _)| Some((index, self.draft(index)?.last_updated)))
    }

    /// What the engagement of that number hangs on.
    pub(crate) fn associations(&self, index: u32) -> Option<Associations> {
        Some(self.draft(index)?.associations)
    }

    /// The engagement of that number.
    pub(crate) fn record(&self, index: u32, id: i64) -> Option<Record> {
        self.draft(index).map(|draft| record(draft, id, self.portal_id))
    }

    /// One more engagement, which is logged at that time.
    pub(crate) fn another(&self, random: &mut Random, id: i64, at: i64) -> Option<Record> {
        let (contact, kind) = (pick_contact(random, &self.contacts)?, pick_kind(random)?);
        let draft = self.draw(Random::new(random.next()), contact, kind, at, at)?;
        Some(record(draft, id, self.portal_id))
    }

    fn draft(&self, index: u32) -> Option<Draft<'_>> {
        let number = usize::try_from(index).ok()?;
        let at = *self.logged.get(number)?;
        let mut random = Random::new(self.seed ^ Random::new(u64::from(index)).next());
        let (contact, kind) = if number < FIRST_CONTACT {
            (self.contacts.first()?, TYPES.get(number % TYPES.len()).copied()?)
        } else {
            (pick_contact(&mut random, &self.contacts)?, pick_kind(&mut random)?)
        };
        self.draw(random, contact, kind, at, self.now_ms)
    }

    fn draw<'a>(
        &'a self,
        mut random: Random,
        contact: &'a Contact,
        kind: &'static str,
        at: i64,
        now: i64,
    ) -> Option<Draft<'a>> {
        let scene = Scene { contact, owner: self.owners.get(contact.owner)?, at, now };
        let last_updated = updated(&mut random, &scene);
        let associations = associations(&mut random, &scene);
        Some(Draft { scene, kind, last_updated, associations, random })
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

fn record(draft: Draft<'_>, id: i64, portal_id: i64) -> Record {
    let Draft { scene, kind, last_updated, associations, mut random } = draft;
    let (random, scene) = (&mut random, &scene);
    let mut record = Record {
        id,
        portal_id,
        active: true,
        created_at: scene.at,
        last_updated,
        owner_id: Some(scene.owner.number()),
        kind: kind.to_owned(),
        associations,
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

//! Other people at work: changes that the client did not ask for.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::association::ObjectType;
use crate::fields::raw;
use crate::portal::Portal;
use crate::random::Random;

/// The most changes that one request can bring about, however much time has gone by since the last one.
const MOST: u64 = 100_000;

/// Who changes engagements while a client reads them. The same writer makes the same changes at the same requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Given", into = "Given")]
pub struct Writer {
    /// When it writes.
    pub pace: Pace,
    /// How many changes it makes in all; `None` never stops.
    pub times: Option<u64>,
    /// What its choices are drawn from.
    pub seed: u64,
    /// How often it does what.
    pub mix: Mix,
}

/// When a writer writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Once in so many milliseconds of the portal's time, counted from the first request. What is due is written before
    /// the next request is answered, each change at its own time.
    EveryMs(u64),
    /// So many changes before each request.
    PerRequest(u64),
}

/// How many changes of each kind, or how often each is made in proportion to the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mix {
    /// A new engagement.
    pub creates: u32,
    /// Another text for one that exists.
    pub updates: u32,
    /// One that exists is deleted.
    pub deletes: u32,
    /// One that exists is hung on one more contact, which does not move its `lastUpdated`.
    pub associations: u32,
}

impl Mix {
    /// What a writer does that is told nothing else.
    pub const USUAL: Mix = Mix { creates: 3, updates: 5, deletes: 1, associations: 1 };

    fn kinds(self) -> [(Kind, u32); 4] {
        [
            (Kind::Create, self.creates),
            (Kind::Update, self.updates),
            (Kind::Delete, self.deletes),
            (Kind::Associate, self.associations),
        ]
    }

    fn pick(self, random: &mut Random) -> Option<Kind> {
        let all: u64 = self.kinds().iter().map(|&(_, share)| u64::from(share)).sum();
        let mut at = random.below(all);
        self.kinds().into_iter().find_map(|(kind, share)| {
            let is_it = at < u64::from(share);
            at = at.saturating_sub(u64::from(share));
            is_it.then_some(kind)
        })
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Create,
    Update,
    Delete,
    Associate,
}

/// A writer as JSON: `{"every_ms": 200}` or `{"per_request": 2}`, and what else it is told.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    every_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    per_request: Option<u64>,
    times: Option<u64>,
    #[serde(default = "first")]
    seed: u64,
    #[serde(default = "usual")]
    mix: Mix,
}

fn first() -> u64 {
    1
}

fn usual() -> Mix {
    Mix::USUAL
}

impl TryFrom<Given> for Writer {
    type Error = &'static str;

    fn try_from(given: Given) -> Result<Writer, &'static str> {
        let pace = match (given.every_ms, given.per_request) {
            (Some(ms @ 1..), None) => Pace::EveryMs(ms),
            (None, Some(changes)) => Pace::PerRequest(changes),
            _ => return Err("a writer has either every_ms, above 0, or per_request"),
        };
        Ok(Writer { pace, times: given.times, seed: given.seed, mix: given.mix })
    }
}

impl From<Writer> for Given {
    fn from(writer: Writer) -> Given {
        let (every_ms, per_request) = match writer.pace {
            Pace::EveryMs(ms) => (Some(ms), None),
            Pace::PerRequest(changes) => (None, Some(changes)),
        };
        Given { every_ms, per_request, times: writer.times, seed: writer.seed, mix: writer.mix }
    }
}

/// The ids of what was changed past all requests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// New ones.
    pub created: Vec<i64>,
    /// Those with another text.
    pub updated: Vec<i64>,
    /// Those that are gone.
    pub deleted: Vec<i64>,
    /// Those with one more contact.
    pub associated: Vec<i64>,
}

/// A writer at work.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    writer: Writer,
    random: Random,
    /// When it last wrote; `None` before the first request.
    last_ms: Option<i64>,
    left: u64,
}

impl Work {
    pub(crate) fn new(writer: Writer) -> Work {
        let random = Random::new(writer.seed);
        let left = writer.times.unwrap_or(u64::MAX);
        Work { writer, random, last_ms: None, left }
    }

    /// Makes the changes that are due before a request of that time is answered.
    pub(crate) fn before_request(&mut self, portal: &mut Portal, now_ms: i64) {
        match self.writer.pace {
            Pace::PerRequest(changes) => (0..changes.min(MOST)).for_each(|_| self.write(portal, now_ms)),
            Pace::EveryMs(ms) => {
                let ms = i64::try_from(ms).unwrap_or(i64::MAX);
                let mut last = *self.last_ms.get_or_insert(now_ms);
                for _ in 0..MOST {
                    let next = last.saturating_add(ms);
                    if next > now_ms {
                        break;
                    }
                    last = next;
                    self.write(portal, last);
                }
                self.last_ms = Some(last);
            }
        }
    }

    fn write(&mut self, portal: &mut Portal, at_ms: i64) {
        if self.left > 0
            && let Some(kind) = self.writer.mix.pick(&mut self.random)
        {
            self.left -= 1;
            change(portal, at_ms, kind, &mut self.random);
        }
    }
}

/// Makes so many changes of each kind at once, in the order of `mix`.
pub(crate) fn write(portal: &mut Portal, at_ms: i64, mix: Mix, seed: u64) -> Written {
    let mut random = Random::new(seed);
    let mut written = Written::default();
    for (kind, count) in mix.kinds() {
        let ids = match kind {
            Kind::Create => &mut written.created,
            Kind::Update => &mut written.updated,
            Kind::Delete => &mut written.deleted,
            Kind::Associate => &mut written.associated,
        };
        ids.extend((0..count).filter_map(|_| change(portal, at_ms, kind, &mut random)));
    }
    written
}

/// Makes one change and gives the id; `None` where there is nothing to change.
fn change(portal: &mut Portal, at_ms: i64, kind: Kind, random: &mut Random) -> Option<i64> {
    if let Kind::Create = kind {
        let id = portal.store.next_id();
        let record = Arc::clone(portal.store.seeds()).another(random, id, at_ms)?;
        portal.keep(record, at_ms);
        return Some(id);
    }
    let (lowest, highest) = portal.store.ends()?;
    let id = portal.store.id_from(random.between(lowest, highest.saturating_add(1)))?;
    match kind {
        Kind::Delete => drop(portal.store.remove(id)),
        Kind::Associate => {
            let contact = random.between(1, 1_000_000);
            portal.store.alter(id, |record| record.associations.add(ObjectType::Contact, contact));
        }
        Kind::Update | Kind::Create => {
            let mut record = portal.store.get(id)?.into_owned();
            let key = if record.is_email() { "html" } else { "body" };
            let mut metadata = record.metadata.clone();
            metadata.set(key, raw(format!("<p>Edited, version {:08x}.</p>", random.next() >> 32)));
            record.set_metadata(metadata);
            record.last_updated = at_ms;
            portal.keep(record, at_ms);
        }
    }
    Some(id)
}

//! What an engagement that may have been created can be found by.

use crate::error::{Error, Issue};
use crate::json::{self, Json, Source, Tree};
use crate::model::Record;
use crate::params::Params;

/// Enough of a create to recognise its record, and nothing of what it says: texts are kept as digests.
///
/// As JSON it can be stored anywhere; ids and times in it are strings, so that no language rounds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Version of this shape: 1.
    pub version: u32,
    /// Names the ticket; no two creates of a client share it.
    pub id: String,
    /// When the create was first sent, in milliseconds since 1970.
    pub sent_at: i64,
    /// Whether that is the service's time; else it is the clock's of the machine that sent it.
    pub by_service_clock: bool,
    /// `engagement.type`.
    pub kind: String,
    /// `engagement.uid`, the caller's own id: with it the search is exact.
    pub uid: Option<String>,
    /// `engagement.timestamp`, where it was given.
    pub timestamp: Option<String>,
    /// `engagement.ownerId`, where it was given.
    pub owner_id: Option<String>,
    /// Ids that were associated, by their key, such as `contactIds`.
    pub associations: Vec<Associated>,
    /// The metadata that was given, as digests.
    pub metadata: Vec<Digested>,
    /// Whether the browser may have sent it more than once by itself, so that there may be several records.
    pub may_have_been_resent: bool,
}

/// The ids under one key of `associations`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Associated {
    /// Such as `contactIds`.
    pub key: String,
    /// In ascending order.
    pub ids: Vec<String>,
}

/// One field of the metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    /// Such as `body`.
    pub key: String,
    /// 128 bits of its JSON value in hexadecimal.
    pub digest: String,
}

/// What a ticket's search found.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// What it means.
    pub outcome: Verdict,
    /// Whether the records bear a key of the caller's own (`uid`, a call's `externalId`, an email's `messageId`);
    /// else they are alike in all that was sent.
    pub exact: bool,
    /// The records that were found.
    pub records: Vec<Record>,
}

/// What became of a create.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There is one record.
    Created,
    /// There are several: all but one may be deleted.
    Duplicated,
    /// There is none yet; the service's lists lag behind, so ask again later.
    Unknown,
    /// There is none an hour after the create, so it may be repeated.
    ProbablyAbsent,
}

impl Verdict {
    /// The verdict in snake case.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Created => "created",
            Verdict::Duplicated => "duplicated",
            Verdict::Unknown => "unknown",
            Verdict::ProbablyAbsent => "probably_absent",
        }
    }
}

/// What a record is compared by.
#[derive(Debug, Default, PartialEq, Eq)]
struct Traits {
    kind: Option<String>,
    uid: Option<String>,
    timestamp: Option<String>,
    owner_id: Option<String>,
    associations: Vec<Associated>,
    metadata: Vec<Digested>,
}

/// Keys of the metadata that are the caller's own, with which nothing else need match.
const STRONG: [&str; 2] = ["externalId", "messageId"];

impl Traits {
    fn of(engagement: &str) -> Traits {
        let mut traits = Traits::default();
        for (key, value) in json::entries(engagement).unwrap_or_default() {
            match key.as_str() {
                "engagement" => traits.info(value),
                "associations" => traits.associations = associations(value),
                "metadata" => traits.metadata = digests(value),
                _ => {}
            }
        }
        traits
    }

    fn info(&mut self, info: &str) {
        for (key, value) in json::entries(info).unwrap_or_default() {
            let integer = || i64::read(value, Source::Service).ok().map(|integer| integer.to_string());
            let text = || String::read(value, Source::Service).ok();
            match key.as_str() {
                "type" => self.kind = text(),
                "uid" => self.uid = text(),
                "timestamp" => self.timestamp = integer(),
                "ownerId" => self.owner_id = integer(),
                _ => {}
            }
        }
    }
}

fn associations(object: &str) -> Vec<Associated> {
    let lists = json::entries(object).unwrap_or_default();
    let mut associations = Vec::new();
    for (key, list) in lists {
        let ids = json::sorted(Vec::<i64>::read(list, Source::Service).unwrap_or_default());
        if !ids.is_empty() {
            associations.push(Associated { key, ids: ids.iter().map(i64::to_string).collect() });
        }
    }
    associations
}

fn digests(metadata: &str) -> Vec<Digested> {
    let mut digests = Vec::new();
    for (key, value) in json::entries(metadata).unwrap_or_default() {
        if !json::is_null(value) {
            digests.push(Digested { key, digest: digest(value) });
        }
    }
    digests
}

/// FNV-1a in 128 bits over the value as it means, so that the same text escaped in another way is the same.
///
/// It need not withstand an attacker, and a cryptographic hash would be one more dependency of the core.
fn digest(value: &str) -> String {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let meant = String::read(value, Source::Service).unwrap_or_else(|_| value.to_owned());
    let fold = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(PRIME);
    format!("{:032x}", meant.bytes().fold(BASIS, fold))
}

impl Ticket {
    /// The ticket of a create with this body.
    pub(crate) fn of(body: &str, time: (i64, bool), seed: u64, may_have_been_resent: bool) -> Ticket {
        let (sent_at, by_service_clock) = time;
        let Traits { kind, uid, timestamp, owner_id, associations, metadata } = Traits::of(body);
        Ticket {
            version: 1,
            id: format!("{seed:016x}{sent_at:x}"),
            sent_at,
            by_service_clock,
            kind: kind.unwrap_or_default(),
            uid,
            timestamp,
            owner_id,
            associations,
            metadata,
            may_have_been_resent,
        }
    }

    /// Whether the caller gave a key of their own.
    pub(crate) fn is_exact(&self) -> bool {
        self.uid.is_some() || self.strong().is_some()
    }

    fn strong(&self) -> Option<&Digested> {
        self.metadata.iter().find(|field| STRONG.contains(&field.key.as_str()))
    }

    /// Whether a record is what this create would have made.
    ///
    /// The service adds to a record; what was sent must be in it, whatever else is.
    pub(crate) fn matches(&self, engagement: &str) -> bool {
        let found = Traits::of(engagement);
        if found.kind.as_deref() != Some(self.kind.as_str()) {
            return false;
        }
        if self.uid.is_some() {
            return self.uid == found.uid;
        }
        if let Some(strong) = self.strong() {
            return found.metadata.contains(strong);
        }
        let has_ids = |wanted: &Associated| {
            found
                .associations
                .iter()
                .any(|have| have.key == wanted.key && wanted.ids.iter().all(|id| have.ids.contains(id)))
        };
        (self.timestamp.is_none() || self.timestamp == found.timestamp)
            && (self.owner_id.is_none() || self.owner_id == found.owner_id)
            && self.associations.iter().all(has_ids)
            && self.metadata.iter().all(|field| found.metadata.contains(field))
    }

    /// The ticket as a JSON object.
    pub fn to_json(&self) -> String {
        self.tree().to_json()
    }

    /// The same for an error's details and the journal.
    pub(crate) fn tree(&self) -> Tree<'_> {
        let associations = self
            .associations
            .iter()
            .map(|Associated { key, ids }| Tree::Object(vec![("key", key.into()), ("ids", Tree::list(ids))]));
        let metadata = self.metadata.iter().map(|Digested { key, digest }| {
            Tree::Object(vec![("key", key.into()), ("digest", digest.into())])
        });
        Tree::Object(vec![
            ("version", self.version.into()),
            ("id", (&self.id).into()),
            ("sentAt", self.sent_at.into()),
            ("byServiceClock", self.by_service_clock.into()),
            ("type", (&self.kind).into()),
            ("uid", (&self.uid).into()),
            ("timestamp", (&self.timestamp).into()),
            ("ownerId", (&self.owner_id).into()),
            ("associations", Tree::list(associations)),
            ("metadata", Tree::list(metadata)),
            ("mayHaveBeenResent", self.may_have_been_resent.into()),
        ])
    }

    /// The ticket that [`to_json`](Ticket::to_json) gave, or the one in an error or a journal's entry.
    ///
    /// # Errors
    /// A validation error that names everything in the text that cannot be of a ticket.
    pub fn from_json(text: &str) -> Result<Ticket, Error> {
        let mut params = Params::read(text);
        let ticket = Ticket::read(&mut params);
        params.finish().map_err(|error| Error::validation("", error))?;
        ticket.ok_or_else(|| Error::invalid_option(Issue::new("", "invalid_ticket", "is no ticket")))
    }

    /// Reads a ticket that was kept as JSON.
    pub(crate) fn read(params: &mut Params<'_>) -> Option<Ticket> {
        let version = params.integer("version", 1, 1);
        let id = params.word("id", "as it stands in the ticket");
        let sent_at = params.integer("sentAt", i64::MIN, i64::MAX);
        let by_service_clock = params.flag("byServiceClock").unwrap_or(false);
        let kind = params.word("type", "as it stands in the ticket");
        let [uid, timestamp, owner_id] =
            ["uid", "timestamp", "ownerId"].map(|name| params.text(name).filter(|text| !text.is_empty()));
        let may_have_been_resent = params.flag("mayHaveBeenResent").unwrap_or(false);
        // What is left out of these is an issue, so that no ticket is made without it.
        let mut associations = Vec::new();
        for mut given in params.objects("associations").unwrap_or_default() {
            let key = given.word("key", "such as contactIds");
            let ids = given.texts("ids");
            params.take_issues(given);
            associations.extend(key.zip(ids).map(|(key, ids)| Associated { key, ids }));
        }
        let mut metadata = Vec::new();
        for mut given in params.objects("metadata").unwrap_or_default() {
            let key = given.word("key", "such as body");
            let digest = given.word("digest", "as it stands in the ticket");
            params.take_issues(given);
            metadata.extend(key.zip(digest).map(|(key, digest)| Digested { key, digest }));
        }
        for (name, is_there) in [("version", version.is_some()), ("sentAt", sent_at.is_some())] {
            if !is_there && params.is_fine() {
                let message = "is required: give the ticket as the error or the journal had it";
                params.issue(Issue::new(params.pointer(name), "required", message));
            }
        }
        Some(Ticket {
            version: 1,
            id: id?,
            sent_at: sent_at?,
            by_service_clock,
            kind: kind?,
            uid,
            timestamp,
            owner_id,
            associations,
            metadata,
            may_have_been_resent,
        })
    }
}

#[cfg(test)]
mod tests;

//! What a sync is told.

use std::time::Duration;

use super::checkpoint::Checkpoint;
use super::held::Held;
use crate::clock::Milliseconds;
use crate::endpoint::{After, ListEngagements, ListModifiedAfter};
use crate::error::Issue;
use crate::json::{Json, Source};
use crate::params::Params;

/// Which listing of changes a sync reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncSource {
    /// `/modified/after`: all changes, however many. It needs the scope `crm.objects.contacts.read`.
    #[default]
    ModifiedAfter,
    /// `/recent/modified`: at most 10,000 changes or 30 days, beyond which all engagements are read.
    Recent,
    /// The first, or the second for an app that lacks the first one's scope.
    Auto,
}

/// How a sync goes about it.
#[derive(Debug, Clone, Default)]
pub struct SyncOptions {
    /// What the last batch gave; without it everything is delivered.
    pub checkpoint: Option<Checkpoint>,
    /// How much of what was read before is read again, because the service's index lags behind: an hour without it, at
    /// least a minute.
    pub overlap: Option<Duration>,
    /// Which listing of changes is read.
    pub source: SyncSource,
    /// Whether all engagements are read now, and those that are not there any more are reported. Needs `known`.
    pub sweep: bool,
    /// After how long all engagements are read again; without it only when the changes cannot be had otherwise.
    pub scan_every: Option<Duration>,
    /// What the consumer holds. Whenever all engagements are read, those in here that are missing are looked for and
    /// reported as deleted, and those of the same digest are not delivered again.
    pub known: Option<Held>,
    /// How many may be missing before the sync stops and asks; 100 or 5 % of those held, whichever is more, without it.
    pub max_deletes: Option<u64>,
    /// Records a page at most; as many as the service gives without it.
    pub limit: Option<u32>,
    /// Whether a record that the service cannot deliver is left out of a full scan instead of ending it.
    pub skip_poison: bool,
    /// How many machines walk all engagements side by side; 0 and 1 mean this one alone. See
    /// [`Sync::lane`](super::Sync::lane).
    pub parallel: u32,
    /// What `engagements.sync_lane` finds this sync by, among those of the session.
    pub handle: Option<i64>,
}

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
const MOST_OVERLAP_MS: i64 = 20 * 24 * HOUR_MS;
const MOST_LANES: i64 = 32;

impl SyncOptions {
    /// Milliseconds; never so little that the service's clock, which tells seconds, could hide a change.
    pub(super) fn overlap_ms(&self) -> i64 {
        let given = self.overlap.map_or(HOUR_MS, |overlap| Milliseconds::from(overlap).0);
        given.clamp(MINUTE_MS, MOST_OVERLAP_MS)
    }

    pub(super) fn scan_every_ms(&self) -> Option<i64> {
        self.scan_every.map(|every| Milliseconds::from(every).0)
    }

    /// The listing of all engagements.
    pub(super) fn listing(&self) -> ListEngagements {
        let limit = Some(self.limit.unwrap_or(250).clamp(1, 250));
        ListEngagements { limit, offset: None, skip_poison: self.skip_poison }
    }

    /// The listing of changes.
    pub(super) fn changes(&self, after: After) -> ListModifiedAfter {
        ListModifiedAfter { after, limit: Some(self.limit.unwrap_or(1000).clamp(1, 1000)) }
    }

    /// Rows a page of the recent listing; enough for pages to overlap.
    pub(super) fn recent_rows(&self) -> u32 {
        self.limit.unwrap_or(100).clamp(10, 100)
    }

    pub(crate) fn read(params: &mut Params<'_>) -> Option<SyncOptions> {
        let checkpoint = read_checkpoint(params);
        let overlap = params.integer("overlapMs", MINUTE_MS, MOST_OVERLAP_MS);
        let source = read_source(params);
        let sweep = params.flag("sweep").unwrap_or(false);
        let scan_every = params.integer("scanEveryMs", 0, i64::MAX);
        let known = read_known(params);
        let max_deletes = params.integer("maxDeletes", 0, i64::MAX).map(i64::unsigned_abs);
        let limit = params.integer("limit", 1, 1000).and_then(|limit| u32::try_from(limit).ok());
        let skip_poison = params.on_poison();
        let parallel = params.integer("parallel", 1, MOST_LANES).unwrap_or(1);
        let handle = params.integer("handle", 0, i64::MAX);
        if sweep && known.is_none() && params.is_fine() {
            let message = "is required with `sweep`: the ids of the engagements that you hold, without which none of \
                           them can be missed";
            params.issue(Issue::new(params.pointer("known"), "required", message));
        }
        let milliseconds = |ms: i64| Duration::from_millis(ms.unsigned_abs());
        Some(SyncOptions {
            checkpoint,
            overlap: overlap.map(milliseconds),
            source,
            sweep,
            scan_every: scan_every.map(milliseconds),
            known,
            max_deletes,
            limit,
            skip_poison,
            parallel: u32::try_from(parallel).unwrap_or(1),
            handle,
        })
    }
}

/// An object, or its text.
fn read_checkpoint(params: &mut Params<'_>) -> Option<Checkpoint> {
    let given = params.any("checkpoint")?;
    let text =
        if given.starts_with('"') { String::read(given, Source::Caller) } else { Ok(given.to_owned()) };
    let read = Checkpoint::read(&text.unwrap_or_default());
    read.map_err(|issue| params.issue(issue)).ok()
}

fn read_source(params: &mut Params<'_>) -> SyncSource {
    match params.text("source").as_deref() {
        None | Some("modified_after") => SyncSource::ModifiedAfter,
        Some("recent") => SyncSource::Recent,
        Some("auto") => SyncSource::Auto,
        Some(other) => {
            let given = crate::json::quoted(other);
            let message = format!("must be \"modified_after\", \"recent\" or \"auto\"; given {given}");
            params.issue(Issue::new("/source", "invalid_source", message));
            SyncSource::default()
        }
    }
}

/// A list of ids, or ids with their digests.
fn read_known(params: &mut Params<'_>) -> Option<Held> {
    let (ids, digests) = if params.peek("known").is_some_and(|known| known.starts_with('{')) {
        let mut known = params.nested("known")?;
        let ids = known.integers("ids", 1, i64::MAX);
        let digests = known.integers("digests", i64::MIN, i64::MAX);
        params.take_issues(known);
        (ids, digests)
    } else {
        (params.integers("known", 1, i64::MAX), None)
    };
    Held::checked(ids?, digests.unwrap_or_default()).map_err(|issue| params.issue(issue)).ok()
}

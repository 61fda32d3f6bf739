//! Everything that changed since the last time, without loss.
//!
//! `docs/sync.md` says how and why.

mod checkpoint;
mod held;
mod lane;
mod options;
mod probe;
mod ranges;
mod recent;
mod sweep;
mod walker;
mod window;

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

pub use checkpoint::Checkpoint;
pub use held::Held;
pub(crate) use lane::LANE;
pub use lane::SyncLane;
pub use options::{SyncOptions, SyncSource};
pub(crate) use ranges::Ranges;

use super::{Machine, Pages, Step};
use crate::clock::{Now, Timestamp};
use crate::endpoint::any::AnyListing;
use crate::endpoint::{After, ListRecent};
use crate::error::{Error, ErrorKind, Issue};
use crate::ids::Id;
use crate::json::{self, Json, Source};
use crate::model::{Page, Record, text};
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};
use checkpoint::{Pass, Scan};
use probe::{Probe, Verdict};
use ranges::{Span, locked};
use recent::{Recent, RecentPass};
use sweep::{Confirm, Sweep};
use walker::{Patience, Walker};
use window::Window;

/// The operation's name.
pub(crate) const NAME: &str = "engagements.sync";

const DAY_MS: i64 = 86_400_000;
/// The listings of changes go back 30 days, and a day is left for clocks and long walks.
const REACH_MS: i64 = 29 * DAY_MS;
/// The scope without which `/modified/after` is empty.
const SCOPE: &str = "crm.objects.contacts.read";

/// What a sync delivers at once.
#[derive(Debug, Clone)]
pub struct SyncBatch {
    /// New and changed engagements, to be put in place of what is held under their ids. Batches are to be applied in order:
    /// what comes later is the later version.
    pub upserts: Vec<Record>,
    /// Engagements that are gone.
    pub deleted: Vec<Id>,
    /// To be stored once the batch is applied, best together with it: a JSON object, see [`Checkpoint`].
    pub checkpoint: String,
    /// How far the sync has come.
    pub progress: SyncProgress,
}

/// How far a sync has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SyncProgress {
    /// What it is at.
    pub stage: SyncStage,
    /// Pages that were read so far.
    pub pages: u64,
    /// Records that were read so far, those among them that had not changed.
    pub records: u64,
    /// Engagements that were delivered as new or changed so far.
    pub upserts: u64,
    /// Engagements that were found to be gone so far.
    pub deleted: u64,
}

/// What a sync is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncStage {
    /// It walks all engagements.
    #[default]
    Scan,
    /// It looks whether those that the scan did not meet are gone.
    Confirm,
    /// It reads what changed.
    Changes,
}

impl SyncStage {
    /// The stage in snake case.
    pub fn code(self) -> &'static str {
        match self {
            SyncStage::Scan => "scan",
            SyncStage::Confirm => "confirm",
            SyncStage::Changes => "changes",
        }
    }
}

/// Delivers what was made, changed and deleted since a checkpoint, in batches, and ends when there is no more.
///
/// A batch is acknowledged by the next step. Whoever stores its checkpoint once it is applied may stop at any moment:
/// the next sync goes on from there, and at worst delivers again what was applied without its checkpoint.
#[derive(Debug)]
pub struct Sync {
    options: SyncOptions,
    checkpoint: Checkpoint,
    session: Session,
    seed: u64,
    stage: Stage,
    walker: Walker,
    patience: Patience,
    ranges: Arc<Mutex<Ranges>>,
    /// Which listing of changes is read; `Auto` is settled once it is known to be blind.
    source: SyncSource,
    /// Whether `/modified/after` is known to show something.
    is_seeing: bool,
    /// Whether a full scan was ended in this run or is under way, and whether it was begun in this run, too.
    has_scanned: bool,
    is_fresh: bool,
    /// Whether the scan has met a record; one that goes on from a checkpoint has.
    has_met: bool,
    /// What a scan walks once it is known which listing of changes follows it.
    to_walk: Vec<Span>,
    sweep: Option<Sweep>,
    progress: SyncProgress,
}

#[derive(Debug)]
enum Stage {
    Starting,
    Probing {
        probe: Box<Probe>,
        then: Then,
    },
    Scanning,
    Confirming(Box<Confirm>),
    /// The next pass over the changes is due.
    Due,
    Changing(Box<Changing>),
    Recent {
        pass: Box<RecentPass>,
        began: Option<i64>,
    },
    Cancelled,
    Finished,
}

/// What follows a probe.
#[derive(Debug, Clone, Copy)]
enum Then {
    Scan,
    /// The end of a pass that began then and has met nothing.
    End {
        began: i64,
    },
}

/// A pass over `/modified/after`.
#[derive(Debug)]
struct Changing {
    pages: Pages<AnyListing>,
    began: Option<i64>,
    /// Whether it goes on from a cursor of another run, until its first page has come.
    is_resumed: bool,
    has_met: bool,
}

/// Whoever is told of responses.
trait Listener {
    fn on_response(&mut self, now: Now, response: Response);
    fn on_failure(&mut self, now: Now, failure: TransportFailure);
    fn on_token(&mut self, token: Option<Token>);
}

macro_rules! listener {
    ($($kind:ty)*) => {$(
        impl Listener for $kind {
            fn on_response(&mut self, now: Now, response: Response) {
                <$kind>::on_response(self, now, response);
            }
            fn on_failure(&mut self, now: Now, failure: TransportFailure) {
                <$kind>::on_failure(self, now, failure);
            }
            fn on_token(&mut self, token: Option<Token>) {
                <$kind>::on_token(self, token);
            }
        }
    )*};
}

listener!(Walker Probe RecentPass Confirm Changing);

impl Changing {
    fn on_response(&mut self, now: Now, response: Response) {
        self.pages.on_response(now, response);
    }
    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        self.pages.on_failure(now, failure);
    }
    fn on_token(&mut self, token: Option<Token>) {
        self.pages.on_token(token);
    }
}

impl Sync {
    /// A sync that has sent nothing yet.
    pub fn new(mut options: SyncOptions, session: &Session, seed: u64) -> Sync {
        let ranges = Arc::new(Mutex::new(Ranges::new(options.listing())));
        if let Some(handle) = options.handle {
            session.share_ranges(handle, &ranges);
        }
        Sync {
            checkpoint: options.checkpoint.take().unwrap_or_default(),
            source: options.source,
            walker: Walker::new(options.listing(), session, seed.wrapping_add(1 << 40)),
            patience: Patience::default(),
            options,
            session: session.clone(),
            seed,
            stage: Stage::Starting,
            ranges,
            is_seeing: false,
            has_scanned: false,
            is_fresh: false,
            has_met: false,
            to_walk: Vec::new(),
            sweep: None,
            progress: SyncProgress::default(),
        }
    }

    /// A machine that helps with the full scan; it is to be driven beside this one, and ends by itself.
    pub fn lane(&self, seed: u64) -> SyncLane {
        SyncLane::new(&self.ranges, &self.session, seed)
    }

    fn next_seed(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x1_0000_0001);
        self.seed
    }

    /// The service's time; far enough back where it does not say, and our own clock may be wrong.
    fn time(&self, now: Now) -> i64 {
        let (time, is_known) = self.session.traffic().service_time(now);
        if is_known { time } else { time.saturating_sub(DAY_MS) }
    }

    /// From when on changes are read, for what was complete at that time.
    fn since(&self, watermark: i64) -> i64 {
        watermark.saturating_sub(self.options.overlap_ms()).saturating_sub(1)
    }

    /// Whether the changes since then can only be had by a full scan.
    fn is_out_of_reach(&self, watermark: i64, now: Now) -> bool {
        let (time, _) = self.session.traffic().service_time(now);
        time.saturating_sub(self.since(watermark)) > REACH_MS
    }

    fn is_scan_due(&self, now: Now) -> bool {
        let (time, _) = self.session.traffic().service_time(now);
        let is_old = |scanned: i64| {
            self.options.scan_every_ms().is_some_and(|every| time.saturating_sub(scanned) >= every)
        };
        let Some(watermark) = self.checkpoint.watermark else { return true };
        self.options.sweep
            || self.is_out_of_reach(watermark, now)
            || self.checkpoint.scanned.is_none_or(is_old)
    }

    /// Whether a pass cannot show all after all, now that its first page has told the service's time.
    fn needs_scan(&self, now: Now) -> bool {
        let is_old = |watermark| self.is_out_of_reach(watermark, now);
        match self.has_scanned {
            true => !self.is_fresh && self.checkpoint.watermark.is_some_and(is_old),
            false => self.is_scan_due(now),
        }
    }

    fn start(&mut self, now: Now) {
        let open = self.checkpoint.scan.take();
        // A scan that was begun without what the consumer holds has not missed anything in its first part.
        let open = open.filter(|scan| scan.is_sweep || !self.options.sweep);
        if open.is_none() && !self.is_scan_due(now) {
            self.stage = Stage::Due;
            return;
        }
        // What the consumer says it holds counts for more than what was once delivered.
        if self.options.known.as_ref().is_some_and(Held::has_digests) {
            self.checkpoint.window = Window::default();
        }
        match open {
            Some(scan) => self.begin_scan(scan, true),
            None => self.begin_new_scan(),
        }
    }

    fn begin_new_scan(&mut self) {
        self.is_fresh = true;
        let is_sweep = self.options.known.is_some();
        let scan = Scan { open: vec![Span::default()], is_sweep, ..Scan::default() };
        self.begin_scan(scan, false);
    }

    fn begin_scan(&mut self, mut scan: Scan, is_resumed: bool) {
        self.has_scanned = true;
        self.has_met = is_resumed;
        self.checkpoint.pass = None;
        self.walker.release(&self.ranges);
        scan.is_sweep &= self.options.known.is_some();
        self.sweep = self.options.known.as_ref().map(|_| Sweep::new(&scan));
        self.progress.stage = SyncStage::Scan;
        self.to_walk = scan.open.clone();
        // Before its first page it has not begun.
        self.checkpoint.scan = is_resumed.then_some(scan);
        if self.is_seeing || self.source == SyncSource::Recent {
            self.walk();
        } else {
            self.probe(Then::Scan);
        }
    }

    /// From now on pages are asked for, by this machine or by others.
    fn walk(&mut self) {
        locked(&self.ranges).begin(std::mem::take(&mut self.to_walk));
        self.stage = Stage::Scanning;
    }

    fn probe(&mut self, then: Then) {
        let seed = self.next_seed();
        self.stage = Stage::Probing { probe: Box::new(Probe::new(&self.session, seed)), then };
    }

    fn judged(&mut self, now: Now, verdict: Verdict, then: Then) -> Option<Step<SyncBatch>> {
        self.is_seeing |= verdict == Verdict::Sees;
        let lagging = self.time(now).saturating_sub(self.options.overlap_ms());
        // The other listing does no harm, whatever keeps this one from showing anything.
        let is_auto = self.source == SyncSource::Auto;
        let is_blind = matches!(verdict, Verdict::Blind(changed) if is_auto || changed.is_none_or(|time| time.0 < lagging));
        match (is_blind, self.source, then) {
            // The index may not have caught up yet: then nobody knows what the pass has missed.
            (false, _, Then::End { began }) => {
                let known = if self.is_seeing { Some(began) } else { self.checkpoint.watermark };
                Some(self.end_pass(known.unwrap_or(began), Vec::new()))
            }
            (true, SyncSource::Auto, Then::End { .. }) => {
                self.source = SyncSource::Recent;
                self.stage = Stage::Due;
                None
            }
            (true, SyncSource::Auto, Then::Scan) => {
                self.source = SyncSource::Recent;
                self.walk();
                None
            }
            (false, _, Then::Scan) => {
                self.walk();
                None
            }
            (true, ..) => Some(self.fail(blind())),
        }
    }

    fn fail(&mut self, error: Error) -> Step<SyncBatch> {
        self.finish();
        Step::Fail(error.of_operation(NAME))
    }

    fn finish(&mut self) {
        self.stage = Stage::Finished;
        locked(&self.ranges).end();
    }

    fn scan(&mut self, now: Now) -> Option<Step<SyncBatch>> {
        let mut ranges = locked(&self.ranges);
        let (failure, ready) = (ranges.failure(), ranges.next_page());
        let (is_shared, is_complete) = (ranges.is_shared(), ranges.is_complete());
        drop(ranges);
        if let Some(error) = failure {
            return Some(self.fail(error));
        }
        if let Some((key, page)) = ready {
            self.patience.reset();
            return self.scanned(now, key, &page);
        }
        if is_complete {
            return Some(self.scan_batch(Vec::new(), Vec::new()));
        }
        if is_shared && !self.walker.is_asking() {
            self.walker.release(&self.ranges);
            return Some(self.patience.wait());
        }
        match self.walker.step(now, &self.ranges).result() {
            ControlFlow::Continue((key, page)) => self.scanned(now, key, &page),
            ControlFlow::Break(Step::Fail(error)) => Some(self.fail(error)),
            ControlFlow::Break(step) => Some(step),
        }
    }

    /// A page of the full scan.
    fn scanned(&mut self, now: Now, key: u64, page: &Page) -> Option<Step<SyncBatch>> {
        if let Err(error) = self.check_portal(page) {
            return Some(self.fail(error));
        }
        let began = self.checkpoint.scan.as_ref().map(|scan| scan.began);
        if began.is_some_and(|began| !self.is_fresh && self.is_out_of_reach(began, now)) {
            // What changed since it began cannot be had any more.
            self.begin_new_scan();
            return None;
        }
        let began = began.unwrap_or_else(|| self.time(now));
        let mut ranges = locked(&self.ranges);
        let (is_keyset, is_split) = (ranges.is_keyset(key, page), ranges.is_split());
        // One that is no more was given up when the scan began anew.
        let covered = ranges.settle(key, page)?;
        if is_keyset && self.options.parallel > 1 {
            ranges.allow_split();
        }
        let open = ranges.open();
        drop(ranges);
        if !is_keyset && is_split {
            // Ranges of ids cannot be told apart after all: the scan begins anew and is walked by this machine alone.
            self.options.parallel = 1;
            self.begin_new_scan();
            return None;
        }
        self.has_met |= !page.is_empty();
        if let (Some(sweep), Some(held)) = (&mut self.sweep, &self.options.known) {
            sweep.note(held, page, covered, &open);
            let checked = sweep.check(held, self.options.max_deletes, self.has_met);
            if let Err(error) = if is_keyset { checked } else { Err(out_of_order()) } {
                return Some(self.fail(error));
            }
        }
        self.progress.pages += 1;
        let records = page.iter().filter(|record| !is_split || covered.has(record)).collect();
        let upserts = self.news(records, self.since(began), self.time(now));
        let is_sweep = self.checkpoint.scan.as_ref().map_or(self.sweep.is_some(), |scan| scan.is_sweep);
        self.checkpoint.scan = Some(Scan { began, open, missing: Vec::new(), is_sweep });
        Some(self.scan_batch(upserts, Vec::new()))
    }

    /// A batch of the scan; with its last page the scan ends, unless missing records are still to be looked for.
    fn scan_batch(&mut self, upserts: Vec<Record>, deleted: Vec<Id>) -> Step<SyncBatch> {
        let began = self.checkpoint.scan.as_ref().map_or(0, |scan| scan.began);
        if locked(&self.ranges).is_complete() {
            let missing = self.sweep.as_ref().map(|sweep| sweep.missing().to_vec()).unwrap_or_default();
            if missing.is_empty() {
                self.end_scan(began);
            } else if !matches!(self.stage, Stage::Confirming(_)) {
                let seed = self.next_seed();
                self.progress.stage = SyncStage::Confirm;
                self.stage = Stage::Confirming(Box::new(Confirm::new(missing, &self.session, seed)));
            }
        }
        if let (Some(scan), Some(sweep)) = (&mut self.checkpoint.scan, &self.sweep) {
            sweep.write(scan);
        }
        self.batch(upserts, deleted, began)
    }

    fn end_scan(&mut self, began: i64) {
        self.checkpoint.scan = None;
        self.checkpoint.watermark = Some(began);
        self.checkpoint.scanned = Some(began);
        self.sweep = None;
        self.stage = Stage::Due;
        locked(&self.ranges).end();
    }

    /// Some of the missing records were looked for.
    fn confirmed(&mut self, now: Now, found: Vec<Record>, gone: Vec<Id>) -> Step<SyncBatch> {
        let began = self.checkpoint.scan.as_ref().map_or(0, |scan| scan.began);
        for id in &gone {
            self.checkpoint.window.forget(id.0);
            if let Some(held) = &mut self.options.known {
                held.forget(id.0);
            }
        }
        if let Some(sweep) = &mut self.sweep {
            let looked_for = found.iter().filter_map(Record::id).chain(gone.iter().copied());
            looked_for.for_each(|id| sweep.settle(id));
        }
        let since = self.since(began);
        let upserts = self.news(found, since, self.time(now));
        self.progress.deleted += gone.len() as u64;
        self.scan_batch(upserts, gone)
    }

    fn begin_pass(&mut self) {
        locked(&self.ranges).end();
        self.progress.stage = SyncStage::Changes;
        let (since, seed) = (self.since(self.checkpoint.watermark.unwrap_or(0)), self.next_seed());
        // The service fails at zero.
        let since = Timestamp(since.max(1000));
        self.stage = if self.source == SyncSource::Recent {
            let listing =
                ListRecent { count: Some(self.options.recent_rows()), offset: None, since: Some(since) };
            let pass = Box::new(RecentPass::new(listing, &self.session, seed));
            Stage::Recent { pass, began: None }
        } else {
            let pass = self.checkpoint.pass.as_ref();
            let after = pass.map_or(After::Time(since), |pass| After::Cursor(pass.cursor.clone()));
            let (began, is_resumed) = (pass.map(|pass| pass.began), pass.is_some());
            let pages = Pages::new(AnyListing::of(self.options.changes(after)), &self.session, seed);
            Stage::Changing(Box::new(Changing { pages, began, is_resumed, has_met: false }))
        };
    }

    fn change(&mut self, now: Now) -> Option<Step<SyncBatch>> {
        let Stage::Changing(pass) = &mut self.stage else { return None };
        match pass.pages.step(now).result() {
            ControlFlow::Continue(page) => self.changed(now, &page),
            ControlFlow::Break(Step::Fail(error)) => {
                // A cursor need not be good for ever.
                let is_cursor = matches!(error.kind(), ErrorKind::BadRequest | ErrorKind::NotFound);
                if pass.is_resumed && is_cursor {
                    self.restart_pass();
                    return None;
                }
                Some(self.fail(error))
            }
            ControlFlow::Break(step) => Some(step),
        }
    }

    fn restart_pass(&mut self) {
        self.checkpoint.pass = None;
        self.stage = Stage::Due;
    }

    /// A page of `/modified/after`.
    fn changed(&mut self, now: Now, page: &Page) -> Option<Step<SyncBatch>> {
        if let Err(error) = self.check_portal(page) {
            return Some(self.fail(error));
        }
        self.is_seeing |= !page.is_empty();
        // Only now the service's own time is known for certain.
        if self.needs_scan(now) {
            self.begin_new_scan();
            return None;
        }
        let time = self.time(now);
        let Stage::Changing(pass) = &mut self.stage else { return None };
        let was_used = std::mem::take(&mut pass.is_resumed) || pass.pages.was_cursor_used();
        if was_used && page.is_empty() && !page.has_more() {
            // A cursor that is used again may be answered with nothing, whatever there is.
            self.restart_pass();
            return None;
        }
        let began = *pass.began.get_or_insert(time);
        pass.has_met |= !page.is_empty();
        let has_met = pass.has_met;
        self.progress.pages += 1;
        if !page.has_more() && !has_met && !self.is_seeing {
            self.probe(Then::End { began });
            return None;
        }
        let upserts = self.news(page.iter().collect(), i64::MIN, time);
        if !page.has_more() {
            return Some(self.end_pass(began, upserts));
        }
        self.checkpoint.pass = page.next().map(|cursor| Pass { began, cursor: cursor.clone() });
        Some(self.batch(upserts, Vec::new(), began))
    }

    fn read_recent(&mut self, now: Now) -> Option<Step<SyncBatch>> {
        let Stage::Recent { pass, .. } = &mut self.stage else { return None };
        match pass.step(now).result() {
            ControlFlow::Continue(Recent::Page(page)) => self.recent(now, &page),
            ControlFlow::Continue(Recent::Incomplete) if self.is_fresh => Some(self.fail(too_many_changes())),
            ControlFlow::Continue(Recent::Incomplete) => {
                self.begin_new_scan();
                None
            }
            ControlFlow::Break(Step::Fail(error)) => Some(self.fail(error)),
            ControlFlow::Break(step) => Some(step),
        }
    }

    /// A page of `/recent/modified`.
    fn recent(&mut self, now: Now, page: &Page) -> Option<Step<SyncBatch>> {
        if let Err(error) = self.check_portal(page) {
            return Some(self.fail(error));
        }
        if self.needs_scan(now) {
            self.begin_new_scan();
            return None;
        }
        let time = self.time(now);
        let Stage::Recent { began, .. } = &mut self.stage else { return None };
        let began = *began.get_or_insert(time);
        self.progress.pages += 1;
        let upserts = self.news(page.iter().collect(), i64::MIN, time);
        if page.has_more() {
            return Some(self.batch(upserts, Vec::new(), began));
        }
        Some(self.end_pass(began, upserts))
    }

    /// Those that are new or changed; what was changed at `since` or later is remembered, for it may come again.
    fn news(&mut self, records: Vec<Record>, since: i64, now: i64) -> Vec<Record> {
        self.progress.records += records.len() as u64;
        let is_scan = matches!(self.stage, Stage::Scanning | Stage::Confirming(_));
        let held = self.options.known.as_ref().filter(|held| held.has_digests());
        // Without digests only this shows changes that no listing of changes does.
        let takes_all = is_scan && held.is_none();
        let window = &mut self.checkpoint.window;
        let is_news = |record: &Record| {
            let digest = record.digest();
            let is_held = |held: &Held| record.id().is_some_and(|id| held.has(id.0, digest));
            let is_news = window.is_news(record, digest, now);
            if is_news != Some(false) {
                window.note(record, digest, since);
            }
            takes_all || is_news.unwrap_or_else(|| !held.is_some_and(is_held))
        };
        records.into_iter().filter(is_news).collect()
    }

    /// The end of a pass: what it has not met was not changed before it began.
    fn end_pass(&mut self, began: i64, upserts: Vec<Record>) -> Step<SyncBatch> {
        self.checkpoint.pass = None;
        self.checkpoint.watermark = Some(began);
        let since = self.since(began);
        self.checkpoint.window.forget_before(since);
        self.finish();
        self.batch(upserts, Vec::new(), began)
    }

    fn batch(&mut self, upserts: Vec<Record>, deleted: Vec<Id>, began: i64) -> Step<SyncBatch> {
        self.checkpoint.epoch += 1;
        self.progress.upserts += upserts.len() as u64;
        let checkpoint = self.checkpoint.write(self.since(began));
        Step::Yield(SyncBatch { upserts, deleted, checkpoint, progress: self.progress })
    }

    /// A token of another account must not mix that account's records with these.
    fn check_portal(&mut self, page: &Page) -> Result<(), Error> {
        let portal = page.get(0).and_then(|record| portal_of(record.json()));
        match (portal, self.checkpoint.portal) {
            (Some(found), Some(known)) if found != known => {
                let message = format!(
                    "belongs to account {known}, and the access token to account {found}: use the other token, or \
                     another store and no checkpoint for this account"
                );
                let issue = Issue::new("/checkpoint/portal", "other_account", message);
                Err(Error::validation(NAME, issue.into()))
            }
            (Some(found), None) => {
                self.checkpoint.portal = Some(found);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn under_way(&mut self) -> Option<&mut dyn Listener> {
        match &mut self.stage {
            Stage::Probing { probe, .. } => Some(&mut **probe),
            Stage::Scanning => Some(&mut self.walker),
            Stage::Confirming(confirm) => Some(&mut **confirm),
            Stage::Changing(pass) => Some(&mut **pass),
            Stage::Recent { pass, .. } => Some(&mut **pass),
            Stage::Starting | Stage::Due | Stage::Cancelled | Stage::Finished => None,
        }
    }
}

/// `engagement.portalId` of an engagement's text.
fn portal_of(engagement: &str) -> Option<i64> {
    let portal = text::entry(text::entry(engagement, "engagement")?, "portalId")?;
    i64::read(portal, Source::Service).ok()
}

fn blind() -> Error {
    let message = format!(
        "`/engagements/v1/engagements/modified/after` shows nothing although there are engagements: the app lacks the \
         scope {SCOPE}. Add it to the app, or sync with source \"auto\" or \"recent\", which do without"
    );
    Error::new(ErrorKind::PermissionDenied, NAME, message).with_missing_scope(SCOPE)
}

fn out_of_order() -> Error {
    let message = "the listing of all engagements is not in the order of their ids, so those that are missing cannot \
                   be told: sync without `sweep` and `known`";
    Error::pagination(NAME, None, message)
}

fn too_many_changes() -> Error {
    let message = "more was changed during the full scan than the recent listing shows: sync with source \
                   \"modified_after\", which shows all";
    Error::pagination(NAME, None, message)
}

impl SyncBatch {
    /// The batch as a JSON object: `upserts` (engagements in the service's shape), `deleted` (ids as strings),
    /// `checkpoint` (an object) and `progress`.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"upserts\":[");
        for record in &self.upserts {
            json::write_comma(&mut out);
            out.push_str(record.json());
        }
        out.push_str("],\"deleted\":[");
        for id in &self.deleted {
            json::write_comma(&mut out);
            out.push_str(&format!("\"{id}\""));
        }
        let SyncProgress { stage, pages, records, upserts: delivered, deleted: gone } = self.progress;
        let (checkpoint, stage) = (&self.checkpoint, stage.code());
        out.push_str(&format!(
            "],\"checkpoint\":{checkpoint},\"progress\":{{\"stage\":\"{stage}\",\"pages\":{pages},\
             \"records\":{records},\"upserts\":{delivered},\"deleted\":{gone}}}}}"
        ));
        out
    }

    /// The same with `digests` in front: one of each upsert, as a string of digits.
    pub(crate) fn to_json_with_digests(&self) -> String {
        let mut out = String::from("{\"digests\":[");
        for record in &self.upserts {
            json::write_comma(&mut out);
            out.push_str(&format!("\"{}\"", record.digest()));
        }
        out.push_str("],");
        out.push_str(self.to_json().trim_start_matches('{'));
        out
    }
}

impl Machine for Sync {
    type Item = SyncBatch;

    fn step(&mut self, now: Now) -> Step<SyncBatch> {
        loop {
            let step = match &mut self.stage {
                Stage::Starting => {
                    self.start(now);
                    None
                }
                Stage::Probing { probe, then } => {
                    let then = *then;
                    match probe.step(now).result() {
                        ControlFlow::Continue(verdict) => self.judged(now, verdict, then),
                        ControlFlow::Break(Step::Fail(error)) => Some(self.fail(error)),
                        ControlFlow::Break(step) => Some(step),
                    }
                }
                Stage::Scanning => self.scan(now),
                Stage::Confirming(confirm) => match confirm.step(now).result() {
                    ControlFlow::Continue((found, gone)) => Some(self.confirmed(now, found, gone)),
                    ControlFlow::Break(Step::Fail(error)) => Some(self.fail(error)),
                    ControlFlow::Break(step) => Some(step),
                },
                Stage::Due => {
                    self.begin_pass();
                    None
                }
                Stage::Changing(_) => self.change(now),
                Stage::Recent { .. } => self.read_recent(now),
                Stage::Cancelled => {
                    self.finish();
                    Some(Step::Fail(Error::new(ErrorKind::Cancelled, NAME, "the caller gave up")))
                }
                Stage::Finished => Some(Step::Done),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        if let Some(listener) = self.under_way() {
            listener.on_response(now, response);
        }
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        if let Some(listener) = self.under_way() {
            listener.on_failure(now, failure);
        }
    }

    fn on_token(&mut self, token: Option<Token>) {
        if let Some(listener) = self.under_way() {
            listener.on_token(token);
        }
    }

    /// Reading applies nothing, so what is under way is simply dropped.
    fn cancel(&mut self) {
        if !matches!(self.stage, Stage::Finished) {
            self.walker.release(&self.ranges);
            locked(&self.ranges).end();
            self.stage = Stage::Cancelled;
        }
    }
}

impl Drop for Sync {
    /// Machines beside it have nothing more to do.
    fn drop(&mut self) {
        locked(&self.ranges).end();
    }
}

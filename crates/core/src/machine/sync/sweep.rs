//! Records that a consumer holds and a full scan does not meet.

use std::ops::ControlFlow;

use super::NAME;
use super::checkpoint::Scan;
use super::held::Held;
use super::ranges::{Covered, Span};
use crate::clock::Now;
use crate::endpoint::GetEngagement;
use crate::error::{Error, ErrorKind};
use crate::ids::Id;
use crate::machine::{Call, Machine, Step};
use crate::model::{Page, Record};
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// As many missing ids as a checkpoint holds. With more of them it stays where it last had room, and a sync that goes
/// on from it walks on from there.
const MOST_KEPT: usize = 1000;
/// How many may be missing before somebody is asked: so many, or this share of those held.
const FEW: u64 = 100;
const SHARE_PERCENT: u64 = 5;
/// After how many looks a batch is delivered.
const LOOKS: usize = 50;

/// What a scan has missed so far.
#[derive(Debug)]
pub(super) struct Sweep {
    /// In ascending order.
    missing: Vec<i64>,
    /// What a checkpoint says: what was still to be walked when its missing ids were these.
    kept: (Vec<Span>, Vec<i64>),
}

impl Sweep {
    pub(super) fn new(scan: &Scan) -> Sweep {
        Sweep { missing: scan.missing.clone(), kept: (scan.open.clone(), scan.missing.clone()) }
    }

    /// Notes what a page has missed. `open` is what is still to be walked behind it.
    pub(super) fn note(&mut self, held: &Held, page: &Page, covered: Covered, open: &[Span]) {
        // Close to a record that the service cannot deliver others may be left out.
        if page.skipped().is_empty() {
            let met: Vec<i64> = page.iter().filter_map(|record| record.id()).map(|id| id.0).collect();
            let wanted = held.between(covered.after, covered.until).iter();
            let missing: Vec<i64> = wanted.filter(|id| met.binary_search(id).is_err()).copied().collect();
            let place = missing.first().map_or(0, |first| self.missing.partition_point(|id| id < first));
            self.missing.splice(place..place, missing);
        }
        self.keep(open);
    }

    fn keep(&mut self, open: &[Span]) {
        if self.missing.len() <= MOST_KEPT {
            self.kept = (open.to_vec(), self.missing.clone());
        }
    }

    /// A missing one was looked for.
    pub(super) fn settle(&mut self, id: Id) {
        if let Ok(at) = self.missing.binary_search(&id.0) {
            self.missing.remove(at);
        }
        self.keep(&[]);
    }

    pub(super) fn missing(&self) -> &[i64] {
        &self.missing
    }

    /// Says in a checkpoint what is missing.
    pub(super) fn write(&self, scan: &mut Scan) {
        (scan.open, scan.missing) = self.kept.clone();
    }

    /// Whether so many are missing that a wrong token or a withdrawn API is the likelier reason.
    pub(super) fn check(&self, held: &Held, max_deletes: Option<u64>, has_met: bool) -> Result<(), Error> {
        let (missing, held) = (self.missing.len() as u64, held.len() as u64);
        let most = max_deletes.unwrap_or((held * SHARE_PERCENT / 100).max(FEW));
        let finds_nothing = !has_met && missing > 0 && missing == held && max_deletes.is_none();
        if missing <= most && !finds_nothing {
            return Ok(());
        }
        let message = format!(
            "at least {missing} of the {held} engagements that you hold are not listed any more, which a wrong access \
             token would look like, too; none was reported as deleted. If they are gone, sync again with `maxDeletes` \
             (at least {missing})"
        );
        Err(Error::new(ErrorKind::SuspiciousDeletes, NAME, message))
    }
}

/// Looks for missing records one by one, and yields those that were found and those that are gone.
#[derive(Debug)]
pub(super) struct Confirm {
    missing: Vec<i64>,
    next: usize,
    call: Option<Call<GetEngagement>>,
    session: Session,
    seed: u64,
    found: Vec<Record>,
    gone: Vec<Id>,
}

impl Confirm {
    pub(super) fn new(missing: Vec<i64>, session: &Session, seed: u64) -> Confirm {
        let (found, gone) = (Vec::new(), Vec::new());
        Confirm { missing, next: 0, call: None, session: session.clone(), seed, found, gone }
    }

    pub(super) fn step(&mut self, now: Now) -> Step<(Vec<Record>, Vec<Id>)> {
        loop {
            let looked = self.found.len() + self.gone.len();
            let Some(id) = self.missing.get(self.next).copied().map(Id) else {
                return if looked > 0 { self.deliver() } else { Step::Done };
            };
            if looked >= LOOKS {
                return self.deliver();
            }
            let (session, seed) = (&self.session, self.seed.wrapping_add(self.next as u64));
            let call = self.call.get_or_insert_with(|| Call::new(GetEngagement { id }, session, seed));
            match call.step(now).result() {
                ControlFlow::Continue(record) => self.found.push(record),
                // Nothing else says that it is gone: not an empty answer, and not a route that is not there.
                ControlFlow::Break(Step::Fail(error))
                    if error.kind() == ErrorKind::NotFound && error.details().status == Some(404) =>
                {
                    self.gone.push(id);
                }
                ControlFlow::Break(step) => return step,
            }
            self.call = None;
            self.next += 1;
        }
    }

    fn deliver(&mut self) -> Step<(Vec<Record>, Vec<Id>)> {
        Step::Yield((std::mem::take(&mut self.found), std::mem::take(&mut self.gone)))
    }

    pub(super) fn on_response(&mut self, now: Now, response: Response) {
        if let Some(call) = &mut self.call {
            call.on_response(now, response);
        }
    }

    pub(super) fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        if let Some(call) = &mut self.call {
            call.on_failure(now, failure);
        }
    }

    pub(super) fn on_token(&mut self, token: Option<Token>) {
        if let Some(call) = &mut self.call {
            call.on_token(token);
        }
    }
}

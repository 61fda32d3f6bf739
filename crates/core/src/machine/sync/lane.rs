//! A machine that helps a sync with its full scan.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use super::NAME;
use super::ranges::{Ranges, locked};
use super::walker::Walker;
use crate::clock::Now;
use crate::error::{Error, ErrorKind};
use crate::machine::{Machine, Step};
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// The operation's name.
pub(crate) const LANE: &str = "engagements.sync_lane";

/// Walks ranges of ids beside a [`Sync`](super::Sync), which delivers what it finds.
///
/// It yields nothing, and ends when the scan does, or the sync. What it fails with, the sync fails with.
#[derive(Debug)]
pub struct SyncLane {
    ranges: Arc<Mutex<Ranges>>,
    walker: Walker,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Walking,
    Cancelled,
    Finished,
}

impl SyncLane {
    pub(crate) fn new(ranges: &Arc<Mutex<Ranges>>, session: &Session, seed: u64) -> SyncLane {
        let listing = locked(ranges).attach();
        let walker = Walker::new(listing, session, seed);
        SyncLane { ranges: Arc::clone(ranges), walker, state: State::Walking }
    }
}

impl Machine for SyncLane {
    type Item = ();

    fn step(&mut self, now: Now) -> Step<()> {
        loop {
            match self.state {
                State::Walking if locked(&self.ranges).is_over() => self.state = State::Finished,
                State::Walking => {}
                State::Cancelled => {
                    self.state = State::Finished;
                    return Step::Fail(Error::new(ErrorKind::Cancelled, NAME, "the caller gave up"));
                }
                State::Finished => return Step::Done,
            }
            match self.walker.step(now, &self.ranges).result() {
                ControlFlow::Continue((key, page)) => locked(&self.ranges).deposit(key, page),
                ControlFlow::Break(Step::Fail(error)) => {
                    let mut ranges = locked(&self.ranges);
                    ranges.fail(error);
                    ranges.end();
                    return Step::Done;
                }
                ControlFlow::Break(Step::Done) => {}
                ControlFlow::Break(step) => return step,
            }
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        self.walker.on_response(now, response);
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        self.walker.on_failure(now, failure);
    }

    fn on_token(&mut self, token: Option<Token>) {
        self.walker.on_token(token);
    }

    fn cancel(&mut self) {
        self.walker.release(&self.ranges);
        if matches!(self.state, State::Walking) {
            self.state = State::Cancelled;
        }
    }
}

impl Drop for SyncLane {
    /// Its range is left to others.
    fn drop(&mut self) {
        self.walker.release(&self.ranges);
        locked(&self.ranges).detach();
    }
}

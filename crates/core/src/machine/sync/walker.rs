//! Walks one range of a full scan after the other.

use std::sync::Mutex;
use std::time::Duration;

use super::ranges::{Ranges, locked};
use crate::clock::Now;
use crate::endpoint::ListEngagements;
use crate::endpoint::any::AnyListing;
use crate::machine::{Machine, Pages, Step};
use crate::model::Page;
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// How long whoever finds nothing to do waits: not long at first, for somebody else may be about to be done.
#[derive(Debug, Default)]
pub(super) struct Patience(u32);

impl Patience {
    const SOON: Duration = Duration::from_millis(20);
    const LATER: Duration = Duration::from_millis(250);
    /// How often it looks again soon: for longer than a request usually takes.
    const LOOKS: u32 = 50;

    pub(super) fn wait<T>(&mut self) -> Step<T> {
        self.0 = self.0.saturating_add(1);
        Step::Wait(if self.0 > Patience::LOOKS { Patience::LATER } else { Patience::SOON })
    }

    /// There was something to do.
    pub(super) fn reset(&mut self) {
        self.0 = 0;
    }
}

/// A machine's share of a scan: the range that it walks.
#[derive(Debug)]
pub(super) struct Walker {
    listing: ListEngagements,
    session: Session,
    seed: u64,
    walk: Option<Walk>,
    patience: Patience,
}

#[derive(Debug)]
struct Walk {
    key: u64,
    pages: Box<Pages<AnyListing>>,
    is_asking: bool,
}

impl Walker {
    pub(super) fn new(listing: ListEngagements, session: &Session, seed: u64) -> Walker {
        Walker { listing, session: session.clone(), seed, walk: None, patience: Patience::default() }
    }

    /// The range's number and its next page; waits where its last page is not delivered yet, or no range is to be had.
    pub(super) fn step(&mut self, now: Now, ranges: &Mutex<Ranges>) -> Step<(u64, Page)> {
        let key = self.walk.as_ref().map(|walk| walk.key);
        let waiting = key.and_then(|key| locked(ranges).is_waiting(key));
        match (waiting, &self.walk) {
            (Some(true), _) => return self.patience.wait(),
            (None, Some(walk)) if !walk.is_asking => self.walk = None,
            _ => {}
        }
        if self.walk.is_none() && !self.take(ranges) {
            return self.patience.wait();
        }
        self.patience.reset();
        let Some(walk) = &mut self.walk else { return Step::Done };
        walk.is_asking = true;
        let step = walk.pages.step(now);
        let key = walk.key;
        walk.is_asking = !matches!(step, Step::Yield(_) | Step::Done);
        if matches!(step, Step::Done) {
            self.walk = None;
        }
        step.map(|page| (key, page))
    }

    fn take(&mut self, ranges: &Mutex<Ranges>) -> bool {
        let Some((key, offset)) = locked(ranges).take() else { return false };
        let listing = ListEngagements { offset, ..self.listing.clone() };
        self.seed = self.seed.wrapping_add(0x1_0001);
        let pages = Box::new(Pages::new(AnyListing::of(listing), &self.session, self.seed));
        self.walk = Some(Walk { key, pages, is_asking: false });
        true
    }

    /// Whether it is in the middle of a page.
    pub(super) fn is_asking(&self) -> bool {
        self.walk.as_ref().is_some_and(|walk| walk.is_asking)
    }

    /// Leaves its range to others.
    pub(super) fn release(&mut self, ranges: &Mutex<Ranges>) {
        if let Some(walk) = self.walk.take() {
            locked(ranges).release(walk.key);
        }
    }

    pub(super) fn on_response(&mut self, now: Now, response: Response) {
        if let Some(walk) = &mut self.walk {
            walk.pages.on_response(now, response);
        }
    }

    pub(super) fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        if let Some(walk) = &mut self.walk {
            walk.pages.on_failure(now, failure);
        }
    }

    pub(super) fn on_token(&mut self, token: Option<Token>) {
        if let Some(walk) = &mut self.walk {
            walk.pages.on_token(token);
        }
    }
}

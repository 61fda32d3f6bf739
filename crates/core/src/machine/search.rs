//! Everything that was modified since a time, by both of the service's listings.
//!
//! Either may lag behind, and each has a gap of its own: the recent one ends after 10,000 rows or 30 days, the other
//! is empty for an app that lacks a scope.

use super::{Machine, Pages, Step};
use crate::clock::{Now, Timestamp};
use crate::endpoint::any::AnyListing;
use crate::endpoint::{After, ListModifiedAfter, ListRecent};
use crate::model::Page;
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// Yields the pages of both listings, one after the other.
#[derive(Debug)]
pub(super) struct Search {
    pages: Pages<AnyListing>,
    /// Whether it is in the second of the two.
    is_last: bool,
    session: Session,
    since: Timestamp,
    seed: u64,
    is_enough: bool,
    is_cancelled: bool,
}

impl Search {
    /// `since` is in milliseconds since 1970.
    pub(super) fn new(since: i64, session: &Session, seed: u64) -> Search {
        // The service fails at zero.
        let since = Timestamp(since.max(1000));
        let recent = ListRecent { count: Some(100), offset: None, since: Some(since) };
        Search {
            pages: Pages::new(AnyListing::of(recent), session, seed),
            is_last: false,
            session: session.clone(),
            since,
            seed,
            is_enough: false,
            is_cancelled: false,
        }
    }

    /// What was looked for is found: the second listing is not asked.
    pub(super) fn is_enough(&mut self) {
        self.is_enough = true;
    }

    /// Leaves the listing it is in.
    fn go_on(&mut self) -> bool {
        if self.is_cancelled || self.is_enough || self.is_last {
            return false;
        }
        let after = ListModifiedAfter { after: After::Time(self.since), limit: None };
        let seed = self.seed.wrapping_add(1 << 32);
        self.pages = Pages::new(AnyListing::of(after), &self.session, seed);
        self.is_last = true;
        true
    }
}

impl Machine for Search {
    type Item = Page;

    fn step(&mut self, now: Now) -> Step<Page> {
        loop {
            let step = self.pages.step(now);
            if !matches!(step, Step::Done) || !self.go_on() {
                return step;
            }
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        self.pages.on_response(now, response);
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        self.pages.on_failure(now, failure);
    }

    fn on_token(&mut self, token: Option<Token>) {
        self.pages.on_token(token);
    }

    fn cancel(&mut self) {
        self.is_cancelled = true;
        self.pages.cancel();
    }
}

//! One pass over `/recent/modified`, whose rows move while it is read.

use std::ops::ControlFlow;

use super::NAME;
use crate::clock::{Now, Timestamp};
use crate::endpoint::ListRecent;
use crate::endpoint::any::AnyListing;
use crate::error::Error;
use crate::ids::Id;
use crate::machine::{Machine, Pages, Step};
use crate::model::{Cursor, Page};
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// How many rows are read again with the next page. One of them must come again: else the rows between two pages have
/// moved up, unseen, and the pass begins anew.
const OVERLAP: usize = 3;
/// How often it begins anew before it is given up.
const MOST_RESTARTS: u32 = 4;
/// The service shows 10,000 rows, and somewhat less has been seen.
const MOST_ROWS: i64 = 9_900;

/// What a pass gives.
#[derive(Debug)]
pub(super) enum Recent {
    /// The next page.
    Page(Page),
    /// The listing cannot show all that changed: only a full scan can.
    Incomplete,
}

#[derive(Debug)]
pub(super) struct RecentPass {
    listing: ListRecent,
    session: Session,
    seed: u64,
    /// One page each: the rows of the next one are counted from what this one gives.
    pages: Option<Pages<AnyListing>>,
    offset: i64,
    last_rows: Vec<(Option<Id>, Option<Timestamp>)>,
    restarts: u32,
}

impl RecentPass {
    pub(super) fn new(listing: ListRecent, session: &Session, seed: u64) -> RecentPass {
        let session = session.clone();
        RecentPass { listing, session, seed, pages: None, offset: 0, last_rows: Vec::new(), restarts: 0 }
    }

    pub(super) fn step(&mut self, now: Now) -> Step<Recent> {
        loop {
            let page = match self.pages().step(now).result() {
                ControlFlow::Continue(page) => page,
                ControlFlow::Break(step) => return step,
            };
            self.pages = None;
            if page.total().is_some_and(|total| total >= MOST_ROWS) {
                return Step::Yield(Recent::Incomplete);
            }
            if !self.is_continuous(&page) {
                if !self.may_restart() {
                    return Step::Yield(Recent::Incomplete);
                }
                self.offset = 0;
                self.last_rows.clear();
                continue;
            }
            return match self.advance(&page) {
                Ok(true) => Step::Yield(Recent::Page(page)),
                // A page that failures have made so small is read again in its full size.
                Ok(false) if self.may_restart() => Step::Yield(Recent::Page(page)),
                Ok(false) => Step::Yield(Recent::Incomplete),
                Err(error) => Step::Fail(error),
            };
        }
    }

    fn may_restart(&mut self) -> bool {
        self.restarts += 1;
        self.restarts <= MOST_RESTARTS
    }

    fn pages(&mut self) -> &mut Pages<AnyListing> {
        let (offset, session) = (self.offset, &self.session);
        let seed = &mut self.seed;
        let listing = &self.listing;
        self.pages.get_or_insert_with(|| {
            *seed = seed.wrapping_add(1);
            let offset = (offset > 0).then(|| Cursor::from(offset));
            Pages::new(AnyListing::of(ListRecent { offset, ..listing.clone() }), session, *seed)
        })
    }

    /// Whether nothing can have slipped between the last page and this one.
    fn is_continuous(&self, page: &Page) -> bool {
        let mut rows = page.iter().map(|record| (record.id(), record.last_updated()));
        self.last_rows.is_empty() || rows.any(|row| self.last_rows.contains(&row))
    }

    /// Moves on to the rows behind a page, less those that must come again; whether that is any progress.
    fn advance(&mut self, page: &Page) -> Result<bool, Error> {
        let skipped = page.len().saturating_sub(OVERLAP);
        self.last_rows =
            page.iter().skip(skipped).map(|record| (record.id(), record.last_updated())).collect();
        let Some(next) = page.next() else { return Ok(true) };
        let rows = next.as_str().parse().ok().map(|rows: i64| rows - self.last_rows.len() as i64);
        match rows.filter(|rows| *rows > self.offset || page.len() <= OVERLAP) {
            Some(rows) => Ok(std::mem::replace(&mut self.offset, rows) < rows),
            None => {
                let message = "the offset of the recent listing does not count rows on: it would never end";
                Err(Error::pagination(NAME, Some(next.as_str()), message))
            }
        }
    }

    pub(super) fn on_response(&mut self, now: Now, response: Response) {
        if let Some(pages) = &mut self.pages {
            pages.on_response(now, response);
        }
    }

    pub(super) fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        if let Some(pages) = &mut self.pages {
            pages.on_failure(now, failure);
        }
    }

    pub(super) fn on_token(&mut self, token: Option<Token>) {
        if let Some(pages) = &mut self.pages {
            pages.on_token(token);
        }
    }
}

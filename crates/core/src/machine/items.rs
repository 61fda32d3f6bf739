//! A listing record by record.

use std::ops::ControlFlow;

use super::{Machine, Pages, Step};
use crate::clock::Now;
use crate::endpoint::Paginated;
use crate::model::{Page, Record};
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// Walks a listing and yields its records in the service's order, holding one page at a time.
#[derive(Debug)]
pub struct Items<E: Paginated<Output = Page>> {
    pages: Pages<E>,
    page: Option<Page>,
    next: usize,
}

impl<E: Paginated<Output = Page>> Items<E> {
    /// A walk that has sent nothing yet.
    pub fn new(endpoint: E, session: &Session, seed: u64) -> Items<E> {
        Items { pages: Pages::new(endpoint, session, seed), page: None, next: 0 }
    }
}

impl<E: Paginated<Output = Page>> Machine for Items<E> {
    type Item = Record;

    fn step(&mut self, now: Now) -> Step<Record> {
        loop {
            if let Some(record) = self.page.as_ref().and_then(|page| page.get(self.next)) {
                self.next += 1;
                return Step::Yield(record);
            }
            match self.pages.step(now).result() {
                ControlFlow::Continue(page) => {
                    self.page = Some(page);
                    self.next = 0;
                }
                ControlFlow::Break(step) => return step,
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
        self.page = None;
        self.pages.cancel();
    }
}

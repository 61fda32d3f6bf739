//! A short listing as one result.

use std::ops::ControlFlow;

use super::{Machine, Pages, Step};
use crate::clock::Now;
use crate::endpoint::ListOwners;
use crate::model::Owner;
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// Walks all pages of the owners and yields them at once; they are remembered.
#[derive(Debug)]
pub struct AllOwners {
    pages: Pages<ListOwners>,
    session: Session,
    archived: bool,
    owners: Vec<Owner>,
    is_done: bool,
}

impl AllOwners {
    /// A walk that has sent nothing yet.
    pub fn new(archived: bool, session: &Session, seed: u64) -> AllOwners {
        let endpoint = ListOwners { archived, after: None };
        AllOwners {
            pages: Pages::new(endpoint, session, seed),
            session: session.clone(),
            archived,
            owners: Vec::new(),
            is_done: false,
        }
    }
}

impl Machine for AllOwners {
    type Item = Vec<Owner>;

    fn step(&mut self, now: Now) -> Step<Vec<Owner>> {
        loop {
            match self.pages.step(now) {
                Step::Yield(page) => self.owners.extend(page.results),
                Step::Done if self.is_done => return Step::Done,
                Step::Done => {
                    self.is_done = true;
                    self.session.remember_owners(self.archived, &self.owners);
                    return Step::Yield(std::mem::take(&mut self.owners));
                }
                Step::Fail(error) => {
                    self.is_done = true;
                    return Step::Fail(error);
                }
                other => {
                    if let ControlFlow::Break(step) = other.result() {
                        return step;
                    }
                }
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
        self.pages.cancel();
    }
}

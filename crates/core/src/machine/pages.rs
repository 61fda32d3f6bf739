//! A listing page by page.

use std::sync::Arc;

use super::{Call, Machine, Step};
use crate::clock::Now;
use crate::endpoint::{PageOutput, Paginated};
use crate::error::Error;
use crate::model::Cursor;
use crate::secret::Token;
use crate::settings::Settings;
use crate::wire::{Response, TransportFailure};

/// Walks a listing and yields its pages, empty ones too, until the service says that there are no more.
#[derive(Debug)]
pub struct Pages<E: Paginated> {
    call: Call<E>,
    settings: Arc<Settings>,
    seed: u64,
    state: State,
    /// Every cursor followed so far: one that comes again would lead in a circle.
    followed: Vec<Cursor>,
    is_cancelled: bool,
}

#[derive(Debug)]
enum State {
    Calling,
    /// The page just yielded says where the listing goes on.
    Between {
        next: Cursor,
    },
    /// The page just yielded cannot be followed.
    Stuck(Box<Error>),
    Finished,
}

impl<E: Paginated> Pages<E> {
    /// A walk that has sent nothing yet.
    pub fn new(endpoint: E, settings: Arc<Settings>, seed: u64) -> Pages<E> {
        Pages {
            call: Call::new(endpoint, Arc::clone(&settings), seed),
            settings,
            seed,
            state: State::Calling,
            followed: Vec::new(),
            is_cancelled: false,
        }
    }

    /// What follows the page. A problem with it is reported after the page, which is good, was delivered.
    fn after(&mut self, page: &E::Output) -> State {
        match page.next() {
            None if page.has_more() => {
                let message = "the service says that more follows, but not where";
                State::Stuck(Box::new(Error::pagination(E::NAME, None, message)))
            }
            None => State::Finished,
            Some(next) if self.is_new(next) => State::Between { next: next.clone() },
            Some(next) => {
                let message = format!("the cursor {next} came a second time: the listing would never end");
                State::Stuck(Box::new(Error::pagination(E::NAME, Some(next.as_str()), &message)))
            }
        }
    }

    /// Whether a cursor was not followed before. They are kept sorted, so that a long walk stays quick.
    fn is_new(&mut self, next: &Cursor) -> bool {
        match self.followed.binary_search(next) {
            Ok(_) => false,
            Err(place) => {
                self.followed.insert(place, next.clone());
                true
            }
        }
    }

    fn follow(&mut self, next: &Cursor) {
        self.seed = self.seed.wrapping_add(1);
        let endpoint = self.call.endpoint().starting_at(next);
        let token = self.call.token();
        self.call = Call::new(endpoint, Arc::clone(&self.settings), self.seed).with_token(token);
        self.state = State::Calling;
    }
}

impl<E: Paginated> Machine for Pages<E> {
    type Item = E::Output;

    fn step(&mut self, now: Now) -> Step<E::Output> {
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Between { next } => self.follow(&next),
            State::Stuck(error) => return Step::Fail(self.call.scrubbed(*error)),
            State::Finished => return Step::Done,
            State::Calling => self.state = State::Calling,
        }
        let step = self.call.step(now);
        match &step {
            Step::Yield(page) => {
                self.state = self.after(page);
                // It had arrived when the caller gave up; nothing follows it.
                if self.is_cancelled {
                    self.cancel();
                }
            }
            Step::Fail(_) | Step::Done => self.state = State::Finished,
            Step::Send(_) | Step::Wait(_) | Step::NeedToken { .. } => {}
        }
        step
    }

    fn on_response(&mut self, now: Now, response: Response) {
        self.call.on_response(now, response);
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        self.call.on_failure(now, failure);
    }

    fn on_token(&mut self, token: Option<Token>) {
        self.call.on_token(token);
    }

    fn cancel(&mut self) {
        self.is_cancelled = true;
        match &self.state {
            State::Calling => self.call.cancel(),
            State::Between { next } => {
                let next = next.clone();
                self.follow(&next);
                self.call.cancel();
            }
            State::Stuck(_) | State::Finished => {}
        }
    }
}

//! A listing page by page.

use super::notice::Outbox;
use super::poison::{Hunt, Probe};
use super::{Call, Event, Machine, Notice, Step};
use crate::clock::Now;
use crate::endpoint::{PageOutput, Paginated};
use crate::error::{Error, ErrorKind};
use crate::ids::Id;
use crate::model::Cursor;
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// How many pages in a row must come before a size that was halved is doubled again.
const GOOD_PAGES: u32 = 4;

/// How often a service may fail at a page and recover before the walk gives up.
const MOST_HEALED: u32 = 3;

/// Walks a listing and yields its pages, empty ones too, until the service says that there are no more.
///
/// Where the service fails at a page, the walk goes on from the same place with pages of half the size, down to one
/// record; the size grows back.
#[derive(Debug)]
pub struct Pages<E: Paginated> {
    call: Call<E>,
    session: Session,
    seed: u64,
    state: State,
    /// Every cursor followed so far: one that comes again would lead in a circle.
    followed: Vec<Cursor>,
    is_cancelled: bool,
    /// The size that was asked for, and how many pages came since it was changed last.
    full_size: Option<u32>,
    good_pages: u32,
    next_size: Option<u32>,
    /// The search for a record that the service cannot deliver.
    hunt: Option<Hunt>,
    skipped: Vec<Id>,
    /// How often the service recovered during a search, since the last page.
    healed: u32,
    outbox: Outbox,
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
    pub fn new(endpoint: E, session: &Session, seed: u64) -> Pages<E> {
        let full_size = endpoint.page_size();
        Pages {
            call: Call::new(endpoint, session, seed),
            session: session.clone(),
            seed,
            state: State::Calling,
            followed: Vec::new(),
            is_cancelled: false,
            full_size,
            good_pages: 0,
            next_size: None,
            hunt: None,
            skipped: Vec::new(),
            healed: 0,
            outbox: Outbox::default(),
        }
    }

    /// Whether the page just yielded was asked for by a cursor that may have been used before: an attempt was lost.
    pub(crate) fn was_cursor_used(&self) -> bool {
        self.call.attempts() > 1 && self.call.endpoint().cursor().is_some()
    }

    /// What follows the page. A problem with it is reported after the page, which is good, was delivered.
    fn after(&mut self, page: &E::Output) -> State {
        match page.next() {
            None if page.has_more() => {
                let message = "the service says that more follows, but not where";
                State::Stuck(Box::new(Error::pagination(self.call.operation(), None, message)))
            }
            None => State::Finished,
            Some(next) if self.is_new(next) => State::Between { next: next.clone() },
            Some(next) => {
                let message = format!("the cursor {next} came a second time: the listing would never end");
                State::Stuck(Box::new(Error::pagination(
                    self.call.operation(),
                    Some(next.as_str()),
                    &message,
                )))
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
        let endpoint = self.call.endpoint().starting_at(next);
        let endpoint = match self.next_size.take() {
            Some(size) => endpoint.with_page_size(size),
            None => endpoint,
        };
        self.ask(endpoint);
    }

    fn ask(&mut self, endpoint: E) {
        self.seed = self.seed.wrapping_add(1);
        self.call = Call::new(endpoint, &self.session, self.seed);
        self.state = State::Calling;
    }

    /// The next attempt asks for half as many records.
    fn shrink(&mut self) {
        let Some(size) = self.call.endpoint().page_size().filter(|size| *size > 1) else { return };
        let smaller = self.call.endpoint().with_page_size(size / 2);
        self.call.replace(smaller);
        self.resized(size, size / 2);
    }

    /// After some good pages the next one has twice the size, up to what was asked for.
    fn grow(&mut self) {
        let (Some(full), Some(size)) = (self.full_size, self.call.endpoint().page_size()) else { return };
        self.good_pages += 1;
        if size < full && self.good_pages >= GOOD_PAGES {
            let larger = full.min(size.saturating_mul(2));
            self.next_size = Some(larger);
            self.resized(size, larger);
        }
    }

    fn resized(&mut self, from: u32, to: u32) {
        self.good_pages = 0;
        let operation = self.call.operation();
        self.tell(Event::PageSize { operation, from, to });
    }

    fn tell(&mut self, event: Event) {
        if self.session.settings().events {
            self.outbox.push(Notice::Event(event));
        }
    }

    /// A page came: delivers it, unless it only answers the search for a bad record.
    fn came(&mut self, now: Now, page: E::Output) -> Step<E::Output> {
        if let Some(hunt) = &mut self.hunt {
            let probe = hunt.succeeded();
            return self.hunt_on(now, probe);
        }
        self.healed = 0;
        self.state = self.after(&page);
        if matches!(self.state, State::Between { .. }) {
            self.grow();
        }
        // It had arrived when the caller gave up; nothing follows it.
        if self.is_cancelled {
            self.cancel();
        }
        Step::Yield(page.with_skipped(&std::mem::take(&mut self.skipped)))
    }

    /// A page failed for good: the search for the record that is to blame begins or goes on, or the walk ends.
    fn failed(&mut self, now: Now, error: Error) -> Step<E::Output> {
        self.state = State::Finished;
        let endpoint = self.call.endpoint();
        let cursor = endpoint.cursor().cloned();
        let is_poison = matches!(error.kind(), ErrorKind::Server | ErrorKind::Timeout);
        if is_poison && let Some(hunt) = &mut self.hunt {
            let probe = hunt.failed();
            return self.hunt_on(now, probe);
        }
        if !is_poison || endpoint.page_size() != Some(1) {
            return Step::Fail(error);
        }
        let start = cursor.as_ref().map_or(Some(0), |cursor| cursor.as_str().parse().ok());
        if let Some(start) = start.filter(|_| endpoint.skips_poison() && !self.is_cancelled) {
            let mut hunt = Hunt::new(start);
            let probe = hunt.next();
            self.hunt = Some(hunt);
            return self.hunt_on(now, probe);
        }
        let hint = "the service fails at the record behind this cursor, even alone";
        Step::Fail(error.at_cursor(cursor.as_ref().map(Cursor::as_str)).with_hint(hint))
    }

    fn hunt_on(&mut self, now: Now, probe: Probe) -> Step<E::Output> {
        match probe {
            Probe::Prove(offset) => self.ask(self.call.endpoint().starting_at(&Cursor::from(offset))),
            Probe::Try(offset) => {
                self.ask(self.call.endpoint().starting_at(&Cursor::from(offset)));
                self.call.limit_attempts(1);
            }
            Probe::Found(id) => {
                let after = self.hunt.take().map_or(0, |hunt| hunt.start()).to_string();
                self.skipped.push(Id(id));
                let operation = self.call.operation();
                self.tell(Event::Skipped { operation, id: id.to_string(), after });
                self.ask(self.call.endpoint().starting_at(&Cursor::from(id)));
            }
            Probe::Healed if self.healed < MOST_HEALED => {
                self.healed += 1;
                let start = self.hunt.take().map_or(0, |hunt| hunt.start());
                self.ask(self.call.endpoint().starting_at(&Cursor::from(start)));
            }
            Probe::Healed | Probe::Lost => {
                self.hunt = None;
                let message = "the service fails behind this cursor, and no record alone is to blame";
                let cursor = self.call.endpoint().cursor().map(ToString::to_string);
                return Step::Fail(Error::pagination(self.call.operation(), cursor.as_deref(), message));
            }
        }
        self.step(now)
    }
}

impl<E: Paginated> Machine for Pages<E> {
    type Item = E::Output;

    fn step(&mut self, now: Now) -> Step<E::Output> {
        if let Some(notice) = self.outbox.next() {
            return Step::Notify(notice);
        }
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Between { next } => self.follow(&next),
            State::Stuck(error) => return Step::Fail(self.call.scrubbed(*error)),
            State::Finished => return Step::Done,
            State::Calling => self.state = State::Calling,
        }
        match self.call.step(now) {
            Step::Yield(page) => self.came(now, page),
            Step::Fail(error) => self.failed(now, error),
            Step::Done => {
                self.state = State::Finished;
                Step::Done
            }
            step => step,
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        self.call.on_response(now, response);
        if self.call.is_overloaded() {
            self.shrink();
        }
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        self.call.on_failure(now, failure);
        if self.call.is_overloaded() {
            self.shrink();
        }
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

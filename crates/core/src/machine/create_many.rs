//! Many creates in a row, each with an outcome of its own.

use std::ops::ControlFlow;

use super::search::Search;
use super::{AnyWrite, Machine, Step, Write};
use crate::clock::Now;
use crate::endpoint::CreateEngagement;
use crate::error::{Error, ErrorKind};
use crate::json::{Json, Source, sorted};
use crate::model::{Page, Record, text};
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// The operation's name.
pub(crate) const NAME: &str = "engagements.create_many";

/// What became of one of many creates.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its place among those given, from 0.
    pub index: usize,
    /// What became of it.
    pub outcome: ItemOutcome,
    /// The engagement, where it was created or found.
    pub record: Option<Record>,
    /// Why it was not created, or why nobody knows.
    pub error: Option<Error>,
}

/// What became of one of many creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemOutcome {
    /// It was created.
    Created,
    /// There was one with its `uid` already, so it was not created again.
    Found,
    /// It was refused: by its own fault, or after all attempts by the service.
    Refused,
    /// It was not tried, because an error before it concerns all.
    NotSent,
    /// It may have been created; its error has the ticket.
    Ambiguous,
}

impl ItemOutcome {
    /// The outcome in snake case.
    pub fn code(self) -> &'static str {
        match self {
            ItemOutcome::Created => "created",
            ItemOutcome::Found => "found",
            ItemOutcome::Refused => "refused",
            ItemOutcome::NotSent => "not_sent",
            ItemOutcome::Ambiguous => "ambiguous",
        }
    }
}

/// Creates engagements one after the other and yields what became of each, in order.
///
/// Those with an `engagement.uid` are looked for first among what was modified lately, so that a run that was cut off
/// can simply be repeated. The walk ends early only when it is cancelled, or when that look fails: then nothing has
/// been created.
#[derive(Debug)]
pub struct CreateMany {
    bodies: Vec<Result<CreateEngagement, Error>>,
    look_back_ms: i64,
    session: Session,
    seed: u64,
    next: usize,
    state: State,
    /// The uids that were asked for, in order, with their records.
    known: Vec<(String, Option<Record>)>,
    /// What keeps all the others from being created.
    stopped: Option<Error>,
    is_cancelled: bool,
}

#[derive(Debug)]
enum State {
    Starting,
    Looking(Box<Search>),
    Between,
    Creating(Box<Write<AnyWrite>>),
    Finished,
}

impl CreateMany {
    /// A walk that has sent nothing yet. `look_back_ms` is how far back uids are looked for, in milliseconds; 0 looks
    /// for none. A body that could not be read is given as its error.
    pub fn new(
        bodies: Vec<Result<CreateEngagement, Error>>,
        look_back_ms: i64,
        session: &Session,
        seed: u64,
    ) -> CreateMany {
        let mut uids = Vec::new();
        for endpoint in bodies.iter().flatten() {
            uids.extend(uid(endpoint.body.as_str()));
        }
        let mut uids = sorted(uids);
        uids.dedup();
        let known = uids.into_iter().map(|uid| (uid, None)).collect();
        CreateMany {
            bodies,
            look_back_ms,
            session: session.clone(),
            seed,
            next: 0,
            state: State::Starting,
            known,
            stopped: None,
            is_cancelled: false,
        }
    }

    fn start(&mut self, now: Now) {
        self.state = State::Between;
        if self.look_back_ms > 0 && !self.known.is_empty() {
            let (time, _) = self.session.traffic().service_time(now);
            let since = time.saturating_sub(self.look_back_ms);
            self.state = State::Looking(Box::new(Search::new(since, &self.session, self.seed)));
        }
    }

    fn take(&mut self, page: &Page) {
        for record in page.iter() {
            let uid = uid(record.json());
            if let Some(place) = uid.and_then(|uid| self.known_as(&uid)) {
                *place = Some(record);
            }
        }
        if self.known.iter().all(|(_, record)| record.is_some()) {
            self.state = State::Between;
        }
    }

    /// Where the record with this uid is kept, if it was asked for.
    fn known_as(&mut self, uid: &str) -> Option<&mut Option<Record>> {
        let at = self.known.binary_search_by(|(have, _)| have.as_str().cmp(uid)).ok()?;
        self.known.get_mut(at).map(|(_, record)| record)
    }

    /// The next item: its outcome where nothing need be sent.
    fn begin(&mut self) -> Option<Step<Item>> {
        let Some(body) = self.bodies.get(self.next) else {
            self.state = State::Finished;
            return Some(Step::Done);
        };
        let endpoint = match body {
            Ok(endpoint) => endpoint.clone(),
            Err(error) => {
                let error = error.clone();
                return Some(self.ended(ItemOutcome::Refused, None, Some(error)));
            }
        };
        if let Some(error) = self.stopped.clone() {
            return Some(self.ended(ItemOutcome::NotSent, None, Some(error)));
        }
        let known = uid(endpoint.body.as_str()).and_then(|uid| self.known_as(&uid)?.clone());
        if let Some(record) = known {
            return Some(self.ended(ItemOutcome::Found, Some(record), None));
        }
        self.seed = self.seed.wrapping_add(0x1_0001);
        self.state =
            State::Creating(Box::new(Write::new(AnyWrite::Create(endpoint), &self.session, self.seed)));
        None
    }

    fn ended(&mut self, outcome: ItemOutcome, record: Option<Record>, error: Option<Error>) -> Step<Item> {
        let index = self.next;
        self.next += 1;
        self.state = State::Between;
        Step::Yield(Item { index, outcome, record, error })
    }

    fn created(&mut self, record: Option<Record>) -> Step<Item> {
        // Given twice, it is created once.
        let uid = self.bodies.get(self.next).and_then(|body| uid(body.as_ref().ok()?.body.as_str()));
        if let Some(place) = uid.and_then(|uid| self.known_as(&uid)) {
            place.clone_from(&record);
        }
        self.ended(ItemOutcome::Created, record, None)
    }

    fn failed(&mut self, error: Error) -> Step<Item> {
        if error.kind() == ErrorKind::Cancelled {
            self.state = State::Finished;
            return Step::Fail(error);
        }
        if concerns_all(&error) {
            self.stopped = Some(error.clone());
        }
        let outcome = match error.kind() {
            ErrorKind::AmbiguousCreate => ItemOutcome::Ambiguous,
            _ => ItemOutcome::Refused,
        };
        self.ended(outcome, None, Some(error))
    }
}

/// Whether the next create would meet the same.
fn concerns_all(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Authentication | ErrorKind::PermissionDenied | ErrorKind::EndpointGone => true,
        ErrorKind::RateLimit => error.details().policy_name.as_deref() == Some("DAILY"),
        _ => false,
    }
}

/// `engagement.uid` of an engagement's text.
fn uid(engagement: &str) -> Option<String> {
    String::read(text::entry(text::entry(engagement, "engagement")?, "uid")?, Source::Service).ok()
}

impl Machine for CreateMany {
    type Item = Item;

    fn step(&mut self, now: Now) -> Step<Item> {
        loop {
            match &mut self.state {
                State::Starting | State::Between if self.is_cancelled => {
                    self.state = State::Finished;
                    return Step::Fail(Error::new(ErrorKind::Cancelled, NAME, "the caller gave up"));
                }
                State::Starting => self.start(now),
                State::Looking(search) => match search.step(now) {
                    Step::Yield(page) => self.take(&page),
                    Step::Done => self.state = State::Between,
                    Step::Fail(error) => {
                        self.state = State::Finished;
                        return Step::Fail(error.of_operation(NAME));
                    }
                    step => {
                        if let ControlFlow::Break(step) = step.result() {
                            return step;
                        }
                    }
                },
                State::Between => {
                    if let Some(step) = self.begin() {
                        return step;
                    }
                }
                State::Creating(write) => match write.step(now) {
                    Step::Yield(record) => return self.created(record),
                    Step::Fail(error) => return self.failed(error),
                    step => {
                        if let ControlFlow::Break(step) = step.result() {
                            return step;
                        }
                    }
                },
                State::Finished => return Step::Done,
            }
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        match &mut self.state {
            State::Looking(search) => search.on_response(now, response),
            State::Creating(write) => write.on_response(now, response),
            State::Starting | State::Between | State::Finished => {}
        }
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        match &mut self.state {
            State::Looking(search) => search.on_failure(now, failure),
            State::Creating(write) => write.on_failure(now, failure),
            State::Starting | State::Between | State::Finished => {}
        }
    }

    fn on_token(&mut self, token: Option<Token>) {
        match &mut self.state {
            State::Looking(search) => search.on_token(token),
            State::Creating(write) => write.on_token(token),
            State::Starting | State::Between | State::Finished => {}
        }
    }

    fn cancel(&mut self) {
        self.is_cancelled = true;
        match &mut self.state {
            State::Looking(search) => search.cancel(),
            State::Creating(write) => write.cancel(),
            State::Starting | State::Between | State::Finished => {}
        }
    }
}

//! What became of a create whose answer was lost.

use std::ops::ControlFlow;
use std::time::Duration;

use super::search::Search;
use super::ticket::{Reconciliation, Ticket, Verdict};
use super::{Machine, Step};
use crate::clock::Now;
use crate::error::{Error, ErrorKind};
use crate::model::{Page, Record};
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// How far before the create the search begins: clocks differ. A clock of unknown quality may be a day off.
const MARGIN_MS: i64 = 60_000;
const UNKNOWN_CLOCK_MARGIN_MS: i64 = 86_400_000;
/// How long after the create a record that is in no listing does not exist.
const HORIZON_MS: i64 = 3_600_000;
/// Waits between the looks, in seconds; the last one goes on.
const LOOKS_S: [u64; 4] = [2, 5, 15, 60];

/// The operation's name.
pub(crate) const NAME: &str = "engagements.reconcile";

/// Looks for the record of a create by its [`Ticket`], at once and again while there is time, and says what became
/// of it.
#[derive(Debug)]
pub struct Reconcile {
    ticket: Ticket,
    session: Session,
    seed: u64,
    wait_ms: u64,
    began_ms: Option<u64>,
    looks: usize,
    state: State,
    found: Vec<Record>,
    is_cancelled: bool,
}

#[derive(Debug)]
enum State {
    Looking(Box<Search>),
    Waiting { until_ms: u64 },
    Finished,
}

impl Reconcile {
    /// A search that has sent nothing yet. It looks again for at most `wait`.
    pub fn new(ticket: Ticket, wait: Duration, session: &Session, seed: u64) -> Reconcile {
        let mut reconcile = Reconcile {
            ticket,
            session: session.clone(),
            seed,
            wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            began_ms: None,
            looks: 0,
            state: State::Finished,
            found: Vec::new(),
            is_cancelled: false,
        };
        reconcile.look();
        reconcile
    }

    fn look(&mut self) {
        let margin = if self.ticket.by_service_clock { MARGIN_MS } else { UNKNOWN_CLOCK_MARGIN_MS };
        let since = self.ticket.sent_at.saturating_sub(margin);
        self.seed = self.seed.wrapping_add(1);
        self.state = State::Looking(Box::new(Search::new(since, &self.session, self.seed)));
        self.looks += 1;
    }

    fn take(&mut self, page: &Page) {
        for record in page.iter() {
            let is_new = self.found.iter().all(|have| have.id() != record.id());
            if is_new && self.ticket.matches(record.json()) {
                self.found.push(record);
            }
        }
        if let State::Looking(search) = &mut self.state
            && !self.found.is_empty()
        {
            search.is_enough();
        }
    }

    /// A look has ended: the verdict, or the wait before the next look.
    fn judge(&mut self, now: Now) -> Step<Reconciliation> {
        let (time, _) = self.session.traffic().service_time(now);
        let time = if self.ticket.by_service_clock { time } else { now.unix_ms };
        let outcome = match self.found.len() {
            0 if time.saturating_sub(self.ticket.sent_at) >= HORIZON_MS => Verdict::ProbablyAbsent,
            0 => match self.next_look(now) {
                Some(until_ms) => {
                    self.state = State::Waiting { until_ms };
                    return self.step(now);
                }
                None => Verdict::Unknown,
            },
            1 => Verdict::Created,
            _ => Verdict::Duplicated,
        };
        self.state = State::Finished;
        let records = std::mem::take(&mut self.found);
        Step::Yield(Reconciliation { outcome, exact: self.ticket.is_exact(), records })
    }

    fn next_look(&self, now: Now) -> Option<u64> {
        let seconds = LOOKS_S.get(self.looks - 1).or(LOOKS_S.last()).copied().unwrap_or(60);
        let until_ms = now.monotonic_ms.saturating_add(seconds * 1000);
        let end_ms = self.began_ms.unwrap_or(now.monotonic_ms).saturating_add(self.wait_ms);
        (until_ms <= end_ms).then_some(until_ms)
    }
}

impl Machine for Reconcile {
    type Item = Reconciliation;

    fn step(&mut self, now: Now) -> Step<Reconciliation> {
        self.began_ms.get_or_insert(now.monotonic_ms);
        loop {
            match &mut self.state {
                State::Looking(search) => match search.step(now) {
                    Step::Yield(page) => self.take(&page),
                    Step::Done => return self.judge(now),
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
                State::Waiting { .. } if self.is_cancelled => {
                    self.state = State::Finished;
                    return Step::Fail(Error::new(ErrorKind::Cancelled, NAME, "the caller gave up"));
                }
                State::Waiting { until_ms } if now.monotonic_ms < *until_ms => {
                    return Step::Wait(Duration::from_millis(*until_ms - now.monotonic_ms));
                }
                State::Waiting { .. } => self.look(),
                State::Finished => return Step::Done,
            }
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        if let State::Looking(search) = &mut self.state {
            search.on_response(now, response);
        }
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        if let State::Looking(search) = &mut self.state {
            search.on_failure(now, failure);
        }
    }

    fn on_token(&mut self, token: Option<Token>) {
        if let State::Looking(search) = &mut self.state {
            search.on_token(token);
        }
    }

    fn cancel(&mut self) {
        self.is_cancelled = true;
        if let State::Looking(search) = &mut self.state {
            search.cancel();
        }
    }
}

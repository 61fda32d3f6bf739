//! One request with its retries, whatever the endpoint: the token, the turn, the statuses and the waits live here.
//!
//! It knows no endpoint's type, so that it is compiled once and not once for each of them.

mod journal;
mod token;

use std::time::Duration;

use super::notice::{Event, Notice, Outbox};
use super::quota::{Cause, exhausted};
use super::refresh::Refresh;
use super::retry::{self, Decision, Jitter, Outcome, Situation, decide};
use super::throttle::{Slot, millis};
use super::{Step, Ticket};
use crate::clock::Now;
use crate::endpoint::{Idempotency, Traits};
use crate::error::{Error, ErrorKind, ValidationError};
use crate::find::find;
use crate::json::ReadError;
use crate::secret::Token;
use crate::session::Session;
use crate::settings::Settings;
use crate::wire::{FailureKind, Request, Response, Sent, TransportFailure};

/// Sends one request until there is a response that is a success, or an error.
#[derive(Debug)]
pub(crate) struct Exchange {
    traits: Traits,
    /// Without the token. There is none once it has failed.
    request: Option<Request>,
    session: Session,
    seed: u64,
    state: State,
    jitter: Jitter,
    /// How many times it was sent.
    attempts: u32,
    /// The same since the request was last made smaller: what the waits grow with.
    tries: u32,
    max_tries: u32,
    /// When it began and when it was sent last, by the monotonic clock.
    began_ms: Option<u64>,
    sent_ms: u64,
    /// Whether an attempt so far may have been carried out.
    maybe_applied: bool,
    /// The refusal that led to another token.
    refused: Option<Error>,
    access: Option<(Token, u64)>,
    /// Tokens that it has sent: an answer may repeat any of them.
    used: Vec<Token>,
    /// How often it looked for a token that another call is asking for.
    looked: u32,
    /// The right to ask for a token, and the place in the queue, both to be given back.
    lease: Option<u64>,
    slot: Option<Slot>,
    /// What its retries have cost.
    spent: u32,
    ticket: Option<Ticket>,
    is_journalled: bool,
    is_announced: bool,
    /// Whether the daily limit has let this attempt pass.
    is_let_through: bool,
    is_queued: bool,
    outbox: Outbox,
    /// Whether the service failed in a way that a smaller page may avoid.
    is_overloaded: bool,
}

#[derive(Debug)]
enum State {
    Ready,
    Asking { rejected: bool },
    Refreshing(Box<Refresh>),
    InFlight,
    Waiting { until_ms: u64 },
    Answered(Response),
    Failed(Error),
    Finished,
}

impl Exchange {
    pub(crate) fn new(
        traits: Traits,
        request: Result<Request, ValidationError>,
        session: &Session,
        seed: u64,
    ) -> Exchange {
        let (request, state) = match request {
            Err(error) => (None, State::Failed(Error::validation(traits.operation, error))),
            Ok(request) => (Some(request), State::Ready),
        };
        Exchange {
            traits,
            request,
            session: session.clone(),
            seed,
            state,
            jitter: Jitter::new(seed),
            attempts: 0,
            tries: 0,
            max_tries: session.settings().retry.max_attempts,
            began_ms: None,
            sent_ms: 0,
            maybe_applied: false,
            refused: None,
            access: None,
            used: Vec::new(),
            looked: 0,
            lease: None,
            slot: None,
            spent: 0,
            ticket: None,
            is_journalled: false,
            is_announced: false,
            is_let_through: false,
            is_queued: false,
            outbox: Outbox::default(),
            is_overloaded: false,
        }
    }

    /// The operation's name.
    pub(crate) fn operation(&self) -> &'static str {
        self.traits.operation
    }

    fn settings(&self) -> &Settings {
        self.session.settings()
    }

    /// An error without any secret, wherever the service may have repeated it.
    pub(crate) fn scrubbed(&self, error: Error) -> Error {
        let error = self.session.traffic().auth.scrubbed(error);
        let given = self.settings().token.as_ref();
        self.used.iter().chain(given).fold(error, |error, token| error.scrubbed(token))
    }

    /// Whether the request waits to be sent again because the service failed at its size.
    pub(crate) fn is_overloaded(&self) -> bool {
        self.is_overloaded
    }

    /// How many times it was sent.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Tries less often than the policy allows.
    pub(crate) fn limit_attempts(&mut self, attempts: u32) {
        self.max_tries = self.max_tries.min(attempts);
    }

    /// Goes on with a smaller request in place of the one that failed.
    pub(crate) fn replace_request(&mut self, request: Request) {
        self.request = Some(request);
        self.is_overloaded = false;
        self.tries = 0;
    }

    /// The error for a success that the endpoint cannot read.
    pub(crate) fn unreadable(&mut self, response: &Response, error: ReadError) -> Error {
        self.note_maybe_applied();
        let error = self.judged(Error::response(self.traits.operation, response, error));
        self.complete(error)
    }

    pub(crate) fn step(&mut self, now: Now) -> Step<Response> {
        if let Some(notice) = self.outbox.next() {
            return Step::Notify(notice);
        }
        self.began_ms.get_or_insert(now.monotonic_ms);
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Ready => self.ready(now),
            State::Asking { rejected } => {
                self.state = State::Asking { rejected };
                Step::NeedToken { rejected }
            }
            State::Refreshing(mut refresh) => {
                let step = refresh.step(now);
                self.state = State::Refreshing(refresh);
                step
            }
            State::InFlight => {
                self.state = State::InFlight;
                Step::Wait(Duration::ZERO)
            }
            State::Waiting { until_ms } if now.monotonic_ms < until_ms => {
                self.state = State::Waiting { until_ms };
                Step::Wait(Duration::from_millis(until_ms - now.monotonic_ms))
            }
            State::Waiting { .. } => self.ready(now),
            State::Answered(response) => Step::Yield(response),
            State::Failed(error) => Step::Fail(self.complete(error)),
            State::Finished => Step::Done,
        }
    }

    /// Everything that must be there before the request leaves: a token, a turn, and whoever listens informed.
    fn ready(&mut self, now: Now) -> Step<Response> {
        self.state = State::Ready;
        self.access = None;
        if self.settings().authenticates()
            && let Some(step) = self.take_token(now)
        {
            return step;
        }
        if !self.is_let_through {
            let spent_day = self.session.traffic().spent_day(now);
            if let Some(error) = spent_day {
                return self.fail_now(now, error.of_operation(self.traits.operation));
            }
            self.is_let_through = true;
        }
        if let Some(wait) = self.turn(now) {
            return self.wait_or_give_up(now, wait, "its turn under the rate limit");
        }
        if !self.is_announced {
            self.announce(now);
            if let Some(notice) = self.outbox.next() {
                return Step::Notify(notice);
            }
        }
        self.send(now)
    }

    /// How long until the client may send another request; `None` for now.
    fn turn(&mut self, now: Now) -> Option<Duration> {
        let mut traffic = self.session.traffic();
        let slot = *self.slot.get_or_insert_with(|| traffic.throttle.enter(now));
        let wait = traffic.throttle.wait(slot, now)?;
        drop(traffic);
        // Once for each attempt, however often its turn is put off.
        if !std::mem::replace(&mut self.is_queued, true) {
            let operation = self.traits.operation;
            self.tell(|| Event::Throttle { operation, wait_ms: millis(wait) });
        }
        Some(wait)
    }

    fn wait_or_give_up(&mut self, now: Now, wait: Duration, what: &str) -> Step<Response> {
        if now.monotonic_ms.saturating_add(millis(wait)) <= self.deadline_ms(now) {
            return match self.outbox.next() {
                Some(notice) => Step::Notify(notice),
                None => Step::Wait(wait),
            };
        }
        let message = format!(
            "the deadline of {} ms would pass before {what} (`deadlineMs` sets it)",
            millis(self.settings().retry.deadline)
        );
        let error = Error::new(ErrorKind::Timeout, self.traits.operation, message);
        let error = self.judged(error);
        self.fail_now(now, error)
    }

    fn fail_now(&mut self, now: Now, error: Error) -> Step<Response> {
        self.end(State::Failed(error));
        self.step(now)
    }

    /// Tells what is about to be sent, once for each attempt.
    fn announce(&mut self, now: Now) {
        self.is_announced = true;
        self.open_ticket(now);
        let Some(request) = &self.request else { return };
        let (operation, method, url) = (self.traits.operation, request.method.as_str(), request.url.clone());
        let attempt = self.attempts + 1;
        self.tell(|| Event::Request { operation, attempt, method, url });
    }

    fn send(&mut self, now: Now) -> Step<Response> {
        let Some(request) = &self.request else { return Step::Done };
        let mut request = request.clone();
        if let Some((token, _)) = &self.access {
            request.headers.push("authorization", token.authorization());
        }
        // After the deadline only a machine that slept gets here: then an attempt has all its time.
        let left = Duration::from_millis(self.deadline_ms(now).saturating_sub(now.monotonic_ms));
        if !left.is_zero() {
            request.timeout = request.timeout.min(left);
        }
        if let Some(slot) = self.slot.take() {
            self.session.traffic().throttle.sent(slot, now);
        }
        self.attempts += 1;
        self.tries += 1;
        self.sent_ms = now.monotonic_ms;
        self.is_announced = false;
        self.is_let_through = false;
        self.is_queued = false;
        self.state = State::InFlight;
        Step::Send(request)
    }

    /// An error with what only this exchange knows.
    fn complete(&self, error: Error) -> Error {
        self.scrubbed(error.after_attempts(self.attempts))
    }

    fn tell(&mut self, event: impl FnOnce() -> Event) {
        if self.settings().events {
            self.outbox.push(Notice::Event(event()));
        }
    }

    fn judge(&mut self, now: Now, outcome: &Outcome<'_>) {
        let until_window_moves = self.session.traffic().throttle.until_window_moves(now);
        let situation = Situation {
            policy: &self.session.settings().retry,
            idempotency: self.traits.idempotency,
            attempt: self.tries,
            now,
            until_window_moves,
        };
        let decision = decide(&situation, outcome, &mut self.jitter);
        let error = match outcome {
            Outcome::Failed(failure) => self.unreached(failure),
            Outcome::Answered(response) if decision == Decision::Accept => return self.accept(response),
            Outcome::Answered(response) => {
                let error = Error::api(self.traits.operation, response);
                if self.traits.missing_is_done && self.maybe_applied && error.kind() == ErrorKind::NotFound {
                    return self.end(State::Answered((*response).clone()));
                }
                error.with_retry_at(retry::retry_at(response, now))
            }
        };
        self.follow(now, decision, error, outcome);
    }

    /// A failure without an answer, with the host that was asked: libraries do not always name it.
    fn unreached(&self, failure: &TransportFailure) -> Error {
        let error = Error::transport(self.traits.operation, failure);
        let host = self.settings().base_url.authority();
        if find(&failure.message, host).is_some() { error } else { error.with_hint(host) }
    }

    fn follow(&mut self, now: Now, decision: Decision, error: Error, outcome: &Outcome<'_>) {
        match decision {
            Decision::Retry { wait, ambiguous, cause } => {
                if ambiguous {
                    self.note_maybe_applied();
                }
                self.is_overloaded = cause == Cause::Transient && is_overload(outcome);
                self.retry(now, wait, cause, error);
            }
            Decision::Pause { wait, pause, cut } => {
                self.session.traffic().throttle.refused(pause, cut, now);
                self.retry(now, wait, Cause::Throttled, error);
            }
            Decision::DailyLimit => {
                let error =
                    error.with_hint("the day's limit comes back at midnight in the account's time zone");
                self.session.traffic().day_is_spent(&error, now);
                let error = self.judged(error);
                self.end(State::Failed(error));
            }
            Decision::RefreshToken => self.look_for_token(error),
            Decision::Ambiguous => {
                self.note_maybe_applied();
                let error = self.judged(error);
                self.end(State::Failed(error));
            }
            Decision::Accept | Decision::Surface => {
                let error = self.judged(error);
                self.end(State::Failed(error));
            }
        }
    }

    fn retry(&mut self, now: Now, wait: Duration, cause: Cause, error: Error) {
        let Some(until_ms) = self.wait_until(now, wait) else {
            let error = self.judged(error);
            return self.end(State::Failed(error));
        };
        let paid = self.session.traffic().quota.take(cause);
        let Some(cost) = paid else {
            let error = exhausted(self.judged(error));
            return self.end(State::Failed(error));
        };
        self.spent += cost;
        let (operation, attempt) = (self.traits.operation, self.attempts);
        let reason = match error.details().status {
            Some(status) => status.to_string(),
            None => error.kind().code().to_owned(),
        };
        self.tell(|| Event::Retry { operation, attempt, reason, wait_ms: millis(wait) });
        self.state = State::Waiting { until_ms };
    }

    fn accept(&mut self, response: &Response) {
        self.session.traffic().succeeded(self.spent);
        if self.traits.empty_is_missing && response.body.trim_ascii().is_empty() {
            return self.end(State::Failed(Error::missing(self.traits.operation, response)));
        }
        self.end(State::Answered(response.clone()));
    }

    /// Gives back the place in the queue and the right to ask for a token.
    fn release(&mut self) {
        if self.slot.is_none() && self.lease.is_none() {
            return;
        }
        let mut traffic = self.session.traffic();
        if let Some(slot) = self.slot.take() {
            traffic.throttle.leave(slot);
        }
        if let Some(lease) = self.lease.take() {
            traffic.auth.give_back(lease);
        }
    }

    /// Reading applies nothing, however it ends.
    fn note_maybe_applied(&mut self) {
        self.maybe_applied |= self.traits.idempotency != Idempotency::Safe;
    }

    /// An error that says whether the request may have been carried out.
    fn judged(&self, error: Error) -> Error {
        match (self.maybe_applied, self.traits.idempotency) {
            (true, Idempotency::Unsafe) => error.ambiguous().with_ticket(self.ticket.clone()),
            (true, _) => error.maybe_applied(),
            (false, _) => error,
        }
    }

    fn deadline_ms(&self, now: Now) -> u64 {
        let began_ms = self.began_ms.unwrap_or(now.monotonic_ms);
        began_ms.saturating_add(millis(self.settings().retry.deadline))
    }

    /// When the next attempt is due, where attempts and the deadline allow one.
    fn wait_until(&self, now: Now, wait: Duration) -> Option<u64> {
        let until_ms = now.monotonic_ms.saturating_add(millis(wait));
        let is_allowed = self.tries < self.max_tries && until_ms <= self.deadline_ms(now);
        is_allowed.then_some(until_ms)
    }

    pub(crate) fn on_response(&mut self, now: Now, response: &Response) {
        if matches!(self.state, State::Refreshing(_)) {
            return self.on_refresh(now, &Outcome::Answered(response));
        }
        if !matches!(self.state, State::InFlight) {
            return;
        }
        self.session.traffic().learn(response, self.sent_ms, now);
        let (operation, attempt, status) = (self.traits.operation, self.attempts, response.status);
        let elapsed_ms = now.monotonic_ms.saturating_sub(self.sent_ms);
        let correlation_id = response.headers.get("x-hubspot-correlation-id").map(str::to_owned);
        self.tell(|| Event::Response { operation, attempt, status, elapsed_ms, correlation_id });
        self.judge(now, &Outcome::Answered(response));
    }

    pub(crate) fn on_failure(&mut self, now: Now, failure: &TransportFailure) {
        if matches!(self.state, State::Refreshing(_)) {
            return self.on_refresh(now, &Outcome::Failed(failure));
        }
        if !matches!(self.state, State::InFlight) {
            return;
        }
        let (operation, attempt, kind) = (self.traits.operation, self.attempts, failure.kind.as_str());
        let elapsed_ms = now.monotonic_ms.saturating_sub(self.sent_ms);
        self.tell(|| Event::Failure { operation, attempt, kind, elapsed_ms });
        self.judge(now, &Outcome::Failed(failure));
    }

    pub(crate) fn cancel(&mut self) {
        let sent = match self.state {
            State::Answered(_) | State::Failed(_) | State::Finished => return,
            State::InFlight => Sent::Maybe,
            State::Ready | State::Asking { .. } | State::Refreshing(_) | State::Waiting { .. } => Sent::No,
        };
        if sent == Sent::Maybe {
            self.note_maybe_applied();
        }
        let failure =
            TransportFailure { sent, kind: FailureKind::Cancelled, message: "the caller gave up".to_owned() };
        let error = Error::transport(self.traits.operation, &failure);
        // A cancelled create stays "cancelled": whether it may have been applied is said beside the kind.
        let error = match self.maybe_applied {
            true => error.maybe_applied().with_ticket(self.ticket.clone()),
            false => error,
        };
        // What was to be told of a request that is not sent is not told.
        self.outbox.drop_events();
        self.end(State::Failed(error));
    }
}

impl Drop for Exchange {
    /// A call that nobody carries on leaves its place to others.
    fn drop(&mut self) {
        self.release();
    }
}

/// Whether a smaller page may be what the service can deliver.
fn is_overload(outcome: &Outcome<'_>) -> bool {
    match outcome {
        Outcome::Answered(response) => matches!(response.status, 408 | 500 | 502 | 504 | 520 | 522 | 524),
        Outcome::Failed(failure) => failure.kind == FailureKind::Timeout && failure.sent == Sent::Maybe,
    }
}

//! One request with its retries, whatever the endpoint: the token, the statuses and the waits live here.
//!
//! It knows no endpoint's type, so that it is compiled once and not once for each of them.

use std::sync::Arc;
use std::time::Duration;

use super::Step;
use super::retry::{Decision, Jitter, Outcome, decide};
use crate::clock::Now;
use crate::endpoint::Idempotency;
use crate::error::{Error, ErrorKind};
use crate::json::ReadError;
use crate::secret::Token;
use crate::settings::Settings;
use crate::wire::{FailureKind, Request, Response, Sent, TransportFailure};

/// What an exchange must know of its endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    pub(crate) operation: &'static str,
    pub(crate) idempotency: Idempotency,
    pub(crate) missing_is_done: bool,
    pub(crate) empty_is_missing: bool,
}

/// Sends one request until there is a response that is a success, or an error.
#[derive(Debug)]
pub(crate) struct Exchange {
    traits: Traits,
    /// Without the token. There is none once it has failed.
    request: Option<Request>,
    settings: Arc<Settings>,
    token: Option<Token>,
    state: State,
    jitter: Jitter,
    attempts: u32,
    /// When the first request went out, by the monotonic clock.
    began_ms: Option<u64>,
    /// Whether an attempt so far may have been carried out.
    maybe_applied: bool,
    refreshed: bool,
}

#[derive(Debug)]
enum State {
    Ready,
    NeedToken { rejected: bool, refused: Option<Error> },
    InFlight,
    Waiting { until_ms: u64 },
    Answered(Response),
    Failed(Error),
    Finished,
}

impl Exchange {
    pub(crate) fn new(
        traits: Traits,
        request: Result<Request, Error>,
        settings: Arc<Settings>,
        seed: u64,
    ) -> Exchange {
        let token = settings.token.clone();
        let (request, state) = match request {
            Err(error) => (None, State::Failed(error)),
            Ok(request) if settings.authenticate && token.is_none() => {
                (Some(request), State::NeedToken { rejected: false, refused: None })
            }
            Ok(request) => (Some(request), State::Ready),
        };
        Exchange {
            traits,
            request,
            settings,
            token,
            state,
            jitter: Jitter::new(seed),
            attempts: 0,
            began_ms: None,
            maybe_applied: false,
            refreshed: false,
        }
    }

    /// The token in use, so that the next page need not ask for it again.
    pub(crate) fn token(&self) -> Option<Token> {
        self.token.clone()
    }

    /// Brings a token along from the page before.
    pub(crate) fn set_token(&mut self, token: Option<Token>) {
        if token.is_some() && matches!(self.state, State::NeedToken { .. }) {
            self.state = State::Ready;
        }
        self.token = token.or(self.token.take());
    }

    /// The error for a success that the endpoint cannot read.
    pub(crate) fn unreadable(&mut self, response: &Response, error: ReadError) -> Error {
        self.note_maybe_applied();
        let error = self.judged(Error::response(self.traits.operation, response, error));
        self.complete(error)
    }

    fn send(&mut self, now: Now) -> Step<Response> {
        let Some(request) = &self.request else { return Step::Done };
        let mut request = request.clone();
        if let Some(token) = self.token.as_ref().filter(|_| self.settings.authenticate) {
            request.headers.push("authorization", token.authorization());
        }
        self.attempts += 1;
        self.began_ms.get_or_insert(now.monotonic_ms);
        self.state = State::InFlight;
        Step::Send(request)
    }

    /// An error with what only this exchange knows.
    fn complete(&self, error: Error) -> Error {
        let error = error.after_attempts(self.attempts);
        match &self.token {
            Some(token) => error.scrubbed(token),
            None => error,
        }
    }

    fn judge(&mut self, now: Now, outcome: &Outcome<'_>) {
        let Traits { operation, idempotency, missing_is_done, empty_is_missing } = self.traits;
        let decision = decide(&self.settings.retry, idempotency, outcome, self.attempts, &mut self.jitter);
        let error = match outcome {
            Outcome::Failed(failure) => Error::transport(operation, failure),
            Outcome::Answered(response) if decision == Decision::Accept => {
                if empty_is_missing && response.body.trim_ascii().is_empty() {
                    self.state = State::Failed(Error::missing(operation, response));
                    return;
                }
                self.state = State::Answered((*response).clone());
                return;
            }
            Outcome::Answered(response) => {
                let error = Error::api(operation, response);
                if missing_is_done && self.maybe_applied && error.kind() == ErrorKind::NotFound {
                    self.state = State::Answered((*response).clone());
                    return;
                }
                error
            }
        };
        self.state = match decision {
            Decision::Retry { wait, ambiguous } => {
                if ambiguous {
                    self.note_maybe_applied();
                }
                match self.wait_until(now, wait) {
                    Some(until_ms) => State::Waiting { until_ms },
                    None => State::Failed(self.judged(error)),
                }
            }
            Decision::RefreshToken if !self.refreshed => {
                self.refreshed = true;
                State::NeedToken { rejected: true, refused: Some(error) }
            }
            Decision::Ambiguous => {
                self.note_maybe_applied();
                State::Failed(self.judged(error))
            }
            Decision::Accept | Decision::Surface | Decision::RefreshToken => {
                State::Failed(self.judged(error))
            }
        };
    }

    /// Reading applies nothing, however it ends.
    fn note_maybe_applied(&mut self) {
        self.maybe_applied |= self.traits.idempotency != Idempotency::Safe;
    }

    /// An error that says whether the request may have been carried out.
    fn judged(&self, error: Error) -> Error {
        match (self.maybe_applied, self.traits.idempotency) {
            (true, Idempotency::Unsafe) => error.ambiguous(),
            (true, _) => error.maybe_applied(),
            (false, _) => error,
        }
    }

    /// When the next attempt is due, where attempts and the deadline allow one.
    fn wait_until(&self, now: Now, wait: Duration) -> Option<u64> {
        let policy = &self.settings.retry;
        let until_ms = now.monotonic_ms.saturating_add(millis(wait));
        let deadline_ms = self.began_ms.unwrap_or(now.monotonic_ms).saturating_add(millis(policy.deadline));
        (self.attempts < policy.max_attempts && until_ms <= deadline_ms).then_some(until_ms)
    }

    pub(crate) fn step(&mut self, now: Now) -> Step<Response> {
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Ready => self.send(now),
            State::NeedToken { rejected, refused } => {
                self.state = State::NeedToken { rejected, refused };
                Step::NeedToken { rejected }
            }
            State::InFlight => {
                self.state = State::InFlight;
                Step::Wait(Duration::ZERO)
            }
            State::Waiting { until_ms } if now.monotonic_ms < until_ms => {
                self.state = State::Waiting { until_ms };
                Step::Wait(Duration::from_millis(until_ms - now.monotonic_ms))
            }
            State::Waiting { .. } => self.send(now),
            State::Answered(response) => Step::Yield(response),
            State::Failed(error) => Step::Fail(self.complete(error)),
            State::Finished => Step::Done,
        }
    }

    pub(crate) fn on_response(&mut self, now: Now, response: &Response) {
        if matches!(self.state, State::InFlight) {
            self.judge(now, &Outcome::Answered(response));
        }
    }

    pub(crate) fn on_failure(&mut self, now: Now, failure: &TransportFailure) {
        if matches!(self.state, State::InFlight) {
            self.judge(now, &Outcome::Failed(failure));
        }
    }

    pub(crate) fn on_token(&mut self, token: Option<Token>) {
        let State::NeedToken { refused, .. } = &mut self.state else { return };
        self.state = match (token, refused.take()) {
            (Some(token), _) => {
                self.token = Some(token);
                State::Ready
            }
            (None, Some(refused)) => State::Failed(refused),
            (None, None) => State::Failed(Error::new(
                ErrorKind::Authentication,
                self.traits.operation,
                "there is no access token",
            )),
        };
    }

    pub(crate) fn cancel(&mut self) {
        let sent = match self.state {
            State::Answered(_) | State::Failed(_) | State::Finished => return,
            State::InFlight => Sent::Maybe,
            State::Ready | State::NeedToken { .. } | State::Waiting { .. } => Sent::No,
        };
        if sent == Sent::Maybe {
            self.note_maybe_applied();
        }
        let failure =
            TransportFailure { sent, kind: FailureKind::Cancelled, message: "the caller gave up".to_owned() };
        let error = Error::transport(self.traits.operation, &failure);
        // A cancelled create stays "cancelled": whether it may have been applied is said beside the kind.
        self.state = State::Failed(if self.maybe_applied { error.maybe_applied() } else { error });
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

//! One exchange, with its retries.

use std::sync::Arc;
use std::time::Duration;

use super::retry::{Decision, Jitter, Outcome, decide};
use super::{Machine, Step};
use crate::clock::Now;
use crate::endpoint::{Endpoint, Idempotency, RequestContext};
use crate::error::{Error, ErrorKind};
use crate::secret::Token;
use crate::settings::Settings;
use crate::wire::{FailureKind, Request, Response, Sent, TransportFailure};

/// Asks an endpoint once and yields what it answers.
///
/// Everything that holds for every endpoint lives here: the token, errors, retries.
#[derive(Debug)]
pub struct Call<E: Endpoint> {
    endpoint: E,
    settings: Arc<Settings>,
    token: Option<Token>,
    state: State<E::Output>,
    jitter: Jitter,
    attempts: u32,
    /// When the first request went out, by the monotonic clock.
    began_ms: Option<u64>,
    /// Whether an attempt so far may have been carried out.
    maybe_applied: bool,
    refreshed: bool,
}

#[derive(Debug)]
enum State<T> {
    Ready,
    NeedToken { rejected: bool, refused: Option<Box<Error>> },
    InFlight,
    Waiting { until_ms: u64 },
    Answered(T),
    Failed(Box<Error>),
    Finished,
}

impl<E: Endpoint> Call<E> {
    /// A call that has sent nothing yet. Calls of one client should differ in `seed`, which spreads their retries.
    pub fn new(endpoint: E, settings: Arc<Settings>, seed: u64) -> Call<E> {
        let token = settings.token.clone();
        let state = if settings.authenticate && token.is_none() {
            State::NeedToken { rejected: false, refused: None }
        } else {
            State::Ready
        };
        Call {
            endpoint,
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

    /// The endpoint with its parameters.
    pub fn endpoint(&self) -> &E {
        &self.endpoint
    }

    /// The token in use, so that the next page need not ask for it again.
    pub(crate) fn token(&self) -> Option<Token> {
        self.token.clone()
    }

    pub(crate) fn with_token(mut self, token: Option<Token>) -> Call<E> {
        if token.is_some() {
            self.token = token;
            self.state = State::Ready;
        }
        self
    }

    fn send(&mut self, now: Now) -> Step<E::Output> {
        let mut request = match self.endpoint.request(&RequestContext::new(&self.settings)) {
            Ok(request) => request,
            Err(error) => return self.fail(Error::validation(E::NAME, error)),
        };
        self.authorize(&mut request);
        self.attempts += 1;
        self.began_ms.get_or_insert(now.monotonic_ms);
        self.state = State::InFlight;
        Step::Send(request)
    }

    fn authorize(&self, request: &mut Request) {
        if let Some(token) = self.token.as_ref().filter(|_| self.settings.authenticate) {
            request.headers.push("authorization", token.authorization());
        }
    }

    fn fail(&mut self, error: Error) -> Step<E::Output> {
        self.state = State::Finished;
        Step::Fail(self.complete(error))
    }

    /// An error with what only this machine knows.
    fn complete(&self, error: Error) -> Error {
        let error = error.after_attempts(self.attempts);
        match &self.token {
            Some(token) => error.scrubbed(token),
            None => error,
        }
    }

    fn judge(&mut self, now: Now, outcome: Outcome<'_>) {
        let policy = &self.settings.retry;
        let decision = decide(policy, E::IDEMPOTENCY, &outcome, self.attempts, &mut self.jitter);
        if let (Outcome::Answered(response), Decision::Accept) = (&outcome, &decision) {
            return self.accept(response);
        }
        let error = match &outcome {
            Outcome::Failed(failure) => Error::transport(E::NAME, failure),
            Outcome::Answered(response) => {
                let error = Error::api(E::NAME, response);
                if E::MISSING_IS_DONE && self.maybe_applied && error.kind() == ErrorKind::NotFound {
                    return self.accept(response);
                }
                error
            }
        };
        self.state = match decision {
            Decision::Retry { wait, ambiguous } => {
                self.maybe_applied |= ambiguous && E::IDEMPOTENCY != Idempotency::Safe;
                match self.wait_until(now, wait) {
                    Some(until_ms) => State::Waiting { until_ms },
                    None => self.failed(error),
                }
            }
            Decision::RefreshToken if !self.refreshed => {
                self.refreshed = true;
                State::NeedToken { rejected: true, refused: Some(Box::new(error)) }
            }
            Decision::Ambiguous => {
                self.maybe_applied |= E::IDEMPOTENCY != Idempotency::Safe;
                self.failed(error)
            }
            Decision::Accept | Decision::Surface | Decision::RefreshToken => self.failed(error),
        };
    }

    /// When the next attempt is due, where attempts and the deadline allow one.
    fn wait_until(&self, now: Now, wait: Duration) -> Option<u64> {
        let policy = &self.settings.retry;
        let until_ms = now.monotonic_ms.saturating_add(millis(wait));
        let deadline_ms = self.began_ms.unwrap_or(now.monotonic_ms).saturating_add(millis(policy.deadline));
        (self.attempts < policy.max_attempts && until_ms <= deadline_ms).then_some(until_ms)
    }

    fn accept(&mut self, response: &Response) {
        self.state = match self.endpoint.parse(response) {
            Ok(output) => State::Answered(output),
            Err(error) => {
                self.maybe_applied |= E::IDEMPOTENCY != Idempotency::Safe;
                self.failed(Error::response(E::NAME, response, error))
            }
        };
    }

    fn failed(&self, error: Error) -> State<E::Output> {
        let error = match (self.maybe_applied, E::IDEMPOTENCY) {
            (true, Idempotency::Unsafe) => error.ambiguous(),
            (true, _) => error.maybe_applied(),
            (false, _) => error,
        };
        State::Failed(Box::new(error))
    }
}

impl<E: Endpoint> Machine for Call<E> {
    type Item = E::Output;

    fn step(&mut self, now: Now) -> Step<E::Output> {
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
            State::Answered(output) => Step::Yield(output),
            State::Failed(error) => self.fail(*error),
            State::Finished => Step::Done,
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        if matches!(self.state, State::InFlight) {
            self.judge(now, Outcome::Answered(&response));
        }
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        if matches!(self.state, State::InFlight) {
            self.judge(now, Outcome::Failed(&failure));
        }
    }

    fn on_token(&mut self, token: Option<Token>) {
        let State::NeedToken { refused, .. } = &mut self.state else { return };
        self.state = match (token, refused.take()) {
            (Some(token), _) => {
                self.token = Some(token);
                State::Ready
            }
            (None, Some(refused)) => State::Failed(refused),
            (None, None) => State::Failed(Box::new(Error::new(
                ErrorKind::Authentication,
                E::NAME,
                "there is no access token",
            ))),
        };
    }

    fn cancel(&mut self) {
        let sent = match self.state {
            State::Answered(_) | State::Failed(_) | State::Finished => return,
            State::InFlight => Sent::Maybe,
            State::Ready | State::NeedToken { .. } | State::Waiting { .. } => Sent::No,
        };
        self.maybe_applied |= sent == Sent::Maybe && E::IDEMPOTENCY != Idempotency::Safe;
        let failure =
            TransportFailure { sent, kind: FailureKind::Cancelled, message: "the caller gave up".to_owned() };
        let error = Error::transport(E::NAME, &failure);
        // A cancelled create stays "cancelled": whether it may have been applied is said beside the kind.
        self.state = State::Failed(Box::new(if self.maybe_applied { error.maybe_applied() } else { error }));
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

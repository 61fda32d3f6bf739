//! One call of an endpoint.

use std::ops::ControlFlow;

use super::exchange::Exchange;
use super::{Machine, Step};
use crate::clock::Now;
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// Asks an endpoint once, with the retries that are safe, and yields what it answers.
#[derive(Debug)]
pub struct Call<E: Endpoint> {
    endpoint: E,
    exchange: Exchange,
    session: Session,
}

impl<E: Endpoint> Call<E> {
    /// A call that has sent nothing yet. Calls of one client should differ in `seed`, which spreads their retries.
    pub fn new(endpoint: E, session: &Session, seed: u64) -> Call<E> {
        let request = endpoint.request(&RequestContext::new(session.settings()));
        let exchange = Exchange::new(endpoint.traits(), request, session, seed);
        Call { endpoint, exchange, session: session.clone() }
    }

    /// The endpoint with its parameters.
    pub fn endpoint(&self) -> &E {
        &self.endpoint
    }

    /// The operation's name.
    pub(crate) fn operation(&self) -> &'static str {
        self.exchange.operation()
    }

    /// An error without the token, wherever the service may have repeated it.
    pub(crate) fn scrubbed(&self, error: Error) -> Error {
        self.exchange.scrubbed(error)
    }

    /// Whether it will ask again after a failure that a smaller request may avoid.
    pub(crate) fn is_overloaded(&self) -> bool {
        self.exchange.is_overloaded()
    }

    /// How many times the request was sent.
    pub(crate) fn attempts(&self) -> u32 {
        self.exchange.attempts()
    }

    /// Tries less often than the policy allows.
    pub(crate) fn limit_attempts(&mut self, attempts: u32) {
        self.exchange.limit_attempts(attempts);
    }

    /// Asks another endpoint of the same kind instead, at the next attempt.
    pub(crate) fn replace(&mut self, endpoint: E) {
        // What could be sent before can be sent in another size.
        if let Ok(request) = endpoint.request(&RequestContext::new(self.session.settings())) {
            self.endpoint = endpoint;
            self.exchange.replace_request(request);
        }
    }
}

impl<E: Endpoint> Machine for Call<E> {
    type Item = E::Output;

    fn step(&mut self, now: Now) -> Step<E::Output> {
        let response = match self.exchange.step(now).result() {
            ControlFlow::Continue(response) => response,
            ControlFlow::Break(step) => return step,
        };
        match self.endpoint.parse(&response) {
            Ok(output) => Step::Yield(output),
            Err(error) => Step::Fail(self.exchange.unreadable(&response, error)),
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        self.exchange.on_response(now, &response);
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        self.exchange.on_failure(now, &failure);
    }

    fn on_token(&mut self, token: Option<Token>) {
        self.exchange.on_token(token);
    }

    fn cancel(&mut self) {
        self.exchange.cancel();
    }
}

//! One call of an endpoint.

use std::sync::Arc;

use super::exchange::{Exchange, Traits};
use super::{Machine, Step};
use crate::clock::Now;
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::secret::Token;
use crate::settings::Settings;
use crate::wire::{Response, TransportFailure};

/// Asks an endpoint once, with the retries that are safe, and yields what it answers.
#[derive(Debug)]
pub struct Call<E: Endpoint> {
    endpoint: E,
    exchange: Exchange,
}

impl<E: Endpoint> Call<E> {
    /// A call that has sent nothing yet. Calls of one client should differ in `seed`, which spreads their retries.
    pub fn new(endpoint: E, settings: Arc<Settings>, seed: u64) -> Call<E> {
        let traits = Traits {
            operation: E::NAME,
            idempotency: E::IDEMPOTENCY,
            missing_is_done: E::MISSING_IS_DONE,
            empty_is_missing: E::EMPTY_IS_MISSING,
        };
        let request = endpoint.request(&RequestContext::new(&settings));
        let request = request.map_err(|error| Error::validation(E::NAME, error));
        Call { endpoint, exchange: Exchange::new(traits, request, settings, seed) }
    }

    /// The endpoint with its parameters.
    pub fn endpoint(&self) -> &E {
        &self.endpoint
    }

    /// The token in use.
    pub(crate) fn token(&self) -> Option<Token> {
        self.exchange.token()
    }

    /// An error without the token, wherever the service may have repeated it.
    pub(crate) fn scrubbed(&self, error: Error) -> Error {
        match self.exchange.token() {
            Some(token) => error.scrubbed(&token),
            None => error,
        }
    }

    pub(crate) fn with_token(mut self, token: Option<Token>) -> Call<E> {
        self.exchange.set_token(token);
        self
    }
}

impl<E: Endpoint> Machine for Call<E> {
    type Item = E::Output;

    fn step(&mut self, now: Now) -> Step<E::Output> {
        match self.exchange.step(now) {
            Step::Yield(response) => match self.endpoint.parse(&response) {
                Ok(output) => Step::Yield(output),
                Err(error) => Step::Fail(self.exchange.unreadable(&response, error)),
            },
            Step::Send(request) => Step::Send(request),
            Step::Wait(wait) => Step::Wait(wait),
            Step::NeedToken { rejected } => Step::NeedToken { rejected },
            Step::Done => Step::Done,
            Step::Fail(error) => Step::Fail(error),
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

//! Results that need no request.

use super::{Machine, Step};
use crate::clock::Now;
use crate::error::{Error, ErrorKind};
use crate::secret::Token;
use crate::wire::{Response, TransportFailure};

/// Yields what is known already, once.
#[derive(Debug)]
pub struct Known<T> {
    operation: &'static str,
    state: State<T>,
}

#[derive(Debug)]
enum State<T> {
    Ready(T),
    Cancelled,
    Finished,
}

impl<T> Known<T> {
    /// A machine with this result.
    pub fn new(operation: &'static str, item: T) -> Known<T> {
        Known { operation, state: State::Ready(item) }
    }
}

impl<T> Machine for Known<T> {
    type Item = T;

    fn step(&mut self, _: Now) -> Step<T> {
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Ready(item) => Step::Yield(item),
            State::Cancelled => {
                Step::Fail(Error::new(ErrorKind::Cancelled, self.operation, "the caller gave up"))
            }
            State::Finished => Step::Done,
        }
    }

    fn on_response(&mut self, _: Now, _: Response) {}
    fn on_failure(&mut self, _: Now, _: TransportFailure) {}
    fn on_token(&mut self, _: Option<Token>) {}

    fn cancel(&mut self) {
        if matches!(self.state, State::Ready(_)) {
            self.state = State::Cancelled;
        }
    }
}

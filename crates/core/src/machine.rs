//! State machines that say what to do next and are told what came of it.
//!
//! A transport is a loop over [`Step`]; nothing about the API lives in it.

mod call;
mod exchange;
mod items;
mod known;
mod owners;
mod pages;
pub(crate) mod retry;
mod write;

use std::time::Duration;

pub use call::Call;
pub use items::Items;
pub use known::Known;
pub use owners::AllOwners;
pub use pages::Pages;
pub use retry::RetryPolicy;
pub use write::{Write, Writes};

use crate::clock::Now;
use crate::error::Error;
use crate::secret::Token;
use crate::wire::{Request, Response, TransportFailure};

/// What a machine wants.
#[derive(Debug)]
pub enum Step<T> {
    /// Send this, then call [`Machine::on_response`] or [`Machine::on_failure`].
    Send(Request),
    /// Let this time pass, then step again. Stepping early gives the rest of the time.
    Wait(Duration),
    /// Call [`Machine::on_token`].
    NeedToken {
        /// Whether the service refused the last one as expired.
        rejected: bool,
    },
    /// A result. Step again for the next one.
    Yield(T),
    /// There are no more results.
    Done,
    /// It ends here, without a result.
    Fail(Error),
}

/// A conversation with the service.
///
/// Its methods never panic, in whatever order they come: an answer to nothing is ignored, a step while a request
/// is under way waits for its answer, and after [`Step::Done`] or [`Step::Fail`] every step is [`Step::Done`].
pub trait Machine {
    /// What it yields.
    type Item;
    /// What to do next.
    #[must_use = "the machine waits until the step is carried out"]
    fn step(&mut self, now: Now) -> Step<Self::Item>;
    /// The response to the request under way.
    fn on_response(&mut self, now: Now, response: Response);
    /// The request under way got no complete response.
    fn on_failure(&mut self, now: Now, failure: TransportFailure);
    /// The token asked for; `None` where there is no other.
    fn on_token(&mut self, token: Option<Token>);
    /// The caller gave up: nothing more is sent, and the next step fails as cancelled.
    fn cancel(&mut self);
}

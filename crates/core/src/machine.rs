//! State machines that say what to do next and are told what came of it.
//!
//! A transport is a loop over [`Step`]; nothing about the API lives in it.

mod auth;
mod call;
pub(crate) mod create_many;
mod exchange;
mod items;
mod known;
mod notice;
mod owners;
mod pages;
mod poison;
mod quota;
pub(crate) mod reconcile;
mod refresh;
mod retry;
mod search;
pub(crate) mod sync;
mod throttle;
mod ticket;
mod traffic;
mod write;

use std::ops::ControlFlow;
use std::time::Duration;

pub use call::Call;
pub use create_many::{CreateMany, Item, ItemOutcome};
pub use items::Items;
pub use known::Known;
pub use notice::{CreateEnd, Event, JournalEntry, Notice, RefreshToken};
pub use owners::AllOwners;
pub use pages::Pages;
pub use reconcile::Reconcile;
pub use retry::{RetryPolicy, TRANSIENT_STATUSES};
pub use sync::{
    Checkpoint, Held, Sync, SyncBatch, SyncLane, SyncOptions, SyncProgress, SyncSource, SyncStage,
};
pub use throttle::RateLimit;
pub use ticket::{Associated, Digested, Reconciliation, Ticket, Verdict};
pub(crate) use traffic::Traffic;
pub(crate) use write::AnyWrite;
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
    /// Something to tell whoever listens; then step again.
    Notify(Notice),
    /// A result. Step again for the next one.
    Yield(T),
    /// There are no more results.
    Done,
    /// It ends here, without a result.
    Fail(Error),
}

impl<T> Step<T> {
    /// The same with another result.
    pub fn map<U>(self, output: impl FnOnce(T) -> U) -> Step<U> {
        match self {
            Step::Yield(item) => Step::Yield(output(item)),
            Step::Send(request) => Step::Send(request),
            Step::Wait(wait) => Step::Wait(wait),
            Step::NeedToken { rejected } => Step::NeedToken { rejected },
            Step::Notify(notice) => Step::Notify(notice),
            Step::Done => Step::Done,
            Step::Fail(error) => Step::Fail(error),
        }
    }

    /// The result, or what the machine wants before there is one.
    pub(crate) fn result<U>(self) -> ControlFlow<Step<U>, T> {
        match self {
            Step::Yield(item) => ControlFlow::Continue(item),
            Step::Send(request) => ControlFlow::Break(Step::Send(request)),
            Step::Wait(wait) => ControlFlow::Break(Step::Wait(wait)),
            Step::NeedToken { rejected } => ControlFlow::Break(Step::NeedToken { rejected }),
            Step::Notify(notice) => ControlFlow::Break(Step::Notify(notice)),
            Step::Done => ControlFlow::Break(Step::Done),
            Step::Fail(error) => ControlFlow::Break(Step::Fail(error)),
        }
    }
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

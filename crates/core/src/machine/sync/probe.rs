//! Tells an account without changes from an app that may not see them.

use std::ops::ControlFlow;

use crate::clock::{Now, Timestamp};
use crate::endpoint::any::AnyListing;
use crate::endpoint::{After, ListEngagements, ListModifiedAfter};
use crate::machine::{Call, Machine, Step};
use crate::secret::Token;
use crate::session::Session;
use crate::wire::{Response, TransportFailure};

/// Asks `/modified/after` for anything at all and, where there is nothing, `/paged` for the same.
#[derive(Debug)]
pub(super) struct Probe {
    stage: Stage,
    session: Session,
    seed: u64,
}

#[derive(Debug)]
enum Stage {
    Changes(Call<AnyListing>),
    All(Call<AnyListing>),
}

/// What a probe says of `/modified/after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It shows what there is.
    Sees,
    /// It shows nothing, and there is an engagement that was last changed at this time, where that is known.
    Blind(Option<Timestamp>),
}

/// The service fails at zero.
const BEGINNING: Timestamp = Timestamp(1000);

impl Probe {
    pub(super) fn new(session: &Session, seed: u64) -> Probe {
        let listing = ListModifiedAfter { after: After::Time(BEGINNING), limit: Some(1) };
        Probe {
            stage: Stage::Changes(Call::new(AnyListing::of(listing), session, seed)),
            session: session.clone(),
            seed,
        }
    }

    pub(super) fn step(&mut self, now: Now) -> Step<Verdict> {
        loop {
            match &mut self.stage {
                Stage::Changes(call) => match call.step(now).result() {
                    ControlFlow::Continue(page) if page.is_empty() && !page.has_more() => {
                        let listing = ListEngagements { limit: Some(1), ..ListEngagements::default() };
                        let seed = self.seed.wrapping_add(1);
                        self.stage = Stage::All(Call::new(AnyListing::of(listing), &self.session, seed));
                    }
                    ControlFlow::Continue(_) => return Step::Yield(Verdict::Sees),
                    ControlFlow::Break(step) => return step,
                },
                Stage::All(call) => {
                    let verdict = |page: crate::model::Page| match page.get(0) {
                        Some(record) => Verdict::Blind(record.last_updated()),
                        None => Verdict::Sees,
                    };
                    return call.step(now).map(verdict);
                }
            }
        }
    }

    pub(super) fn on_response(&mut self, now: Now, response: Response) {
        match &mut self.stage {
            Stage::Changes(call) => call.on_response(now, response),
            Stage::All(call) => call.on_response(now, response),
        }
    }

    pub(super) fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        match &mut self.stage {
            Stage::Changes(call) => call.on_failure(now, failure),
            Stage::All(call) => call.on_failure(now, failure),
        }
    }

    pub(super) fn on_token(&mut self, token: Option<Token>) {
        match &mut self.stage {
            Stage::Changes(call) => call.on_token(token),
            Stage::All(call) => call.on_token(token),
        }
    }
}

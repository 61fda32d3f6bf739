//! One refresh of an OAuth token under way.

use std::time::Duration;

use super::Step;
use super::retry::{Decision, Jitter, Outcome, RetryPolicy, Situation, decide};
use super::throttle::millis;
use crate::clock::Now;
use crate::endpoint::Idempotency;
use crate::wire::{Request, Response};

/// A request for a token with its own retries. Nobody's turn is used up for it.
#[derive(Debug)]
pub(crate) struct Refresh {
    request: Request,
    attempts: u32,
    state: State,
}

#[derive(Debug)]
enum State {
    InFlight,
    Due { at_ms: u64 },
}

impl Refresh {
    pub(crate) fn new(request: Request) -> Refresh {
        Refresh { request, attempts: 0, state: State::Due { at_ms: 0 } }
    }

    pub(crate) fn step(&mut self, now: Now) -> Step<Response> {
        match self.state {
            State::InFlight => Step::Wait(Duration::ZERO),
            State::Due { at_ms } if now.monotonic_ms < at_ms => {
                Step::Wait(Duration::from_millis(at_ms - now.monotonic_ms))
            }
            State::Due { .. } => {
                self.attempts += 1;
                self.state = State::InFlight;
                Step::Send(self.request.clone())
            }
        }
    }

    /// Whether it is tried again after this outcome.
    pub(crate) fn again(
        &mut self,
        policy: &RetryPolicy,
        outcome: &Outcome<'_>,
        deadline_ms: u64,
        now: Now,
        jitter: &mut Jitter,
    ) -> bool {
        let idempotency = Idempotency::Idempotent;
        let until_window_moves = Duration::from_secs(10);
        let situation = Situation { policy, idempotency, attempt: self.attempts, now, until_window_moves };
        let (Decision::Retry { wait, .. } | Decision::Pause { wait, .. }) =
            decide(&situation, outcome, jitter)
        else {
            return false;
        };
        let at_ms = now.monotonic_ms.saturating_add(millis(wait));
        let again = self.attempts < policy.max_attempts && at_ms <= deadline_ms;
        if again {
            self.state = State::Due { at_ms };
        }
        again
    }
}

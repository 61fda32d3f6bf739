//! A purse for retries, so that an outage is not answered with a storm of them.

use crate::error::Error;

/// What a retry costs after a failure, and after a refusal for too many requests.
const TRANSIENT: u32 = 14;
const THROTTLE: u32 = 5;

/// Shared by all calls of a client: every retry takes from it, every success gives back.
#[derive(Debug)]
pub(crate) struct Quota {
    full: u32,
    left: u32,
}

/// Why a request is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    Transient,
    Throttled,
}

impl Quota {
    /// A full purse; 0 means that nothing is counted.
    pub(crate) fn new(full: u32) -> Quota {
        Quota { full, left: full }
    }

    /// Pays for a retry; `None` where the purse does not hold enough.
    pub(crate) fn take(&mut self, cause: Cause) -> Option<u32> {
        if self.full == 0 {
            return Some(0);
        }
        let cost = match cause {
            Cause::Transient => TRANSIENT,
            Cause::Throttled => THROTTLE,
        };
        self.left = self.left.checked_sub(cost)?;
        Some(cost)
    }

    /// A success gives back what its retries cost, and one more where there were none.
    pub(crate) fn succeeded(&mut self, spent: u32) {
        self.left = self.left.saturating_add(spent.max(1)).min(self.full);
    }
}

/// The error that is surfaced because nothing is left.
pub(crate) fn exhausted(error: Error) -> Error {
    error.with_hint("not sent again: the client's quota for retries is used up, as in an outage")
}

#[cfg(test)]
mod tests {
    use super::{Cause, Quota};

    #[test]
    fn an_outage_uses_it_up_and_successes_fill_it() {
        let mut quota = Quota::new(500);
        let paid = std::iter::from_fn(|| quota.take(Cause::Transient)).count();
        assert_eq!(paid, 500 / 14);
        quota.succeeded(14);
        quota.succeeded(0);
        assert_eq!(quota.left, 500 % 14 + 15);
        (0..600).for_each(|_| quota.succeeded(0));
        assert_eq!(quota.left, 500);
    }
}

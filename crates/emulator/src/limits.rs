//! Counting requests as HubSpot does: a rolling window of 10 seconds, and a day.

use std::collections::VecDeque;

use hubspot_engagements_core::wire::Headers;

/// The window's length in milliseconds (contract, rate limits).
const INTERVAL_MS: i64 = 10_000;
/// Requests in a window for a private app of a Free or Starter account.
const INTERVAL_MAX: u32 = 100;
/// Requests in a day for such an account.
const DAILY_MAX: u64 = 250_000;
const DAY_MS: i64 = 86_400_000;

/// What an account has used up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    /// Requests in a window before 429; `None` never refuses.
    enforced: Option<u32>,
    window: VecDeque<i64>,
    day: i64,
    today: u64,
    most: usize,
}

impl Limits {
    /// Nothing used up yet.
    pub(crate) fn new(enforced: Option<u32>) -> Limits {
        Limits { enforced, ..Limits::default() }
    }

    /// Counts one request; false means 429. A refused request does not count.
    pub(crate) fn admit(&mut self, unix_ms: i64) -> bool {
        self.forget(unix_ms);
        if self.enforced.is_some_and(|max| self.used() >= u64::from(max)) {
            return false;
        }
        self.window.push_back(unix_ms);
        self.today += 1;
        self.most = self.most.max(self.window.len());
        true
    }

    /// The most requests that were admitted in any 10 seconds.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// Writes what is left into a response's headers.
    pub(crate) fn describe(&self, headers: &mut Headers) {
        let max = self.enforced.unwrap_or(INTERVAL_MAX);
        let mut push = |name: &str, value: u64| headers.push(name, value.to_string());
        push("X-HubSpot-RateLimit-Daily", DAILY_MAX);
        push("X-HubSpot-RateLimit-Daily-Remaining", DAILY_MAX.saturating_sub(self.today));
        push("X-HubSpot-RateLimit-Interval-Milliseconds", INTERVAL_MS.unsigned_abs());
        push("X-HubSpot-RateLimit-Max", u64::from(max));
        push("X-HubSpot-RateLimit-Remaining", u64::from(max).saturating_sub(self.used()));
    }

    fn used(&self) -> u64 {
        self.window.len() as u64
    }

    /// Drops what left the window. The account's day is UTC's here.
    fn forget(&mut self, unix_ms: i64) {
        let start = unix_ms.saturating_sub(INTERVAL_MS);
        while self.window.front().is_some_and(|&sent| sent <= start) {
            self.window.pop_front();
        }
        let day = unix_ms.div_euclid(DAY_MS);
        if day != self.day {
            (self.day, self.today) = (day, 0);
        }
    }
}

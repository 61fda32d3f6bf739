//! Counting requests as HubSpot does: for each app a rolling window of 10 seconds, and for the account a day.

use std::collections::{BTreeMap, VecDeque};

use hubspot_engagements_core::wire::Headers;

/// The window's length in milliseconds (contract, rate limits).
const INTERVAL_MS: i64 = 10_000;
/// Requests in a window for a private app of a Free or Starter account.
const INTERVAL_MAX: u32 = 100;
/// Requests in a day for such an account.
const DAILY_MAX: u64 = 250_000;
const DAY_MS: i64 = 86_400_000;

/// What an account and its apps have used up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    /// Requests in a window before 429; `None` never refuses.
    enforced: Option<u32>,
    windows: BTreeMap<String, VecDeque<i64>>,
    day: i64,
    today: u64,
    most: usize,
}

impl Limits {
    /// Nothing used up yet.
    pub(crate) fn new(enforced: Option<u32>) -> Limits {
        Limits { enforced, ..Limits::default() }
    }

    /// Counts one request of an app; false means 429. A refused request does not count.
    pub(crate) fn admit(&mut self, app: &str, unix_ms: i64) -> bool {
        let day = unix_ms.div_euclid(DAY_MS);
        if day != self.day {
            // The account's day is UTC's here.
            (self.day, self.today) = (day, 0);
        }
        let window = self.windows.entry(app.to_owned()).or_default();
        let start = unix_ms.saturating_sub(INTERVAL_MS);
        while window.front().is_some_and(|&sent| sent <= start) {
            window.pop_front();
        }
        if self.enforced.is_some_and(|max| window.len() as u64 >= u64::from(max)) {
            return false;
        }
        window.push_back(unix_ms);
        self.today += 1;
        self.most = self.most.max(window.len());
        true
    }

    /// The most requests of one app that were admitted in any 10 seconds.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// Writes what is left into a response's headers.
    pub(crate) fn describe(&self, app: &str, headers: &mut Headers) {
        let used = self.windows.get(app).map_or(0, |window| window.len() as u64);
        let max = self.enforced.unwrap_or(INTERVAL_MAX);
        let mut push = |name: &str, value: u64| headers.push(name, value.to_string());
        push("X-HubSpot-RateLimit-Daily", DAILY_MAX);
        push("X-HubSpot-RateLimit-Daily-Remaining", DAILY_MAX.saturating_sub(self.today));
        push("X-HubSpot-RateLimit-Interval-Milliseconds", INTERVAL_MS.unsigned_abs());
        push("X-HubSpot-RateLimit-Max", u64::from(max));
        push("X-HubSpot-RateLimit-Remaining", u64::from(max).saturating_sub(used));
    }
}

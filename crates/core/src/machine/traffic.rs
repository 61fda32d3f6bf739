//! What the calls of one client share while they run: tokens, turns, the purse for retries, the service's clock.

use std::time::Duration;

use super::auth::Auth;
use super::quota::Quota;
use super::throttle::Throttle;
use crate::clock::{self, Now};
use crate::error::Error;
use crate::settings::Settings;
use crate::wire::Response;

/// How long after the daily limit one call is let through to see whether the day is over.
const PROBE: Duration = Duration::from_secs(15 * 60);

#[derive(Debug)]
pub(crate) struct Traffic {
    pub(crate) auth: Auth,
    pub(crate) throttle: Throttle,
    pub(crate) quota: Quota,
    /// The error of the daily limit, and until when it stands for an answer.
    spent_day: Option<(Error, u64)>,
    /// The service's clock less our own, in milliseconds.
    clock_offset_ms: Option<i64>,
}

impl Traffic {
    pub(crate) fn new(settings: &Settings) -> Traffic {
        Traffic {
            auth: Auth::new(settings),
            throttle: Throttle::new(settings.rate_limit),
            quota: Quota::new(settings.retry.quota),
            spent_day: None,
            clock_offset_ms: None,
        }
    }

    /// Takes what a response's headers say.
    pub(crate) fn learn(&mut self, response: &Response, sent_ms: u64, now: Now) {
        self.throttle.learn(response, sent_ms, now);
        if let Some(date) = response.headers.get("date").and_then(clock::from_http_date) {
            self.clock_offset_ms = Some(date.0.saturating_sub(now.unix_ms));
        }
    }

    /// The time by the service's clock, and whether it is known.
    pub(crate) fn service_time(&self, now: Now) -> (i64, bool) {
        let offset = self.clock_offset_ms;
        (now.unix_ms.saturating_add(offset.unwrap_or(0)), offset.is_some())
    }

    /// Nothing is sent any more for a while: the account has used up its day.
    pub(crate) fn day_is_spent(&mut self, error: &Error, now: Now) {
        let until = now.monotonic_ms.saturating_add(PROBE.as_millis() as u64);
        let probe_at = now.unix_ms.saturating_add(PROBE.as_millis() as i64);
        let error = error.clone().with_hint("not sent: the calls before it met this limit");
        self.spent_day = Some((error.with_retry_at(Some(probe_at)), until));
    }

    /// The daily limit's error, where it stands; one call is let through when it is time to look again.
    pub(crate) fn spent_day(&mut self, now: Now) -> Option<Error> {
        let (error, until) = self.spent_day.as_mut()?;
        if now.monotonic_ms < *until {
            return Some(error.clone());
        }
        *until = now.monotonic_ms.saturating_add(PROBE.as_millis() as u64);
        None
    }

    /// A request was answered with a success.
    pub(crate) fn succeeded(&mut self, spent: u32) {
        self.quota.succeeded(spent);
        self.spent_day = None;
    }
}

//! `Retry-After` in all the ways it is written.

use std::time::Duration;

use crate::clock::{self, Now};
use crate::wire::Response;

/// A number above a day's seconds is meant in milliseconds, as the service writes it for some calls.
const DAY_S: i64 = 86_400;

/// How long `Retry-After` asks to wait, at least a second; `None` where it is absent or says nothing.
pub(super) fn retry_after(response: &Response, now: Now) -> Option<Duration> {
    let text = response.headers.get("retry-after")?.trim_ascii();
    let wait_ms = match text.parse::<i64>() {
        Ok(ms) if ms > DAY_S => ms,
        Ok(seconds) => seconds.saturating_mul(1000),
        Err(_) => clock::from_http_date(text)?.0.saturating_sub(now.unix_ms),
    };
    Some(Duration::from_millis(wait_ms.max(1000).unsigned_abs()))
}

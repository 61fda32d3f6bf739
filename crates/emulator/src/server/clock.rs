//! The machine's clocks: only a server may read them.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use hubspot_engagements_core::clock::Now;

/// Both clocks, the monotonic one counted from the start.
#[derive(Debug)]
pub(super) struct Clock(Instant);

#[expect(clippy::disallowed_methods, reason = "a server is an adapter: it turns clocks into arguments")]
impl Clock {
    pub(super) fn start() -> Clock {
        Clock(Instant::now())
    }

    pub(super) fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            monotonic_ms: u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX),
            unix_ms: i64::try_from(unix.as_millis()).unwrap_or(i64::MAX),
        }
    }
}

/// This machine's time in milliseconds since 1970: what [`PortalOptions::now_ms`](crate::PortalOptions::now_ms) takes.
pub fn unix_ms() -> i64 {
    Clock::start().now().unix_ms
}

//! Where time comes from.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_core::future::BoxFuture;
use hubspot_engagements_core::clock::Now;
use tokio::time::Instant;

/// A clock for tests: with one that jumps, retries and waits under the rate limit cost no time.
///
/// Everything else can leave the client its own, which is the machine's and follows `tokio::time::pause`.
pub trait Clock: Send + Sync {
    /// The time. Its monotonic part never goes back.
    fn now(&self) -> Now;
    /// Ends when that time is over. Ending early does no harm.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// The machine's clock.
pub(crate) struct SystemClock(Instant);

impl SystemClock {
    pub(crate) fn start() -> SystemClock {
        SystemClock(Instant::now())
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "an adapter brings the clock")]
    fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            monotonic_ms: u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX),
            unix_ms: i64::try_from(unix.as_millis()).unwrap_or(i64::MAX),
        }
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

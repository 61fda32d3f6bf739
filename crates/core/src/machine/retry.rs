//! When a request is sent again: one pure function over what came back.

use std::time::Duration;

use crate::endpoint::Idempotency;
use crate::error;
use crate::wire::{FailureKind, Response, Sent, TransportFailure};

/// How often and how patiently a request is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times a request is sent at most, the first time included.
    pub max_attempts: u32,
    /// What the first wait grows from; it doubles with each attempt.
    pub base: Duration,
    /// The longest wait that doubling leads to.
    pub cap: Duration,
    /// How long one call may take, waits included; a wait that would go beyond is not begun.
    pub deadline: Duration,
    /// The longest `Retry-After` that is waited for.
    pub max_retry_after: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts; waits from 1 s up to 20 s; two minutes in all.
    fn default() -> RetryPolicy {
        RetryPolicy {
            max_attempts: 4,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(20),
            deadline: Duration::from_secs(120),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

/// What an attempt came to.
pub(crate) enum Outcome<'a> {
    Failed(&'a TransportFailure),
    Answered(&'a Response),
}

/// What follows from it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// A success: read it.
    Accept,
    /// An error for the caller; the service has not carried the request out.
    Surface,
    /// An error for the caller; the service may have carried the request out.
    Ambiguous,
    /// Ask for another token and send again.
    RefreshToken,
    /// Send again after this wait, if the policy's limits allow.
    Retry { wait: Duration, ambiguous: bool },
}

/// Shares of one, for waits that clients do not take in step: SplitMix64.
#[derive(Debug, Clone)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) fn new(seed: u64) -> Jitter {
        Jitter(seed)
    }

    /// `whole` times a share between one half and one.
    fn upper_half(&mut self, whole: Duration) -> Duration {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let whole_ms = u64::try_from(whole.as_millis()).unwrap_or(u64::MAX);
        let half = whole_ms / 2;
        Duration::from_millis(half + mixed % (whole_ms - half + 1))
    }
}

/// The table of retries. `attempt` counts from 1.
pub(crate) fn decide(
    policy: &RetryPolicy,
    idempotency: Idempotency,
    outcome: &Outcome<'_>,
    attempt: u32,
    jitter: &mut Jitter,
) -> Decision {
    let backoff = policy.cap.min(policy.base.saturating_mul(1 << (attempt - 1).min(16)));
    let may_repeat = idempotency != Idempotency::Unsafe;
    let mut retry = |at_least: Duration, backoff, ambiguous| Decision::Retry {
        wait: at_least + jitter.upper_half(backoff),
        ambiguous,
    };
    match outcome {
        Outcome::Failed(failure) if failure.kind == FailureKind::Cancelled => match failure.sent {
            Sent::No => Decision::Surface,
            Sent::Maybe => Decision::Ambiguous,
        },
        Outcome::Failed(failure) if failure.sent == Sent::No => retry(Duration::ZERO, backoff, false),
        Outcome::Failed(_) if may_repeat => retry(Duration::ZERO, backoff, true),
        Outcome::Failed(_) => Decision::Ambiguous,
        Outcome::Answered(response) => match response.status {
            200..=299 => Decision::Accept,
            401 if is_expired(response) => Decision::RefreshToken,
            423 => retry(Duration::from_secs(2), backoff, false),
            429 => match (retry_after(response), throttle_pause(response)) {
                (_, None) => Decision::Surface,
                (Some(wait), _) if wait > policy.max_retry_after => Decision::Surface,
                (Some(wait), _) => Decision::Retry { wait, ambiguous: false },
                (None, Some(pause)) => retry(pause, policy.base, false),
            },
            // The account is being moved, which takes up to a day.
            477 => match retry_after(response).filter(|wait| *wait <= policy.max_retry_after) {
                Some(wait) => Decision::Retry { wait, ambiguous: false },
                None => Decision::Surface,
            },
            408 | 500 | 502..=504 | 520..=526 if may_repeat => match retry_after(response) {
                Some(wait) if wait > policy.max_retry_after => Decision::Ambiguous,
                Some(wait) => Decision::Retry { wait, ambiguous: true },
                None => retry(Duration::ZERO, backoff, true),
            },
            408 | 500..=599 => Decision::Ambiguous,
            _ => Decision::Surface,
        },
    }
}

/// How long a 429 without `Retry-After` asks to wait; `None` where waiting is pointless.
///
/// A 429 means that the service refused, so even a create may be sent again.
fn throttle_pause(response: &Response) -> Option<Duration> {
    match error::policy_name(response).as_deref() {
        // The day's quota comes back at midnight of the account's time zone.
        Some("DAILY") => None,
        Some("SECONDLY") => Some(Duration::from_secs(1)),
        Some("TEN_SECONDLY_ROLLING") => Some(Duration::from_secs(10)),
        _ => Some(Duration::from_secs(30)),
    }
}

/// Only this category asks for another token; any other 401 would be refused again.
fn is_expired(response: &Response) -> bool {
    error::category(response).as_deref() == Some("EXPIRED_AUTHENTICATION")
}

/// `Retry-After` in seconds, at least one.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds: u64 = response.headers.get("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.max(1)))
}

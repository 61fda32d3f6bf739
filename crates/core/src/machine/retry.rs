//! When a request is sent again: one pure function over what came back.

mod after;

use std::time::Duration;

use super::quota::Cause;
use crate::clock::Now;
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
    /// Statuses after which a request is sent again that may be: what the service answers when it is not well.
    pub statuses: Vec<u16>,
    /// How much all retries of a client may cost together, 14 after a failure and 5 after a 429; every success gives
    /// back what its retries cost, or 1. 0 sets no limit.
    pub quota: u32,
    /// Whether 521, 523, 525 and 526, with which the edge says that it did not reach the service, let a create be sent
    /// again.
    pub trust_edge_refusals: bool,
}

/// The service's ways to say that it is not well.
pub const TRANSIENT_STATUSES: [u16; 12] = [408, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526];

impl Default for RetryPolicy {
    /// Four attempts; waits from 1 s up to 20 s; two minutes in all.
    fn default() -> RetryPolicy {
        RetryPolicy {
            max_attempts: 4,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(20),
            deadline: Duration::from_secs(120),
            max_retry_after: Duration::from_secs(60),
            statuses: TRANSIENT_STATUSES.to_vec(),
            quota: 500,
            trust_edge_refusals: false,
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
    Retry { wait: Duration, ambiguous: bool, cause: Cause },
    /// The same, and until `pause` is over nobody else with this token sends either.
    Pause { wait: Duration, pause: Duration, cut: bool },
    /// Today nothing more is possible.
    DailyLimit,
}

/// What a decision rests on, beside the outcome.
pub(crate) struct Situation<'a> {
    pub(crate) policy: &'a RetryPolicy,
    pub(crate) idempotency: Idempotency,
    /// From 1.
    pub(crate) attempt: u32,
    pub(crate) now: Now,
    /// How long until the oldest request leaves the service's window.
    pub(crate) until_window_moves: Duration,
}

/// Shares of one, for waits that clients do not take in step: SplitMix64.
#[derive(Debug, Clone)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) fn new(seed: u64) -> Jitter {
        Jitter(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 128 bits in hexadecimal, which no other seed gives.
    pub(crate) fn unique(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// `whole` times a share between one half and one.
    pub(crate) fn upper_half(&mut self, whole: Duration) -> Duration {
        let mixed = self.next();
        let whole_ms = u64::try_from(whole.as_millis()).unwrap_or(u64::MAX);
        let half = whole_ms / 2;
        Duration::from_millis(half + mixed % (whole_ms - half + 1))
    }
}

/// The table of retries.
pub(crate) fn decide(situation: &Situation<'_>, outcome: &Outcome<'_>, jitter: &mut Jitter) -> Decision {
    let Situation { policy, idempotency, attempt, .. } = *situation;
    let backoff = policy.cap.min(policy.base.saturating_mul(1 << attempt.saturating_sub(1).min(16)));
    let may_repeat = idempotency != Idempotency::Unsafe;
    let mut retry = |at_least: Duration, ambiguous| Decision::Retry {
        wait: at_least + jitter.upper_half(backoff),
        ambiguous,
        cause: Cause::Transient,
    };
    match outcome {
        Outcome::Failed(failure) => match (failure.kind, failure.sent) {
            // The next attempt would meet the same certificate.
            (FailureKind::Cancelled | FailureKind::Certificate, Sent::No) => Decision::Surface,
            // The answer would be as long again.
            (FailureKind::Cancelled | FailureKind::TooLarge, _) => Decision::Ambiguous,
            (_, Sent::No) => retry(Duration::ZERO, false),
            (_, Sent::Maybe) if may_repeat => retry(Duration::ZERO, true),
            (_, Sent::Maybe) => Decision::Ambiguous,
        },
        Outcome::Answered(response) => match response.status {
            200..=299 => Decision::Accept,
            401 if is_expired(response) => Decision::RefreshToken,
            423 => match after::retry_after(response, situation.now) {
                Some(wait) if wait > policy.max_retry_after => Decision::Surface,
                asked => retry(asked.unwrap_or_default().max(Duration::from_secs(2)), false),
            },
            429 => throttled(situation, response, jitter),
            // The account is being moved, which takes up to a day.
            477 => match after::retry_after(response, situation.now)
                .filter(|wait| *wait <= policy.max_retry_after)
            {
                Some(wait) => Decision::Retry { wait, ambiguous: false, cause: Cause::Transient },
                None => Decision::Surface,
            },
            521 | 523 | 525 | 526 if policy.trust_edge_refusals => retry(Duration::ZERO, false),
            status if policy.statuses.contains(&status) && may_repeat => {
                match after::retry_after(response, situation.now) {
                    Some(wait) if wait > policy.max_retry_after => Decision::Ambiguous,
                    Some(wait) => Decision::Retry { wait, ambiguous: true, cause: Cause::Transient },
                    None => retry(Duration::ZERO, true),
                }
            }
            408 | 500..=599 => Decision::Ambiguous,
            _ => Decision::Surface,
        },
    }
}

/// A 429 means that the service refused, so even a create may be sent again.
fn throttled(situation: &Situation<'_>, response: &Response, jitter: &mut Jitter) -> Decision {
    let Situation { policy, now, .. } = situation;
    let name = error::policy_name(response);
    if name.as_deref() == Some("DAILY") {
        return Decision::DailyLimit;
    }
    let is_rolling = name.as_deref() == Some("TEN_SECONDLY_ROLLING");
    match after::retry_after(response, *now) {
        Some(wait) if wait > policy.max_retry_after => Decision::Surface,
        Some(wait) => Decision::Pause { wait, pause: wait, cut: is_rolling },
        None => {
            let pause = match name.as_deref() {
                Some("SECONDLY") => Duration::from_secs(1),
                Some("TEN_SECONDLY_ROLLING") => situation.until_window_moves,
                // A proxy's own refusal says nothing of windows.
                _ => Duration::from_secs(30),
            };
            Decision::Pause { wait: pause + jitter.upper_half(policy.base), pause, cut: is_rolling }
        }
    }
}

/// When trying again makes sense, by the response's own word, in milliseconds since 1970.
pub(crate) fn retry_at(response: &Response, now: Now) -> Option<i64> {
    let wait = after::retry_after(response, now)?;
    now.unix_ms.checked_add(i64::try_from(wait.as_millis()).ok()?)
}

/// Only this category asks for another token; any other 401 would be refused again.
fn is_expired(response: &Response) -> bool {
    error::category(response).as_deref() == Some("EXPIRED_AUTHENTICATION")
}

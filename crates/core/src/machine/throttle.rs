//! The client's own rate limit: a rolling log of what it sent, and what the service's headers teach.
//!
//! It works without any header, because a browser may show none.

use std::time::Duration;

use crate::clock::Now;
use crate::json::sorted;
use crate::wire::Response;

/// The rate limit to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests in ten seconds until the service's headers say how many it allows; 0 keeps no limit.
    pub requests: u32,
    /// The share in percent, up to 90, that is left for others who use the account.
    pub margin_percent: u32,
}

impl Default for RateLimit {
    /// 90 requests in ten seconds to begin with: the least that an app is allowed is 100.
    fn default() -> RateLimit {
        RateLimit { requests: 90, margin_percent: 0 }
    }
}

/// The service counts over ten seconds that roll.
const INTERVAL_MS: u64 = 10_000;
/// Longer than the service's window, because requests do not all travel equally long.
const SLACK_MS: u64 = 200;
/// How much of the limit is left after the service has refused, in thousandths; it comes back by a tenth a window.
const CUT: u64 = 700;
const WHOLE: u64 = 1000;

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot(u64);

/// What a client has sent, and who waits to send. Every call of the client asks it, retries too.
#[derive(Debug)]
pub(crate) struct Throttle {
    limit: RateLimit,
    /// What the service said it allows in an interval, and how long that is.
    allowed: Option<u64>,
    interval_ms: u64,
    /// Requests that others sent, seen from a response, and until when that counts.
    others: (u64, u64),
    /// When requests were sent, oldest first; twice the window is kept.
    sent: Vec<u64>,
    /// When those who wait may send, in order.
    waiting: Vec<(Slot, u64)>,
    next_slot: u64,
    paused_until_ms: u64,
    /// How much of the limit is used, in thousandths, and since when.
    share: (u64, u64),
}

impl Throttle {
    pub(crate) fn new(limit: RateLimit) -> Throttle {
        Throttle {
            limit,
            allowed: None,
            interval_ms: INTERVAL_MS,
            others: (0, 0),
            sent: Vec::new(),
            waiting: Vec::new(),
            next_slot: 0,
            paused_until_ms: 0,
            share: (WHOLE, 0),
        }
    }

    /// Queues up.
    pub(crate) fn enter(&mut self, now: Now) -> Slot {
        let slot = Slot(self.next_slot);
        self.next_slot += 1;
        let due = self.next_due(now.monotonic_ms);
        self.waiting.push((slot, due));
        slot
    }

    /// How long the slot must still wait; `None` where it may send now.
    pub(crate) fn wait(&mut self, slot: Slot, now: Now) -> Option<Duration> {
        let now_ms = now.monotonic_ms;
        let due = self.waiting.iter().find(|(have, _)| *have == slot).map_or(now_ms, |(_, due)| *due);
        if due > now_ms {
            return Some(Duration::from_millis(due - now_ms));
        }
        // It was due by what was planned; what was really sent may say otherwise.
        let free = self
            .limit(now_ms)
            .map_or(now_ms, |limit| self.window_moves_at(&self.sent, limit).max(self.paused_until_ms));
        if free <= now_ms {
            return None;
        }
        if let Some((_, due)) = self.waiting.iter_mut().find(|(have, _)| *have == slot) {
            *due = free;
        }
        Some(Duration::from_millis(free - now_ms))
    }

    /// The slot's request leaves now.
    pub(crate) fn sent(&mut self, slot: Slot, now: Now) {
        self.waiting.retain(|(have, _)| *have != slot);
        let oldest = now.monotonic_ms.saturating_sub(2 * (self.interval_ms + SLACK_MS));
        self.sent.retain(|&sent| sent >= oldest);
        self.sent.push(now.monotonic_ms);
    }

    /// Gives a place back; those behind it move up.
    pub(crate) fn leave(&mut self, slot: Slot) {
        let Some(at) = self.waiting.iter().position(|(have, _)| *have == slot) else { return };
        let dues: Vec<u64> = self.waiting.iter().skip(at).map(|(_, due)| *due).collect();
        self.waiting.remove(at);
        for ((_, due), earlier) in self.waiting.iter_mut().skip(at).zip(dues) {
            *due = earlier;
        }
    }

    /// The service refused: nobody sends for this long, and with `cut` less than before from then on.
    pub(crate) fn refused(&mut self, pause: Duration, cut: bool, now: Now) {
        let until = now.monotonic_ms.saturating_add(millis(pause));
        if cut {
            self.share = ((self.share(now.monotonic_ms) * CUT / WHOLE).max(1), now.monotonic_ms);
        }
        self.pause_until(until);
    }

    fn pause_until(&mut self, until_ms: u64) {
        self.paused_until_ms = self.paused_until_ms.max(until_ms);
        let waiting = std::mem::take(&mut self.waiting);
        for (slot, due) in waiting {
            let due = due.max(self.next_due(until_ms));
            self.waiting.push((slot, due));
        }
    }

    /// How long until the oldest request leaves the service's window.
    pub(crate) fn until_window_moves(&self, now: Now) -> Duration {
        let start = now.monotonic_ms.saturating_sub(self.interval_ms);
        let oldest = self.sent.iter().find(|&&sent| sent > start).copied().unwrap_or(now.monotonic_ms);
        Duration::from_millis((oldest + self.interval_ms).saturating_sub(now.monotonic_ms))
    }

    /// Learns from a response's headers. `sent_ms` is when its request left.
    pub(crate) fn learn(&mut self, response: &Response, sent_ms: u64, now: Now) {
        let header = |name: &str| response.headers.get(name)?.trim_ascii().parse::<u64>().ok();
        let Some(max) = header("x-hubspot-ratelimit-max").filter(|max| (1..=100_000).contains(max)) else {
            return;
        };
        self.allowed = Some(max);
        let interval = header("x-hubspot-ratelimit-interval-milliseconds");
        self.interval_ms = interval.filter(|ms| (100..=60_000).contains(ms)).unwrap_or(INTERVAL_MS);
        if let Some(remaining) = header("x-hubspot-ratelimit-remaining") {
            // Counted generously, so that what only travels long is not taken for somebody else's.
            let start = sent_ms.saturating_sub(self.interval_ms + SLACK_MS);
            let own = self.sent.iter().filter(|&&sent| sent >= start).count() as u64;
            let others = max.saturating_sub(remaining).saturating_sub(own);
            self.others = (others, now.monotonic_ms.saturating_add(self.interval_ms));
        }
    }

    /// The share of the limit in use, which comes back with time.
    fn share(&self, now_ms: u64) -> u64 {
        let (share, since) = self.share;
        let windows = now_ms.saturating_sub(since) / self.interval_ms.max(1);
        (share + windows.saturating_mul(WHOLE / 10)).min(WHOLE)
    }

    /// Requests in a window, at least one; `None` where there is no limit to keep.
    fn limit(&self, now_ms: u64) -> Option<usize> {
        if self.limit.requests == 0 {
            return None;
        }
        let allowed = self.allowed.unwrap_or(u64::from(self.limit.requests));
        let (others, until) = self.others;
        let own = allowed.saturating_sub(if now_ms < until { others } else { 0 });
        let percent = 100 - u64::from(self.limit.margin_percent.min(90));
        let limit = own * percent / 100 * self.share(now_ms) / WHOLE;
        Some(usize::try_from(limit).unwrap_or(usize::MAX).max(1))
    }

    fn window_ms(&self) -> u64 {
        self.interval_ms + SLACK_MS
    }

    /// When a full window of requests at `times`, in order, has room for another.
    fn window_moves_at(&self, times: &[u64], limit: usize) -> u64 {
        let blocking = times.len().checked_sub(limit).and_then(|at| times.get(at));
        blocking.map_or(0, |time| time + self.window_ms())
    }

    /// When the next one in the queue may send.
    ///
    /// Half of the limit goes out at once, so that a few calls need not wait; the rest is spread over the window.
    fn next_due(&self, now_ms: u64) -> u64 {
        let from = now_ms.max(self.paused_until_ms);
        let Some(limit) = self.limit(from) else { return from };
        let window_ms = self.window_ms();
        let planned = self.waiting.iter().map(|(_, due)| *due).filter(|due| due + window_ms > from);
        let mut times = self.sent.clone();
        times.extend(planned);
        let times = sorted(times);
        let last = times.last().copied().unwrap_or_default();
        let in_window = times.iter().filter(|&time| time + window_ms > from.max(last)).count();
        let gap = if in_window >= limit.div_ceil(2) { window_ms / limit as u64 } else { 0 };
        let queue_end = self.waiting.last().map_or(from, |(_, due)| *due);
        from.max(queue_end).max(if gap > 0 { last + gap } else { 0 }).max(self.window_moves_at(&times, limit))
    }
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;

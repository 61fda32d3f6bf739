//! The search for a record that the service cannot deliver, in a listing whose cursor is the last id.
//!
//! A page of one behind an id fails as long as a bad record comes next, and succeeds from that record's own id on, so a
//! binary search finds it. A success always lies behind the first bad record; a failure may also stand before a second
//! one, so what was found is proven once more, and places before it are tried: where one succeeds, the search goes on
//! there. Only records that lie between two bad ones, close together, can be left out with them.

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Probe {
    /// Ask for one record behind this id; a failure need not be proven.
    Try(i64),
    /// The same, and a failure must be one for good.
    Prove(i64),
    /// This is a bad one: go on behind it.
    Found(i64),
    /// The service has recovered: ask again from where the walk stopped.
    Healed,
    /// There is no such record.
    Lost,
}

/// A page of one fails behind `start`; the first bad record is above it.
#[derive(Debug)]
pub(super) struct Hunt {
    start: i64,
    fails_at: i64,
    succeeds_at: Option<i64>,
    step: i64,
    asked: i64,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Between the last failure and the first success.
    Search,
    /// Once more right before what was found.
    Check,
    /// At growing distances from both ends; the number of the try.
    Sample(u32),
}

impl Hunt {
    /// A page of one failed behind `start`.
    pub(super) fn new(start: i64) -> Hunt {
        Hunt { start, fails_at: start, succeeds_at: None, step: 1, asked: start, phase: Phase::Search }
    }

    /// Where the walk stopped.
    pub(super) fn start(&self) -> i64 {
        self.start
    }

    pub(super) fn next(&mut self) -> Probe {
        let asked = match (self.phase, self.succeeds_at) {
            (_, None) => {
                let further = self.fails_at.saturating_add(self.step);
                self.step = self.step.saturating_mul(16);
                Some(further).filter(|further| *further != self.fails_at)
            }
            (Phase::Search, Some(good)) if good - self.fails_at > 1 => {
                Some(self.fails_at + (good - self.fails_at) / 2)
            }
            (Phase::Search | Phase::Check, Some(good)) => {
                self.phase = Phase::Check;
                Some(good - 1)
            }
            (Phase::Sample(tried), Some(good)) => match sample(self.start, good, tried) {
                Some(place) => {
                    self.phase = Phase::Sample(tried + 1);
                    Some(place)
                }
                None => return Probe::Found(good),
            },
        };
        let Some(asked) = asked else { return Probe::Lost };
        self.asked = asked;
        if self.phase == Phase::Check { Probe::Prove(asked) } else { Probe::Try(asked) }
    }

    pub(super) fn succeeded(&mut self) -> Probe {
        if self.phase == Phase::Check {
            return Probe::Healed;
        }
        if matches!(self.phase, Phase::Sample(_)) {
            self.fails_at = self.start;
            self.phase = Phase::Search;
        }
        self.succeeds_at = Some(self.asked);
        self.next()
    }

    pub(super) fn failed(&mut self) -> Probe {
        match self.phase {
            Phase::Search => self.fails_at = self.asked,
            Phase::Check => self.phase = Phase::Sample(0),
            Phase::Sample(_) => {}
        }
        self.next()
    }
}

/// The place of a try strictly between `start` and the id before `found`: powers of two away from both in turn.
fn sample(start: i64, found: i64, tried: u32) -> Option<i64> {
    let distance = 1_i64.checked_shl(tried / 2).filter(|distance| *distance > 0)?;
    let end = found - 1;
    let place =
        if tried.is_multiple_of(2) { start.checked_add(distance)? } else { end.checked_sub(distance)? };
    (start < place && place < end).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::{Hunt, Probe};

    fn hunt(start: i64, fails: impl Fn(i64) -> bool) -> (i64, u32) {
        let mut hunt = Hunt::new(start);
        let (mut probe, mut asked) = (hunt.next(), 0);
        loop {
            match probe {
                Probe::Try(offset) | Probe::Prove(offset) => {
                    asked += 1;
                    probe = if fails(offset) { hunt.failed() } else { hunt.succeeded() };
                }
                Probe::Found(id) => return (id, asked),
                Probe::Healed | Probe::Lost => return (-1, asked),
            }
        }
    }

    #[test]
    fn finds_the_record_in_few_requests() {
        for (start, bad) in [(0, 1), (0, 2), (5, 21), (24_386_567_604, 24_386_567_999), (0, 24_386_567_604)] {
            let (found, asked) = hunt(start, |offset| offset < bad);
            assert_eq!(found, bad);
            assert!(asked <= 130, "{asked} requests");
        }
        assert_eq!(hunt(i64::MAX - 3, |offset| offset < i64::MAX).0, i64::MAX);
    }

    #[test]
    fn a_second_bad_record_behind_good_ones_does_not_hide_the_first() {
        // Good ones from 4500 to 6217, and the next bad one at 7364.
        let fails = |offset| offset < 4400 || (6217..7364).contains(&offset);
        assert_eq!(hunt(3960, fails).0, 4400);
        assert_eq!(hunt(6217, fails).0, 7364);
    }

    #[test]
    fn a_service_that_always_fails_has_no_such_record() {
        assert_eq!(hunt(7, |_| true).0, -1);
    }
}

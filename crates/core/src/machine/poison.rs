//! The search for a record that the service cannot deliver, in a listing whose cursor is the last id.
//!
//! A page of one behind an id fails as long as the bad record comes next, and succeeds from the record's own id on.
//! Which id that is follows from a binary search; nobody has to guess, and no good record is left out.

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Probe {
    /// Ask for one record behind this id.
    Ask(i64),
    /// This is the bad one: go on behind it.
    Found(i64),
    /// There is no such record.
    Lost,
}

/// The bad record's id is above `fails_at`, and at most `succeeds_at`.
#[derive(Debug)]
pub(super) struct Hunt {
    start: i64,
    fails_at: i64,
    succeeds_at: Option<i64>,
    step: i64,
    asked: i64,
    /// Whether the last probe asks once more right before the record that was found.
    is_check: bool,
}

impl Hunt {
    /// A page of one failed behind `start`.
    pub(super) fn new(start: i64) -> Hunt {
        Hunt { start, fails_at: start, succeeds_at: None, step: 1, asked: start, is_check: false }
    }

    pub(super) fn next(&mut self) -> Probe {
        self.asked = match self.succeeds_at {
            None => {
                let further = self.fails_at.saturating_add(self.step);
                if further == self.fails_at {
                    return Probe::Lost;
                }
                self.step = self.step.saturating_mul(16);
                further
            }
            Some(good) if good - self.fails_at > 1 => self.fails_at + (good - self.fails_at) / 2,
            // A service that merely stumbled in between would have led astray: look once more.
            Some(good) => {
                self.is_check = true;
                good - 1
            }
        };
        Probe::Ask(self.asked)
    }

    pub(super) fn succeeded(&mut self) -> Probe {
        if self.is_check {
            // It does not fail there any more: the search begins again from where the walk stopped.
            *self = Hunt::new(self.start);
        } else {
            self.succeeds_at = Some(self.asked);
        }
        self.next()
    }

    pub(super) fn failed(&mut self) -> Probe {
        match self.succeeds_at.filter(|_| self.is_check) {
            Some(id) => Probe::Found(id),
            None => {
                self.fails_at = self.asked;
                self.next()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hunt, Probe};

    fn hunt(start: i64, bad: i64) -> (i64, u32) {
        let mut hunt = Hunt::new(start);
        let (mut probe, mut asked) = (hunt.next(), 0);
        loop {
            match probe {
                Probe::Ask(offset) => {
                    asked += 1;
                    probe = if offset >= bad { hunt.succeeded() } else { hunt.failed() };
                }
                Probe::Found(id) => return (id, asked),
                Probe::Lost => return (-1, asked),
            }
        }
    }

    #[test]
    fn finds_the_record_in_few_requests() {
        for (start, bad) in [(0, 1), (0, 2), (5, 21), (24_386_567_604, 24_386_567_999), (0, 24_386_567_604)] {
            let (found, asked) = hunt(start, bad);
            assert_eq!(found, bad);
            assert!(asked <= 55, "{asked} requests");
        }
        assert_eq!(hunt(i64::MAX - 3, i64::MAX).0, i64::MAX);
    }
}

//! Reading how many tests ran from what the test runners print.

use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Tally {
    pub(crate) fn ran(self) -> u32 {
        self.passed + self.failed
    }

    /// `3 passed` and the like; words that count no tests are ignored.
    fn add(&mut self, count: &str, word: &str) {
        let Ok(count) = count.parse::<u32>() else { return };
        match word {
            "pass" | "passed" | "xpassed" => self.passed += count,
            "fail" | "failed" | "error" | "errors" | "cancelled" => self.failed += count,
            "skipped" | "ignored" | "todo" | "xfailed" => self.skipped += count,
            _ => {}
        }
    }
}

/// How a runner's line is read: the zero tally for a line that counts nothing.
pub(crate) type Reader = fn(&str) -> Tally;

/// `test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`
pub(crate) fn cargo(line: &str) -> Tally {
    let mut tally = Tally::default();
    if let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) {
        pairs(counts, ';', &mut tally);
    }
    tally
}

/// `# pass 3` (when piped) or `ℹ pass 3`, one line for each kind.
pub(crate) fn node(line: &str) -> Tally {
    let mut tally = Tally::default();
    let words = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ "));
    if let Some((word, count)) = words.and_then(|words| words.split_once(' ')) {
        tally.add(count, word);
    }
    tally
}

/// `=== 1 failed, 3 passed, 2 skipped in 0.12s ===`, without the signs when quiet.
pub(crate) fn pytest(line: &str) -> Tally {
    let mut tally = Tally::default();
    let line = line.trim_matches(['=', ' ']);
    if let Some((counts, time)) = line.rsplit_once(" in ")
        && time.starts_with(|c: char| c.is_ascii_digit())
    {
        pairs(counts, ',', &mut tally);
    }
    tally
}

/// `4 passed; 0 failed`: anything but a number and a word between the separators counts nothing.
fn pairs(text: &str, separator: char, tally: &mut Tally) {
    for pair in text.split(separator) {
        if let Some((count, word)) = pair.trim().split_once(' ') {
            tally.add(count, word);
        }
    }
}

/// The text without colours.
pub(crate) fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // `ESC [ … letter`
            chars.by_ref().find(|c| c.is_ascii_alphabetic());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u32, failed: u32, skipped: u32) -> Tally {
        Tally { passed, failed, skipped }
    }

    #[test]
    fn reads_cargo() {
        let line =
            "test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 7 filtered out; finished in 1s";
        assert_eq!(cargo(line), tally(4, 2, 1));
        assert_eq!(cargo("test json::reads ... ok"), tally(0, 0, 0));
    }

    #[test]
    fn reads_node() {
        let lines =
            ["# tests 9", "# pass 5", "ℹ fail 1", "# cancelled 1", "ℹ skipped 2", "# todo 0", "    # pass 9"];
        let mut sum = Tally::default();
        for line in lines {
            sum += node(line);
        }
        assert_eq!(sum, tally(5, 2, 2));
    }

    #[test]
    fn reads_pytest() {
        assert_eq!(pytest("===== 1 failed, 3 passed, 2 skipped, 4 warnings in 0.12s ====="), tally(3, 1, 2));
        assert_eq!(pytest("12 passed, 1 error, 1 xfailed in 61.20s (0:01:01)"), tally(12, 1, 1));
        assert_eq!(pytest("no tests ran in 0.01s"), tally(0, 0, 0));
        assert_eq!(pytest("2 passed in the morning"), tally(0, 0, 0));
    }

    #[test]
    fn takes_colours_off() {
        assert_eq!(plain("\u{1b}[32m3 passed\u{1b}[0m in 1s"), "3 passed in 1s");
    }
}

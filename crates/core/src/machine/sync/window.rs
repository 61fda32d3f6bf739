//! What was delivered lately, so that an overlap does not deliver it twice.

use crate::json::ReadError;
use crate::model::Record;

/// As many records as are remembered. Whatever falls out is delivered once more, which does no harm.
const MOST: usize = 2048;

/// How far the clocks of the service's own machines may be apart: a version that is older by less may be the later one.
const CLOCKS_APART_MS: i64 = 5_000;

/// One record that was delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    id: i64,
    last_updated: i64,
    digest: i64,
}

/// Records that were delivered and may come again, in the order of their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Window(Vec<Seen>);

impl Window {
    fn place(&self, id: i64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |seen| seen.id)
    }

    fn get(&self, id: i64) -> Option<&Seen> {
        self.place(id).ok().and_then(|at| self.0.get(at))
    }

    /// Whether a record that is in here is another one now: not the same again, and not an older version.
    /// `None` where it is not in here.
    pub(super) fn is_news(&self, record: &Record, digest: i64, now: i64) -> Option<bool> {
        let seen = self.get(record.id()?.0)?;
        let oldest = seen.last_updated.saturating_sub(CLOCKS_APART_MS);
        // Nothing is later than a time that is still to come.
        let is_older = seen.last_updated <= now && record.last_updated().is_some_and(|time| time.0 < oldest);
        Some(seen.digest != digest && !is_older)
    }

    /// Remembers a record that is delivered, or was before, if it was changed at `since` or later.
    pub(super) fn note(&mut self, record: &Record, digest: i64, since: i64) {
        let Some(id) = record.id() else { return };
        match record.last_updated().filter(|time| time.0 >= since) {
            Some(time) => self.put(Seen { id: id.0, last_updated: time.0, digest }),
            None => self.forget(id.0),
        }
    }

    fn put(&mut self, seen: Seen) {
        if let Ok(at) = self.place(seen.id) {
            self.0.splice(at..=at, [seen]);
            return;
        }
        if self.0.len() >= MOST {
            let oldest = self.0.iter().enumerate().min_by_key(|(_, have)| have.last_updated);
            match oldest.map(|(at, have)| (at, have.last_updated)) {
                Some((at, time)) if time < seen.last_updated => drop(self.0.remove(at)),
                _ => return,
            }
        }
        if let Err(at) = self.place(seen.id) {
            self.0.insert(at, seen);
        }
    }

    /// Forgets a record, so that it is delivered when it comes back.
    pub(super) fn forget(&mut self, id: i64) {
        if let Ok(at) = self.place(id) {
            self.0.remove(at);
        }
    }

    /// Forgets what was changed before `since`: it does not come again.
    pub(super) fn forget_before(&mut self, since: i64) {
        self.0.retain(|seen| seen.last_updated >= since);
    }

    /// What was changed at `since` or later, as text: `id.lastUpdated.digest` in hexadecimal, with spaces between.
    pub(super) fn write(&self, since: i64) -> String {
        let mut out = String::new();
        for Seen { id, last_updated, digest } in &self.0 {
            if *last_updated >= since {
                let space = if out.is_empty() { "" } else { " " };
                out.push_str(&format!("{space}{id:x}.{last_updated:x}.{digest:016x}"));
            }
        }
        out
    }

    /// Reads what [`write`](Window::write) gave.
    pub(super) fn read(text: &str) -> Result<Window, ReadError> {
        let mut window = Window::default();
        for part in text.split_ascii_whitespace() {
            let mut numbers =
                part.split('.').map(|digits| u64::from_str_radix(digits, 16).map(u64::cast_signed));
            match (numbers.next(), numbers.next(), numbers.next(), numbers.next()) {
                (Some(Ok(id)), Some(Ok(last_updated)), Some(Ok(digest)), None) => {
                    window.put(Seen { id, last_updated, digest });
                }
                _ => return Err(ReadError::new("expected `id.lastUpdated.digest` in hexadecimal")),
            }
        }
        Ok(window)
    }
}

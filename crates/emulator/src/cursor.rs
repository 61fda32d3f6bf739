//! Where `/modified/after` goes on.

use std::collections::BTreeSet;

use crate::answer::{Answer, Problem};
use crate::options::CursorForm;
use crate::page::After;
use crate::store::Row;

/// The first of the numbers that stand for a place: no time, and exact in JavaScript.
const FIRST: i64 = 9_000_000_000_000_000;

/// The cursors that were given out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cursors {
    /// What the numbers stand for, from `FIRST` on.
    numbered: Vec<Row>,
    used: BTreeSet<String>,
}

/// Where a page starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    /// The page shows what lies behind it.
    pub(crate) row: Row,
    /// Whether a cursor said so: the client has seen what lies before.
    pub(crate) is_cursor: bool,
    /// Whether it was asked for before.
    pub(crate) is_used: bool,
}

impl Cursors {
    /// Reads `after`: a time in milliseconds, or a cursor of an earlier page.
    // UNCERTAIN: what is missing or unreadable; "after" is taken to leave out the time itself.
    pub(crate) fn read(&mut self, after: &str) -> Result<Start, Answer> {
        let cursor = match after.split_once('_') {
            Some((time, id)) => Some((number(time)?, number(id)?)),
            None => self.numbered(after),
        };
        match cursor {
            Some(row) => Ok(Start { row, is_cursor: true, is_used: !self.used.insert(after.to_owned()) }),
            None => {
                let time = if after.is_empty() { 0 } else { number(after)? };
                Ok(Start { row: (time, i64::MAX), is_cursor: false, is_used: false })
            }
        }
    }

    fn numbered(&self, after: &str) -> Option<Row> {
        let index = after.parse::<i64>().ok()?.checked_sub(FIRST)?;
        self.numbered.get(usize::try_from(index).ok()?).copied()
    }

    /// The cursor behind that row, which nobody has used yet.
    pub(crate) fn give(&mut self, form: CursorForm, row: Row) -> After {
        if form == CursorForm::Text {
            let text = format!("{}_{}", row.0, row.1);
            self.used.remove(&text);
            return After::Text(text);
        }
        let number = FIRST.saturating_add(i64::try_from(self.numbered.len()).unwrap_or(0));
        self.numbered.push(row);
        if form == CursorForm::Digits { After::Text(number.to_string()) } else { After::Number(number) }
    }
}

fn number(text: &str) -> Result<i64, Answer> {
    text.parse().map_err(|_| Problem::invalid("Invalid value for query parameter 'after'").into())
}

//! The ids that a full scan has still to walk, in ranges that several machines may share.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::endpoint::ListEngagements;
use crate::error::Error;
use crate::json::{self, Json, ReadError, Source};
use crate::model::{Cursor, Page, Record};

/// Ids that are still to be walked, as a checkpoint keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// The last id before it.
    pub(super) after: i64,
    /// Where the listing goes on, in the service's own words; without it, at `after`.
    pub(super) cursor: Option<Cursor>,
    /// Its last id; without it, to the end.
    pub(super) until: Option<i64>,
}

impl Span {
    /// Where its listing begins.
    pub(super) fn start(&self) -> Option<Cursor> {
        self.cursor.clone().or_else(|| (self.after > 0).then(|| Cursor::from(self.after)))
    }

    pub(super) fn read(text: &str) -> Result<Span, ReadError> {
        let mut span = Span::default();
        json::each_entry(text, &mut |key, value| {
            match key {
                "after" => span.after = i64::read(value, Source::Caller)?,
                "cursor" => span.cursor = Some(Cursor::read(value)?),
                "until" => span.until = Some(i64::read(value, Source::Caller)?),
                _ => {}
            }
            Ok(())
        })?;
        Ok(span)
    }

    /// Ids are strings, so that no language rounds them.
    pub(super) fn write(&self, out: &mut String) {
        out.push_str(&format!("{{\"after\":\"{}\"", self.after));
        if let Some(cursor) = &self.cursor {
            json::write_key(out, "cursor");
            json::write_string(out, cursor.as_str());
        }
        if let Some(until) = self.until {
            out.push_str(&format!(",\"until\":\"{until}\""));
        }
        out.push('}');
    }
}

/// A range under way.
#[derive(Debug)]
struct Range {
    key: u64,
    span: Span,
    /// The last id that was read, delivered or not.
    reach: i64,
    /// How many ids its last page spanned.
    page_span: Option<i64>,
    is_taken: bool,
    /// Whether a page of it waits to be delivered.
    is_ready: bool,
}

/// What a page of a range gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Covered {
    /// Ids behind this one…
    pub(super) after: i64,
    /// …and up to this one, or to the end, are those of the page and no others.
    pub(super) until: Option<i64>,
}

impl Covered {
    /// Whether a record is among those that it covers.
    pub(super) fn has(&self, record: &Record) -> bool {
        let within = |id: i64| id > self.after && self.until.is_none_or(|until| id <= until);
        record.id().is_none_or(|id| within(id.0))
    }
}

/// What the machines of one scan share.
#[derive(Debug, Default)]
pub(crate) struct Ranges {
    /// What is walked, but for where it begins.
    listing: ListEngagements,
    list: Vec<Range>,
    ready: VecDeque<(u64, Page)>,
    failed: Option<Error>,
    next_key: u64,
    /// Where the whole scan began, for what a gallop measures.
    origin: Option<i64>,
    lanes: usize,
    may_split: bool,
    is_over: bool,
}

/// The shared state; nothing panics while it holds the lock.
pub(crate) fn locked(ranges: &Mutex<Ranges>) -> MutexGuard<'_, Ranges> {
    ranges.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ranges {
    pub(super) fn new(listing: ListEngagements) -> Ranges {
        Ranges { listing, ..Ranges::default() }
    }

    /// Begins a scan over these.
    pub(super) fn begin(&mut self, open: Vec<Span>) {
        self.list.clear();
        self.ready.clear();
        self.origin = None;
        self.may_split = false;
        self.is_over = false;
        open.into_iter().for_each(|span| self.add(span, false));
    }

    fn add(&mut self, span: Span, is_taken: bool) {
        let (key, reach) = (self.next_key, span.after);
        self.next_key += 1;
        self.list.push(Range { key, span, reach, page_span: None, is_taken, is_ready: false });
    }

    fn range(&mut self, key: u64) -> Option<&mut Range> {
        self.list.iter_mut().find(|range| range.key == key)
    }

    /// What is still to be walked once everything that was settled is delivered.
    pub(super) fn open(&self) -> Vec<Span> {
        self.list.iter().map(|range| range.span.clone()).collect()
    }

    pub(super) fn is_complete(&self) -> bool {
        self.list.is_empty()
    }

    /// Nothing is walked any more.
    pub(super) fn end(&mut self) {
        self.list.clear();
        self.ready.clear();
        self.is_over = true;
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Whether machines beside the first one walk the ranges.
    pub(super) fn is_shared(&self) -> bool {
        self.lanes > 0 && self.may_split
    }

    /// Whether there is a range that ends before the listing does.
    pub(super) fn is_split(&self) -> bool {
        self.list.iter().any(|range| range.span.until.is_some())
    }

    /// Whether a page of the range is in the order of its ids, behind those before it, and ends where its offset says.
    pub(super) fn is_keyset(&self, key: u64, page: &Page) -> bool {
        let range = self.list.iter().find(|range| range.key == key);
        let mut last = range.map_or(0, |range| range.span.after).saturating_sub(1);
        for record in page.iter() {
            match record.id() {
                Some(id) if last < id.0 => last = id.0,
                _ => return false,
            }
        }
        let ends_there = |offset: i64| offset == last || offset.checked_sub(1) == Some(last);
        page.is_empty() || page.next().is_none_or(|next| next.as_str().parse().is_ok_and(ends_there))
    }

    /// The listing is as it must be for ranges of ids to be walked side by side.
    pub(super) fn allow_split(&mut self) {
        self.may_split = true;
    }

    /// Another machine walks ranges: gives it the listing to walk.
    pub(super) fn attach(&mut self) -> ListEngagements {
        self.lanes += 1;
        self.listing.clone()
    }

    pub(super) fn detach(&mut self) {
        self.lanes = self.lanes.saturating_sub(1);
    }

    pub(super) fn fail(&mut self, error: Error) {
        self.failed.get_or_insert(error);
    }

    pub(super) fn failure(&mut self) -> Option<Error> {
        self.failed.take()
    }

    /// A range for a machine that has none: one that nobody walks, else the upper part of the largest.
    pub(super) fn take(&mut self) -> Option<(u64, Option<Cursor>)> {
        let free = self.list.iter_mut().find(|range| !range.is_taken && !range.is_ready);
        if let Some(range) = free {
            range.is_taken = true;
            return Some((range.key, range.span.start()));
        }
        if self.may_split { self.steal() } else { None }
    }

    fn steal(&mut self) -> Option<(u64, Option<Cursor>)> {
        let origin = self.origin?;
        let victim = self.list.iter_mut().max_by_key(|range| range.pages_left())?;
        if victim.pages_left() < WORTH_STEALING {
            return None;
        }
        let middle = victim.middle(origin);
        if middle > HIGHEST {
            return None;
        }
        let upper = Span { after: middle, cursor: None, until: victim.span.until };
        victim.span.until = Some(middle);
        self.add(upper, true);
        self.list.last().map(|range| (range.key, range.span.start()))
    }

    /// Gives a range back that is not walked to its end.
    pub(super) fn release(&mut self, key: u64) {
        if let Some(range) = self.range(key) {
            range.is_taken = false;
        }
    }

    /// A machine's page, to be delivered by the first one.
    pub(super) fn deposit(&mut self, key: u64, page: Page) {
        if self.note(key, &page).is_some() {
            self.ready.push_back((key, page));
        }
    }

    fn note(&mut self, key: u64, page: &Page) -> Option<()> {
        let range = self.range(key)?;
        let last = last_id(page).unwrap_or(range.reach);
        range.page_span = Some(last.saturating_sub(range.reach).max(1));
        range.reach = last;
        range.is_ready = true;
        Some(())
    }

    /// Whether the range's last page still waits; `None` where the range is no more.
    pub(super) fn is_waiting(&self, key: u64) -> Option<bool> {
        self.list.iter().find(|range| range.key == key).map(|range| range.is_ready)
    }

    /// A page that waits to be delivered.
    pub(super) fn next_page(&mut self) -> Option<(u64, Page)> {
        self.ready.pop_front()
    }

    /// A page of the range is about to be delivered: which ids it covers.
    pub(super) fn settle(&mut self, key: u64, page: &Page) -> Option<Covered> {
        if !self.range(key)?.is_ready {
            self.note(key, page)?;
        }
        let first = page.get(0).and_then(|record| record.id()).map(|id| id.0);
        if let Some(first) = first {
            self.origin.get_or_insert(first);
        }
        let range = self.range(key)?;
        range.is_ready = false;
        let (after, last) = (range.span.after, last_id(page).unwrap_or(range.span.after));
        let is_behind = range.span.until.is_some_and(|until| last >= until);
        if is_behind || !page.has_more() {
            let until = range.span.until;
            self.list.retain(|range| range.key != key);
            return Some(Covered { after, until });
        }
        range.span.after = last.max(after);
        range.span.cursor = page.next().cloned();
        Some(Covered { after, until: Some(range.span.after) })
    }
}

/// No id is looked for behind this one: none is known beyond what a double holds exactly.
const HIGHEST: i64 = 1 << 53;
/// How many pages a range must have left for another machine to take half of it.
const WORTH_STEALING: i64 = 2;

impl Range {
    /// How many pages it still has, if its ids are as dense as those of its last page.
    fn pages_left(&self) -> i64 {
        match (self.span.until, self.page_span) {
            (None, _) => i64::MAX,
            (Some(until), Some(span)) => until.saturating_sub(self.reach) / span,
            // Its first page will tell.
            (Some(_), None) => 0,
        }
    }

    /// Where its upper part begins: nobody knows where the ids end, so an open range is cut at three times what lies
    /// behind.
    fn middle(&self, origin: i64) -> i64 {
        match self.span.until {
            Some(until) => self.reach + (until - self.reach) / 2,
            None => {
                let behind = self.reach.saturating_sub(origin).saturating_mul(2);
                let pages = self.page_span.unwrap_or(1).saturating_mul(8);
                self.reach.saturating_add(behind.max(pages))
            }
        }
    }
}

/// The highest id of a page.
pub(super) fn last_id(page: &Page) -> Option<i64> {
    page.iter().filter_map(|record| record.id()).map(|id| id.0).max()
}

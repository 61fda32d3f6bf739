//! A page of a listing: the response's text, read once, and where each record lies in it.

use std::fmt;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::ids::Id;
use crate::json::{self, Json, ReadError, Scanner, Source};
use crate::model::{Engagement, EngagementType, text};

/// Where a listing goes on: the service's own value, to be handed back as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor(Box<str>);

impl Cursor {
    /// The value as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a cursor from a JSON number or a JSON string; both are on record.
    pub(crate) fn read(text: &str) -> Result<Cursor, ReadError> {
        let cursor = if text.starts_with('"') {
            String::read(text, Source::Service)?
        } else {
            i64::read(text, Source::Service)?.to_string()
        };
        if cursor.is_empty() {
            Err(ReadError::new("a cursor cannot be empty"))
        } else {
            Ok(Cursor(cursor.into()))
        }
    }
}

impl From<&str> for Cursor {
    fn from(cursor: &str) -> Cursor {
        Cursor(cursor.into())
    }
}

impl From<i64> for Cursor {
    fn from(cursor: i64) -> Cursor {
        Cursor(cursor.to_string().into())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One engagement as it came: a slice of its response, decoded when it is asked for.
///
/// Cloning shares the text.
#[derive(Clone)]
pub struct Record {
    text: Arc<str>,
    span: Span,
}

#[derive(Debug, Clone, Default)]
struct Span {
    start: usize,
    end: usize,
    id: Option<Id>,
    kind: Option<EngagementType>,
    last_updated: Option<Timestamp>,
}

impl Record {
    /// Takes a response that is one engagement and checks that it can be decoded.
    pub(crate) fn from_body(body: &[u8]) -> Result<Record, ReadError> {
        let text = json::checked(utf8(body)?)?;
        if !text::check(text)? {
            return Err(ReadError::new(format!("expected an engagement, found {}", json::shorten(text))));
        }
        Record::from_json(text)
    }

    /// Takes the text of a record that was kept, such as [`Record::json`] of another one.
    ///
    /// Like a record of a page it need not decode: [`Record::decode`] says what is wrong.
    ///
    /// # Errors
    /// [`ReadError`] for a text that is not JSON.
    pub fn from_json(text: &str) -> Result<Record, ReadError> {
        let text = json::checked(text)?;
        let span = Span::read(&mut Scanner::of(text))?;
        Ok(Record { text: text.into(), span })
    }

    /// The record's JSON text, byte for byte as the service sent it.
    pub fn json(&self) -> &str {
        self.text.get(self.span.start..self.span.end).unwrap_or_default()
    }

    /// `engagement.id`, where it is there and an integer.
    pub fn id(&self) -> Option<Id> {
        self.span.id
    }

    /// `engagement.type`, where it is there and a string.
    pub fn kind(&self) -> Option<&EngagementType> {
        self.span.kind.as_ref()
    }

    /// `engagement.lastUpdated`, where it is there and an integer.
    pub fn last_updated(&self) -> Option<Timestamp> {
        self.span.last_updated
    }

    /// 64 bits that stand for the record's text, as a signed integer: FNV-1a, the same in every language and version.
    ///
    /// Whoever keeps it can tell a sync which version of the record it holds, see [`Held`](crate::machine::Held).
    pub fn digest(&self) -> i64 {
        const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
        self.json().bytes().fold(BASIS, fold).cast_signed()
    }

    /// Decodes the record.
    ///
    /// # Errors
    /// [`ReadError`] where a documented field has the wrong JSON type. Only this record is affected, and
    /// [`Record::json`] still has it.
    pub fn decode(&self) -> Result<Engagement, ReadError> {
        Engagement::read(self.json())
    }

    /// The record's JSON text for JavaScript's `JSON.parse`: ids, and integers beyond 2^53, are strings.
    ///
    /// Where keys do not tell which of its strings were numbers, that stands behind
    /// [`SEPARATOR`](crate::json::javascript::SEPARATOR), so that it can be written back as it came.
    ///
    /// # Errors
    /// As [`Record::decode`].
    pub fn javascript(&self) -> Result<String, ReadError> {
        text::check(self.json())?;
        Ok(json::javascript::for_javascript_and_back(self.json()))
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Record").field(&self.json()).finish()
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Record) -> bool {
        self.json() == other.json()
    }
}

/// One page of a listing.
#[derive(Clone)]
pub struct Page {
    text: Arc<str>,
    spans: Arc<[Span]>,
    has_more: bool,
    cursor: Option<Cursor>,
    total: Option<i64>,
    skipped: Arc<[Id]>,
}

impl Page {
    /// Takes a response `{results, hasMore, offset | after, total}`.
    pub(crate) fn from_body(body: &[u8], cursor_key: &str) -> Result<Page, ReadError> {
        let text = utf8(body)?;
        let envelope = Envelope::read(text, cursor_key)?;
        let cursor =
            envelope.cursor.map(Cursor::read).transpose().map_err(|error| error.under(cursor_key))?;
        Ok(Page {
            text: text.into(),
            spans: envelope.results.into(),
            has_more: envelope.has_more,
            cursor,
            total: envelope.total,
            skipped: Arc::default(),
        })
    }

    /// Records that were left out right before this page, because the service fails at them.
    ///
    /// Others between two such records that lie close together may have been left out with them.
    pub fn skipped(&self) -> &[Id] {
        &self.skipped
    }

    pub(crate) fn with_skipped(mut self, ids: &[Id]) -> Page {
        self.skipped = ids.into();
        self
    }

    /// How many records it has. None does not mean that the listing ends here.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether it has no records.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The record at `index`.
    pub fn get(&self, index: usize) -> Option<Record> {
        let span = self.spans.get(index)?.clone();
        Some(Record { text: Arc::clone(&self.text), span })
    }

    /// The records in the service's order.
    pub fn iter(&self) -> impl Iterator<Item = Record> {
        self.spans.iter().map(|span| Record { text: Arc::clone(&self.text), span: span.clone() })
    }

    /// Where the next page begins; `None` on the last page.
    pub fn next(&self) -> Option<&Cursor> {
        if self.has_more { self.cursor.as_ref() } else { None }
    }

    /// Whether the service says that more follows.
    pub fn has_more(&self) -> bool {
        self.has_more
    }

    /// How many records the listing has in all; only the recently modified list says so.
    pub fn total(&self) -> Option<i64> {
        self.total
    }

    /// The whole response as text.
    pub fn json(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("records", &self.len())
            .field("next", &self.next())
            .finish_non_exhaustive()
    }
}

/// Bodies are checked as a whole: several times faster than string by string.
pub(crate) fn utf8(body: &[u8]) -> Result<&str, ReadError> {
    simdutf8::compat::from_utf8(body).map_err(|error| {
        ReadError::new(format!("the body is not UTF-8 from byte {} on", error.valid_up_to()))
    })
}

impl Span {
    /// Passes a record and notes what the index says of it. One of which it says nothing is still a record: decoding
    /// says what is wrong.
    fn read(scanner: &mut Scanner<'_>) -> Result<Span, ReadError> {
        let mut span = Span { start: scanner.start(), ..Span::default() };
        if span.index(scanner).is_err() {
            scanner.back_to(span.start).value()?;
        }
        span.end = scanner.here();
        Ok(span)
    }

    /// Passes a record that is an object, and whose keys are characters.
    fn index(&mut self, scanner: &mut Scanner<'_>) -> Result<(), ReadError> {
        scanner.object_with(&mut |scanner, key| {
            if key == "engagement" && scanner.is_at(b'{') {
                scanner.object_with(&mut |scanner, key| self.note(&key, scanner.value()?))
            } else {
                scanner.value().map(drop)
            }
        })
    }

    /// Takes an entry of `engagement`.
    fn note(&mut self, key: &str, value: &str) -> Result<(), ReadError> {
        match key {
            "id" => self.id = Id::read(value, Source::Service).ok(),
            "type" => self.kind = EngagementType::read(value, Source::Service).ok(),
            "lastUpdated" => self.last_updated = Timestamp::read(value, Source::Service).ok(),
            _ => {}
        }
        Ok(())
    }
}

/// The page's own keys and where its records lie: one pass that also checks that the text is JSON.
#[derive(Default)]
struct Envelope<'a> {
    results: Vec<Span>,
    has_more: bool,
    cursor: Option<&'a str>,
    total: Option<i64>,
}

impl<'a> Envelope<'a> {
    fn read(text: &'a str, cursor_key: &str) -> Result<Envelope<'a>, ReadError> {
        let mut envelope = Envelope::default();
        let mut has_results = false;
        let mut scanner = Scanner::of(text);
        scanner.object(&mut |scanner, key| {
            if key == "results" {
                has_results = true;
                envelope.results.clear();
                return scanner.array_with(&mut |scanner| {
                    envelope.results.push(Span::read(scanner)?);
                    Ok(())
                });
            }
            let text = scanner.value()?;
            envelope.entry(&key, text, cursor_key).map_err(|error| error.under(&key))
        })?;
        if !has_results {
            return Err(ReadError::new("a page must have `results`"));
        }
        scanner.end().map(|()| envelope)
    }

    fn entry(&mut self, key: &str, text: &'a str, cursor_key: &str) -> Result<(), ReadError> {
        match key {
            "hasMore" => self.has_more = bool::read(text, Source::Service)?,
            "total" => self.total = Some(i64::read(text, Source::Service)?),
            key if key == cursor_key && !json::is_null(text) => self.cursor = Some(text),
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

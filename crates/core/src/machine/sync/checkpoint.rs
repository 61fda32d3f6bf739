//! What a sync must remember between two batches.

use super::ranges::Span;
use super::window::Window;
use crate::error::{Error, Issue};
use crate::json::{self, Json, ReadError, Source};
use crate::model::{Cursor, text};

/// The version of the JSON text; a newer one is refused.
const VERSION: i64 = 1;

/// Where a sync stands once a batch is applied. As JSON it can be stored anywhere; a later sync goes on from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// Grows with every batch: whoever stores it can refuse one that is not newer than what it has.
    pub(super) epoch: i64,
    /// The account.
    pub(super) portal: Option<i64>,
    /// The service's time up to which, less the overlap, everything was delivered.
    pub(super) watermark: Option<i64>,
    /// The service's time at which the last full scan began.
    pub(super) scanned: Option<i64>,
    /// The full scan that is under way.
    pub(super) scan: Option<Scan>,
    /// The pass over the changes that is under way.
    pub(super) pass: Option<Pass>,
    pub(super) window: Window,
}

/// A full scan that has delivered its first page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// The service's time at which it began.
    pub(super) began: i64,
    /// What is still to be walked.
    pub(super) open: Vec<Span>,
    /// Ids that the consumer holds and the walk has not met, in ascending order.
    pub(super) missing: Vec<i64>,
    /// Whether all that was walked was compared with what the consumer holds.
    pub(super) is_sweep: bool,
}

/// A pass over `/modified/after` that has more pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pass {
    /// The service's time at which it began.
    pub(super) began: i64,
    pub(super) cursor: Cursor,
}

impl Checkpoint {
    /// The checkpoint that a batch had.
    ///
    /// # Errors
    /// A validation error for a text that is none, or one of a newer version of this library.
    pub fn from_json(text: &str) -> Result<Checkpoint, Error> {
        Checkpoint::read(text).map_err(Error::invalid_option)
    }

    /// Grows by one with every batch.
    ///
    /// Whoever stores checkpoints refuses one whose epoch is not higher than that of the stored one: another sync shares
    /// the store.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    pub(crate) fn read(text: &str) -> Result<Checkpoint, Issue> {
        let text = text.trim_ascii();
        let version = text::entry(text, "v").and_then(|version| i64::read(version, Source::Caller).ok());
        // What a newer version means by its keys need not be what this one does.
        if let Some(version) = version.filter(|version| *version > VERSION) {
            let message = format!(
                "was written by a newer version of this library (its version {version}, this one reads {VERSION}): \
                 upgrade, or start without a checkpoint"
            );
            return Err(Issue::new("/checkpoint/v", "newer_version", message));
        }
        let mut checkpoint = Checkpoint::default();
        let read = json::each_entry(text, &mut |key, value| {
            if json::is_null(value) { Ok(()) } else { checkpoint.entry(key, value) }
        });
        let problem = match (read, version) {
            (Ok(()), Some(_)) => return Ok(checkpoint),
            (Ok(()), None) => ReadError::new("expected a number").under("v"),
            (Err(error), _) => error,
        };
        let message = format!("{}; give what an earlier sync gave as its checkpoint", problem.message);
        Err(Issue::new(format!("/checkpoint{}", problem.path), "invalid_checkpoint", message))
    }

    fn entry(&mut self, key: &str, value: &str) -> Result<(), ReadError> {
        let integer = || i64::read(value, Source::Caller);
        match key {
            "epoch" => self.epoch = integer()?,
            "portal" => self.portal = Some(integer()?),
            "watermark" => self.watermark = Some(integer()?),
            "scanned" => self.scanned = Some(integer()?),
            "scan" => self.scan = Some(Scan::read(value)?),
            "pass" => self.pass = Some(Pass::read(value)?),
            "seen" => self.window = Window::read(&String::read(value, Source::Caller)?)?,
            _ => {}
        }
        Ok(())
    }

    /// The checkpoint as a JSON object. `since` is the time from which on changes are read again.
    pub(super) fn write(&self, since: i64) -> String {
        let mut out = format!("{{\"v\":{VERSION},\"epoch\":{}", self.epoch);
        let times = [("portal", self.portal), ("watermark", self.watermark), ("scanned", self.scanned)];
        for (key, number) in times {
            if let Some(number) = number {
                json::write_key(&mut out, key);
                number.write(&mut out);
            }
        }
        if let Some(scan) = &self.scan {
            json::write_key(&mut out, "scan");
            scan.write(&mut out);
        }
        if let Some(pass) = &self.pass {
            json::write_key(&mut out, "pass");
            out.push_str(&format!("{{\"began\":{},\"cursor\":", pass.began));
            json::write_string(&mut out, pass.cursor.as_str());
            out.push('}');
        }
        json::write_key(&mut out, "seen");
        json::write_string(&mut out, &self.window.write(since));
        out.push('}');
        out
    }
}

impl Scan {
    fn read(text: &str) -> Result<Scan, ReadError> {
        let mut scan = Scan::default();
        json::each_entry(text, &mut |key, value| {
            match key {
                "began" => scan.began = i64::read(value, Source::Caller)?,
                "open" => {
                    scan.open =
                        json::elements(value)?.into_iter().map(Span::read).collect::<Result<_, _>>()?
                }
                "sweep" => scan.is_sweep = bool::read(value, Source::Caller)?,
                "missing" => scan.missing = read_ids(&String::read(value, Source::Caller)?)?,
                _ => {}
            }
            Ok(())
        })?;
        Ok(scan)
    }

    fn write(&self, out: &mut String) {
        out.push_str(&format!("{{\"began\":{},\"open\":[", self.began));
        for (index, span) in self.open.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            span.write(out);
        }
        out.push(']');
        if self.is_sweep {
            out.push_str(",\"sweep\":true");
        }
        if !self.missing.is_empty() {
            let mut ids = String::new();
            for id in &self.missing {
                ids.push_str(&format!("{id:x} "));
            }
            json::write_key(out, "missing");
            json::write_string(out, ids.trim_ascii_end());
        }
        out.push('}');
    }
}

/// Ids in hexadecimal, with spaces between.
fn read_ids(text: &str) -> Result<Vec<i64>, ReadError> {
    let read =
        |digits| i64::from_str_radix(digits, 16).map_err(|_| ReadError::new("expected ids in hexadecimal"));
    text.split_ascii_whitespace().map(read).collect()
}

impl Pass {
    fn read(text: &str) -> Result<Pass, ReadError> {
        let (mut began, mut cursor) = (None, None);
        json::each_entry(text, &mut |key, value| {
            match key {
                "began" => began = Some(i64::read(value, Source::Caller)?),
                "cursor" => cursor = Some(Cursor::read(value)?),
                _ => {}
            }
            Ok(())
        })?;
        match (began, cursor) {
            (Some(began), Some(cursor)) => Ok(Pass { began, cursor }),
            _ => Err(ReadError::new("expected `began` and `cursor`")),
        }
    }
}

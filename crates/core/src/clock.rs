//! Time as a value: the core never asks for it.

use std::fmt;

use crate::find;
use crate::json::{Json, Kind, ReadError, Source, Value, integer};

/// The moment at which a machine is stepped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    /// Milliseconds of a clock that never goes back; its zero means nothing.
    pub monotonic_ms: u64,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: i64,
}

/// Milliseconds since 1970-01-01T00:00:00Z, kept exactly as the service has them.
///
/// The service stores whatever a caller once wrote, so values far outside of any calendar are real
/// (a .NET tick count such as `636418459634654854` is on record).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

/// Days from 0000-03-01 to 1970-01-01 in the proleptic Gregorian calendar.
const DAYS_TO_EPOCH: i64 = 719_468;
const DAYS_PER_ERA: i64 = 146_097;
const DAY_MS: i64 = 86_400_000;

impl Timestamp {
    /// The time in RFC 3339 with milliseconds, in UTC; `None` outside of the years 0 to 9999.
    ///
    /// ```
    /// use hubspot_engagements_core::clock::Timestamp;
    /// assert_eq!(Timestamp(1_409_172_644_778).to_rfc3339().as_deref(), Some("2014-08-27T20:50:44.778Z"));
    /// assert_eq!(Timestamp(636_418_459_634_654_854).to_rfc3339(), None);
    /// ```
    pub fn to_rfc3339(self) -> Option<String> {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY_MS));
        if !(0..=9999).contains(&year) {
            return None;
        }
        let of_day = self.0.rem_euclid(DAY_MS);
        let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60);
        let millis = of_day % 1000;
        Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"))
    }

    /// The time that an RFC 3339 text names; digits behind the milliseconds are cut off.
    ///
    /// A text without an offset is refused, because it names a different moment in every time zone.
    ///
    /// ```
    /// use hubspot_engagements_core::clock::Timestamp;
    /// assert_eq!(Timestamp::from_rfc3339("2014-08-27T22:50:44.778+02:00"), Some(Timestamp(1_409_172_644_778)));
    /// assert_eq!(Timestamp::from_rfc3339("2014-08-27T22:50:44"), None);
    /// ```
    pub fn from_rfc3339(text: &str) -> Option<Timestamp> {
        let mut rest = text;
        let year = digits(&mut rest, 4)?;
        let month = after(&mut rest, "-").and_then(|()| digits(&mut rest, 2))?;
        let day = after(&mut rest, "-").and_then(|()| digits(&mut rest, 2))?;
        after(&mut rest, "T").or_else(|| after(&mut rest, "t")).or_else(|| after(&mut rest, " "))?;
        let hour = digits(&mut rest, 2)?;
        let minute = after(&mut rest, ":").and_then(|()| digits(&mut rest, 2))?;
        let second = after(&mut rest, ":").and_then(|()| digits(&mut rest, 2))?;
        let millis = if after(&mut rest, ".").is_some() { fraction(&mut rest)? } else { 0 };
        let offset = offset_minutes(rest)?;
        let in_range = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second <= 60;
        in_range.then(|| {
            let minutes = days_from_civil(year, month, day) * 1440 + hour * 60 + minute - offset;
            Timestamp((minutes * 60 + second) * 1000 + millis)
        })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_rfc3339() {
            Some(text) => f.write_str(&text),
            None => write!(f, "{} ms", self.0),
        }
    }
}

impl From<i64> for Timestamp {
    fn from(milliseconds: i64) -> Timestamp {
        Timestamp(milliseconds)
    }
}

impl From<std::time::SystemTime> for Timestamp {
    /// A time beyond 64 bits of milliseconds becomes the last that they hold.
    fn from(time: std::time::SystemTime) -> Timestamp {
        let limited = |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => Timestamp(limited(after)),
            Err(before) => Timestamp(-limited(before.duration())),
        }
    }
}

impl Json for Timestamp {
    const KIND: Kind = Kind::Time;
    fn read(text: &str, source: Source) -> Result<Timestamp, ReadError> {
        let named = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        match (source, named.and_then(Timestamp::from_rfc3339)) {
            (Source::Caller, Some(time)) => Ok(time),
            _ => integer(text, source).map(Timestamp),
        }
    }
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }
    fn value(&self) -> Value<'_> {
        Value::Time(self.0)
    }
}

/// A span of time in milliseconds, such as a call's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Milliseconds(pub i64);

impl From<i64> for Milliseconds {
    fn from(milliseconds: i64) -> Milliseconds {
        Milliseconds(milliseconds)
    }
}

impl From<std::time::Duration> for Milliseconds {
    /// A span beyond 64 bits of milliseconds becomes the longest that they hold.
    fn from(span: std::time::Duration) -> Milliseconds {
        Milliseconds(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
    }
}

impl Json for Milliseconds {
    const KIND: Kind = Kind::Duration;
    fn read(text: &str, source: Source) -> Result<Milliseconds, ReadError> {
        integer(text, source).map(Milliseconds)
    }
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }
    fn value(&self) -> Value<'_> {
        Value::Duration(self.0)
    }
}

/// The time that an HTTP date names, such as `Sun, 06 Nov 1994 08:49:37 GMT`; older spellings are not read.
pub(crate) fn from_http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let (_, mut rest) = find::split_once(text.trim_ascii(), ", ")?;
    let day = digits(&mut rest, 2)?;
    after(&mut rest, " ")?;
    let (name, tail) = rest.split_at_checked(3)?;
    let month = find::find(MONTHS, name).filter(|at| at % 3 == 0)? as i64 / 3 + 1;
    rest = tail;
    let year = after(&mut rest, " ").and_then(|()| digits(&mut rest, 4))?;
    let hour = after(&mut rest, " ").and_then(|()| digits(&mut rest, 2))?;
    let minute = after(&mut rest, ":").and_then(|()| digits(&mut rest, 2))?;
    let second = after(&mut rest, ":").and_then(|()| digits(&mut rest, 2))?;
    let is_valid = rest == " GMT"
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    let seconds = (days_from_civil(year, month, day) * 1440 + hour * 60 + minute) * 60 + second;
    is_valid.then_some(Timestamp(seconds * 1000))
}

fn after(rest: &mut &str, mark: &str) -> Option<()> {
    *rest = rest.strip_prefix(mark)?;
    Some(())
}

fn digits(rest: &mut &str, count: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(count)?;
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    *rest = tail;
    head.parse().ok()
}

/// The milliseconds of the decimal fraction at the front of `rest`.
fn fraction(rest: &mut &str) -> Option<i64> {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    if head.is_empty() {
        return None;
    }
    format!("{head:0<3}").get(..3)?.parse().ok()
}

fn offset_minutes(mut rest: &str) -> Option<i64> {
    if rest.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if after(&mut rest, "-").is_some() { -1 } else { after(&mut rest, "+").map(|()| 1)? };
    let hours = digits(&mut rest, 2)?;
    let minutes = after(&mut rest, ":").and_then(|()| digits(&mut rest, 2))?;
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01; the year is taken to begin in March, so that leap days come last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests;

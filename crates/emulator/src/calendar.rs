//! Dates as the service writes them. Computed here, so that a mistake in the client's calendar cannot hide.

const SECOND_MS: i64 = 1_000;
const DAY_MS: i64 = 86_400_000;
/// 9999-12-31T23:59:59.999Z, the last time that four digits of a year can tell.
const LAST_MS: i64 = 253_402_300_799_999;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment taken apart, in UTC.
struct Moment {
    year: i64,
    /// From 1.
    month: i64,
    day: i64,
    /// 0 is the day of 1970-01-01, a Thursday.
    weekday: i64,
    hour: i64,
    minute: i64,
    second: i64,
    ms: i64,
}

impl Moment {
    /// Times outside of the years 1970 to 9999 count as the nearest one inside.
    fn of(unix_ms: i64) -> Moment {
        let unix_ms = unix_ms.clamp(0, LAST_MS);
        let days = unix_ms / DAY_MS;
        let seconds = unix_ms % DAY_MS / SECOND_MS;
        let (year, month, day) = date(days);
        Moment {
            year,
            month,
            day,
            weekday: days % 7,
            hour: seconds / 3_600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            ms: unix_ms % SECOND_MS,
        }
    }
}

/// The date of a day counted from 1970-01-01, by going through the years and months.
fn date(mut days: i64) -> (i64, i64, i64) {
    let mut year = 1970;
    while days >= 365 + leap(year) {
        days -= 365 + leap(year);
        year += 1;
    }
    let lengths = [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

/// 1 in a leap year, otherwise 0.
fn leap(year: i64) -> i64 {
    i64::from((year % 4 == 0 && year % 100 != 0) || year % 400 == 0)
}

/// `Mon, 21 Sep 2026 13:33:20 GMT`, as the header `Date` has it.
pub(crate) fn http_date(unix_ms: i64) -> String {
    let Moment { year, month, day, weekday, hour, minute, second, .. } = Moment::of(unix_ms);
    let (weekday, month) = (name(&WEEKDAYS, weekday), name(&MONTHS, month - 1));
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// `2026-09-21T13:33:20.000Z`
pub(crate) fn iso(unix_ms: i64) -> String {
    let Moment { year, month, day, hour, minute, second, ms, .. } = Moment::of(unix_ms);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

fn name<'a>(names: &[&'a str], at: i64) -> &'a str {
    usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{http_date, iso};

    #[test]
    fn known_moments() {
        for (ms, header, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00.000Z"),
            (1_709_251_199_999, "Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59.999Z"),
            (1_709_251_200_000, "Fri, 01 Mar 2024 00:00:00 GMT", "2024-03-01T00:00:00.000Z"),
            (1_790_000_000_000, "Mon, 21 Sep 2026 14:13:20 GMT", "2026-09-21T14:13:20.000Z"),
            (i64::MAX, "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59.999Z"),
            (i64::MIN, "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00.000Z"),
        ] {
            assert_eq!((http_date(ms).as_str(), iso(ms).as_str()), (header, text));
        }
    }
}

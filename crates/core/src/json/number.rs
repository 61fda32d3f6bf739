//! Numbers that no language but the text itself can hold.

use super::scan::{number_end, string_end};
use super::{ReadError, shorten};

/// The digits of the largest double, 1.797…e308.
/// What rounds to it is still finite, so the digits that it is often printed with count.
const LARGEST: &str = "17976931348623158";
const LARGEST_EXPONENT: i64 = 308;

/// Gives a JSON text back unless a number in it is beyond every double.
///
/// JavaScript and Python would read such a number as infinity, which no JSON can say again.
pub(crate) fn finite(text: &str) -> Result<&str, ReadError> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'-' | b'0'..=b'9' => {
                let end = number_end(bytes, at);
                let number = text.get(at..end).unwrap_or_default();
                // Most are short.
                if (number.len() > 300 || number.contains(['e', 'E'])) && is_beyond(number) {
                    return Err(ReadError::new(format!("the number {} is too large", shorten(number))));
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    Ok(text)
}

fn is_beyond(number: &str) -> bool {
    let unsigned = number.trim_start_matches('-');
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return false;
    }
    // An exponent of more digits than 64 bits hold is as large as one that they hold.
    let is_negative = exponent.starts_with('-');
    let limit = if is_negative { i64::MIN / 2 } else { i64::MAX / 2 };
    let exponent =
        exponent.trim_start_matches('+').parse::<i64>().unwrap_or(limit).clamp(i64::MIN / 2, i64::MAX / 2);
    let leading_zeros = i64::try_from(digits.len() - significant.len()).unwrap_or(i64::MAX / 4);
    let whole_digits = i64::try_from(whole.len()).unwrap_or(i64::MAX / 4);
    let scale = exponent.saturating_add(whole_digits - leading_zeros - 1);
    scale > LARGEST_EXPONENT
        || (scale == LARGEST_EXPONENT && significant.get(..LARGEST.len()).unwrap_or(significant) > LARGEST)
}

#[cfg(test)]
mod tests {
    use super::finite;

    #[test]
    fn what_a_double_holds_is_finite() {
        let digits = "9".repeat(308);
        for text in [
            "1e308",
            "-1.5E+3",
            "0e999",
            "1e-999",
            "179.7e306",
            "1.7976931348623158e308",
            r#""1e400""#,
            r#"{"a":"\\\"1e400","b":[1,2.5]}"#,
            &digits,
        ] {
            assert!(finite(text).is_ok(), "{text}");
        }
        let long = format!("[{digits}9]");
        for text in [
            "1e309",
            "1e400",
            "-1e400",
            "[1,{\"a\":2E+310}]",
            "0.1e400",
            "1798e305",
            "1e99999999999999999999",
            r#"{"a\"":1e400}"#,
            &long,
        ] {
            assert!(finite(text).is_err(), "{text}");
        }
    }
}

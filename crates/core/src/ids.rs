//! Ids of engagements, CRM records, owners, users and portals.

use std::fmt;
use std::str::FromStr;

use crate::json::{Json, Kind, ReadError, Source, Value, integer};

/// A 64-bit id as the service gives it.
///
/// ```
/// use hubspot_engagements_core::ids::Id;
/// assert_eq!("24386567604".parse::<Id>(), Ok(Id(24_386_567_604)));
/// assert!("".parse::<Id>().is_err());
/// assert!("1/../2".parse::<Id>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub i64);

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a whole number from 1 to 9223372036854775807")]
pub struct InvalidId;

impl Id {
    /// Whether a record can have this id: ids begin at 1.
    pub fn is_valid(self) -> bool {
        self.0 > 0
    }
}

impl FromStr for Id {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Id, InvalidId> {
        let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
        let parsed = if digits_only { text.parse().map(Id).ok() } else { None };
        parsed.filter(|id| id.is_valid()).ok_or(InvalidId)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<i64> for Id {
    fn from(id: i64) -> Id {
        Id(id)
    }
}

impl Json for Id {
    const KIND: Kind = Kind::Id;
    fn read(text: &str, source: Source) -> Result<Id, ReadError> {
        integer(text, source).map(Id)
    }
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }
    fn value(&self) -> Value<'_> {
        Value::Id(self.0)
    }
}

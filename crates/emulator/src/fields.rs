//! A JSON object that keeps its keys' order and every value's exact text.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// One JSON value as it was written, without the white space around its tokens.
pub(crate) type Raw = Box<RawValue>;

/// The members of a JSON object, in order. A number such as 2^80 or `1.10` stays what it was.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, Raw)>);

impl Fields {
    /// The value of that key.
    pub(crate) fn get(&self, key: &str) -> Option<&RawValue> {
        self.iter().find(|(have, _)| *have == key).map(|(_, value)| value)
    }

    /// The value of that key, read as a string.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(|value| serde_json::from_str(value.get()).ok())
    }

    /// Sets a key, at its old place where it has one.
    pub(crate) fn set(&mut self, key: &str, value: Raw) {
        match self.0.iter_mut().find(|(have, _)| have == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// Takes a key away.
    pub(crate) fn remove(&mut self, key: &str) {
        self.0.retain(|(have, _)| have != key);
    }

    /// Writes the other object's members into this one; a `null` takes its key away.
    pub(crate) fn merge(&mut self, changes: &Fields) {
        for (key, value) in changes.iter() {
            if value.get() == "null" {
                self.remove(key);
            } else {
                self.set(key, value.to_owned());
            }
        }
    }

    /// Keys and values in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(key, value)| (key.as_str(), &**value))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some((key, value)) = map.next_entry::<String, Raw>()? {
            fields.set(&key, compact(value));
        }
        Ok(fields)
    }
}

/// The value as a type, or `None` where its JSON type is another.
pub(crate) fn read<T: DeserializeOwned>(value: &RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}

/// The JSON text of a value of ours.
pub(crate) fn raw(value: impl Serialize) -> Raw {
    serde_json::value::to_raw_value(&value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Drops the white space between tokens: the service writes its own JSON, not the caller's layout.
fn compact(value: Raw) -> Raw {
    let (mut quoted, mut escaped) = (false, false);
    let text: String = value
        .get()
        .chars()
        .filter(|&c| {
            let inside = quoted;
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = quoted,
                '"' => quoted = !quoted,
                _ => {}
            }
            inside || !c.is_ascii_whitespace()
        })
        .collect();
    RawValue::from_string(text).unwrap_or(value)
}

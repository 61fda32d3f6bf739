//! What this library itself has to tell (an error's details, an event, a ticket), ready for any language.

use super::{write_comma, write_key, write_string};

/// A value that is shown to whoever asks; as JSON by [`Tree::to_json`], or as a binding's own objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree<'a> {
    /// Nothing to say.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(&'a str),
    /// Values in order.
    List(Vec<Tree<'a>>),
    /// Keys and values in order.
    Object(Vec<(&'static str, Tree<'a>)>),
}

impl<'a> Tree<'a> {
    /// A list of these.
    pub(crate) fn list<T: Into<Tree<'a>>>(values: impl IntoIterator<Item = T>) -> Tree<'a> {
        let mut list = Vec::new();
        for value in values {
            list.push(value.into());
        }
        Tree::List(list)
    }

    /// The value as JSON text.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Tree::Null => out.push_str("null"),
            Tree::Boolean(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Tree::Integer(number) => out.push_str(&number.to_string()),
            Tree::Text(text) => write_string(out, text),
            Tree::List(values) => {
                out.push('[');
                for value in values {
                    write_comma(out);
                    value.write(out);
                }
                out.push(']');
            }
            Tree::Object(entries) => {
                out.push('{');
                for (key, value) in entries {
                    write_key(out, key);
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

impl<'a> From<&'a str> for Tree<'a> {
    fn from(text: &'a str) -> Tree<'a> {
        Tree::Text(text)
    }
}

impl<'a> From<&'a String> for Tree<'a> {
    fn from(text: &'a String) -> Tree<'a> {
        Tree::Text(text)
    }
}

impl<'a> From<&'a Option<String>> for Tree<'a> {
    fn from(text: &'a Option<String>) -> Tree<'a> {
        text.as_deref().map_or(Tree::Null, Tree::Text)
    }
}

impl From<bool> for Tree<'_> {
    fn from(truth: bool) -> Self {
        Tree::Boolean(truth)
    }
}

impl From<i64> for Tree<'_> {
    fn from(number: i64) -> Self {
        Tree::Integer(number)
    }
}

impl From<u32> for Tree<'_> {
    fn from(number: u32) -> Self {
        Tree::Integer(number.into())
    }
}

impl From<u64> for Tree<'_> {
    /// Times of ours; none is so long that 63 bits do not hold it.
    fn from(number: u64) -> Self {
        Tree::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

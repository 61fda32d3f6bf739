//! JSON text as JavaScript can hold it: `JSON.parse` turns every number into a double.
//!
//! Ids become strings (a record's id is a name, not a quantity, and ids beyond 2^53 are possible), and so does
//! every other integer that a double cannot hold. All else is copied byte for byte.

use std::collections::BTreeSet;

use super::scan::{number_end, string_end};
use super::{Field, Kind};
use crate::model::{
    Associations, Attachment, Call, Email, EmailParticipant, EngagementInfo, Meeting, Note, PublishingTask,
    ScheduledTask, Task,
};

/// The largest integer that a JavaScript number holds with all its neighbours.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Whether numbers under this key are ids.
///
/// By name, so that `…Ids` keys which the service adds later are treated like those it has today.
pub(crate) fn is_id_key(key: &str) -> bool {
    key == "id"
        || key.ends_with("Id")
        || key.ends_with("Ids")
        || matches!(key, "createdBy" | "modifiedBy" | "userIdIncludingInactive")
}

/// Whether every engagement that documents this key has an integer there.
///
/// JavaScript has these as strings where they are ids or large, and writes them as integers again by this rule.
pub fn is_integer_key(key: &str) -> bool {
    let mut of_key = TABLES.iter().copied().flatten().filter(|field| field.key == key).peekable();
    of_key.peek().is_some() && of_key.all(|field| holds_integers(field.kind))
}

/// The keys of [`is_integer_key`], in order.
pub fn integer_keys() -> BTreeSet<&'static str> {
    TABLES.iter().copied().flatten().map(|field| field.key).filter(|key| is_integer_key(key)).collect()
}

/// What an engagement consists of.
const TABLES: [&[Field]; 11] = [
    EngagementInfo::FIELDS,
    Associations::FIELDS,
    Attachment::FIELDS,
    ScheduledTask::FIELDS,
    Note::FIELDS,
    Email::FIELDS,
    EmailParticipant::FIELDS,
    Task::FIELDS,
    Meeting::FIELDS,
    Call::FIELDS,
    PublishingTask::FIELDS,
];

fn holds_integers(kind: Kind) -> bool {
    match kind {
        Kind::Integer | Kind::Id | Kind::Time | Kind::Duration => true,
        Kind::List(of) => holds_integers(*of),
        _ => false,
    }
}

/// Rewrites valid JSON text for `JSON.parse`.
pub(crate) fn for_javascript(text: &str) -> String {
    let mut out = Copy::of(text);
    for token in Tokens::of(text) {
        if token.needs_quotes() {
            out.quote(token.start, token.end);
        }
    }
    out.finish()
}

/// The same for an engagement that is to be written back: where its numbers could not be told from its texts by
/// their keys, a second JSON text stands behind [`SEPARATOR`], in which each number is a string of its digits and
/// each text is empty.
pub(crate) fn for_javascript_and_back(text: &str) -> String {
    let mut out = Copy::of(text);
    let mut is_ambiguous = false;
    for token in Tokens::of(text) {
        is_ambiguous |= token.is_ambiguous();
        if token.needs_quotes() {
            out.quote(token.start, token.end);
        }
    }
    let mut out = out.finish();
    if is_ambiguous {
        out.push(SEPARATOR);
        out.push_str(&kinds(text));
    }
    out
}

/// Between an engagement's text and what its values were: it stands in no JSON text.
pub const SEPARATOR: char = '\u{1e}';

fn kinds(text: &str) -> String {
    let mut out = Copy::of(text);
    for token in Tokens::of(text) {
        match token.kind {
            TokenKind::Key => {}
            TokenKind::Number => out.quote(token.start, token.end),
            TokenKind::Text => {
                out.copy_to(token.start);
                out.out.push_str("\"\"");
                out.copied = token.end;
            }
        }
    }
    out.finish()
}

/// A text that is copied with changes.
struct Copy<'a> {
    text: &'a str,
    out: String,
    /// Up to here the text stands in `out`.
    copied: usize,
}

impl<'a> Copy<'a> {
    fn of(text: &'a str) -> Copy<'a> {
        Copy { text, out: String::with_capacity(text.len() + 64), copied: 0 }
    }

    fn quote(&mut self, start: usize, end: usize) {
        self.copy_to(start);
        self.out.push('"');
        self.copy_to(end);
        self.out.push('"');
    }

    fn copy_to(&mut self, end: usize) {
        self.out.push_str(self.text.get(self.copied..end).unwrap_or_default());
        self.copied = end;
    }

    fn finish(mut self) -> String {
        self.copy_to(self.text.len());
        self.out
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Key,
    Text,
    Number,
}

/// A string or a number of a JSON text.
struct Token<'a> {
    kind: TokenKind,
    start: usize,
    end: usize,
    /// Without a string's quotes, escapes as they are.
    text: &'a str,
    /// The key that it stands under, directly or in its array.
    key: Option<&'a str>,
}

impl Token<'_> {
    fn needs_quotes(&self) -> bool {
        self.kind == TokenKind::Number
            && is_integer(self.text)
            && (self.key.is_some_and(is_id_key) || !is_safe(self.text))
    }

    /// Whether JavaScript's value and its key do not say what stood here.
    fn is_ambiguous(&self) -> bool {
        let under_integer_key = || self.key.is_some_and(is_integer_key);
        match self.kind {
            TokenKind::Key => self.text.contains('\\'),
            TokenKind::Text => {
                let may_be_integer = |first: char| matches!(first, '-' | '\\' | '0'..='9');
                self.text.starts_with(may_be_integer) && under_integer_key()
            }
            TokenKind::Number if self.needs_quotes() => !under_integer_key(),
            // A double does not hold more digits, and writes some exponents otherwise than it read them.
            TokenKind::Number => {
                self.text.starts_with("-0")
                    || (!is_integer(self.text) && (self.text.len() > 15 || self.text.contains(['e', 'E'])))
            }
        }
    }
}

/// The strings and numbers of a valid JSON text, in order.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The key of the value at hand.
    key: Option<&'a str>,
    last_key: &'a str,
    /// The containers around it: whether each is an array, and the key that it stands under.
    around: Vec<(bool, Option<&'a str>)>,
}

impl<'a> Tokens<'a> {
    fn of(text: &'a str) -> Tokens<'a> {
        Tokens { text, at: 0, key: None, last_key: "", around: Vec::new() }
    }

    fn punctuation(&mut self, byte: u8) {
        match byte {
            b':' => self.key = Some(self.last_key),
            b'{' | b'[' => {
                self.around.push((byte == b'[', self.key));
                if byte == b'{' {
                    self.key = None;
                }
            }
            b'}' | b']' => self.key = self.around.pop().and_then(|(_, key)| key),
            b',' => self.key = self.around.last().and_then(|(is_array, key)| key.filter(|_| *is_array)),
            _ => {}
        }
    }

    fn token(&mut self, kind: TokenKind, end: usize) -> Token<'a> {
        let start = std::mem::replace(&mut self.at, end);
        let quote = usize::from(kind != TokenKind::Number);
        let text = self.text.get(start + quote..end.saturating_sub(quote)).unwrap_or_default();
        Token { kind, start, end, text, key: self.key }
    }

    fn string(&mut self, end: usize) -> Token<'a> {
        let in_object = self.around.last().is_some_and(|(is_array, _)| !is_array);
        if !in_object || self.key.is_some() {
            return self.token(TokenKind::Text, end);
        }
        let token = self.token(TokenKind::Key, end);
        self.last_key = token.text;
        token
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'"' => return Some(self.string(string_end(bytes, self.at))),
                b'-' | b'0'..=b'9' => return Some(self.token(TokenKind::Number, number_end(bytes, self.at))),
                _ => {
                    self.punctuation(byte);
                    self.at += 1;
                }
            }
        }
        None
    }
}

fn is_integer(number: &str) -> bool {
    !number.contains(['.', 'e', 'E'])
}

fn is_safe(number: &str) -> bool {
    number.parse::<i64>().is_ok_and(|value| (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&value))
}

#[cfg(test)]
mod tests {
    use super::{SEPARATOR, for_javascript, for_javascript_and_back, is_integer_key};

    #[test]
    fn ids_and_unsafe_integers_become_strings() {
        let cases = [
            (r#"{"id":1,"n":2}"#, r#"{"id":"1","n":2}"#),
            (r#"{"contactIds":[1,2],"n":[3]}"#, r#"{"contactIds":["1","2"],"n":[3]}"#),
            (r#"{"futureIds":[[1],2],"n":3}"#, r#"{"futureIds":[["1"],"2"],"n":3}"#),
            (r#"{"timestamp":636418459634654854}"#, r#"{"timestamp":"636418459634654854"}"#),
            (r#"{"timestamp":1409172644778}"#, r#"{"timestamp":1409172644778}"#),
            (r#"{"n":123456789012345678901234567890}"#, r#"{"n":"123456789012345678901234567890"}"#),
            (
                r#"{"id":"7","createdBy":9,"x":1.5,"portalId":-1}"#,
                r#"{"id":"7","createdBy":"9","x":1.5,"portalId":"-1"}"#,
            ),
            (r#"{"body":"\"id\":1","id":{"n":1},"m":1}"#, r#"{"body":"\"id\":1","id":{"n":1},"m":1}"#),
            (r#"[{"id":1},{"id":[]},{"n":1}]"#, r#"[{"id":"1"},{"id":[]},{"n":1}]"#),
            (r#"{"é":"\\","id" : 1 , "n":1e3}"#, r#"{"é":"\\","id" : "1" , "n":1e3}"#),
        ];
        for (given, wanted) in cases {
            assert_eq!(for_javascript(given), wanted);
        }
    }

    #[test]
    fn what_keys_do_not_tell_is_said_beside() {
        let kinds =
            |text| for_javascript_and_back(text).split_once(SEPARATOR).map(|(_, kinds)| kinds.to_owned());
        for text in [
            r#"{"engagement":{"id":1,"ownerId":2,"timestamp":636418459634654854,"uid":"7","x":1.5}}"#,
            r#"{"metadata":{"contentId":"5","threadId":"6","reminders":[9223372036854775807]}}"#,
        ] {
            assert_eq!(kinds(text), None, "{text}");
        }
        let cases = [
            (r#"{"newId":1,"a":"b"}"#, r#"{"newId":"1","a":""}"#),
            (r#"{"x":{"ownerId":"1"}}"#, r#"{"x":{"ownerId":""}}"#),
            (r#"{"ownerIds":[{"a":1},"5"]}"#, r#"{"ownerIds":[{"a":"1"},""]}"#),
            (r#"{"x":9007199254740993,"t":true}"#, r#"{"x":"9007199254740993","t":true}"#),
            (r#"{"x":-0}"#, r#"{"x":"-0"}"#),
            (r#"{"x":1e2}"#, r#"{"x":"1e2"}"#),
            (r#"{"ownerI\u0064":"5"}"#, r#"{"ownerI\u0064":""}"#),
        ];
        for (given, wanted) in cases {
            assert_eq!(kinds(given).as_deref(), Some(wanted), "{given}");
        }
    }

    #[test]
    fn integer_keys() {
        assert!(
            ["id", "ownerId", "timestamp", "reminders", "durationMilliseconds"]
                .into_iter()
                .all(is_integer_key)
        );
        assert!(
            ["contentId", "threadId", "uid", "futureIds", ""].into_iter().all(|key| !is_integer_key(key))
        );
    }
}

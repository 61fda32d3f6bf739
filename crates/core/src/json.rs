//! Reading and writing JSON objects without losing a key, a digit or an escape.
//!
//! An object is walked entry by entry as slices of its own text; what a model does not know stays text.

mod cell;
pub mod javascript;
mod number;
mod object;
mod scan;
mod tree;

use std::borrow::Cow;
use std::collections::BinaryHeap;
use std::fmt;

pub use cell::Cell;
pub(crate) use number::finite;
pub(crate) use object::object;
pub(crate) use scan::{Scanner, decoded};
pub use tree::Tree;

/// Why a JSON text could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// JSON pointer (RFC 6901) to the offending value, `""` for the whole text.
    pub path: String,
    /// What was expected and what was found.
    pub message: String,
}

impl ReadError {
    pub(crate) fn new(message: impl Into<String>) -> ReadError {
        ReadError { path: String::new(), message: message.into() }
    }

    pub(crate) fn expected(what: &str, found: &str) -> ReadError {
        ReadError::new(format!("expected {what}, found {}", shorten(found)))
    }

    /// The same error seen from the object or array that holds the value under `key`.
    pub(crate) fn under(mut self, key: impl fmt::Display) -> ReadError {
        self.path = format!("/{}{}", pointer_step(&key.to_string()), self.path);
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", if self.path.is_empty() { "(the whole text)" } else { &self.path }, self.message)
    }
}

impl std::error::Error for ReadError {}

/// A key as one step of a JSON pointer.
pub(crate) fn pointer_step(key: &str) -> String {
    let mut step = String::new();
    for letter in key.chars() {
        match letter {
            '~' => step.push_str("~0"),
            '/' => step.push_str("~1"),
            other => step.push(other),
        }
    }
    step
}

/// The first characters of a text, for a message.
pub(crate) fn shorten(text: &str) -> Cow<'_, str> {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => Cow::Owned(format!("{}…", text.get(..cut).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// Who wrote the text, which decides what an integer or a time may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The service: integers are JSON integers.
    Service,
    /// A caller: an integer may also be a string of digits, a time also an RFC 3339 text.
    Caller,
}

/// A value of one field: how it is read from JSON text, written as such, and shown to a binding.
pub(crate) trait Json: Sized {
    const KIND: Kind;
    /// Reads a text that is one value and was passed before: [`checked`], or of a walk.
    fn read(text: &str, source: Source) -> Result<Self, ReadError>;
    /// Reads the value that comes next.
    fn scan(scanner: &mut Scanner<'_>, source: Source) -> Result<Self, ReadError> {
        Self::read(scanner.value()?, source)
    }
    fn write(&self, out: &mut String);
    fn value(&self) -> Value<'_>;
}

/// What a field holds: the same word for every language that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number that counts something.
    Integer,
    /// The id of a record, an owner, a user or a portal.
    Id,
    /// A moment, in milliseconds since 1970 (UTC).
    Time,
    /// A span of time in milliseconds.
    Duration,
    /// True or false.
    Boolean,
    /// Plain text or HTML.
    Text,
    /// One of the listed words, or a new one.
    Enumeration(&'static [&'static str]),
    /// An array of values of that kind.
    List(&'static Kind),
    /// An object with fields of its own.
    Object(&'static [Field]),
    /// Any JSON value, as text.
    Raw,
}

/// One documented field of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The service's name of it, in camel case.
    pub key: &'static str,
    /// The same in snake case.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether only the service sets it: it stands in responses and has no place in a request.
    pub read_only: bool,
}

/// A field's value, borrowed: what a binding turns into a value of its language.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// A whole number.
    Integer(i64),
    /// An id.
    Id(i64),
    /// Milliseconds since 1970 (UTC).
    Time(i64),
    /// Milliseconds.
    Duration(i64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(&'a str),
    /// Values in order.
    List(Vec<Value<'a>>),
    /// An object.
    Object(&'a dyn Object),
    /// JSON text.
    Raw(&'a str),
}

/// A model object seen field by field.
pub trait Object: fmt::Debug {
    /// The model's name, such as `Call`: the same in every language.
    fn name(&self) -> &'static str;
    /// The documented fields, in the service's order.
    fn fields(&self) -> &'static [Field];
    /// The value of the field with this snake-case name; `None` where it is absent, null or unknown.
    fn get(&self, name: &str) -> Option<Value<'_>>;
    /// Keys that this version does not know, and known ones that were null.
    fn extra(&self) -> &Extra;
    /// The object as JSON text in the service's shape.
    fn to_json(&self) -> String;
    /// A copy that borrows nothing, for a binding that hands the object on by itself.
    fn boxed(&self) -> Box<dyn Object + Send + Sync>;
}

/// JSON text that is kept as it came. Two of them are equal when their texts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw(Box<str>);

impl Raw {
    /// Takes a text that must be one JSON value.
    ///
    /// # Errors
    /// [`ReadError`] where it is not JSON.
    pub fn new(text: &str) -> Result<Raw, ReadError> {
        checked(text).map(|text| Raw(text.into()))
    }

    /// Takes a text that this crate wrote, so that it need not be checked again.
    pub(crate) fn from_checked(text: String) -> Raw {
        Raw(text.into())
    }

    /// JSON's null: in a change it asks the service to clear a field.
    pub fn null() -> Raw {
        Raw("null".into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Json for Raw {
    const KIND: Kind = Kind::Raw;
    fn read(text: &str, _: Source) -> Result<Raw, ReadError> {
        finite(text).map(|text| Raw(text.into()))
    }
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
    }
    fn value(&self) -> Value<'_> {
        Value::Raw(&self.0)
    }
}

/// Keys of an object that its model has no field for, in the order in which they came,
/// and documented keys whose value was `null`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extra(Vec<(Box<str>, Raw)>);

impl Extra {
    /// The JSON text under `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(have, _)| *have == key).map(|(_, text)| text)
    }

    /// Keys and their JSON texts, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, raw)| (&**key, raw.as_str()))
    }

    /// Sets `key`, behind the others where it is new.
    pub fn set(&mut self, key: &str, value: Raw) {
        match self.0.iter_mut().find(|(have, _)| **have == *key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.into(), value)),
        }
    }

    /// Takes an entry that was just read; whoever reads sees to it that no key comes twice.
    pub(crate) fn push(&mut self, key: &str, text: &str) {
        self.0.push((key.into(), Raw(text.into())));
    }

    /// Writes the entries whose key `is_set` does not claim for a field.
    pub(crate) fn write(&self, out: &mut String, is_set: impl Fn(&str) -> bool) {
        for (key, text) in self.iter().filter(|(key, _)| !is_set(key)) {
            write_key(out, key);
            out.push_str(text);
        }
    }
}

/// Writes the comma before an element that is not the first of its array.
pub(crate) fn write_comma(out: &mut String) {
    if !out.ends_with('[') {
        out.push(',');
    }
}

/// Writes `"key":`, after a comma where it is not the first of its object.
pub fn write_key(out: &mut String, key: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    write_string(out, key);
    out.push(':');
}

/// Writes a text as a JSON string.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if (control as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", control as u32)),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// A text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_string(&mut out, text);
    out
}

/// What is done with each key and value text of an object.
type OnEntry<'f, 'a> = dyn FnMut(&str, &'a str) -> Result<(), ReadError> + 'f;

/// Calls `on_entry` with each key and the text of its value; an error names the key it belongs to.
///
/// # Errors
/// Besides what `on_entry` gives: what is no object, and a key that stands twice, for which of its values is meant
/// cannot be known.
pub(crate) fn each_entry<'a>(text: &'a str, on_entry: &mut OnEntry<'_, 'a>) -> Result<(), ReadError> {
    let mut scanner = Scanner::of(text);
    each_value(&mut scanner, &mut |scanner, key| on_entry(key, scanner.value()?))?;
    scanner.end()
}

/// What is done with each key of an object, right before its value, which it must pass.
type OnValue<'f, 'a> = dyn FnMut(&mut Scanner<'a>, &str) -> Result<(), ReadError> + 'f;

/// [`each_entry`] of the object that comes next, whose values are read as they are passed.
pub(crate) fn each_value<'a>(
    scanner: &mut Scanner<'a>,
    on_value: &mut OnValue<'_, 'a>,
) -> Result<(), ReadError> {
    if !scanner.is_at(b'{') {
        return Err(ReadError::expected("an object", scanner.value()?));
    }
    let mut keys = Vec::with_capacity(USUAL_KEYS);
    scanner.object(&mut |scanner, key| {
        on_value(scanner, &key).map_err(|error| error.under(&key))?;
        keys.push(key);
        Ok(())
    })?;
    once_each(&keys)
}

/// How many keys an object of the service's has at most, but for emails.
pub(crate) const USUAL_KEYS: usize = 24;

/// Refuses a key that stands twice. A few keys are compared with one another, which costs less than to sort them.
pub(crate) fn once_each(keys: &[Cow<'_, str>]) -> Result<(), ReadError> {
    const FEW: usize = 64;
    let stands_before = |(place, key)| keys.iter().take(place).any(|before| before == key);
    if keys.len() <= FEW && !keys.iter().enumerate().any(stands_before) {
        return Ok(());
    }
    match twice(keys.iter().map(|key| &**key).collect()).first() {
        Some(key) => Err(ReadError::new("this key stands twice in its object").under(key)),
        None => Ok(()),
    }
}

/// The keys that stand more than once among these.
///
/// They are sorted once: an object of many thousand keys must not cost a search for each of them.
pub(crate) fn twice(keys: Vec<&str>) -> Vec<&str> {
    let keys = sorted(keys);
    let mut found = Vec::new();
    for (key, next) in keys.iter().zip(keys.iter().skip(1)) {
        if key == next && found.last() != Some(key) {
            found.push(*key);
        }
    }
    found
}

/// The values in ascending order.
///
/// By way of a heap, whose code is a tenth of what the sorts of the standard library bring into a module for the
/// browser; what is sorted here is short.
pub(crate) fn sorted<T: Ord>(values: Vec<T>) -> Vec<T> {
    BinaryHeap::from(values).into_sorted_vec()
}

/// An object's keys and the texts of their values, in order, duplicates too.
pub(crate) fn entries(text: &str) -> Result<Vec<(String, &str)>, ReadError> {
    let mut entries = Vec::new();
    walk(text, &mut |key, value| {
        entries.push((key.into_owned(), value));
        Ok(())
    })?;
    Ok(entries)
}

/// The text under a key of an object, the first where there are several.
pub(crate) fn entry<'a>(text: &'a str, key: &str) -> Result<Option<&'a str>, ReadError> {
    let mut found = None;
    walk(text, &mut |have, value| {
        if found.is_none() && have == key {
            found = Some(value);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Calls `on_entry` with each entry.
fn walk<'a>(
    text: &'a str,
    on_entry: &mut dyn FnMut(Cow<'a, str>, &'a str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    if !text.starts_with('{') {
        return Err(ReadError::expected("an object", text));
    }
    let mut scanner = Scanner::of(text);
    scanner.object(&mut |scanner, key| {
        let value = scanner.value()?;
        on_entry(key, value)
    })?;
    scanner.end()
}

/// The texts of an array's elements.
pub(crate) fn elements(text: &str) -> Result<Vec<&str>, ReadError> {
    if !text.starts_with('[') {
        return Err(ReadError::expected("an array", text));
    }
    Scanner::of(text).array()
}

/// How deep arrays and objects may lie in one another. Real engagements have six levels.
const DEEPEST: usize = 64;

/// Gives a JSON text back unless it is nested too deeply for every language that reads it.
pub(crate) fn shallow(text: &str) -> Result<&str, ReadError> {
    let bytes = text.as_bytes();
    // A text with few brackets, whether in strings or not, is not deep.
    if brackets(bytes) <= DEEPEST {
        return Ok(text);
    }
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => at = scan::string_end(bytes, at - 1),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(ReadError::new(format!("it is nested more than {DEEPEST} levels deep")));
        }
    }
    Ok(text)
}

/// How many brackets begin something. Counted in bytes, of which a machine adds up many at once.
fn brackets(bytes: &[u8]) -> usize {
    let begins = |byte: &u8| u8::from(byte | 0x20 == b'{');
    bytes.chunks(128).map(|chunk| usize::from(chunk.iter().map(begins).sum::<u8>())).sum()
}

/// Checks that a text is one JSON value and gives it without surrounding white space.
pub(crate) fn checked(text: &str) -> Result<&str, ReadError> {
    let mut scanner = Scanner::of(text);
    let value = scanner.value()?;
    scanner.end().map(|()| value)
}

pub(crate) fn is_null(text: &str) -> bool {
    text == "null"
}

/// The integer that a text is; a caller may also give a string of digits.
pub(crate) fn integer(text: &str, source: Source) -> Result<i64, ReadError> {
    let digits = match source {
        Source::Service => text,
        Source::Caller => text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text),
    };
    // A plus is all that Rust reads besides.
    let parsed = if digits.starts_with('+') { None } else { digits.parse().ok() };
    parsed.ok_or_else(|| ReadError::expected("a whole number of at most 64 bits", text))
}

/// Checks a text of the service's as the reader of this kind would.
pub(crate) fn check(kind: Kind, text: &str) -> Result<(), ReadError> {
    match kind {
        Kind::Integer | Kind::Id | Kind::Duration | Kind::Time => integer(text, Source::Service).map(drop),
        Kind::Boolean => bool::read(text, Source::Service).map(drop),
        Kind::Text | Kind::Enumeration(_) => String::read(text, Source::Service).map(drop),
        Kind::Raw => finite(text).map(drop),
        Kind::List(kind) => {
            for (index, text) in elements(text)?.into_iter().enumerate() {
                check(*kind, text).map_err(|error| error.under(index))?;
            }
            Ok(())
        }
        Kind::Object(fields) => each_entry(text, &mut |key, value| {
            let kind = fields.iter().find(|field| field.key == key).map_or(Kind::Raw, |field| field.kind);
            if is_null(value) { Ok(()) } else { check(kind, value) }
        }),
    }
}

/// What a caller gave for a field of this kind, in the service's shape.
pub(crate) fn canonical(kind: Kind, text: &str) -> Result<String, ReadError> {
    fn rewritten<T: Json>(text: &str) -> Result<String, ReadError> {
        let mut out = String::new();
        T::read(text, Source::Caller)?.write(&mut out);
        Ok(out)
    }
    match kind {
        Kind::Integer | Kind::Id | Kind::Duration => rewritten::<i64>(text),
        Kind::Time => rewritten::<crate::clock::Timestamp>(text),
        Kind::Boolean => rewritten::<bool>(text),
        Kind::Text | Kind::Enumeration(_) => rewritten::<String>(text),
        Kind::Raw => finite(text).map(str::to_owned),
        Kind::List(kind) => {
            let mut out = String::from("[");
            for (index, text) in elements(text)?.into_iter().enumerate() {
                write_comma(&mut out);
                out.push_str(&canonical(*kind, text).map_err(|error| error.under(index))?);
            }
            out.push(']');
            Ok(out)
        }
        Kind::Object(fields) => canonical_object(&[fields], text),
    }
}

/// An object whose keys are those of any of `tables`, in the service's shape.
pub(crate) fn canonical_object(tables: &[&'static [Field]], text: &str) -> Result<String, ReadError> {
    let mut out = String::from("{");
    each_entry(text, &mut |key, value| {
        write_key(&mut out, key);
        let field = tables.iter().copied().flatten().find(|field| field.key == key);
        let kind = field.map_or(Kind::Raw, |field| field.kind);
        out.push_str(&if is_null(value) { value.to_owned() } else { canonical(kind, value)? });
        Ok(())
    })?;
    out.push('}');
    Ok(out)
}

/// An object's text with the value under `key` made anew; whatever is no object stays as it is.
pub(crate) fn replaced(text: &str, key: &str, value: &dyn Fn(&str) -> String) -> String {
    let Ok(entries) = entries(text) else { return text.to_owned() };
    let mut out = String::from("{");
    for (have, old) in &entries {
        write_key(&mut out, have);
        out.push_str(&if have == key { value(old) } else { (*old).to_owned() });
    }
    out.push('}');
    out
}

impl Json for i64 {
    const KIND: Kind = Kind::Integer;
    fn read(text: &str, source: Source) -> Result<i64, ReadError> {
        integer(text, source)
    }
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
    fn value(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl Json for bool {
    const KIND: Kind = Kind::Boolean;
    fn read(text: &str, _: Source) -> Result<bool, ReadError> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(ReadError::expected("true or false", other)),
        }
    }
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
    fn value(&self) -> Value<'_> {
        Value::Boolean(*self)
    }
}

impl Json for String {
    const KIND: Kind = Kind::Text;
    fn read(text: &str, _: Source) -> Result<String, ReadError> {
        decoded(text).map(Cow::into_owned)
    }
    fn scan(scanner: &mut Scanner<'_>, _: Source) -> Result<String, ReadError> {
        if scanner.is_at(b'"') {
            scanner.string().map(Cow::into_owned)
        } else {
            Err(ReadError::expected("a string", scanner.value()?))
        }
    }
    fn write(&self, out: &mut String) {
        write_string(out, self);
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl<T: Json> Json for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    fn read(text: &str, source: Source) -> Result<Vec<T>, ReadError> {
        Self::scan(&mut Scanner::of(text), source)
    }
    fn scan(scanner: &mut Scanner<'_>, source: Source) -> Result<Vec<T>, ReadError> {
        if !scanner.is_at(b'[') {
            return Err(ReadError::expected("an array", scanner.value()?));
        }
        let mut read = Vec::new();
        scanner.array_with(&mut |scanner| {
            read.push(T::scan(scanner, source).map_err(|error| error.under(read.len()))?);
            Ok(())
        })?;
        Ok(read)
    }
    fn write(&self, out: &mut String) {
        out.push('[');
        for element in self {
            write_comma(out);
            element.write(out);
        }
        out.push(']');
    }
    fn value(&self) -> Value<'_> {
        Value::List(self.iter().map(Json::value).collect())
    }
}

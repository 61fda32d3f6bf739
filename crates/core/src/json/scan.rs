//! One pass over JSON text (RFC 8259): strict, without recursion, and nothing is built.
//!
//! Numbers are only passed, never turned into doubles, and whether the escapes of a text make characters is asked when
//! it is decoded: a page must not fail at half an emoji in one of its records.

use std::borrow::Cow;

use super::ReadError;

/// What is done with the scanner right behind each key of an object: it must pass the value.
pub(crate) type OnKey<'f, 'a> = dyn FnMut(&mut Scanner<'a>, Cow<'a, str>) -> Result<(), ReadError> + 'f;

/// Reads a text from front to back.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn of(text: &'a str) -> Scanner<'a> {
        Scanner { text, at: 0 }
    }

    /// Passes an object, key by key. A key that stands twice is no concern of this.
    pub(crate) fn object(&mut self, on_key: &mut OnKey<'_, 'a>) -> Result<(), ReadError> {
        self.object_with(on_key)
    }

    /// [`Scanner::object`] as code of its own for each caller: larger and faster.
    #[inline]
    pub(crate) fn object_with<F>(&mut self, on_key: &mut F) -> Result<(), ReadError>
    where
        F: FnMut(&mut Scanner<'a>, Cow<'a, str>) -> Result<(), ReadError> + ?Sized,
    {
        self.require(b'{', "an object")?;
        if self.passes(b'}') {
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.require(b':', "`:`")?;
            on_key(self, key)?;
            if !self.passes(b',') {
                return self.require(b'}', "`,` or `}`");
            }
        }
    }

    /// The texts of an array's elements.
    pub(crate) fn array(&mut self) -> Result<Vec<&'a str>, ReadError> {
        let mut elements = Vec::new();
        self.array_with(&mut |scanner| {
            elements.push(scanner.value()?);
            Ok(())
        })?;
        Ok(elements)
    }

    /// Passes an array, element by element.
    #[inline]
    pub(crate) fn array_with<F>(&mut self, on_element: &mut F) -> Result<(), ReadError>
    where
        F: FnMut(&mut Scanner<'a>) -> Result<(), ReadError>,
    {
        self.require(b'[', "an array")?;
        if self.passes(b']') {
            return Ok(());
        }
        loop {
            on_element(self)?;
            if !self.passes(b',') {
                return self.require(b']', "`,` or `]`");
            }
        }
    }

    /// The text of the next value, whatever it is.
    pub(crate) fn value(&mut self) -> Result<&'a str, ReadError> {
        let mut around = Nesting::default();
        let first = self.peek();
        let start = self.at;
        let mut next = first;
        loop {
            match next {
                Some(b'"') => self.pass_string().map(drop)?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.word("true")?,
                Some(b'f') => self.word("false")?,
                Some(b'n') => self.word("null")?,
                Some(bracket @ (b'{' | b'[')) => {
                    let is_object = bracket == b'{';
                    self.at += 1;
                    // Both brackets that end are two behind those that begin.
                    if !self.passes(bracket + 2) {
                        around.enter(is_object);
                        next = self.start_of_value(is_object)?;
                        continue;
                    }
                }
                _ => return Err(self.expected("a value")),
            }
            loop {
                let Some(is_object) = around.innermost() else {
                    return Ok(self.since(start));
                };
                if self.passes(b',') {
                    next = self.start_of_value(is_object)?;
                    break;
                }
                let end = if is_object { b'}' } else { b']' };
                self.require(end, if is_object { "`,` or `}`" } else { "`,` or `]`" })?;
                around.leave();
            }
        }
    }

    /// The text of the next value, a string, decoded.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, ReadError> {
        if !self.is_at(b'"') {
            return Err(self.expected("a string"));
        }
        let start = self.at + 1;
        let has_escapes = self.pass_string()?;
        let inner = self.text.get(start..self.at - 1).unwrap_or_default();
        if has_escapes { characters(inner).map(Cow::Owned) } else { Ok(Cow::Borrowed(inner)) }
    }

    /// Nothing but blanks may follow.
    pub(crate) fn end(&mut self) -> Result<(), ReadError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.expected("the end of the text")) }
    }

    /// Where the next value begins.
    pub(crate) fn start(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// Right behind what was passed.
    pub(crate) fn here(&self) -> usize {
        self.at
    }

    /// The text from a value's start to here.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Goes on at the start of a value that was passed, or not wholly.
    pub(crate) fn back_to(&mut self, start: usize) -> &mut Scanner<'a> {
        self.at = start;
        self
    }

    /// Whether that byte comes next, which tells what a value is.
    pub(crate) fn is_at(&mut self, first: u8) -> bool {
        self.peek() == Some(first)
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                other => return other,
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn passes(&mut self, byte: u8) -> bool {
        let is_there = self.is_at(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn require(&mut self, byte: u8, what: &str) -> Result<(), ReadError> {
        if self.passes(byte) { Ok(()) } else { Err(self.expected(what)) }
    }

    /// It names no part of the text, which may be a secret.
    #[cold]
    fn expected(&self, what: &str) -> ReadError {
        let end = if self.at < self.text.len() { "" } else { ", where the text ends" };
        ReadError::new(format!("expected {what} at byte {}{end}", self.at))
    }

    /// The first byte of an element or, behind its key, of an entry's value.
    fn start_of_value(&mut self, is_object: bool) -> Result<Option<u8>, ReadError> {
        if is_object {
            if !self.is_at(b'"') {
                return Err(self.expected("a key"));
            }
            self.pass_string()?;
            self.require(b':', "`:`")?;
        }
        Ok(self.peek())
    }

    fn word(&mut self, word: &str) -> Result<(), ReadError> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(self.expected("a value"));
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), ReadError> {
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        // What stands behind a leading zero belongs to no number.
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.expected("a digit")) }
    }

    /// Passes a string and says whether there are escapes in it.
    fn pass_string(&mut self) -> Result<bool, ReadError> {
        self.at += 1;
        let mut has_escapes = false;
        loop {
            self.at = plain_until(self.text.as_bytes(), self.at);
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(has_escapes);
                }
                Some(b'\\') => self.escape()?,
                None => return Err(self.expected("the end of a string")),
                Some(_) => return Err(self.expected("no control character")),
            }
            has_escapes = true;
        }
    }

    fn escape(&mut self) -> Result<(), ReadError> {
        let behind = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let is_known = match behind {
            [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => true,
            [b'u', digits @ ..] => {
                digits.get(..4).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            }
            _ => false,
        };
        if !is_known {
            return Err(self.expected("an escape of JSON"));
        }
        // The digits of a code are plain characters.
        self.at += 2;
        Ok(())
    }
}

/// What is open around a value: a bit for each object or array, however deep they lie.
#[derive(Default)]
struct Nesting {
    depth: usize,
    /// The innermost 64, the last of them lowest.
    bits: u64,
    outer: Vec<u64>,
}

impl Nesting {
    fn enter(&mut self, is_object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.outer.push(self.bits);
        }
        self.bits = self.bits << 1 | u64::from(is_object);
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.depth -= 1;
        self.bits >>= 1;
        if self.depth.is_multiple_of(64) {
            self.bits = self.outer.pop().unwrap_or_default();
        }
    }

    /// Whether the innermost is an object.
    fn innermost(&self) -> Option<bool> {
        (self.depth > 0).then_some(self.bits & 1 == 1)
    }
}

/// Where from `at` on the first byte stands that is a quote, a backslash or a control character.
fn plain_until(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*word);
        // The lowest byte that borrows is the first one wanted; those above it may be wrong.
        let zero_in = |word: u64| word.wrapping_sub(ONES) & !word;
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let found =
            (control | zero_in(word ^ (ONES * u64::from(b'"'))) | zero_in(word ^ (ONES * u64::from(b'\\'))))
                & HIGH;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| **byte >= 0x20 && **byte != b'"' && **byte != b'\\').count()
}

/// The characters of a string that was passed.
pub(crate) fn decoded(text: &str) -> Result<Cow<'_, str>, ReadError> {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inner = inner.ok_or_else(|| ReadError::expected("a string", text))?;
    if inner.contains('\\') { characters(inner).map(Cow::Owned) } else { Ok(Cow::Borrowed(inner)) }
}

fn characters(inner: &str) -> Result<String, ReadError> {
    unescaped(inner).ok_or_else(|| ReadError::new("the string has half of a surrogate pair in it"))
}

/// The characters that a string's text without its quotes means; `None` where half of a surrogate pair stands alone.
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, behind)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut letters = behind.chars();
        let letter = match letters.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => character(&mut letters)?,
            itself => itself,
        };
        out.push(letter);
        rest = letters.as_str();
    }
    out.push_str(rest);
    Some(out)
}

/// The character that a code behind `\u` means, with the second code that one beyond the first 65,536 needs.
fn character(letters: &mut std::str::Chars<'_>) -> Option<char> {
    let unit = code(letters)?;
    if !(0xD800..0xDC00).contains(&unit) {
        return char::from_u32(unit);
    }
    *letters = letters.as_str().strip_prefix("\\u")?.chars();
    let low = code(letters)?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
    char::from_u32(0x1_0000 + ((unit - 0xD800) << 10 | low))
}

fn code(letters: &mut std::str::Chars<'_>) -> Option<u32> {
    let (digits, rest) = letters.as_str().split_at_checked(4)?;
    *letters = rest.chars();
    u32::from_str_radix(digits, 16).ok()
}

/// The index behind the closing quote of the string that opens at `start`, in text that was checked.
pub(super) fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = plain_until(bytes, start + 1);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' {
            return at + 1;
        }
        at = plain_until(bytes, at + if byte == b'\\' { 2 } else { 1 });
    }
    bytes.len()
}

/// The index behind the number that begins at `start`, in text that was checked.
pub(super) fn number_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    start + rest.iter().take_while(is_part).count()
}

#[cfg(test)]
mod tests;

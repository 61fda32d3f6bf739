//! Reads an operation's parameters or a client's options from JSON, collecting everything that is wrong.

use crate::error::{Issue, ValidationError};
use crate::ids::Id;
use crate::json::{self, Json, Source, quoted, shorten};
use crate::model::Cursor;

/// The parameters that were given, less those already taken.
pub(crate) struct Params<'a> {
    /// Pointer to the object, without the last slash.
    prefix: String,
    entries: Vec<(String, &'a str)>,
    taken: Vec<&'static str>,
    issues: Vec<Issue>,
}

impl<'a> Params<'a> {
    /// Takes a JSON object; anything else is an issue.
    pub(crate) fn read(text: &'a str) -> Params<'a> {
        Params::under(String::new(), text)
    }

    fn under(prefix: String, text: &'a str) -> Params<'a> {
        let mut params = Params { prefix, entries: Vec::new(), taken: Vec::new(), issues: Vec::new() };
        let entries = &mut params.entries;
        let read = json::each_entry(text.trim_ascii(), &mut |key, value| {
            entries.push((key.to_owned(), value));
            Ok(())
        });
        if let Err(error) = read {
            let pointer = format!("{}{}", params.prefix, error.path);
            params.issues.push(Issue::new(pointer, "invalid_json", error.message));
        }
        params
    }

    /// The text of a parameter; `null` counts as absent.
    fn take(&mut self, name: &'static str) -> Option<&'a str> {
        self.taken.push(name);
        let at = self.entries.iter().position(|(have, _)| have == name)?;
        let (_, text) = self.entries.remove(at);
        (!json::is_null(text)).then_some(text)
    }

    /// The text of a parameter, which stays to be taken.
    pub(crate) fn peek(&self, name: &str) -> Option<&'a str> {
        self.entries.iter().find(|(have, _)| have == name).map(|(_, text)| *text)
    }

    /// The text of a parameter that may be of several types.
    pub(crate) fn any(&mut self, name: &'static str) -> Option<&'a str> {
        self.take(name)
    }

    pub(crate) fn issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    pub(crate) fn is_fine(&self) -> bool {
        self.issues.is_empty()
    }

    pub(crate) fn pointer(&self, name: &str) -> String {
        format!("{}/{name}", self.prefix)
    }

    /// The elements of an array of objects; `None` where it is absent.
    pub(crate) fn objects(&mut self, name: &'static str) -> Option<Vec<Params<'a>>> {
        let given = self.take(name)?;
        match json::elements(given) {
            Ok(elements) => {
                let pointer = self.pointer(name);
                let mut objects = Vec::new();
                for (index, text) in elements.into_iter().enumerate() {
                    objects.push(Params::under(format!("{pointer}/{index}"), text));
                }
                Some(objects)
            }
            Err(_) => {
                self.wrong(name, "wrong_type", "a list of objects", given);
                Some(Vec::new())
            }
        }
    }

    /// An object within; `None` where it is absent.
    pub(crate) fn nested(&mut self, name: &'static str) -> Option<Params<'a>> {
        let given = self.take(name)?;
        Some(Params::under(self.pointer(name), given))
    }

    /// Takes over what is wrong with an object within.
    pub(crate) fn take_issues(&mut self, object: Params<'_>) {
        if let Err(error) = object.finish() {
            self.issues.extend(error.issues);
        }
    }

    fn wrong(&mut self, name: &str, code: &'static str, allowed: &str, given: &str) {
        let message = format!("must be {allowed}; given {}", shorten(given));
        self.issues.push(Issue::new(self.pointer(name), code, message));
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        let given = self.take(name)?;
        let read = String::read(given, Source::Caller);
        read.map_err(|_| self.wrong(name, "wrong_type", "a string", given)).ok()
    }

    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let given = self.take(name)?;
        let read = bool::read(given, Source::Caller);
        read.map_err(|_| self.wrong(name, "wrong_type", "true or false", given)).ok()
    }

    /// A whole number, as a number or a string of digits.
    pub(crate) fn integer(&mut self, name: &'static str, min: i64, max: i64) -> Option<i64> {
        let given = self.take(name)?;
        let read = json::integer(given, Source::Caller).ok().filter(|value| (min..=max).contains(value));
        if read.is_none() {
            self.wrong(name, "out_of_range", &format!("a whole number from {min} to {max}"), given);
        }
        read
    }

    /// Whether a listing leaves out a record at which the service fails.
    pub(crate) fn on_poison(&mut self) -> bool {
        match self.text("onPoison").as_deref() {
            None | Some("fail") => false,
            Some("skip") => true,
            Some(other) => {
                let message = format!("must be \"fail\" or \"skip\"; given {}", quoted(other));
                self.issue(Issue::new("/onPoison", "invalid_on_poison", message));
                false
            }
        }
    }

    /// A list of whole numbers.
    pub(crate) fn integers(&mut self, name: &'static str, min: i64, max: i64) -> Option<Vec<i64>> {
        let given = self.take(name)?;
        let read = Vec::<i64>::read(given, Source::Caller).ok();
        let read = read.filter(|values| values.iter().all(|value| (min..=max).contains(value)));
        if read.is_none() {
            self.wrong(name, "out_of_range", &format!("a list of whole numbers from {min} to {max}"), given);
        }
        read
    }

    /// A list of texts; an absent one is empty.
    pub(crate) fn texts(&mut self, name: &'static str) -> Option<Vec<String>> {
        let Some(given) = self.take(name) else { return Some(Vec::new()) };
        let read = Vec::<String>::read(given, Source::Caller);
        read.map_err(|_| self.wrong(name, "wrong_type", "a list of strings", given)).ok()
    }

    /// The elements of a list, as texts.
    pub(crate) fn list(&mut self, name: &'static str, what: &str) -> Option<Vec<&'a str>> {
        let Some(given) = self.take(name) else {
            self.issues.push(Issue::new(self.pointer(name), "required", format!("is required: {what}")));
            return None;
        };
        json::elements(given).map_err(|_| self.wrong(name, "wrong_type", what, given)).ok()
    }

    /// A required text that no message repeats.
    pub(crate) fn secret(&mut self, name: &'static str, what: &str) -> Option<String> {
        let text = self.take(name).and_then(|given| String::read(given, Source::Caller).ok());
        let text = text.filter(|text| !text.is_empty());
        if text.is_none() {
            self.issues.push(Issue::new(
                self.pointer(name),
                "required",
                format!("is required, as a text: {what}"),
            ));
        }
        text
    }

    /// A moment: milliseconds since 1970, or an RFC 3339 text.
    pub(crate) fn time(&mut self, name: &'static str) -> Option<crate::clock::Timestamp> {
        let given = self.take(name)?;
        let read = crate::clock::Timestamp::read(given, Source::Caller);
        let allowed = "a time: milliseconds since 1970, or a text such as 2026-01-31T12:00:00Z";
        read.map_err(|_| self.wrong(name, "invalid_time", allowed, given)).ok()
    }

    /// A required id, as a number or a string of digits.
    pub(crate) fn id(&mut self, name: &'static str) -> Option<Id> {
        let Some(given) = self.take(name) else {
            self.issues.push(Issue::new(self.pointer(name), "required", "is required: the record's id"));
            return None;
        };
        let id = json::integer(given, Source::Caller).ok().map(Id).filter(|id| id.is_valid());
        if id.is_none() {
            let allowed = "a whole number from 1 to 9223372036854775807, as a number or a string of digits";
            self.wrong(name, "invalid_id", allowed, given);
        }
        id
    }

    /// Where a listing goes on.
    pub(crate) fn cursor(&mut self, name: &'static str) -> Option<Cursor> {
        let given = self.take(name)?;
        let read = Cursor::read(given);
        read.map_err(|_| self.wrong(name, "invalid_cursor", "what an earlier page gave as `next`", given))
            .ok()
    }

    /// A required object, as text.
    pub(crate) fn object(&mut self, name: &'static str, what: &str) -> Option<&'a str> {
        let given = self.take(name);
        match given {
            None => {
                self.issues.push(Issue::new(self.pointer(name), "required", format!("is required: {what}")))
            }
            Some(text) if !text.starts_with('{') => self.wrong(name, "wrong_type", what, text),
            Some(_) => return given,
        }
        None
    }

    /// A required word.
    pub(crate) fn word(&mut self, name: &'static str, what: &str) -> Option<String> {
        let missing = Issue::new(self.pointer(name), "required", format!("is required: {what}"));
        if !self.entries.iter().any(|(have, text)| have == name && !json::is_null(text)) {
            self.take(name);
            self.issues.push(missing);
            return None;
        }
        self.text(name)
    }

    /// Ends the reading: what nobody took is unknown.
    pub(crate) fn finish(mut self) -> Result<(), ValidationError> {
        for (name, _) in std::mem::take(&mut self.entries) {
            let message = format!("is not known here; allowed: {}", self.taken.join(", "));
            self.issues.push(Issue::new(self.pointer(&name), "unknown_parameter", message));
        }
        if self.issues.is_empty() { Ok(()) } else { Err(ValidationError { issues: self.issues }) }
    }
}

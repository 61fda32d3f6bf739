//! JSON types, known keys and known words: what the fields of the model say.

use super::Checker;
use super::nearest::{Nearest, nearest};
use crate::clock::Timestamp;
use crate::json::{self, Field, Json, Kind, Source, quoted, shorten};
use crate::model::{Associations, Attachment};

impl Checker {
    /// Checks an object whose keys are those of any of `tables`.
    pub(super) fn object(&mut self, pointer: &str, text: &str, tables: &[&'static [Field]]) {
        let entries = match json::entries(text) {
            Ok(entries) => entries,
            Err(error) => return self.error(pointer, "wrong_type", error.message),
        };
        self.duplicates(pointer, &entries);
        for (key, value) in &entries {
            let pointer = format!("{pointer}/{}", json::pointer_step(key));
            let mut fields = Vec::new();
            let mut known = Vec::new();
            for field in tables.iter().copied().flatten() {
                known.push(field.key);
                if field.key == key {
                    fields.push(field);
                }
            }
            if fields.is_empty() {
                self.unknown_key(&pointer, key, &known);
            } else {
                self.field(&pointer, value, &fields);
            }
        }
    }

    /// A field that several tables may document: what one of them allows is allowed.
    fn field(&mut self, pointer: &str, text: &str, fields: &[&Field]) {
        let read_only = fields.iter().all(|field| field.read_only);
        if read_only && pointer.starts_with("/body/metadata") {
            // The documentation lists these in responses only, which is no proof that a request may not have them.
            let message = "is documented in responses only: the service may ignore it";
            self.warning(pointer, "not_writable", message);
        } else if read_only {
            return self.read_only(pointer);
        }
        if json::is_null(text) {
            return;
        }
        let mut words = Vec::new();
        for field in fields {
            if let Kind::Enumeration(known) = field.kind {
                words.extend_from_slice(known);
            }
        }
        match fields.first() {
            Some(_) if !words.is_empty() => self.word(pointer, text, &words),
            Some(field) => self.value(pointer, text, field.kind),
            None => {}
        }
    }

    pub(super) fn read_only(&mut self, pointer: &str) {
        self.error(pointer, "read_only", "is set by the service: leave it out");
    }

    fn value(&mut self, pointer: &str, text: &str, kind: Kind) {
        match kind {
            Kind::List(of) => self.list(pointer, text, *of),
            Kind::Object(fields) => self.object(pointer, text, &[fields]),
            Kind::Enumeration(known) => self.word(pointer, text, known),
            Kind::Time => self.time(pointer, text),
            Kind::Duration => self.duration(pointer, text),
            _ => {
                if let Err(error) = json::canonical(kind, text) {
                    self.error(pointer, "wrong_type", error.message);
                }
            }
        }
    }

    fn list(&mut self, pointer: &str, text: &str, of: Kind) {
        match json::elements(text) {
            Err(error) => self.error(pointer, "wrong_type", error.message),
            Ok(elements) => {
                for (index, element) in elements.into_iter().enumerate() {
                    self.value(&format!("{pointer}/{index}"), element, of);
                }
            }
        }
    }

    fn word(&mut self, pointer: &str, text: &str, known: &[&str]) {
        match String::read(text, Source::Caller) {
            Err(error) => self.error(pointer, "wrong_type", error.message),
            Ok(word) if known.contains(&word.as_str()) => {}
            Ok(word) => {
                let message = format!(
                    "{} is not among the known values: {}",
                    quoted(&shorten(&word)),
                    known.join(", ")
                );
                self.warning(pointer, "unknown_value", message);
            }
        }
    }

    /// Milliseconds since 1970 are expected; seconds and microseconds give moments that nobody can mean.
    fn time(&mut self, pointer: &str, text: &str) {
        const SECONDS: std::ops::Range<u64> = 100_000_000..100_000_000_000;
        const MICROSECONDS: u64 = 100_000_000_000_000;
        match Timestamp::read(text, Source::Caller) {
            Err(_) => {
                let message = format!(
                    "must be a time: milliseconds since 1970, or a text such as 2026-01-31T12:00:00Z; given {}",
                    shorten(text)
                );
                self.error(pointer, "invalid_time", message);
            }
            Ok(time) if SECONDS.contains(&time.0.unsigned_abs()) => {
                let message = format!("{} looks like seconds: give milliseconds since 1970", time.0);
                self.error(pointer, "looks_like_seconds", message);
            }
            Ok(time) if time.0.unsigned_abs() >= MICROSECONDS => {
                let message =
                    format!("{} looks like microseconds or less: give milliseconds since 1970", time.0);
                self.error(pointer, "looks_like_microseconds", message);
            }
            Ok(_) => {}
        }
    }

    fn duration(&mut self, pointer: &str, text: &str) {
        match json::integer(text, Source::Caller) {
            Err(error) => self.error(pointer, "wrong_type", error.message),
            Ok(milliseconds) if milliseconds < 0 => {
                self.error(pointer, "negative_duration", format!("cannot be negative; given {milliseconds}"));
            }
            Ok(_) => {}
        }
    }

    pub(super) fn duplicates(&mut self, pointer: &str, entries: &[(String, &str)]) {
        for key in json::twice(entries.iter().map(|(key, _)| key.as_str()).collect()) {
            let pointer = format!("{pointer}/{}", json::pointer_step(key));
            self.error(&pointer, "duplicate_key", "stands twice: which one is meant?");
        }
    }

    pub(super) fn unknown_key(&mut self, pointer: &str, key: &str, known: &[&str]) {
        match nearest(key, known) {
            Nearest::Same(meant) => {
                self.error(pointer, "misspelt_key", format!("is not known: did you mean `{meant}`?"));
            }
            Nearest::Close(meant) => {
                self.warning(pointer, "unknown_key", format!("is not known: did you mean `{meant}`?"));
            }
            Nearest::None => {}
        }
    }

    /// Ids begin at 1, and a list beside a single id leaves open which is meant.
    pub(super) fn associated_ids(&mut self, pointer: &str, text: &str) {
        let entries = json::entries(text).unwrap_or_default();
        for (key, value) in &entries {
            let is_list = Associations::FIELDS.iter().any(|field| field.key == key && !field.read_only);
            if is_list {
                self.ids(&format!("{pointer}/{key}"), value);
            }
            let single = key.strip_suffix('s').filter(|_| is_list);
            if single.is_some_and(|single| entries.iter().any(|(have, _)| have == single)) {
                let message = format!("stands beside a single id: put that into `{key}`");
                self.error(&format!("{pointer}/{key}"), "both_forms", message);
            }
        }
    }

    fn ids(&mut self, pointer: &str, list: &str) {
        for (index, text) in json::elements(list).unwrap_or_default().into_iter().enumerate() {
            if json::integer(text, Source::Caller).is_ok_and(|id| id < 1) {
                let message = format!("must be a whole number from 1 to 9223372036854775807; given {text}");
                self.error(&format!("{pointer}/{index}"), "invalid_id", message);
            }
        }
    }

    pub(super) fn attachments(&mut self, pointer: &str, text: &str) {
        if !json::is_null(text) {
            self.list(pointer, text, Kind::Object(Attachment::FIELDS));
        }
    }
}

//! The members of a plan's objects, and what is said about a wrong one.

use std::fmt;

use hubspot_engagements_core::wire::{Headers, Method};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What the server writes itself.
const FRAMING: [&str; 3] = ["Content-Length", "Transfer-Encoding", "Connection"];

/// Why a plan cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError(String);

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlanError {}

/// An error about that member.
pub(super) fn wrong(path: &str, what: &str) -> PlanError {
    PlanError(format!("{path} {what}"))
}

/// The members of an object that are not read yet.
pub(super) struct Members {
    members: Map<String, Value>,
    path: String,
}

impl Members {
    pub(super) fn of(value: Value, path: &str) -> Result<Members, PlanError> {
        match value {
            Value::Object(members) => Ok(Members { members, path: path.to_owned() }),
            _ => Err(wrong(path, "must be an object")),
        }
    }

    pub(super) fn name(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    pub(super) fn wrong(&self, key: &str, what: &str) -> PlanError {
        wrong(&self.name(key), what)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    pub(super) fn need(&mut self, key: &str) -> Result<Value, PlanError> {
        self.members.remove(key).ok_or_else(|| self.wrong(key, "is missing"))
    }

    pub(super) fn needed<T: DeserializeOwned>(&mut self, key: &str) -> Result<T, PlanError> {
        let value = self.need(key)?;
        serde_json::from_value(value).map_err(|error| self.wrong(key, &format!("is wrong: {error}")))
    }

    pub(super) fn take<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>, PlanError> {
        if self.has(key) { self.needed(key).map(Some) } else { Ok(None) }
    }

    /// A member that can only be true.
    pub(super) fn flag(&mut self, key: &str) -> Result<(), PlanError> {
        let set: bool = self.needed(key)?;
        set.then_some(()).ok_or_else(|| self.wrong(key, "can only be true"))
    }

    /// A member that is true or that word.
    pub(super) fn flag_or<T>(&mut self, key: &str, word: &str, yes: T, other: T) -> Result<T, PlanError> {
        match self.need(key)? {
            Value::Bool(true) => Ok(yes),
            Value::String(given) if given == word => Ok(other),
            _ => Err(self.wrong(key, &format!("must be true or \"{word}\""))),
        }
    }

    /// A member that is one of these words.
    pub(super) fn choice<T: Clone>(&mut self, key: &str, choices: &[(&str, T)]) -> Result<T, PlanError> {
        let given: String = self.needed(key)?;
        let found = choices.iter().find(|(word, _)| *word == given).map(|(_, value)| value.clone());
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        found.ok_or_else(|| self.wrong(key, &format!("must be one of {}", words.join(", "))))
    }

    pub(super) fn method(&mut self) -> Result<Option<Method>, PlanError> {
        let Some(name) = self.take::<Option<String>>("method")?.flatten() else { return Ok(None) };
        Method::from_name(&name).map(Some).ok_or_else(|| self.wrong("method", "is no method of this service"))
    }

    pub(super) fn path(&mut self) -> Result<Option<String>, PlanError> {
        let Some(path) = self.take::<Option<String>>("path")?.flatten() else { return Ok(None) };
        let exact = path.strip_suffix('*').unwrap_or(&path);
        let valid = (path == "*" || exact.starts_with('/')) && !exact.contains(['*', '?']);
        let what = "must begin with / and may have a * at its end only, and no query";
        if valid { Ok(Some(path)) } else { Err(self.wrong("path", what)) }
    }

    pub(super) fn times(&mut self) -> Result<Option<u64>, PlanError> {
        match self.members.remove("times") {
            None => Ok(Some(1)),
            Some(Value::Null) => Ok(None),
            Some(Value::String(word)) if word == "forever" => Ok(None),
            Some(value) => value
                .as_u64()
                .map(Some)
                .ok_or_else(|| self.wrong("times", "must be a number, \"forever\" or null")),
        }
    }

    pub(super) fn headers(&mut self) -> Result<Headers, PlanError> {
        let Some(given) = self.take::<Map<String, Value>>("headers")? else { return Ok(Headers::new()) };
        let mut headers = Headers::new();
        for (name, value) in given {
            let value =
                value.as_str().filter(|value| value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            let framing = FRAMING.iter().any(|framing| framing.eq_ignore_ascii_case(&name));
            match value {
                Some(value) if !framing && !name.is_empty() && name.bytes().all(token) => {
                    headers.push(name, value);
                }
                _ => return Err(self.wrong("headers", &format!("cannot hold {name:?} so"))),
            }
        }
        Ok(headers)
    }

    /// An error for what nobody read.
    pub(super) fn end(&self) -> Result<(), PlanError> {
        match self.members.keys().next() {
            Some(key) => Err(self.wrong(key, "is not known")),
            None => Ok(()),
        }
    }
}

//! What must hold before an engagement is sent: everything that is wrong, at once.
//!
//! Works on JSON text, so that what a binding was given and what Rust's types hold go through the same rules.
//! Pointers are those of the operation's parameters: the engagement is its `body`.

mod nearest;
mod rules;
mod shape;

pub(crate) use rules::is_guid;

use crate::error::{Issue, Severity};
use crate::json::{self, Field};
use crate::model::{Associations, EngagementInfo, EngagementType, METADATA_FIELDS};

/// What an engagement is checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// `engagements.create`: type and metadata are required.
    Create,
    /// `engagements.update`: type and associations have no place in it.
    Update,
}

/// Everything that is wrong with an engagement in the shape of the service, warnings among it.
///
/// A warning is no reason not to send: an enumeration's value that this version does not know, say.
///
/// ```
/// use hubspot_engagements_core::validate::{Purpose, check};
/// let issues = check(r#"{"engagement":{"type":"NOTE","owner_id":1},"metadata":{}}"#, Purpose::Create);
/// assert_eq!(issues[0].pointer, "/body/engagement/owner_id");
/// assert!(issues[0].message.contains("did you mean `ownerId`?"));
/// ```
pub fn check(body: &str, purpose: Purpose) -> Vec<Issue> {
    let mut checker = Checker { purpose, issues: Vec::new() };
    checker.engagement(body);
    checker.issues
}

/// The issues that keep an engagement from being sent; `strict` makes warnings such.
pub(crate) fn errors(body: &str, purpose: Purpose, strict: bool) -> Vec<Issue> {
    let mut issues = check(body, purpose);
    issues.retain(|issue| strict || issue.severity == Severity::Error);
    issues
}

/// Walks an engagement and collects what is wrong with it.
struct Checker {
    purpose: Purpose,
    issues: Vec<Issue>,
}

impl Checker {
    fn error(&mut self, pointer: &str, code: &'static str, message: impl Into<String>) {
        self.issues.push(Issue::new(pointer, code, message));
    }

    fn warning(&mut self, pointer: &str, code: &'static str, message: impl Into<String>) {
        self.issues.push(Issue { severity: Severity::Warning, ..Issue::new(pointer, code, message) });
    }

    fn engagement(&mut self, body: &str) {
        if let Err(error) = json::shallow(body).and_then(json::entries) {
            return self.error("/body", "wrong_type", error.message);
        }
        let parts = Parts::of(body);
        for (key, text) in &parts.entries {
            let pointer = format!("/body/{}", json::pointer_step(key));
            match key.as_str() {
                "engagement" => self.part(&pointer, text, EngagementInfo::FIELDS),
                "associations" => self.associations(&pointer, text),
                "metadata" => self.metadata(&pointer, text, parts.kind().as_ref()),
                "attachments" => self.attachments(&pointer, text),
                "scheduledTasks" | "associationCreateFailures" => self.read_only(&pointer),
                _ => self.unknown_key(&pointer, key, &PARTS),
            }
        }
        self.duplicates("/body", &parts.entries);
        self.required(&parts);
        self.rules(&parts);
    }

    fn part(&mut self, pointer: &str, text: &str, fields: &'static [Field]) {
        self.object(pointer, text, &[fields]);
    }

    fn associations(&mut self, pointer: &str, text: &str) {
        if self.purpose == Purpose::Update {
            let message = "have no effect here: leave them out, and use the associations calls";
            return self.error(pointer, "not_writable", message);
        }
        self.part(pointer, text, Associations::FIELDS);
        self.associated_ids(pointer, text);
    }

    fn metadata(&mut self, pointer: &str, text: &str, kind: Option<&EngagementType>) {
        match kind.and_then(EngagementType::metadata_fields) {
            Some(fields) => self.object(pointer, text, &[fields]),
            // A change names no type: a key may be that of any.
            None => self.object(pointer, text, &METADATA_FIELDS),
        }
    }
}

/// The parts that an engagement has in a request.
const PARTS: [&str; 4] = ["engagement", "associations", "attachments", "metadata"];

/// An engagement's parts as text.
struct Parts<'a> {
    entries: Vec<(String, &'a str)>,
}

impl<'a> Parts<'a> {
    /// What is no object has no parts.
    fn of(body: &'a str) -> Parts<'a> {
        Parts { entries: json::entries(body).unwrap_or_default() }
    }

    fn get(&self, part: &str) -> Option<&'a str> {
        self.entries
            .iter()
            .find(|(key, _)| key == part)
            .map(|(_, text)| *text)
            .filter(|text| !json::is_null(text))
    }

    /// The text of `part.key`, unless it is null.
    fn value(&self, part: &str, key: &str) -> Option<&'a str> {
        json::entry(self.get(part)?, key).ok()?.filter(|text| !json::is_null(text))
    }

    fn kind(&self) -> Option<EngagementType> {
        let text = self.value("engagement", "type")?;
        json::Json::read(text, json::Source::Caller).ok()
    }
}

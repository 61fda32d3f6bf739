//! An engagement value by value, without structs: for whoever lays it out in another way, such as in columns.

use crate::json::{self, Cell, Field, ReadError};
use crate::model::text::{ATTACHMENTS, SCHEDULED_TASKS};
use crate::model::{
    Associations, Call, Email, EngagementInfo, EngagementType, Meeting, Note, PublishingTask, Record, Task,
};

/// A part of an engagement: an object with documented fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What stands beside the other parts, such as `attachments`.
    Whole,
    /// `engagement`: what all types have.
    Engagement,
    /// `associations`.
    Associations,
    /// `metadata` of a NOTE.
    Note,
    /// `metadata` of an EMAIL, INCOMING_EMAIL or FORWARDED_EMAIL.
    Email,
    /// `metadata` of a TASK.
    Task,
    /// `metadata` of a MEETING.
    Meeting,
    /// `metadata` of a CALL.
    Call,
    /// `metadata` of a PUBLISHING_TASK.
    PublishingTask,
    /// `metadata` of any other type, which has no documented fields.
    Other,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 10] = [
        Part::Whole,
        Part::Engagement,
        Part::Associations,
        Part::Note,
        Part::Email,
        Part::Task,
        Part::Meeting,
        Part::Call,
        Part::PublishingTask,
        Part::Other,
    ];

    /// The documented fields, in the service's order.
    pub fn fields(self) -> &'static [Field] {
        const WHOLE: &[Field] = &[
            Field { key: "attachments", name: "attachments", kind: ATTACHMENTS, read_only: false },
            Field { key: "scheduledTasks", name: "scheduled_tasks", kind: SCHEDULED_TASKS, read_only: true },
        ];
        match self {
            Part::Whole => WHOLE,
            Part::Engagement => EngagementInfo::FIELDS,
            Part::Associations => Associations::FIELDS,
            Part::Note => Note::FIELDS,
            Part::Email => Email::FIELDS,
            Part::Task => Task::FIELDS,
            Part::Meeting => Meeting::FIELDS,
            Part::Call => Call::FIELDS,
            Part::PublishingTask => PublishingTask::FIELDS,
            Part::Other => &[],
        }
    }

    /// The key under which it stands; `None` for the whole.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Part::Whole => None,
            Part::Engagement => Some("engagement"),
            Part::Associations => Some("associations"),
            _ => Some("metadata"),
        }
    }
}

impl EngagementType {
    /// What the metadata of this type is.
    pub fn metadata(&self) -> Part {
        match self {
            EngagementType::Note => Part::Note,
            EngagementType::Email | EngagementType::IncomingEmail | EngagementType::ForwardedEmail => {
                Part::Email
            }
            EngagementType::Task => Part::Task,
            EngagementType::Meeting => Part::Meeting,
            EngagementType::Call => Part::Call,
            EngagementType::PublishingTask => Part::PublishingTask,
            _ => Part::Other,
        }
    }
}

/// Who is told the values of an engagement. A documented field that is absent or null is not told.
pub trait Values<'a> {
    /// The value of the field at that place of [`Part::fields`], and its JSON text.
    fn documented(&mut self, part: Part, field: usize, value: Cell<'a>, text: &'a str);
    /// The JSON text under a key that nobody documents.
    fn unknown(&mut self, part: Part, key: &str, text: &'a str);
}

impl Record {
    /// Tells all values, part by part in the order of the text, the metadata last.
    ///
    /// # Errors
    /// As [`Record::decode`]. Values before the offending one were told by then.
    pub fn values<'a>(&'a self, told: &mut dyn Values<'a>) -> Result<(), ReadError> {
        let text = json::shallow(self.json())?;
        let mut metadata = None;
        json::each_entry(text, &mut |key, value| match key {
            "engagement" | "associations" | "metadata" if json::is_null(value) => Ok(()),
            "engagement" => tell_all(Part::Engagement, value, told),
            "associations" => tell_all(Part::Associations, value, told),
            "metadata" => {
                metadata = Some(value);
                Ok(())
            }
            key => tell(Part::Whole, 0, key, value, told).map(drop),
        })?;
        let part = self.kind().map_or(Part::Other, EngagementType::metadata);
        let told_last = metadata.map_or(Ok(()), |text| tell_all(part, text, told));
        told_last.map_err(|error| error.under("metadata"))
    }
}

fn tell_all<'a>(part: Part, text: &'a str, told: &mut dyn Values<'a>) -> Result<(), ReadError> {
    let mut next = 0;
    json::each_entry(text, &mut |key, value| {
        next = tell(part, next, key, value, told)?;
        Ok(())
    })
}

/// Tells one entry; gives the place where the next one may be looked for, since the service keeps an order.
fn tell<'a>(
    part: Part,
    guess: usize,
    key: &str,
    text: &'a str,
    told: &mut dyn Values<'a>,
) -> Result<usize, ReadError> {
    let fields = part.fields();
    let is_it = |field: &&Field| field.key == key;
    let guessed = fields.get(guess).filter(is_it).map(|field| (guess, field));
    match guessed.or_else(|| fields.iter().enumerate().find(|(_, field)| is_it(field))) {
        Some((place, _)) if json::is_null(text) => Ok(place + 1),
        Some((place, field)) => {
            told.documented(part, place, Cell::read(field.kind, text)?, text);
            Ok(place + 1)
        }
        None => {
            told.unknown(part, key, json::finite(text)?);
            Ok(guess)
        }
    }
}

//! An engagement value by value, without structs: for whoever lays it out in another way, such as in columns.

use crate::json::{self, Cell, Field, ReadError, Scanner, USUAL_KEYS};
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
    /// Tells all values, part by part in the order of the text.
    ///
    /// # Errors
    /// As [`Record::decode`]. Values before the offending one were told by then.
    pub fn values<'a, V: Values<'a> + ?Sized>(&'a self, told: &mut V) -> Result<(), ReadError> {
        let text = json::shallow(self.json())?;
        let mut scanner = Scanner::of(text);
        if !scanner.is_at(b'{') {
            return Err(ReadError::expected("an object", text));
        }
        let mut keys = Vec::with_capacity(USUAL_KEYS);
        // What is wrong with the metadata is said last, as where it is decoded, for which the type must be known.
        let mut metadata = Ok(());
        scanner.object_with(&mut |scanner, key| {
            let passed = match &*key {
                "engagement" => tell_part(Part::Engagement, scanner, told),
                "associations" => tell_part(Part::Associations, scanner, told),
                "metadata" => {
                    let part = self.kind().map_or(Part::Other, EngagementType::metadata);
                    let start = scanner.start();
                    metadata = tell_part(part, scanner, told);
                    if metadata.is_ok() { Ok(()) } else { scanner.back_to(start).value().map(drop) }
                }
                key => tell(Part::Whole, place_of(Part::Whole.fields(), 0, key), key, scanner, told),
            };
            passed.map_err(|error| error.under(&key))?;
            keys.push(key);
            Ok(())
        })?;
        json::once_each(&keys)?;
        metadata.map_err(|error| error.under("metadata"))
    }
}

/// Tells the entries of the object that the scanner comes to; null has none.
fn tell_part<'a, V: Values<'a> + ?Sized>(
    part: Part,
    scanner: &mut Scanner<'a>,
    told: &mut V,
) -> Result<(), ReadError> {
    if !scanner.is_at(b'{') {
        let text = scanner.value()?;
        return if json::is_null(text) { Ok(()) } else { Err(ReadError::expected("an object", text)) };
    }
    let fields = part.fields();
    // The documented fields that were there, a bit for each, so that only other keys are compared with one another.
    let (mut next, mut seen, mut keys) = (0, 0_u64, Vec::new());
    scanner.object_with(&mut |scanner, key| {
        let place = place_of(fields, next, &key);
        tell(part, place, &key, scanner, told).map_err(|error| error.under(&key))?;
        match place.and_then(|place| Some((place, 1_u64.checked_shl(u32::try_from(place).ok()?)?))) {
            Some((place, bit)) if seen & bit == 0 => {
                next = place + 1;
                seen |= bit;
            }
            Some(_) => keys.extend([key.clone(), key]),
            None => keys.push(key),
        }
        Ok(())
    })?;
    json::once_each(&keys)
}

/// The place of a key's field, looked for from where it is likely: the service keeps an order.
fn place_of(fields: &[Field], likely: usize, key: &str) -> Option<usize> {
    let places = fields.iter().enumerate();
    let mut from_likely = places.clone().skip(likely).chain(places.take(likely));
    from_likely.find(|(_, field)| field.key == key).map(|(place, _)| place)
}

/// Tells the entry whose value comes next.
fn tell<'a, V: Values<'a> + ?Sized>(
    part: Part,
    place: Option<usize>,
    key: &str,
    scanner: &mut Scanner<'a>,
    told: &mut V,
) -> Result<(), ReadError> {
    match place.and_then(|place| Some((place, part.fields().get(place)?))) {
        Some((place, field)) => {
            let start = scanner.start();
            if let Some(value) = Cell::unless_null(field.kind, scanner)? {
                told.documented(part, place, value, scanner.since(start));
            }
        }
        None => told.unknown(part, key, json::finite(scanner.value()?)?),
    }
    Ok(())
}

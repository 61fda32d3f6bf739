//! What the fields mean together, beyond each one's JSON type.

use super::{Checker, Parts, Purpose};
use crate::clock::Timestamp;
use crate::json::{Json, Source, quoted, shorten};
use crate::model::EngagementType;

/// The types that can be created.
const WRITABLE: [EngagementType; 5] = [
    EngagementType::Note,
    EngagementType::Email,
    EngagementType::Task,
    EngagementType::Meeting,
    EngagementType::Call,
];

/// How long a note may be. The service runs on Java, whose strings count UTF-16 units; so is this counted.
const NOTE_LIMIT: usize = 65_536;

impl Checker {
    pub(super) fn required(&mut self, parts: &Parts<'_>) {
        match self.purpose {
            Purpose::Create => {
                self.writable_type(parts);
                if parts.get("metadata").is_none() {
                    let message =
                        "is required: an object with what the type has to say, such as {\"body\": \"…\"}";
                    self.error("/body/metadata", "required", message);
                }
            }
            Purpose::Update => {
                if parts.entries.is_empty() {
                    let message = "is empty: give what is to change, in `engagement` (ownerId, timestamp) or `metadata`";
                    self.error("/body", "required", message);
                }
                if parts.value("engagement", "type").is_some() {
                    self.error("/body/engagement/type", "not_writable", "cannot be changed: leave it out");
                }
            }
        }
    }

    fn writable_type(&mut self, parts: &Parts<'_>) {
        let words = WRITABLE.each_ref().map(|kind| kind.as_str()).join(", ");
        match parts.value("engagement", "type") {
            None => self.error("/body/engagement/type", "required", format!("is required: one of {words}")),
            Some(text) => {
                // Another JSON type than a string is reported with the fields.
                if parts.kind().is_some_and(|kind| !WRITABLE.contains(&kind)) {
                    let message = format!("{} cannot be created: give one of {words}", shorten(text));
                    self.error("/body/engagement/type", "not_writable", message);
                }
            }
        }
    }

    pub(super) fn rules(&mut self, parts: &Parts<'_>) {
        self.note_length(parts);
        self.disposition(parts);
        self.meeting_times(parts);
    }

    fn note_length(&mut self, parts: &Parts<'_>) {
        let is_note = parts.kind() == Some(EngagementType::Note);
        let body = parts.value("metadata", "body").filter(|_| is_note);
        let Some(body) = body.and_then(|text| String::read(text, Source::Caller).ok()) else { return };
        let length = body.encode_utf16().count();
        if length > NOTE_LIMIT {
            let message = format!("must have at most {NOTE_LIMIT} UTF-16 units; given {length}");
            self.error("/body/metadata/body", "too_long", message);
        }
    }

    /// A label is looked up; what is nearly a GUID is a mistake.
    fn disposition(&mut self, parts: &Parts<'_>) {
        let Some(text) = parts.value("metadata", "disposition") else { return };
        let Ok(disposition) = String::read(text, Source::Caller) else { return };
        if is_nearly_guid(&disposition) && !is_guid(&disposition) {
            let message =
                format!("{} is no GUID (8-4-4-4-12 hexadecimal digits) and no label", quoted(&disposition));
            self.error("/body/metadata/disposition", "malformed_guid", message);
        }
    }

    fn meeting_times(&mut self, parts: &Parts<'_>) {
        let time = |key| {
            let text = parts.value("metadata", key)?;
            Timestamp::read(text, Source::Caller).ok()
        };
        if let (Some(start), Some(end)) = (time("startTime"), time("endTime"))
            && end < start
        {
            let message = format!("is before startTime: {end} is before {start}");
            self.error("/body/metadata/endTime", "ends_before_start", message);
        }
    }
}

/// Whether a text is a GUID: hexadecimal digits in groups of 8, 4, 4, 4 and 12.
pub(crate) fn is_guid(text: &str) -> bool {
    let is_right = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}

fn is_nearly_guid(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    text.len() >= 20 && text.bytes().all(is_part) && text.bytes().any(|byte| byte.is_ascii_digit())
}

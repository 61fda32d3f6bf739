use crate::clock::Timestamp;
use crate::ids::Id;
use crate::json::{self, Extra, Json, Object, Raw, ReadError, Scanner, Source, object};
use crate::model::{
    Associations, Attachment, Call, Email, EngagementType, Meeting, Note, Part, PublishingTask,
    ScheduledTask, Task,
};

object! {
    /// The `engagement` part: what engagements of all types have.
    pub struct EngagementInfo {
        /// Id of the engagement.
        id: Id = "id", read_only;
        /// The portal.
        portal_id: Id = "portalId", read_only;
        /// `true` in every response seen.
        active: bool = "active";
        /// When it was made.
        created_at: Timestamp = "createdAt", read_only;
        /// When it was changed last; a change of associations does not count.
        last_updated: Timestamp = "lastUpdated", read_only;
        /// The user who made it: a user id, not an owner id.
        created_by: Id = "createdBy", read_only;
        /// The user who changed it last.
        modified_by: Id = "modifiedBy", read_only;
        /// The owner it is assigned to.
        owner_id: Id = "ownerId";
        /// Its type. Required in a create, and cannot change.
        kind: EngagementType = "type";
        /// An id of the caller's own.
        uid: String = "uid";
        /// When it happened; for a task, when it is due. Any 64-bit value is kept as it is.
        timestamp: Timestamp = "timestamp";
        /// Team.
        team_id: Id = "teamId", read_only;
        /// Teams that see it.
        all_accessible_team_ids: Vec<Id> = "allAccessibleTeamIds", read_only;
        /// The body's beginning as plain text.
        body_preview: String = "bodyPreview", read_only;
        /// Task queues it is in.
        queue_membership_ids: Vec<Id> = "queueMembershipIds", read_only;
        /// Whether the previews were cut.
        body_preview_is_truncated: bool = "bodyPreviewIsTruncated", read_only;
        /// The body's beginning as an HTML document.
        body_preview_html: String = "bodyPreviewHtml", read_only;
        /// Whether it was erased for a data protection request.
        gdpr_deleted: bool = "gdprDeleted", read_only;
        /// Where it was made; `CRM_UI` and some 65 others.
        source: String = "source";
        /// Id of it at its source.
        source_id: String = "sourceId";
        /// The portal's own label for the kind of call or meeting.
        activity_type: String = "activityType";
        /// Of HubSpot's own tools.
        product_name: String = "productName", read_only;
        /// Of HubSpot's own tools.
        follow_up_action: String = "followUpAction", read_only;
    }
}

/// `metadata` of a type that this version has no model for: its keys as JSON text.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct OtherMetadata {
    /// All keys.
    pub extra: Extra,
}

/// The fields of all types. A key that stands in several has the same kind in each.
pub(crate) const METADATA_FIELDS: [&[json::Field]; 5] =
    [Note::FIELDS, Call::FIELDS, Task::FIELDS, Meeting::FIELDS, Email::FIELDS];

impl EngagementType {
    /// The documented metadata of this type, where it has a model.
    pub(crate) fn metadata_fields(&self) -> Option<&'static [json::Field]> {
        Some(self.metadata()).filter(|part| *part != Part::Other).map(Part::fields)
    }
}

/// What an engagement says beyond its type, time and owner: one shape for each type.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Metadata {
    /// Of a NOTE.
    Note(Note),
    /// Of an EMAIL, INCOMING_EMAIL or FORWARDED_EMAIL.
    Email(Box<Email>),
    /// Of a TASK.
    Task(Task),
    /// Of a MEETING.
    Meeting(Box<Meeting>),
    /// Of a CALL.
    Call(Box<Call>),
    /// Of a PUBLISHING_TASK.
    PublishingTask(Box<PublishingTask>),
    /// Of any other type.
    Other(OtherMetadata),
}

impl Metadata {
    fn scan(kind: Option<&EngagementType>, scanner: &mut Scanner<'_>) -> Result<Metadata, ReadError> {
        fn boxed<T: Json>(scanner: &mut Scanner<'_>) -> Result<Box<T>, ReadError> {
            T::scan(scanner, Source::Service).map(Box::new)
        }
        match kind.map_or(Part::Other, EngagementType::metadata) {
            Part::Note => Json::scan(scanner, Source::Service).map(Metadata::Note),
            Part::Task => Json::scan(scanner, Source::Service).map(Metadata::Task),
            Part::Email => boxed(scanner).map(Metadata::Email),
            Part::Meeting => boxed(scanner).map(Metadata::Meeting),
            Part::Call => boxed(scanner).map(Metadata::Call),
            Part::PublishingTask => boxed(scanner).map(Metadata::PublishingTask),
            _ => OtherMetadata::scan(scanner).map(Metadata::Other),
        }
    }

    // Not through `as_object`: what writes needs no view of the fields, which would make a module larger.
    fn write(&self, out: &mut String) {
        match self {
            Metadata::Note(note) => note.write(out),
            Metadata::Email(email) => email.write(out),
            Metadata::Task(task) => task.write(out),
            Metadata::Meeting(meeting) => meeting.write(out),
            Metadata::Call(call) => call.write(out),
            Metadata::PublishingTask(task) => task.write(out),
            Metadata::Other(other) => out.push_str(&other.to_json()),
        }
    }

    /// The type that has metadata of this shape; for emails, the one that can be created.
    fn kind(&self) -> Option<EngagementType> {
        match self {
            Metadata::Note(_) => Some(EngagementType::Note),
            Metadata::Email(_) => Some(EngagementType::Email),
            Metadata::Task(_) => Some(EngagementType::Task),
            Metadata::Meeting(_) => Some(EngagementType::Meeting),
            Metadata::Call(_) => Some(EngagementType::Call),
            Metadata::PublishingTask(_) => Some(EngagementType::PublishingTask),
            Metadata::Other(_) => None,
        }
    }

    /// The metadata seen field by field.
    pub fn as_object(&self) -> &dyn Object {
        match self {
            Metadata::Note(note) => note,
            Metadata::Email(email) => &**email,
            Metadata::Task(task) => task,
            Metadata::Meeting(meeting) => &**meeting,
            Metadata::Call(call) => &**call,
            Metadata::PublishingTask(task) => &**task,
            Metadata::Other(other) => other,
        }
    }

    /// The metadata as an object that is handed on by itself.
    pub fn into_object(self) -> Box<dyn Object + Send + Sync> {
        match self {
            Metadata::Note(note) => Box::new(note),
            Metadata::Email(email) => email,
            Metadata::Task(task) => Box::new(task),
            Metadata::Meeting(meeting) => meeting,
            Metadata::Call(call) => call,
            Metadata::PublishingTask(task) => task,
            Metadata::Other(other) => Box::new(other),
        }
    }
}

impl OtherMetadata {
    /// It has no documented fields.
    pub const FIELDS: &'static [json::Field] = &[];

    /// Reads one from a JSON object.
    ///
    /// # Errors
    /// [`ReadError`] for a text that is no JSON object, or has a key twice.
    pub fn from_json(text: &str) -> Result<OtherMetadata, ReadError> {
        OtherMetadata::scan(&mut Scanner::of(json::checked(text)?))
    }

    fn scan(scanner: &mut Scanner<'_>) -> Result<OtherMetadata, ReadError> {
        let mut extra = Extra::default();
        json::each_value(scanner, &mut |scanner, key| {
            extra.push(key, json::finite(scanner.value()?)?);
            Ok(())
        })?;
        Ok(OtherMetadata { extra })
    }
}

impl Object for OtherMetadata {
    fn name(&self) -> &'static str {
        "OtherMetadata"
    }
    fn fields(&self) -> &'static [json::Field] {
        OtherMetadata::FIELDS
    }
    fn get(&self, _: &str) -> Option<json::Value<'_>> {
        None
    }
    fn extra(&self) -> &Extra {
        &self.extra
    }
    fn to_json(&self) -> String {
        let mut out = String::from("{");
        self.extra.write(&mut out, |_| false);
        out.push('}');
        out
    }
    fn boxed(&self) -> Box<dyn Object + Send + Sync> {
        Box::new(self.clone())
    }
}

impl From<Note> for Metadata {
    fn from(metadata: Note) -> Metadata {
        Metadata::Note(metadata)
    }
}

impl From<Email> for Metadata {
    fn from(metadata: Email) -> Metadata {
        Metadata::Email(Box::new(metadata))
    }
}

impl From<Task> for Metadata {
    fn from(metadata: Task) -> Metadata {
        Metadata::Task(metadata)
    }
}

impl From<Meeting> for Metadata {
    fn from(metadata: Meeting) -> Metadata {
        Metadata::Meeting(Box::new(metadata))
    }
}

impl From<Call> for Metadata {
    fn from(metadata: Call) -> Metadata {
        Metadata::Call(Box::new(metadata))
    }
}

/// One engagement, decoded.
///
/// What was read and not touched is written back as the same JSON value: unknown keys are kept at every level.
///
/// ```
/// use hubspot_engagements_core::model::{Engagement, Metadata};
/// let text = r#"{"engagement":{"id":1,"type":"CALL"},"metadata":{"status":"BUSY","new":1.50}}"#;
/// let call = Engagement::from_json(text)?;
/// assert!(matches!(&call.metadata, Some(Metadata::Call(call)) if call.extra.get("new") == Some("1.50")));
/// assert_eq!(call.to_json(), text);
/// # Ok::<(), hubspot_engagements_core::json::ReadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Engagement {
    /// Type, time, owner and the rest that all engagements have.
    pub engagement: EngagementInfo,
    /// The records it belongs to.
    pub associations: Option<Associations>,
    /// Its files.
    pub attachments: Option<Vec<Attachment>>,
    /// Reminders planned for it.
    pub scheduled_tasks: Option<Vec<ScheduledTask>>,
    /// What its type adds.
    pub metadata: Option<Metadata>,
    /// Keys that this version does not know, and known ones that were null.
    pub extra: Extra,
    /// Whether the text had an `engagement`, so that an empty one is written back.
    has_engagement: bool,
}

impl From<&Engagement> for Raw {
    /// Its text in the service's shape.
    fn from(engagement: &Engagement) -> Raw {
        Raw::from_checked(engagement.to_json())
    }
}

impl Engagement {
    /// An engagement to create: its type follows from the metadata.
    ///
    /// ```
    /// use hubspot_engagements_core::ids::Id;
    /// use hubspot_engagements_core::model::{Call, CallStatus, Engagement};
    /// let call = Call::default().status(CallStatus::Completed).duration(90_000).body("Talked.");
    /// let engagement = Engagement::new(call).contacts([Id(24501)]).owner(Id(7)).at(1_790_000_000_000);
    /// assert_eq!(
    ///     engagement.to_json(),
    ///     r#"{"engagement":{"ownerId":7,"type":"CALL","timestamp":1790000000000},"associations":{"contactIds":[24501]},"metadata":{"status":"COMPLETED","durationMilliseconds":90000,"body":"Talked."}}"#
    /// );
    /// ```
    pub fn new(metadata: impl Into<Metadata>) -> Engagement {
        let metadata = metadata.into();
        let engagement = EngagementInfo { kind: metadata.kind(), ..EngagementInfo::default() };
        Engagement { engagement, metadata: Some(metadata), ..Engagement::default() }
    }

    /// A change of the metadata. Fields that are `None` stay as they are; `clear` empties one.
    ///
    /// ```
    /// use hubspot_engagements_core::model::{Engagement, Task, TaskStatus};
    /// let done = Engagement::change(Task::default().status(TaskStatus::Completed).clear("body"));
    /// assert_eq!(done.to_json(), r#"{"metadata":{"status":"COMPLETED","body":null}}"#);
    /// ```
    pub fn change(metadata: impl Into<Metadata>) -> Engagement {
        Engagement { metadata: Some(metadata.into()), ..Engagement::default() }
    }

    /// Assigns it to an owner.
    #[must_use]
    pub fn owner(mut self, id: impl Into<Id>) -> Engagement {
        self.engagement.owner_id = Some(id.into());
        self
    }

    /// Says when it happened; for a task, when it is due.
    #[must_use]
    pub fn at(mut self, time: impl Into<Timestamp>) -> Engagement {
        self.engagement.timestamp = Some(time.into());
        self
    }

    /// Gives it an id of the caller's own.
    #[must_use]
    pub fn uid(mut self, uid: impl Into<String>) -> Engagement {
        self.engagement.uid = Some(uid.into());
        self
    }

    /// Associates it with contacts.
    #[must_use]
    pub fn contacts(mut self, ids: impl Into<Vec<Id>>) -> Engagement {
        self.associations.get_or_insert_default().contact_ids = Some(ids.into());
        self
    }

    /// Associates it with companies.
    #[must_use]
    pub fn companies(mut self, ids: impl Into<Vec<Id>>) -> Engagement {
        self.associations.get_or_insert_default().company_ids = Some(ids.into());
        self
    }

    /// Associates it with deals.
    #[must_use]
    pub fn deals(mut self, ids: impl Into<Vec<Id>>) -> Engagement {
        self.associations.get_or_insert_default().deal_ids = Some(ids.into());
        self
    }

    /// Associates it with tickets.
    #[must_use]
    pub fn tickets(mut self, ids: impl Into<Vec<Id>>) -> Engagement {
        self.associations.get_or_insert_default().ticket_ids = Some(ids.into());
        self
    }

    /// Reads an engagement in the service's shape.
    ///
    /// # Errors
    /// [`ReadError`] with the path of a documented field that has the wrong JSON type, of a key that stands
    /// twice, or of a text that is not JSON.
    pub fn from_json(text: &str) -> Result<Engagement, ReadError> {
        Engagement::read(json::checked(text)?)
    }

    pub(crate) fn read(text: &str) -> Result<Engagement, ReadError> {
        json::shallow(text)?;
        let mut read = Engagement::default();
        // What is wrong with the metadata is said last, for the type that decides its shape may stand behind it.
        let mut metadata = None;
        json::each_value(&mut Scanner::of(text), &mut |scanner, key| {
            let start = scanner.start();
            match key {
                _ if scanner.is_at(b'n') => read.extra.push(key, scanner.value()?),
                "engagement" => {
                    read.has_engagement = true;
                    read.engagement = Json::scan(scanner, Source::Service)?;
                }
                "associations" => read.associations = Some(Json::scan(scanner, Source::Service)?),
                "attachments" => read.attachments = Some(Json::scan(scanner, Source::Service)?),
                "scheduledTasks" => read.scheduled_tasks = Some(Json::scan(scanner, Source::Service)?),
                "metadata" => {
                    match read.engagement.kind.as_ref().map(|kind| Metadata::scan(Some(kind), scanner)) {
                        Some(Ok(known)) => read.metadata = Some(known),
                        _ => metadata = Some(scanner.back_to(start).value()?),
                    }
                }
                _ => read.extra.push(key, json::finite(scanner.value()?)?),
            }
            Ok(())
        })?;
        if let Some(text) = metadata {
            let kind = read.engagement.kind.as_ref();
            let scanned = Metadata::scan(kind, &mut Scanner::of(text));
            read.metadata = Some(scanned.map_err(|error| error.under("metadata"))?);
        }
        Ok(read)
    }

    fn is_set(&self, key: &str) -> bool {
        match key {
            "engagement" => self.has_engagement || self.engagement != EngagementInfo::default(),
            "associations" => self.associations.is_some(),
            "attachments" => self.attachments.is_some(),
            "scheduledTasks" => self.scheduled_tasks.is_some(),
            "metadata" => self.metadata.is_some(),
            _ => false,
        }
    }

    /// The engagement as JSON text in the service's shape.
    pub fn to_json(&self) -> String {
        fn part<T: Json>(out: &mut String, key: &str, part: Option<&T>) {
            if let Some(part) = part {
                json::write_key(out, key);
                part.write(out);
            }
        }
        let mut out = String::from("{");
        part(&mut out, "engagement", self.is_set("engagement").then_some(&self.engagement));
        part(&mut out, "associations", self.associations.as_ref());
        part(&mut out, "attachments", self.attachments.as_ref());
        part(&mut out, "scheduledTasks", self.scheduled_tasks.as_ref());
        if let Some(metadata) = &self.metadata {
            json::write_key(&mut out, "metadata");
            metadata.write(&mut out);
        }
        self.extra.write(&mut out, |key| self.is_set(key));
        out.push('}');
        out
    }

    /// The associations that a create could not make; not empty means that it was applied in part.
    pub fn association_create_failures(&self) -> Vec<Raw> {
        let failures = self.extra.get("associationCreateFailures").unwrap_or("[]");
        Json::read(failures, Source::Service).unwrap_or_default()
    }
}

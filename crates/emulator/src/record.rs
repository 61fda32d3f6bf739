//! One engagement as the portal holds it and as the service writes it.

use std::borrow::Cow;

use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::association::Associations;
use crate::fields::Fields;
use crate::preview::Preview;

/// One engagement.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    pub(crate) id: i64,
    pub(crate) portal_id: i64,
    pub(crate) active: bool,
    pub(crate) created_at: i64,
    pub(crate) last_updated: i64,
    pub(crate) created_by: Option<i64>,
    pub(crate) modified_by: Option<i64>,
    pub(crate) owner_id: Option<i64>,
    pub(crate) kind: String,
    pub(crate) uid: Option<String>,
    pub(crate) timestamp: i64,
    /// Keys such as `source` and `activityType`, which nothing here looks at.
    pub(crate) extra: Fields,
    pub(crate) associations: Associations,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) scheduled_tasks: Vec<ScheduledTask>,
    pub(crate) metadata: Fields,
    /// Derived from `metadata`: set both by `set_metadata`.
    pub(crate) preview: Option<Preview>,
}

impl Record {
    /// Takes over metadata and writes the preview that the service derives from it.
    pub(crate) fn set_metadata(&mut self, metadata: Fields) {
        self.preview = Preview::of(&metadata);
        self.metadata = metadata;
    }

    /// Whether it is an e-mail, whichever way it went.
    pub(crate) fn is_email(&self) -> bool {
        matches!(self.kind.as_str(), "EMAIL" | "INCOMING_EMAIL" | "FORWARDED_EMAIL")
    }

    fn has_schedule(&self) -> bool {
        matches!(self.kind.as_str(), "TASK" | "MEETING")
    }
}

/// A file of the file manager; other keys of it are not known to be kept.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) id: i64,
}

/// A reminder that the service keeps for a task.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduledTask {
    pub(crate) engagement_id: i64,
    pub(crate) portal_id: i64,
    pub(crate) engagement_type: String,
    pub(crate) task_type: String,
    pub(crate) timestamp: i64,
    pub(crate) uuid: String,
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        View {
            engagement: EngagementView::of(self),
            associations: &self.associations,
            attachments: &self.attachments,
            scheduled_tasks: self.has_schedule().then_some(&*self.scheduled_tasks),
            metadata: &self.metadata,
        }
        .serialize(serializer)
    }
}

/// The answer to a create.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Created<'a> {
    /// Always empty in the recordings.
    pub(crate) association_create_failures: [(); 0],
    #[serde(flatten)]
    pub(crate) record: Cow<'a, Record>,
}

/// Keys in the recorded order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    engagement: EngagementView<'a>,
    associations: &'a Associations,
    attachments: &'a [Attachment],
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_tasks: Option<&'a [ScheduledTask]>,
    metadata: &'a Fields,
}

/// Keys in the recorded order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EngagementView<'a> {
    id: i64,
    portal_id: i64,
    active: bool,
    created_at: i64,
    last_updated: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_by: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<i64>,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<&'a str>,
    timestamp: i64,
    all_accessible_team_ids: [i64; 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    body_preview: Option<&'a str>,
    queue_membership_ids: [i64; 0],
    body_preview_is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_preview_html: Option<&'a str>,
    #[serde(flatten)]
    extra: &'a Fields,
}

impl<'a> EngagementView<'a> {
    fn of(record: &'a Record) -> EngagementView<'a> {
        let preview = record.preview.as_ref();
        EngagementView {
            id: record.id,
            portal_id: record.portal_id,
            active: record.active,
            created_at: record.created_at,
            last_updated: record.last_updated,
            created_by: record.created_by,
            modified_by: record.modified_by,
            owner_id: record.owner_id,
            kind: &record.kind,
            uid: record.uid.as_deref(),
            timestamp: record.timestamp,
            all_accessible_team_ids: [],
            body_preview: preview.map(|preview| preview.text.as_str()),
            queue_membership_ids: [],
            body_preview_is_truncated: preview.is_some_and(|preview| preview.truncated),
            body_preview_html: preview.map(|preview| preview.html.as_str()),
            extra: &record.extra,
        }
    }
}

//! Engagements as HubSpot documents them, with every unknown key kept.
//!
//! Every field is optional: the service leaves absent what it has no value for. Where each field comes from,
//! and what was seen in real responses, is written beside it.

mod associations;
mod call;
mod dispositions;
mod email;
mod engagement;
mod enums;
mod meeting;
mod note;
mod owner;
mod page;
mod part;
mod publishing_task;
mod task;
pub(crate) mod text;

pub use associations::{Associations, Attachment, ScheduledTask};
pub use call::Call;
pub use dispositions::Disposition;
pub use email::{Email, EmailParticipant};
pub(crate) use engagement::METADATA_FIELDS;
pub use engagement::{Engagement, EngagementInfo, Metadata, OtherMetadata};
pub use enums::{
    CallStatus, EmailStatus, EngagementType, MeetingOutcome, ObjectType, OwnerType, PublishingCategory,
    PublishingState, TaskPriority, TaskStatus, TaskType,
};
pub use meeting::Meeting;
pub use note::Note;
pub use owner::{Owner, OwnerPage};
pub(crate) use page::utf8;
pub use page::{Cursor, Page, Record};
pub use part::{Part, Values};
pub use publishing_task::PublishingTask;
pub use task::Task;
pub use text::is_redacted;

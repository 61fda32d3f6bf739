//! HubSpot engagements for async Rust, on `reqwest` and `tokio`.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use hubspot_engagements::{Client, ListEngagements, Metadata};
//!
//! # async fn run() -> Result<(), hubspot_engagements::Error> {
//! let hubspot = Client::new("pat-na1-…")?;
//! let mut all = hubspot.list(ListEngagements::default()).items();
//! while let Some(engagement) = all.try_next().await? {
//!     if let Some(Metadata::Call(call)) = engagement.metadata {
//!         println!("{:?} {:?}", engagement.engagement.owner_id, call.duration);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! `tracing` tells of requests and responses (debug), retries, waits, refreshed tokens and page sizes (info), and of
//! what was left out or applied in part (warn) to the target `hubspot_engagements` of the crate `tracing`.
//!
//! All that the API needs is in [`hubspot_engagements_core`]; this crate moves bytes and waits.

mod builder;
mod client;
mod clock;
mod driver;
mod hooks;
mod listing;
#[cfg(feature = "tracing")]
mod trace;
mod transport;

pub use builder::ClientBuilder;
pub use client::{Client, CreateMany};
pub use clock::Clock;
pub use listing::Listing;

/// A future in a box, as [`Clock::sleep`] gives it.
pub use futures_core::future::BoxFuture;

pub use hubspot_engagements_core as core;
pub use hubspot_engagements_core::clock::{Milliseconds, Now, Timestamp};
pub use hubspot_engagements_core::endpoint::{
    After, Association, ListAssociated, ListEngagements, ListModifiedAfter, ListRecent,
};
pub use hubspot_engagements_core::error::{Error, ErrorKind};
pub use hubspot_engagements_core::ids::Id;
pub use hubspot_engagements_core::machine::{
    Checkpoint, CreateEnd, Event, Held, Item, ItemOutcome, JournalEntry, RateLimit, Reconciliation,
    RefreshToken, RetryPolicy, SyncBatch, SyncOptions, SyncProgress, SyncSource, SyncStage, Ticket, Verdict,
};
pub use hubspot_engagements_core::model::{
    Associations, Attachment, Call, Cursor, Disposition, Email, EmailParticipant, Engagement, EngagementInfo,
    EngagementType, Meeting, Metadata, Note, ObjectType, Owner, Page, PublishingTask, Record, Task,
};
pub use hubspot_engagements_core::registry::Output;
pub use hubspot_engagements_core::settings::OAuth;
pub use hubspot_engagements_core::validate;

/// The examples of the readme, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

/// The examples of the emulator's page, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/emulator.md")]
pub struct EmulatorPage;

//! HubSpot engagements as Arrow record batches and Parquet files.
//!
//! Values go from a page's text straight into columns, without structs in between. One row is one engagement, and the
//! columns never depend on the data:
//!
//! | what | columns |
//! |---|---|
//! | `engagement` | its fields by their names in snake case, such as `id`, `type`, `timestamp`, `owner_id` |
//! | `associations` | lists of ids: `contact_ids`, `company_ids`, …; who is mentioned is `mentioned_owner_ids` |
//! | `attachments` | `attachment_ids` |
//! | `metadata` | `note_…`, `email_…`, `task_…`, `meeting_…`, `call_…`, such as `call_duration_ms` |
//! | all else | `extra`: JSON text in the shape of an engagement, null where there is nothing |
//!
//! Ids and spans (`…_ms`) are `Int64`, times `Timestamp(ms, "UTC")`, enumerations `Dictionary(Int16, Utf8)`, senders and
//! recipients their addresses. A time outside of the years 1 to 9999 is null; what a caller can set (`timestamp`,
//! `meeting_start_time`, `meeting_end_time`) stands in `<column>_raw` then, any other time in `extra`.
//! A value of which a column holds only a part, such as a recipient with a name, stands whole in `extra` as well.

mod batch;
mod layout;
mod parquet;
mod row;

use std::io;

use ::parquet::errors::ParquetError;
use arrow_schema::ArrowError;
use hubspot_engagements_core::json::ReadError;
use hubspot_engagements_core::model::Record;

pub use crate::batch::{BATCH_ROWS, Batches, Undecodable, schema};
pub use crate::parquet::ParquetWriter;

/// Why engagements did not become columns.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A record cannot be decoded.
    #[error("the record {} cannot be read: {error}", name(.record))]
    Undecodable {
        /// The record, with its text.
        record: Box<Record>,
        /// What is wrong with it, and where.
        error: ReadError,
    },
    /// A record is longer than a column can hold.
    #[error("a record has {bytes} bytes, and a column holds at most {allowed} of one")]
    TooLarge {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        allowed: usize,
    },
    /// A batch cannot be built.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
    /// A Parquet file cannot be made of what was given.
    #[error(transparent)]
    Parquet(ParquetError),
    /// What a file is written to fails.
    #[error(transparent)]
    File(#[from] io::Error),
}

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Error {
        match error {
            ParquetError::External(cause) => match cause.downcast::<io::Error>() {
                Ok(cause) => Error::File(*cause),
                Err(cause) => Error::Parquet(ParquetError::External(cause)),
            },
            error => Error::Parquet(error),
        }
    }
}

fn name(record: &Record) -> String {
    record.id().map_or_else(|| "without an id".to_owned(), |id| id.to_string())
}

//! Engagements that become columns, and come back.
#![allow(missing_docs, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails panics")]

mod columns;
mod parquet;
mod properties;
mod rebuild;

//! The core as its users see it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails panics")]

mod findings;
mod fuzz_bodies;
mod machines;
mod properties;
mod values;

//! The core as its users see it.

mod machines;
mod recordings;

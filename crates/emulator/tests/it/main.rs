//! The emulator seen from outside: through [`Portal::handle`](hubspot_engagements_emulator::Portal::handle),
//! over sockets, and as a program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod access;
mod associations;
mod binary;
mod changes;
mod listings;
mod other_routes;
mod recorded;
mod redaction;
mod seeded;
mod sockets;
mod support;
mod writes;

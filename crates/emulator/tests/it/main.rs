//! The emulator seen from outside: through [`Portal::handle`](hubspot_engagements_emulator::Portal::handle),
//! over sockets, and as a program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod access;
mod admin;
mod associations;
mod binary;
mod changes;
mod embedded;
mod faults;
mod listings;
mod oauth;
mod other_routes;
mod plans;
mod raw;
mod recorded;
mod redaction;
mod seeded;
mod sockets;
mod support;
mod time;
mod wrecks;
mod writers;
mod writes;

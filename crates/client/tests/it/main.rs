//! The Rust client over real sockets.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails panics")]
#![allow(clippy::disallowed_methods, reason = "tests have sockets and clocks")]

mod bad_input;
mod failures;
mod hooks;
mod operations;
mod outcomes;
mod secrets;
mod support;
#[cfg(feature = "tracing")]
mod tracing_events;
mod turns;

use hubspot_engagements::Client;
use hubspot_engagements_emulator::server::{ServeOptions, Server, start, unix_ms};
use hubspot_engagements_emulator::{Portal, PortalOptions};

/// A portal with made-up engagements, and a client of it.
async fn portal(engagements: usize) -> (Server, Client) {
    let options = PortalOptions { engagements, now_ms: unix_ms(), ..PortalOptions::default() };
    let server = start(Portal::new(options), ServeOptions::default()).await.unwrap();
    let client = Client::builder("test-token").base_url(&server.base_url).build().unwrap();
    (server, client)
}

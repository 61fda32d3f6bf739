//! HubSpot's legacy Engagements v1 service in memory, so that nobody needs an account to try or test a client.
//!
//! [`Portal::handle`] is a pure function of the portal's state, the time and a request: no I/O, no clock, no randomness
//! that is not seeded. It computes its answers on its own and shares only the plain HTTP values with
//! `hubspot-engagements-core`, so a mistake in the client's codecs cannot hide in the emulator.
//!
//! ```
//! use hubspot_engagements_core::clock::Now;
//! use hubspot_engagements_core::wire::{Headers, Method, Request};
//! use hubspot_engagements_emulator::{Portal, PortalOptions};
//!
//! let mut portal = Portal::new(PortalOptions { engagements: 50, ..PortalOptions::default() });
//! let response = portal.handle(
//!     Now { monotonic_ms: 0, unix_ms: 1_790_000_000_000 },
//!     &Request {
//!         method: Method::Get,
//!         url: "https://api.hubapi.com/engagements/v1/engagements/paged?limit=2".to_owned(),
//!         headers: Headers::from_iter([("Authorization", "Bearer demo")]),
//!         body: None,
//!         timeout: std::time::Duration::from_secs(10),
//!         max_response_bytes: u64::MAX,
//!         once: false,
//!     },
//! );
//! assert_eq!(response.status, 200);
//! ```
//!
//! A plan of [`Fault`]s makes it fail on purpose; [`Portal::deliver`] then tells what becomes of the answer.
//!
//! With the feature `server` (on by default) the module `server` listens on a socket; with `program` (likewise) the
//! binary `hubspot-emulator` does so from a shell.

mod admin;
mod answer;
mod association;
mod auth;
mod calendar;
mod clock;
mod cursor;
mod faults;
mod fields;
mod ids;
mod limits;
mod log;
mod options;
mod owner;
mod page;
mod portal;
mod preview;
mod query;
mod random;
mod record;
mod redaction;
mod routes;
mod seed;
#[cfg(feature = "server")]
pub mod server;
mod store;
mod turn;
mod writer;

pub use faults::{Damage, Delivery, Effect, Fault, PlanError, Policy, Reply};
pub use log::LoggedRequest;
pub use options::{AcceptedToken, CursorForm, OAuthApp, OptionsError, PortalOptions};
pub use portal::Portal;
pub use writer::{Mix, Pace, Writer, Written};

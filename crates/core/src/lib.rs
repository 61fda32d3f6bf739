//! HubSpot engagements (notes, emails, tasks, meetings and calls on CRM records) without I/O.
//!
//! Models, validation, requests, responses, paging and retries are plain values and state machines. Nothing here
//! opens a connection, reads a clock or draws a random number: those are arguments, so the same code runs in a
//! browser, in Node, in Python and in Rust, and every conversation with the service can be tested to the
//! millisecond.
//!
//! # A transport by hand
//!
//! An adapter is one loop over the seven things that a machine can want:
//!
//! ```
//! use hubspot_engagements_core::clock::Now;
//! use hubspot_engagements_core::error::Error;
//! use hubspot_engagements_core::ids::Id;
//! use hubspot_engagements_core::endpoint::GetEngagement;
//! use hubspot_engagements_core::machine::{Call, Machine, Step};
//! use hubspot_engagements_core::secret::Token;
//! use hubspot_engagements_core::session::Session;
//! use hubspot_engagements_core::settings::Settings;
//! use hubspot_engagements_core::wire::{Headers, Request, Response, TransportFailure};
//!
//! fn drive<M: Machine>(machine: &mut M, host: &mut impl Host) -> Result<Option<M::Item>, Error> {
//!     loop {
//!         match machine.step(host.now()) {
//!             Step::Send(request) => match host.send(request) {
//!                 Ok(response) => machine.on_response(host.now(), response),
//!                 Err(failure) => machine.on_failure(host.now(), failure),
//!             },
//!             Step::Wait(time) => host.sleep(time),
//!             Step::NeedToken { rejected } => machine.on_token(host.token(rejected)),
//!             Step::Notify(_) => {} // events and the journal: only where the settings ask for them
//!             Step::Yield(item) => return Ok(Some(item)),
//!             Step::Done => return Ok(None),
//!             Step::Fail(error) => return Err(error),
//!         }
//!     }
//! }
//!
//! trait Host {
//!     fn now(&self) -> Now;
//!     fn send(&mut self, request: Request) -> Result<Response, TransportFailure>;
//!     fn sleep(&mut self, time: std::time::Duration);
//!     fn token(&mut self, rejected: bool) -> Option<Token>;
//! }
//!
//! /// A host whose service is one answer, and whose clock stands still.
//! struct Canned(&'static str);
//!
//! impl Host for Canned {
//!     fn now(&self) -> Now {
//!         Now::default()
//!     }
//!     fn send(&mut self, request: Request) -> Result<Response, TransportFailure> {
//!         assert_eq!(request.url, "https://api.hubapi.com/engagements/v1/engagements/7");
//!         assert_eq!(request.headers.get("Authorization"), Some("Bearer pat-na1-demo"));
//!         Ok(Response::new(200, Headers::new(), self.0.as_bytes()))
//!     }
//!     fn sleep(&mut self, _: std::time::Duration) {}
//!     fn token(&mut self, _: bool) -> Option<Token> {
//!         None
//!     }
//! }
//!
//! let settings = Settings::new(Token::new("pat-na1-demo")?);
//! let mut call = Call::new(GetEngagement { id: Id(7) }, &Session::new(settings), 0);
//! let answer = r#"{"engagement":{"id":7,"type":"NOTE"},"metadata":{"body":"hello"}}"#;
//! let record = drive(&mut call, &mut Canned(answer))?.ok_or("an engagement")?;
//! assert_eq!(record.id(), Some(Id(7)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to look
//!
//! [`endpoint`] has one type for each endpoint, [`model`] what they carry, [`machine`] the conversations,
//! [`registry`] the operations by name for bindings, [`error`] the one error type.

pub mod clock;
pub mod endpoint;
pub mod error;
mod find;
pub mod ids;
pub mod json;
pub mod machine;
pub mod model;
mod params;
pub mod registry;
pub mod secret;
pub mod session;
pub mod settings;
pub mod validate;
pub mod wire;

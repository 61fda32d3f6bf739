//! The emulator for JavaScript: requests in, and out what is to become of their answers.
//!
//! The npm package's `emulator` is the only caller; it owns the clock, and makes a `fetch` of this.

mod arrival;

use std::time::Duration;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Headers, Method, Request, Response};
use hubspot_engagements_emulator as emulator;
use serde_json::json;
use wasm_bindgen::prelude::*;

pub use arrival::Arrival;

/// An account in memory, with the routes below `/__emulator/`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Portal(emulator::Portal);

#[wasm_bindgen]
impl Portal {
    /// A portal with the options and the plan of faults as JSON texts; `unix_ms` is when its first engagements end.
    ///
    /// # Errors
    /// What is wrong with the options or the plan.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, faults: &str, unix_ms: f64) -> Result<Portal, JsError> {
        let options = emulator::PortalOptions::from_json(options, faults, unix_ms as i64)?;
        Ok(Portal(emulator::Portal::new(options)))
    }

    /// Answers one request at that time. `headers` are names and values in turn.
    pub fn deliver(
        &mut self,
        unix_ms: f64,
        method: &str,
        url: String,
        headers: Vec<String>,
        body: Option<Vec<u8>>,
    ) -> Arrival {
        let Some(method) = Method::from_name(method) else {
            return Arrival::whole(Response::new(405, Headers::new(), Vec::new()));
        };
        let request = Request {
            method,
            url,
            headers: pairs(headers),
            body: body.map(Into::into),
            // How long to wait and how much to read is the caller's own business.
            timeout: Duration::MAX,
            max_response_bytes: u64::MAX,
            once: false,
        };
        let now = Now { monotonic_ms: 0, unix_ms: unix_ms as i64 };
        Arrival::of(self.0.deliver(now, &request), &request)
    }

    /// Whom a client can ask about, as the JSON text that `hubspot-emulator` prints when it is ready.
    pub fn info(&self) -> String {
        let portal = &self.0;
        json!({
            "portal_id": portal.portal_id(),
            "contact_id": portal.contact_id(),
            "company_id": portal.company_id(),
            "owner_ids": portal.owner_ids(),
        })
        .to_string()
    }
}

fn pairs(flat: Vec<String>) -> Headers {
    let mut flat = flat.into_iter();
    let mut headers = Headers::new();
    while let (Some(name), Some(value)) = (flat.next(), flat.next()) {
        headers.push(name, value);
    }
    headers
}

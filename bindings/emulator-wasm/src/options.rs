//! The options of a portal, as JavaScript gives them.

use hubspot_engagements_emulator::{Fault, PortalOptions};
use serde::Deserialize;
use wasm_bindgen::JsError;

/// So many fit into the memory of a page.
const MAX_ENGAGEMENTS: u32 = 1_000_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Given {
    token: String,
    #[serde(default)]
    engagements: u32,
    #[serde(default = "one")]
    seed: u64,
    rate_limit: Option<u32>,
    #[serde(default)]
    index_lag_ms: u32,
    #[serde(default = "yes")]
    email_scope: bool,
    #[serde(default = "yes")]
    contacts_scope: bool,
}

fn one() -> u64 {
    1
}

fn yes() -> bool {
    true
}

/// What the two texts say, or which part of them is wrong.
pub(crate) fn read(options: &str, faults: &str, now_ms: i64) -> Result<PortalOptions, JsError> {
    let given: Given = serde_json::from_str(options)
        .map_err(|error| JsError::new(&format!("the emulator's options are wrong: {error}")))?;
    if given.engagements > MAX_ENGAGEMENTS {
        let message = format!("engagements may be at most {MAX_ENGAGEMENTS}; given {}", given.engagements);
        return Err(JsError::new(&message));
    }
    Ok(PortalOptions {
        token: Some(given.token),
        engagements: usize::try_from(given.engagements)?,
        seed: given.seed,
        now_ms,
        rate_limit: given.rate_limit,
        index_lag_ms: i64::from(given.index_lag_ms),
        email_scope: given.email_scope,
        contacts_scope: given.contacts_scope,
        faults: Fault::plan(faults)?,
        // Nobody but the page itself can reach them.
        admin: true,
        ..PortalOptions::default()
    })
}

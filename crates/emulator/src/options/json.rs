//! Options as other languages give them.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::PortalOptions;
use crate::faults::Fault;

/// So many fit into the memory of a page.
const MAX_ENGAGEMENTS: u32 = 1_000_000;

/// Why options cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionsError(String);

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OptionsError {}

impl PortalOptions {
    /// The options of a portal in the same process, with admin routes, from a JSON object and a plan of faults.
    ///
    /// `now_ms` is when its first engagements end, in milliseconds since 1970. A member that is null is as good as none.
    ///
    /// # Errors
    /// Which option or which part of the plan is wrong, and why.
    pub fn from_json(options: &str, faults: &str, now_ms: i64) -> Result<PortalOptions, OptionsError> {
        let mut given = Given::read(options)?;
        let usual = PortalOptions::default();
        let engagements: u32 = given.take("engagements", 0)?;
        if engagements > MAX_ENGAGEMENTS {
            let message = format!("engagements may be at most {MAX_ENGAGEMENTS}; given {engagements}");
            return Err(OptionsError(message));
        }
        let options = PortalOptions {
            token: given.take("token", None)?,
            engagements: usize::try_from(engagements).unwrap_or(usize::MAX),
            seed: given.take("seed", usual.seed)?,
            now_ms,
            rate_limit: given.take("rateLimit", None)?,
            index_lag_ms: i64::from(given.take("indexLagMs", 0_u32)?),
            email_scope: given.take("emailScope", true)?,
            contacts_scope: given.take("contactsScope", true)?,
            faults: Fault::plan(faults).map_err(|error| OptionsError(error.to_string()))?,
            admin: true,
            ..usual
        };
        given.end()?;
        Ok(options)
    }
}

/// The members that nobody has read yet.
struct Given(Map<String, Value>);

impl Given {
    fn read(text: &str) -> Result<Given, OptionsError> {
        serde_json::from_str(text)
            .map(Given)
            .map_err(|error| OptionsError(format!("the options are no JSON object: {error}")))
    }

    fn take<T: DeserializeOwned>(&mut self, key: &str, usual: T) -> Result<T, OptionsError> {
        match self.0.remove(key) {
            None | Some(Value::Null) => Ok(usual),
            Some(value) => serde_json::from_value(value)
                .map_err(|error| OptionsError(format!("{key} cannot be used: {error}"))),
        }
    }

    fn end(&self) -> Result<(), OptionsError> {
        match self.0.keys().next() {
            Some(key) => Err(OptionsError(format!("there is no option {key}"))),
            None => Ok(()),
        }
    }
}

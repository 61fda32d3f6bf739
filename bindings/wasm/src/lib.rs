//! The core for JavaScript: machines are started by name and driven over `fetch`.
//!
//! The npm package's facade is the only caller. No decision about the API is made here.

mod conversation;
mod driver;
mod failure;
mod host;
mod page;
mod panic;
mod race;
mod shown;
mod transport;

use std::rc::Rc;

use hubspot_engagements_core::error::{Error, ErrorKind, Issue};
use hubspot_engagements_core::json::Tree;
use hubspot_engagements_core::model;
use hubspot_engagements_core::registry;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::validate::{self, Purpose};
use wasm_bindgen::prelude::*;

pub use conversation::Conversation;
pub use page::Page;
pub use panic::on_panic;

use crate::host::{Host, HostOptions};
use crate::shown::shown;

/// The standard library's allocator is twice the code. Neighbours that are free become one block here, too.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Where to send, as whom, and by what means.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Client {
    session: Session,
    host: Rc<Host>,
}

#[wasm_bindgen]
impl Client {
    /// A client with the core's settings as JSON text, and `{ fetch, sleep, now, seed }`, all optional.
    ///
    /// # Errors
    /// Details of kind `validation` that list every setting with no valid value.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str, host: &HostOptions) -> Result<Client, JsValue> {
        let session = Session::from_json(settings).map_err(|error| thrown(&error))?;
        let host = Host::new(host).map_err(|error| thrown(&error))?;
        Ok(Client { session, host: Rc::new(host) })
    }

    /// Starts an operation with its parameters as JSON text. Nothing is sent yet.
    ///
    /// # Errors
    /// Details of kind `validation`, for an unknown operation and for parameters that cannot be used.
    pub fn start(&self, operation: &str, params: &str) -> Result<Conversation, JsValue> {
        let started = registry::start(operation, params, &self.session, self.host.seed());
        let machine = started.map_err(|error| thrown(&error))?;
        let known = registry::OPERATIONS.iter().find(|known| known.name == operation);
        let name = known.map_or("", |known| known.name);
        Ok(Conversation::new(name, machine, Rc::clone(&self.host)))
    }
}

/// Everything that is wrong with `{"body": …}` for a `create` or an `update`, as plain objects. Nothing is sent.
///
/// # Errors
/// Details of kind `validation` where `purpose` is neither.
#[wasm_bindgen]
pub fn validate(params: &str, purpose: &str) -> Result<JsValue, JsValue> {
    let purpose = match purpose {
        "create" => Purpose::Create,
        "update" => Purpose::Update,
        other => {
            let given = Tree::Text(other).to_json();
            let message = format!("must be \"create\" or \"update\"; given {given}");
            return Err(thrown(&Error::invalid_option(Issue::new("/for", "invalid_purpose", message))));
        }
    };
    let body = params.strip_prefix("{\"body\":").and_then(|rest| rest.strip_suffix('}')).unwrap_or("{}");
    let issues = validate::check(body, purpose);
    shown(&Tree::List(issues.iter().map(Issue::tree).collect()))
}

/// Whether the service withheld what this email, JSON text in its shape, says. No other engagement is withheld.
#[wasm_bindgen(js_name = isRedacted)]
pub fn is_redacted(engagement: &str) -> bool {
    model::is_redacted(engagement)
}

/// Every error's code, for which the facade has a class each.
#[wasm_bindgen(js_name = errorCodes)]
pub fn error_codes() -> Vec<String> {
    ErrorKind::ALL.iter().map(|kind| kind.code().to_owned()).collect()
}

/// Every operation's name.
#[wasm_bindgen]
pub fn operations() -> Vec<String> {
    registry::OPERATIONS.iter().map(|operation| operation.name.to_owned()).collect()
}

/// An error as JavaScript throws it: its details as a plain object, of which the facade makes a class.
pub(crate) fn thrown(error: &Error) -> JsValue {
    shown(&error.tree()).unwrap_or_else(|_| js_sys::Error::new(&error.to_string()).into())
}

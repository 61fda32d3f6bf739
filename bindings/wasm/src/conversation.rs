//! One operation under way.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::registry::{AnyMachine, Output};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::driver::{Drive, LastResponse, drive};
use crate::host::Host;
use crate::page::{Page, record_text};
use crate::race::Cancellation;
use crate::thrown;

/// An operation that was started by name.
///
/// Its methods hold no borrow while they wait, so they may be called at any time, one within another.
#[wasm_bindgen]
pub struct Conversation(Rc<Shared>);

struct Shared {
    operation: &'static str,
    /// Taken out while it is being driven, and dropped at its end: it may hold a place that others wait for.
    machine: RefCell<Option<AnyMachine>>,
    is_over: Cell<bool>,
    host: Rc<Host>,
    cancellation: Cancellation,
    response: LastResponse,
}

impl Conversation {
    pub(crate) fn new(operation: &'static str, machine: AnyMachine, host: Rc<Host>) -> Conversation {
        let machine = RefCell::new(Some(machine));
        let is_over = Cell::new(false);
        Conversation(Rc::new(Shared {
            operation,
            machine,
            is_over,
            host,
            cancellation: Cancellation::default(),
            response: LastResponse::default(),
        }))
    }
}

#[wasm_bindgen]
impl Conversation {
    /// The next result: a [`Page`], JSON text, or `null` for nothing; `undefined` where there are no more.
    ///
    /// Rejects with the error's details or with what a hook threw, and at once where an earlier call is under way.
    pub fn next(&self) -> Promise {
        let shared = Rc::clone(&self.0);
        future_to_promise(async move { shared.next().await })
    }

    /// The last response to the operation: its event as JSON text, then names and values of its headers.
    pub fn response(&self) -> Option<Vec<String>> {
        self.0.response.get()
    }

    /// Gives up: what is under way fails as cancelled, and nothing more is sent.
    pub fn cancel(&self) {
        self.0.cancellation.ask();
    }
}

impl Shared {
    async fn next(&self) -> Result<JsValue, JsValue> {
        if self.is_over.get() {
            return Ok(JsValue::UNDEFINED);
        }
        let Some(mut machine) = self.machine.take() else {
            return Err(js_sys::Error::new("the call before this one is still under way").into());
        };
        let with = Drive {
            operation: self.operation,
            host: &self.host,
            cancellation: &self.cancellation,
            response: &self.response,
        };
        let outcome = drive(&mut machine, &with).await;
        let Ok(Some(output)) = outcome else {
            self.is_over.set(true);
            return outcome.map(|_| JsValue::UNDEFINED);
        };
        self.machine.replace(Some(machine));
        self.crossing(output).map_err(|error| thrown(&error))
    }

    fn crossing(&self, output: Output) -> Result<JsValue, Error> {
        let text = match output {
            Output::Page(page) => return Ok(Page::new(self.operation, page).into()),
            Output::Nothing => return Ok(JsValue::NULL),
            Output::Engagement(record) => record_text(self.operation, &record)?,
            other => other.to_javascript(),
        };
        Ok(text.into())
    }
}

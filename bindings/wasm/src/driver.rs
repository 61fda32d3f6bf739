//! The loop between a machine and the host.

use std::cell::RefCell;

use hubspot_engagements_core::machine::{Event, Notice, Step};
use hubspot_engagements_core::registry::{AnyMachine, Output};
use hubspot_engagements_core::wire::Response;
use wasm_bindgen::JsValue;

use crate::host::Host;
use crate::race::{Cancellation, before};
use crate::thrown;

/// The last response to an operation, for whoever asks about it beside the result.
#[derive(Debug, Default)]
pub(crate) struct LastResponse {
    /// Names and values of the headers that came last, for whatever exchange.
    headers: RefCell<Vec<String>>,
    /// The event that told of a response to the operation itself, then its headers.
    told: RefCell<Option<Vec<String>>>,
}

impl LastResponse {
    /// The event as JSON text, then names and values of the headers.
    pub(crate) fn get(&self) -> Option<Vec<String>> {
        self.told.borrow().clone()
    }

    fn arrived(&self, response: &Response) {
        let headers = response.headers.shown().flat_map(|(name, value)| [name, value]);
        self.headers.replace(headers.map(str::to_owned).collect());
    }

    /// What is looked up for an operation is none of its own.
    fn tell(&self, notice: &Notice, operation: &str) {
        if let Notice::Event(event @ Event::Response { operation: of, .. }) = notice
            && *of == operation
        {
            let mut told = vec![event.to_json()];
            told.append(&mut self.headers.borrow_mut());
            self.told.replace(Some(told));
        }
    }
}

/// What a machine is driven with.
pub(crate) struct Drive<'a> {
    pub(crate) operation: &'static str,
    pub(crate) host: &'a Host,
    pub(crate) cancellation: &'a Cancellation,
    pub(crate) response: &'a LastResponse,
}

/// Drives a machine to its next result; `None` where there are no more.
///
/// # Errors
/// What JavaScript is to throw: an error's details, or what a hook threw. Nothing is sent after a hook threw.
pub(crate) async fn drive(machine: &mut AnyMachine, with: &Drive<'_>) -> Result<Option<Output>, JsValue> {
    let mut thrown_by_hook = None;
    loop {
        if thrown_by_hook.is_some() || with.cancellation.is_asked() {
            machine.cancel();
        }
        let ended = match machine.step(with.host.now()) {
            Step::Yield(output) => Ok(Some(output)),
            Step::Done => Ok(None),
            Step::Fail(error) => Err(thrown(&error)),
            // A cancelled machine still tells how its create ended.
            step => {
                let carried_out = carry_out(machine, step, with).await;
                thrown_by_hook = thrown_by_hook.or(carried_out.err());
                continue;
            }
        };
        return thrown_by_hook.map_or(ended, Err);
    }
}

/// Does what a step other than a result asks for.
///
/// # Errors
/// What a hook threw.
async fn carry_out(machine: &mut AnyMachine, step: Step<Output>, with: &Drive<'_>) -> Result<(), JsValue> {
    let Drive { operation, host, cancellation, response: last } = *with;
    match step {
        Step::Send(request) => match before(host.transport.send(request), cancellation.asked()).await {
            Some(Ok(response)) => {
                last.arrived(&response);
                machine.on_response(host.now(), response);
            }
            Some(Err(failure)) => machine.on_failure(host.now(), failure),
            None => machine.cancel(),
        },
        Step::Wait(time) => match before(host.sleep(time), cancellation.asked()).await {
            Some(Ok(())) => {}
            // Without a clock that moves, the machine would wait for ever.
            Some(Err(_)) | None => machine.cancel(),
        },
        Step::NeedToken { rejected } => match before(host.token(rejected), cancellation.asked()).await {
            Some(token) => machine.on_token(token?),
            None => machine.cancel(),
        },
        // Not cut short: what was begun to be written down is written before anything else happens.
        Step::Notify(notice) => {
            last.tell(&notice, operation);
            host.tell(&notice).await?;
        }
        Step::Yield(_) | Step::Done | Step::Fail(_) => {}
    }
    Ok(())
}

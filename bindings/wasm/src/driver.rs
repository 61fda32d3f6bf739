//! The loop between a machine and the host.

use hubspot_engagements_core::machine::Step;
use hubspot_engagements_core::registry::{AnyMachine, Output};
use wasm_bindgen::JsValue;

use crate::host::Host;
use crate::race::{Cancellation, before};
use crate::thrown;

/// Drives a machine to its next result; `None` where there are no more.
///
/// # Errors
/// What JavaScript is to throw: an error's details, or what a hook threw. Nothing is sent after a hook threw.
pub(crate) async fn drive(
    machine: &mut AnyMachine,
    host: &Host,
    cancellation: &Cancellation,
) -> Result<Option<Output>, JsValue> {
    let mut thrown_by_hook = None;
    loop {
        if thrown_by_hook.is_some() || cancellation.is_asked() {
            machine.cancel();
        }
        let ended = match machine.step(host.now()) {
            Step::Yield(output) => Ok(Some(output)),
            Step::Done => Ok(None),
            Step::Fail(error) => Err(thrown(&error)),
            // A cancelled machine still tells how its create ended.
            step => {
                let carried_out = carry_out(machine, step, host, cancellation).await;
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
async fn carry_out(
    machine: &mut AnyMachine,
    step: Step<Output>,
    host: &Host,
    cancellation: &Cancellation,
) -> Result<(), JsValue> {
    match step {
        Step::Send(request) => match before(host.transport.send(request), cancellation.asked()).await {
            Some(Ok(response)) => machine.on_response(host.now(), response),
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
        Step::Notify(notice) => host.tell(&notice).await?,
        Step::Yield(_) | Step::Done | Step::Fail(_) => {}
    }
    Ok(())
}

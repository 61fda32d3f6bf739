//! The loop between a machine and the host.

use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::machine::Step;
use hubspot_engagements_core::registry::{AnyMachine, Output};

use crate::host::Host;
use crate::race::{Cancellation, before};

/// Drives a machine to its next result; `None` where there are no more.
pub(crate) async fn drive(
    machine: &mut AnyMachine,
    host: &Host,
    cancellation: &Cancellation,
) -> Result<Option<Output>, Error> {
    loop {
        if cancellation.is_asked() {
            machine.cancel();
        }
        match machine.step(host.now()) {
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
            // The only token there can be is in the settings.
            Step::NeedToken { .. } => machine.on_token(None),
            Step::Yield(output) => return Ok(Some(output)),
            Step::Done => return Ok(None),
            Step::Fail(error) => return Err(error),
        }
    }
}

//! The loop that carries out what machines want.

use std::sync::Arc;

use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::machine::{Machine, Step};

use crate::clock::Clock;
use crate::hooks::Hooks;
use crate::transport::Transport;

/// What every call of a client needs beside its session. Cloning it shares its connections.
#[derive(Debug, Clone)]
pub(crate) struct Driver {
    pub(crate) transport: Transport,
    pub(crate) hooks: Hooks,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Driver {
    /// Carries a machine on until it has a result, or none is left.
    ///
    /// Dropped on the way it drops what is under way; the machine, dropped by its owner, gives back what it held.
    pub(crate) async fn drive<M: Machine + ?Sized>(&self, machine: &mut M) -> Result<Option<M::Item>, Error> {
        // What a hook failed with: the machine still tells the journal how a create ended, then it ends, too.
        let mut given_up = None;
        loop {
            match machine.step(self.clock.now()) {
                Step::Send(request) => match self.transport.send(request).await {
                    Ok(response) => machine.on_response(self.clock.now(), response),
                    Err(failure) => machine.on_failure(self.clock.now(), failure),
                },
                Step::Wait(time) => self.clock.sleep(time).await,
                Step::NeedToken { rejected } => match self.hooks.provide(rejected).await {
                    Ok(token) => machine.on_token(token),
                    Err(error) => give_up(machine, &mut given_up, error),
                },
                Step::Notify(notice) => {
                    if let Err(error) = self.hooks.tell(notice).await {
                        give_up(machine, &mut given_up, error);
                    }
                }
                Step::Yield(item) => return Ok(Some(item)),
                Step::Done => return given_up.map_or(Ok(None), Err),
                Step::Fail(error) => return Err(given_up.unwrap_or(error)),
            }
        }
    }

    /// The one result of a machine.
    pub(crate) async fn result<M: Machine + ?Sized>(
        &self,
        machine: &mut M,
        operation: &str,
    ) -> Result<M::Item, Error> {
        let result = self.drive(machine).await?;
        result.ok_or_else(|| Error::no_transport(&format!("{operation} ended without a result")))
    }
}

fn give_up<M: Machine + ?Sized>(machine: &mut M, given_up: &mut Option<Error>, error: Error) {
    given_up.get_or_insert(error);
    machine.cancel();
}

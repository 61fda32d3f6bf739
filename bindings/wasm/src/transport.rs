//! One exchange over `fetch`: the runtime's own, or one that the caller injects.

mod injected;
mod native;
mod response;

use gloo_timers::future::TimeoutFuture;
use hubspot_engagements_core::wire::{FailureKind, Request, Response, Sent, TransportFailure};
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

use crate::failure;
use crate::host::millis;
use crate::race::before;

/// Turns requests into responses.
#[derive(Debug)]
pub(crate) struct Transport {
    fetch: Option<Function>,
    stream_bodies: bool,
}

impl Transport {
    /// Over this function; over the runtime's `fetch` where there is none, which sends a string's bytes again by
    /// itself in a browser, and those of a stream never.
    pub(crate) fn new(fetch: Option<Function>, stream_bodies: bool) -> Transport {
        Transport { fetch, stream_bodies }
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Response, TransportFailure> {
        let mut abort = AbortOnDrop::new().map_err(|error| failure::not_sent(&error))?;
        let limit = TimeoutFuture::new(millis(request.timeout));
        match before(self.exchange(&request, &abort.signal()), limit).await {
            Some(Ok(response)) => {
                abort.disarm();
                Ok(response)
            }
            Some(failed) => failed,
            None => Err(TransportFailure {
                sent: Sent::Maybe,
                kind: FailureKind::Timeout,
                message: format!("there was no complete response within {} ms", millis(request.timeout)),
            }),
        }
    }

    async fn exchange(&self, request: &Request, signal: &AbortSignal) -> Result<Response, TransportFailure> {
        let promise = self.fetch(request, signal)?;
        let response = JsFuture::from(promise).await.map_err(|error| self.rejected(request, &error))?;
        response::read(response, request.max_response_bytes).await
    }

    fn rejected(&self, request: &Request, error: &JsValue) -> TransportFailure {
        let mut failure = match &self.fetch {
            None => failure::of_native_fetch(error),
            Some(_) => failure::of_fetch(error),
        };
        let host = request.url.split('/').nth(2).unwrap_or_default();
        failure.message = format!("{host}: {}", failure.message);
        failure
    }

    fn fetch(&self, request: &Request, signal: &AbortSignal) -> Result<Promise, TransportFailure> {
        match &self.fetch {
            None => native::fetch(request, signal, self.stream_bodies && request.once),
            Some(fetch) => injected::fetch(fetch, request, signal),
        }
    }
}

/// Ends an exchange that nobody waits for any more.
///
/// This is never the caller's own controller, and it gives no reason: gloo-net traps on one that is no `Error`.
struct AbortOnDrop(Option<AbortController>, AbortSignal);

impl AbortOnDrop {
    fn new() -> Result<AbortOnDrop, JsValue> {
        let controller = AbortController::new()?;
        let signal = controller.signal();
        Ok(AbortOnDrop(Some(controller), signal))
    }

    fn signal(&self) -> AbortSignal {
        self.1.clone()
    }

    fn disarm(&mut self) {
        self.0 = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// The body as JavaScript text: it is JSON, so always UTF-8.
fn body(request: &Request) -> Option<JsValue> {
    let text = std::str::from_utf8(request.body.as_deref()?).unwrap_or_default();
    Some(JsValue::from_str(text))
}

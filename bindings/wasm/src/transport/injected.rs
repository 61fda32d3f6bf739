//! A `fetch` of the caller's: a proxy's, a test's, `hubspot.fetch` of a UI extension.
//!
//! It is called as `fetch(url, init)` with plain values, because a `Request` of this realm is foreign to many.

use hubspot_engagements_core::wire::{Request, TransportFailure};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCache, RequestCredentials, RequestInit, RequestRedirect};

use crate::failure;

pub(super) fn fetch(
    fetch: &Function,
    request: &Request,
    signal: &AbortSignal,
) -> Result<Promise, TransportFailure> {
    let init = init(request, signal).map_err(|error| failure::not_sent(&error))?;
    let answer = fetch.call2(&JsValue::UNDEFINED, &JsValue::from_str(&request.url), &init);
    // It may have sent the request before it threw.
    answer.map(|answer| Promise::resolve(&answer)).map_err(|error| failure::of_fetch(&error))
}

fn init(request: &Request, signal: &AbortSignal) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers(request)?.into());
    if let Some(body) = super::body(request) {
        init.set_body(&body);
    }
    init.set_signal(Some(signal));
    init.set_redirect(RequestRedirect::Manual);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    Ok(init)
}

fn headers(request: &Request) -> Result<Object, JsValue> {
    let headers = Object::new();
    for (name, value) in request.headers.iter() {
        Reflect::set(&headers, &JsValue::from_str(name), &JsValue::from_str(value))?;
    }
    Ok(headers)
}

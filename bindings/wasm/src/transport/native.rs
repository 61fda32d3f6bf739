//! The runtime's own `fetch`, by way of gloo-net.

use gloo_net::http::{Headers, RequestBuilder};
use hubspot_engagements_core::wire::{Request, TransportFailure};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCache, RequestCredentials, RequestRedirect};

use crate::failure;

#[wasm_bindgen]
extern "C" {
    /// gloo-net's own `send` panics on a rejection that is no `Error` of this realm, which is what a replaced
    /// `fetch` and test runners with a realm of their own give. Here any value is caught.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(request: &web_sys::Request) -> Result<Promise, JsValue>;
}

pub(super) fn fetch(request: &Request, signal: &AbortSignal) -> Result<Promise, TransportFailure> {
    let request = build(request, signal)?;
    global_fetch(&request).map_err(|error| failure::not_sent(&error))
}

fn build(request: &Request, signal: &AbortSignal) -> Result<web_sys::Request, TransportFailure> {
    // gloo-net parses the address again, and would panic where that throws.
    web_sys::Url::new(&request.url).map_err(|error| failure::not_sent(&error))?;
    let builder = RequestBuilder::new(&request.url)
        .method(method(request)?)
        .headers(headers(request).map_err(|error| failure::not_sent(&error))?)
        .abort_signal(Some(signal))
        // What is followed could carry the token elsewhere.
        .redirect(RequestRedirect::Manual)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore);
    let built = match super::body(request) {
        Some(body) => builder.body(body),
        None => builder.build(),
    };
    built.map(web_sys::Request::from).map_err(|error| failure::unsendable(&error.to_string()))
}

fn method(request: &Request) -> Result<gloo_net::http::Method, TransportFailure> {
    let name = request.method.as_str();
    name.parse().map_err(|_| failure::unsendable("this method cannot be sent"))
}

fn headers(request: &Request) -> Result<Headers, JsValue> {
    let headers = web_sys::Headers::new()?;
    for (name, value) in request.headers.iter() {
        headers.append(name, value)?;
    }
    Ok(Headers::from_raw(headers))
}

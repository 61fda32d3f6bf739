//! The runtime's own `fetch`, by way of gloo-net.

use gloo_net::http::{Headers, RequestBuilder};
use hubspot_engagements_core::wire::{Method, Request, TransportFailure};
use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCache, RequestCredentials, RequestInit, RequestRedirect, Response};

use crate::failure;

#[wasm_bindgen]
extern "C" {
    /// gloo-net's own `send` panics on a rejection that is no `Error` of this realm, which is what a replaced
    /// `fetch` and test runners with a realm of their own give. Here any value is caught.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(request: &web_sys::Request) -> Result<Promise, JsValue>;
}

pub(super) fn fetch(
    request: &Request,
    signal: &AbortSignal,
    as_stream: bool,
) -> Result<Promise, TransportFailure> {
    let body = super::body(request);
    let built = match body {
        Some(body) if as_stream => {
            let bodiless = build(request, None, signal)?;
            streamed(&bodiless, &body).map_err(|error| failure::not_sent(&error))?
        }
        body => build(request, body, signal)?,
    };
    global_fetch(&built).map_err(|error| failure::not_sent(&error))
}

/// The request with its body as a stream, which no browser can send a second time: gloo-net has no `duplex`.
fn streamed(request: &web_sys::Request, body: &JsValue) -> Result<web_sys::Request, JsValue> {
    let stream = Response::new_with_opt_str(body.as_string().as_deref())?.body();
    let init = RequestInit::new();
    init.set_body(&stream.into());
    Reflect::set(&init, &"duplex".into(), &"half".into())?;
    web_sys::Request::new_with_request_and_init(request, &init)
}

fn build(
    request: &Request,
    body: Option<JsValue>,
    signal: &AbortSignal,
) -> Result<web_sys::Request, TransportFailure> {
    // gloo-net parses the address again, and would panic where that throws.
    web_sys::Url::new(&request.url).map_err(|error| failure::not_sent(&error))?;
    let builder = RequestBuilder::new(&request.url)
        .method(method(request))
        .headers(headers(request).map_err(|error| failure::not_sent(&error))?)
        .abort_signal(Some(signal))
        // What is followed could carry the token elsewhere.
        .redirect(RequestRedirect::Manual)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore);
    let built = match body {
        Some(body) => builder.body(body),
        None => builder.build(),
    };
    // Its `Display` would bring a formatter of every error that gloo-net knows.
    built.map(web_sys::Request::from).map_err(|error| match error {
        gloo_net::Error::JsError(error) => failure::unsendable(&format!("{}: {}", error.name, error.message)),
        _ => failure::unsendable("this request cannot be sent"),
    })
}

fn method(request: &Request) -> gloo_net::http::Method {
    use gloo_net::http::Method as Gloo;
    match request.method {
        Method::Get => Gloo::GET,
        Method::Post => Gloo::POST,
        Method::Put => Gloo::PUT,
        Method::Patch => Gloo::PATCH,
        Method::Delete => Gloo::DELETE,
        Method::Options => Gloo::OPTIONS,
    }
}

fn headers(request: &Request) -> Result<Headers, JsValue> {
    let headers = web_sys::Headers::new()?;
    for (name, value) in request.headers.iter() {
        headers.append(name, value)?;
    }
    Ok(Headers::from_raw(headers))
}

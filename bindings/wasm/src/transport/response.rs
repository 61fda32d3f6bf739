//! Reads what `fetch` gave, by its shape: an injected one need not give this realm's `Response`.

use hubspot_engagements_core::wire::{Headers, Response, TransportFailure};
use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::failure;

#[wasm_bindgen]
extern "C" {
    type FetchResponse;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn status(this: &FetchResponse) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn headers(this: &FetchResponse) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = arrayBuffer)]
    fn array_buffer(this: &FetchResponse) -> Result<JsValue, JsValue>;
}

pub(super) async fn read(value: JsValue) -> Result<Response, TransportFailure> {
    if !value.is_object() {
        return Err(failure::foreign("`fetch` gave no response"));
    }
    let response: FetchResponse = value.unchecked_into();
    let status = response.status().ok().and_then(|status| status.as_f64());
    // 0 is what a browser shows of a redirect that it did not follow.
    let Some(status) = status.filter(|status| (0.0..=999.0).contains(status)) else {
        return Err(failure::foreign("`fetch` gave a response without a status"));
    };
    let headers = response.headers().and_then(|headers| read_headers(&headers));
    let headers = headers.map_err(|error| failure::of_body(&error))?;
    let body = read_body(&response).await.map_err(|error| failure::of_body(&error))?;
    Ok(Response::new(status as u16, headers, body))
}

fn read_headers(headers: &JsValue) -> Result<Headers, JsValue> {
    let Some(entries) = js_sys::try_iter(headers)? else { return Ok(Headers::new()) };
    let mut read = Headers::new();
    for entry in entries {
        let pair = Array::from(&entry?);
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            read.push(name, value);
        }
    }
    Ok(read)
}

async fn read_body(response: &FetchResponse) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(Promise::resolve(&response.array_buffer()?)).await?;
    // `Uint8Array` makes no bytes of anything else, and no bytes would count as an answer. Not by `instanceof`: the
    // buffer may be of another realm.
    let length = Reflect::get(&buffer, &JsValue::from_str("byteLength")).unwrap_or_default();
    if length.as_f64().is_none() {
        return Err(js_sys::Error::new("`arrayBuffer()` gave no ArrayBuffer").into());
    }
    Ok(Uint8Array::new(&buffer).to_vec())
}

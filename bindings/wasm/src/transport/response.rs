//! Reads what `fetch` gave, by its shape: an injected one need not give this realm's `Response`.

use hubspot_engagements_core::wire::{Headers, Response, TransportFailure};
use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::failure;

#[wasm_bindgen]
extern "C" {
    type FetchResponse;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn status(this: &FetchResponse) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn headers(this: &FetchResponse) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn body(this: &FetchResponse) -> Result<Option<Stream>, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = arrayBuffer)]
    fn array_buffer(this: &FetchResponse) -> Result<JsValue, JsValue>;

    type Stream;
    #[wasm_bindgen(method, structural, catch, js_name = getReader)]
    fn get_reader(this: &Stream) -> Result<StreamReader, JsValue>;

    type StreamReader;
    #[wasm_bindgen(method, structural, catch)]
    fn read(this: &StreamReader) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn cancel(this: &StreamReader) -> Result<JsValue, JsValue>;
}

pub(super) async fn read(value: JsValue, limit: u64) -> Result<Response, TransportFailure> {
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
    let body = read_body(&response, &headers, limit).await?;
    let response = Response::new(status as u16, headers, body);
    if ended_early(&response) {
        return Err(failure::of_body(&js_sys::Error::new("it ended early")));
    }
    Ok(response)
}

/// Node takes a compressed body that ends in its middle for a whole one. A success that is whole ends in a bracket.
fn ended_early(response: &Response) -> bool {
    let has = |name, value: &str| response.headers.get(name).is_some_and(|have| have.starts_with(value));
    let is_compressed_json = has("content-type", "application/json") && has("content-encoding", "");
    let is_success = (200..=299).contains(&response.status);
    is_success && is_compressed_json && !matches!(response.body.trim_ascii_end().last(), Some(b'}' | b']'))
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

async fn read_body(
    response: &FetchResponse,
    headers: &Headers,
    limit: u64,
) -> Result<Vec<u8>, TransportFailure> {
    let of_body = |error| failure::of_body(&error);
    let Some(stream) = response.body().map_err(of_body)? else {
        return read_whole(response, limit).await;
    };
    let reader = Reader(stream.get_reader().map_err(of_body)?);
    // Of a compressed body it says nothing about the length that counts.
    let length = headers.get("content-length").filter(|_| headers.get("content-encoding").is_none());
    if length.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > limit) {
        return Err(failure::too_large(limit));
    }
    let mut body = Chunks::up_to(limit);
    while let Some(chunk) = reader.next().await.map_err(of_body)? {
        body.push(&chunk)?;
    }
    Ok(body.joined())
}

/// The body of a `fetch` that gives no stream.
async fn read_whole(response: &FetchResponse, limit: u64) -> Result<Vec<u8>, TransportFailure> {
    let read = async { JsFuture::from(Promise::resolve(&response.array_buffer()?)).await };
    let buffer = read.await.map_err(|error| failure::of_body(&error))?;
    let mut body = Chunks::up_to(limit);
    body.push(&buffer)?;
    Ok(body.joined())
}

/// A body's bytes in JavaScript's memory: that of WebAssembly, once taken, is never given back.
struct Chunks {
    chunks: Vec<Uint8Array>,
    length: f64,
    limit: u64,
}

impl Chunks {
    fn up_to(limit: u64) -> Chunks {
        Chunks { chunks: Vec::new(), length: 0.0, limit }
    }

    /// Adds an `ArrayBuffer`'s bytes, or those of a view of one.
    fn push(&mut self, bytes: &JsValue) -> Result<(), TransportFailure> {
        // `Uint8Array` makes no bytes of anything else, and no bytes would count as an answer. Not by `instanceof`:
        // the buffer may be of another realm.
        let length = Reflect::get(bytes, &JsValue::from_str("byteLength")).unwrap_or_default();
        let Some(length) = length.as_f64() else {
            return Err(failure::of_body(&js_sys::Error::new("it is not made of bytes")));
        };
        self.length += length;
        if self.length > self.limit as f64 {
            return Err(failure::too_large(self.limit));
        }
        // A buffer that was given away has no bytes either, and a view of it cannot be made.
        if length > 0.0 {
            // Making another array of one copies it; only one of another realm needs that.
            let same = bytes.dyn_ref::<Uint8Array>().cloned();
            self.chunks.push(same.unwrap_or_else(|| Uint8Array::new(bytes)));
        }
        Ok(())
    }

    fn joined(self) -> Vec<u8> {
        let mut joined = Vec::with_capacity(self.length as usize);
        for chunk in &self.chunks {
            let filled = joined.len();
            joined.resize(filled + chunk.length() as usize, 0);
            if let Some(place) = joined.get_mut(filled..) {
                chunk.copy_to(place);
            }
        }
        joined
    }
}

/// Reads a body chunk by chunk. Whoever stops reading tells the sender by dropping this.
struct Reader(StreamReader);

impl Reader {
    /// The next chunk; `None` at the end.
    async fn next(&self) -> Result<Option<JsValue>, JsValue> {
        let step = JsFuture::from(Promise::resolve(&self.0.read()?)).await?;
        let is_done = Reflect::get(&step, &JsValue::from_str("done"))?.is_truthy();
        if is_done { Ok(None) } else { Reflect::get(&step, &JsValue::from_str("value")).map(Some) }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Of a stream that has ended or failed there is nothing to cancel, and nobody to tell.
        if let Ok(cancelled) = self.0.cancel() {
            spawn_local(async move {
                let _ = JsFuture::from(Promise::resolve(&cancelled)).await;
            });
        }
    }
}

//! What an exception says about the request: whether it can have left, and what failed.

use hubspot_engagements_core::wire::{FailureKind, Sent, TransportFailure};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

/// Codes of Node for a connection that never came about.
const NEVER_CONNECTED: [&str; 4] = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];
/// Codes of Node for time that ran out behind the connection.
const TOO_LATE: [&str; 2] = ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"];

const WHAT_BROWSERS_HIDE: &str = ". A browser does not say why. HubSpot sends no CORS headers, so pages cannot call \
    it: use an extension's service worker with host permission, a proxy of your own as `baseUrl`, or a `fetch` that \
    may call it";

/// `fetch` was rejected.
pub(crate) fn of_fetch(error: &JsValue) -> TransportFailure {
    let code = code(error);
    let is = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
    let (sent, kind) = if code.as_deref().is_some_and(is_of_certificate) {
        (Sent::No, FailureKind::Certificate)
    } else if is(&NEVER_CONNECTED) {
        (Sent::No, FailureKind::Connection)
    } else if is(&TOO_LATE) || text(error, "name").as_deref() == Some("TimeoutError") {
        (Sent::Maybe, FailureKind::Timeout)
    } else {
        (Sent::Maybe, FailureKind::Connection)
    };
    TransportFailure { sent, kind, message: message(error) }
}

/// Whether the handshake failed at the server's certificate: Node hands on OpenSSL's words for what is wrong with it.
fn is_of_certificate(code: &str) -> bool {
    code.split('_').any(|word| word == "CERT") || code == "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
}

/// The runtime's own `fetch` was rejected. Browsers tell scripts nothing of the reason, so the likeliest is named.
pub(crate) fn of_native_fetch(error: &JsValue) -> TransportFailure {
    let mut failure = of_fetch(error);
    let in_browser = Reflect::has(&js_sys::global(), &JsValue::from_str("location")).unwrap_or(false);
    if in_browser && failure.kind == FailureKind::Connection {
        failure.message.push_str(WHAT_BROWSERS_HIDE);
    }
    failure
}

/// The head of the response came, its body did not.
pub(crate) fn of_body(error: &JsValue) -> TransportFailure {
    let message = format!("the response's body could not be read: {}", message(error));
    TransportFailure { sent: Sent::Maybe, kind: FailureKind::Body, message }
}

/// The body is longer than the client allows.
pub(crate) fn too_large(limit: u64) -> TransportFailure {
    let message = format!("the response's body is longer than {limit} bytes: reading it was given up");
    TransportFailure { sent: Sent::Maybe, kind: FailureKind::TooLarge, message }
}

/// `fetch` was not even called.
pub(crate) fn not_sent(error: &JsValue) -> TransportFailure {
    unsendable(&message(error))
}

/// The same in words of our own.
pub(crate) fn unsendable(message: &str) -> TransportFailure {
    TransportFailure { sent: Sent::No, kind: FailureKind::Connection, message: message.to_owned() }
}

/// An injected `fetch` answered with what is no response.
pub(crate) fn foreign(message: &str) -> TransportFailure {
    TransportFailure { sent: Sent::Maybe, kind: FailureKind::Connection, message: message.to_owned() }
}

/// Node hides the reason in `cause`, and libraries for Node show it on the error itself.
fn code(error: &JsValue) -> Option<String> {
    text(error, "code").or_else(|| text(&get(error, "cause"), "code"))
}

fn message(error: &JsValue) -> String {
    let own = text(error, "message").or_else(|| error.as_string()).unwrap_or_default();
    let cause = text(&get(error, "cause"), "message").filter(|cause| !cause.is_empty());
    match (own.is_empty(), cause) {
        (false, Some(cause)) => format!("{own}: {cause}"),
        (true, Some(cause)) => cause,
        (false, None) => own,
        (true, None) => "`fetch` failed without a word".to_owned(),
    }
}

fn text(value: &JsValue, key: &str) -> Option<String> {
    get(value, key).as_string()
}

fn get(value: &JsValue, key: &str) -> JsValue {
    // Reading a property of what is no object throws.
    Reflect::get(value, &JsValue::from_str(key)).unwrap_or_default()
}

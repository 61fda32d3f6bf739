//! One request in, one response out: between hyper's types and the portal's.

use std::error::Error;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hubspot_engagements_core::wire::{Headers, Method, Request, Response};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::{self, request::Parts};

use super::wreck::Wreck;
use super::{Shared, gzip};
use crate::faults::{Damage, Delivery};

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// What a page behind a proxy may read beyond the standard headers.
const EXPOSED: &str = "X-HubSpot-NotFound, X-HubSpot-Correlation-Id, X-HubSpot-RateLimit-Daily, \
                       X-HubSpot-RateLimit-Daily-Remaining, X-HubSpot-RateLimit-Interval-Milliseconds, \
                       X-HubSpot-RateLimit-Max, X-HubSpot-RateLimit-Remaining, Retry-After";

/// What hyper is to send, or what is to be sent past it.
pub(super) enum Exchange {
    Whole(http::Response<Full<Bytes>>),
    Damaged(Wreck),
}

/// Answers a request, whatever it is.
pub(super) async fn answer(shared: &Shared, request: http::Request<Incoming>) -> Exchange {
    let (parts, body) = request.into_parts();
    let zip = gzip::asked(parts.headers.get("accept-encoding").and_then(|value| value.to_str().ok()));
    let (mut response, damage) = match respond(shared, &parts, body).await {
        Delivery::Answer(response) => (response, None),
        Delivery::Damaged { response, damage } => (response.unwrap_or_else(|| bare(200)), Some(damage)),
    };
    if let Some(origin) = &shared.options.allow_origin {
        allow(&mut response.headers, origin, parts.method == http::Method::OPTIONS);
    }
    match damage {
        Some(Damage::Late { ms }) => tokio::time::sleep(Duration::from_millis(ms)).await,
        Some(damage) => return Exchange::Damaged(Wreck { response, damage }),
        None => {}
    }
    Exchange::Whole(finish(response, zip))
}

async fn respond(shared: &Shared, parts: &Parts, body: Incoming) -> Delivery {
    match read(shared, parts, body).await {
        Ok(request) => shared.portal().deliver(shared.clock.now(), &request),
        Err(status) => Delivery::Answer(bare(status)),
    }
}

/// The request as the portal takes it, or the status with which the server itself answers.
async fn read(shared: &Shared, parts: &Parts, body: Incoming) -> Result<Request, u16> {
    let method = Method::from_name(parts.method.as_str()).ok_or(405_u16)?;
    if method == Method::Options && shared.options.allow_origin.is_some() {
        return Err(204);
    }
    // Refused before it is read, so that a client that announces too much need not send it.
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(413);
    }
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(request(method, parts, &body.to_bytes())),
        Err(error) if is_too_long(&*error) => Err(413),
        Err(_) => Err(400),
    }
}

fn is_too_long(error: &(dyn Error + 'static)) -> bool {
    error.is::<LengthLimitError>()
}

/// A response of the server itself.
fn bare(status: u16) -> Response {
    Response::new(status, Headers::new(), Vec::new())
}

fn request(method: Method, parts: &Parts, body: &[u8]) -> Request {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Request {
        method,
        url: parts.uri.to_string(),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str(), text(value))).collect(),
        body: (!body.is_empty()).then(|| body.into()),
        timeout: Duration::ZERO,
        max_response_bytes: u64::MAX,
        once: false,
    }
}

/// The headers that a proxy of the user's own adds.
fn allow(headers: &mut Headers, origin: &str, preflight: bool) {
    headers.push("Access-Control-Allow-Origin", origin);
    headers.push("Access-Control-Expose-Headers", EXPOSED);
    headers.push("Vary", "Origin");
    if preflight {
        headers.push("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
        headers.push("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept");
        headers.push("Access-Control-Max-Age", "600");
    }
}

fn finish(mut response: Response, zip: bool) -> http::Response<Full<Bytes>> {
    let mut body = Bytes::copy_from_slice(&response.body);
    if zip
        && !body.is_empty()
        && let Some(small) = gzip::compress(&body)
    {
        body = small.into();
        response.headers.push("Content-Encoding", "gzip");
        response.headers.push("Vary", "Accept-Encoding");
    }
    let mut http = http::Response::new(Full::new(body));
    *http.status_mut() = http::StatusCode::from_u16(response.status).unwrap_or_default();
    for (name, value) in response.headers.iter() {
        // A value that is no valid header is left out: `--allow-origin` is the only one from outside.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            http.headers_mut().append(name, value);
        }
    }
    http
}

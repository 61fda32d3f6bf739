//! Bytes in, bytes out: the only place that knows `reqwest`.

use std::time::Duration;

use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::wire::{FailureKind, Method, Request, Response, Sent, TransportFailure};

/// Connecting alone takes no longer, so that what times out there is known not to have been sent.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
}

impl Transport {
    /// `timeout` is what one exchange may take.
    pub(crate) fn new(timeout: Duration) -> Result<Transport, Error> {
        // Redirects would carry the token to an address that nobody chose.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT.min(timeout / 2))
            .build()
            .map_err(|error| Error::no_transport(&causes(&error.without_url())))?;
        Ok(Transport { http })
    }

    /// One exchange. `reqwest` sends again by itself only what has not left or what the server says it has not begun.
    pub(crate) async fn send(&self, request: Request) -> Result<Response, TransportFailure> {
        let mut builder = self.http.request(method(request.method), &request.url).timeout(request.timeout);
        for (name, value) in request.headers.iter() {
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.to_vec());
        }
        let answer = builder.send().await.map_err(|error| failure(error, FailureKind::Connection))?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let body = body(answer, request.max_response_bytes).await?;
        Ok(Response::new(status, headers, body))
    }
}

/// The body, decompressed as it comes, and not read further than `max` bytes of it.
async fn body(mut answer: reqwest::Response, max: u64) -> Result<Vec<u8>, TransportFailure> {
    // A compressed body has no length here: what counts is what comes out of it.
    if answer.content_length().is_some_and(|announced| announced > max) {
        return Err(too_large(max));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failure(error, FailureKind::Body))? {
        if (body.len() + chunk.len()) as u64 > max {
            return Err(too_large(max));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn too_large(max: u64) -> TransportFailure {
    let message =
        format!("the response's body is longer than {max} bytes, which `max_response_bytes` allows");
    TransportFailure { sent: Sent::Maybe, kind: FailureKind::TooLarge, message }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
        Method::Options => reqwest::Method::OPTIONS,
    }
}

fn failure(error: reqwest::Error, kind: FailureKind) -> TransportFailure {
    let sent = if error.is_connect() || error.is_builder() { Sent::No } else { Sent::Maybe };
    let kind = if error.is_timeout() { FailureKind::Timeout } else { kind };
    let message = causes(&error.without_url());
    // rustls' words; its error type stands in no public signature of reqwest.
    let is_of_certificate = sent == Sent::No && message.contains("invalid peer certificate");
    TransportFailure { sent, kind: if is_of_certificate { FailureKind::Certificate } else { kind }, message }
}

/// The error and what caused it: `reqwest` itself only says that sending failed.
fn causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    message
}

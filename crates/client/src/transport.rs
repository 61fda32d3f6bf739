//! Bytes in, bytes out: the only place that knows `reqwest`.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::machine::{Machine, Step};
use hubspot_engagements_core::wire::{FailureKind, Method, Request, Response, Sent, TransportFailure};

#[derive(Debug, Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
    started: Instant,
}

impl Transport {
    #[expect(clippy::disallowed_methods, reason = "an adapter brings the clock")]
    pub(crate) fn new() -> Result<Transport, Error> {
        // Redirects would carry the token to an address that nobody chose.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        let http = http.map_err(|error| Error::no_transport(&error.without_url().to_string()))?;
        Ok(Transport { http, started: Instant::now() })
    }

    /// Carries out what a machine wants until it has a result, or none is left.
    pub(crate) async fn drive<M: Machine + ?Sized>(&self, machine: &mut M) -> Result<Option<M::Item>, Error> {
        loop {
            match machine.step(self.now()) {
                Step::Send(request) => match self.send(request).await {
                    Ok(response) => machine.on_response(self.now(), response),
                    Err(failure) => machine.on_failure(self.now(), failure),
                },
                Step::Wait(time) => tokio::time::sleep(time).await,
                Step::NeedToken { .. } => machine.on_token(None),
                Step::Yield(item) => return Ok(Some(item)),
                Step::Done => return Ok(None),
                Step::Fail(error) => return Err(error),
            }
        }
    }

    /// A machine that should have yielded did not.
    pub(crate) fn ended_early(&self, operation: &str) -> Error {
        Error::no_transport(&format!("{operation} ended without a result"))
    }

    #[expect(clippy::disallowed_methods, reason = "an adapter brings the clock")]
    fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            monotonic_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            unix_ms: i64::try_from(unix.as_millis()).unwrap_or(i64::MAX),
        }
    }

    async fn send(&self, request: Request) -> Result<Response, TransportFailure> {
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
        let body = answer.bytes().await.map_err(|error| failure(error, FailureKind::Body))?;
        Ok(Response::new(status, headers, body.to_vec()))
    }
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
    TransportFailure { sent, kind, message: causes(&error.without_url()) }
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

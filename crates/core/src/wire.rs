//! Plain HTTP values: what a transport is handed and what it hands back.
//!
//! A transport does nothing but turn a [`Request`] into a [`Response`] or a [`TransportFailure`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`, which only servers meet (a browser's preflight)
    Options,
}

impl Method {
    /// The method as it stands on the request line, in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
        }
    }

    /// The method of that name, in any case; `None` for one that this API never uses.
    pub fn from_name(name: &str) -> Option<Method> {
        [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Options]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// HTTP headers in order; names compare without regard to case.
///
/// `Debug` shows `***` for the value of every header that can carry a credential.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No headers.
    pub fn new() -> Headers {
        Headers::default()
    }

    /// The value of the first header of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Adds a header behind the others.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Takes away every header of that name.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(have, _)| !have.eq_ignore_ascii_case(name));
    }

    /// Names and values in order, without those that can carry a credential.
    pub fn shown(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().filter(|(name, _)| !is_secret(name))
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Headers {
        Headers(headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.iter().map(|(name, value)| (name, if is_secret(name) { "***" } else { value })))
            .finish()
    }
}

/// Whether a header of that name can carry a credential.
fn is_secret(name: &str) -> bool {
    ["authorization", "proxy-authorization", "cookie", "set-cookie"]
        .iter()
        .any(|secret| name.eq_ignore_ascii_case(secret))
}

/// One HTTP request, complete: a transport adds nothing to it but what its protocol needs
/// (`Host`, `Content-Length`, `Accept-Encoding`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL, escaped.
    pub url: String,
    /// Headers, with `Authorization` where there is a token.
    pub headers: Headers,
    /// The body, where there is one: JSON text in UTF-8.
    pub body: Option<Arc<[u8]>>,
    /// How long the transport may take for the whole exchange.
    pub timeout: Duration,
    /// How long the response's body may be, decompressed, in bytes; beyond it the transport gives up with
    /// [`FailureKind::TooLarge`] and reads no further.
    pub max_response_bytes: u64,
    /// Whether the server may see it only once: a transport that sends requests again by itself must not do so here.
    pub once: bool,
}

/// One HTTP response, with the body read to its end and decompressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers.
    pub headers: Headers,
    /// The body; empty where there was none. Cloning shares it.
    pub body: Arc<[u8]>,
}

impl Response {
    /// A response of these parts.
    pub fn new(status: u16, headers: Headers, body: impl Into<Arc<[u8]>>) -> Response {
        Response { status, headers, body: body.into() }
    }
}

/// Whether a request that failed can have reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Certainly not: name look-up, connection or TLS handshake failed.
    No,
    /// Perhaps: anything after the first byte left, and every failure that a browser reports.
    Maybe,
}

/// What kind of failure a transport met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No connection, or it broke.
    Connection,
    /// The server's certificate is not trusted: whoever answers may not be the service.
    Certificate,
    /// The time given by [`Request::timeout`] ran out.
    Timeout,
    /// The response's body ended early or could not be decompressed.
    Body,
    /// The response's body is longer than [`Request::max_response_bytes`].
    TooLarge,
    /// The caller gave up.
    Cancelled,
}

impl FailureKind {
    /// The kind in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            FailureKind::Connection => "connection",
            FailureKind::Certificate => "certificate",
            FailureKind::Timeout => "timeout",
            FailureKind::Body => "body",
            FailureKind::TooLarge => "too_large",
            FailureKind::Cancelled => "cancelled",
        }
    }

    /// The kind of that name, among those that a transport reports.
    pub fn from_name(name: &str) -> Option<FailureKind> {
        [
            FailureKind::Connection,
            FailureKind::Certificate,
            FailureKind::Timeout,
            FailureKind::Body,
            FailureKind::TooLarge,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == name)
    }
}

/// A request that got no complete response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportFailure {
    /// Whether the server can have seen the request.
    pub sent: Sent,
    /// What failed.
    pub kind: FailureKind,
    /// The transport's own words, without secrets.
    pub message: String,
}

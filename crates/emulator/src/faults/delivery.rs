//! How an answer arrives.

use std::time::Duration;

use hubspot_engagements_core::wire::{FailureKind, Headers, Request, Response, Sent, TransportFailure};

use super::Damage;
use super::filler::Filler;

/// What [`Portal::deliver`](crate::Portal::deliver) decides: an answer, or one that does not arrive as it should.
///
/// A server does to a socket what [`Damage`] says; a driver without sockets takes [`Delivery::outcome`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The answer arrives.
    Answer(Response),
    /// Something else happens.
    Damaged {
        /// The answer as it would have been, without `Content-Length`; `None` where there is none to be damaged.
        response: Option<Response>,
        /// What happens.
        damage: Damage,
    },
}

impl Delivery {
    /// The answer's status; `None` where not even that arrives.
    pub fn status(&self) -> Option<u16> {
        match self {
            Delivery::Answer(response) => Some(response.status),
            Delivery::Damaged { response, .. } => response.as_ref().map(|response| response.status),
        }
    }

    /// What a careful HTTP client makes of it, within the request's own bounds of time and length.
    ///
    /// A body with too short a `Content-Length` arrives cut, as no client can tell; nothing waits.
    pub fn outcome(self, request: &Request) -> Result<Response, TransportFailure> {
        let (response, damage) = match self {
            Delivery::Answer(response) => (response, None),
            Delivery::Damaged { response, damage } => (response.unwrap_or_else(empty), Some(damage)),
        };
        let length = response.body.len() as u64;
        match damage {
            Some(Damage::GzipBomb { bytes } | Damage::Huge { bytes }) => filled(response, bytes, request),
            Some(damage) => match failure(damage, length, request) {
                Some((kind, message)) => Err(failed(kind, message)),
                None => bounded(shortened(response, damage), request),
            },
            None => bounded(response, request),
        }
    }

    /// How long the exchange takes a client that waits as long as the request allows; nothing but faults takes time.
    pub fn takes(&self, request: &Request) -> Duration {
        let Delivery::Damaged { response, damage } = self else { return Duration::ZERO };
        let length = response.as_ref().map_or(0, |response| response.body.len() as u64);
        let taken = match *damage {
            Damage::Silence | Damage::SilenceAfterHeaders => Duration::MAX,
            Damage::Late { ms } => Duration::from_millis(ms),
            Damage::Drip { bytes, every_ms } => Duration::from_millis(dripping_ms(length, bytes, every_ms)),
            _ => Duration::ZERO,
        };
        taken.min(request.timeout)
    }

    /// The answer for callers that know no broken connections: whole where it arrives whole in the end, 504 where it
    /// never comes, otherwise 502, as a gateway would say.
    pub(crate) fn into_response(self) -> Response {
        match self {
            Delivery::Answer(response) => response,
            Delivery::Damaged { response: Some(response), damage } if damage.is_harmless() => response,
            Delivery::Damaged { damage: Damage::Silence | Damage::SilenceAfterHeaders, .. } => gateway(504),
            Delivery::Damaged { .. } => gateway(502),
        }
    }
}

/// How the exchange fails; `None` where it does not.
fn failure(damage: Damage, length: u64, request: &Request) -> Option<(FailureKind, &'static str)> {
    let limit_ms = u64::try_from(request.timeout.as_millis()).unwrap_or(u64::MAX);
    let late = |ms: u64| (ms >= limit_ms).then_some((FailureKind::Timeout, "the time ran out"));
    match damage {
        Damage::Reset => Some((FailureKind::Connection, "the connection was reset")),
        Damage::Silence | Damage::SilenceAfterHeaders => late(u64::MAX),
        Damage::Late { ms } => late(ms),
        Damage::Drip { bytes, every_ms } => late(dripping_ms(length, bytes, every_ms)),
        Damage::Cut { bytes } if bytes >= length => None,
        Damage::WrongLength { delta } if delta <= 0 => None,
        Damage::Stale | Damage::GzipBomb { .. } | Damage::Huge { .. } => None,
        Damage::Cut { .. } | Damage::CutChunked { .. } | Damage::WrongLength { .. } => {
            Some((FailureKind::Body, "the body ended early"))
        }
        Damage::GarbageChunk | Damage::GarbageTrailer => Some((FailureKind::Body, "a chunk is not valid")),
        Damage::CorruptGzip | Damage::TruncatedGzip => {
            Some((FailureKind::Body, "the body is not valid gzip"))
        }
    }
}

/// How long a body of that length takes to come in such pieces.
fn dripping_ms(length: u64, bytes: u64, every_ms: u64) -> u64 {
    every_ms.saturating_mul(length.div_ceil(bytes.max(1)))
}

/// What a reader of `Content-Length` bytes takes for the body.
fn shortened(mut response: Response, damage: Damage) -> Response {
    if let Damage::WrongLength { delta } = damage {
        let length = announced(response.body.len(), delta);
        response.body = response.body.iter().copied().take(length).collect();
    }
    response
}

/// The `Content-Length` of a body whose length is told wrong.
pub(crate) fn announced(length: usize, delta: i64) -> usize {
    length.saturating_add_signed(isize::try_from(delta).unwrap_or(isize::MAX))
}

fn bounded(response: Response, request: &Request) -> Result<Response, TransportFailure> {
    let long = response.body.len() as u64 > request.max_response_bytes;
    if long { Err(too_large()) } else { Ok(response) }
}

/// A body of that length, where the request allows it.
fn filled(response: Response, bytes: u64, request: &Request) -> Result<Response, TransportFailure> {
    if bytes > request.max_response_bytes {
        return Err(too_large());
    }
    Ok(Response { body: Filler::new(bytes).flatten().collect(), ..response })
}

fn too_large() -> TransportFailure {
    failed(FailureKind::TooLarge, "the body is too long")
}

fn failed(kind: FailureKind, message: &str) -> TransportFailure {
    TransportFailure { sent: Sent::Maybe, kind, message: message.to_owned() }
}

fn empty() -> Response {
    gateway(200)
}

fn gateway(status: u16) -> Response {
    Response::new(status, Headers::new(), Vec::new())
}

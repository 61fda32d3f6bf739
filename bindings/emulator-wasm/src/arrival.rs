//! How an answer reaches a caller of `fetch`, who knows no sockets: late, in pieces, cut off, or never.

use hubspot_engagements_core::wire::{Headers, Request, Response};
use hubspot_engagements_emulator::{Damage, Delivery};
use wasm_bindgen::prelude::*;

/// How much of an endless body is made here; the rest are blanks, which the caller makes as they are read.
const START: u64 = 4 * 1024;

/// How the exchange ends.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All is there.
    Complete,
    /// The connection breaks.
    Broken,
    /// Nothing more comes, and nobody says so.
    Silent,
}

/// What arrives of an answer, and when.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The status; none where not even the head of an answer comes.
    pub status: Option<u16>,
    /// Names and values in turn.
    pub headers: Vec<String>,
    /// As much of the body as comes.
    pub body: Vec<u8>,
    /// How many blanks follow the body.
    pub padding: f64,
    /// How long the answer takes, in milliseconds.
    #[wasm_bindgen(js_name = delayMs)]
    pub delay_ms: f64,
    /// The size of the pieces in which the body comes; none for all at once.
    pub piece: Option<f64>,
    /// How long each piece takes, in milliseconds.
    #[wasm_bindgen(js_name = everyMs)]
    pub every_ms: f64,
    /// What comes at the end.
    pub ending: Ending,
}

impl Arrival {
    /// An answer that arrives as it should.
    pub(crate) fn whole(response: Response) -> Arrival {
        let headers = response.headers.iter().flat_map(|(name, value)| [name.to_owned(), value.to_owned()]);
        Arrival {
            status: Some(response.status),
            headers: headers.collect(),
            body: response.body.to_vec(),
            padding: 0.0,
            delay_ms: 0.0,
            piece: None,
            every_ms: 0.0,
            ending: Ending::Complete,
        }
    }

    /// What becomes of a delivery, the fields of [`Damage`] being what a server does to a socket.
    pub(crate) fn of(delivery: Delivery, request: &Request) -> Arrival {
        let (response, damage) = match delivery {
            Delivery::Answer(response) => return Arrival::whole(response),
            Delivery::Damaged { response, damage } => {
                (response.unwrap_or_else(|| Response::new(200, Headers::new(), Vec::new())), damage)
            }
        };
        match damage {
            Damage::Huge { bytes } | Damage::GzipBomb { bytes } => return endless(response, bytes, request),
            Damage::WrongLength { delta } if delta <= 0 => return told_short(response, damage, request),
            _ => {}
        }
        let whole = Arrival::whole(response);
        let length = whole.body.len() as u64;
        match damage {
            Damage::Reset => Arrival { status: None, ..whole.cut(0, Ending::Broken) },
            Damage::Silence => Arrival { status: None, ..whole.cut(0, Ending::Silent) },
            Damage::SilenceAfterHeaders => whole.cut(0, Ending::Silent),
            Damage::Late { ms } => Arrival { delay_ms: ms as f64, ..whole },
            Damage::Drip { bytes, every_ms } => {
                Arrival { piece: Some(bytes.max(1) as f64), every_ms: every_ms as f64, ..whole }
            }
            Damage::Cut { bytes } if bytes < length => whole.cut(bytes, Ending::Broken),
            Damage::CutChunked { bytes } => whole.cut(bytes, Ending::Broken),
            Damage::GarbageChunk => whole.cut(length / 2, Ending::Broken),
            Damage::GarbageTrailer | Damage::WrongLength { .. } => whole.cut(length, Ending::Broken),
            Damage::CorruptGzip | Damage::TruncatedGzip => whole.cut(0, Ending::Broken),
            // A `fetch` shares no connections that could go stale.
            Damage::Stale | Damage::Cut { .. } | Damage::Huge { .. } | Damage::GzipBomb { .. } => whole,
        }
    }

    fn cut(mut self, bytes: u64, ending: Ending) -> Arrival {
        self.body.truncate(usize::try_from(bytes).unwrap_or(usize::MAX));
        Arrival { ending, ..self }
    }
}

/// A body of that many bytes, most of them still to be made.
fn endless(response: Response, bytes: u64, request: &Request) -> Arrival {
    let damage = Damage::Huge { bytes: bytes.min(START) };
    let start = told_short(response, damage, request);
    Arrival { padding: bytes.saturating_sub(START) as f64, ..start }
}

/// Damage that a client does not notice.
fn told_short(response: Response, damage: Damage, request: &Request) -> Arrival {
    match (Delivery::Damaged { response: Some(response), damage }).outcome(request) {
        Ok(response) => Arrival::whole(response),
        Err(_) => Arrival::whole(Response::new(502, Headers::new(), Vec::new())),
    }
}

use std::sync::Arc;

use base64::Engine as _;
use hubspot_engagements_core::wire::{FailureKind, Headers, Response, Sent, TransportFailure};
use serde::Deserialize;
use serde_json::{Map, Value};

/// One vector.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// The behaviour that it shows.
    pub doc: String,
    /// The operation.
    pub operation: String,
    /// Its parameters.
    #[serde(default)]
    pub params: Map<String, Value>,
    /// Options of the client beyond the usual ones.
    #[serde(default)]
    pub options: Map<String, Value>,
    /// Seed of the jitter.
    #[serde(default)]
    pub seed: u64,
    /// The answer (response vectors).
    pub response: Option<Reply>,
    /// What must come of it (request and response vectors).
    pub expect: Option<Expectation>,
    /// The conversation (dialogue vectors).
    #[serde(default)]
    pub turns: Vec<Turn>,
}

/// What must come of a request or response vector.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Expectation {
    /// The first request.
    Request(Map<String, Value>),
    /// An error with these fields.
    Error(Map<String, Value>),
    /// This value.
    Value(Value),
    /// Records of the page that cannot be decoded.
    Bad(Vec<Map<String, Value>>),
}

/// One turn of a dialogue.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Turn {
    /// The machine sends this.
    Send(Map<String, Value>),
    /// The service answers.
    Reply(Reply),
    /// There is no complete response.
    Fail {
        /// `no` or `maybe`.
        sent: String,
        /// `connection`, `certificate`, `timeout`, `body` or `too_large`.
        kind: String,
    },
    /// The machine asks for a token.
    Token {
        /// Whether the last one was refused.
        rejected: bool,
        /// What the caller gives; null for none.
        give: Option<String>,
    },
    /// The machine tells an event, or a journal's entry, with these fields.
    Notify(Map<String, Value>),
    /// The machine waits this many milliseconds.
    Wait(u64),
    /// A result.
    Yield(Value),
    /// The end.
    Done(bool),
    /// A failure with these fields.
    Error(Map<String, Value>),
}

/// A scripted response.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    status: u16,
    #[serde(default)]
    headers: Map<String, Value>,
    body: Option<String>,
    json: Option<Value>,
    base64: Option<String>,
}

/// A value with every `{"$repeat": text, "times": n}` replaced by the long text that it stands for.
pub(crate) fn expanded(value: &Value) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(expanded).collect(),
        Value::Object(entries) => match (entries.get("$repeat"), entries.get("times")) {
            (Some(Value::String(text)), Some(times)) => {
                let times = times.as_u64().and_then(|times| usize::try_from(times).ok());
                Value::String(text.repeat(times.unwrap_or(0)))
            }
            _ => Value::Object(entries.iter().map(|(key, entry)| (key.clone(), expanded(entry))).collect()),
        },
        other => other.clone(),
    }
}

impl Reply {
    /// The response.
    ///
    /// # Errors
    /// A sentence where the case itself is wrong.
    pub fn response(&self) -> Result<Response, String> {
        let mut headers: Headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect();
        let body: Arc<[u8]> = match (&self.json, &self.body, &self.base64) {
            (Some(json), None, None) => {
                headers.push("content-type", "application/json;charset=utf-8");
                json.to_string().into_bytes().into()
            }
            (None, Some(body), None) => body.as_bytes().into(),
            (None, None, Some(base64)) => {
                let decoded = base64::engine::general_purpose::STANDARD.decode(base64);
                decoded.map_err(|error| error.to_string())?.into()
            }
            (None, None, None) => Arc::new([]),
            _ => return Err("a reply has one of json, body and base64".to_owned()),
        };
        Ok(Response { status: self.status, headers, body })
    }
}

/// The failure that a turn describes.
///
/// # Errors
/// A sentence for a word that is none.
pub(crate) fn failure(sent: &str, kind: &str) -> Result<TransportFailure, String> {
    let sent = match sent {
        "no" => Sent::No,
        "maybe" => Sent::Maybe,
        other => return Err(format!("sent: {other}")),
    };
    let kind = FailureKind::from_name(kind).ok_or_else(|| format!("kind: {kind}"))?;
    Ok(TransportFailure { sent, kind, message: "scripted".to_owned() })
}

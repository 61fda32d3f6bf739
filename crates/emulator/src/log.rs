//! What was asked, so that a test can see what a client sent.

use std::collections::{BTreeMap, VecDeque};

use hubspot_engagements_core::wire::{Method, Request};
use serde::{Serialize, Serializer};

use crate::auth::bearer;

/// How many requests are kept.
const MAX_REQUESTS: usize = 10_000;
/// How much of a body is kept, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// What stands for a secret.
const HIDDEN: &str = "***";
/// Names of a query or a form whose values are secrets.
const SECRETS: [&str; 3] = ["hapikey", "client_secret", "refresh_token"];

/// One request as it came, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// When, by the portal's clock, in milliseconds since 1970.
    pub at_ms: i64,
    /// The method.
    #[serde(serialize_with = "name")]
    pub method: Method,
    /// The URL; the value of `hapikey` is `***`.
    pub url: String,
    /// Headers by name in small letters, several of one name joined by a comma; `authorization` is `***`.
    pub headers: BTreeMap<String, String>,
    /// Which of the bearer tokens seen so far it carried: 1 for the first.
    pub token: Option<usize>,
    /// The first 64 KiB of the body; a form's `client_secret` and `refresh_token` are `***`.
    pub body: Option<String>,
    /// The status that was answered; `None` where no answer came.
    pub status: Option<u16>,
    /// The place in the plan of the fault that struck.
    pub fault: Option<usize>,
}

fn name<S: Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(method.as_str())
}

/// The last requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    requests: VecDeque<LoggedRequest>,
    tokens: BTreeMap<String, usize>,
}

impl Log {
    /// Keeps one request.
    pub(crate) fn note(&mut self, at_ms: i64, request: &Request, status: Option<u16>, fault: Option<usize>) {
        if self.requests.len() >= MAX_REQUESTS {
            self.requests.pop_front();
        }
        let token = bearer(request).map(|token| self.number(token));
        let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        self.requests.push_back(LoggedRequest {
            at_ms,
            method: request.method,
            url: if query.is_empty() { path.to_owned() } else { format!("{path}?{}", hidden(query)) },
            headers: headers(request),
            token,
            body: body(request),
            status,
            fault,
        });
    }

    /// All that are kept, the oldest first.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &LoggedRequest> {
        self.requests.iter()
    }

    /// Forgets the requests; tokens keep their numbers.
    pub(crate) fn clear(&mut self) {
        self.requests.clear();
    }

    fn number(&mut self, token: &str) -> usize {
        let next = self.tokens.len() + 1;
        *self.tokens.entry(token.to_owned()).or_insert(next)
    }
}

fn headers(request: &Request) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in request.headers.iter() {
        let name = name.to_ascii_lowercase();
        let value = if name == "authorization" { HIDDEN } else { value };
        headers.entry(name).and_modify(|have| *have = format!("{have}, {value}")).or_insert(value.to_owned());
    }
    headers
}

fn body(request: &Request) -> Option<String> {
    let body = request.body.as_deref()?;
    let text = String::from_utf8_lossy(body.get(..MAX_BODY).unwrap_or(body));
    let content_type = request.headers.get("Content-Type").unwrap_or_default();
    let form = content_type.trim().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    Some(if form { hidden(&text) } else { text.into_owned() })
}

/// A query or a form without its secrets.
fn hidden(pairs: &str) -> String {
    let hide = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if SECRETS.contains(&name) => format!("{name}={HIDDEN}"),
        _ => pair.to_owned(),
    };
    pairs.split('&').map(hide).collect::<Vec<_>>().join("&")
}

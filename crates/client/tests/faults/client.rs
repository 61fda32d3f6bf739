//! A client as a case wants it, and its calls.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use hubspot_engagements::{Client, Error, ListEngagements, OAuth, Output, RateLimit, RetryPolicy};
use hubspot_engagements_emulator::server::Server;
use serde_json::{Map, Value, json};

use crate::copy::Synced;
use crate::time::Time;

pub(crate) const TOKEN: &str = "canary-token";

/// What the functions of the caller were told.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Heard>>);

#[derive(Clone, Default)]
pub(crate) struct Heard {
    pub(crate) events: Vec<Value>,
    pub(crate) journal: Vec<Value>,
    pub(crate) asked: Vec<bool>,
    pub(crate) secrets: Vec<String>,
    pub(crate) log_when_told: Vec<usize>,
}

impl Told {
    pub(crate) fn heard(&self) -> Heard {
        self.0.lock().unwrap().clone()
    }

    fn hear(&self, what: impl FnOnce(&mut Heard)) {
        what(&mut self.0.lock().unwrap());
    }
}

/// A client of this emulator.
pub(crate) fn client(
    fault: &Value,
    server: &Arc<Server>,
    time: Option<&Time>,
    told: &Told,
) -> Result<Client, Error> {
    let mut options = Map::from_iter([
        ("accessToken".to_owned(), json!(TOKEN)),
        ("baseUrl".to_owned(), json!(server.base_url)),
    ]);
    options.extend(fault["options"].as_object().cloned().unwrap_or_default());
    let mut builder = match options.remove("accessToken").as_ref().and_then(Value::as_str) {
        Some(token) => Client::builder(token),
        None => Client::builder_without_token(),
    };
    let (mut retry, mut limit) = (RetryPolicy::default(), RateLimit::default());
    for (name, value) in &options {
        let text = || value.as_str().unwrap();
        let number = || u32::try_from(value.as_u64().unwrap()).unwrap();
        let time = || Duration::from_millis(value.as_u64().unwrap());
        match name.as_str() {
            "baseUrl" => builder = builder.base_url(text()),
            "allowHttp" => builder = builder.allow_http(true),
            "timeoutMs" => builder = builder.timeout(time()),
            "oauth" => builder = builder.oauth(oauth(value)),
            "maxAttempts" => retry.max_attempts = number(),
            "deadlineMs" => retry.deadline = time(),
            "retryBaseMs" => retry.base = time(),
            "retryQuota" => retry.quota = number(),
            "trustEdgeRefusals" => retry.trust_edge_refusals = true,
            "rateLimit" => limit.requests = number(),
            other => panic!("{other} is no option of the client here"),
        }
    }
    builder = builder.retry(retry).rate_limit(limit);
    if let Some(tokens) = fault["provider"].as_array() {
        let (told, tokens) = (told.clone(), Mutex::new(tokens.clone().into_iter()));
        builder = builder.token_provider(move |rejected| {
            told.hear(|heard| heard.asked.push(rejected));
            let token = tokens.lock().unwrap().next().unwrap();
            async move { Ok::<_, Infallible>(token.as_str().unwrap().to_owned()) }
        });
    }
    if let Some(time) = time {
        builder = builder.clock(time.clone());
    }
    let (events, journal, refreshed, server) = (told.clone(), told.clone(), told.clone(), Arc::clone(server));
    builder
        .on_event(move |event| events.hear(|heard| heard.events.push(read(&event.to_json()))))
        .journal(move |entry| {
            journal.hear(|heard| heard.journal.push(read(&entry.to_json())));
            async { Ok::<_, Infallible>(()) }
        })
        .on_refresh_token(move |token| {
            let log = server.with_portal(|portal| portal.log().len());
            refreshed.hear(|heard| {
                heard.secrets.push(token.expose().to_owned());
                heard.log_when_told.push(log);
            });
            async { Ok::<_, Infallible>(()) }
        })
        .build()
}

fn oauth(value: &Value) -> OAuth {
    let text = |key: &str| value[key].as_str().unwrap().to_owned();
    OAuth {
        client_id: text("clientId"),
        client_secret: text("clientSecret"),
        refresh_token: text("refreshToken"),
        token_path: "/oauth/v1/token".to_owned(),
    }
}

pub(crate) fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// What came of a call, as the checks look at it.
pub(crate) enum Outcome {
    /// One result as JSON text.
    Value(String),
    /// A walked listing: how many pages, and each record's id and text, the text alone where it cannot be decoded.
    Walk {
        pages: usize,
        good: Vec<i64>,
        flagged: Vec<String>,
    },
    /// A sync into the copy.
    Synced(Synced),
    Failed(Error),
    /// The caller gave up.
    Dropped,
}

/// Carries out an operation: a listing to its end.
pub(crate) async fn call(client: &Client, operation: &str, params: &Value) -> Outcome {
    if operation == "engagements.list" {
        return walk(client, params["limit"].as_u64()).await.unwrap_or_else(Outcome::Failed);
    }
    match client.call_by_name(operation, &params.to_string()).await {
        Ok(Output::Nothing) => Outcome::Value("null".to_owned()),
        Ok(output) => Outcome::Value(output.to_json()),
        Err(error) => Outcome::Failed(error),
    }
}

async fn walk(client: &Client, limit: Option<u64>) -> Result<Outcome, Error> {
    let limit = limit.map(|limit| u32::try_from(limit).unwrap());
    let listing = client.list(ListEngagements { limit, ..ListEngagements::default() });
    let (mut pages, mut good, mut flagged) = (0, Vec::new(), Vec::new());
    let mut stream = listing.pages().boxed();
    while let Some(page) = stream.try_next().await? {
        pages += 1;
        for record in page.iter() {
            match record.decode() {
                Ok(_) => good.push(record.id().map_or(0, |id| id.0)),
                Err(_) => flagged.push(record.json().to_owned()),
            }
        }
    }
    Ok(Outcome::Walk { pages, good, flagged })
}

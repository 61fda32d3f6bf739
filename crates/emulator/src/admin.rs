//! `/__emulator/…`: looking at a portal, and changing it, from outside.

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Headers, Method, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::JSON;
use crate::faults::Fault;
use crate::portal::Portal;
use crate::query::Target;
use crate::writer::{Mix, Writer};

/// The most ids that the state names.
const MAX_IDS: usize = 1_000;

/// Answers a request to an admin route; `None` for every other path. It counts for no limit and is not logged.
pub(crate) fn answer(
    portal: &mut Portal,
    unix_ms: i64,
    request: &Request,
    target: &Target,
) -> Option<Response> {
    let segments: Vec<&str> = target.segments.iter().map(String::as_str).collect();
    let ["__emulator", route @ ..] = segments.as_slice() else { return None };
    Some(dispatch(portal, unix_ms, request, route).unwrap_or_else(|refusal| refusal))
}

/// An answer either way; the error is a refusal.
type Outcome = Result<Response, Response>;

fn dispatch(portal: &mut Portal, unix_ms: i64, request: &Request, route: &[&str]) -> Outcome {
    match (request.method, route) {
        (Method::Post, ["reset"]) => portal.reset(),
        (Method::Delete, ["requests"]) => portal.clear_log(),
        (Method::Post, ["expire-tokens"]) => portal.tokens.expire(portal.clock.at(unix_ms)),
        (Method::Put, ["faults"]) => set_faults(portal, request)?,
        (Method::Post, ["scope-options"]) => scopes(portal, request)?,
        (Method::Post, ["listing-options"]) => listings(portal, request)?,
        (Method::Put, ["writer"]) => set_writer(portal, request)?,
        (Method::Post, ["write"]) => return write(portal, unix_ms, request),
        (Method::Post, ["clock"]) => return clock(portal, unix_ms, request),
        (Method::Get, route) => return look(portal, unix_ms, route),
        (_, route) => return Err(unknown(route)),
    }
    Ok(Response::new(204, Headers::new(), Vec::new()))
}

/// The routes that change nothing.
fn look(portal: &Portal, unix_ms: i64, route: &[&str]) -> Outcome {
    match route {
        ["faults"] => Ok(reply(200, &faults(portal))),
        ["requests"] => Ok(reply(200, &portal.log.iter().collect::<Vec<_>>())),
        ["state"] => Ok(reply(200, &state(portal, unix_ms))),
        ["engagements", id] => engagement(portal, id),
        _ => Err(unknown(route)),
    }
}

/// A refusal of a method, or of a path that no admin route has.
fn unknown(route: &[&str]) -> Response {
    match route {
        [
            "reset" | "faults" | "requests" | "state" | "clock" | "expire-tokens" | "scope-options"
            | "listing-options" | "writer" | "write",
        ]
        | ["engagements", _] => refusal(405, "this admin route has other methods"),
        _ => refusal(404, "there is no such admin route"),
    }
}

fn faults(portal: &Portal) -> Vec<Value> {
    let struck = |(fault, struck): (&Fault, u64)| {
        let mut shown = json!(fault);
        if let Some(members) = shown.as_object_mut() {
            members.insert("struck".to_owned(), json!(struck));
        }
        shown
    };
    portal.faults().map(struck).collect()
}

fn set_faults(portal: &mut Portal, request: &Request) -> Result<(), Response> {
    let plan = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
    let faults = Fault::plan(&plan).map_err(|error| refusal(400, &error.to_string()))?;
    portal.set_faults(faults);
    Ok(())
}

fn state(portal: &Portal, unix_ms: i64) -> Value {
    json!({
        "engagements": portal.len(),
        "ids": portal.store.last_ids(MAX_IDS),
        "created": portal.created(),
        "max_in_window": portal.max_in_window(),
        "unix_ms": portal.clock.at(unix_ms),
    })
}

fn engagement(portal: &Portal, id: &str) -> Outcome {
    let record = id.parse().ok().and_then(|id| portal.store.get(id));
    record.map(|record| reply(200, &*record)).ok_or_else(|| refusal(404, "there is no such engagement"))
}

fn clock(portal: &mut Portal, unix_ms: i64, request: &Request) -> Outcome {
    let mut members = Members::read(request)?;
    let (frozen, advance) = (members.take::<bool>("freeze")?, members.take::<u64>("advance_ms")?);
    members.end()?;
    match frozen {
        Some(true) => portal.clock.freeze(unix_ms),
        Some(false) => portal.clock.thaw(unix_ms),
        None => {}
    }
    portal.advance(advance.unwrap_or(0));
    Ok(reply(200, &json!({"unix_ms": portal.clock.at(unix_ms)})))
}

fn scopes(portal: &mut Portal, request: &Request) -> Result<(), Response> {
    let mut members = Members::read(request)?;
    let (email, contacts) = (members.take("email_scope")?, members.take("contacts_scope")?);
    members.end()?;
    portal.options.email_scope = email.unwrap_or(portal.options.email_scope);
    portal.options.contacts_scope = contacts.unwrap_or(portal.options.contacts_scope);
    Ok(())
}

fn listings(portal: &mut Portal, request: &Request) -> Result<(), Response> {
    let mut members = Members::read(request)?;
    let mut options = portal.options.clone();
    let keep = |option: &mut i64, given: Option<u32>| *option = given.map_or(*option, i64::from);
    keep(&mut options.index_lag_ms, members.take("index_lag_ms")?);
    keep(&mut options.index_jitter_ms, members.take("index_jitter_ms")?);
    options.cursors = members.take("cursors")?.unwrap_or(options.cursors);
    options.cursors_once = members.take("cursors_once")?.unwrap_or(options.cursors_once);
    options.repeat_percent = members.take("repeat_percent")?.unwrap_or(options.repeat_percent);
    options.offset_behind_last = members.take("offset_behind_last")?.unwrap_or(options.offset_behind_last);
    members.end()?;
    portal.options = options;
    Ok(())
}

/// `null` sends the writer home.
fn set_writer(portal: &mut Portal, request: &Request) -> Result<(), Response> {
    let body = request.body.as_deref().unwrap_or_default();
    let writer: Option<Writer> = serde_json::from_slice(body)
        .map_err(|error| refusal(400, &format!("the writer is wrong: {error}")))?;
    portal.set_writer(writer);
    Ok(())
}

fn write(portal: &mut Portal, unix_ms: i64, request: &Request) -> Outcome {
    let mut members = Members::read(request)?;
    let seed = members.take("seed")?.unwrap_or(1);
    let mix = Mix {
        creates: members.take("creates")?.unwrap_or(0),
        updates: members.take("updates")?.unwrap_or(0),
        deletes: members.take("deletes")?.unwrap_or(0),
        associations: members.take("associations")?.unwrap_or(0),
    };
    members.end()?;
    Ok(reply(200, &portal.write(Now { monotonic_ms: 0, unix_ms }, mix, seed)))
}

/// What a body holds that nobody has read yet.
struct Members(serde_json::Map<String, Value>);

impl Members {
    fn read(request: &Request) -> Result<Members, Response> {
        let body = request.body.as_deref().unwrap_or_default();
        serde_json::from_slice(body).map(Members).map_err(|_| refusal(400, "the body must be a JSON object"))
    }

    fn take<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>, Response> {
        let Some(value) = self.0.remove(key) else { return Ok(None) };
        serde_json::from_value(value)
            .map(Some)
            .map_err(|error| refusal(400, &format!("{key} is wrong: {error}")))
    }

    fn end(&self) -> Result<(), Response> {
        match self.0.keys().next() {
            Some(key) => Err(refusal(400, &format!("{key} is not known"))),
            None => Ok(()),
        }
    }
}

fn refusal(status: u16, message: &str) -> Response {
    reply(status, &json!({"message": message}))
}

fn reply(status: u16, value: &impl Serialize) -> Response {
    let body = serde_json::to_vec(value).unwrap_or_default();
    Response::new(status, Headers::from_iter([("Content-Type", JSON)]), body)
}

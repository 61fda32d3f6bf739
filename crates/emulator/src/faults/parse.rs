//! Reading a plan. An error names the member it is about, as in `faults[2].effect.drip.bytes`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::members::{Members, PlanError, wrong};
use super::{Damage, Effect, Fault, Policy, Reply};

/// The deepest page that is made: 20 MB of brackets.
const MAX_DEPTH: usize = 10_000_000;

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fault, D::Error> {
        fault(Value::deserialize(deserializer)?, "fault").map_err(D::Error::custom)
    }
}

pub(super) fn plan(json: &str) -> Result<Vec<Fault>, PlanError> {
    let value: Value =
        serde_json::from_str(json).map_err(|error| wrong("the plan", &format!("is no JSON: {error}")))?;
    let Value::Array(faults) = value else { return Err(wrong("the plan", "must be an array of faults")) };
    faults.into_iter().enumerate().map(|(at, value)| fault(value, &format!("faults[{at}]"))).collect()
}

fn fault(value: Value, path: &str) -> Result<Fault, PlanError> {
    let mut members = Members::of(value, path)?;
    let effect = effect(members.need("effect")?, &members.name("effect"))?;
    let poison = matches!(effect, Effect::PoisonIds(_));
    let never = ["skip", "times", "commit"].into_iter().find(|key| members.has(key));
    if let Some(key) = never.filter(|_| poison) {
        return Err(members.wrong(key, "has no meaning beside poison_ids, which strikes always"));
    }
    let fault = Fault {
        method: members.method()?,
        path: members.path()?,
        skip: members.take("skip")?.unwrap_or(0),
        times: if poison { None } else { members.times()? },
        commit: members.take("commit")?,
        effect,
    };
    members.end()?;
    Ok(fault)
}

fn effect(value: Value, path: &str) -> Result<Effect, PlanError> {
    let mut members = Members::of(value, path)?;
    let known = EFFECTS.into_iter().filter(|name| members.has(name)).collect::<Vec<_>>();
    let [name] = known[..] else {
        return Err(wrong(path, &format!("must have exactly one of {}", EFFECTS.join(", "))));
    };
    let effect = match name {
        "status" => Effect::Reply(reply(&mut members)?),
        "rate_limit" => rate_limit(&mut members)?,
        "expired" => members.flag(name).map(|()| Effect::Expired)?,
        "redirect" => redirect(members.need(name)?, &members.name(name))?,
        "depth" => Effect::Depth(depth(&mut members)?),
        "replace_text" => {
            let (from, to) = members.needed(name)?;
            Effect::ReplaceText { from, to }
        }
        "association_failures" => Effect::AssociationFailures(members.needed(name)?),
        "poison_ids" => Effect::PoisonIds(members.needed(name)?),
        _ => Effect::Damage(damage(name, &mut members)?),
    };
    members.end()?;
    Ok(effect)
}

const EFFECTS: [&str; 20] = [
    "status",
    "rate_limit",
    "expired",
    "redirect",
    "depth",
    "replace_text",
    "association_failures",
    "poison_ids",
    "reset",
    "silence",
    "delay_ms",
    "stale",
    "cut",
    "cut_chunked",
    "wrong_length",
    "garbage_chunk",
    "drip",
    "gzip",
    "gzip_bomb",
    "huge",
];

fn damage(name: &str, members: &mut Members) -> Result<Damage, PlanError> {
    Ok(match name {
        "reset" => members.flag(name).map(|()| Damage::Reset)?,
        "silence" => members.flag_or(name, "after_headers", Damage::Silence, Damage::SilenceAfterHeaders)?,
        "delay_ms" => Damage::Late { ms: members.needed(name)? },
        "stale" => members.flag(name).map(|()| Damage::Stale)?,
        "cut" => Damage::Cut { bytes: members.needed(name)? },
        "cut_chunked" => Damage::CutChunked { bytes: members.needed(name)? },
        "wrong_length" => Damage::WrongLength { delta: members.needed(name)? },
        "garbage_chunk" => members.flag_or(name, "trailer", Damage::GarbageChunk, Damage::GarbageTrailer)?,
        "drip" => drip(members.need(name)?, &members.name(name))?,
        "gzip" => {
            members.choice(name, &[("corrupt", Damage::CorruptGzip), ("truncated", Damage::TruncatedGzip)])?
        }
        "gzip_bomb" => Damage::GzipBomb { bytes: members.needed(name)? },
        _ => Damage::Huge { bytes: members.needed(name)? },
    })
}

fn reply(members: &mut Members) -> Result<Reply, PlanError> {
    let status: u16 = members.needed("status")?;
    if !(200..=999).contains(&status) {
        return Err(members.wrong("status", "must be from 200 to 999"));
    }
    let mut headers = members.headers()?;
    let given = ["body", "json", "base64"].into_iter().filter(|key| members.has(key)).count();
    if given > 1 {
        return Err(members.wrong("body", "cannot stand beside json or base64"));
    }
    let (mut content_type, mut body) = (None, Vec::new());
    if let Some(text) = members.take::<String>("body")? {
        (content_type, body) = (Some("text/html;charset=utf-8".to_owned()), text.into_bytes());
    }
    if members.has("json") {
        let value = members.need("json")?;
        (content_type, body) =
            (Some("application/json;charset=utf-8".to_owned()), value.to_string().into_bytes());
    }
    if let Some(text) = members.take::<String>("base64")? {
        body = STANDARD.decode(text).map_err(|error| members.wrong("base64", &error.to_string()))?;
    }
    if let Some(given) = members.take("content_type")? {
        content_type = Some(given);
    }
    if let Some(content_type) = content_type.filter(|_| headers.get("Content-Type").is_none()) {
        headers.push("Content-Type", content_type);
    }
    Ok(Reply { status, headers, body })
}

fn rate_limit(members: &mut Members) -> Result<Effect, PlanError> {
    let policy = members.choice("rate_limit", &Policy::ALL.map(|policy| (policy.as_str(), policy)))?;
    Ok(Effect::RateLimit { policy, headers: members.headers()? })
}

fn redirect(value: Value, path: &str) -> Result<Effect, PlanError> {
    let mut members = Members::of(value, path)?;
    let (status, location) = (members.needed("status")?, members.needed("location")?);
    if ![301, 302, 303, 307, 308].contains(&status) {
        return Err(members.wrong("status", "must be 301, 302, 303, 307 or 308"));
    }
    members.end()?;
    Ok(Effect::Redirect { status, location })
}

fn depth(members: &mut Members) -> Result<usize, PlanError> {
    let depth = members.needed("depth")?;
    let valid = (2..=MAX_DEPTH).contains(&depth);
    valid.then_some(depth).ok_or_else(|| members.wrong("depth", &format!("must be from 2 to {MAX_DEPTH}")))
}

fn drip(value: Value, path: &str) -> Result<Damage, PlanError> {
    let mut members = Members::of(value, path)?;
    let (bytes, every_ms) = (members.needed("bytes")?, members.needed("every_ms")?);
    if bytes == 0 {
        return Err(members.wrong("bytes", "must be above 0"));
    }
    members.end()?;
    Ok(Damage::Drip { bytes, every_ms })
}

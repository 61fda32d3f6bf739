//! Faults as JSON, the way a plan has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hubspot_engagements_core::wire::Headers;
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Damage, Effect, Fault, Reply};

impl Serialize for Fault {
    /// The members of a plan, those left out that say nothing.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Map::new();
        if let Some(method) = self.method {
            members.insert("method".to_owned(), json!(method.as_str()));
        }
        if let Some(path) = &self.path {
            members.insert("path".to_owned(), json!(path));
        }
        if !matches!(self.effect, Effect::PoisonIds(_)) {
            members.insert("skip".to_owned(), json!(self.skip));
            members.insert("times".to_owned(), self.times.map_or(json!("forever"), |times| json!(times)));
            members.insert("commit".to_owned(), json!(self.carries_out()));
        }
        members.insert("effect".to_owned(), effect(&self.effect));
        members.serialize(serializer)
    }
}

fn effect(effect: &Effect) -> Value {
    match effect {
        Effect::Reply(reply) => self::reply(reply),
        Effect::RateLimit { policy, headers } => {
            json!({"rate_limit": policy.as_str(), "headers": self::headers(headers)})
        }
        Effect::Expired => json!({"expired": true}),
        Effect::Redirect { status, location } => {
            json!({"redirect": {"status": status, "location": location}})
        }
        Effect::Depth(depth) => json!({"depth": depth}),
        Effect::ReplaceText { from, to } => json!({"replace_text": [from, to]}),
        Effect::AssociationFailures(failures) => json!({"association_failures": failures}),
        Effect::PoisonIds(ids) => json!({"poison_ids": ids}),
        Effect::Damage(damage) => self::damage(*damage),
    }
}

fn reply(reply: &Reply) -> Value {
    let (name, body) = match std::str::from_utf8(&reply.body) {
        Ok(text) => ("body", text.to_owned()),
        Err(_) => ("base64", STANDARD.encode(&reply.body)),
    };
    let mut members = Map::new();
    members.insert("status".to_owned(), json!(reply.status));
    members.insert("headers".to_owned(), headers(&reply.headers));
    members.insert(name.to_owned(), json!(body));
    Value::Object(members)
}

fn headers(headers: &Headers) -> Value {
    Value::Object(headers.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect())
}

fn damage(damage: Damage) -> Value {
    match damage {
        Damage::Reset => json!({"reset": true}),
        Damage::Silence => json!({"silence": true}),
        Damage::SilenceAfterHeaders => json!({"silence": "after_headers"}),
        Damage::Late { ms } => json!({"delay_ms": ms}),
        Damage::Stale => json!({"stale": true}),
        Damage::Cut { bytes } => json!({"cut": bytes}),
        Damage::CutChunked { bytes } => json!({"cut_chunked": bytes}),
        Damage::WrongLength { delta } => json!({"wrong_length": delta}),
        Damage::GarbageChunk => json!({"garbage_chunk": true}),
        Damage::GarbageTrailer => json!({"garbage_chunk": "trailer"}),
        Damage::Drip { bytes, every_ms } => json!({"drip": {"bytes": bytes, "every_ms": every_ms}}),
        Damage::CorruptGzip => json!({"gzip": "corrupt"}),
        Damage::TruncatedGzip => json!({"gzip": "truncated"}),
        Damage::GzipBomb { bytes } => json!({"gzip_bomb": bytes}),
        Damage::Huge { bytes } => json!({"huge": bytes}),
    }
}

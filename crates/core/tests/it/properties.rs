//! What holds for every engagement and every conversation, tried on generated ones.
//!
//! `HUBSPOT_PROPERTY_RUNS` says how many of each; without it 10,000.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "tests read the environment and print"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::endpoint::ListEngagements;
use hubspot_engagements_core::json::{Field, Kind};
use hubspot_engagements_core::machine::{Items, Machine, Step};
use hubspot_engagements_core::model::{
    Associations, Attachment, Call, Email, Engagement, EngagementInfo, EngagementType, Meeting, Note,
    PublishingTask, Record, ScheduledTask, Task,
};
use hubspot_engagements_core::registry::{OPERATIONS, start};
use hubspot_engagements_core::secret::Token;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::settings::Settings;
use hubspot_engagements_core::validate::{Purpose, check};
use hubspot_engagements_core::wire::{FailureKind, Headers, Response, Sent, TransportFailure};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, TestError, TestRunner};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::fuzz_bodies::{assert_same_json, is_json, normal};
use crate::values::Told;

/// Tries a property on numbers, from which it draws whatever it needs: fewer and smaller ones draw simpler things.
fn for_all(what: &str, numbers: usize, property: impl Fn(&mut Draw)) {
    let cases = std::env::var("HUBSPOT_PROPERTY_RUNS").map_or(10_000, |runs| runs.parse().unwrap());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(any::<u64>(), 0..numbers), |numbers| {
        let bytes: Vec<u8> = numbers.into_iter().flat_map(u64::to_le_bytes).collect();
        property(&mut Draw { bytes: bytes.into_iter() });
        Ok(())
    });
    match outcome {
        Ok(()) => println!("{cases} {what}"),
        // The numbers say nothing to a reader; the reason shows the text that was made of them.
        Err(TestError::Fail(reason, _)) => panic!("{what}: {reason}"),
        Err(error) => panic!("{what}: {error}"),
    }
}

#[test]
fn what_was_read_is_written_back_as_the_same_value() {
    for_all("engagements read and written back", 60, |draw| {
        let text = draw.engagement(Manner::Service);
        let read = Engagement::from_json(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let back = read.to_json();
        assert!(normal(&back, 0).is_some(), "compared to the last digit: {back}");
        assert_same_json(&back, &text);
        assert_eq!(Engagement::from_json(&back).unwrap().to_json(), back);
    });
}

#[test]
fn values_one_by_one_are_those_of_the_decoded_record() {
    for_all("engagements told value by value", 60, |draw| {
        let manner = draw.one_of(&[Manner::Service, Manner::Careless]);
        let text = draw.engagement(manner);
        let Ok(record) = Record::from_json(&text) else { return };
        let mut told = Told::default();
        let outcome = record.values(&mut told);
        match record.decode() {
            Err(error) => assert_eq!(outcome, Err(error), "{text}"),
            Ok(decoded) => {
                assert_eq!(outcome, Ok(()), "{text}");
                assert_eq!(told.sorted(), Told::of(&decoded).sorted(), "{text}");
            }
        }
    });
}

#[test]
fn every_issue_points_at_what_is_there_or_missing() {
    for_all("engagements checked", 50, |draw| {
        let text = draw.engagement(Manner::Careless);
        let purpose = draw.one_of(&[Purpose::Create, Purpose::Update]);
        for issue in check(&text, purpose) {
            let steps = issue.pointer.strip_prefix("/body").unwrap_or_else(|| panic!("{issue:?}"));
            let is_there = steps.is_empty() || leads_somewhere(&text, steps);
            assert!(is_there || issue.code == "required", "{issue:?}\n{text}");
            assert!(!issue.message.is_empty());
        }
    });
}

#[test]
fn nothing_makes_a_check_panic() {
    for_all("texts checked", 8, |draw| {
        let text = if draw.chance(2) { draw.value(0) } else { draw.word() };
        for purpose in [Purpose::Create, Purpose::Update] {
            let _ = check(&text, purpose);
        }
        let _ = Engagement::from_json(&text);
    });
}

#[test]
fn a_machine_that_is_done_stays_done_and_one_that_is_cancelled_sends_nothing() {
    const STARTS: [(&str, &str); 20] = [
        ("engagements.get", r#"{"id":7}"#),
        ("engagements.list", "{}"),
        ("engagements.recent", "{}"),
        ("engagements.modified_after", r#"{"after":1}"#),
        ("engagements.associated", r#"{"objectType":"DEAL","objectId":7}"#),
        ("engagements.create", r#"{"body":{"engagement":{"type":"NOTE"},"metadata":{}}}"#),
        (
            "engagements.create",
            r#"{"body":{"engagement":{"type":"CALL"},"metadata":{"disposition":"Connected"}}}"#,
        ),
        ("engagements.update", r#"{"id":7,"body":{"metadata":{"body":"x"}}}"#),
        ("engagements.delete", r#"{"id":7}"#),
        ("dispositions.list", "{}"),
        ("associations.create", r#"{"engagementId":1,"objectType":"DEAL","objectId":7}"#),
        ("associations.delete", r#"{"engagementId":1,"objectType":"DEAL","objectId":7}"#),
        (
            "engagements.create_many",
            r#"{"bodies":[{"engagement":{"type":"NOTE","uid":"a"},"metadata":{}},{"engagement":{"type":"NOTE"},"metadata":{}}]}"#,
        ),
        (
            "engagements.reconcile",
            r#"{"ticket":{"version":1,"id":"t","sentAt":1,"type":"NOTE"},"waitMs":60000}"#,
        ),
        ("owners.list", "{}"),
        ("owners.get", r#"{"id":7}"#),
        ("engagements.sync", r#"{"source":"auto"}"#),
        ("engagements.sync", r#"{"checkpoint":{"v":1,"watermark":1790000000000},"source":"recent"}"#),
        ("engagements.sync", r#"{"sweep":true,"known":[1,2,3],"parallel":2}"#),
        ("engagements.sync_lane", r#"{"handle":1}"#),
    ];
    for operation in OPERATIONS {
        assert!(STARTS.iter().any(|(name, _)| *name == operation.name), "{operation:?} is not tried");
    }
    for_all("conversations", 16, |draw| {
        let mut settings = Settings::new(Token::new("test-token").unwrap());
        if draw.chance(4) {
            settings.token = None;
            settings.token_provider = true;
        }
        settings.events = draw.chance(2);
        settings.journal = draw.chance(2);
        settings.generate_uids = draw.chance(4);
        let session = Session::new(settings);
        // A lane is of a sync that goes on.
        let _sync = start("engagements.sync", r#"{"parallel":2,"handle":1}"#, &session, 0).unwrap();
        if draw.chance(8) {
            converse(&mut Items::new(ListEngagements::default(), &session, 0), draw);
        }
        // Two in a row, since the second may find what the session remembers.
        for _ in 0..2 {
            let (name, params) = draw.one_of(&STARTS);
            converse(&mut *start(name, params, &session, draw.integer().unsigned_abs()).unwrap(), draw);
        }
    });
}

/// Whatever a driver could do, in any order.
fn converse<M: Machine + ?Sized>(machine: &mut M, draw: &mut Draw) {
    let mut now = Now::default();
    let (mut is_done, mut is_cancelled) = (false, false);
    for _ in 0..draw.below(40) {
        match draw.below(9) {
            0..=3 => match machine.step(now) {
                Step::Done | Step::Fail(_) if is_cancelled => is_done = true,
                Step::Send(request) => {
                    assert!(!is_done && !is_cancelled, "sent after its end: {request:?}");
                }
                Step::Wait(wait) => {
                    assert!(!is_done);
                    now.monotonic_ms += u64::try_from(wait.as_millis()).unwrap();
                    assert!(wait < Duration::from_secs(121));
                }
                Step::NeedToken { .. } | Step::Yield(_) => assert!(!is_done),
                Step::Notify(_) => {}
                Step::Fail(error) => {
                    assert!(!is_done, "{error}");
                    assert!(is_json(&error.to_json()));
                    is_done = true;
                }
                Step::Done => is_done = true,
            },
            4 | 5 => machine.on_response(now, draw.response()),
            6 => machine.on_failure(
                now,
                TransportFailure {
                    sent: draw.one_of(&[Sent::No, Sent::Maybe]),
                    kind: draw.one_of(&[
                        FailureKind::Connection,
                        FailureKind::Timeout,
                        FailureKind::Body,
                        FailureKind::Cancelled,
                    ]),
                    message: draw.word(),
                },
            ),
            7 => machine.on_token(draw.chance(2).then(|| Token::new("another-token").unwrap())),
            _ if draw.chance(4) => {
                machine.cancel();
                is_cancelled = true;
            }
            _ => now.monotonic_ms = now.monotonic_ms.saturating_add(draw.integer().unsigned_abs() >> 20),
        }
    }
    if is_done {
        for _ in 0..3 {
            machine.on_response(now, draw.response());
            machine.cancel();
            assert!(matches!(machine.step(now), Step::Done));
        }
    }
}

/// Who writes an engagement.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// Documented keys hold what they should.
    Service,
    /// They may hold anything, stand twice or be misspelt, and texts stand for numbers.
    Careless,
}

/// Draws things from bytes; where there are none left, the simplest.
struct Draw {
    bytes: std::vec::IntoIter<u8>,
}

impl Draw {
    fn byte(&mut self) -> u8 {
        self.bytes.next().unwrap_or(0)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte()) % limit
    }

    /// True once in `among`, and never for want of bytes.
    fn chance(&mut self, among: usize) -> bool {
        self.below(among) == among - 1
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn integer(&mut self) -> i64 {
        match self.below(4) {
            0 => i64::from(self.byte()),
            1 => self.one_of(&[i64::MAX, i64::MIN, -1, 1 << 53, (1 << 53) + 1, 636_418_459_634_654_854]),
            2 => 1_790_000_000_000 + i64::from(self.byte()),
            _ => i64::from_be_bytes(std::array::from_fn(|_| self.byte())),
        }
    }

    fn number(&mut self) -> String {
        match self.below(4) {
            0 | 1 => self.integer().to_string(),
            2 => self
                .one_of(&[
                    "-0",
                    "0.0",
                    "1.50",
                    "-1E-7",
                    "1e308",
                    "1.0e+2",
                    "18446744073709551616",
                    "123456789012345678901234567890",
                    "0.1000000000000000055511151231257827",
                    "1e-999",
                ])
                .to_owned(),
            _ => format!("{}.{}", self.integer(), self.byte()),
        }
    }

    fn character(&mut self) -> char {
        match self.below(6) {
            0..=2 => char::from(b'a' + self.byte() % 26),
            3 => self.one_of(&[
                '"', '\\', '/', '\n', '\t', '\r', '\u{0}', '\u{8}', '\u{1f}', '\u{7f}', '\u{2028}', '~',
            ]),
            4 => char::from_u32(u32::from_be_bytes([0, self.byte() % 17, self.byte(), self.byte()]))
                .unwrap_or('é'),
            _ => self.one_of(&['ß', '中', '😀', '\u{301}', '\u{feff}', '\u{202e}', '\u{10ffff}', '\u{fffd}']),
        }
    }

    fn word(&mut self) -> String {
        match self.below(5) {
            0 => self.one_of(&["", "1.5", "1e400", "12", "2026-01-31T12:00:00Z", "NaN", "null"]).to_owned(),
            _ => (0..self.below(8)).map(|_| self.character()).collect(),
        }
    }

    /// A text as a JSON string, some of its letters escaped.
    fn quoted(&mut self, text: &str) -> String {
        let mut out = String::from('"');
        for letter in text.chars() {
            let must = letter < ' ' || matches!(letter, '"' | '\\');
            if must || self.chance(6) {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    let escape = format!("\\u{unit:04x}");
                    out += &if self.chance(2) { escape.to_uppercase().replace("\\U", "\\u") } else { escape };
                }
            } else {
                out.push(letter);
            }
        }
        out + "\""
    }

    fn text(&mut self) -> String {
        let word = self.word();
        self.quoted(&word)
    }

    fn space(&mut self) -> &'static str {
        if self.chance(8) { self.one_of(&[" ", "\n", "\t ", "\r\n"]) } else { "" }
    }

    /// Any JSON value.
    fn value(&mut self, depth: usize) -> String {
        match self.below(if depth < 4 { 13 } else { 9 }) {
            0 => "null".to_owned(),
            1 => self.one_of(&["true", "false"]).to_owned(),
            2..=4 => self.number(),
            5..=7 => self.text(),
            // Half an emoji, as the service has cut one.
            8 => r#""\ud83d""#.to_owned(),
            9 | 10 => {
                let elements: Vec<String> = (0..self.below(4)).map(|_| self.value(depth + 1)).collect();
                format!("[{}{}]", self.space(), elements.join(","))
            }
            11 => self.object(Manner::Service, &[], depth + 1, Vec::new()),
            _ => {
                let levels = self.below(60);
                let opening: String =
                    (0..levels).map(|level| if level % 3 == 0 { "{\"a\":" } else { "[" }).collect();
                let closing: String =
                    (0..levels).rev().map(|level| if level % 3 == 0 { '}' } else { ']' }).collect();
                format!("{opening}{}{closing}", self.number())
            }
        }
    }

    fn of_kind(&mut self, manner: Manner, kind: Kind) -> String {
        if manner == Manner::Careless && self.chance(5) {
            return self.value(2);
        }
        match kind {
            Kind::Integer | Kind::Id | Kind::Time | Kind::Duration => {
                let integer = self.integer();
                let quote = if manner == Manner::Careless && self.chance(3) { "\"" } else { "" };
                format!("{quote}{integer}{quote}")
            }
            Kind::Boolean => self.one_of(&["true", "false"]).to_owned(),
            Kind::Enumeration(words) if self.chance(2) => {
                let word = self.one_of(words);
                self.quoted(word)
            }
            Kind::Text | Kind::Enumeration(_) => self.text(),
            Kind::List(of) => {
                let elements: Vec<String> = (0..self.below(4)).map(|_| self.of_kind(manner, *of)).collect();
                format!("[{}{}]", self.space(), elements.join(","))
            }
            Kind::Object(fields) => self.object(manner, fields, 0, Vec::new()),
            Kind::Raw => self.value(1),
        }
    }

    /// An object with some of the fields, unknown keys and `entries`, in any order.
    fn object(
        &mut self,
        manner: Manner,
        fields: &[Field],
        depth: usize,
        mut entries: Vec<(String, String)>,
    ) -> String {
        const STRANGE: [&str; 8] =
            ["__proto__", "constructor", "toString", "", "future", "futureIds", "a/b~c", "owner_id"];
        let given: BTreeSet<String> = entries.iter().map(|(key, _)| key.clone()).collect();
        let is_careless = manner == Manner::Careless;
        for field in fields.iter().filter(|field| !given.contains(field.key)) {
            for _ in 0..if is_careless && self.chance(12) { 2 } else { 1 } {
                match self.below(5) {
                    0 => entries.push((field.key.to_owned(), "null".to_owned())),
                    1 => entries.push((field.key.to_owned(), self.of_kind(manner, field.kind))),
                    2 if is_careless => {
                        entries.push((field.key.to_lowercase(), self.of_kind(manner, field.kind)))
                    }
                    _ => {}
                }
            }
        }
        let mut known: BTreeSet<String> =
            fields.iter().map(|field| field.key.to_owned()).chain(given).collect();
        for _ in 0..self.below(4) {
            let key = if self.chance(2) { self.one_of(&STRANGE).to_owned() } else { self.word() };
            if is_careless || known.insert(key.clone()) {
                entries.push((key, self.value(depth + 1)));
            }
        }
        let turn = self.below(entries.len().max(1));
        entries.rotate_left(turn);
        let mut out = String::from("{");
        for (index, (key, value)) in entries.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let key = self.quoted(key);
            out += &format!(
                "{comma}{}{key}{}:{}{value}{}",
                self.space(),
                self.space(),
                self.space(),
                self.space()
            );
        }
        out + "}"
    }

    fn engagement(&mut self, manner: Manner) -> String {
        const TYPES: [(EngagementType, &[Field]); 8] = [
            (EngagementType::Note, Note::FIELDS),
            (EngagementType::Call, Call::FIELDS),
            (EngagementType::Task, Task::FIELDS),
            (EngagementType::Meeting, Meeting::FIELDS),
            (EngagementType::Email, Email::FIELDS),
            (EngagementType::IncomingEmail, Email::FIELDS),
            (EngagementType::ForwardedEmail, Email::FIELDS),
            (EngagementType::PublishingTask, PublishingTask::FIELDS),
        ];
        const PARTS: [&str; 5] = ["engagement", "associations", "attachments", "scheduledTasks", "metadata"];
        let mut kind = Vec::new();
        let mut metadata: &[Field] = &[];
        if !self.chance(4) {
            let (word, fields) = &TYPES[self.below(TYPES.len())];
            metadata = fields;
            let word = self.quoted(word.as_str());
            kind.push(("type".to_owned(), word));
        } else if manner == Manner::Service {
            let unknown = self.one_of(&["null", "\"FUTURE\"", "\"\"", "\"note\""]);
            kind.push(("type".to_owned(), unknown.to_owned()));
        }
        let mut entries = Vec::new();
        for part in PARTS {
            let value = match (self.below(8), part) {
                (0, _) if part != "engagement" || metadata.is_empty() => continue,
                (1, _) if part != "engagement" || metadata.is_empty() => "null".to_owned(),
                (2, _) if manner == Manner::Careless => self.value(0),
                (_, "engagement") => self.object(manner, EngagementInfo::FIELDS, 0, kind.clone()),
                (_, "associations") => self.object(manner, Associations::FIELDS, 0, Vec::new()),
                (_, "metadata") => self.object(manner, metadata, 0, Vec::new()),
                (_, part) => {
                    let fields =
                        if part == "attachments" { Attachment::FIELDS } else { ScheduledTask::FIELDS };
                    let list: Vec<String> =
                        (0..self.below(3)).map(|_| self.object(manner, fields, 0, Vec::new())).collect();
                    format!("[{}]", list.join(","))
                }
            };
            entries.push((part.to_owned(), value));
        }
        self.object(manner, &[], 0, entries)
    }

    fn response(&mut self) -> Response {
        const STATUSES: [u16; 16] =
            [200, 200, 200, 200, 201, 204, 302, 400, 401, 404, 408, 423, 429, 477, 500, 503];
        const BODIES: [&str; 11] = [
            r#"{"results":[{"engagement":{"id":1}}],"hasMore":true,"offset":1,"after":"1"}"#,
            r#"{"results":[],"hasMore":true,"offset":2,"after":"2"}"#,
            r#"{"results":[{"engagement":{"id":2}},5],"hasMore":false,"offset":3}"#,
            r#"{"results":[],"hasMore":true}"#,
            r#"{"engagement":{"id":7,"type":"NOTE"},"metadata":{}}"#,
            r#"[{"id":"f240bbac-87c9-4f6e-bf70-924b57d47db7","label":"Connected"}]"#,
            r#"{"results":[{"id":"7","email":"a@example.com"}],"paging":{"next":{"after":"9"}}}"#,
            r#"{"id":"7","email":"a@example.com"}"#,
            r#"{"category":"EXPIRED_AUTHENTICATION","message":"m"}"#,
            "<html>",
            "",
        ];
        let mut headers = Headers::new();
        if self.chance(2) {
            headers.push("content-type", "application/json");
        }
        if self.chance(4) {
            headers.push("retry-after", self.one_of(&["1", "0", "60", "18446744073709551615", "x"]));
        }
        if self.chance(4) {
            headers.push("x-hubspot-notfound", "true");
        }
        Response::new(self.one_of(&STATUSES), headers, self.one_of(&BODIES).as_bytes())
    }
}

/// Whether a JSON pointer leads to something in a text, by whichever of the keys that stand twice.
fn leads_somewhere(text: &str, pointer: &str) -> bool {
    let Some(steps) = pointer.strip_prefix('/') else { return pointer.is_empty() };
    let (step, rest) = steps.split_at(steps.find('/').unwrap_or(steps.len()));
    let step = step.replace("~1", "/").replace("~0", "~");
    match text.as_bytes().first() {
        Some(b'{') => entries(text).iter().any(|(key, value)| *key == step && leads_somewhere(value, rest)),
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).unwrap();
            let element = step.parse::<usize>().ok().and_then(|index| elements.get(index));
            element.is_some_and(|element| leads_somewhere(element.get(), rest))
        }
        _ => false,
    }
}

/// An object's entries, with those whose key stands twice.
fn entries(text: &str) -> Vec<(String, &str)> {
    struct Entries;
    impl<'a> Visitor<'a> for Entries {
        type Value = Vec<(String, &'a str)>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = Vec::new();
            while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                found.push((key, value.get()));
            }
            Ok(found)
        }
    }
    serde_json::Deserializer::from_str(text).deserialize_map(Entries).unwrap()
}

//! What the fuzz targets of `crates/core/fuzz` do with their bytes. Tests run the same over the committed corpora.

use std::collections::BTreeMap;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::error::{Error, ErrorKind};
use hubspot_engagements_core::json::javascript::SEPARATOR;
use hubspot_engagements_core::machine::Step;
use hubspot_engagements_core::model::{Engagement, Page, Record};
use hubspot_engagements_core::registry::{AnyMachine, OPERATIONS, Output, start};
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::settings::Settings;
use hubspot_engagements_core::wire::{Headers, Request, Response};
use serde_json::value::RawValue;

/// Short, so that a fuzzer finds out how to write it; no message of the library has it.
pub(crate) const TOKEN: &str = "S3CR3T";
const BASE_URL: &str = "https://proxy.example/hub";
const NOW: Now = Now { monotonic_ms: 0, unix_ms: 0 };

/// Bytes as the answer to a listing: a page or an error, and whatever decodes is written back as the same value.
pub(crate) fn page(bytes: &[u8]) {
    let mut machine = begin("engagements.list", "{}");
    send(&mut machine);
    machine.on_response(NOW, Response::new(200, Headers::new(), bytes));
    match machine.step(NOW) {
        Step::Yield(Output::Page(page)) => check_page(&page),
        Step::Fail(error) => {
            assert_eq!(error.kind(), ErrorKind::Response);
            check_error(&error);
        }
        other => panic!("neither a page nor an error: {other:?}"),
    }
}

fn check_page(page: &Page) {
    assert_eq!(page.iter().count(), page.len());
    page.iter().for_each(|record| check_record(&record));
    let output = Output::Page(page.clone());
    assert!(is_json(&output.to_json()), "{}", output.to_json());
    assert!(is_json(&output.to_javascript()), "{}", output.to_javascript());
}

fn check_record(record: &Record) {
    assert!(is_json(record.json()), "{}", record.json());
    let Ok(decoded) = record.decode() else {
        assert!(record.javascript().is_err());
        return;
    };
    let read = Engagement::from_json(record.json()).unwrap();
    assert_eq!(read, decoded);
    assert_same_json(&read.to_json(), record.json());
    assert_eq!(Engagement::from_json(&read.to_json()).unwrap().to_json(), read.to_json());
    check_javascript(&record.javascript().unwrap(), record.json());
    assert_eq!(read.engagement.id, record.id());
}

/// It is JSON, and where something stands behind the separator, that leads back to the text digit by digit.
fn check_javascript(javascript: &str, text: &str) {
    let Some((values, digits)) = javascript.split_once(SEPARATOR) else {
        assert!(is_json(javascript), "{javascript}");
        return;
    };
    assert!(is_json(values), "{values}");
    assert!(is_json(digits), "{digits}");
    if let (Some(back), Some(wanted)) = (merged(values, digits, 0), normal(text, 0)) {
        assert_eq!(normal(&back, 0), Some(wanted), "{text}");
    }
}

/// The texts of `values` with the numbers of `digits`; `None` where half an emoji or the depth is in the way.
fn merged(values: &str, digits: &str, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    Some(match digits.as_bytes().first() {
        Some(b'{') => {
            let values: BTreeMap<String, &RawValue> = serde_json::from_str(values).ok()?;
            let digits: BTreeMap<String, &RawValue> = serde_json::from_str(digits).ok()?;
            assert!(values.keys().eq(digits.keys()));
            let entry = |((key, value), part): ((&String, &&RawValue), &&RawValue)| {
                let key = serde_json::to_string(key).ok()?;
                Some(format!("{key}:{}", merged(value.get(), part.get(), depth + 1)?))
            };
            let entries = values.iter().zip(digits.values()).map(entry);
            format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(","))
        }
        Some(b'[') => {
            let values: Vec<&RawValue> = serde_json::from_str(values).unwrap();
            let digits: Vec<&RawValue> = serde_json::from_str(digits).unwrap();
            assert_eq!(values.len(), digits.len());
            let elements =
                values.iter().zip(&digits).map(|(value, part)| merged(value.get(), part.get(), depth + 1));
            format!("[{}]", elements.collect::<Option<Vec<_>>>()?.join(","))
        }
        Some(b'"') if digits != "\"\"" => serde_json::from_str(digits).unwrap(),
        _ => values.to_owned(),
    })
}

/// Two bytes of status, one that chooses an operation, one that chooses headers, then the body of its answer:
/// the error is of the status's kind and never shows the token.
pub(crate) fn error_body(bytes: &[u8]) {
    let [first, second, operation, flags, body @ ..] = bytes else { return };
    let status = u16::from_be_bytes([*first, *second]) % 1000;
    let (name, params) = [
        ("engagements.list", "{}"),
        ("engagements.get", r#"{"id":7}"#),
        ("engagements.create", r#"{"body":{"engagement":{"type":"NOTE"},"metadata":{}}}"#),
        ("engagements.update", r#"{"id":7,"body":{"metadata":{"body":"x"}}}"#),
        ("engagements.delete", r#"{"id":7}"#),
        ("owners.list", "{}"),
        ("owners.get", r#"{"id":7}"#),
        ("dispositions.list", "{}"),
    ][usize::from(*operation) % 8];
    let mut headers = Headers::new();
    let text = String::from_utf8_lossy(body.get(..16).unwrap_or(body)).into_owned();
    let has_header = |bit: u8| flags & (1 << bit) != 0;
    for (bit, name) in ["x-hubspot-correlation-id", "content-type", "retry-after", "location", "x-echo"]
        .into_iter()
        .enumerate()
    {
        if has_header(bit as u8) {
            headers.push(name, text.clone());
        }
    }
    if has_header(5) {
        headers.push("content-type", "application/json");
    }
    if has_header(6) {
        headers.push("x-hubspot-notfound", "true");
    }
    let mut machine = begin(name, params);
    send(&mut machine);
    machine.on_response(NOW, Response::new(status, headers, body));
    let mut step = machine.step(NOW);
    if matches!(step, Step::NeedToken { rejected: true }) {
        assert_eq!(status, 401);
        machine.on_token(None);
        step = machine.step(NOW);
    }
    match step {
        Step::Fail(error) => {
            check_error(&error);
            assert_eq!(error.details().status, Some(status));
            let is_create = name == "engagements.create";
            match status {
                200..=299 => assert!(matches!(
                    error.kind(),
                    ErrorKind::Response | ErrorKind::NotFound | ErrorKind::AmbiguousCreate
                )),
                _ => assert_eq!(error.kind(), kind_of(status, has_header(6), is_create), "{status} {name}"),
            }
        }
        Step::Yield(_) | Step::Send(_) => assert!((200..300).contains(&status), "{status} is no success"),
        other => panic!("{status} {name}: {other:?}"),
    }
}

fn kind_of(status: u16, is_missing_record: bool, is_create: bool) -> ErrorKind {
    match status {
        408 | 500..=599 if is_create => ErrorKind::AmbiguousCreate,
        400 | 414 | 415 | 422 => ErrorKind::BadRequest,
        401 => ErrorKind::Authentication,
        403 => ErrorKind::PermissionDenied,
        404 if is_missing_record => ErrorKind::NotFound,
        404 | 410 => ErrorKind::EndpointGone,
        409 => ErrorKind::Conflict,
        423 => ErrorKind::Locked,
        429 => ErrorKind::RateLimit,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::Api,
    }
}

/// One byte that chooses an operation, then its parameters as text: refused, or a request to the base URL.
/// The byte behind the last operation's reads the text as a client's options.
pub(crate) fn params(bytes: &[u8]) {
    let [operation, text @ ..] = bytes else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let Some(operation) = OPERATIONS.get(usize::from(*operation) % (OPERATIONS.len() + 1)) else {
        match Settings::from_json(text) {
            Ok(settings) => assert!(!settings.base_url.as_str().ends_with('/')),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Validation),
        }
        return;
    };
    let mut machine = match start(operation.name, text, &session(), 0) {
        Ok(machine) => machine,
        Err(error) => return check_refusal(&error),
    };
    match machine.step(NOW) {
        Step::Send(request) => check_request(&request),
        Step::Fail(error) => return check_refusal(&error),
        other => panic!("{}: {other:?}", operation.name),
    }
    // A call's outcome by its label is looked up first.
    let dispositions = r#"[{"id":"f240bbac-87c9-4f6e-bf70-924b57d47db7","label":"Connected"}]"#;
    machine.on_response(NOW, Response::new(200, Headers::new(), dispositions.as_bytes()));
    if let Step::Send(request) = machine.step(NOW) {
        check_request(&request);
    }
}

fn check_refusal(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(!error.details().issues.is_empty());
    assert!(is_json(&error.to_json()));
}

fn check_request(request: &Request) {
    let target = request.url.strip_prefix(BASE_URL).unwrap_or_else(|| panic!("{}", request.url));
    assert!(target.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\\\"<>".contains(&byte)), "{target}");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut segments = path.split('/');
    assert_eq!(segments.next(), Some(""));
    assert!(segments.all(|segment| !matches!(segment, "" | "." | "..")), "{target}");
    assert!(!query.contains('?'), "{target}");
    if let Some(body) = &request.body {
        assert!(is_json(std::str::from_utf8(body).unwrap()));
    }
}

fn session() -> Session {
    let options = format!(r#"{{"accessToken":"{TOKEN}","baseUrl":"{BASE_URL}","maxAttempts":1}}"#);
    Session::from_json(&options).unwrap()
}

fn begin(name: &str, params: &str) -> AnyMachine {
    start(name, params, &session(), 0).unwrap()
}

fn send(machine: &mut AnyMachine) {
    assert!(matches!(machine.step(NOW), Step::Send(_)));
}

/// What is known of an error is JSON and never shows the token.
fn check_error(error: &Error) {
    let json = error.to_json();
    assert!(is_json(&json), "{json}");
    for text in [json, error.to_string(), format!("{error:?}")] {
        assert!(!text.contains(TOKEN), "{text}");
    }
}

pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

pub(crate) fn assert_same_json(one: &str, other: &str) {
    if let (Some(left), Some(right)) = (normal(one.trim(), 0), normal(other.trim(), 0)) {
        assert_eq!(left, right, "{one}\n{other}");
    }
}

/// How deep a text is compared.
const DEEPEST: usize = 128;

/// A JSON text with its keys sorted, its strings in one form and its numbers digit by digit as they are.
///
/// Unlike `serde_json::Value` it rounds no number; `None` for a text that is nested too deep for it.
pub(crate) fn normal(text: &str, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    let of = |part: &RawValue| normal(part.get(), depth + 1);
    Some(match text.as_bytes().first() {
        // What no string can hold, half an emoji, must come back letter by letter.
        Some(b'{') => match serde_json::from_str::<BTreeMap<String, &RawValue>>(text) {
            Ok(entries) => {
                let entry = |(key, part): (&String, &&RawValue)| Some(format!("{key:?}:{}", of(part)?));
                format!("{{{}}}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(","))
            }
            Err(_) => text.to_owned(),
        },
        Some(b'[') => {
            let parts: Vec<&RawValue> = serde_json::from_str(text).unwrap();
            format!("[{}]", parts.into_iter().map(of).collect::<Option<Vec<_>>>()?.join(","))
        }
        Some(b'"') => {
            serde_json::from_str::<String>(text).map_or_else(|_| text.to_owned(), |text| format!("{text:?}"))
        }
        // The same number: an integer's field cannot tell them apart.
        _ if text == "-0" => "0".to_owned(),
        _ => text.to_owned(),
    })
}

#[cfg(test)]
mod corpora {
    #![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "corpora are files")]

    use std::path::Path;

    fn run(target: &str, body: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let mut count = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            body(&std::fs::read(entry.unwrap().path()).unwrap());
            count += 1;
        }
        println!("{target}: {count} files of the corpus");
        assert!((10..=25).contains(&count), "{target}: {count} files");
    }

    #[test]
    fn pages() {
        run("page", super::page);
    }

    #[test]
    fn error_bodies() {
        run("error_body", super::error_body);
    }

    #[test]
    fn parameters() {
        run("params", super::params);
    }
}

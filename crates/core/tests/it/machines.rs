//! What every machine promises, whatever its driver does.

use std::time::Duration;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::endpoint::{CreateEngagement, GetEngagement, ListEngagements};
use hubspot_engagements_core::error::{Error, ErrorKind};
use hubspot_engagements_core::ids::Id;
use hubspot_engagements_core::machine::{Call, Items, Machine, Pages, Step};
use hubspot_engagements_core::model::{Engagement, EngagementType, Metadata, Note};
use hubspot_engagements_core::secret::Token;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::settings::Settings;
use hubspot_engagements_core::wire::{FailureKind, Headers, Response, Sent, TransportFailure};

const NOTE: &str = r#"{"engagement":{"id":7,"type":"NOTE"},"metadata":{"body":"x"}}"#;

fn session() -> Session {
    Session::new(Settings::new(Token::new("test-token").unwrap()))
}

/// A session whose caller brings the tokens.
fn session_with_provider() -> Session {
    let mut settings = Settings::new(Token::new("unused").unwrap());
    settings.token = None;
    settings.token_provider = true;
    Session::new(settings)
}

fn at(monotonic_ms: u64) -> Now {
    Now { monotonic_ms, unix_ms: 0 }
}

fn answer(status: u16, body: &str) -> Response {
    Response::new(status, Headers::new(), body.as_bytes())
}

fn get() -> Call<GetEngagement> {
    Call::new(GetEngagement { id: Id(7) }, &session(), 0)
}

fn create() -> Call<CreateEngagement> {
    let mut body = Engagement::default();
    body.engagement.kind = Some(EngagementType::Note);
    body.metadata = Some(Metadata::Note(Note::default()));
    Call::new(CreateEngagement { body: (&body).into(), strict: false }, &session(), 0)
}

fn failure<T: std::fmt::Debug>(step: Step<T>) -> Error {
    match step {
        Step::Fail(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_step_while_a_request_is_under_way_waits_for_its_answer() {
    let mut call = get();
    assert!(matches!(call.step(at(0)), Step::Send(_)));
    assert!(matches!(call.step(at(0)), Step::Wait(Duration::ZERO)));
    call.on_response(at(0), answer(200, NOTE));
    assert!(matches!(call.step(at(0)), Step::Yield(_)));
    assert!(matches!(call.step(at(0)), Step::Done));
}

#[test]
fn an_answer_to_nothing_is_ignored() {
    let mut call = get();
    call.on_response(at(0), answer(500, ""));
    call.on_failure(
        at(0),
        TransportFailure { sent: Sent::Maybe, kind: FailureKind::Timeout, message: String::new() },
    );
    call.on_token(None);
    assert!(matches!(call.step(at(0)), Step::Send(_)));
    call.on_response(at(0), answer(200, NOTE));
    call.on_response(at(0), answer(404, ""));
    assert!(matches!(call.step(at(0)), Step::Yield(_)));
}

#[test]
fn a_step_that_comes_early_says_how_long_is_left() {
    let mut call = get();
    let _ = call.step(at(0));
    call.on_response(at(0), answer(503, ""));
    let Step::Wait(whole) = call.step(at(0)) else { panic!("a wait") };
    let Step::Wait(rest) = call.step(at(100)) else { panic!("a wait") };
    assert_eq!(whole - rest, Duration::from_millis(100));
    assert!(matches!(call.step(at(60_000)), Step::Send(_)));
}

#[test]
fn no_wait_goes_beyond_the_deadline() {
    let mut call = get();
    let _ = call.step(at(0));
    call.on_response(at(119_900), answer(503, ""));
    let error = failure(call.step(at(119_900)));
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::Server, 1));
}

#[test]
fn a_token_that_expired_is_asked_for_once() {
    let expired = r#"{"category":"EXPIRED_AUTHENTICATION","message":"expired"}"#;
    let mut call = Call::new(GetEngagement { id: Id(7) }, &session_with_provider(), 0);
    assert!(matches!(call.step(at(0)), Step::NeedToken { rejected: false }));
    call.on_token(Some(Token::new("first").unwrap()));
    let _ = call.step(at(0));
    call.on_response(at(0), answer(401, expired));
    assert!(matches!(call.step(at(0)), Step::NeedToken { rejected: true }));
    call.on_token(Some(Token::new("second").unwrap()));
    let Step::Send(request) = call.step(at(0)) else { panic!("a request") };
    assert_eq!(request.headers.get("authorization"), Some("Bearer second"));
    call.on_response(at(0), answer(401, expired));
    assert_eq!(failure(call.step(at(0))).kind(), ErrorKind::Authentication);
}

#[test]
fn a_machine_without_a_token_asks_before_it_sends() {
    let mut pages = Pages::new(ListEngagements::default(), &session_with_provider(), 0);
    assert!(matches!(pages.step(at(0)), Step::NeedToken { rejected: false }));
    pages.on_token(Some(Token::new("given").unwrap()));
    for offset in [1, 2] {
        let Step::Send(request) = pages.step(at(0)) else { panic!("the token serves all pages") };
        assert_eq!(request.headers.get("authorization"), Some("Bearer given"));
        pages.on_response(
            at(0),
            answer(200, &format!(r#"{{"results":[],"hasMore":true,"offset":{offset}}}"#)),
        );
        assert!(matches!(pages.step(at(0)), Step::Yield(_)));
    }
}

#[test]
fn without_any_token_it_fails() {
    let mut call = Call::new(GetEngagement { id: Id(1) }, &session_with_provider(), 0);
    let _ = call.step(at(0));
    call.on_token(None);
    assert_eq!(failure(call.step(at(0))).kind(), ErrorKind::Authentication);
    assert!(matches!(call.step(at(0)), Step::Done));
}

#[test]
fn a_cancelled_call_sends_nothing_more_and_says_whether_it_may_have_been_applied() {
    let mut before = create();
    before.cancel();
    let error = failure(before.step(at(0)));
    assert_eq!((error.kind(), error.details().may_have_been_applied), (ErrorKind::Cancelled, false));

    let mut in_flight = create();
    let _ = in_flight.step(at(0));
    in_flight.cancel();
    in_flight.on_response(at(0), answer(200, NOTE));
    let error = failure(in_flight.step(at(0)));
    assert_eq!((error.kind(), error.details().may_have_been_applied), (ErrorKind::Cancelled, true));

    let mut reading = get();
    let _ = reading.step(at(0));
    reading.cancel();
    let error = failure(reading.step(at(0)));
    assert!(!error.details().may_have_been_applied, "reading changes nothing");
    assert!(matches!(reading.step(at(0)), Step::Done));
}

#[test]
fn a_walk_that_is_cancelled_between_pages_ends() {
    let mut items = Items::new(ListEngagements::default(), &session(), 0);
    let _ = items.step(at(0));
    items.on_response(
        at(0),
        answer(200, &format!(r#"{{"results":[{NOTE},{NOTE}],"hasMore":true,"offset":7}}"#)),
    );
    assert!(matches!(items.step(at(0)), Step::Yield(_)));
    items.cancel();
    assert_eq!(failure(items.step(at(0))).kind(), ErrorKind::Cancelled);
    assert!(matches!(items.step(at(0)), Step::Done));
}

#[test]
fn items_are_the_records_of_all_pages() {
    let mut items = Items::new(ListEngagements::default(), &session(), 0);
    let mut ids = Vec::new();
    let mut pages = [
        (r#""hasMore":true,"offset":2"#, vec![1, 2]),
        (r#""hasMore":true,"offset":3"#, vec![]),
        (r#""hasMore":false"#, vec![4]),
    ]
    .into_iter();
    loop {
        match items.step(at(0)) {
            Step::Send(_) => {
                let (rest, records) = pages.next().unwrap();
                let records: Vec<String> =
                    records.iter().map(|id| format!(r#"{{"engagement":{{"id":{id}}}}}"#)).collect();
                let page = format!(r#"{{"results":[{}],{rest}}}"#, records.join(","));
                items.on_response(at(0), answer(200, &page));
            }
            Step::Yield(record) => ids.push(record.id().unwrap().0),
            Step::Done => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(ids, [1, 2, 4]);
}

#[test]
fn nothing_that_can_be_printed_shows_the_token() {
    let mut call = get();
    let Step::Send(request) = call.step(at(0)) else { panic!("a request") };
    call.on_response(at(0), answer(401, "test-token"));
    let error = failure(call.step(at(0)));
    for text in [
        format!("{request:?}"),
        format!("{call:?}"),
        format!("{error:?}"),
        error.to_string(),
        error.to_json(),
    ] {
        assert!(!text.contains("test-token"), "{text}");
    }
}

#[test]
fn a_cursor_that_repeats_the_token_does_not_show_it() {
    let mut pages = Pages::new(ListEngagements::default(), &session(), 0);
    let page = r#"{"results":[],"hasMore":true,"offset":"test-token"}"#;
    for _ in 0..2 {
        assert!(matches!(pages.step(at(0)), Step::Send(_)));
        pages.on_response(at(0), answer(200, page));
        assert!(matches!(pages.step(at(0)), Step::Yield(_)));
    }
    let error = failure(pages.step(at(0)));
    assert_eq!(error.kind(), ErrorKind::Pagination);
    assert!(!error.to_json().contains("test-token"), "{error:?}");
}

#[test]
fn every_kind_is_listed_and_has_a_code_of_its_own() {
    let codes: std::collections::BTreeSet<&str> = ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes.len(), ErrorKind::ALL.len());
}

#[test]
fn no_token_that_was_sent_is_shown_again() {
    let expired = r#"{"category":"EXPIRED_AUTHENTICATION","message":"first-token and second-token"}"#;
    let mut call = Call::new(GetEngagement { id: Id(7) }, &session_with_provider(), 0);
    for text in ["first-token", "second-token"] {
        assert!(matches!(call.step(at(0)), Step::NeedToken { .. }));
        call.on_token(Some(Token::new(text).unwrap()));
        assert!(matches!(call.step(at(0)), Step::Send(_)));
        call.on_response(at(0), answer(401, expired));
    }
    let error = failure(call.step(at(0)));
    assert_eq!(error.details().message, "status 401: *** and ***");
    assert!(!error.to_json().contains("-token and"), "{}", error.to_json());
}

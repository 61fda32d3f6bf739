//! What fuzzing and generated conversations found, each as small as it can be.

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::error::ErrorKind;
use hubspot_engagements_core::machine::Step;
use hubspot_engagements_core::registry::{AnyMachine, start};
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::wire::{Headers, Response};

const NOW: Now = Now { monotonic_ms: 0, unix_ms: 0 };

fn begin(name: &str, params: &str) -> AnyMachine {
    let session = Session::from_json(r#"{"accessToken":"test-token","maxAttempts":1}"#).unwrap();
    let mut machine = start(name, params, &session, 0).unwrap();
    assert!(matches!(machine.step(NOW), Step::Send(_)));
    machine
}

fn answer(status: u16, body: &str) -> Response {
    Response::new(status, Headers::new(), body.as_bytes())
}

#[test]
fn a_listing_that_is_cancelled_when_a_page_has_arrived_asks_for_no_other() {
    let mut machine = begin("engagements.list", "{}");
    machine.on_response(NOW, answer(200, r#"{"results":[],"hasMore":true,"offset":1}"#));
    machine.cancel();
    assert!(matches!(machine.step(NOW), Step::Yield(_)), "what had arrived is delivered");
    let Step::Fail(error) = machine.step(NOW) else { panic!("it goes on") };
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn a_create_that_is_cancelled_when_its_labels_have_arrived_is_not_sent() {
    let params = r#"{"body":{"engagement":{"type":"CALL"},"metadata":{"disposition":"Connected"}}}"#;
    let mut machine = begin("engagements.create", params);
    let labels = r#"[{"id":"f240bbac-87c9-4f6e-bf70-924b57d47db7","label":"Connected"}]"#;
    machine.on_response(NOW, answer(200, labels));
    machine.cancel();
    let Step::Fail(error) = machine.step(NOW) else { panic!("it goes on") };
    assert_eq!((error.kind(), error.details().may_have_been_applied), (ErrorKind::Cancelled, false));
}

#[test]
fn no_field_of_an_error_shows_a_token_that_the_service_echoes() {
    let said = r#"{"message":"test-token","correlationId":"test-token","category":"test-token",
        "subCategory":"test-token","policyName":"test-token","errors":["test-token"],
        "context":{"requiredScopes":["test-token"]}}"#;
    let twice = r#"{"engagement":{"test-token":1,"test-token":2}}"#;
    for (status, body) in [(500, said), (200, twice)] {
        let mut machine = begin("engagements.get", r#"{"id":7}"#);
        let headers = Headers::from_iter([("test-token", "test-token")]);
        machine.on_response(NOW, Response::new(status, headers, body.as_bytes()));
        let Step::Fail(error) = machine.step(NOW) else { panic!("a failure") };
        for text in [error.to_json(), error.to_string(), format!("{error:?}")] {
            assert!(!text.contains("test-token"), "{text}");
        }
    }
}

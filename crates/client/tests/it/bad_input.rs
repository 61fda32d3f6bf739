//! What cannot be sent is refused before anything is sent.

use futures_util::StreamExt;
use hubspot_engagements::{Call, Client, Engagement, Error, ErrorKind, Id, ListEngagements};

/// A client whose every request would fail with another kind of error.
fn unconnected() -> Client {
    Client::builder("test-token").base_url("http://127.0.0.1:9").max_attempts(1).build().unwrap()
}

fn first_issue(error: &Error) -> (String, &'static str) {
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::Validation, 0), "{error}");
    let issue = &error.details().issues[0];
    (issue.pointer.clone(), issue.code)
}

#[tokio::test]
async fn an_unknown_operation() {
    let error = unconnected().call_by_name("engagements.destroy", "{}").await.unwrap_err();
    assert_eq!(first_issue(&error), (String::new(), "unknown_operation"));
    assert!(error.to_string().contains("engagements.delete"), "{error}");
}

#[tokio::test]
async fn an_id_that_is_none() {
    assert!("".parse::<Id>().is_err());
    let error = unconnected().get(0).await.unwrap_err();
    assert_eq!(first_issue(&error), ("/id".to_owned(), "invalid_id"));
    let error = unconnected().call_by_name("engagements.get", r#"{"id":""}"#).await.unwrap_err();
    assert_eq!(first_issue(&error), ("/id".to_owned(), "invalid_id"));
}

#[tokio::test]
async fn a_limit_out_of_range() {
    let listing = ListEngagements { limit: Some(251), ..ListEngagements::default() };
    let error = unconnected().list(listing).items().next().await.unwrap().unwrap_err();
    assert_eq!(first_issue(&error), ("/limit".to_owned(), "out_of_range"));
    assert!(error.to_string().contains("from 1 to 250; given 251"), "{error}");
}

#[tokio::test]
async fn a_body_that_is_no_engagement() {
    let error = unconnected().create(Engagement::default()).await.unwrap_err();
    assert_eq!(first_issue(&error), ("/body/engagement/type".to_owned(), "required"));
    assert_eq!(error.details().issues.len(), 2, "everything at once: {error}");
}

#[tokio::test]
async fn a_label_is_not_looked_up_for_what_cannot_be_sent() {
    let call = Call::default().disposition("Connected").duration(-1);
    let error = unconnected().create(Engagement::new(call)).await.unwrap_err();
    assert_eq!(first_issue(&error), ("/body/metadata/durationMilliseconds".to_owned(), "negative_duration"));
}

#[test]
fn addresses_and_tokens() {
    for url in ["ftp://api.hubapi.com", "api.hubapi.com", "http://api.hubapi.com"] {
        let error = Client::builder("test-token").base_url(url).build().unwrap_err();
        assert_eq!(first_issue(&error).0, "/baseUrl", "{url}");
    }
    assert!(Client::builder("test-token").base_url("http://proxy.example").allow_http(true).build().is_ok());
    for token in ["", "pat na1", "pat\r\nx: y"] {
        let error = Client::new(token).unwrap_err();
        assert_eq!(first_issue(&error), ("/accessToken".to_owned(), "invalid_token"));
        assert!(token.is_empty() || !error.to_string().contains(token), "{error}");
    }
}

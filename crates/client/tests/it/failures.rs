//! What a transport tells the core of its failures.

use std::time::Duration;

use hubspot_engagements::{Client, Engagement, EngagementType, ErrorKind, ListEngagements, Metadata, Note};
use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Damage, Fault};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::support::{World, call};

/// A server that reads one request, answers with these bytes and closes; it gives what it read.
async fn answering(answer: &'static [u8]) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 65_536];
        let length = stream.read(&mut request).await.unwrap();
        stream.write_all(answer).await.unwrap();
        if answer.is_empty() {
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    (url, task)
}

fn client(url: &str) -> Client {
    let builder = Client::builder("test-token").base_url(url).max_attempts(1);
    builder.timeout(Duration::from_millis(300)).build().unwrap()
}

fn note() -> Engagement {
    let mut note = Engagement::default();
    note.engagement.kind = Some(EngagementType::Note);
    note.metadata = Some(Metadata::Note(Note::default()));
    note
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let error = client("http://127.0.0.1:9").create(note()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.details().may_have_been_applied),
        (ErrorKind::Connection, false),
        "{error}"
    );
}

/// Whose queue of connections is full: the kernel drops what comes.
#[tokio::test]
async fn a_connection_that_takes_too_long_was_not_sent() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(100), TcpStream::connect(address)).await
    {
        queue.push(stream);
    }
    let error = client(&format!("http://{address}")).create(note()).await.unwrap_err();
    assert_eq!((error.kind(), error.details().may_have_been_applied), (ErrorKind::Timeout, false), "{error}");
}

#[tokio::test]
async fn damaged_answers_are_asked_for_again_and_creates_are_not() {
    for damage in [
        Damage::Reset,
        Damage::Cut { bytes: 20 },
        Damage::CutChunked { bytes: 20 },
        Damage::WrongLength { delta: 5 },
        Damage::GarbageChunk,
        Damage::CorruptGzip,
        Damage::TruncatedGzip,
    ] {
        let world = World::failing(vec![Fault::new(damage)]).await;
        let page = world.client().list(ListEngagements::default()).first_page().await.unwrap();
        assert_eq!((page.len(), world.statuses().len()), (30, 2), "{damage:?}");
        let world = World::failing(vec![Fault::new(damage).method(Method::Post).commit(true)]).await;
        let error = world.client().create(call("x")).await.unwrap_err();
        assert_eq!((error.kind(), world.created()), (ErrorKind::AmbiguousCreate, 1), "{damage:?}");
    }
}

#[tokio::test]
async fn a_create_on_a_stale_connection_is_never_made_twice() {
    let world = World::failing(vec![Fault::new(Damage::Stale)]).await;
    let client = world.client();
    client.dispositions().await.unwrap();
    let created = match client.create(call("x")).await {
        Ok(_) => 1,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::AmbiguousCreate, "{error}");
            0
        }
    };
    assert_eq!(world.created(), created);
}

#[tokio::test]
async fn silence_is_a_timeout_and_a_create_is_ambiguous() {
    let (url, _task) = answering(b"").await;
    let error = client(&url).create(note()).await.unwrap_err();
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::AmbiguousCreate, 1), "{error}");
    let (url, _task) = answering(b"").await;
    assert_eq!(client(&url).get(1).await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_body_that_ends_early_is_never_a_smaller_answer() {
    let (url, _task) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"engagement\":{}}").await;
    let error = client(&url).get(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (url, task) =
        answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n").await;
    let error = client(&url).get(1).await.unwrap_err();
    assert_eq!((error.kind(), error.details().status), (ErrorKind::Api, Some(302)), "{error}");
    let request = task.await.unwrap();
    assert!(request.starts_with("GET /engagements/v1/engagements/1 HTTP/1.1\r\n"), "{request}");
    assert!(request.to_lowercase().contains("user-agent: hubspot-engagements/"), "{request}");
}

#[tokio::test]
async fn nothing_shows_the_token() {
    let (url, _task) =
        answering(b"HTTP/1.1 401 Unauthorized\r\nX-Echo: test-token\r\nContent-Length: 10\r\n\r\ntest-token")
            .await;
    let client = client(&url);
    let error = client.get(1).await.unwrap_err();
    for text in [format!("{error:?}"), error.to_string(), error.to_json(), format!("{client:?}")] {
        assert!(!text.contains("test-token"), "{text}");
    }
}

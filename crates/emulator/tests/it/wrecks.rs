//! What each damage does to a real connection.

use std::io::{ErrorKind, Read};
use std::time::Duration;

use flate2::read::GzDecoder;
use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::server::{ServeOptions, Server};
use hubspot_engagements_emulator::{Damage, Effect, Fault, Reply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::raw::{all, connect, exchange, request, serve, split, with_body};
use crate::support::ROOT;

fn paged() -> Vec<u8> {
    request(&format!("GET {ROOT}/paged?limit=3"), "Accept-Encoding: gzip\r\n")
}

/// The body of that page as it is without faults.
async fn plain(server: &Server) -> Vec<u8> {
    let line = format!("GET {ROOT}/paged?limit=3");
    exchange(&mut connect(server).await, &request(&line, "")).await.body
}

/// A server whose next answer is damaged, and a connection to it.
async fn damaged(damage: Damage) -> (Server, Vec<u8>, TcpStream) {
    let server = serve(ServeOptions::default()).await;
    let body = plain(&server).await;
    server.with_portal(|portal| portal.set_faults(vec![Fault::new(damage)]));
    let stream = connect(&server).await;
    (server, body, stream)
}

/// Head, body and end of the damaged page, and the body as it should have been.
async fn page(damage: Damage) -> (String, Vec<u8>, Vec<u8>) {
    let (_server, body, mut stream) = damaged(damage).await;
    let (bytes, end) = all(&mut stream, &paged()).await;
    assert!(end.is_ok(), "{damage:?}");
    let (head, got) = split(&bytes);
    assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
    assert_eq!(head.matches("\r\ndate: ").count(), 1);
    assert_eq!(head.matches("content-length: ").count() + head.matches("transfer-encoding: ").count(), 1);
    (head, got, body)
}

/// The data of all chunks, and what follows behind the last whole one.
fn dechunk(mut bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut data = Vec::new();
    while let Some(end) = bytes.windows(2).position(|window| window == b"\r\n") {
        let size =
            std::str::from_utf8(&bytes[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size) = size.filter(|&size| size > 0) else { break };
        data.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
    (data, bytes.to_vec())
}

#[tokio::test]
async fn reset_comes_before_the_first_byte() {
    let (server, _, mut stream) = damaged(Damage::Reset).await;
    let (bytes, end) = all(&mut stream, &paged()).await;
    assert_eq!((bytes.len(), end.unwrap_err().kind()), (0, ErrorKind::ConnectionReset));
    assert_eq!(exchange(&mut connect(&server).await, &paged()).await.status, 200);
}

#[tokio::test]
async fn a_reset_may_come_before_or_after_the_create() {
    for commit in [false, true] {
        let server = serve(ServeOptions::default()).await;
        let fault = Fault::new(Damage::Reset).method(Method::Post).path(ROOT).commit(commit);
        server.with_portal(|portal| portal.set_faults(vec![fault]));
        let body = r#"{"engagement":{"type":"NOTE"},"metadata":{"body":"x"}}"#;
        let (bytes, _) = all(&mut connect(&server).await, &with_body(&format!("POST {ROOT}"), body)).await;
        assert!(bytes.is_empty());
        assert_eq!(server.with_portal(|portal| portal.created()), u64::from(commit));
    }
}

#[tokio::test]
async fn silence_lasts_until_the_client_leaves() {
    for (damage, headers) in [(Damage::Silence, false), (Damage::SilenceAfterHeaders, true)] {
        let (server, body, mut stream) = damaged(damage).await;
        stream.write_all(&paged()).await.unwrap();
        let mut got = vec![0; 4096];
        let mut size = 0;
        while let Ok(read) = timeout(Duration::from_millis(200), stream.read(&mut got[size..])).await {
            size += read.unwrap();
            assert!(size > 0, "closed");
        }
        assert_eq!(size > 0, headers);
        if headers {
            let (head, rest) = split(&got[..size]);
            assert!(head.contains(&format!("content-length: {}\r\n", body.len())) && rest.is_empty());
        }
        assert_eq!(exchange(&mut connect(&server).await, &paged()).await.status, 200);
        timeout(Duration::from_secs(5), server.stop()).await.unwrap();
    }
}

#[tokio::test]
async fn a_cut_body_is_shorter_than_announced() {
    for bytes in [0, 1, 100] {
        let (head, got, body) = page(Damage::Cut { bytes }).await;
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
        assert_eq!(got, body[..bytes as usize]);
    }
    let (_, got, body) = page(Damage::Cut { bytes: u64::MAX }).await;
    assert_eq!(got, body);
}

#[tokio::test]
async fn a_cut_chunked_body_has_no_last_chunk() {
    for bytes in [0, 7, u64::MAX] {
        let (head, got, body) = page(Damage::CutChunked { bytes }).await;
        assert!(head.contains("transfer-encoding: chunked\r\n"));
        let (data, rest) = dechunk(&got);
        assert_eq!((data, rest), (body[..body.len().min(bytes as usize)].to_vec(), Vec::new()));
    }
}

#[tokio::test]
async fn a_length_may_be_wrong_in_both_directions() {
    for delta in [-5, 0, 5] {
        let (head, got, body) = page(Damage::WrongLength { delta }).await;
        let announced = body.len().saturating_add_signed(delta as isize);
        assert!(head.contains(&format!("content-length: {announced}\r\n")), "{head}");
        assert_eq!(got, body);
    }
}

#[tokio::test]
async fn chunks_and_trailers_may_be_garbage() {
    let (_, got, body) = page(Damage::GarbageChunk).await;
    let (data, rest) = dechunk(&got);
    assert_eq!(data, body[..body.len() / 2]);
    assert!(rest.starts_with(b"~"));
    let (_, got, body) = page(Damage::GarbageTrailer).await;
    let (data, rest) = dechunk(&got);
    assert_eq!(data, body);
    assert!(rest.starts_with(b"0\r\n\0"));
}

#[tokio::test]
async fn a_drip_takes_its_time() {
    let start = Instant::now();
    let (head, got, body) = page(Damage::Drip { bytes: 1_000, every_ms: 30 }).await;
    assert_eq!(got, body);
    assert!(head.contains("connection: close\r\n"));
    assert!(start.elapsed() >= Duration::from_millis(30 * body.len().div_ceil(1_000) as u64));
}

#[tokio::test]
async fn a_late_answer_keeps_its_connection_and_its_compression() {
    let (_server, _, mut stream) = damaged(Damage::Late { ms: 150 }).await;
    let start = Instant::now();
    let answer = exchange(&mut stream, &paged()).await;
    assert!(start.elapsed() >= Duration::from_millis(150));
    assert_eq!((answer.status, answer.header("content-encoding")), (200, Some("gzip")));
    assert_eq!(exchange(&mut stream, &paged()).await.status, 200);
}

#[tokio::test]
async fn a_stale_connection_dies_with_the_next_request() {
    let (server, body, mut stream) = damaged(Damage::Stale).await;
    let answer = exchange(&mut stream, &paged()).await;
    assert_eq!((answer.body, answer.head.to_ascii_lowercase().contains("connection:")), (body, false));
    assert!(timeout(Duration::from_millis(100), stream.read_u8()).await.is_err(), "closed too early");
    let seen = server.with_portal(|portal| portal.log().len());
    let note = with_body(&format!("POST {ROOT}"), r#"{"engagement":{"type":"NOTE"}}"#);
    let (bytes, _) = all(&mut stream, &note).await;
    assert!(bytes.is_empty());
    assert_eq!(server.with_portal(|portal| (portal.log().len(), portal.created())), (seen, 0));
}

#[tokio::test]
async fn gzip_may_be_corrupt_or_end_early() {
    for damage in [Damage::CorruptGzip, Damage::TruncatedGzip] {
        let (head, got, _) = page(damage).await;
        assert!(head.contains("content-encoding: gzip\r\n"));
        assert!(head.contains(&format!("content-length: {}\r\n", got.len())));
        assert!(GzDecoder::new(&*got).read_to_end(&mut Vec::new()).is_err(), "{damage:?}");
    }
}

#[tokio::test]
async fn a_bomb_is_small_on_the_wire_and_huge_bodies_are_not() {
    let size = 5_000_000_u64;
    let (head, got, _) = page(Damage::GzipBomb { bytes: size }).await;
    assert!(head.contains("content-encoding: gzip\r\n"));
    let (zipped, rest) = dechunk(&got);
    assert!(zipped.len() < 50_000, "{}", zipped.len());
    assert_eq!(rest, b"0\r\n\r\n");
    let mut text = Vec::new();
    GzDecoder::new(&*zipped).read_to_end(&mut text).unwrap();
    assert_eq!(text.len() as u64, size);
    let (_, got, _) = page(Damage::Huge { bytes: size }).await;
    let (body, rest) = dechunk(&got);
    assert_eq!((body, &*rest), (text, &b"0\r\n\r\n"[..]));
}

#[tokio::test]
async fn a_bomb_of_any_size_stops_when_the_client_leaves() {
    let (server, _, mut stream) = damaged(Damage::GzipBomb { bytes: u64::MAX }).await;
    stream.write_all(&paged()).await.unwrap();
    stream.read_exact(&mut [0; 2_000]).await.unwrap();
    drop(stream);
    assert_eq!(exchange(&mut connect(&server).await, &paged()).await.status, 200);
    timeout(Duration::from_secs(5), server.stop()).await.unwrap();
}

#[tokio::test]
async fn whole_answers_of_a_plan_go_the_usual_way() {
    let server = serve(ServeOptions::default()).await;
    let reply = Reply { status: 530, body: b"<html>1015".to_vec(), ..Reply::default() };
    let faults = vec![Fault::new(reply), Fault::new(Effect::Expired), Fault::new(Effect::Depth(1_000_000))];
    server.with_portal(|portal| portal.set_faults(faults));
    let mut stream = connect(&server).await;
    let ask = request(&format!("GET {ROOT}/paged"), "");
    let first = exchange(&mut stream, &ask).await;
    assert_eq!(
        (first.status, &*first.body, first.header("x-hubspot-correlation-id")),
        (530, &b"<html>1015"[..], None)
    );
    assert_eq!(exchange(&mut stream, &ask).await.json()["category"], "EXPIRED_AUTHENTICATION");
    assert_eq!(exchange(&mut stream, &ask).await.body.len(), 2_000_037);
    assert_eq!(exchange(&mut stream, &ask).await.status, 200);
}

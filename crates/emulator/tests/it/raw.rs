//! HTTP written and read by hand.

use std::time::Duration;

use hubspot_engagements_emulator::server::{ServeOptions, Server, start};
use hubspot_engagements_emulator::{Portal, PortalOptions};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) async fn serve(options: ServeOptions) -> Server {
    let portal = Portal::new(PortalOptions { engagements: 40, admin: true, ..PortalOptions::default() });
    start(portal, options).await.unwrap()
}

pub(crate) async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.base_url.strip_prefix("http://").unwrap()).await.unwrap()
}

/// One response: status, headers as they were sent, body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Sends bytes and reads one response; a server that says nothing fails the test instead of stopping it.
pub(crate) async fn exchange(stream: &mut TcpStream, bytes: &[u8]) -> Answer {
    tokio::time::timeout(Duration::from_secs(20), read(stream, bytes)).await.unwrap()
}

/// Reads a response by its `Content-Length`.
async fn read(stream: &mut TcpStream, bytes: &[u8]) -> Answer {
    stream.write_all(bytes).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let mut answer = Answer { status: head[9..12].parse().unwrap(), head, body: Vec::new() };
    let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
    answer.body = vec![0; length];
    stream.read_exact(&mut answer.body).await.unwrap();
    answer
}

pub(crate) fn request(line: &str, headers: &str) -> Vec<u8> {
    format!("{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n{headers}\r\n").into_bytes()
}

pub(crate) fn with_body(line: &str, body: &str) -> Vec<u8> {
    let headers = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    [request(line, &headers), body.as_bytes().to_vec()].concat()
}

/// Everything that a connection gives until it ends, and how it ends.
pub(crate) async fn all(stream: &mut TcpStream, bytes: &[u8]) -> (Vec<u8>, std::io::Result<()>) {
    let read = async {
        stream.write_all(bytes).await.unwrap();
        let (mut all, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            match stream.read(&mut piece).await {
                Ok(0) => return (all, Ok(())),
                Ok(size) => all.extend_from_slice(&piece[..size]),
                Err(error) => return (all, Err(error)),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.unwrap()
}

/// Head and body of such bytes.
pub(crate) fn split(bytes: &[u8]) -> (String, Vec<u8>) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    (String::from_utf8(bytes[..end].to_vec()).unwrap().to_ascii_lowercase(), bytes[end..].to_vec())
}

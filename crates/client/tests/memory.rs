//! However long an answer is, it takes little memory. A process of its own, because it is measured.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]
#![allow(clippy::disallowed_methods, reason = "a test has sockets and reads its own memory")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use hubspot_engagements::{Client, Engagement, Error, ErrorKind, ListEngagements, Note};
use hubspot_engagements_emulator::server::{ServeOptions, start};
use hubspot_engagements_emulator::{Damage, Fault, Portal, PortalOptions};

const MIB: u64 = 1 << 20;
const MOST_KIB: u64 = 200 << 10;

/// A server that answers every request with 100 MiB of blanks; whether it says so first is up to `announced`.
fn endless(announced: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // The client hangs up.
            answer(stream.unwrap(), announced).unwrap_or_default();
        }
    });
    url
}

fn answer(mut stream: TcpStream, announced: bool) -> std::io::Result<()> {
    let _request = stream.read(&mut [0; 65_536])?;
    let length = if announced { "Content-Length: 104857600\r\n" } else { "" };
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{length}Connection: close\r\n\r\n")?;
    let blanks = vec![b' '; 1 << 20];
    (0..100).try_for_each(|_| stream.write_all(&blanks))
}

/// The errors of a list and of a create.
async fn errors(url: &str) -> [Error; 2] {
    let client = Client::builder("test-token").base_url(url).build().unwrap();
    let listed = client.list(ListEngagements::default()).first_page().await.unwrap_err();
    [listed, client.create(Engagement::new(Note::new("hello"))).await.unwrap_err()]
}

fn assert_bounded([listed, created]: [Error; 2]) {
    assert_eq!((listed.kind(), listed.details().attempts), (ErrorKind::Response, 1), "{listed}");
    assert!(listed.to_string().contains("longer than 67108864 bytes"), "{listed}");
    assert_eq!((created.kind(), created.details().attempts), (ErrorKind::AmbiguousCreate, 1), "{created}");
    let most = peak_kib();
    assert!(most < MOST_KIB, "{most} KiB");
}

/// The most memory that this process has held so far; 0 where the system does not tell.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
async fn a_long_answer_is_not_read() {
    assert_bounded(errors(&endless(true)).await);
    assert_bounded(errors(&endless(false)).await);
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let bomb = Fault::new(Damage::GzipBomb { bytes: 1024 * MIB }).forever();
    let portal = Portal::new(PortalOptions { faults: vec![bomb], ..PortalOptions::default() });
    let server = start(portal, ServeOptions::default()).await.unwrap();
    assert_bounded(errors(&server.base_url).await);
}

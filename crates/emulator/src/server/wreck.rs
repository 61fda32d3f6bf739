//! Answers that do not arrive as they should, written past hyper, which would not write them.

use std::io;
use std::time::Duration;

use hubspot_engagements_core::wire::Response;
use hyper::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::{task, time};

use super::gzip;
use crate::faults::{Damage, Filler, announced};

/// An answer, and what happens to it on its way. The body is sent uncompressed, unless the damage is about gzip.
pub(super) struct Wreck {
    pub(super) response: Response,
    pub(super) damage: Damage,
}

impl Wreck {
    /// Sends what there is to be sent, then closes the connection. An error means that the client left.
    pub(super) async fn send(self, stream: TcpStream) -> io::Result<()> {
        let mut wire = Wire { stream, head: head(&self.response) };
        let body = &*self.response.body;
        match self.damage {
            Damage::Reset => return wire.stream.set_zero_linger(),
            Damage::Silence => return wire.wait().await,
            Damage::SilenceAfterHeaders => {
                wire.sized(body.len()).await?;
                return wire.wait().await;
            }
            Damage::Stale => {
                wire.sized(body.len()).await?;
                wire.write(body).await?;
                // The next request is left unread, so that closing resets the connection.
                return wire.stream.peek(&mut [0]).await.map(drop);
            }
            Damage::Late { .. } => wire.whole(body, "").await?,
            Damage::Cut { bytes } => {
                wire.sized(body.len()).await?;
                wire.write(start(body, bytes)).await?;
            }
            Damage::CutChunked { bytes } => {
                wire.chunked("").await?;
                wire.chunk(start(body, bytes)).await?;
            }
            Damage::WrongLength { delta } => {
                wire.sized(announced(body.len(), delta)).await?;
                wire.write(body).await?;
            }
            Damage::GarbageChunk => {
                wire.chunked("").await?;
                wire.chunk(start(body, body.len() as u64 / 2)).await?;
                wire.write(b"~not a size~\r\n").await?;
            }
            Damage::GarbageTrailer => {
                wire.chunked("").await?;
                wire.chunk(body).await?;
                wire.write(b"0\r\n\x00 no trailer \xff\r\n\r\n").await?;
            }
            Damage::Drip { bytes, every_ms } => {
                wire.drip(body, bytes, Duration::from_millis(every_ms)).await?
            }
            Damage::CorruptGzip => wire.whole(&gzip::corrupt(body), GZIP).await?,
            Damage::TruncatedGzip => wire.whole(&gzip::truncated(body), GZIP).await?,
            Damage::GzipBomb { bytes } => {
                wire.stream_chunks(gzip::Stream::new(Filler::new(bytes)), GZIP).await?
            }
            Damage::Huge { bytes } => wire.stream_chunks(Filler::new(bytes), "").await?,
        }
        wire.stream.shutdown().await
    }
}

const GZIP: &str = "Content-Encoding: gzip\r\n";

/// The status line and the headers that the answer has itself.
fn head(response: &Response) -> String {
    let reason = StatusCode::from_u16(response.status).ok().and_then(|status| status.canonical_reason());
    let mut head = format!("HTTP/1.1 {} {}\r\n", response.status, reason.unwrap_or_default());
    for (name, value) in response.headers.iter() {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head
}

/// The first bytes, or all of them.
fn start(body: &[u8], bytes: u64) -> &[u8] {
    usize::try_from(bytes).ok().and_then(|bytes| body.get(..bytes)).unwrap_or(body)
}

/// A connection, and the headers that are still to be sent on it.
struct Wire {
    stream: TcpStream,
    head: String,
}

impl Wire {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Sends the headers of a body of that length.
    async fn sized(&mut self, length: usize) -> io::Result<()> {
        self.headers(&format!("Content-Length: {length}\r\n")).await
    }

    /// Sends the headers of a body in chunks.
    async fn chunked(&mut self, more: &str) -> io::Result<()> {
        self.headers(&format!("{more}Transfer-Encoding: chunked\r\n")).await
    }

    async fn headers(&mut self, more: &str) -> io::Result<()> {
        let head = format!("{}{more}\r\n", self.head);
        self.write(head.as_bytes()).await
    }

    /// Sends one chunk; an empty one would be the last.
    async fn chunk(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.write(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
        self.write(bytes).await?;
        self.write(b"\r\n").await
    }

    /// Sends a body by its true length, and says that the connection ends.
    async fn whole(&mut self, body: &[u8], more: &str) -> io::Result<()> {
        let length = body.len();
        self.headers(&format!("{more}Content-Length: {length}\r\nConnection: close\r\n")).await?;
        self.write(body).await
    }

    async fn drip(&mut self, body: &[u8], bytes: u64, every: Duration) -> io::Result<()> {
        self.headers(&format!("Content-Length: {}\r\nConnection: close\r\n", body.len())).await?;
        for drop in body.chunks(usize::try_from(bytes).unwrap_or(usize::MAX).max(1)) {
            time::sleep(every).await;
            self.write(drop).await?;
        }
        Ok(())
    }

    /// Sends a body that is made while it is sent.
    async fn stream_chunks(&mut self, pieces: impl Iterator<Item = Vec<u8>>, more: &str) -> io::Result<()> {
        self.chunked(&format!("{more}Connection: close\r\n")).await?;
        for piece in pieces {
            self.chunk(&piece).await?;
            // Making a piece takes time that other connections need, too.
            task::yield_now().await;
        }
        self.write(b"0\r\n\r\n").await
    }

    /// Keeps the connection open until the client leaves.
    async fn wait(&mut self) -> io::Result<()> {
        let mut unread = [0; 1024];
        while self.stream.read(&mut unread).await? > 0 {}
        Ok(())
    }
}

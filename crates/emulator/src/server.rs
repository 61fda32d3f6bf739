//! A portal behind a socket: HTTP/1.1 with keep-alive, and gzip for those who ask.
//!
//! Like the service it sends no CORS headers, unless [`ServeOptions::allow_origin`] makes it play a user's own proxy.

mod clock;
mod exchange;
mod gzip;
mod thread;
mod wreck;

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::portal::Portal;
use clock::Clock;
pub use clock::unix_ms;
use exchange::Exchange;
pub use thread::ServerThread;
use wreck::Wreck;

/// How long open exchanges may take to end once the server stops.
const GRACE: Duration = Duration::from_secs(1);

/// Where and how to listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeOptions {
    /// The address or name to listen on; `127.0.0.1` by default, so that no other machine can connect.
    pub host: String,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// An origin (or `*`) whose pages may read the answers, as a user's own proxy would allow; the service allows none.
    pub allow_origin: Option<String>,
}

impl Default for ServeOptions {
    /// A free port of this machine, no CORS headers.
    fn default() -> ServeOptions {
        ServeOptions { host: "127.0.0.1".to_owned(), port: 0, allow_origin: None }
    }
}

/// A listening portal. Dropping it stops it at once; [`Server::stop`] lets open exchanges end.
#[derive(Debug)]
pub struct Server {
    /// `http://127.0.0.1:49152`: what a client takes instead of `https://api.hubapi.com`.
    pub base_url: String,
    shared: Arc<Shared>,
    stopping: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Server {
    /// Looks at the portal, or changes it, between two requests. Do not call it from within itself.
    pub fn with_portal<T>(&self, look: impl FnOnce(&mut Portal) -> T) -> T {
        look(&mut self.shared.portal())
    }

    /// Stops listening, lets open exchanges end for a second, then closes every connection.
    pub async fn stop(mut self) {
        self.stopping.send_replace(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Listens, inside a tokio runtime. The portal's time is this machine's.
pub async fn start(portal: Portal, options: ServeOptions) -> io::Result<Server> {
    share(Arc::new(Mutex::new(portal)), options).await
}

/// Listens like [`start`], with a portal that others hold as well.
async fn share(portal: Arc<Mutex<Portal>>, options: ServeOptions) -> io::Result<Server> {
    let listener = TcpListener::bind((options.host.as_str(), options.port)).await?;
    let base_url = base_url(listener.local_addr()?);
    let (stopping, stopped) = watch::channel(false);
    let shared = Arc::new(Shared { portal, clock: Clock::start(), options });
    let task = tokio::spawn(listen(listener, Arc::clone(&shared), stopped));
    Ok(Server { base_url, shared, stopping, task })
}

/// What all connections see.
#[derive(Debug)]
struct Shared {
    portal: Arc<Mutex<Portal>>,
    clock: Clock,
    options: ServeOptions,
}

impl Shared {
    fn portal(&self) -> MutexGuard<'_, Portal> {
        self.portal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An address that a client can connect to, also where the server listens on all of them.
fn base_url(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("http://127.0.0.1:{}", v4.port()),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("http://[::1]:{}", v6.port()),
        _ => format!("http://{address}"),
    }
}

/// Accepts connections until told to stop. Dropping the set of connections closes them.
async fn listen(listener: TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, Arc::clone(&shared), stopped.clone()));
                }
                // Out of file descriptors, say: not a reason to stop, but one to wait.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
}

/// One connection, from the first request to the last.
async fn serve(stream: TcpStream, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    // Small answers should not wait for the acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let wreck: Arc<Mutex<Option<Wreck>>> = Arc::default();
    let left = Arc::clone(&wreck);
    let service = service_fn(move |request| {
        let (shared, left) = (Arc::clone(&shared), Arc::clone(&left));
        Box::pin(async move {
            match exchange::answer(&shared, request).await {
                Exchange::Whole(response) => Ok(response),
                Exchange::Damaged(wreck) => {
                    *left.lock().unwrap_or_else(PoisonError::into_inner) = Some(wreck);
                    Err(TakenOver)
                }
            }
        })
    });
    let mut connection =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        _ = poll_fn(|context| connection.poll_without_shutdown(context)) => {}
        _ = stopped.changed() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
        }
    }
    let mut stream = connection.into_parts().io.into_inner();
    let wreck = wreck.lock().unwrap_or_else(PoisonError::into_inner).take();
    match wreck {
        Some(wreck) => tokio::select! {
            _ = wreck.send(stream) => {}
            _ = stopped.changed() => {}
        },
        None => drop(stream.shutdown().await),
    }
}

/// Makes hyper let go of a connection without a word, so that bytes can be written that it would never write.
#[derive(Debug)]
struct TakenOver;

impl fmt::Display for TakenOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault takes the connection over")
    }
}

impl Error for TakenOver {}

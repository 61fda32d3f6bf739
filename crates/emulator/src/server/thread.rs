//! A server for programs that have no tokio runtime.

use std::io;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{Builder, JoinHandle};

use tokio::sync::oneshot;

use super::{ServeOptions, share};
use crate::portal::Portal;

/// A portal that listens in a thread of its own, until it is stopped or dropped.
#[derive(Debug)]
pub struct ServerThread {
    /// `http://127.0.0.1:49152`: what a client takes instead of `https://api.hubapi.com`.
    pub base_url: String,
    /// Dropping it stops the thread.
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl ServerThread {
    /// Listens. The portal can be used beside it; its time is this machine's, as for [`start`](super::start).
    pub fn start(portal: Arc<Mutex<Portal>>, options: ServeOptions) -> io::Result<ServerThread> {
        let (stop, stopped) = oneshot::channel();
        let (ready, listening) = mpsc::channel();
        let run = move || {
            if let Err(error) = run(portal, options, stopped, &ready) {
                let _ = ready.send(Err(error));
            }
        };
        let thread = Builder::new().name("hubspot-emulator".to_owned()).spawn(run)?;
        let base_url = listening.recv().map_err(io::Error::other)??;
        Ok(ServerThread { base_url, stop, thread })
    }

    /// Stops listening, lets open exchanges end for a second, then closes every connection.
    pub fn stop(self) {
        drop(self.stop);
        let _ = self.thread.join();
    }
}

/// Listens until `stopped`; tells `ready` the address once there is one.
fn run(
    portal: Arc<Mutex<Portal>>,
    options: ServeOptions,
    stopped: oneshot::Receiver<()>,
    ready: &mpsc::Sender<io::Result<String>>,
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let server = share(portal, options).await?;
        let _ = ready.send(Ok(server.base_url.clone()));
        let _ = stopped.await;
        server.stop().await;
        Ok(())
    })
}

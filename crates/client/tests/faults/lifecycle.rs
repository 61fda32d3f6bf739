//! A runtime that ends with requests under way.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use hubspot_engagements::Client;
use hubspot_engagements_emulator::{Damage, Fault};
use serde_json::Value;

use crate::servers;

/// Neither hangs nor panics, and another runtime goes on with a client of its own.
pub(crate) fn a_runtime_ends_with_requests_under_way() {
    let (done, is_done) = mpsc::channel();
    let worker = thread::spawn(move || {
        let runtime =
            || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let portal = runtime();
        let server = portal.block_on(servers::emulator(&Value::Null));
        server.with_portal(|portal| portal.set_faults(vec![Fault::new(Damage::Silence)]));
        let client = || Client::builder("canary-token").base_url(&server.base_url).build().unwrap();
        let first = runtime();
        let under_way = client();
        drop(first.spawn(async move { under_way.get(1).await }));
        while server.with_portal(|portal| portal.log().len()) == 0 {
            thread::sleep(Duration::from_millis(10));
        }
        drop(first);
        let page = runtime().block_on(client().list(Default::default()).first_page()).unwrap();
        assert_eq!(page.len(), 3);
        done.send(()).unwrap();
        // A runtime cannot be dropped within another one's task, which this thread has none of.
        drop(server);
        drop(portal);
    });
    is_done.recv_timeout(Duration::from_secs(20)).unwrap();
    worker.join().unwrap();
}

//! A portal and a client in one time, which stands still unless everybody sleeps.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use hubspot_engagements::{BoxFuture, Call, Client, ClientBuilder, Clock, Engagement, Id, Now};
use hubspot_engagements_emulator::server::{ServeOptions, Server, start};
use hubspot_engagements_emulator::{Fault, Portal, PortalOptions};
use tokio::sync::oneshot;

/// When every test begins.
pub(crate) const START: i64 = 1_790_000_000_000;

/// A time that moves on to the next one who wakes once all tasks sleep.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<Mutex<Sleepers>>);

struct Sleepers {
    server: Arc<Server>,
    now_ms: u64,
    /// How many tasks there are.
    tasks: usize,
    asleep: BTreeMap<(u64, usize), oneshot::Sender<()>>,
    /// How long each sleep was to be, in milliseconds.
    sleeps: Vec<u64>,
}

impl TestClock {
    fn sleepers(&self) -> MutexGuard<'_, Sleepers> {
        self.0.lock().unwrap()
    }

    /// How many tasks must sleep before time moves on; with more than there are it stands still.
    pub(crate) fn tasks(&self, tasks: usize) {
        self.sleepers().tasks = tasks;
    }

    /// One task will sleep no more.
    pub(crate) fn finished(&self) {
        let mut sleepers = self.sleepers();
        sleepers.tasks -= 1;
        sleepers.settle();
    }

    pub(crate) fn sleeps(&self) -> Vec<u64> {
        self.sleepers().sleeps.clone()
    }
}

impl Sleepers {
    fn settle(&mut self) {
        if self.asleep.len() < self.tasks {
            return;
        }
        if let Some(((due, _), sleeper)) = self.asleep.pop_first() {
            self.server.with_portal(|portal| portal.advance(due - self.now_ms));
            self.now_ms = due;
            sleeper.send(()).unwrap_or_default();
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        let monotonic_ms = self.sleepers().now_ms;
        Now { monotonic_ms, unix_ms: START + i64::try_from(monotonic_ms).unwrap() }
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        let (wake, woken) = oneshot::channel();
        let ms = u64::try_from(time.as_millis()).unwrap();
        let mut sleepers = self.sleepers();
        let place = (sleepers.now_ms + ms, sleepers.sleeps.len());
        sleepers.asleep.insert(place, wake);
        sleepers.sleeps.push(ms);
        sleepers.settle();
        Box::pin(async { woken.await.unwrap_or_default() })
    }
}

/// A portal on a socket, and the time that it shares with its clients.
pub(crate) struct World {
    pub(crate) server: Arc<Server>,
    pub(crate) clock: TestClock,
}

impl World {
    pub(crate) async fn new(options: PortalOptions) -> World {
        let mut portal = Portal::new(PortalOptions { now_ms: START, ..options });
        portal.freeze(Now { monotonic_ms: 0, unix_ms: START }, true);
        let server = Arc::new(start(portal, ServeOptions::default()).await.unwrap());
        let sleepers = Sleepers {
            server: Arc::clone(&server),
            now_ms: 0,
            tasks: 1,
            asleep: BTreeMap::new(),
            sleeps: Vec::new(),
        };
        World { server, clock: TestClock(Arc::new(Mutex::new(sleepers))) }
    }

    pub(crate) async fn failing(faults: Vec<Fault>) -> World {
        World::new(PortalOptions { engagements: 30, faults, ..PortalOptions::default() }).await
    }

    /// Sets a client of the portal up.
    pub(crate) fn of(&self, builder: ClientBuilder) -> ClientBuilder {
        builder.base_url(&self.server.base_url).clock(self.clock.clone())
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        self.of(Client::builder("test-token"))
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The statuses that were answered so far, 0 where there was no answer.
    pub(crate) fn statuses(&self) -> Vec<u16> {
        self.server.with_portal(|portal| portal.log().map(|seen| seen.status.unwrap_or(0)).collect())
    }

    pub(crate) fn created(&self) -> u64 {
        self.server.with_portal(|portal| portal.created())
    }
}

pub(crate) fn call(body: &str) -> Engagement {
    let mut call = Call::default().status("COMPLETED");
    call.body = Some(body.to_owned());
    Engagement::new(call).contacts([Id(7)])
}

/// What was noted on the way.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    pub(crate) fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap().push(note.into());
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

//! A clock that stands still until all who run have gone to sleep, and moves the emulator's time along.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use hubspot_engagements::{BoxFuture, Clock, Now};
use hubspot_engagements_emulator::server::Server;
use tokio::sync::{Notify, oneshot};

#[derive(Clone)]
pub(crate) struct Time(Arc<Mutex<State>>);

struct State {
    server: Arc<Server>,
    start_ms: i64,
    now_ms: u64,
    jump_ms: i64,
    offset_ms: i64,
    oversleep_ms: u64,
    awake: usize,
    sleepers: Vec<(u64, oneshot::Sender<()>)>,
    on_wait: Option<Arc<Notify>>,
}

impl Time {
    pub(crate) fn new(server: Arc<Server>, start_ms: i64, jump_ms: i64, oversleep_ms: u64) -> Time {
        let (now_ms, offset_ms, awake, sleepers, on_wait) = (0, 0, 1, Vec::new(), None);
        Time(Arc::new(Mutex::new(State {
            server,
            start_ms,
            now_ms,
            jump_ms,
            offset_ms,
            oversleep_ms,
            awake,
            sleepers,
            on_wait,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// From now on so many run, and the first wait is told of in place of being waited.
    pub(crate) fn run(&self, count: usize, on_wait: Option<Arc<Notify>>) {
        let mut state = self.state();
        state.awake = count;
        state.on_wait = on_wait;
    }

    /// One of them has ended.
    pub(crate) fn left(&self) {
        self.state().rests();
    }

    pub(crate) fn advance(&self, ms: u64) {
        self.state().advance(ms);
    }
}

impl State {
    fn advance(&mut self, ms: u64) {
        self.server.with_portal(|portal| portal.advance(ms));
        self.now_ms += ms;
    }

    fn rests(&mut self) {
        self.awake -= 1;
        if self.awake > 0 {
            return;
        }
        let Some(until) = self.sleepers.iter().map(|(until, _)| *until).min() else { return };
        self.advance(until - self.now_ms);
        let (due, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.sleepers).into_iter().partition(|(at, _)| *at <= until);
        self.sleepers = rest;
        self.awake = due.len();
        due.into_iter().for_each(|(_, wake)| wake.send(()).unwrap_or_default());
    }
}

impl Clock for Time {
    fn now(&self) -> Now {
        let state = self.state();
        let unix_ms = state.start_ms + i64::try_from(state.now_ms).unwrap() + state.offset_ms;
        Now { monotonic_ms: state.now_ms, unix_ms }
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        let mut state = self.state();
        if let Some(on_wait) = &state.on_wait {
            on_wait.notify_one();
            return Box::pin(std::future::pending());
        }
        let wait_ms = u64::try_from(time.as_millis()).unwrap();
        let until = state.now_ms + wait_ms + std::mem::take(&mut state.oversleep_ms);
        state.offset_ms += std::mem::take(&mut state.jump_ms);
        let (wake, woken) = oneshot::channel();
        state.sleepers.push((until, wake));
        state.rests();
        Box::pin(async move { woken.await.unwrap_or_default() })
    }
}

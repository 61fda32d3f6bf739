//! Work that something else can cut short.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Poll, Waker};

/// What the work gives; `None` where the limit was reached first, and the work is dropped.
pub(crate) async fn before<W: Future, L: Future>(work: W, limit: L) -> Option<W::Output> {
    let mut work = pin!(work);
    let mut limit = pin!(limit);
    poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        limit.as_mut().poll(context).map(|_| None)
    })
    .await
}

/// The caller's wish to give up.
#[derive(Debug, Default)]
pub(crate) struct Cancellation {
    asked: Cell<bool>,
    waiting: RefCell<Option<Waker>>,
}

impl Cancellation {
    pub(crate) fn ask(&self) {
        self.asked.set(true);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.asked.get()
    }

    /// Ends when the caller gives up.
    pub(crate) async fn asked(&self) {
        poll_fn(|context| {
            if self.asked.get() {
                return Poll::Ready(());
            }
            self.waiting.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

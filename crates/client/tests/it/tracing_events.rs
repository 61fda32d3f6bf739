//! What the feature `tracing` tells.

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, ThreadId};

use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Effect, Fault, Reply};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Event, Metadata, Subscriber};

use crate::support::{Notes, World, call};

/// Notes the events of one target and one thread: other tests have theirs.
struct Noting {
    notes: Notes,
    spans: AtomicU64,
    thread: ThreadId,
}

impl Subscriber for Noting {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "hubspot_engagements"
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed))
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = Text(event.metadata().level().to_string());
        event.record(&mut text);
        if thread::current().id() == self.thread {
            self.notes.add(text.0);
        }
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

#[tokio::test]
async fn it_tells_of_events_by_level_and_of_no_token() {
    let notes = Notes::default();
    let thread = thread::current().id();
    set_global_default(Noting { notes: notes.clone(), spans: AtomicU64::new(1), thread }).unwrap();
    let busy = Fault::new(Reply { status: 503, body: b"test-token".to_vec(), ..Reply::default() });
    let partly = Fault::new(Effect::AssociationFailures(vec!["CONTACT=7".into()])).method(Method::Post);
    let world = World::failing(vec![busy, partly]).await;
    let client = world.client();
    client.dispositions().await.unwrap();
    client.create(call("secret words")).await.unwrap();
    let told = notes.all();
    let kinds: Vec<String> = told
        .iter()
        .map(|text| {
            let message = text.split("message=").nth(1).unwrap().split(" operation").next().unwrap();
            format!("{} {message}", text.split(' ').next().unwrap())
        })
        .collect();
    let expected = [
        "DEBUG request",
        "DEBUG response",
        "INFO retry",
        "DEBUG request",
        "DEBUG response",
        "DEBUG request",
        "DEBUG response",
        "WARN partly applied",
    ];
    assert_eq!(kinds, expected, "{told:?}");
    assert!(
        told.iter().all(|text| !text.contains("test-token") && !text.contains("secret words")),
        "{told:?}"
    );
}

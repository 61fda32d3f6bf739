//! What a machine tells beside its results: events, the journal of creates, and new refresh tokens.

use std::fmt;

use super::ticket::Ticket;
use crate::json::Tree;

/// Something that a machine tells on its way; see [`Step::Notify`](super::Step::Notify).
#[derive(Debug, Clone)]
pub enum Notice {
    /// For a log or a display. Only with [`Settings::events`](crate::settings::Settings::events).
    Event(Event),
    /// For whoever keeps a journal of creates. Only with [`Settings::journal`](crate::settings::Settings::journal).
    Journal(JournalEntry),
    /// The refresh token that replaces the one given, which may not work any more. To be kept before going on.
    RefreshToken(RefreshToken),
}

/// What is to be told, in order.
#[derive(Debug, Default)]
pub(crate) struct Outbox(Vec<Notice>);

impl Outbox {
    pub(crate) fn push(&mut self, notice: Notice) {
        self.0.push(notice);
    }

    pub(crate) fn next(&mut self) -> Option<Notice> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    pub(crate) fn drop_events(&mut self) {
        self.0.retain(|notice| !matches!(notice, Notice::Event(_)));
    }
}

/// A refresh token, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(pub(crate) String);

impl RefreshToken {
    /// The text. Whoever asks for it is responsible for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(***)")
    }
}

/// What happens to an operation, for logs and displays. None ever holds a token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A request is about to be sent.
    Request {
        /// The operation, such as `engagements.create`.
        operation: &'static str,
        /// Which attempt it is, from 1.
        attempt: u32,
        /// The method.
        method: &'static str,
        /// The address.
        url: String,
    },
    /// A response came.
    Response {
        /// The operation.
        operation: &'static str,
        /// Which attempt it answers.
        attempt: u32,
        /// HTTP status.
        status: u16,
        /// Milliseconds since the request.
        elapsed_ms: u64,
        /// The service's id of the exchange.
        correlation_id: Option<String>,
    },
    /// No complete response came.
    Failure {
        /// The operation.
        operation: &'static str,
        /// Which attempt failed.
        attempt: u32,
        /// `connection`, `certificate`, `timeout`, `body`, `too_large` or `cancelled`.
        kind: &'static str,
        /// Milliseconds since the request.
        elapsed_ms: u64,
    },
    /// The request will be sent again.
    Retry {
        /// The operation.
        operation: &'static str,
        /// Which attempt failed.
        attempt: u32,
        /// The status, or the kind of failure, that asks for it.
        reason: String,
        /// Milliseconds until then, at least.
        wait_ms: u64,
    },
    /// The request waits for its turn under the rate limit.
    Throttle {
        /// The operation.
        operation: &'static str,
        /// Milliseconds until its turn.
        wait_ms: u64,
    },
    /// Another access token is asked for.
    TokenRefresh {
        /// The operation that asks; others wait for it.
        operation: &'static str,
        /// Why: `missing`, `expiring` or `rejected`.
        reason: &'static str,
    },
    /// A listing goes on with another page size, because the service failed at the one before or has recovered.
    PageSize {
        /// The operation.
        operation: &'static str,
        /// Records a page so far.
        from: u32,
        /// Records a page from now on.
        to: u32,
    },
    /// A listing left out a record that the service cannot deliver.
    Skipped {
        /// The operation.
        operation: &'static str,
        /// The record's id, as text. Others between `after` and it are left out with it if the service fails at them too.
        id: String,
        /// The last id before it that the walk had reached, as text.
        after: String,
    },
    /// A record was made, but not all of its associations.
    PartlyApplied {
        /// The operation.
        operation: &'static str,
        /// The record's id, as text.
        id: Option<String>,
        /// What the service says of each, as JSON text.
        failures: Vec<String>,
    },
}

impl Event {
    /// The event as a JSON object, for the bindings.
    pub fn to_json(&self) -> String {
        let (name, operation, mut rest) = self.parts();
        let mut entries = vec![("type", name.into()), ("operation", operation.into())];
        entries.append(&mut rest);
        Tree::Object(entries).to_json()
    }

    /// Its name, the operation and what else it says.
    fn parts(&self) -> (&'static str, &'static str, Vec<(&'static str, Tree<'_>)>) {
        match self {
            Event::Request { operation, attempt, method, url } => {
                let rest =
                    vec![("attempt", (*attempt).into()), ("method", (*method).into()), ("url", url.into())];
                ("request", operation, rest)
            }
            Event::Response { operation, attempt, status, elapsed_ms, correlation_id } => {
                let rest = vec![
                    ("attempt", (*attempt).into()),
                    ("status", u32::from(*status).into()),
                    ("elapsedMs", (*elapsed_ms).into()),
                    ("correlationId", correlation_id.into()),
                ];
                ("response", operation, rest)
            }
            Event::Failure { operation, attempt, kind, elapsed_ms } => {
                let rest = vec![
                    ("attempt", (*attempt).into()),
                    ("kind", (*kind).into()),
                    ("elapsedMs", (*elapsed_ms).into()),
                ];
                ("failure", operation, rest)
            }
            Event::Retry { operation, attempt, reason, wait_ms } => {
                let rest = vec![
                    ("attempt", (*attempt).into()),
                    ("reason", reason.into()),
                    ("waitMs", (*wait_ms).into()),
                ];
                ("retry", operation, rest)
            }
            Event::Throttle { operation, wait_ms } => {
                ("throttle", operation, vec![("waitMs", (*wait_ms).into())])
            }
            Event::TokenRefresh { operation, reason } => {
                ("token_refresh", operation, vec![("reason", (*reason).into())])
            }
            Event::PageSize { operation, from, to } => {
                ("page_size", operation, vec![("from", (*from).into()), ("to", (*to).into())])
            }
            Event::Skipped { operation, id, after } => {
                ("skipped", operation, vec![("id", id.into()), ("after", after.into())])
            }
            Event::PartlyApplied { operation, id, failures } => {
                ("partly_applied", operation, vec![("id", id.into()), ("failures", Tree::list(failures))])
            }
        }
    }
}

/// What a journal keeps of a create: its ticket before the bytes leave, and what came of it.
///
/// A ticket that was opened and never closed belongs to a create that nobody saw end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalEntry {
    /// The create is about to be sent for the first time.
    Opened {
        /// What it can be found by.
        ticket: Ticket,
    },
    /// It ended.
    Closed {
        /// The ticket's id.
        ticket_id: String,
        /// How.
        outcome: CreateEnd,
        /// The new record's id, as text, where there is one.
        id: Option<String>,
    },
}

impl JournalEntry {
    /// The entry as a JSON object, for the bindings.
    pub fn to_json(&self) -> String {
        let entries = match self {
            JournalEntry::Opened { ticket } => vec![("type", "opened".into()), ("ticket", ticket.tree())],
            JournalEntry::Closed { ticket_id, outcome, id } => vec![
                ("type", "closed".into()),
                ("ticketId", ticket_id.into()),
                ("outcome", outcome.code().into()),
                ("id", id.into()),
            ],
        };
        Tree::Object(entries).to_json()
    }
}

/// How a create ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateEnd {
    /// The service made the record.
    Created,
    /// The service refused, or was never reached: there is no record.
    NotCreated,
    /// Nobody knows: reconcile the ticket.
    Unknown,
}

impl CreateEnd {
    /// The end in snake case.
    pub fn code(self) -> &'static str {
        match self {
            CreateEnd::Created => "created",
            CreateEnd::NotCreated => "not_created",
            CreateEnd::Unknown => "unknown",
        }
    }
}

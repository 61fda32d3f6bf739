//! What a machine tells beside its results: events, the journal of creates, and new refresh tokens.

use std::fmt;

use serde::Serialize;

use super::ticket::Ticket;

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
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
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What a journal keeps of a create: its ticket before the bytes leave, and what came of it.
///
/// A ticket that was opened and never closed belongs to a create that nobody saw end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
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
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// How a create ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CreateEnd {
    /// The service made the record.
    Created,
    /// The service refused, or was never reached: there is no record.
    NotCreated,
    /// Nobody knows: reconcile the ticket.
    Unknown,
}

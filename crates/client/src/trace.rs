//! Events for those who use `tracing`.

use hubspot_engagements_core::machine::Event;
use tracing::{debug, info, warn};

const TARGET: &str = "hubspot_engagements";

/// Tells of an event. None ever holds a token.
pub(crate) fn event(event: &Event) {
    match event {
        Event::Request { operation, attempt, method, url } => {
            debug!(target: TARGET, operation, attempt, method, url, "request");
        }
        Event::Response { operation, attempt, status, elapsed_ms, correlation_id } => {
            debug!(target: TARGET, operation, attempt, status, elapsed_ms, correlation_id, "response");
        }
        Event::Failure { operation, attempt, kind, elapsed_ms } => {
            debug!(target: TARGET, operation, attempt, kind, elapsed_ms, "failure");
        }
        Event::Retry { operation, attempt, reason, wait_ms } => {
            info!(target: TARGET, operation, attempt, reason, wait_ms, "retry");
        }
        Event::Throttle { operation, wait_ms } => info!(target: TARGET, operation, wait_ms, "throttle"),
        Event::TokenRefresh { operation, reason } => {
            info!(target: TARGET, operation, reason, "token refresh")
        }
        Event::PageSize { operation, from, to } => info!(target: TARGET, operation, from, to, "page size"),
        Event::Skipped { operation, id, after } => warn!(target: TARGET, operation, id, after, "skipped"),
        Event::PartlyApplied { operation, id, failures } => {
            warn!(target: TARGET, operation, id, ?failures, "partly applied");
        }
        other => debug!(target: TARGET, event = other.to_json(), "event"),
    }
}

/// Tells that a ticket could not be closed.
pub(crate) fn journal_failed(error: &str) {
    warn!(target: TARGET, error, "the journal failed to close a ticket");
}

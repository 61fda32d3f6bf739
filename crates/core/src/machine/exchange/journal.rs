//! What is told of a create: its ticket before it is sent, and its end.

use super::{Exchange, State};
use crate::clock::Now;
use crate::endpoint::Idempotency;
use crate::json;
use crate::machine::Ticket;
use crate::machine::notice::{CreateEnd, Event, JournalEntry, Notice};
use crate::model::Record;

impl Exchange {
    pub(super) fn open_ticket(&mut self, now: Now) {
        let body = self.request.as_ref().and_then(|request| request.body.as_deref());
        let Some(body) = body.filter(|_| self.traits.idempotency == Idempotency::Unsafe) else { return };
        if self.ticket.is_some() {
            return;
        }
        let body = std::str::from_utf8(body).unwrap_or_default();
        let time = self.session.traffic().service_time(now);
        let ticket = Ticket::of(body, time, self.seed, self.settings().transport_may_resend);
        if self.settings().journal {
            self.is_journalled = true;
            self.outbox.push(Notice::Journal(JournalEntry::Opened { ticket: ticket.clone() }));
        }
        self.ticket = Some(ticket);
    }

    /// Nothing more is sent: gives back what is shared, and closes the ticket.
    pub(super) fn end(&mut self, state: State) {
        self.release();
        self.state = state;
        if self.ticket.is_none() {
            return;
        }
        let (outcome, id) = match &self.state {
            State::Answered(response) => match Record::from_body(&response.body) {
                Ok(record) => (CreateEnd::Created, record.id().map(|id| id.to_string())),
                Err(_) => (CreateEnd::Unknown, None),
            },
            _ if self.maybe_applied => (CreateEnd::Unknown, None),
            _ => (CreateEnd::NotCreated, None),
        };
        if let State::Answered(response) = &self.state {
            let failures = association_failures(&response.body);
            if !failures.is_empty() {
                let (operation, id) = (self.traits.operation, id.clone());
                self.tell(|| Event::PartlyApplied { operation, id, failures });
            }
        }
        if let Some(ticket) = self.ticket.as_ref().filter(|_| self.is_journalled) {
            let closed = JournalEntry::Closed { ticket_id: ticket.id.clone(), outcome, id };
            self.outbox.push(Notice::Journal(closed));
        }
    }
}

/// `associationCreateFailures` of the answer to a create, each as JSON text.
fn association_failures(body: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let failures = json::entry(text.trim_ascii(), "associationCreateFailures").unwrap_or_default();
    let failures = failures.and_then(|list| json::elements(list).ok()).unwrap_or_default();
    failures.into_iter().map(str::to_owned).collect()
}

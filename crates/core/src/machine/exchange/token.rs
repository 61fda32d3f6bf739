//! How an exchange comes by its token.

use super::{Exchange, State};
use crate::clock::Now;
use crate::error::{Error, ErrorKind};
use crate::machine::Step;
use crate::machine::auth::{self, Access};
use crate::machine::notice::{Event, Notice};
use crate::machine::refresh::Refresh;
use crate::machine::retry::Outcome;
use crate::machine::throttle::millis;
use crate::secret::Token;
use crate::wire::Response;

impl Exchange {
    pub(super) fn take_token(&mut self, now: Now) -> Option<Step<Response>> {
        let access = self.session.traffic().auth.access(self.session.settings(), now, self.looked);
        let operation = self.traits.operation;
        match access {
            Access::Token(token, generation) => {
                if self.used.last() != Some(&token) {
                    self.used.push(token.clone());
                }
                self.access = Some((token, generation));
                self.looked = 0;
                return None;
            }
            Access::Wait(wait) => {
                self.looked += 1;
                return Some(self.wait_or_give_up(now, wait, "another call to refresh the token"));
            }
            Access::None(error) => {
                let error = self.refused.take().unwrap_or(error);
                return Some(self.fail_now(now, error.of_operation(operation)));
            }
            Access::Ask { lease, rejected, reason } => {
                self.lease = Some(lease);
                self.state = State::Asking { rejected };
                self.tell(|| Event::TokenRefresh { operation, reason });
            }
            Access::Refresh { lease, request, reason } => {
                self.lease = Some(lease);
                self.state = State::Refreshing(Box::new(Refresh::new(request)));
                self.tell(|| Event::TokenRefresh { operation, reason });
            }
        }
        Some(self.step(now))
    }

    /// The service says that the token has expired.
    pub(super) fn look_for_token(&mut self, error: Error) {
        let generation = self.access.as_ref().map(|(_, generation)| *generation);
        let can_refresh = self.refused.is_none()
            && generation.is_some_and(|generation| self.session.traffic().auth.rejected(generation));
        if can_refresh {
            self.refused = Some(self.scrubbed(error));
            self.state = State::Ready;
        } else {
            let error = self.judged(error);
            self.end(State::Failed(error));
        }
    }

    /// What came of a refresh.
    pub(super) fn on_refresh(&mut self, now: Now, outcome: &Outcome<'_>) {
        let State::Refreshing(refresh) = &mut self.state else { return };
        let Some(lease) = self.lease else { return };
        let policy = &self.session.settings().retry;
        let began_ms = self.began_ms.unwrap_or(now.monotonic_ms);
        let deadline_ms = began_ms.saturating_add(millis(policy.deadline));
        if refresh.again(policy, outcome, deadline_ms, now, &mut self.jitter) {
            return;
        }
        let operation = self.traits.operation;
        let mut traffic = self.session.traffic();
        let problem = match outcome {
            Outcome::Answered(response) if (200..=299).contains(&response.status) => {
                match traffic.auth.refreshed(lease, &response.body, now) {
                    Ok(replaced) => {
                        if let Some(token) = replaced {
                            self.outbox.push(Notice::RefreshToken(token));
                        }
                        None
                    }
                    Err(reason) => {
                        let message = format!("the answer to the token's refresh cannot be used: {reason}");
                        Some(Error::new(ErrorKind::Response, operation, message))
                    }
                }
            }
            Outcome::Answered(response) if auth::is_revoked(response) => {
                let error = auth::refusal(operation, response);
                traffic.auth.revoked(lease, error.clone());
                Some(error)
            }
            Outcome::Answered(response) => Some(Error::api(operation, response)),
            Outcome::Failed(failure) => Some(Error::transport(operation, failure)),
        };
        // A token that still works is used as long as it does.
        let goes_on = problem.is_none() || traffic.auth.refresh_failed(lease, now);
        drop(traffic);
        self.lease = None;
        match problem.filter(|_| !goes_on) {
            None => self.state = State::Ready,
            Some(error) => {
                let error = self.judged(error.with_hint("while the access token was refreshed"));
                self.end(State::Failed(error));
            }
        }
    }

    pub(crate) fn on_token(&mut self, token: Option<Token>) {
        let (State::Asking { .. }, Some(lease)) = (&self.state, self.lease.take()) else { return };
        let is_given = token.is_some();
        self.session.traffic().auth.provided(lease, token);
        if is_given {
            self.state = State::Ready;
            return;
        }
        let none =
            || Error::new(ErrorKind::Authentication, self.traits.operation, "there is no access token");
        let error = self.refused.take().unwrap_or_else(none);
        let error = self.judged(error);
        self.end(State::Failed(error));
    }
}

//! Where the access token comes from, and how many calls share one refresh.

use std::time::Duration;

use crate::clock::Now;
use crate::error::{Error, ErrorKind};
use crate::json::{self, Json, Source};
use crate::machine::notice::RefreshToken;
use crate::secret::Token;
use crate::settings::{OAuth, Settings};
use crate::wire::{Headers, Method, Request, Response};

/// How long a refresh may take before somebody else tries.
const LEASE_MS: u64 = 60_000;
/// A token is renewed when this share of its life is over, in percent, or this long before its end.
const RENEW_AT_PERCENT: u64 = 80;
const RENEW_BEFORE_MS: u64 = 120_000;

/// A client's token, shared by its calls.
#[derive(Debug)]
pub(crate) struct Auth {
    origin: Origin,
    token: Option<Issued>,
    /// Counts tokens, so that a late refusal of an old one is not taken for one of the new.
    generation: u64,
    /// Who asks for another token, until when.
    lease: Option<(u64, u64)>,
    next_lease: u64,
    /// Why no token can be had any more.
    revoked: Option<Error>,
}

/// What tokens come from.
#[derive(Debug)]
enum Origin {
    /// There is only the one that was given.
    Fixed,
    /// The caller has a function for it.
    Provider,
    /// The client refreshes it.
    OAuth(OAuth),
}

#[derive(Debug)]
struct Issued {
    token: Token,
    /// When it should be replaced, and when it stops working, by the monotonic clock.
    renew_at_ms: Option<u64>,
    expires_at_ms: Option<u64>,
    /// The service said that it has expired.
    rejected: bool,
}

/// What a call that needs a token gets.
#[derive(Debug)]
pub(crate) enum Access {
    /// Use this one.
    Token(Token, u64),
    /// The call has the lease: ask the caller's provider.
    Ask { lease: u64, rejected: bool, reason: &'static str },
    /// The call has the lease: send this.
    Refresh { lease: u64, request: Request, reason: &'static str },
    /// Another call is asking; look again after this.
    Wait(Duration),
    /// There is none.
    None(Error),
}

impl Auth {
    pub(crate) fn new(settings: &Settings) -> Auth {
        let origin = match &settings.oauth {
            Some(oauth) => Origin::OAuth(oauth.clone()),
            None if settings.token_provider => Origin::Provider,
            None => Origin::Fixed,
        };
        let given = |token: Token| Issued { token, renew_at_ms: None, expires_at_ms: None, rejected: false };
        Auth {
            origin,
            token: settings.token.clone().map(given),
            generation: 0,
            lease: None,
            next_lease: 0,
            revoked: None,
        }
    }

    /// The token to send with, or what to do for one. `asked` counts how often the call has looked in vain.
    pub(crate) fn access(&mut self, settings: &Settings, now: Now, asked: u32) -> Access {
        let now_ms = now.monotonic_ms;
        let is_due = |at: Option<u64>| at.is_some_and(|at| now_ms >= at);
        let reason = match &self.token {
            None => "missing",
            Some(have) if have.rejected => "rejected",
            Some(have) if is_due(have.renew_at_ms) => "expiring",
            Some(have) => return Access::Token(have.token.clone(), self.generation),
        };
        let works = self.token.as_ref().filter(|have| !have.rejected && !is_due(have.expires_at_ms));
        let works = works.map(|have| Access::Token(have.token.clone(), self.generation));
        if let Some(error) = &self.revoked {
            return works.unwrap_or_else(|| Access::None(error.clone()));
        }
        if self.lease.is_some_and(|(_, until)| now_ms < until) {
            // Each waits a little longer, so that a thousand of them cost little.
            let wait = Duration::from_millis((10 << asked.min(5)).min(250));
            return works.unwrap_or(Access::Wait(wait));
        }
        let lease = self.next_lease;
        let access = match &self.origin {
            Origin::Fixed => {
                let message = "there is no access token";
                return works
                    .unwrap_or_else(|| Access::None(Error::new(ErrorKind::Authentication, "", message)));
            }
            Origin::Provider => Access::Ask { lease, rejected: reason == "rejected", reason },
            Origin::OAuth(oauth) => Access::Refresh { lease, request: oauth.request(settings), reason },
        };
        self.next_lease += 1;
        self.lease = Some((lease, now_ms.saturating_add(LEASE_MS)));
        access
    }

    /// The service refused the token of this generation as expired. `false` where there is no way to another one.
    pub(crate) fn rejected(&mut self, generation: u64) -> bool {
        if generation == self.generation
            && let Some(issued) = &mut self.token
        {
            issued.rejected = !matches!(self.origin, Origin::Fixed);
        }
        !matches!(self.origin, Origin::Fixed)
    }

    /// The caller's provider has answered.
    pub(crate) fn provided(&mut self, lease: u64, token: Option<Token>) {
        self.give_back(lease);
        if let Some(token) = token {
            self.issue(Issued { token, renew_at_ms: None, expires_at_ms: None, rejected: false });
        }
    }

    /// Ends a lease without a token: another call may ask.
    pub(crate) fn give_back(&mut self, lease: u64) {
        if self.lease.is_some_and(|(have, _)| have == lease) {
            self.lease = None;
        }
    }

    fn issue(&mut self, issued: Issued) {
        self.token = Some(issued);
        self.generation += 1;
    }

    /// The service has answered a refresh with a success. Gives the refresh token that replaces the old one.
    pub(crate) fn refreshed(
        &mut self,
        lease: u64,
        body: &[u8],
        now: Now,
    ) -> Result<Option<RefreshToken>, String> {
        self.give_back(lease);
        let answer = Granted::read(body)?;
        let token = Token::new(&answer.access_token).map_err(|error| format!("its access token: {error}"))?;
        let life_ms = answer.expires_in.unwrap_or(0).saturating_mul(1000);
        let renew_ms = (life_ms * RENEW_AT_PERCENT / 100).min(life_ms.saturating_sub(RENEW_BEFORE_MS));
        let from_now = |ms: u64| (life_ms > 0).then(|| now.monotonic_ms.saturating_add(ms));
        // A short life would leave no time before the renewal: then half of it.
        let renew_ms = if renew_ms == 0 { life_ms / 2 } else { renew_ms };
        self.issue(Issued {
            token,
            renew_at_ms: from_now(renew_ms),
            expires_at_ms: from_now(life_ms),
            rejected: false,
        });
        let Origin::OAuth(oauth) = &mut self.origin else { return Ok(None) };
        Ok(answer.refresh_token.filter(|new| *new != oauth.refresh_token).map(|new| {
            oauth.refresh_token.clone_from(&new);
            RefreshToken(new)
        }))
    }

    /// The service has refused the refresh token for good.
    pub(crate) fn revoked(&mut self, lease: u64, error: Error) {
        self.give_back(lease);
        self.revoked = Some(error);
    }

    /// The refresh failed for now: the token in use goes on until it stops working.
    pub(crate) fn refresh_failed(&mut self, lease: u64, now: Now) -> bool {
        self.give_back(lease);
        let Some(issued) = &mut self.token else { return false };
        let works = !issued.rejected && issued.expires_at_ms.is_none_or(|at| now.monotonic_ms < at);
        if works {
            // Not with every call: again in half a minute.
            issued.renew_at_ms = Some(now.monotonic_ms.saturating_add(30_000));
        }
        works
    }

    /// `error` without any of the secrets known here.
    pub(crate) fn scrubbed(&self, error: Error) -> Error {
        let Origin::OAuth(oauth) = &self.origin else { return error };
        let secrets = [&oauth.client_secret, &oauth.refresh_token];
        secrets
            .into_iter()
            .filter_map(|secret| Token::new(secret).ok())
            .fold(error, |error, secret| error.scrubbed(&secret))
    }
}

/// The answer to a refresh.
struct Granted {
    access_token: String,
    refresh_token: Option<String>,
    /// Seconds.
    expires_in: Option<u64>,
}

impl Granted {
    fn read(body: &[u8]) -> Result<Granted, String> {
        let text = std::str::from_utf8(body).map_err(|_| "it is not UTF-8".to_owned())?;
        let text = json::checked(text).map_err(|_| "it is not JSON".to_owned())?;
        let entries = json::entries(text).map_err(|_| "it is not a JSON object".to_owned())?;
        let find = |key: &str| entries.iter().find(|(have, _)| have == key).map(|(_, value)| *value);
        let string = |key: &str| find(key).and_then(|value| String::read(value, Source::Service).ok());
        Ok(Granted {
            access_token: string("access_token").ok_or("it has no access_token")?,
            refresh_token: string("refresh_token"),
            expires_in: find("expires_in").and_then(|value| value.parse().ok()),
        })
    }
}

impl OAuth {
    /// The request for another token.
    fn request(&self, settings: &Settings) -> Request {
        let mut headers = Headers::new();
        headers.push("accept", "application/json");
        headers.push("content-type", "application/x-www-form-urlencoded");
        if let Some(agent) = &settings.user_agent {
            headers.push("user-agent", agent.as_str());
        }
        let mut body = "grant_type=refresh_token".to_owned();
        let fields = [
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("refresh_token", &self.refresh_token),
        ];
        for (name, value) in fields {
            body.push('&');
            body.push_str(name);
            body.push('=');
            crate::endpoint::escape(&mut body, value);
        }
        Request {
            method: Method::Post,
            url: format!("{}{}", settings.base_url.as_str(), self.token_path),
            headers,
            body: Some(body.into_bytes().into()),
            timeout: settings.timeout,
            max_response_bytes: settings.max_response_bytes,
            once: false,
        }
    }
}

/// What a refused refresh means.
pub(crate) fn is_revoked(response: &Response) -> bool {
    (400..=401).contains(&response.status)
}

/// The error for it.
pub(crate) fn refusal(operation: &str, response: &Response) -> Error {
    let message = format!(
        "status {}: the service refuses the refresh token: the account may have uninstalled the app, or the \
         client's id or secret is wrong",
        response.status
    );
    Error::new(ErrorKind::Authentication, operation, message).with_response(response)
}

#[cfg(test)]
mod tests;

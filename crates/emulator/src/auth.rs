//! Who may ask.

use std::collections::{BTreeMap, BTreeSet};

use hubspot_engagements_core::wire::Request;

use crate::answer::{Answer, Problem};
use crate::options::PortalOptions;
use crate::query::Target;

const MISSING: &str = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can \
                       find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview";
const MULTIPLE: &str = "Multiple authentications invoked! (oauth-token,hapikey)";

/// The tokens that a portal knows, and when each expires.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    known: BTreeMap<String, Option<i64>>,
    /// Those that were given out for a refresh token: they belong to one app.
    issued: BTreeSet<String>,
    /// Whether a token that nobody knows is taken for a new one.
    open: bool,
    api_keys: bool,
}

impl Tokens {
    /// Those of the options.
    pub(crate) fn new(options: &PortalOptions) -> Tokens {
        let mut known: BTreeMap<String, Option<i64>> =
            options.tokens.iter().map(|one| (one.token.clone(), one.expires_at_ms)).collect();
        known.extend(options.token.iter().map(|token| (token.clone(), None)));
        Tokens { open: known.is_empty(), known, issued: BTreeSet::new(), api_keys: options.accept_api_keys }
    }

    /// Accepts a token until that time.
    pub(crate) fn issue(&mut self, token: String, expires_at: i64) {
        self.issued.insert(token.clone());
        self.known.insert(token, Some(expires_at));
    }

    /// The app whose limit a request counts against: every token that nobody issued is a private app's.
    pub(crate) fn app<'a>(&self, request: &'a Request) -> &'a str {
        bearer(request).filter(|token| !self.issued.contains(*token)).unwrap_or_default()
    }

    /// Lets every token that is known so far expire now, if it has not before.
    pub(crate) fn expire(&mut self, now_ms: i64) {
        for expiry in self.known.values_mut() {
            *expiry = Some(expiry.map_or(now_ms, |at| at.min(now_ms)));
        }
    }

    /// Refuses a request without valid credentials.
    pub(crate) fn check(&mut self, now_ms: i64, request: &Request, target: &Target) -> Result<(), Answer> {
        match (bearer(request), target.get("hapikey")) {
            (Some(_), Some(_)) => Err(refusal(MULTIPLE)),
            (Some(token), None) => self.accept(now_ms, token),
            (None, Some(key)) if self.api_keys && !key.is_empty() => Ok(()),
            _ => Err(refusal(MISSING)),
        }
    }

    fn accept(&mut self, now_ms: i64, token: &str) -> Result<(), Answer> {
        match self.known.get(token) {
            Some(Some(expiry)) if *expiry <= now_ms => Err(Answer::expired(*expiry, now_ms)),
            Some(_) => Ok(()),
            None if self.open => {
                self.known.insert(token.to_owned(), None);
                Ok(())
            }
            // UNCERTAIN: the words for a token that the service does not know.
            None => Err(refusal(MISSING)),
        }
    }
}

/// The token of `Authorization: Bearer <token>`.
pub(crate) fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.headers.get("Authorization")?.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn refusal(message: &str) -> Answer {
    Answer::Problem(Problem { category: Some("INVALID_AUTHENTICATION"), ..Problem::new(401, message) })
}

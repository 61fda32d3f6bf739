//! `POST /oauth/{v1|v3|2026-03}/token` with `grant_type=refresh_token`

use hubspot_engagements_core::wire::Request;
use serde::Serialize;

use super::Outcome;
use crate::answer::{Answer, Problem};
use crate::portal::Portal;
use crate::query::pairs;

/// Issues an access token. A grant by `authorization_code` needs a person and a browser, so it is refused.
// UNCERTAIN: the order of the keys, and whether the newer two paths word their errors as the first does.
pub(super) fn refresh(portal: &mut Portal, now_ms: i64, request: &Request) -> Outcome {
    let form = Form::read(request)?;
    if form.get("grant_type") != Some("refresh_token") {
        return Err(refusal("BAD_GRANT_TYPE", "missing or unknown grant type").into());
    }
    let mut refresh_token = form.checked(portal)?;
    if portal.options.rotate_refresh_tokens {
        let next = secret(portal);
        portal.refresh_tokens.rotate(&refresh_token, next.clone());
        refresh_token = next;
    }
    let lifetime_s = portal.options.token_lifetime_s;
    let access_token = secret(portal);
    let expires_at = now_ms.saturating_add_unsigned(lifetime_s.saturating_mul(1_000));
    portal.tokens.issue(access_token.clone(), expires_at);
    Ok(Answer::json(Issued {
        token_type: "bearer",
        refresh_token,
        access_token,
        hub_id: portal.options.portal_id,
        expires_in: lifetime_s,
    }))
}

/// Keys as the documents list them.
#[derive(Serialize)]
struct Issued {
    token_type: &'static str,
    refresh_token: String,
    access_token: String,
    hub_id: i64,
    expires_in: u64,
}

/// The members of a form.
struct Form(Vec<(String, String)>);

impl Form {
    fn read(request: &Request) -> Result<Form, Answer> {
        let given = request.headers.get("Content-Type").unwrap_or_default().trim().to_ascii_lowercase();
        if !given.starts_with("application/x-www-form-urlencoded") {
            return Err(Answer::page(415));
        }
        Ok(Form(pairs(&String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()))))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(have, _)| have == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The refresh token, where all three are right.
    fn checked(&self, portal: &Portal) -> Result<String, Problem> {
        let app = portal.options.oauth.as_ref();
        let right = |name: &str, known: Option<&String>| {
            self.get(name).is_some_and(|given| known.is_none_or(|known| known == given))
        };
        if !right("client_id", app.map(|app| &app.client_id)) {
            return Err(refusal("BAD_CLIENT_ID", "missing or unknown client id"));
        }
        if !right("client_secret", app.map(|app| &app.client_secret)) {
            return Err(refusal("BAD_CLIENT_SECRET", "missing or invalid client secret"));
        }
        let token = self.get("refresh_token").filter(|token| portal.refresh_tokens.accepts(token));
        token
            .map(str::to_owned)
            .ok_or_else(|| refusal("BAD_REFRESH_TOKEN", "missing or invalid refresh token"))
    }
}

fn refusal(label: &'static str, message: &str) -> Problem {
    Problem { label, ..Problem::new(400, message) }
}

/// A token of 64 visible characters.
fn secret(portal: &mut Portal) -> String {
    (0..4).map(|_| format!("{:016x}", portal.random.next())).collect()
}

/// Which refresh tokens are accepted.
#[derive(Debug, Clone)]
pub(crate) struct RefreshTokens {
    /// The only one; `None` accepts all but the used ones.
    only: Option<String>,
    used: Vec<String>,
}

impl RefreshTokens {
    /// The app's own, or all.
    pub(crate) fn new(only: Option<String>) -> RefreshTokens {
        RefreshTokens { only, used: Vec::new() }
    }

    fn accepts(&self, token: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == token) && !self.used.iter().any(|used| used == token)
    }

    fn rotate(&mut self, used: &str, next: String) {
        self.used.push(used.to_owned());
        self.only = self.only.take().map(|_| next);
    }
}

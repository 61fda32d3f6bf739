//! Who may ask.

use hubspot_engagements_core::wire::Request;

use crate::answer::{Answer, Problem};
use crate::options::PortalOptions;
use crate::query::Target;

const MISSING: &str = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can \
                       find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview";
const MULTIPLE: &str = "Multiple authentications invoked! (oauth-token,hapikey)";

/// Refuses a request without valid credentials.
pub(crate) fn check(options: &PortalOptions, request: &Request, target: &Target) -> Result<(), Answer> {
    match (bearer(request), target.get("hapikey")) {
        (Some(_), Some(_)) => Err(refusal(MULTIPLE)),
        (Some(token), None) if accepts(options, token) => Ok(()),
        (None, Some(key)) if options.accept_api_keys && !key.is_empty() => Ok(()),
        // UNCERTAIN: the words for a token that the service does not know.
        _ => Err(refusal(MISSING)),
    }
}

/// The token of `Authorization: Bearer <token>`.
fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.headers.get("Authorization")?.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn accepts(options: &PortalOptions, token: &str) -> bool {
    options.token.as_deref().is_none_or(|known| known == token)
}

fn refusal(message: &str) -> Answer {
    Answer::Problem(Problem { category: Some("INVALID_AUTHENTICATION"), ..Problem::new(401, message) })
}

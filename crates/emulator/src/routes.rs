//! Which path and method mean what (contract, endpoints).

mod change;
mod create;
mod crm_associations;
mod dispositions;
mod input;
mod list;
mod oauth;
mod owners;
mod read;

use hubspot_engagements_core::wire::{Method, Request};

use crate::answer::Answer;
use crate::portal::Portal;
use crate::query::Target;

pub(crate) use dispositions::{CUSTOM, DEFAULTS};
pub(crate) use oauth::RefreshTokens;

/// A route's success or failure; both become a response.
type Outcome = Result<Answer, Answer>;

/// Whether a path needs no token and counts for no limit.
pub(crate) fn is_open(target: &Target) -> bool {
    matches!(target.segments.iter().map(String::as_str).collect::<Vec<_>>()[..], ["oauth", _, "token"])
}

/// Answers a request whose credentials are accepted.
pub(crate) fn dispatch(portal: &mut Portal, now_ms: i64, request: &Request, target: &Target) -> Answer {
    let segments: Vec<&str> = target.segments.iter().map(String::as_str).collect();
    let outcome = match segments.as_slice() {
        ["engagements", "v1", "engagements", rest @ ..] => engagements(portal, now_ms, request, target, rest),
        ["crm-associations", "v1", "associations", rest @ ..] => {
            crm_associations::dispatch(portal, request, target, rest)
        }
        ["calling", "v1", "dispositions"] => only(Method::Get, request, || dispositions::list(portal)),
        ["crm", "v3", "schemas"] => {
            only(Method::Get, request, || Ok(Answer::Json(r#"{"results":[]}"#.to_owned())))
        }
        // HubSpot's own clients send the slash.
        ["crm", "v3", "owners"] | ["crm", "v3", "owners", ""] => {
            only(Method::Get, request, || owners::list(portal, target))
        }
        ["oauth", "v1" | "v3" | "2026-03", "token"] => {
            only(Method::Post, request, || oauth::refresh(portal, now_ms, request))
        }
        ["crm", "v3", "owners", id] => only(Method::Get, request, || owners::one(portal, target, id)),
        _ => Err(Answer::unknown_route()),
    };
    outcome.unwrap_or_else(|failure| failure)
}

/// The paths below `/engagements/v1/engagements`.
fn engagements(
    portal: &mut Portal,
    now_ms: i64,
    request: &Request,
    target: &Target,
    rest: &[&str],
) -> Outcome {
    match rest {
        [] => only(Method::Post, request, || create::create(portal, now_ms, request)),
        ["paged"] => only(Method::Get, request, || list::paged(portal, target)),
        ["recent", "modified"] => only(Method::Get, request, || list::recent(portal, now_ms, target)),
        ["modified", "after"] => only(Method::Get, request, || list::modified_after(portal, now_ms, target)),
        ["associated", kind, id, "paged"] => {
            only(Method::Get, request, || list::associated(portal, target, kind, id))
        }
        [id, "associations", kind, object_id] => {
            only(Method::Put, request, || change::associate(portal, id, kind, object_id))
        }
        [id] => single(portal, now_ms, request, parse_id(id)?),
        _ => Err(Answer::unknown_route()),
    }
}

/// The methods on one engagement.
fn single(portal: &mut Portal, now_ms: i64, request: &Request, id: i64) -> Outcome {
    match request.method {
        Method::Get => read::one(portal, id),
        Method::Patch => change::update(portal, now_ms, request, id, change::Metadata::Merge),
        Method::Put => change::update(portal, now_ms, request, id, change::Metadata::Replace),
        Method::Delete => change::delete(portal, id),
        _ => Err(Answer::page(405)),
    }
}

/// Runs a route that knows one method.
fn only(method: Method, request: &Request, route: impl FnOnce() -> Outcome) -> Outcome {
    if request.method == method { route() } else { Err(Answer::page(405)) }
}

/// Reads an id of a path. UNCERTAIN: what is no number is taken for a path that does not exist.
fn parse_id(text: &str) -> Result<i64, Answer> {
    text.parse().map_err(|_| Answer::unknown_route())
}

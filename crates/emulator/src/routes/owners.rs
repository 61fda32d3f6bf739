//! `GET /crm/v3/owners` and `GET /crm/v3/owners/{ownerId}`

use serde::Serialize;

use super::Outcome;
use crate::answer::Answer;
use crate::owner::Owner;
use crate::portal::Portal;
use crate::query::Target;

/// `?limit&after&email&archived`
pub(super) fn list(portal: &Portal, target: &Target) -> Outcome {
    let limit = target.size("limit", 100, 500)?;
    let after = target.integer("after")?.unwrap_or(0);
    let mut found = portal.owners.iter().filter(|owner| owner.number() > after && matches(owner, target));
    let results: Vec<&Owner> = found.by_ref().take(limit).collect();
    let next = found.next().and(results.last()).map(|last| Paging { next: Next { after: last.id.clone() } });
    Ok(Answer::json(Owners { results, paging: next }))
}

/// `?idProperty=id|userId&archived`
pub(super) fn one(portal: &Portal, target: &Target, id: &str) -> Outcome {
    let by_user = target.get("idProperty").is_some_and(|name| name.eq_ignore_ascii_case("userId"));
    let found = portal.owners.iter().find(|owner| {
        let have = if by_user { owner.user_id.to_string() } else { owner.id.clone() };
        have == id && owner.archived == archived(target)
    });
    found.map(Answer::json).ok_or_else(Answer::missing_object)
}

fn matches(owner: &Owner, target: &Target) -> bool {
    owner.archived == archived(target)
        && target.get("email").is_none_or(|email| email.eq_ignore_ascii_case(&owner.email))
}

fn archived(target: &Target) -> bool {
    target.get("archived") == Some("true")
}

#[derive(Serialize)]
struct Owners<'a> {
    results: Vec<&'a Owner>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paging: Option<Paging>,
}

#[derive(Serialize)]
struct Paging {
    next: Next,
}

#[derive(Serialize)]
struct Next {
    after: String,
}

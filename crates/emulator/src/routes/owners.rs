//! `GET /crm/v3/owners` and `GET /crm/v3/owners/{ownerId}`

use serde::Serialize;

use super::Outcome;
use crate::answer::{Answer, Problem};
use crate::owner::Owner;
use crate::portal::Portal;
use crate::query::{BadQuery, Target};

/// `?limit&after&email&archived`
pub(super) fn list(portal: &Portal, target: &Target) -> Outcome {
    let limit = target.size("limit", 100, 500)?;
    let after = target.integer("after")?.unwrap_or(0);
    let archived = target.flag("archived")?;
    let email = target.get("email").filter(|email| !email.is_empty());
    let mut found = portal.owners.iter().filter(|owner| {
        owner.number() > after
            && owner.archived == archived
            && email.is_none_or(|email| email.eq_ignore_ascii_case(&owner.email))
    });
    let results: Vec<&Owner> = found.by_ref().take(limit).collect();
    let next = found.next().and(results.last()).map(|last| Paging { next: Next { after: last.id.clone() } });
    Ok(Answer::json(Owners { results, paging: next }))
}

/// `?idProperty=id|userId&archived`
pub(super) fn one(portal: &Portal, target: &Target, id: &str) -> Outcome {
    let by_user = by_user(target)?;
    let archived = target.flag("archived")?;
    let found = portal.owners.iter().find(|owner| {
        let have = if by_user { owner.user_id_including_inactive.to_string() } else { owner.id.clone() };
        have == id && owner.archived == archived
    });
    found.map(Answer::json).ok_or_else(|| Problem::missing_object().into())
}

/// Whether the path holds a user's id. UNCERTAIN: how another name than the two is answered.
fn by_user(target: &Target) -> Result<bool, BadQuery> {
    match target.get("idProperty") {
        None | Some("" | "id") => Ok(false),
        Some("userId") => Ok(true),
        Some(_) => Err(BadQuery { name: "idProperty".to_owned() }),
    }
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

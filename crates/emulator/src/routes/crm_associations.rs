//! crm-associations v1: what hangs on what, by the numbers of definitions.

use hubspot_engagements_core::wire::{Method, Request};
use serde::de::DeserializeOwned;

use super::input::{json, wrong};
use super::{Outcome, only, parse_id};
use crate::answer::{Answer, Problem};
use crate::association::{Associations, Definition, ObjectType};
use crate::fields::{Fields, read};
use crate::page::Ids;
use crate::portal::Portal;
use crate::query::Target;
use crate::store::Store;

/// The only category whose definitions are the same in every account.
const CATEGORY: &str = "HUBSPOT_DEFINED";

/// What happens to an association.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Create,
    Delete,
}

/// The paths below `/crm-associations/v1/associations`.
pub(super) fn dispatch(portal: &mut Portal, request: &Request, target: &Target, rest: &[&str]) -> Outcome {
    match rest {
        [] => only(Method::Put, request, || single(portal, request, Change::Create)),
        ["delete"] => only(Method::Put, request, || single(portal, request, Change::Delete)),
        ["create-batch"] => only(Method::Put, request, || batch(portal, request, Change::Create)),
        ["delete-batch"] => only(Method::Put, request, || batch(portal, request, Change::Delete)),
        [id, category, definition] => {
            only(Method::Get, request, || list(portal, target, id, category, definition))
        }
        _ => Err(Answer::unknown_route()),
    }
}

/// One association. `lastUpdated` stays, as it does on the path of the engagement.
fn single(portal: &mut Portal, request: &Request, change: Change) -> Outcome {
    let link = Wire::parse(&json(request)?)?.check(&portal.store).map_err(Problem::invalid)?;
    link.apply(&mut portal.store, change);
    Ok(Answer::Empty)
}

/// Several associations: all of them, or none where one is refused.
// UNCERTAIN: how many a batch may hold (one client stops at 100), and whether those beside a refused one are kept.
fn batch(portal: &mut Portal, request: &Request, change: Change) -> Outcome {
    let given: Vec<Fields> = json(request)?;
    let (mut links, mut errors) = (Vec::new(), Vec::new());
    for fields in &given {
        match Wire::parse(fields)?.check(&portal.store) {
            Ok(link) => links.push(link),
            Err(error) => errors.push(error),
        }
    }
    if !errors.is_empty() {
        // UNCERTAIN: all but `errors`.
        return Err(Problem { errors, ..Problem::invalid("One or more associations are not valid") }.into());
    }
    for link in links {
        link.apply(&mut portal.store, change);
    }
    Ok(Answer::Empty)
}

/// `GET …/{objectId}/HUBSPOT_DEFINED/{definitionId}?limit&offset`: ids in ascending order, strictly behind `offset`.
// UNCERTAIN: the largest `limit`, and the offset of an empty list, which is the given one here.
fn list(portal: &Portal, target: &Target, id: &str, category: &str, definition: &str) -> Outcome {
    let definition = define(category, parse_id(definition)?).map_err(Problem::invalid)?;
    let id = parse_id(id)?;
    let limit = target.size("limit", 100, 100)?;
    let offset = target.integer("offset")?.unwrap_or(0);
    let (results, has_more) = if definition.from_engagement {
        let record = portal.store.get(id).ok_or_else(|| Problem::invalid(no_engagement(id)))?;
        records_of(record.associations.of(definition.kind), offset, limit)
    } else {
        let hangs = |have: &Associations| have.of(definition.kind).contains(&id);
        let (records, has_more) = portal.store.associated(offset.saturating_add(1), limit, hangs);
        (records.into_iter().map(|record| record.id).collect(), has_more)
    };
    let offset = results.last().copied().unwrap_or(offset);
    Ok(Answer::json(Ids { results, has_more, offset }))
}

fn records_of(ids: &[i64], offset: i64, limit: usize) -> (Vec<i64>, bool) {
    let mut behind: Vec<i64> = ids.iter().copied().filter(|&id| id > offset).collect();
    behind.sort_unstable();
    let has_more = behind.len() > limit;
    behind.truncate(limit);
    (behind, has_more)
}

/// An association as a body names it.
struct Wire {
    from: i64,
    to: i64,
    category: String,
    definition: i64,
}

impl Wire {
    /// Reads the four keys, all of which are needed; others are ignored.
    fn parse(fields: &Fields) -> Result<Wire, Problem> {
        let mut reader = Reader { fields, missing: Vec::new() };
        let from = reader.take("fromObjectId")?;
        let to = reader.take("toObjectId")?;
        let category = reader.take("category")?;
        let definition = reader.take("definitionId")?;
        match (from, to, category, definition) {
            (Some(from), Some(to), Some(category), Some(definition)) => {
                Ok(Wire { from, to, category, definition })
            }
            _ => {
                let missing = reader.missing.join(", ");
                Err(Problem::invalid(format!(
                    "Invalid input JSON. Some required fields were not set: [{missing}]"
                )))
            }
        }
    }

    /// The association, where both ends can exist; otherwise what is wrong, as in `CONTACT=1234 is not valid`.
    fn check(&self, store: &Store) -> Result<Link, String> {
        let Definition { kind, from_engagement } = define(&self.category, self.definition)?;
        let (engagement, object) = if from_engagement { (self.from, self.to) } else { (self.to, self.from) };
        if !store.has(engagement) {
            return Err(no_engagement(engagement));
        }
        // The emulator keeps engagements only, so that every contact, company, deal and ticket may exist.
        if object <= 0 {
            return Err(format!("{}={object} is not valid", kind.name()));
        }
        Ok(Link { engagement, kind, object })
    }
}

/// Reads keys, and notes those that it looked for in vain.
struct Reader<'a> {
    fields: &'a Fields,
    missing: Vec<&'static str>,
}

impl Reader<'_> {
    /// Reads one key; `null` counts as absent.
    fn take<T: DeserializeOwned>(&mut self, key: &'static str) -> Result<Option<T>, Problem> {
        let value: Option<T> = match self.fields.get(key) {
            Some(value) => read(value).ok_or_else(|| wrong(key))?,
            None => None,
        };
        if value.is_none() {
            self.missing.push(key);
        }
        Ok(value)
    }
}

/// An association whose engagement exists.
struct Link {
    engagement: i64,
    kind: ObjectType,
    object: i64,
}

impl Link {
    /// Creates what may be there already, or deletes what may not be there: both are no error.
    fn apply(&self, store: &mut Store, change: Change) {
        store.alter(self.engagement, |record| match change {
            Change::Create => record.associations.add(self.kind, self.object),
            Change::Delete => record.associations.remove(self.kind, self.object),
        });
    }
}

// UNCERTAIN: the words for a wrong category, definition or engagement; formed after the one that was seen.
fn define(category: &str, id: i64) -> Result<Definition, String> {
    if category != CATEGORY {
        return Err(format!("Invalid enum constant '{category}' for class AssociationCategory"));
    }
    Definition::parse(id).ok_or_else(|| format!("DEFINITION={id} is not valid"))
}

fn no_engagement(id: i64) -> String {
    format!("ENGAGEMENT={id} is not valid")
}

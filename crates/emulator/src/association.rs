//! What an engagement hangs on, and the numbers by which crm-associations v1 names it.

use serde::Serialize;

use crate::answer::Problem;
use crate::fields::{Fields, read};

/// The kinds of record that a path may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectType {
    Contact,
    Company,
    Deal,
    Ticket,
}

impl ObjectType {
    /// Reads a path segment in any case: `contact`, `Company` and `CONTACT` were all accepted.
    pub(crate) fn parse(name: &str) -> Result<ObjectType, Problem> {
        match name.to_ascii_uppercase().as_str() {
            "CONTACT" => Ok(ObjectType::Contact),
            "COMPANY" => Ok(ObjectType::Company),
            "DEAL" => Ok(ObjectType::Deal),
            "TICKET" => Ok(ObjectType::Ticket),
            // Recorded in 2022, without a category.
            _ => Err(Problem::new(400, format!("Invalid enum constant '{name}' for class ObjectType"))),
        }
    }

    /// The name in capitals.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ObjectType::Contact => "CONTACT",
            ObjectType::Company => "COMPANY",
            ObjectType::Deal => "DEAL",
            ObjectType::Ticket => "TICKET",
        }
    }
}

/// One direction of an association with an engagement; crm-associations v1 has a number for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Definition {
    /// What the engagement hangs on.
    pub(crate) kind: ObjectType,
    /// Whether `fromObjectId` is the engagement's.
    pub(crate) from_engagement: bool,
}

impl Definition {
    /// Reads a definition id. Those that do not lead to or from an engagement (contact to company: 1, …) count as
    /// unknown, as the emulator keeps no such records.
    pub(crate) fn parse(id: i64) -> Option<Definition> {
        let (kind, from_engagement) = match id {
            7 => (ObjectType::Company, false),
            8 => (ObjectType::Company, true),
            9 => (ObjectType::Contact, false),
            10 => (ObjectType::Contact, true),
            11 => (ObjectType::Deal, false),
            12 => (ObjectType::Deal, true),
            17 => (ObjectType::Ticket, false),
            18 => (ObjectType::Ticket, true),
            _ => return None,
        };
        Some(Definition { kind, from_engagement })
    }
}

/// The ids, in the order in which the service lists their keys.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Associations {
    pub(crate) contact_ids: Vec<i64>,
    pub(crate) company_ids: Vec<i64>,
    pub(crate) deal_ids: Vec<i64>,
    /// Owners mentioned with @, not the assignee.
    pub(crate) owner_ids: Vec<i64>,
    pub(crate) workflow_ids: Vec<i64>,
    pub(crate) ticket_ids: Vec<i64>,
    pub(crate) content_ids: Vec<i64>,
    pub(crate) quote_ids: Vec<i64>,
}

impl Associations {
    /// Reads the keys that a create may set; the others are the service's own and are ignored.
    pub(crate) fn parse(fields: &Fields) -> Result<Associations, Problem> {
        Ok(Associations {
            contact_ids: ids(fields, "contactIds")?,
            company_ids: ids(fields, "companyIds")?,
            deal_ids: ids(fields, "dealIds")?,
            owner_ids: ids(fields, "ownerIds")?,
            ticket_ids: ids(fields, "ticketIds")?,
            ..Associations::default()
        })
    }

    /// The ids of that kind.
    pub(crate) fn of(&self, kind: ObjectType) -> &[i64] {
        match kind {
            ObjectType::Contact => &self.contact_ids,
            ObjectType::Company => &self.company_ids,
            ObjectType::Deal => &self.deal_ids,
            ObjectType::Ticket => &self.ticket_ids,
        }
    }

    /// Adds one id; adding it again changes nothing.
    pub(crate) fn add(&mut self, kind: ObjectType, id: i64) {
        let ids = self.of_mut(kind);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }

    /// Takes one id away; one that is not there stays away.
    pub(crate) fn remove(&mut self, kind: ObjectType, id: i64) {
        self.of_mut(kind).retain(|&have| have != id);
    }

    fn of_mut(&mut self, kind: ObjectType) -> &mut Vec<i64> {
        match kind {
            ObjectType::Contact => &mut self.contact_ids,
            ObjectType::Company => &mut self.company_ids,
            ObjectType::Deal => &mut self.deal_ids,
            ObjectType::Ticket => &mut self.ticket_ids,
        }
    }
}

/// Reads an array of ids; a `null` inside it is dropped, as recorded.
fn ids(fields: &Fields, key: &str) -> Result<Vec<i64>, Problem> {
    let Some(value) = fields.get(key) else { return Ok(Vec::new()) };
    let given: Option<Vec<Option<i64>>> =
        read(value).ok_or_else(|| Problem::invalid(format!("Invalid input JSON: associations.{key}")))?;
    let mut ids = Vec::new();
    for id in given.unwrap_or_default().into_iter().flatten() {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

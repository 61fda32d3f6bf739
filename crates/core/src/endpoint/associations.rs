//! `PUT /crm-associations/v1/associations` and its batch and delete forms

use super::{Endpoint, Idempotency, RequestContext, Target, check_id, done, no_html};
use crate::error::{Issue, ValidationError};
use crate::ids::Id;
use crate::json::{self, ReadError, quoted, shorten};
use crate::model::ObjectType;
use crate::wire::{Method, Request, Response};

/// An engagement and a CRM record that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Association {
    /// The engagement.
    pub engagement_id: Id,
    /// The kind of record: CONTACT, COMPANY, DEAL or TICKET.
    pub object_type: ObjectType,
    /// The record.
    pub object_id: Id,
}

/// `PUT /crm-associations/v1/associations`, or `…/create-batch` for several: associates existing engagements.
///
/// It does not move `lastUpdated`, so no listing of changes shows it.
#[derive(Debug, Clone)]
pub struct Associate {
    /// What is to be associated; at least one.
    pub associations: Vec<Association>,
}

/// `PUT /crm-associations/v1/associations/delete`, or `…/delete-batch` for several: ends associations.
#[derive(Debug, Clone)]
pub struct Dissociate {
    /// What is to be ended; at least one.
    pub associations: Vec<Association>,
}

const ASSOCIATIONS: &str = "/crm-associations/v1/associations";

/// The service's number for "engagement to record of this type"; the other way round each has another number.
fn definition_id(object_type: &ObjectType) -> Option<u32> {
    match object_type {
        ObjectType::Company => Some(8),
        ObjectType::Contact => Some(10),
        ObjectType::Deal => Some(12),
        ObjectType::Ticket => Some(18),
        _ => None,
    }
}

/// One association as the service reads it, or what is wrong with it.
fn definition(association: &Association, pointer: &str, issues: &mut Vec<Issue>) -> String {
    let Association { engagement_id, object_type, object_id } = association;
    let object_type = ObjectType::from(object_type.as_str().to_ascii_uppercase().as_str());
    check_id(issues, &format!("{pointer}engagementId"), *engagement_id);
    check_id(issues, &format!("{pointer}objectId"), *object_id);
    let definition_id = definition_id(&object_type).unwrap_or_else(|| {
        let given = shorten(association.object_type.as_str());
        let message = format!("must be CONTACT, COMPANY, DEAL or TICKET; given {}", quoted(&given));
        issues.push(Issue::new(format!("/{pointer}objectType"), "invalid_object_type", message));
        0
    });
    format!(
        "{{\"fromObjectId\":{engagement_id},\"toObjectId\":{object_id},\
         \"category\":\"HUBSPOT_DEFINED\",\"definitionId\":{definition_id}}}"
    )
}

fn request(
    context: &RequestContext<'_>,
    associations: &[Association],
    single: Target,
    batch: &str,
) -> Result<Request, ValidationError> {
    let mut issues = Vec::new();
    let is_single = associations.len() == 1;
    let mut bodies = String::from("[");
    for (index, association) in associations.iter().enumerate() {
        let pointer = if is_single { String::new() } else { format!("associations/{index}/") };
        json::write_comma(&mut bodies);
        bodies.push_str(&definition(association, &pointer, &mut issues));
    }
    if associations.is_empty() {
        issues.push(Issue::new("/associations", "required", "is empty: give at least one association"));
    }
    done(issues)?;
    if is_single {
        return Ok(context.request(Method::Put, single, bodies.strip_prefix('[').map(str::to_owned)));
    }
    let target = Target::new(ASSOCIATIONS).segment(batch);
    Ok(context.request(Method::Put, target, Some(bodies + "]")))
}

impl Endpoint for Associate {
    type Output = ();
    const NAME: &'static str = "associations.create";
    const IDEMPOTENCY: Idempotency = Idempotency::Idempotent;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        request(context, &self.associations, Target::new(ASSOCIATIONS), "create-batch")
    }

    /// The service answers 204 without a body.
    fn parse(&self, response: &Response) -> Result<(), ReadError> {
        no_html(response)
    }
}

impl Endpoint for Dissociate {
    type Output = ();
    const NAME: &'static str = "associations.delete";
    const IDEMPOTENCY: Idempotency = Idempotency::Idempotent;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        request(context, &self.associations, Target::new(ASSOCIATIONS).segment("delete"), "delete-batch")
    }

    /// The service answers 204 without a body.
    fn parse(&self, response: &Response) -> Result<(), ReadError> {
        no_html(response)
    }
}

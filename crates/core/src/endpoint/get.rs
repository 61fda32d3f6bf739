//! `GET /engagements/v1/engagements/{id}`

use super::{ENGAGEMENTS, Endpoint, Idempotency, RequestContext, Target, check_id, done};
use crate::error::ValidationError;
use crate::ids::Id;
use crate::json::ReadError;
use crate::model::Record;
use crate::wire::{Method, Request, Response};

/// `GET /engagements/v1/engagements/{id}`: one engagement.
#[derive(Debug, Clone)]
pub struct GetEngagement {
    /// The engagement.
    pub id: Id,
}

impl Endpoint for GetEngagement {
    type Output = Record;
    const NAME: &'static str = "engagements.get";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    const EMPTY_IS_MISSING: bool = true;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let mut issues = Vec::new();
        check_id(&mut issues, "id", self.id);
        done(issues)?;
        Ok(context.request(Method::Get, Target::new(ENGAGEMENTS).segment(self.id), None))
    }

    fn parse(&self, response: &Response) -> Result<Record, ReadError> {
        Record::from_body(&response.body)
    }
}

//! `DELETE /engagements/v1/engagements/{id}`

use super::{ENGAGEMENTS, Endpoint, Idempotency, RequestContext, Target, check_id, done, no_html};
use crate::error::ValidationError;
use crate::ids::Id;
use crate::json::ReadError;
use crate::wire::{Method, Request, Response};

/// `DELETE /engagements/v1/engagements/{id}`: deletes an engagement.
#[derive(Debug, Clone)]
pub struct DeleteEngagement {
    /// The engagement.
    pub id: Id,
}

impl Endpoint for DeleteEngagement {
    type Output = ();
    const NAME: &'static str = "engagements.delete";
    const IDEMPOTENCY: Idempotency = Idempotency::Idempotent;
    const MISSING_IS_DONE: bool = true;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let mut issues = Vec::new();
        check_id(&mut issues, "id", self.id);
        done(issues)?;
        Ok(context.request(Method::Delete, Target::new(ENGAGEMENTS).segment(self.id), None))
    }

    /// The service answers 204 without a body.
    fn parse(&self, response: &Response) -> Result<(), ReadError> {
        no_html(response)
    }
}

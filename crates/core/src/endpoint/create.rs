//! `POST /engagements/v1/engagements`

use super::{ENGAGEMENTS, Endpoint, Idempotency, RequestContext, Target, done};
use crate::error::ValidationError;
use crate::json::ReadError;
use crate::model::{Engagement, Record};
use crate::validate;
use crate::wire::{Method, Request, Response};

/// `POST /engagements/v1/engagements`: makes an engagement.
///
/// The service knows no idempotency key: sent twice, it makes two.
#[derive(Debug, Clone)]
pub struct CreateEngagement {
    /// The engagement, with a type and metadata.
    pub body: Engagement,
}

impl Endpoint for CreateEngagement {
    type Output = Record;
    const NAME: &'static str = "engagements.create";
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        done(validate::create(&self.body))?;
        Ok(context.request(Method::Post, Target::new(ENGAGEMENTS), Some(self.body.to_json())))
    }

    fn parse(&self, response: &Response) -> Result<Record, ReadError> {
        Record::from_body(&response.body)
    }
}

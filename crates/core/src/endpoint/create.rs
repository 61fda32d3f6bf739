//! `POST /engagements/v1/engagements`

use super::{ENGAGEMENTS, Endpoint, Idempotency, RequestContext, Target, done};
use crate::error::ValidationError;
use crate::json::{Raw, ReadError};
use crate::model::Record;
use crate::validate::{self, Purpose};
use crate::wire::{Method, Request, Response};

/// `POST /engagements/v1/engagements`: makes an engagement.
///
/// The service knows no idempotency key: sent twice, it makes two.
#[derive(Debug, Clone)]
pub struct CreateEngagement {
    /// The engagement in the service's shape, with a type and metadata; an [`Engagement`](crate::model::Engagement)
    /// turns into it.
    pub body: Raw,
    /// Whether warnings keep it from being sent.
    pub strict: bool,
}

impl Endpoint for CreateEngagement {
    type Output = Record;
    const NAME: &'static str = "engagements.create";
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let body = self.body.as_str();
        done(validate::errors(body, Purpose::Create, self.strict))?;
        let request = context.request(Method::Post, Target::new(ENGAGEMENTS), Some(body.to_owned()));
        Ok(Request { once: true, ..request })
    }

    fn parse(&self, response: &Response) -> Result<Record, ReadError> {
        Record::from_body(&response.body)
    }
}

//! `GET /calling/v1/dispositions`

use super::{Endpoint, Idempotency, RequestContext, Target};
use crate::error::ValidationError;
use crate::json::{self, Json, ReadError, Source};
use crate::model::Disposition;
use crate::wire::{Method, Request, Response};

/// `GET /calling/v1/dispositions`: the portal's call outcomes.
#[derive(Debug, Clone, Default)]
pub struct ListDispositions;

impl Endpoint for ListDispositions {
    type Output = Vec<Disposition>;
    const NAME: &'static str = "dispositions.list";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        Ok(context.request(Method::Get, Target::new("/calling/v1/dispositions"), None))
    }

    fn parse(&self, response: &Response) -> Result<Vec<Disposition>, ReadError> {
        Json::read(json::checked(crate::model::utf8(&response.body)?)?, Source::Service)
    }
}

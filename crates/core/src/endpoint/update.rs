//! `PATCH /engagements/v1/engagements/{id}`

use super::{ENGAGEMENTS, Endpoint, Idempotency, RequestContext, Target, check_id, done, no_html};
use crate::error::ValidationError;
use crate::ids::Id;
use crate::json::{self, Raw, ReadError};
use crate::model::{Record, text, utf8};
use crate::validate::{self, Purpose};
use crate::wire::{Method, Request, Response};

/// `PATCH /engagements/v1/engagements/{id}`: changes an engagement's time, owner or metadata.
///
/// Metadata that is not given stays. Type and associations cannot be changed here.
#[derive(Debug, Clone)]
pub struct UpdateEngagement {
    /// The engagement.
    pub id: Id,
    /// What is to change, in the service's shape; an [`Engagement`](crate::model::Engagement) turns into it.
    pub body: Raw,
    /// Whether warnings keep it from being sent.
    pub strict: bool,
}

impl Endpoint for UpdateEngagement {
    /// The engagement after the change, where the service says so.
    type Output = Option<Record>;
    const NAME: &'static str = "engagements.update";
    const IDEMPOTENCY: Idempotency = Idempotency::Idempotent;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let body = self.body.as_str();
        let mut issues = validate::errors(body, Purpose::Update, self.strict);
        check_id(&mut issues, "id", self.id);
        done(issues)?;
        let target = Target::new(ENGAGEMENTS).segment(self.id);
        Ok(context.request(Method::Patch, target, Some(body.to_owned())))
    }

    /// No answer to a change is on record, so one that is empty, not JSON or only a part counts as a
    /// success too.
    fn parse(&self, response: &Response) -> Result<Option<Record>, ReadError> {
        no_html(response)?;
        let content_type = response.headers.get("content-type").unwrap_or_default();
        let is_json = content_type.to_ascii_lowercase().starts_with("application/json");
        if response.body.trim_ascii().is_empty() || !is_json {
            return Ok(None);
        }
        let text = json::checked(utf8(&response.body)?)?;
        let has_engagement = text::check(text)?;
        if has_engagement { Record::from_body(&response.body).map(Some) } else { Ok(None) }
    }
}

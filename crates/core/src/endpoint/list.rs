//! `GET /engagements/v1/engagements/paged`

use super::{ENGAGEMENTS, Endpoint, Idempotency, Paginated, RequestContext, Target, check_limit, done};
use crate::error::ValidationError;
use crate::json::ReadError;
use crate::model::{Cursor, Page};
use crate::wire::{Method, Request, Response};

/// `GET /engagements/v1/engagements/paged`: every engagement, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub struct ListEngagements {
    /// Records a page, 1 to 250; the service's default is 100.
    pub limit: Option<u32>,
    /// Where to begin: the id behind which the page starts.
    pub offset: Option<Cursor>,
    /// Whether a record at which the service fails, however small the page, is left out instead of ending the walk.
    pub skip_poison: bool,
}

impl Endpoint for ListEngagements {
    type Output = Page;
    const NAME: &'static str = "engagements.list";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let mut issues = Vec::new();
        check_limit(&mut issues, "limit", self.limit, 250);
        done(issues)?;
        let target = Target::new(ENGAGEMENTS)
            .segment("paged")
            .query("limit", self.limit)
            .query("offset", self.offset.as_ref());
        Ok(context.request(Method::Get, target, None))
    }

    fn parse(&self, response: &Response) -> Result<Page, ReadError> {
        Page::from_body(&response.body, "offset")
    }
}

impl Paginated for ListEngagements {
    fn starting_at(&self, cursor: &Cursor) -> ListEngagements {
        ListEngagements { offset: Some(cursor.clone()), ..self.clone() }
    }

    fn page_size(&self) -> Option<u32> {
        Some(self.limit.unwrap_or(100))
    }

    fn with_page_size(&self, size: u32) -> Self {
        Self { limit: Some(size), ..self.clone() }
    }

    fn cursor(&self) -> Option<&Cursor> {
        self.offset.as_ref()
    }

    fn skips_poison(&self) -> bool {
        self.skip_poison
    }
}

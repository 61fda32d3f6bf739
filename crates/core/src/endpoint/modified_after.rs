//! `GET /engagements/v1/engagements/modified/after`

use super::{ENGAGEMENTS, Endpoint, Idempotency, Paginated, RequestContext, Target, check_limit, done};
use crate::clock::Timestamp;
use crate::error::ValidationError;
use crate::json::ReadError;
use crate::model::{Cursor, Page};
use crate::wire::{Method, Request, Response};

/// Where the listing of modified engagements begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// At a time.
    Time(Timestamp),
    /// Where an earlier page ended.
    Cursor(Cursor),
}

/// `GET /engagements/v1/engagements/modified/after`: what was modified after a time, in no particular order.
///
/// Without the scope `crm.objects.contacts.read` the service answers 200 with no records.
#[derive(Debug, Clone)]
pub struct ListModifiedAfter {
    /// Where to begin.
    pub after: After,
    /// Records a page, 1 to 1000; the service's default is 100.
    pub limit: Option<u32>,
}

impl Endpoint for ListModifiedAfter {
    type Output = Page;
    const NAME: &'static str = "engagements.modified_after";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let mut issues = Vec::new();
        check_limit(&mut issues, "limit", self.limit, 1000);
        done(issues)?;
        let after = match &self.after {
            After::Time(time) => time.0.to_string(),
            After::Cursor(cursor) => cursor.to_string(),
        };
        let target = Target::new(ENGAGEMENTS)
            .segment("modified")
            .segment("after")
            .query("after", Some(after))
            .query("limit", self.limit);
        Ok(context.request(Method::Get, target, None))
    }

    fn parse(&self, response: &Response) -> Result<Page, ReadError> {
        Page::from_body(&response.body, "after")
    }
}

impl Paginated for ListModifiedAfter {
    fn starting_at(&self, cursor: &Cursor) -> ListModifiedAfter {
        ListModifiedAfter { after: After::Cursor(cursor.clone()), ..self.clone() }
    }

    fn page_size(&self) -> Option<u32> {
        Some(self.limit.unwrap_or(100))
    }

    fn with_page_size(&self, size: u32) -> Self {
        Self { limit: Some(size), ..self.clone() }
    }

    fn cursor(&self) -> Option<&Cursor> {
        match &self.after {
            After::Cursor(cursor) => Some(cursor),
            After::Time(_) => None,
        }
    }
}

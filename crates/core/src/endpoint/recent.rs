//! `GET /engagements/v1/engagements/recent/modified`

use super::{ENGAGEMENTS, Endpoint, Idempotency, Paginated, RequestContext, Target, check_limit, done};
use crate::clock::Timestamp;
use crate::error::{Issue, ValidationError};
use crate::json::ReadError;
use crate::model::{Cursor, Page};
use crate::wire::{Method, Request, Response};

/// `GET /engagements/v1/engagements/recent/modified`: what was made or changed lately, newest first.
///
/// It reaches back 30 days or 10,000 records, whichever is less.
#[derive(Debug, Clone, Default)]
pub struct ListRecent {
    /// Records a page, 1 to 100; the service's default is 20.
    pub count: Option<u32>,
    /// Where to begin: the number of rows to leave out.
    pub offset: Option<Cursor>,
    /// Only what was changed after this time; not before 1970-01-01T00:00:01Z.
    pub since: Option<Timestamp>,
}

/// The service has answered `since=0` with 500.
const EARLIEST_SINCE: Timestamp = Timestamp(1000);

impl Endpoint for ListRecent {
    type Output = Page;
    const NAME: &'static str = "engagements.recent";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let mut issues = Vec::new();
        check_limit(&mut issues, "count", self.count, 100);
        if let Some(since) = self.since.filter(|since| *since < EARLIEST_SINCE) {
            let message = format!("must be at least 1000 ms (one second into 1970); given {} ms", since.0);
            issues.push(Issue::new("/since", "out_of_range", message));
        }
        done(issues)?;
        let target = Target::new(ENGAGEMENTS)
            .segment("recent")
            .segment("modified")
            .query("count", self.count)
            .query("offset", self.offset.as_ref())
            .query("since", self.since.map(|since| since.0));
        Ok(context.request(Method::Get, target, None))
    }

    fn parse(&self, response: &Response) -> Result<Page, ReadError> {
        Page::from_body(&response.body, "offset")
    }
}

impl Paginated for ListRecent {
    fn starting_at(&self, cursor: &Cursor) -> ListRecent {
        ListRecent { offset: Some(cursor.clone()), ..self.clone() }
    }

    fn page_size(&self) -> Option<u32> {
        Some(self.count.unwrap_or(20))
    }

    fn with_page_size(&self, size: u32) -> Self {
        Self { count: Some(size), ..self.clone() }
    }

    fn cursor(&self) -> Option<&Cursor> {
        self.offset.as_ref()
    }
}

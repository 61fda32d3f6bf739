//! `GET /engagements/v1/engagements/associated/{objectType}/{objectId}/paged`

use super::{
    ENGAGEMENTS, Endpoint, Idempotency, Paginated, RequestContext, Target, check_id, check_limit, done,
};
use crate::error::{Issue, ValidationError};
use crate::ids::Id;
use crate::json::{ReadError, quoted, shorten};
use crate::model::{Cursor, ObjectType, Page};
use crate::wire::{Method, Request, Response};

/// `GET /engagements/v1/engagements/associated/{objectType}/{objectId}/paged`: the engagements of one record.
#[derive(Debug, Clone)]
pub struct ListAssociated {
    /// The kind of record: CONTACT, COMPANY, DEAL or TICKET; the service decides about others.
    pub object_type: ObjectType,
    /// The record.
    pub object_id: Id,
    /// Records a page, 1 to 250. How many the service gives at most is not documented.
    pub limit: Option<u32>,
    /// Where to begin.
    pub offset: Option<Cursor>,
}

impl Endpoint for ListAssociated {
    type Output = Page;
    const NAME: &'static str = "engagements.associated";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let mut issues = Vec::new();
        let object_type = self.object_type.as_str().to_ascii_uppercase();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if object_type.is_empty() || !object_type.bytes().all(is_word) {
            let message = format!(
                "must be a record type such as CONTACT, COMPANY, DEAL or TICKET; given {}",
                quoted(&shorten(self.object_type.as_str()))
            );
            issues.push(Issue::new("/objectType", "invalid_object_type", message));
        }
        check_id(&mut issues, "objectId", self.object_id);
        check_limit(&mut issues, "limit", self.limit, 250);
        done(issues)?;
        let target = Target::new(ENGAGEMENTS)
            .segment("associated")
            .segment(object_type)
            .segment(self.object_id)
            .segment("paged")
            .query("limit", self.limit)
            .query("offset", self.offset.as_ref());
        Ok(context.request(Method::Get, target, None))
    }

    fn parse(&self, response: &Response) -> Result<Page, ReadError> {
        Page::from_body(&response.body, "offset")
    }
}

impl Paginated for ListAssociated {
    fn starting_at(&self, cursor: &Cursor) -> ListAssociated {
        ListAssociated { offset: Some(cursor.clone()), ..self.clone() }
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
}

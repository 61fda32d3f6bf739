//! `GET /crm/v3/owners` and `GET /crm/v3/owners/{id}`

use super::{Endpoint, Idempotency, Paginated, RequestContext, Target, check_id, done};
use crate::error::ValidationError;
use crate::ids::Id;
use crate::json::{self, Json, ReadError, Source};
use crate::model::{Cursor, Owner, OwnerPage, utf8};
use crate::wire::{Method, Request, Response};

const OWNERS: &str = "/crm/v3/owners";

/// `GET /crm/v3/owners`: who engagements are assigned to.
#[derive(Debug, Clone, Default)]
pub struct ListOwners {
    /// Those who were deactivated, instead of those who are active.
    pub archived: bool,
    /// Where to begin.
    pub after: Option<Cursor>,
}

/// The most owners that a page can have.
const LIMIT: u32 = 500;

impl Endpoint for ListOwners {
    type Output = OwnerPage;
    const NAME: &'static str = "owners.list";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let target = Target::new(OWNERS)
            .query("limit", Some(LIMIT))
            .query("after", self.after.as_ref())
            .query("archived", self.archived.then_some(true));
        Ok(context.request(Method::Get, target, None))
    }

    fn parse(&self, response: &Response) -> Result<OwnerPage, ReadError> {
        OwnerPage::from_body(&response.body)
    }
}

impl Paginated for ListOwners {
    fn starting_at(&self, cursor: &Cursor) -> ListOwners {
        ListOwners { after: Some(cursor.clone()), ..self.clone() }
    }

    /// There are few owners: the largest page always.
    fn page_size(&self) -> Option<u32> {
        None
    }

    fn with_page_size(&self, _: u32) -> ListOwners {
        self.clone()
    }

    fn cursor(&self) -> Option<&Cursor> {
        self.after.as_ref()
    }
}

/// What an owner is looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnerIdProperty {
    /// The owner's id: `engagement.ownerId`.
    #[default]
    Id,
    /// The user's id: `engagement.createdBy` and `modifiedBy`.
    UserId,
}

impl OwnerIdProperty {
    /// The service's word.
    pub fn as_str(self) -> &'static str {
        match self {
            OwnerIdProperty::Id => "id",
            OwnerIdProperty::UserId => "userId",
        }
    }
}

/// `GET /crm/v3/owners/{id}`: one owner.
#[derive(Debug, Clone)]
pub struct GetOwner {
    /// The owner's or the user's id.
    pub id: Id,
    /// Which of the two it is.
    pub id_property: OwnerIdProperty,
    /// Whether the owner was deactivated: the service looks among those or among the others.
    pub archived: bool,
}

impl Endpoint for GetOwner {
    type Output = Owner;
    const NAME: &'static str = "owners.get";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        let mut issues = Vec::new();
        check_id(&mut issues, "id", self.id);
        done(issues)?;
        let by_user = self.id_property == OwnerIdProperty::UserId;
        let target = Target::new(OWNERS)
            .segment(self.id)
            .query("idProperty", by_user.then_some(self.id_property.as_str()))
            .query("archived", self.archived.then_some(true));
        Ok(context.request(Method::Get, target, None))
    }

    fn parse(&self, response: &Response) -> Result<Owner, ReadError> {
        Json::read(json::checked(utf8(&response.body)?)?, Source::Service)
    }
}

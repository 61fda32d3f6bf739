use crate::ids::Id;
use crate::json::{self, Json, Raw, ReadError, Source, object};
use crate::model::{Cursor, OwnerType, utf8};

object! {
    /// Who engagements are assigned to: `engagement.ownerId` is an owner's `id` as a number.
    pub struct Owner {
        /// The owner's id, which is a string here.
        id: String = "id";
        /// The address.
        email: String = "email";
        /// A person or a queue.
        kind: OwnerType = "type";
        /// Given name.
        first_name: String = "firstName";
        /// Family name.
        last_name: String = "lastName";
        /// The user's id, which `createdBy` and `modifiedBy` name; absent for one who was deactivated.
        user_id: Id = "userId";
        /// The same, also for one who was deactivated.
        user_id_including_inactive: Id = "userIdIncludingInactive";
        /// The owner's teams.
        teams: Raw = "teams";
        /// When the owner was made (RFC 3339).
        created_at: String = "createdAt";
        /// When the owner was changed last (RFC 3339).
        updated_at: String = "updatedAt";
        /// Whether the owner was deactivated.
        archived: bool = "archived";
    }
}

/// A page of the owners.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnerPage {
    /// The owners.
    pub results: Vec<Owner>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<Cursor>,
}

impl OwnerPage {
    /// Takes a response `{results, paging: {next: {after}}}`.
    pub(crate) fn from_body(body: &[u8]) -> Result<OwnerPage, ReadError> {
        let mut page = OwnerPage { results: Vec::new(), next: None };
        let mut has_results = false;
        json::each_entry(json::checked(utf8(body)?)?, &mut |key, text| {
            match key {
                "results" => {
                    has_results = true;
                    page.results = Json::read(text, Source::Service)?;
                }
                "paging" if !json::is_null(text) => page.next = next(text)?,
                _ => {}
            }
            Ok(())
        })?;
        if has_results { Ok(page) } else { Err(ReadError::new("a page must have `results`")) }
    }
}

/// The cursor in `{next: {after}}`.
fn next(paging: &str) -> Result<Option<Cursor>, ReadError> {
    let Some(next) = json::entry(paging, "next")? else { return Ok(None) };
    let Some(after) = json::entry(next, "after").map_err(|error| error.under("next"))? else {
        return Ok(None);
    };
    Cursor::read(after).map(Some).map_err(|error| error.under("after").under("next"))
}

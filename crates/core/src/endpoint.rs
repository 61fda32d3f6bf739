//! One type for each endpoint: what it asks for and what it makes of a success.
//!
//! An endpoint never sees another status than 2xx, nor the token, a retry or a rate limit.

pub(crate) mod any;
mod associated;
mod associations;
mod create;
mod delete;
mod dispositions;
mod get;
mod list;
mod modified_after;
mod owners;
mod recent;
mod update;

use std::fmt::{Display, Write};
use std::sync::Arc;

pub use associated::ListAssociated;
pub use associations::{Associate, Association, Dissociate};
pub use create::CreateEngagement;
pub use delete::DeleteEngagement;
pub use dispositions::ListDispositions;
pub use get::GetEngagement;
pub use list::ListEngagements;
pub use modified_after::{After, ListModifiedAfter};
pub use owners::{GetOwner, ListOwners, OwnerIdProperty};
pub use recent::ListRecent;
pub use update::UpdateEngagement;

use crate::error::{Issue, ValidationError};
use crate::ids::Id;
use crate::json::ReadError;
use crate::model::{Cursor, OwnerPage, Page};
use crate::settings::Settings;
use crate::wire::{Headers, Method, Request, Response};

/// Whether sending a request again can do harm. Declared for each endpoint, never guessed from the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// It changes nothing.
    Safe,
    /// Twice does the same as once.
    Idempotent,
    /// Twice makes two records.
    Unsafe,
}

/// An endpoint's constants as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// [`Endpoint::NAME`].
    pub operation: &'static str,
    /// [`Endpoint::IDEMPOTENCY`].
    pub idempotency: Idempotency,
    /// [`Endpoint::MISSING_IS_DONE`].
    pub missing_is_done: bool,
    /// [`Endpoint::EMPTY_IS_MISSING`].
    pub empty_is_missing: bool,
}

/// One endpoint of the service, with its parameters.
pub trait Endpoint {
    /// What a success gives.
    type Output;
    /// The operation's name in errors, tests and docs, such as `engagements.create`.
    const NAME: &'static str;
    /// Whether it may be sent again.
    const IDEMPOTENCY: Idempotency;
    /// Whether finding nothing is a success once an earlier attempt may have been carried out, as for a delete.
    const MISSING_IS_DONE: bool = false;
    /// Whether a success without a body means that there is nothing, as the service answered in 2016.
    const EMPTY_IS_MISSING: bool = false;

    /// Its constants, for a machine that learns only when it runs which endpoint it asks.
    fn traits(&self) -> Traits {
        Traits {
            operation: Self::NAME,
            idempotency: Self::IDEMPOTENCY,
            missing_is_done: Self::MISSING_IS_DONE,
            empty_is_missing: Self::EMPTY_IS_MISSING,
        }
    }

    /// The request.
    ///
    /// # Errors
    /// Everything that is wrong with the parameters, before anything is sent.
    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError>;

    /// Reads a success.
    ///
    /// # Errors
    /// [`ReadError`] where the body is not what the endpoint promises.
    fn parse(&self, response: &Response) -> Result<Self::Output, ReadError>;
}

/// A page of any listing, seen by whoever walks it.
pub trait PageOutput {
    /// Where the next page begins; `None` on the last page.
    fn next(&self) -> Option<&Cursor>;
    /// Whether the service says that more follows.
    fn has_more(&self) -> bool;
    /// The page with what was left out before it.
    #[must_use]
    fn with_skipped(self, ids: &[Id]) -> Self;
}

impl PageOutput for Page {
    fn next(&self) -> Option<&Cursor> {
        self.next()
    }
    fn has_more(&self) -> bool {
        self.has_more()
    }
    fn with_skipped(self, ids: &[Id]) -> Page {
        Page::with_skipped(self, ids)
    }
}

impl PageOutput for OwnerPage {
    fn next(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }
    fn has_more(&self) -> bool {
        self.next.is_some()
    }
    fn with_skipped(self, _: &[Id]) -> OwnerPage {
        self
    }
}

/// An endpoint whose answer is a page of a listing.
pub trait Paginated: Endpoint<Output: PageOutput> + Sized {
    /// The same listing from `cursor` on.
    #[must_use]
    fn starting_at(&self, cursor: &Cursor) -> Self;

    /// Records a page: what was asked for, or what the service gives unasked; `None` where the size is fixed.
    fn page_size(&self) -> Option<u32>;

    /// The same listing in pages of this size.
    #[must_use]
    fn with_page_size(&self, size: u32) -> Self;

    /// Where the listing begins; `None` for the beginning.
    fn cursor(&self) -> Option<&Cursor>;

    /// Whether a record that the service cannot deliver is left out. Only for a listing in the order of its ids, whose
    /// cursor is the last of them: no other can be continued behind a record that nobody has seen.
    fn skips_poison(&self) -> bool {
        false
    }
}

/// What every request has in common.
#[derive(Debug, Clone, Copy)]
pub struct RequestContext<'a> {
    settings: &'a Settings,
}

impl<'a> RequestContext<'a> {
    /// Requests with these settings.
    pub fn new(settings: &'a Settings) -> RequestContext<'a> {
        RequestContext { settings }
    }

    /// A request to `target`, with a JSON body where there is one. The token is added when it is sent.
    pub(crate) fn request(&self, method: Method, target: Target, body: Option<String>) -> Request {
        let mut headers = Headers::new();
        headers.push("accept", "application/json");
        if body.is_some() {
            headers.push("content-type", "application/json");
        }
        if let Some(agent) = &self.settings.user_agent {
            headers.push("user-agent", agent.as_str());
        }
        let url = format!("{}{}", self.settings.base_url.as_str(), target.text);
        let body = body.map(|text| Arc::from(text.into_bytes()));
        Request {
            method,
            url,
            headers,
            body,
            timeout: self.settings.timeout,
            max_response_bytes: self.settings.max_response_bytes,
            once: false,
        }
    }
}

/// Path and query of a request. Whatever is put in is escaped, so no value can add a segment or a parameter.
pub(crate) struct Target {
    text: String,
    has_query: bool,
}

impl Target {
    pub(crate) fn new(path: &str) -> Target {
        Target { text: path.to_owned(), has_query: false }
    }

    pub(crate) fn segment(mut self, value: impl Display) -> Target {
        self.text.push('/');
        escape(&mut self.text, &value.to_string());
        self
    }

    pub(crate) fn query(mut self, name: &str, value: Option<impl Display>) -> Target {
        if let Some(value) = value {
            self.text.push(if self.has_query { '&' } else { '?' });
            self.has_query = true;
            self.text.push_str(name);
            self.text.push('=');
            escape(&mut self.text, &value.to_string());
        }
        self
    }
}

/// Percent-encodes all but the characters that RFC 3986 calls unreserved.
pub(crate) fn escape(out: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte.into()),
            _ => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

/// Where engagements live.
pub(crate) const ENGAGEMENTS: &str = "/engagements/v1/engagements";

/// Checks an id that goes into a path: without one, `GET …/{id}` would ask for something else.
pub(crate) fn check_id(issues: &mut Vec<Issue>, name: &str, id: Id) {
    if !id.is_valid() {
        let message = format!("must be a whole number from 1 to 9223372036854775807; given {id}");
        issues.push(Issue::new(format!("/{name}"), "invalid_id", message));
    }
}

/// Checks a success that need not say anything: a page for people, such as a proxy's log-in, is none.
pub(crate) fn no_html(response: &Response) -> Result<(), ReadError> {
    let content_type = response.headers.get("content-type").unwrap_or_default();
    let is_html = content_type.trim_ascii_start().to_ascii_lowercase().starts_with("text/html");
    if is_html && (200..=299).contains(&response.status) {
        return Err(ReadError::new("expected the service's answer, found an HTML page"));
    }
    Ok(())
}

/// Checks a page size.
pub(crate) fn check_limit(issues: &mut Vec<Issue>, name: &str, limit: Option<u32>, max: u32) {
    if let Some(limit) = limit.filter(|limit| !(1..=max).contains(limit)) {
        let message = format!("must be a whole number from 1 to {max}; given {limit}");
        issues.push(Issue::new(format!("/{name}"), "out_of_range", message));
    }
}

pub(crate) fn done(issues: Vec<Issue>) -> Result<(), ValidationError> {
    if issues.is_empty() { Ok(()) } else { Err(ValidationError { issues }) }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn nothing_escapes_its_place() {
        let target =
            Target::new("/a").segment("1/../2?x#y").query("q", Some("a&b=c d+é")).query("none", None::<i64>);
        assert_eq!(target.text, "/a/1%2F..%2F2%3Fx%23y?q=a%26b%3Dc%20d%2B%C3%A9");
    }
}

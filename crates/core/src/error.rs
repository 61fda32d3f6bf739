//! One error for every operation and every language.

mod api;

pub(crate) use api::{category, policy_name};

use std::fmt;

use crate::json::{ReadError, Tree};
use crate::machine::Ticket;
use crate::wire::{FailureKind, Response, TransportFailure};

/// What kind of error it is; the same kinds are classes in JavaScript and Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// What the caller gave cannot be sent. Nothing was sent.
    Validation,
    /// No connection, or it broke.
    Connection,
    /// The time allowed ran out.
    Timeout,
    /// A create may have been applied, and nobody knows: it must not simply be sent again.
    AmbiguousCreate,
    /// 400, 414, 415, 422.
    BadRequest,
    /// 401: the token is missing, malformed, expired or revoked.
    Authentication,
    /// 403: a scope is missing, or the account refuses.
    PermissionDenied,
    /// 404 for a record: it was deleted or never existed.
    NotFound,
    /// 404 for the route itself, or 410: the endpoint is gone.
    EndpointGone,
    /// 409.
    Conflict,
    /// 423.
    Locked,
    /// 429.
    RateLimit,
    /// 5xx.
    Server,
    /// Any other status that is not a success; redirects are among them, for they are never followed.
    Api,
    /// A success whose body cannot be understood.
    Response,
    /// A listing that would never end: a cursor came twice, or is missing.
    Pagination,
    /// So many engagements are missing that a sync asks before it reports them as deleted.
    SuspiciousDeletes,
    /// The caller gave up.
    Cancelled,
}

impl ErrorKind {
    /// Every kind, for tables and tests.
    pub const ALL: &'static [ErrorKind] = &[
        ErrorKind::Validation,
        ErrorKind::Connection,
        ErrorKind::Timeout,
        ErrorKind::AmbiguousCreate,
        ErrorKind::BadRequest,
        ErrorKind::Authentication,
        ErrorKind::PermissionDenied,
        ErrorKind::NotFound,
        ErrorKind::EndpointGone,
        ErrorKind::Conflict,
        ErrorKind::Locked,
        ErrorKind::RateLimit,
        ErrorKind::Server,
        ErrorKind::Api,
        ErrorKind::Response,
        ErrorKind::Pagination,
        ErrorKind::SuspiciousDeletes,
        ErrorKind::Cancelled,
    ];

    /// The kind in snake case: stable, and the same in every language.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::Validation => "validation",
            ErrorKind::Connection => "connection",
            ErrorKind::Timeout => "timeout",
            ErrorKind::AmbiguousCreate => "ambiguous_create",
            ErrorKind::BadRequest => "bad_request",
            ErrorKind::Authentication => "authentication",
            ErrorKind::PermissionDenied => "permission_denied",
            ErrorKind::NotFound => "not_found",
            ErrorKind::EndpointGone => "endpoint_gone",
            ErrorKind::Conflict => "conflict",
            ErrorKind::Locked => "locked",
            ErrorKind::RateLimit => "rate_limit",
            ErrorKind::Server => "server",
            ErrorKind::Api => "api",
            ErrorKind::Response => "response",
            ErrorKind::Pagination => "pagination",
            ErrorKind::SuspiciousDeletes => "suspicious_deletes",
            ErrorKind::Cancelled => "cancelled",
        }
    }
}

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It cannot be sent like this.
    Error,
    /// It may be a mistake, and is sent all the same unless the caller asked for strictness.
    Warning,
}

impl Severity {
    /// The word for it, the same in every language.
    pub fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One thing that is wrong with what the caller gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// JSON pointer into the parameters, such as `/body/engagement/type`; for an option of the client, its name.
    pub pointer: String,
    /// What is wrong, in snake case: stable, and the same in every language.
    pub code: &'static str,
    /// What was given, what is allowed and what to do.
    pub message: String,
    /// How much it matters.
    pub severity: Severity,
}

impl Issue {
    /// An error of these parts.
    pub fn new(pointer: impl Into<String>, code: &'static str, message: impl Into<String>) -> Issue {
        Issue { pointer: pointer.into(), code, message: message.into(), severity: Severity::Error }
    }

    /// The issue under the keys of the bindings.
    pub fn tree(&self) -> Tree<'_> {
        Tree::Object(vec![
            ("pointer", (&self.pointer).into()),
            ("code", self.code.into()),
            ("message", (&self.message).into()),
            ("severity", self.severity.code().into()),
        ])
    }
}

/// Everything that is wrong with what the caller gave, at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    /// At least one issue.
    pub issues: Vec<Issue>,
}

impl From<Issue> for ValidationError {
    fn from(issue: Issue) -> ValidationError {
        ValidationError { issues: vec![issue] }
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, issue) in self.issues.iter().enumerate() {
            let separator = if index > 0 { "; " } else { "" };
            write!(f, "{separator}{}: {}", issue.pointer, issue.message)?;
        }
        Ok(())
    }
}

/// What is known of an error. Fields that do not apply are `None` or empty; none ever holds a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The kind.
    pub kind: ErrorKind,
    /// One sentence for a person.
    pub message: String,
    /// The operation, such as `engagements.create`; empty for an error in the client's options.
    pub operation: String,
    /// How many times the request was sent.
    pub attempts: u32,
    /// Whether the service may have carried the request out nonetheless.
    pub may_have_been_applied: bool,
    /// HTTP status.
    pub status: Option<u16>,
    /// The service's `category`, such as `VALIDATION_ERROR`.
    pub category: Option<String>,
    /// The service's `subCategory`.
    pub sub_category: Option<String>,
    /// The service's id of the exchange, which its support asks for.
    pub correlation_id: Option<String>,
    /// `policyName` of a 429: `SECONDLY`, `TEN_SECONDLY_ROLLING` or `DAILY`.
    pub policy_name: Option<String>,
    /// What the service says of each thing that it refuses, where it says more than one sentence.
    pub errors: Vec<String>,
    /// The scopes that the app lacks (permission denied).
    pub missing_scopes: Vec<String>,
    /// Response headers, cookies left out.
    pub headers: Vec<(String, String)>,
    /// The response's body as text, at most 8 KiB of it.
    pub body: Option<String>,
    /// What is wrong with the parameters (validation).
    pub issues: Vec<Issue>,
    /// JSON pointer into the body (response).
    pub path: Option<String>,
    /// The cursor that came again (pagination), or at which a listing failed.
    pub cursor: Option<String>,
    /// When trying again makes sense, in milliseconds since 1970, where the service says so.
    pub retry_at_ms: Option<i64>,
    /// What the record can be found by, where a create may have been applied; see `reconcile`.
    pub ticket: Option<Ticket>,
}

/// An error of this library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

impl Error {
    pub(crate) fn new(kind: ErrorKind, operation: &str, message: impl Into<String>) -> Error {
        Error(Box::new(Details {
            kind,
            message: message.into(),
            operation: operation.to_owned(),
            attempts: 0,
            may_have_been_applied: false,
            status: None,
            category: None,
            sub_category: None,
            correlation_id: None,
            policy_name: None,
            errors: Vec::new(),
            missing_scopes: Vec::new(),
            headers: Vec::new(),
            body: None,
            issues: Vec::new(),
            path: None,
            cursor: None,
            retry_at_ms: None,
            ticket: None,
        }))
    }

    /// The caller's mistake.
    pub(crate) fn validation(operation: &str, error: ValidationError) -> Error {
        let mut built = Error::new(ErrorKind::Validation, operation, error.to_string());
        built.0.issues = error.issues;
        built
    }

    /// A request without a complete response.
    pub(crate) fn transport(operation: &str, failure: &TransportFailure) -> Error {
        let kind = match failure.kind {
            FailureKind::Timeout => ErrorKind::Timeout,
            FailureKind::Cancelled => ErrorKind::Cancelled,
            FailureKind::TooLarge => ErrorKind::Response,
            FailureKind::Connection | FailureKind::Certificate | FailureKind::Body => ErrorKind::Connection,
        };
        Error::new(kind, operation, failure.message.clone())
    }

    /// A response that is not a success.
    pub(crate) fn api(operation: &str, response: &Response) -> Error {
        api::error(operation, response)
    }

    /// A success that has nothing in it.
    pub(crate) fn missing(operation: &str, response: &Response) -> Error {
        let message = format!("status {} with an empty body: there is no such record", response.status);
        Error::new(ErrorKind::NotFound, operation, message).with_response(response)
    }

    /// A success whose body cannot be understood.
    pub(crate) fn response(operation: &str, response: &Response, error: ReadError) -> Error {
        let content_type = response.headers.get("content-type").unwrap_or("none");
        let message = format!("the response cannot be read: {error} (content type: {content_type})");
        let mut built = Error::new(ErrorKind::Response, operation, message);
        built.0.path = Some(error.path);
        built.with_response(response)
    }

    /// An option of the client that cannot be used.
    pub fn invalid_option(issue: Issue) -> Error {
        Error::validation("", issue.into())
    }

    /// An adapter that cannot carry out anything at all.
    pub fn no_transport(message: &str) -> Error {
        Error::new(ErrorKind::Connection, "", message)
    }

    /// A record of a listing that cannot be decoded; its text is the error's body.
    pub fn undecodable(operation: &str, record: &crate::model::Record, error: ReadError) -> Error {
        let which = record.id().map_or_else(|| "without an id".to_owned(), |id| id.to_string());
        let message = format!("the record {which} cannot be read: {error}");
        let mut built = Error::new(ErrorKind::Response, operation, message);
        built.0.path = Some(error.path);
        built.0.body = Some(record.json().to_owned());
        built
    }

    /// A listing that would never end.
    pub(crate) fn pagination(operation: &str, cursor: Option<&str>, message: &str) -> Error {
        let mut built = Error::new(ErrorKind::Pagination, operation, message);
        built.0.cursor = cursor.map(str::to_owned);
        built
    }

    pub(crate) fn with_response(mut self, response: &Response) -> Error {
        const KEPT: usize = 8192;
        let kept = response.body.get(..KEPT).unwrap_or(&response.body);
        self.0.status = Some(response.status);
        self.0.headers.clear();
        for (name, value) in response.headers.shown() {
            self.0.headers.push((name.to_owned(), value.to_owned()));
        }
        self.0.body = Some(shown(kept));
        if self.0.correlation_id.is_none() {
            self.0.correlation_id = response.headers.get("x-hubspot-correlation-id").map(str::to_owned);
        }
        self
    }

    /// Adds what else the caller should know, in brackets.
    pub(crate) fn with_hint(mut self, hint: &str) -> Error {
        self.0.message = format!("{} ({hint})", self.0.message);
        self
    }

    pub(crate) fn with_missing_scope(mut self, scope: &str) -> Error {
        self.0.missing_scopes.push(scope.to_owned());
        self
    }

    pub(crate) fn with_retry_at(mut self, unix_ms: Option<i64>) -> Error {
        self.0.retry_at_ms = unix_ms;
        self
    }

    pub(crate) fn with_ticket(mut self, ticket: Option<Ticket>) -> Error {
        self.0.ticket = ticket;
        self
    }

    pub(crate) fn at_cursor(mut self, cursor: Option<&str>) -> Error {
        self.0.cursor = cursor.map(str::to_owned);
        self
    }

    pub(crate) fn of_operation(mut self, operation: &str) -> Error {
        operation.clone_into(&mut self.0.operation);
        self
    }

    pub(crate) fn after_attempts(mut self, attempts: u32) -> Error {
        self.0.attempts = attempts;
        self
    }

    /// Says that the service may have carried the request out.
    pub(crate) fn maybe_applied(mut self) -> Error {
        self.0.may_have_been_applied = true;
        self
    }

    /// The same for a create, which must then not be sent again.
    pub(crate) fn ambiguous(mut self) -> Error {
        self.0.kind = ErrorKind::AmbiguousCreate;
        self.0.message = format!(
            "the record may have been created: {}. Look for it before you create it again",
            self.0.message
        );
        self.maybe_applied()
    }

    /// Replaces every text in which a server or a transport could have echoed the token.
    pub(crate) fn scrubbed(mut self, token: &crate::secret::Token) -> Error {
        let scrub = |text: &mut String| *text = token.scrub(text);
        let Details { message, category, sub_category, correlation_id, policy_name, .. } = &mut *self.0;
        scrub(message);
        [category, sub_category, correlation_id, policy_name].into_iter().flatten().for_each(scrub);
        let Details { errors, missing_scopes, headers, body, path, cursor, issues, .. } = &mut *self.0;
        [body, path, cursor].into_iter().flatten().for_each(scrub);
        [errors, missing_scopes].into_iter().flatten().for_each(scrub);
        for (name, value) in headers {
            scrub(name);
            scrub(value);
        }
        for issue in issues {
            scrub(&mut issue.pointer);
            scrub(&mut issue.message);
        }
        self
    }

    /// Everything that is known as a JSON object, for the bindings.
    pub fn to_json(&self) -> String {
        self.tree().to_json()
    }

    /// Everything that is known, under the keys of the bindings.
    pub fn tree(&self) -> Tree<'_> {
        let Details { kind, message, operation, attempts, may_have_been_applied, .. } = &*self.0;
        let Details { status, category, sub_category, correlation_id, policy_name, .. } = &*self.0;
        let Details { errors, missing_scopes, headers, body, issues, .. } = &*self.0;
        let Details { path, cursor, retry_at_ms, ticket, .. } = &*self.0;
        let headers = headers.iter().map(|(name, value)| Tree::list([name, value]));
        Tree::Object(vec![
            ("code", kind.code().into()),
            ("message", message.into()),
            ("operation", operation.into()),
            ("attempts", (*attempts).into()),
            ("mayHaveBeenApplied", (*may_have_been_applied).into()),
            ("status", status.map_or(Tree::Null, |status| u32::from(status).into())),
            ("category", category.into()),
            ("subCategory", sub_category.into()),
            ("correlationId", correlation_id.into()),
            ("policyName", policy_name.into()),
            ("errors", Tree::list(errors)),
            ("missingScopes", Tree::list(missing_scopes)),
            ("headers", Tree::list(headers)),
            ("body", body.into()),
            ("issues", Tree::list(issues.iter().map(Issue::tree))),
            ("path", path.into()),
            ("cursor", cursor.into()),
            ("retryAtMs", retry_at_ms.map_or(Tree::Null, Tree::Integer)),
            ("ticket", ticket.as_ref().map_or(Tree::Null, Ticket::tree)),
        ])
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Everything that is known.
    pub fn details(&self) -> &Details {
        &self.0
    }
}

/// Bytes as text, with U+FFFD for what is not UTF-8; as `String::from_utf8_lossy`, in a fifth of its code.
fn shown(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut rest = bytes;
    while let Err(error) = std::str::from_utf8(rest) {
        let (valid, behind) = rest.split_at_checked(error.valid_up_to()).unwrap_or_default();
        out.push_str(std::str::from_utf8(valid).unwrap_or_default());
        out.push('\u{FFFD}');
        rest = behind.get(error.error_len().unwrap_or(behind.len())..).unwrap_or_default();
    }
    out.push_str(std::str::from_utf8(rest).unwrap_or_default());
    out
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.operation.is_empty() {
            write!(f, "{}: ", self.0.operation)?;
        }
        f.write_str(&self.0.message)?;
        if let Some(id) = &self.0.correlation_id {
            write!(f, " (correlation id {id})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn bytes_are_shown_as_the_standard_library_does() {
        let cases: [&[u8]; 7] = [
            b"",
            b"plain \xc3\xa9",
            b"\xff",
            b"a\xffb\xc3",
            b"\xe2\x82",
            b"\xf0\x9f\x98x\xed\xa0\x80",
            b"\xc0\x80\xe2\x82\xac",
        ];
        for bytes in cases {
            assert_eq!(shown(bytes), String::from_utf8_lossy(bytes), "{bytes:?}");
        }
    }
}

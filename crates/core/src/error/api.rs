//! What a response that is not a success says.
//!
//! The service guarantees no field of its error bodies, and some bodies are HTML or empty.

use super::{Error, ErrorKind};
use crate::json::{self, Json, Source};
use crate::wire::Response;

/// The fields of an error body that are of use, wherever they are strings.
#[derive(Default)]
struct Body {
    message: Option<String>,
    correlation_id: Option<String>,
    category: Option<String>,
    sub_category: Option<String>,
    policy_name: Option<String>,
    errors: Vec<String>,
    missing_scopes: Vec<String>,
}

impl Body {
    fn read(response: &Response) -> Body {
        let mut body = Body::default();
        let Ok(text) = std::str::from_utf8(&response.body) else { return body };
        let _ = json::each_entry(text.trim_ascii(), &mut |key, value| {
            body.entry(key, value);
            Ok(())
        });
        body
    }

    fn entry(&mut self, key: &str, value: &str) {
        let text = String::read(value, Source::Service).ok();
        match key {
            "message" => self.message = text.map(plain_message),
            "correlationId" => self.correlation_id = text,
            "category" => self.category = text,
            "subCategory" => self.sub_category = text,
            "policyName" => self.policy_name = text,
            "errors" | "validationResults" => self.each_error(value),
            "context" => self.scopes(value),
            _ => {}
        }
    }

    /// Each is a text, or an object with a message and perhaps a context.
    fn each_error(&mut self, list: &str) {
        for error in json::elements(list).unwrap_or_default() {
            if let Ok(text) = String::read(error, Source::Service) {
                self.errors.push(text);
                continue;
            }
            let entries = json::entries(error).unwrap_or_default();
            // v1's validation results list the fields that are fine as well.
            if entries.iter().any(|(key, value)| key == "isValid" && *value == "true") {
                continue;
            }
            for (key, value) in &entries {
                match (key.as_str(), String::read(value, Source::Service)) {
                    ("message", Ok(text)) => self.errors.push(text),
                    ("context", _) => self.scopes(value),
                    _ => {}
                }
            }
        }
    }

    fn scopes(&mut self, context: &str) {
        for (key, list) in json::entries(context).unwrap_or_default() {
            if matches!(key.as_str(), "requiredGranularScopes" | "requiredScopes") {
                self.missing_scopes.extend(Vec::<String>::read(list, Source::Service).unwrap_or_default());
            }
        }
    }
}

/// A message that is itself JSON gives the message in it.
fn plain_message(text: String) -> String {
    let inner = json::entry(text.trim_ascii(), "message").unwrap_or_default();
    inner.and_then(|value| String::read(value, Source::Service).ok()).unwrap_or(text)
}

/// The `category` of an error body.
pub(crate) fn category(response: &Response) -> Option<String> {
    Body::read(response).category
}

/// The `policyName` of a 429's body.
pub(crate) fn policy_name(response: &Response) -> Option<String> {
    Body::read(response).policy_name
}

pub(super) fn error(operation: &str, response: &Response) -> Error {
    let body = Body::read(response);
    let kind = kind(response);
    let hint = match body.missing_scopes.as_slice() {
        [] => hint(kind, response.status).map(str::to_owned),
        scopes => {
            let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
            Some(format!("the app lacks one of these scopes: {}", scopes.join(", ")))
        }
    };
    let message = match (&body.message, hint) {
        (Some(said), Some(hint)) => format!("status {}: {said} ({hint})", response.status),
        (Some(said), None) => format!("status {}: {said}", response.status),
        (None, Some(hint)) => format!("status {}: {hint}", response.status),
        (None, None) => format!("status {}", response.status),
    };
    let mut error = Error::new(kind, operation, message);
    error.0.category = body.category;
    error.0.sub_category = body.sub_category;
    error.0.correlation_id = body.correlation_id;
    error.0.policy_name = body.policy_name;
    error.0.errors = body.errors;
    error.0.missing_scopes = body.missing_scopes;
    error.with_response(response)
}

fn kind(response: &Response) -> ErrorKind {
    match response.status {
        400 | 414 | 415 | 422 => ErrorKind::BadRequest,
        401 => ErrorKind::Authentication,
        403 => ErrorKind::PermissionDenied,
        404 if is_missing_record(response) => ErrorKind::NotFound,
        404 | 410 => ErrorKind::EndpointGone,
        409 => ErrorKind::Conflict,
        423 => ErrorKind::Locked,
        429 => ErrorKind::RateLimit,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::Api,
    }
}

/// The header stands on every recorded 404 of a record and on none of a route that does not exist.
fn is_missing_record(response: &Response) -> bool {
    response.headers.get("x-hubspot-notfound").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

fn hint(kind: ErrorKind, status: u16) -> Option<&'static str> {
    match kind {
        ErrorKind::Api if (300..400).contains(&status) => {
            Some("redirects are never followed, because the token would go along: is the base URL right?")
        }
        ErrorKind::NotFound => Some("there is no such record; it may have been deleted"),
        ErrorKind::EndpointGone => {
            Some("the service does not know this endpoint: is the base URL right, or was the API withdrawn?")
        }
        _ => None,
    }
}

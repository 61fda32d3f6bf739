//! What a route decides, and how it becomes an HTTP response.

use hubspot_engagements_core::wire::{Headers, Response};
use serde::Serialize;

use crate::calendar::{http_date, iso};
use crate::faults::Policy;
use crate::limits::Limits;
use crate::query::BadQuery;

/// A route's decision, before headers.
#[derive(Debug)]
pub(crate) enum Answer {
    /// 200 with a JSON text.
    Json(String),
    /// 204.
    Empty,
    /// An HTML page of the web server: the route, the method or the object does not exist.
    Page { status: u16, missing_object: bool },
    /// An error in HubSpot's JSON envelope.
    Problem(Problem),
}

/// HubSpot's error envelope; no key but `status` and `message` is always there.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The member `status`: a name of the error on the OAuth routes, otherwise `error`.
    pub(crate) label: &'static str,
    /// What a person reads.
    pub(crate) message: String,
    /// Absent on some errors, even on recorded 400s.
    pub(crate) category: Option<&'static str>,
    /// Only on 429.
    pub(crate) policy: Option<&'static str>,
    /// What is wrong one by one, as strings: only on batches of associations.
    pub(crate) errors: Vec<String>,
    /// Only where a token ran out: when.
    pub(crate) expired_at: Option<i64>,
    /// Whether it says that an object, not a route, is missing.
    pub(crate) missing_object: bool,
}

impl Problem {
    /// An error with nothing but a message.
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Problem {
        Problem {
            status,
            label: "error",
            message: message.into(),
            category: None,
            policy: None,
            errors: Vec::new(),
            expired_at: None,
            missing_object: false,
        }
    }

    /// A 400 of category `VALIDATION_ERROR`.
    pub(crate) fn invalid(message: impl Into<String>) -> Problem {
        Problem { category: Some("VALIDATION_ERROR"), ..Problem::new(400, message) }
    }

    /// A 404 for an object of the v3 routes, which answer in JSON.
    // UNCERTAIN: the words and the category; the header is on every recorded 404 for an object.
    pub(crate) fn missing_object() -> Problem {
        Problem {
            category: Some("OBJECT_NOT_FOUND"),
            missing_object: true,
            ..Problem::new(404, "resource not found")
        }
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Answer {
        Answer::Problem(problem)
    }
}

impl From<BadQuery> for Answer {
    // UNCERTAIN: how the service answers `limit=abc`.
    fn from(bad: BadQuery) -> Answer {
        Answer::Problem(Problem::invalid(format!("Invalid value for query parameter '{}'", bad.name)))
    }
}

impl Answer {
    /// The value as JSON, keys in the order of its fields.
    pub(crate) fn json(value: impl Serialize) -> Answer {
        match serde_json::to_string(&value) {
            Ok(text) => Answer::Json(text),
            Err(_) => Answer::Problem(Problem::new(500, "internal error")),
        }
    }

    /// A deleted or never created object.
    pub(crate) fn missing_object() -> Answer {
        Answer::Page { status: 404, missing_object: true }
    }

    /// A path that no route has.
    pub(crate) fn unknown_route() -> Answer {
        Answer::Page { status: 404, missing_object: false }
    }

    /// A page of the web server for another status.
    pub(crate) fn page(status: u16) -> Answer {
        Answer::Page { status, missing_object: false }
    }

    /// 429 by that policy: `TEN_SECONDLY_ROLLING` is the rolling window of 10 seconds.
    pub(crate) fn too_many(policy: Policy) -> Answer {
        let policy = policy.as_str();
        Answer::Problem(Problem {
            policy: Some(policy),
            ..Problem::new(429, format!("You have reached your {} limit.", policy.to_ascii_lowercase()))
        })
    }

    /// 401 for a token that ran out at the one time, at the other.
    pub(crate) fn expired(expired_at: i64, now_ms: i64) -> Answer {
        let seconds = now_ms.saturating_sub(expired_at).max(0) / 1_000;
        let message = format!("The OAuth token used to make this call expired {seconds} second(s) ago.");
        Answer::Problem(Problem {
            category: Some("EXPIRED_AUTHENTICATION"),
            expired_at: Some(expired_at),
            ..Problem::new(401, message)
        })
    }

    /// The complete response.
    pub(crate) fn render(self, now_ms: i64, correlation_id: &str, limits: &Limits, app: &str) -> Response {
        let missing_object = match &self {
            Answer::Page { missing_object, .. } => *missing_object,
            Answer::Problem(problem) => problem.missing_object,
            Answer::Json(_) | Answer::Empty => false,
        };
        let mut headers = Headers::new();
        let (status, body) = match self {
            Answer::Json(text) => (200, typed(&mut headers, JSON, text)),
            Answer::Empty => (204, String::new()),
            Answer::Page { status, .. } => (status, typed(&mut headers, HTML, page_text(status))),
            Answer::Problem(problem) => {
                (problem.status, typed(&mut headers, JSON, problem_text(&problem, correlation_id)))
            }
        };
        headers.push("Date", http_date(now_ms));
        headers.push("Access-Control-Allow-Credentials", "false");
        headers.push("X-HubSpot-Correlation-Id", correlation_id);
        if missing_object {
            headers.push("X-HubSpot-NotFound", "true");
        }
        limits.describe(app, &mut headers);
        Response::new(status, headers, body.into_bytes())
    }
}

pub(crate) const JSON: &str = "application/json;charset=utf-8";
const HTML: &str = "text/html;charset=iso-8859-1";

fn typed(headers: &mut Headers, content_type: &str, body: String) -> String {
    headers.push("Content-Type", content_type);
    body
}

/// The page as recorded for a 404 in 2022 and 2026; the other statuses' pages are formed after it.
fn page_text(status: u16) -> String {
    let (title, text) = match status {
        404 => ("Not Found", "Resource not found"),
        405 => ("Method Not Allowed", "HTTP 405 Method Not Allowed"),
        415 => ("Unsupported Media Type", "HTTP 415 Unsupported Media Type"),
        _ => ("Error", "Error"),
    };
    format!(
        "<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n\
         <title>Error {status} {title}</title>\n</head>\n<body><h2>HTTP ERROR {status}</h2>\n\
         <p>{text}</p>\n</body>\n</html>\n"
    )
}

fn problem_text(problem: &Problem, correlation_id: &str) -> String {
    serde_json::to_string(&Envelope {
        status: problem.label,
        message: &problem.message,
        error_type: problem.policy.map(|_| "RATE_LIMIT"),
        correlation_id,
        category: problem.category,
        errors: &problem.errors,
        context: problem.expired_at.map(|at| Context { expire_time: [iso(at)] }),
        policy_name: problem.policy,
    })
    .unwrap_or_default()
}

/// Keys in the order of the recorded errors.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    status: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
    correlation_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    errors: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Context>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_name: Option<&'a str>,
}

/// What an error is about.
#[derive(Serialize)]
struct Context {
    #[serde(rename = "expire time")]
    expire_time: [String; 1],
}

//! A conversation with the service, driven from Python.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::error::{Error, Issue};
use hubspot_engagements_core::json::Object;
use hubspot_engagements_core::machine::{Item, Notice, Reconciliation, Step as Wanted};
use hubspot_engagements_core::model::Record;
use hubspot_engagements_core::registry::{self, AnyMachine, OPERATIONS, Output};
use hubspot_engagements_core::secret::Token;
use hubspot_engagements_core::wire::{FailureKind, Headers, Response, Sent, TransportFailure};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyList;

use crate::engagement::Engagement;
use crate::errors::raised;
use crate::models::to_python;
use crate::page::Page;
use crate::request::Request;
use crate::settings::Settings;
use crate::sync::SyncBatch;

/// What a machine wants; a failure is raised instead.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) enum Step {
    /// Send the request, then call `on_response` or `on_failure`.
    Send {
        /// The request.
        request: Py<Request>,
    },
    /// Let this time pass, then step again.
    Wait {
        /// The time.
        milliseconds: u64,
    },
    /// Call `on_token`.
    NeedToken {
        /// Whether the service refused the last one as expired.
        rejected: bool,
    },
    /// Tell whoever listens, then step again.
    Notify {
        /// "event", "journal" or "refresh_token".
        kind: String,
        /// The event or the entry as a JSON object, or the refresh token itself.
        text: String,
    },
    /// A result. Step again for the next one.
    Yield {
        /// An Engagement, a Page, a list of Disposition or Owner, an Owner, a Reconciliation, an Outcome, a SyncBatch, or None.
        value: Py<PyAny>,
    },
    /// There are no more results.
    Done {},
}

/// Starts the operation of that name, with its parameters as a JSON object. Nothing is sent yet.
///
/// Raises ValidationError for an unknown operation and for parameters that cannot be used.
#[pyfunction]
pub(crate) fn start(
    py: Python<'_>,
    operation: &str,
    params: &str,
    settings: &Settings,
    seed: u64,
) -> PyResult<Machine> {
    let started = py.detach(|| registry::start(operation, params, &settings.session, seed));
    let machine = started.map_err(|error| raised(py, &error))?;
    let known = OPERATIONS.iter().find(|known| known.name == operation);
    Ok(Machine { machine: Mutex::new(machine), operation: known.map_or("", |known| known.name) })
}

/// A conversation with the service. It does no input or output itself: it says what is to be done.
///
/// Times are a clock that never goes back and the time since 1970, both in milliseconds.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) struct Machine {
    machine: Mutex<AnyMachine>,
    operation: &'static str,
}

impl Machine {
    fn lock(&self) -> MutexGuard<'_, AnyMachine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn result(&self, py: Python<'_>, output: Output) -> PyResult<Py<PyAny>> {
        match output {
            Output::Page(page) => Page::new(page, self.operation).into_py_any(py),
            Output::Engagement(record) => self.engagement(record).into_py_any(py),
            Output::Nothing => Ok(py.None()),
            Output::Dispositions(all) => list(py, all),
            Output::Owners(all) => list(py, all),
            Output::Owner(owner) => to_python(py, Arc::new(owner)),
            Output::Reconciliation(found) => self.reconciliation(py, found),
            Output::Item(item) => self.outcome(py, item),
            Output::SyncBatch(batch) => SyncBatch::new(batch, self.operation).into_py_any(py),
        }
    }

    fn engagement(&self, record: Record) -> Engagement {
        Engagement::new(record, self.operation)
    }

    fn reconciliation(&self, py: Python<'_>, found: Reconciliation) -> PyResult<Py<PyAny>> {
        static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let engagements: Vec<Engagement> =
            found.records.into_iter().map(|record| self.engagement(record)).collect();
        let parts = (found.outcome.code(), found.exact, PyList::new(py, engagements)?.to_tuple());
        Ok(CLASS.import(py, OUTCOMES, "Reconciliation")?.call1(parts)?.unbind())
    }

    fn outcome(&self, py: Python<'_>, item: Item) -> PyResult<Py<PyAny>> {
        static FROM_PARTS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let engagement = item.record.map(|record| self.engagement(record));
        let error = item.error.map(|error| error.to_json());
        let parts = (item.index, item.outcome.code(), engagement, error);
        Ok(FROM_PARTS.import(py, OUTCOMES, "from_parts")?.call1(parts)?.unbind())
    }
}

/// Where the Python package has the classes of what became of creates.
const OUTCOMES: &str = "hubspot_engagements.outcomes";

fn notify(notice: &Notice) -> Step {
    let (kind, text) = match notice {
        Notice::Event(event) => ("event", event.to_json()),
        Notice::Journal(entry) => ("journal", entry.to_json()),
        Notice::RefreshToken(token) => ("refresh_token", token.expose().to_owned()),
    };
    Step::Notify { kind: kind.to_owned(), text }
}

fn list<T: Object + Send + Sync + 'static>(py: Python<'_>, objects: Vec<T>) -> PyResult<Py<PyAny>> {
    let objects: PyResult<Vec<_>> = objects.into_iter().map(|one| to_python(py, Arc::new(one))).collect();
    objects?.into_py_any(py)
}

#[pymethods]
impl Machine {
    /// What to do next.
    ///
    /// Raises an EngagementsError where the conversation ends without a result.
    fn step(&self, py: Python<'_>, monotonic_ms: u64, unix_ms: i64) -> PyResult<Step> {
        Ok(match py.detach(|| self.lock().step(Now { monotonic_ms, unix_ms })) {
            Wanted::Send(request) => Step::Send { request: Py::new(py, Request::from(request))? },
            Wanted::Wait(time) => {
                Step::Wait { milliseconds: u64::try_from(time.as_millis()).unwrap_or(u64::MAX) }
            }
            Wanted::NeedToken { rejected } => Step::NeedToken { rejected },
            Wanted::Notify(notice) => notify(&notice),
            Wanted::Yield(output) => Step::Yield { value: self.result(py, output)? },
            Wanted::Done => Step::Done {},
            Wanted::Fail(error) => return Err(raised(py, &error)),
        })
    }

    /// The response to the request under way, with its body read to the end and decompressed.
    fn on_response(
        &self,
        py: Python<'_>,
        monotonic_ms: u64,
        unix_ms: i64,
        status: u16,
        headers: Vec<(String, String)>,
        body: &[u8],
    ) {
        py.detach(|| {
            let headers: Headers = headers.into_iter().collect();
            self.lock().on_response(Now { monotonic_ms, unix_ms }, Response::new(status, headers, body));
        });
    }

    /// The request under way got no complete response.
    ///
    /// `sent` is "no" or "maybe"; `kind` is "connection", "certificate", "timeout", "body" or "too_large". Raises ValueError for others.
    fn on_failure(
        &self,
        py: Python<'_>,
        monotonic_ms: u64,
        unix_ms: i64,
        sent: &str,
        kind: &str,
        message: String,
    ) -> PyResult<()> {
        let failure = TransportFailure { sent: reached(sent)?, kind: failure_kind(kind)?, message };
        py.detach(|| self.lock().on_failure(Now { monotonic_ms, unix_ms }, failure));
        Ok(())
    }

    /// The token asked for; None where there is no other.
    ///
    /// Raises ValidationError for a text that cannot be a token.
    #[pyo3(signature = (token))]
    fn on_token(&self, py: Python<'_>, token: Option<&str>) -> PyResult<()> {
        let token = token.map(Token::new).transpose().map_err(|error| {
            let issue = Issue::new(
                "/accessToken",
                "invalid_token",
                format!("the access token cannot be used: {error}"),
            );
            raised(py, &Error::invalid_option(issue))
        })?;
        self.lock().on_token(token);
        Ok(())
    }

    /// The caller gave up: nothing more is sent, and the next step raises CancelledError.
    fn cancel(&self) {
        self.lock().cancel();
    }

    fn __repr__(&self) -> String {
        format!("Machine({:?})", self.operation)
    }
}

fn reached(word: &str) -> PyResult<Sent> {
    match word {
        "no" => Ok(Sent::No),
        "maybe" => Ok(Sent::Maybe),
        other => Err(PyValueError::new_err(format!("`sent` must be \"no\" or \"maybe\", not {other:?}"))),
    }
}

fn failure_kind(word: &str) -> PyResult<FailureKind> {
    FailureKind::from_name(word).ok_or_else(|| {
        let words = "\"connection\", \"certificate\", \"timeout\", \"body\" or \"too_large\"";
        PyValueError::new_err(format!("`kind` must be {words}, not {word:?}"))
    })
}

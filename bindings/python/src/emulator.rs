//! The emulator for Python: requests in, and out what becomes of their answers.
//!
//! The package's `emulator` is the only caller; it owns the clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::Sent;
use hubspot_engagements_emulator as emulator;
use hubspot_engagements_emulator::server::{ServeOptions, ServerThread};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::request::Request;

/// What arrives of an answer, and how long the exchange takes.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) enum Arrival {
    /// A response came.
    Answered {
        /// How long it took.
        milliseconds: u64,
        /// The status.
        status: u16,
        /// Names and values.
        headers: Vec<(String, String)>,
        /// The body.
        body: Py<PyBytes>,
    },
    /// No complete response came.
    Failed {
        /// How long it took.
        milliseconds: u64,
        /// "no" or "maybe".
        sent: String,
        /// "connection", "timeout", "body" or "too_large".
        kind: String,
        /// What happened, in words.
        message: String,
    },
}

/// An account in memory, with the routes below `/__emulator/`. It can be used from several threads.
///
/// Times are milliseconds since 1970.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) struct Portal {
    portal: Arc<Mutex<emulator::Portal>>,
}

impl Portal {
    fn lock(&self) -> MutexGuard<'_, emulator::Portal> {
        self.portal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The caller's clock; a portal looks at no other.
fn at(unix_ms: i64) -> Now {
    Now { monotonic_ms: 0, unix_ms }
}

#[pymethods]
impl Portal {
    /// A portal with the options and the plan of faults as JSON texts; `unix_ms` is when its first engagements end.
    ///
    /// Raises ValueError, which says what is wrong with the options or the plan.
    #[new]
    fn new(py: Python<'_>, options: &str, faults: &str, unix_ms: i64) -> PyResult<Portal> {
        let made = py.detach(|| {
            emulator::PortalOptions::from_json(options, faults, unix_ms).map(emulator::Portal::new)
        });
        let portal = made.map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Portal { portal: Arc::new(Mutex::new(portal)) })
    }

    /// Answers one request at that time of the caller's; of its URL only path and query count.
    fn deliver(&self, py: Python<'_>, unix_ms: i64, request: &Request) -> Arrival {
        let (taken, outcome) = py.detach(|| {
            let delivery = self.lock().deliver(at(unix_ms), request.wire());
            (delivery.takes(request.wire()), delivery.outcome(request.wire()))
        });
        let milliseconds = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX);
        match outcome {
            Ok(response) => Arrival::Answered {
                milliseconds,
                status: response.status,
                headers: response
                    .headers
                    .iter()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                body: PyBytes::new(py, &response.body).unbind(),
            },
            Err(failure) => Arrival::Failed {
                milliseconds,
                sent: if failure.sent == Sent::No { "no" } else { "maybe" }.to_owned(),
                kind: failure.kind.as_str().to_owned(),
                message: failure.message,
            },
        }
    }

    /// The portal's time at that time of the caller's.
    fn unix_ms(&self, py: Python<'_>, unix_ms: i64) -> i64 {
        py.detach(|| self.lock().unix_ms(at(unix_ms)))
    }

    /// Moves the portal's time on.
    fn advance(&self, py: Python<'_>, milliseconds: u64) {
        py.detach(|| self.lock().advance(milliseconds));
    }

    /// How many engagements there are.
    fn __len__(&self, py: Python<'_>) -> usize {
        py.detach(|| self.lock().len())
    }

    /// The account's id.
    #[getter]
    fn portal_id(&self, py: Python<'_>) -> i64 {
        py.detach(|| self.lock().portal_id())
    }

    /// A contact with engagements of several types, once there are ten or more.
    #[getter]
    fn contact_id(&self, py: Python<'_>) -> i64 {
        py.detach(|| self.lock().contact_id())
    }

    /// The company of that contact.
    #[getter]
    fn company_id(&self, py: Python<'_>) -> i64 {
        py.detach(|| self.lock().company_id())
    }

    /// The owners at work.
    #[getter]
    fn owner_ids(&self, py: Python<'_>) -> Vec<i64> {
        py.detach(|| self.lock().owner_ids())
    }

    /// Listens on 127.0.0.1; port 0 takes a free one. Pages of `allow_origin` may read the answers.
    ///
    /// Raises OSError where it cannot.
    #[pyo3(signature = (port, allow_origin = None))]
    fn serve(&self, py: Python<'_>, port: u16, allow_origin: Option<String>) -> PyResult<Server> {
        let options = ServeOptions { port, allow_origin, ..ServeOptions::default() };
        let portal = Arc::clone(&self.portal);
        let started = py.detach(|| ServerThread::start(portal, options));
        let server = started
            .map_err(|error| PyOSError::new_err(format!("cannot listen on 127.0.0.1:{port}: {error}")))?;
        Ok(Server { base_url: server.base_url.clone(), server: Mutex::new(Some(server)) })
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("Portal({} engagements)", self.__len__(py))
    }
}

/// A portal that listens, until it is stopped or forgotten.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) struct Server {
    /// Such as `http://127.0.0.1:49152`.
    #[pyo3(get)]
    base_url: String,
    server: Mutex<Option<ServerThread>>,
}

#[pymethods]
impl Server {
    /// Stops listening; exchanges under way have a second to end. Stopping twice does nothing.
    fn stop(&self, py: Python<'_>) {
        let server = self.server.lock().unwrap_or_else(PoisonError::into_inner).take();
        py.detach(|| server.map(ServerThread::stop));
    }

    fn __repr__(&self) -> String {
        format!("Server({:?})", self.base_url)
    }
}

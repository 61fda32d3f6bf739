//! A request as a transport sees it.

use std::sync::Arc;
use std::time::Duration;

use hubspot_engagements_core::settings::DEFAULT_MAX_RESPONSE_BYTES;
use hubspot_engagements_core::wire::{self, Headers, Method};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// One HTTP request, complete: a transport adds nothing to it but what HTTP needs.
///
/// Its headers hold the access token; its repr does not show them, and it cannot be pickled.
#[pyclass(frozen, module = "hubspot_engagements")]
pub(crate) struct Request {
    request: wire::Request,
}

impl From<wire::Request> for Request {
    fn from(request: wire::Request) -> Request {
        Request { request }
    }
}

impl Request {
    /// What a transport written in Rust needs of it.
    pub(crate) fn wire(&self) -> &wire::Request {
        &self.request
    }
}

#[pymethods]
impl Request {
    /// A request of one's own, to try a transport with.
    ///
    /// Raises ValueError for a method that the service does not have.
    #[new]
    #[pyo3(signature = (method, url, headers = Vec::new(), body = None, timeout_ms = 30_000,
                        max_response_bytes = DEFAULT_MAX_RESPONSE_BYTES, once = false))]
    fn new(
        method: &str,
        url: String,
        headers: Vec<(String, String)>,
        body: Option<&[u8]>,
        timeout_ms: u64,
        max_response_bytes: u64,
        once: bool,
    ) -> PyResult<Request> {
        let Some(method) = Method::from_name(method) else {
            return Err(PyValueError::new_err(format!("there is no method {method:?}")));
        };
        let headers: Headers = headers.into_iter().collect();
        let timeout = Duration::from_millis(timeout_ms);
        let body = body.map(Arc::from);
        Ok(wire::Request { method, url, headers, body, timeout, max_response_bytes, once }.into())
    }

    /// The method in capitals.
    #[getter]
    fn method(&self) -> &'static str {
        self.request.method.as_str()
    }

    /// The absolute URL, escaped.
    #[getter]
    fn url(&self) -> &str {
        &self.request.url
    }

    /// Names and values in order, with `authorization` where there is a token.
    #[getter]
    fn headers(&self) -> Vec<(&str, &str)> {
        self.request.headers.iter().collect()
    }

    /// The body, where there is one.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.request.body.as_deref().map(|body| PyBytes::new(py, body))
    }

    /// How long the whole exchange may take, in milliseconds.
    #[getter]
    fn timeout_ms(&self) -> u64 {
        u64::try_from(self.request.timeout.as_millis()).unwrap_or(u64::MAX)
    }

    /// How many bytes of the response's body are read at most, decompressed; a longer one is a failure.
    #[getter]
    fn max_response_bytes(&self) -> u64 {
        self.request.max_response_bytes
    }

    /// Whether the service may see it only once: a transport that repeats requests by itself must not do so here.
    #[getter]
    fn once(&self) -> bool {
        self.request.once
    }

    fn __repr__(&self) -> String {
        let size = self.request.body.as_deref().map_or(0, <[u8]>::len);
        format!("Request({} {}, {size} bytes)", self.request.method, self.request.url)
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a Request cannot be pickled: it holds the access token"))
    }
}

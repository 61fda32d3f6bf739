//! A client's settings.

use hubspot_engagements_core::session::Session;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::errors::raised;

/// What a client is told once. It holds the access token, which its repr does not show; it cannot be pickled.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) struct Settings {
    pub(crate) session: Session,
}

#[pymethods]
impl Settings {
    /// Reads the core's options from a JSON object.
    ///
    /// Raises ValidationError, which lists every option that is unknown or has no valid value.
    #[new]
    fn new(py: Python<'_>, options: &str) -> PyResult<Settings> {
        match Session::from_json(options) {
            Ok(session) => Ok(Settings { session }),
            Err(error) => Err(raised(py, &error)),
        }
    }

    /// Where requests go.
    #[getter]
    fn base_url(&self) -> &str {
        self.session.settings().base_url.as_str()
    }

    /// The same settings for a process that forked: nothing is shared with these, not even a lock.
    fn renewed(&self) -> Settings {
        Settings { session: Session::new((**self.session.settings()).clone()) }
    }

    fn __repr__(&self) -> String {
        format!("Settings(base_url={:?})", self.base_url())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("Settings cannot be pickled: they hold the access token"))
    }
}

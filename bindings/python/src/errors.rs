//! Errors on their way to Python.

use hubspot_engagements_core::error::Error;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The exception for an error. The Python package alone knows the classes: it is handed what is known as JSON.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    match exception(py, error) {
        Ok(exception) => PyErr::from_value(exception),
        Err(failure) => failure,
    }
}

fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    static FROM_DETAILS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    FROM_DETAILS.import(py, "hubspot_engagements.errors", "from_details")?.call1((error.to_json(),))
}

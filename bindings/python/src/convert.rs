//! Values of the core as values of Python.

use hubspot_engagements_core::json::Value;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDateTime, PyDelta, PyList, PyTzInfo};

use crate::models;

/// How times and spans of time are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As `datetime` and `timedelta`.
    Native,
    /// As whole milliseconds.
    Milliseconds,
}

/// A field's value; what is absent is `None`.
pub(crate) fn optional(py: Python<'_>, value: Option<Value<'_>>, form: Form) -> PyResult<Py<PyAny>> {
    value.map_or_else(|| Ok(py.None()), |value| to_python(py, value, form))
}

fn to_python(py: Python<'_>, value: Value<'_>, form: Form) -> PyResult<Py<PyAny>> {
    match value {
        Value::Time(ms) if form == Form::Native => moment(py, ms),
        Value::Duration(ms) if form == Form::Native => span(py, ms),
        Value::Integer(number) | Value::Id(number) | Value::Time(number) | Value::Duration(number) => {
            number.into_py_any(py)
        }
        Value::Boolean(flag) => flag.into_py_any(py),
        Value::Text(text) => text.into_py_any(py),
        Value::Raw(text) => parsed(py, text),
        Value::Object(object) => models::to_python(py, object.boxed().into()),
        Value::List(values) => {
            let values: PyResult<Vec<_>> =
                values.into_iter().map(|value| to_python(py, value, form)).collect();
            PyList::new(py, values?)?.into_py_any(py)
        }
    }
}

/// What `json.loads` makes of a text: integers stay exact.
pub(crate) fn parsed(py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    Ok(LOADS.import(py, "json", "loads")?.call1((text,))?.unbind())
}

/// A `datetime` in UTC, or the milliseconds themselves where no `datetime` can hold them.
fn moment(py: Python<'_>, ms: i64) -> PyResult<Py<PyAny>> {
    static EPOCH: PyOnceLock<Py<PyDateTime>> = PyOnceLock::new();
    let epoch = EPOCH.get_or_try_init(py, || {
        let utc = PyTzInfo::utc(py)?;
        PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&utc)).map(Bound::unbind)
    })?;
    let Some(delta) = delta(py, ms)? else { return ms.into_py_any(py) };
    match epoch.bind(py).add(delta) {
        Ok(moment) => Ok(moment.unbind()),
        Err(error) if error.is_instance_of::<PyOverflowError>(py) => ms.into_py_any(py),
        Err(error) => Err(error),
    }
}

/// A `timedelta`, or the milliseconds themselves where no `timedelta` can hold them.
fn span(py: Python<'_>, ms: i64) -> PyResult<Py<PyAny>> {
    delta(py, ms)?.map_or_else(|| ms.into_py_any(py), |delta| delta.into_py_any(py))
}

fn delta(py: Python<'_>, ms: i64) -> PyResult<Option<Bound<'_, PyDelta>>> {
    const DAY_MS: i64 = 86_400_000;
    const MAX_DAYS: i32 = 999_999_999;
    let days =
        i32::try_from(ms.div_euclid(DAY_MS)).ok().filter(|days| days.unsigned_abs() <= MAX_DAYS as u32);
    let of_day = i32::try_from(ms.rem_euclid(DAY_MS)).ok();
    let (Some(days), Some(of_day)) = (days, of_day) else { return Ok(None) };
    PyDelta::new(py, days, of_day / 1000, of_day % 1000 * 1000, false).map(Some)
}

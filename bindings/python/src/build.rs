//! Objects made from keyword arguments, by the core's own description of their fields.

use hubspot_engagements_core::clock::Timestamp;
use hubspot_engagements_core::error::{Error, Issue};
use hubspot_engagements_core::json::{Field, Kind};
use hubspot_engagements_core::validate::{self, Purpose};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyMapping, PyString, PyTuple};

use crate::errors::raised;
use crate::fields::python_name;
use crate::models::{Model, Shared, read};

/// The object of that class whose fields are given. What is None is left out; `extra` holds further keys.
pub(crate) fn object(
    py: Python<'_>,
    class: &str,
    fields: &'static [Field],
    given: Option<&Bound<'_, PyDict>>,
) -> PyResult<Shared> {
    let shaped = PyDict::new(py);
    for (name, value) in given.into_iter().flatten() {
        let name: String = name.extract()?;
        if value.is_none() {
            continue;
        }
        match fields.iter().find(|field| python_name(field.name) == name) {
            Some(field) => shaped.set_item(field.key, in_service_shape(field.kind, &value)?)?,
            None if name == "extra" => shaped.update(value.cast::<PyMapping>()?)?,
            None => return Err(unknown_keyword(py, class, fields, &name)),
        }
    }
    let text: String = encode(py)?.call1((shaped,))?.extract()?;
    match read(class, &text) {
        Some(Ok(object)) => Ok(object),
        Some(Err(error)) => {
            let issue = Issue::new(error.path, "wrong_type", error.message);
            Err(raised(py, &Error::invalid_option(issue)))
        }
        None => Err(PyTypeError::new_err(format!("there is no class {class:?}"))),
    }
}

/// Everything that is wrong with an engagement, as (pointer, code, message, severity).
#[pyfunction]
pub(crate) fn check(body: &str, for_update: bool) -> Vec<(String, &'static str, String, &'static str)> {
    let purpose = if for_update { Purpose::Update } else { Purpose::Create };
    let issues = validate::check(body, purpose).into_iter();
    issues.map(|issue| (issue.pointer, issue.code, issue.message, issue.severity.code())).collect()
}

/// Python's values as JSON text: the package alone knows how.
fn encode(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static ENCODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    ENCODE.import(py, "hubspot_engagements._encode", "encode")
}

/// The value as its kind of field is written, where Python has a shorter way to say it.
fn in_service_shape<'py>(kind: Kind, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    match kind {
        // One that stands alone.
        Kind::List(of @ Kind::Object(_)) if is_single(value) => {
            Ok(PyList::new(value.py(), [in_service_shape(*of, value)?])?.into_any())
        }
        Kind::List(of) if !is_single(value) => {
            // Anything that can be walked will do; what cannot is refused when it is read.
            let Ok(elements) = value.try_iter() else { return Ok(value.clone()) };
            let shaped: PyResult<Vec<_>> = elements.map(|element| in_service_shape(*of, &element?)).collect();
            Ok(PyList::new(value.py(), shaped?)?.into_any())
        }
        Kind::Object(fields) => short_form(fields, value),
        Kind::Integer | Kind::Id | Kind::Duration | Kind::Time => number(kind, value),
        _ => Ok(value.clone()),
    }
}

fn is_single(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyString>() || value.is_instance_of::<PyDict>() || value.is_instance_of::<Model>()
}

/// A text stands for an object that has an address: `"a@b.example"` for `{"email": "a@b.example"}`.
fn short_form<'py>(fields: &[Field], value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if !value.is_instance_of::<PyString>() || fields.iter().all(|field| field.key != "email") {
        return Ok(value.clone());
    }
    let object = PyDict::new(value.py());
    object.set_item("email", value)?;
    Ok(object.into_any())
}

/// Numbers and times may also be given as text.
fn number<'py>(kind: Kind, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let Ok(text) = value.cast::<PyString>() else { return Ok(value.clone()) };
    let text = text.to_string_lossy();
    let time = Timestamp::from_rfc3339(&text).filter(|_| kind == Kind::Time).map(|time| time.0);
    match time.or_else(|| text.parse().ok()) {
        Some(number) => Ok(number.into_pyobject(value.py())?.into_any()),
        None => Ok(value.clone()),
    }
}

fn unknown_keyword(py: Python<'_>, class: &str, fields: &[Field], name: &str) -> PyErr {
    let mut known: Vec<String> = fields.iter().map(|field| python_name(field.name)).collect();
    known.push("extra".to_owned());
    let all = known.join(", ");
    // The service's own spelling is another one of the same name.
    let meant = fields.iter().find(|field| field.key == name || field.name == name);
    let meant = match meant {
        Some(field) => Ok(vec![python_name(field.name)]),
        None => close_matches(py, name, known),
    };
    match meant {
        Ok(meant) => {
            let hint = match meant.first() {
                Some(meant) => format!("did you mean {meant:?}?"),
                None => format!("there are: {all}"),
            };
            PyTypeError::new_err(format!("{class}() got an unexpected keyword argument {name:?}; {hint}"))
        }
        Err(error) => error,
    }
}

fn close_matches(py: Python<'_>, name: &str, known: Vec<String>) -> PyResult<Vec<String>> {
    py.import("difflib")?.getattr("get_close_matches")?.call1((name, known, 1))?.extract()
}

/// Gives a class its signature, so that `help` and editors show the keywords.
pub(crate) fn signature<'py>(py: Python<'py>, fields: &[Field]) -> PyResult<Bound<'py, PyAny>> {
    let inspect = py.import("inspect")?;
    let parameter = inspect.getattr("Parameter")?;
    let keyword_only = parameter.getattr("KEYWORD_ONLY")?;
    let default = PyDict::new(py);
    default.set_item("default", py.None())?;
    let names = fields.iter().map(|field| python_name(field.name)).chain(["extra".to_owned()]);
    let parameters: PyResult<Vec<_>> =
        names.map(|name| parameter.call((name, &keyword_only), Some(&default))).collect();
    inspect.getattr("Signature")?.call1((PyTuple::new(py, parameters?)?,))
}

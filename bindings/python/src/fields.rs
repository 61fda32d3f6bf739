//! The core's fields as properties of Python classes.

use hubspot_engagements_core::json::{Field, Kind};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};

use crate::convert::Form;
use crate::engagement::Engagement;
use crate::models::Model;

/// Gives the class a read-only property for each field, and a second one in milliseconds where it is a time.
pub(crate) fn describe(class: &Bound<'_, PyType>, fields: &[Field]) -> PyResult<()> {
    for field in fields {
        let name = python_name(field.name);
        add(class, &name, field.name, Form::Native, about(field))?;
        if is_time(field.kind) {
            let about = format!("`{}` in milliseconds, exactly as the service has it.", field.key);
            add(class, &format!("{}_ms", field.name), field.name, Form::Milliseconds, about)?;
        }
    }
    let names: Vec<String> = fields.iter().map(|field| python_name(field.name)).collect();
    class.setattr("__match_args__", PyTuple::new(class.py(), names)?)
}

fn add(
    class: &Bound<'_, PyType>,
    name: &str,
    field: &'static str,
    form: Form,
    about: String,
) -> PyResult<()> {
    let py = class.py();
    let getter = Py::new(py, Getter { field, form })?;
    let property =
        py.import("builtins")?.getattr("property")?.call1((getter, py.None(), py.None(), about))?;
    class.setattr(name, property)
}

/// The core's name, but for Rust's way around its keyword `type`, and Python's around its keyword `from`.
pub(crate) fn python_name(name: &str) -> String {
    match name {
        "kind" => "type".to_owned(),
        "from" => "from_".to_owned(),
        name => name.to_owned(),
    }
}

fn is_time(kind: Kind) -> bool {
    match kind {
        Kind::Time | Kind::Duration => true,
        Kind::List(kind) => is_time(*kind),
        _ => false,
    }
}

fn about(field: &Field) -> String {
    format!("`{}`: {}; None where it is absent.", field.key, meaning(field.kind))
}

fn meaning(kind: Kind) -> String {
    match kind {
        Kind::Integer => "a whole number".to_owned(),
        Kind::Id => "an id".to_owned(),
        Kind::Time => "a datetime in UTC (an int in milliseconds where no datetime can hold it)".to_owned(),
        Kind::Duration => "a timedelta (an int in milliseconds where no timedelta can hold it)".to_owned(),
        Kind::Boolean => "true or false".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Enumeration(words) => format!("one of {}, or a new word", words.join(", ")),
        Kind::List(kind) => format!("a list, each of it {}", meaning(*kind)),
        Kind::Object(_) => "an object".to_owned(),
        Kind::Raw => "any JSON value".to_owned(),
    }
}

/// Reads one field of whatever object it is called with.
#[pyclass(frozen)]
struct Getter {
    field: &'static str,
    form: Form,
}

#[pymethods]
impl Getter {
    fn __call__(&self, owner: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match owner.cast::<Engagement>() {
            Ok(engagement) => engagement.get().field(owner.py(), self.field, self.form),
            Err(_) => owner.cast::<Model>()?.get().field(owner.py(), self.field, self.form),
        }
    }
}

/// The error for an attribute that the object's class does not have: it names those there are.
pub(crate) fn no_attribute(class: &Bound<'_, PyType>, name: &str) -> PyErr {
    match public_names(class) {
        Ok(names) => {
            let class = class.name().map_or_else(|_| "object".to_owned(), |class| class.to_string());
            PyAttributeError::new_err(format!("{class} has no attribute {name:?}; it has: {names}"))
        }
        Err(error) => error,
    }
}

/// They are gathered once for each class: `getattr(metadata, "body", None)` of many engagements asks in vain for many.
fn public_names<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    static GATHERED: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let gathered = GATHERED.get_or_init(class.py(), || PyDict::new(class.py()).unbind()).bind(class.py());
    if let Some(names) = gathered.get_item(class)? {
        return Ok(names);
    }
    let names: Vec<String> = class.dir()?.extract()?;
    let names: Vec<String> = names.into_iter().filter(|name| !name.starts_with('_')).collect();
    gathered.set_item(class, names.join(", "))?;
    names.join(", ").into_bound_py_any(class.py())
}

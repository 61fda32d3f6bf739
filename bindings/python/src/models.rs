//! The parts of an engagement as frozen Python classes, which all look alike from here.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use hubspot_engagements_core::clock::Timestamp;
use hubspot_engagements_core::json::{Extra, Field, Object, ReadError, Value};
use hubspot_engagements_core::model;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::build;
use crate::convert::{Form, optional, parsed};
use crate::fields::{no_attribute, python_name};

/// An object of the core that several Python objects can hold.
pub(crate) type Shared = Arc<dyn Object + Send + Sync>;

/// What all parts of an engagement have in common. They are read-only; a field that is absent is None.
#[pyclass(frozen, subclass, module = "hubspot_engagements")]
pub(crate) struct Model {
    object: Shared,
}

impl Model {
    pub(crate) fn field(&self, py: Python<'_>, name: &str, form: Form) -> PyResult<Py<PyAny>> {
        optional(py, self.object.get(name), form)
    }
}

#[pymethods]
impl Model {
    /// Keys that this version does not know, in the service's shape.
    #[getter]
    fn extra<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        unknown(py, self.object.extra(), self.object.fields())
    }

    /// The object in the service's shape: camel case keys, exact integers, times in milliseconds.
    fn to_dict(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        parsed(py, &self.object.to_json())
    }

    fn __getattr__(slf: &Bound<'_, Self>, name: &str) -> PyResult<Py<PyAny>> {
        Err(no_attribute(&slf.get_type(), name))
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        Ok(self.object.name() == other.object.name()
            && same_value(py, &self.object.to_json(), &other.object.to_json())?)
    }

    fn __hash__(&self) -> u64 {
        hash_of(&(self.object.name(), plain_values(&*self.object)))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        line(py, &*self.object)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (&'static str, String))> {
        let rebuild = py.import("hubspot_engagements._core")?.getattr("model_from_json")?;
        Ok((rebuild, (self.object.name(), self.object.to_json())))
    }
}

macro_rules! models {
    ($( $(#[$about:meta])* $Name:ident $({ $($more:tt)* })?, )*) => {
        $(
            $(#[$about])*
            #[pyclass(frozen, extends = Model, module = "hubspot_engagements")]
            pub(crate) struct $Name;

            #[pymethods]
            impl $Name {
                #[new]
                #[pyo3(signature = (**fields))]
                fn new(
                    py: Python<'_>,
                    fields: Option<&Bound<'_, PyDict>>,
                ) -> PyResult<PyClassInitializer<$Name>> {
                    let object = build::object(py, stringify!($Name), model::$Name::FIELDS, fields)?;
                    Ok(PyClassInitializer::from(Model { object }).add_subclass($Name))
                }

                $($($more)*)?
            }
        )*

        /// The Python object for an object of the core.
        pub(crate) fn to_python(py: Python<'_>, object: Shared) -> PyResult<Py<PyAny>> {
            let name = object.name();
            let base = PyClassInitializer::from(Model { object });
            match name {
                $( stringify!($Name) => Ok(Py::new(py, base.add_subclass($Name))?.into_any()), )*
                name => Err(PyTypeError::new_err(format!("there is no class for {name}"))),
            }
        }

        /// Reads an object of the class with that name.
        pub(crate) fn read(name: &str, text: &str) -> Option<Result<Shared, ReadError>> {
            match name {
                $( stringify!($Name) => Some(model::$Name::from_json(text).map(|object| Arc::new(object) as Shared)), )*
                _ => None,
            }
        }

        /// Gives every class the properties that the core describes.
        pub(crate) fn describe(py: Python<'_>) -> PyResult<()> {
            $(
                let class = py.get_type::<$Name>();
                crate::fields::describe(&class, model::$Name::FIELDS)?;
                class.setattr("__signature__", build::signature(py, model::$Name::FIELDS)?)?;
            )*
            Ok(())
        }
    };
}

models! {
    /// The records that an engagement belongs to.
    Associations,
    /// A file of the file manager.
    Attachment,
    /// A reminder or notification that the service has planned.
    ScheduledTask,
    /// A sender or recipient of an email.
    EmailParticipant,
    /// `metadata` of a NOTE.
    Note,
    /// `metadata` of an EMAIL, INCOMING_EMAIL or FORWARDED_EMAIL.
    Email {
        /// Whether the service withheld the content because the app lacks the scope `sales-email-read`.
        #[getter]
        fn is_redacted(slf: &Bound<'_, Self>) -> bool {
            let text = slf.as_super().get().object.to_json();
            model::Email::from_json(&text).is_ok_and(|email| email.is_redacted())
        }
    },
    /// `metadata` of a TASK. It is due at the engagement's `timestamp`.
    Task,
    /// `metadata` of a MEETING.
    Meeting,
    /// `metadata` of a CALL.
    Call,
    /// `metadata` of a type that this version does not know: all its keys are in `extra`.
    OtherMetadata,
    /// A call outcome of the portal. A call's `disposition` is the `id` of one.
    Disposition,
    /// Who engagements are assigned to.
    Owner,
    /// `metadata` of a PUBLISHING_TASK.
    PublishingTask,
}

/// The engagement to create with this metadata, as JSON text: its type follows from the metadata.
///
/// Raises TypeError for an object that no engagement can be created from.
#[pyfunction]
pub(crate) fn new_engagement(metadata: &Bound<'_, Model>) -> PyResult<String> {
    let object = &metadata.get().object;
    let text = object.to_json();
    let made = match object.name() {
        "Note" => model::Note::from_json(&text).map(model::Engagement::new),
        "Email" => model::Email::from_json(&text).map(model::Engagement::new),
        "Task" => model::Task::from_json(&text).map(model::Engagement::new),
        "Meeting" => model::Meeting::from_json(&text).map(model::Engagement::new),
        "Call" => model::Call::from_json(&text).map(model::Engagement::new),
        other => {
            let message = format!("give a Note, Email, Task, Meeting or Call, not {other}");
            return Err(PyTypeError::new_err(message));
        }
    };
    made.map(|engagement| engagement.to_json()).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// Makes an object again from its class's name and its JSON text; for pickle.
#[pyfunction]
pub(crate) fn model_from_json(py: Python<'_>, name: &str, text: &str) -> PyResult<Py<PyAny>> {
    match read(name, text) {
        Some(Ok(object)) => to_python(py, object),
        Some(Err(error)) => Err(PyValueError::new_err(error.to_string())),
        None => Err(PyTypeError::new_err(format!("there is no class {name:?}"))),
    }
}

/// The unknown keys; a documented key that was null is an absent field instead.
pub(crate) fn unknown<'py>(py: Python<'py>, extra: &Extra, fields: &[Field]) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(py);
    for (key, text) in extra.iter().filter(|(key, _)| fields.iter().all(|field| field.key != *key)) {
        found.set_item(key, parsed(py, text)?)?;
    }
    Ok(found)
}

/// Whether two JSON texts have the same value, in whatever order their keys stand.
pub(crate) fn same_value(py: Python<'_>, one: &str, other: &str) -> PyResult<bool> {
    Ok(one == other || parsed(py, one)?.bind(py).eq(parsed(py, other)?)?)
}

/// What of an object is easily hashed; two that are equal have the same.
fn plain_values(object: &dyn Object) -> Vec<(&'static str, String)> {
    let plain = |field: &Field| match object.get(field.name)? {
        Value::Integer(number) | Value::Id(number) | Value::Time(number) | Value::Duration(number) => {
            Some((field.name, number.to_string()))
        }
        Value::Text(text) => Some((field.name, text.to_owned())),
        _ => None,
    };
    object.fields().iter().filter_map(plain).collect()
}

/// A hash that is the same in every process.
pub(crate) fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The object in one line: what it has, shortened.
fn line(py: Python<'_>, object: &dyn Object) -> PyResult<String> {
    let mut shown = Vec::new();
    for field in object.fields() {
        let Some(value) = object.get(field.name) else { continue };
        let unit = if matches!(value, Value::Duration(_)) { "_ms" } else { "" };
        shown.push(format!("{}{unit}={}", python_name(field.name), show(py, &value)?));
    }
    Ok(format!("{}({})", object.name(), shorten(&shown.join(", "), 160)))
}

fn show(py: Python<'_>, value: &Value<'_>) -> PyResult<String> {
    Ok(match value {
        Value::Integer(number) | Value::Id(number) | Value::Duration(number) => number.to_string(),
        Value::Time(ms) => Timestamp(*ms).to_rfc3339().unwrap_or_else(|| ms.to_string()),
        Value::Boolean(true) => "True".to_owned(),
        Value::Boolean(false) => "False".to_owned(),
        Value::Text(text) => quoted(py, &shorten(text, 40))?,
        Value::Raw(text) => shorten(text, 40),
        Value::Object(object) => line(py, *object)?,
        Value::List(values) => {
            let shown: PyResult<Vec<String>> = values.iter().map(|value| show(py, value)).collect();
            format!("[{}]", shorten(&shown?.join(", "), 80))
        }
    })
}

/// The text as Python writes it in code, so without line ends.
pub(crate) fn quoted(py: Python<'_>, text: &str) -> PyResult<String> {
    Ok(PyString::new(py, text).repr()?.to_string())
}

fn shorten(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}

//! An engagement that decodes when it is first read.

use std::sync::{Arc, OnceLock};

use hubspot_engagements_core::clock::Timestamp;
use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::json::{Extra, Object, Raw, Value};
use hubspot_engagements_core::model::{self, EngagementInfo, Record};
use pyo3::exceptions::{PyRecursionError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict, PyList, PyType};

use crate::convert::{Form, optional, parsed};
use crate::errors::raised;
use crate::models::{Shared, hash_of, quoted, same_value, to_python, unknown};

/// One engagement: a note, an email, a task, a meeting, a call, or of a newer type.
///
/// It is read-only and decodes when it is first read. The fields that all types have are attributes of it;
/// what its type adds is its `metadata`. A field that is absent is None.
/// Two engagements are equal where their content is, in whatever order its keys stand.
///
/// Raises ResponseError, with the path of the offending value, where the service sent a record that cannot be
/// decoded; `raw` still works then, and `to_dict()` where Python's own values can hold it.
#[pyclass(frozen, module = "hubspot_engagements")]
pub(crate) struct Engagement {
    record: Record,
    /// What it is the answer to, for errors.
    operation: &'static str,
    parts: OnceLock<Result<Parts, Error>>,
}

/// A decoded engagement, in parts that Python objects can hold on to.
struct Parts {
    info: Shared,
    associations: Shared,
    attachments: Option<Vec<Shared>>,
    scheduled_tasks: Option<Vec<Shared>>,
    metadata: Option<Shared>,
    association_create_failures: Vec<Raw>,
    extra: Extra,
}

impl From<model::Engagement> for Parts {
    fn from(decoded: model::Engagement) -> Parts {
        fn shared<T: Object + Send + Sync + 'static>(object: T) -> Shared {
            Arc::new(object)
        }
        Parts {
            association_create_failures: decoded.association_create_failures(),
            info: shared(decoded.engagement),
            associations: shared(decoded.associations.unwrap_or_default()),
            attachments: decoded.attachments.map(|list| list.into_iter().map(shared).collect()),
            scheduled_tasks: decoded.scheduled_tasks.map(|list| list.into_iter().map(shared).collect()),
            metadata: decoded.metadata.map(|metadata| metadata.into_object().into()),
            extra: decoded.extra,
        }
    }
}

impl Engagement {
    pub(crate) fn new(record: Record, operation: &'static str) -> Engagement {
        Engagement { record, operation, parts: OnceLock::new() }
    }

    pub(crate) fn field(&self, py: Python<'_>, name: &str, form: Form) -> PyResult<Py<PyAny>> {
        match self.indexed(name) {
            Some(value) => optional(py, Some(value), form),
            None => optional(py, self.parts(py)?.info.get(name), form),
        }
    }

    /// What is known without decoding.
    fn indexed(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "id" => self.record.id().map(|id| Value::Id(id.0)),
            "kind" => self.record.kind().map(|kind| Value::Text(kind.as_str())),
            "last_updated" => self.record.last_updated().map(|time| Value::Time(time.0)),
            _ => None,
        }
    }

    fn decoded(&self) -> Result<&Parts, &Error> {
        let decode = || match self.record.decode() {
            Ok(decoded) => Ok(Parts::from(decoded)),
            Err(error) => Err(Error::undecodable(self.operation, &self.record, error)),
        };
        self.parts.get_or_init(decode).as_ref()
    }

    fn parts(&self, py: Python<'_>) -> PyResult<&Parts> {
        self.decoded().map_err(|error| raised(py, error))
    }
}

/// Raises ValueError for infinity.
fn held(py: Python<'_>, value: &Py<PyAny>) -> PyResult<()> {
    let options = [("allow_nan", false)].into_py_dict(py)?;
    py.import("json")?.call_method("dumps", (value,), Some(&options)).map(drop)
}

fn is_beyond_python(py: Python<'_>, error: &PyErr) -> bool {
    error.is_instance_of::<PyValueError>(py) || error.is_instance_of::<PyRecursionError>(py)
}

#[pymethods]
impl Engagement {
    /// Reads an engagement that was kept as JSON text in the service's shape, such as the `raw` of another one.
    ///
    /// Raises ValueError for a text that is not JSON.
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Engagement> {
        engagement_from_json(text)
    }

    /// The records it belongs to: an Associations, without any lists where the service said nothing.
    #[getter]
    fn associations(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        to_python(py, Arc::clone(&self.parts(py)?.associations))
    }

    /// Its files: a list of Attachment, or None.
    #[getter]
    fn attachments<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyList>>> {
        list(py, self.parts(py)?.attachments.as_deref())
    }

    /// Reminders planned for it: a list of ScheduledTask, or None.
    #[getter]
    fn scheduled_tasks<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyList>>> {
        list(py, self.parts(py)?.scheduled_tasks.as_deref())
    }

    /// What its type adds: a Note, Email, Task, Meeting, Call, PublishingTask or OtherMetadata, or None.
    #[getter]
    fn metadata(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.parts(py)?.metadata.clone().map(|part| to_python(py, part)).transpose()
    }

    /// The associations that a create could not make, as dicts; not empty means that it was applied in part.
    #[getter]
    fn association_create_failures(&self, py: Python<'_>) -> PyResult<Vec<Py<PyAny>>> {
        self.parts(py)?.association_create_failures.iter().map(|raw| parsed(py, raw.as_str())).collect()
    }

    /// Keys of the `engagement` part that this version does not know, in the service's shape.
    #[getter]
    fn extra<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        unknown(py, self.parts(py)?.info.extra(), EngagementInfo::FIELDS)
    }

    /// Keys beside `engagement`, `associations`, `metadata` and so on that this version does not know.
    #[getter]
    fn extra_parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        unknown(py, &self.parts(py)?.extra, &[])
    }

    /// The JSON text, byte for byte as the service sent it.
    #[getter]
    fn raw(&self) -> &str {
        self.record.json()
    }

    /// The engagement in the service's shape, exactly what `json.loads(e.raw)` gives.
    ///
    /// Raises ResponseError where that would not be exact: a number beyond all floats, or nesting without end.
    fn to_dict(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let value = parsed(py, self.record.json());
        let Err(error) = self.decoded() else { return value };
        match value.and_then(|value| held(py, &value).map(|()| value)) {
            Err(cannot) if is_beyond_python(py, &cannot) => Err(raised(py, error)),
            value => value,
        }
    }

    /// The engagement as this library writes it: the same JSON value as `raw`, its keys in the documented order.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        match self.record.decode() {
            Ok(decoded) => Ok(decoded.to_json()),
            Err(error) => Err(raised(py, &Error::undecodable(self.operation, &self.record, error))),
        }
    }

    fn __getattr__(slf: &Bound<'_, Self>, name: &str) -> PyResult<Py<PyAny>> {
        Err(crate::fields::no_attribute(&slf.get_type(), name))
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        same_value(py, self.record.json(), other.record.json())
    }

    fn __hash__(&self) -> u64 {
        hash_of(&(self.record.id(), self.record.last_updated()))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let id = self.record.id().map_or_else(|| "None".to_owned(), |id| id.to_string());
        let kind =
            self.record.kind().map_or_else(|| Ok("None".to_owned()), |kind| quoted(py, kind.as_str()))?;
        let rest = match self.decoded() {
            Ok(parts) => match parts.info.get("timestamp") {
                Some(Value::Time(ms)) => {
                    format!(", timestamp={}", Timestamp(ms))
                }
                _ => String::new(),
            },
            Err(error) => format!(", undecodable at {}", error.details().path.as_deref().unwrap_or_default()),
        };
        Ok(format!("Engagement(id={id}, type={kind}{rest})"))
    }

    /// What notebooks show: a small table, in which nothing that the service sent is markup.
    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
        html("engagement", slf.as_any())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (&str,))> {
        let rebuild = py.import("hubspot_engagements._core")?.getattr("engagement_from_json")?;
        Ok((rebuild, (self.record.json(),)))
    }
}

/// What the Python package makes of it for notebooks.
pub(crate) fn html(kind: &str, object: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    let module = object.py().import("hubspot_engagements._html")?;
    Ok(module.call_method1(kind, (object,))?.unbind())
}

/// Makes an engagement again from its JSON text; for pickle.
#[pyfunction]
pub(crate) fn engagement_from_json(text: &str) -> PyResult<Engagement> {
    match Record::from_json(text) {
        Ok(record) => Ok(Engagement::new(record, "")),
        Err(error) => Err(PyValueError::new_err(error.to_string())),
    }
}

/// Gives the class the properties that the core describes.
pub(crate) fn describe(py: Python<'_>) -> PyResult<()> {
    let class: Bound<'_, PyType> = py.get_type::<Engagement>();
    crate::fields::describe(&class, EngagementInfo::FIELDS)
}

fn list<'py>(py: Python<'py>, parts: Option<&[Shared]>) -> PyResult<Option<Bound<'py, PyList>>> {
    let Some(parts) = parts else { return Ok(None) };
    let objects: PyResult<Vec<_>> = parts.iter().map(|part| to_python(py, Arc::clone(part))).collect();
    PyList::new(py, objects?).map(Some)
}

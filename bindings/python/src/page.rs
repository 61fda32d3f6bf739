//! A page of a listing as a Python sequence.

use std::sync::atomic::{AtomicUsize, Ordering};

use hubspot_engagements_columnar::Undecodable;
use hubspot_engagements_core::model::{self, Cursor, Record};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList, PySlice};

use crate::columns::Table;
use crate::engagement::{Engagement, html};

/// One page of a listing: a sequence of Engagement, which decode when they are read.
#[pyclass(frozen, sequence, module = "hubspot_engagements")]
pub(crate) struct Page {
    page: model::Page,
    operation: &'static str,
}

impl Page {
    pub(crate) fn new(page: model::Page, operation: &'static str) -> Page {
        Page { page, operation }
    }

    pub(crate) fn records(&self) -> &model::Page {
        &self.page
    }

    /// What it is the answer to, for errors.
    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    fn engagement(&self, record: Record) -> Engagement {
        Engagement::new(record, self.operation)
    }

    fn at(&self, index: isize) -> PyResult<Engagement> {
        let from_start = if index < 0 { index.saturating_add_unsigned(self.page.len()) } else { index };
        let record = usize::try_from(from_start).ok().and_then(|index| self.page.get(index));
        record
            .map(|record| self.engagement(record))
            .ok_or_else(|| PyIndexError::new_err("page index out of range"))
    }

    fn slice<'py>(&self, slice: &Bound<'py, PySlice>) -> PyResult<Bound<'py, PyList>> {
        let length = isize::try_from(self.page.len())?;
        let range = slice.indices(length)?;
        let count = isize::try_from(range.slicelength)?;
        let picked: PyResult<Vec<_>> =
            (0..count).map(|nth| self.at(range.start + nth * range.step)).collect();
        PyList::new(slice.py(), picked?)
    }
}

#[pymethods]
impl Page {
    /// Where the next page begins, to be handed back as it is; None on the last page.
    #[getter]
    fn next(&self) -> Option<&str> {
        self.page.next().map(Cursor::as_str)
    }

    /// How many records the listing has in all; only the recently modified list says so.
    #[getter]
    fn total(&self) -> Option<i64> {
        self.page.total()
    }

    /// The ids of records right before it that the service cannot deliver, and that `on_poison="skip"` left out.
    #[getter]
    fn skipped(&self) -> Vec<i64> {
        self.page.skipped().iter().map(|id| id.0).collect()
    }

    /// The whole response as JSON text.
    #[getter]
    fn raw(&self) -> &str {
        self.page.json()
    }

    fn __len__(&self) -> usize {
        self.page.len()
    }

    fn __getitem__(&self, index: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match index.cast::<PySlice>() {
            Ok(slice) => self.slice(slice)?.into_py_any(index.py()),
            Err(_) => self.at(index.extract()?)?.into_py_any(index.py()),
        }
    }

    fn __iter__(&self) -> Engagements {
        Engagements { page: self.page.clone(), operation: self.operation, next: AtomicUsize::new(0) }
    }

    /// The engagements as Arrow columns; see `Table`.
    ///
    /// Raises ResponseError where one of them cannot be decoded.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let table = Table::of(py, self.page.iter(), Undecodable::Fail, self.operation)?;
        table.__arrow_c_stream__(py, requested_schema)
    }

    /// What notebooks show: a table of its first engagements, in which nothing that the service sent is markup.
    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
        html("page", slf.as_any())
    }

    fn __repr__(&self) -> String {
        let next = self.next().map_or_else(String::new, |next| format!(", next={next:?}"));
        format!("Page({} engagements{next})", self.page.len())
    }
}

/// The engagements of a page, one by one: what was decoded of one is gone before the next is read.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) struct Engagements {
    page: model::Page,
    operation: &'static str,
    next: AtomicUsize,
}

#[pymethods]
impl Engagements {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self) -> Option<Engagement> {
        let record = self.page.get(self.next.fetch_add(1, Ordering::Relaxed))?;
        Some(Engagement::new(record, self.operation))
    }

    fn __length_hint__(&self) -> usize {
        self.page.len().saturating_sub(self.next.load(Ordering::Relaxed))
    }
}

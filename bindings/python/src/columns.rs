//! Engagements as Arrow columns, handed over by the PyCapsule protocol.

use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::ffi::FFI_ArrowSchema;
use hubspot_engagements_columnar::{Batches, Error, Undecodable, schema};
use hubspot_engagements_core::error::Error as CoreError;
use hubspot_engagements_core::model::Record;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::errors::raised;
use crate::page::Page;

/// Engagements as Arrow columns: for pyarrow.table, polars.DataFrame, DuckDB and whatever else knows Arrow's PyCapsule
/// protocol, which share its memory. One row is one engagement; the columns never depend on the data.
#[pyclass(frozen, module = "hubspot_engagements")]
pub(crate) struct Table {
    batches: Vec<RecordBatch>,
}

impl Table {
    /// The columns of these records.
    pub(crate) fn of(
        py: Python<'_>,
        records: impl Iterator<Item = Record> + Send,
        undecodable: Undecodable,
        operation: &str,
    ) -> PyResult<Table> {
        let mut gathered = Gathered { batches: Batches::new(undecodable), done: Vec::new() };
        let table = py.detach(|| gathered.append(records).and_then(|()| gathered.finish()));
        table.map_err(|error| failure(py, operation, error))
    }
}

#[pymethods]
impl Table {
    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many bytes the columns take.
    #[getter]
    fn nbytes(&self) -> usize {
        self.batches.iter().map(RecordBatch::get_array_memory_size).sum()
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        format!("Table({} engagements, {} columns)", self.__len__(), schema().fields().len())
    }

    /// The columns, as the capsule of an ArrowSchema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*schema()).map_err(|error| unexpected(&error))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The rows, as the capsule of an ArrowArrayStream. It has its own columns, whatever `requested_schema` says: the
    /// protocol leaves casts to who takes it.
    #[pyo3(signature = (requested_schema=None))]
    pub(crate) fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches: Vec<_> = self.batches.iter().cloned().map(Ok).collect();
        let reader = RecordBatchIterator::new(batches, schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

/// Batches that are full, and the one that is not.
struct Gathered {
    batches: Batches,
    done: Vec<RecordBatch>,
}

impl Gathered {
    fn append(&mut self, records: impl Iterator<Item = Record>) -> Result<(), Error> {
        for record in records {
            self.done.extend(self.batches.append(&record)?);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Table, Error> {
        if !self.batches.is_empty() {
            self.done.push(self.batches.finish()?);
        }
        Ok(Table { batches: std::mem::take(&mut self.done) })
    }
}

/// Gathers pages into a Table.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) struct TableBuilder {
    gathered: Mutex<Gathered>,
}

impl TableBuilder {
    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl TableBuilder {
    #[new]
    fn new(keep_undecodable: bool) -> TableBuilder {
        let batches = Batches::new(undecodable(keep_undecodable));
        TableBuilder { gathered: Mutex::new(Gathered { batches, done: Vec::new() }) }
    }

    /// Adds the page's engagements.
    ///
    /// Raises ResponseError for one that cannot be decoded, unless such ones are to be kept.
    fn append(&self, py: Python<'_>, page: &Page) -> PyResult<()> {
        let appended = py.detach(|| self.lock().append(page.records().iter()));
        appended.map_err(|error| failure(py, page.operation(), error))
    }

    /// The table of what was added; it begins anew then.
    fn finish(&self) -> PyResult<Table> {
        self.lock().finish().map_err(|error| unexpected(&error))
    }
}

pub(crate) fn undecodable(keep: bool) -> Undecodable {
    if keep { Undecodable::Keep } else { Undecodable::Fail }
}

/// The exception for an error of the columns.
pub(crate) fn failure(py: Python<'_>, operation: &str, error: Error) -> PyErr {
    match error {
        Error::Undecodable { record, error } => {
            raised(py, &CoreError::undecodable(operation, &record, error))
        }
        error => unexpected(&error),
    }
}

fn unexpected(error: &dyn std::error::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}

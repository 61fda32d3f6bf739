//! What a sync delivers.

use hubspot_engagements_columnar::Undecodable;
use hubspot_engagements_core::machine;
use hubspot_engagements_core::model::Record;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use crate::columns::Table;
use crate::engagement::Engagement;

/// What a sync delivers at once. Apply `upserts` and `deleted`, then store `checkpoint`, best in one transaction.
#[pyclass(frozen, module = "hubspot_engagements")]
pub(crate) struct SyncBatch {
    batch: machine::SyncBatch,
    operation: &'static str,
}

impl SyncBatch {
    pub(crate) fn new(batch: machine::SyncBatch, operation: &'static str) -> SyncBatch {
        SyncBatch { batch, operation }
    }
}

#[pymethods]
impl SyncBatch {
    /// New and changed engagements: each takes the place of what is held under its id.
    #[getter]
    fn upserts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let engagements = self.batch.upserts.iter().cloned();
        PyTuple::new(
            py,
            engagements.map(|record| Engagement::new(record, self.operation)).collect::<Vec<_>>(),
        )
    }

    /// A number of 64 bits for each of `upserts`, in its order, which stands for its version: what `known` takes.
    #[getter]
    fn digests(&self) -> Vec<i64> {
        self.batch.upserts.iter().map(Record::digest).collect()
    }

    /// The ids of engagements that are gone.
    #[getter]
    fn deleted(&self) -> Vec<i64> {
        self.batch.deleted.iter().map(|id| id.0).collect()
    }

    /// A small JSON object from which the next sync goes on, once this batch is applied.
    #[getter]
    fn checkpoint(&self) -> &str {
        &self.batch.checkpoint
    }

    /// How far the sync has come.
    #[getter]
    fn progress(&self) -> SyncProgress {
        SyncProgress(self.batch.progress)
    }

    /// `upserts` as Arrow columns; see `Table`. One that cannot be decoded is a row all the same, with its text in
    /// `extra`: a sync must not stop at it.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let records = self.batch.upserts.iter().cloned();
        let table = Table::of(py, records, Undecodable::Keep, self.operation)?;
        table.__arrow_c_stream__(py, requested_schema)
    }

    fn __repr__(&self) -> String {
        let (upserts, deleted) = (self.batch.upserts.len(), self.batch.deleted.len());
        format!("SyncBatch({upserts} upserts, {deleted} deleted)")
    }
}

/// How far a sync has come.
#[pyclass(frozen, module = "hubspot_engagements")]
pub(crate) struct SyncProgress(machine::SyncProgress);

#[pymethods]
impl SyncProgress {
    /// What it is at: "scan", "confirm" or "changes".
    #[getter]
    fn stage(&self) -> &'static str {
        self.0.stage.code()
    }

    /// Pages that were read so far.
    #[getter]
    fn pages(&self) -> u64 {
        self.0.pages
    }

    /// Records that were read so far, those among them that had not changed.
    #[getter]
    fn records(&self) -> u64 {
        self.0.records
    }

    /// Engagements that were delivered as new or changed so far.
    #[getter]
    fn upserts(&self) -> u64 {
        self.0.upserts
    }

    /// Engagements that were found to be gone so far.
    #[getter]
    fn deleted(&self) -> u64 {
        self.0.deleted
    }

    fn __repr__(&self) -> String {
        let machine::SyncProgress { stage, pages, records, upserts, deleted } = self.0;
        format!(
            "SyncProgress(stage={:?}, pages={pages}, records={records}, upserts={upserts}, deleted={deleted})",
            stage.code()
        )
    }
}

//! The core for Python: settings, machines that a transport drives, and records that decode when they are read.
//!
//! There is no knowledge of the service in here: operations go by name, fields by the core's own description of
//! them, and errors by their code.

mod build;
mod columns;
mod convert;
mod emulator;
mod engagement;
mod errors;
mod fields;
mod machine;
mod models;
mod page;
mod parquet;
mod request;
mod settings;
mod sync;

/// The compiled part of `hubspot_engagements`. Import from that package instead: this one may change.
#[pyo3::pymodule(gil_used = false)]
mod _core {
    use hubspot_engagements_core::error::ErrorKind;
    use hubspot_engagements_core::registry::OPERATIONS;
    use pyo3::prelude::*;
    use pyo3::types::PyTuple;

    #[pymodule_export]
    use crate::build::check;
    #[pymodule_export]
    use crate::columns::{Table, TableBuilder};
    #[pymodule_export]
    use crate::emulator::{Arrival, Portal, Server};
    #[pymodule_export]
    use crate::engagement::{Engagement, engagement_from_json};
    #[pymodule_export]
    use crate::machine::{Machine, Step, start};
    #[pymodule_export]
    use crate::models::{
        Associations, Attachment, Call, Disposition, Email, EmailParticipant, Meeting, Model, Note,
        OtherMetadata, Owner, PublishingTask, ScheduledTask, Task, model_from_json, new_engagement,
    };
    #[pymodule_export]
    use crate::page::Page;
    #[pymodule_export]
    use crate::parquet::ParquetFile;
    #[pymodule_export]
    use crate::request::Request;
    #[pymodule_export]
    use crate::settings::Settings;
    #[pymodule_export]
    use crate::sync::{SyncBatch, SyncProgress};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        crate::models::describe(py)?;
        crate::engagement::describe(py)?;
        let codes = ErrorKind::ALL.iter().map(|kind| kind.code());
        module.add("ERROR_CODES", PyTuple::new(py, codes.collect::<Vec<_>>())?)?;
        let operations = OPERATIONS.iter().map(|operation| operation.name);
        module.add("OPERATIONS", PyTuple::new(py, operations.collect::<Vec<_>>())?)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

//! Engagements as a Parquet file that is either whole or not there.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hubspot_engagements_columnar::{Error, ParquetWriter, Undecodable};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

use crate::columns::{failure, undecodable};
use crate::page::Page;

/// Writes pages into a Parquet file. It stands under its own name when it is closed, and before that at
/// `<path>.partial`, so that a listing that breaks off leaves an older file as it was.
#[pyclass(frozen, module = "hubspot_engagements._core")]
pub(crate) struct ParquetFile {
    open: Mutex<Option<Open>>,
    path: PathBuf,
}

struct Open {
    writer: ParquetWriter<BufWriter<File>>,
    partial: Partial,
}

/// A file that is removed unless it gets its name.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Open {
    #[expect(clippy::disallowed_methods, reason = "files are what this is for")]
    fn create(path: &Path, undecodable: Undecodable) -> Result<Open, Error> {
        if path.is_dir() {
            let message = format!("{} is a directory", path.display());
            return Err(io::Error::new(io::ErrorKind::IsADirectory, message).into());
        }
        let mut partial = path.to_path_buf().into_os_string();
        partial.push(".partial");
        let file = File::create(&partial)?;
        let partial = Partial(partial.into());
        Ok(Open { writer: ParquetWriter::new(BufWriter::new(file), undecodable)?, partial })
    }

    fn close(self, path: &Path) -> Result<u64, Error> {
        let rows = self.writer.rows();
        let file = self.writer.finish()?.into_inner().map_err(io::Error::from)?;
        file.sync_all()?;
        fs::rename(&self.partial.0, path)?;
        Ok(rows)
    }
}

impl ParquetFile {
    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self, py: Python<'_>, operation: &str, error: Error) -> PyErr {
        match error {
            Error::File(error) => match error.raw_os_error() {
                Some(code) => of_system(py, code, &self.path).unwrap_or_else(|error| error),
                None => error.into(),
            },
            error => failure(py, operation, error),
        }
    }
}

#[pymethods]
impl ParquetFile {
    #[new]
    fn new(py: Python<'_>, path: PathBuf, keep_undecodable: bool) -> PyResult<ParquetFile> {
        let opened = py.detach(|| Open::create(&path, undecodable(keep_undecodable)));
        let file = ParquetFile { open: Mutex::default(), path };
        *file.lock() = Some(opened.map_err(|error| file.failure(py, "", error))?);
        Ok(file)
    }

    /// Adds the page's engagements.
    ///
    /// Raises ResponseError for one that cannot be decoded, unless such ones are to be kept, and OSError where the
    /// file cannot be written.
    fn append(&self, py: Python<'_>, page: &Page) -> PyResult<()> {
        let appended = py.detach(|| match &mut *self.lock() {
            Some(open) => page.records().iter().try_for_each(|record| open.writer.append(&record)).map(Some),
            None => Ok(None),
        });
        match appended {
            Ok(Some(())) => Ok(()),
            Ok(None) => Err(closed()),
            Err(error) => Err(self.failure(py, page.operation(), error)),
        }
    }

    /// Gives the file its name. Returns how many rows it has.
    ///
    /// Raises OSError where it cannot be written.
    fn close(&self, py: Python<'_>) -> PyResult<u64> {
        let open = self.lock().take().ok_or_else(closed)?;
        py.detach(|| open.close(&self.path)).map_err(|error| self.failure(py, "", error))
    }

    /// Removes what was written, unless it was closed.
    fn discard(&self) {
        *self.lock() = None;
    }
}

/// As `open` would raise it: from these arguments Python picks the subclass, such as FileNotFoundError.
fn of_system(py: Python<'_>, code: i32, path: &Path) -> PyResult<PyErr> {
    let message: String = py.import("os")?.call_method1("strerror", (code,))?.extract()?;
    Ok(PyOSError::new_err((code, message, path.as_os_str().to_owned())))
}

fn closed() -> PyErr {
    PyValueError::new_err("this file is closed")
}

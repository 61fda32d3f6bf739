//! Parquet files, written while the engagements arrive.

use std::io::Write;

use arrow_array::RecordBatch;
use hubspot_engagements_core::model::Record;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::Error;
use crate::batch::{BATCH_ROWS, Batches, Undecodable, schema};

/// Writes engagements into a Parquet file. It holds one row group at a time, of at most
/// [`BATCH_ROWS`] rows: memory does not grow with the file.
///
/// ```
/// use hubspot_engagements_columnar::{ParquetWriter, Undecodable};
/// use hubspot_engagements_core::model::Record;
///
/// let mut file = ParquetWriter::new(Vec::new(), Undecodable::Fail)?;
/// file.append(&Record::from_json(r#"{"engagement":{"id":7,"type":"NOTE"},"metadata":{"body":"x"}}"#)?)?;
/// assert_eq!(file.rows(), 1);
/// let bytes = file.finish()?;
/// assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ParquetWriter<W: Write + Send> {
    batches: Batches,
    writer: ArrowWriter<W>,
    rows: u64,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a file with the columns of [`schema`], compressed by Snappy.
    ///
    /// # Errors
    /// [`Error::File`] where its beginning cannot be written.
    pub fn new(file: W, undecodable: Undecodable) -> Result<ParquetWriter<W>, Error> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("hubspot-engagements ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_max_row_group_row_count(Some(BATCH_ROWS))
            .build();
        let writer = ArrowWriter::try_new(file, schema(), Some(properties))?;
        Ok(ParquetWriter { batches: Batches::new(undecodable), writer, rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// As [`Batches::append`], and [`Error::File`] where the file cannot be written.
    pub fn append(&mut self, record: &Record) -> Result<(), Error> {
        let full = self.batches.append(record)?;
        self.rows += 1;
        full.map_or(Ok(()), |batch| self.write(&batch))
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        self.writer.write(batch)?;
        Ok(self.writer.flush()?)
    }

    /// How many rows were added.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes what is left and the file's end; gives back what it wrote to.
    ///
    /// # Errors
    /// [`Error::File`] where the file cannot be written.
    pub fn finish(mut self) -> Result<W, Error> {
        if !self.batches.is_empty() {
            let last = self.batches.finish()?;
            self.write(&last)?;
        }
        Ok(self.writer.into_inner()?)
    }
}

//! Rows that become record batches.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Int64Builder, ListBuilder, StringBuilder, StringDictionaryBuilder,
    TimestampMillisecondBuilder,
};
use arrow_array::types::Int16Type;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::SchemaRef;
use hubspot_engagements_core::model::Record;

use crate::Error;
use crate::layout::{Form, Layout, moment};
use crate::row::{Datum, Row};

/// How many rows a batch has at most.
pub const BATCH_ROWS: usize = 10_000;
/// How much JSON goes into a batch at most, but for its last record.
const BATCH_BYTES: usize = 32 << 20;
/// What a record's text may have at most: a column's offsets have 32 bits.
const RECORD_BYTES: usize = 1 << 30;

/// The columns of every batch; see the crate's description. It does not depend on any data.
pub fn schema() -> SchemaRef {
    Arc::clone(&Layout::get().schema)
}

/// Takes engagements one by one and gives them back as record batches of at most [`BATCH_ROWS`] rows.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::types::Int64Type;
/// use hubspot_engagements_columnar::Batches;
/// use hubspot_engagements_core::model::Record;
///
/// let mut batches = Batches::default();
/// let call = r#"{"engagement":{"id":7,"type":"CALL"},"metadata":{"durationMilliseconds":90000}}"#;
/// assert!(batches.append(&Record::from_json(call)?)?.is_none(), "the batch is not full yet");
/// let batch = batches.finish()?;
/// let durations = batch.column_by_name("call_duration_ms").ok_or("no such column")?;
/// assert_eq!(durations.as_primitive::<Int64Type>().value(0), 90_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Batches {
    undecodable: Undecodable,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

/// What becomes of a record that cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undecodable {
    /// It is an error.
    #[default]
    Fail,
    /// It is a row all the same: its id, type and last update where they are plain, and its whole text in `extra`.
    Keep,
}

impl Default for Batches {
    fn default() -> Batches {
        Batches::new(Undecodable::default())
    }
}

impl Batches {
    /// Begins the first batch.
    pub fn new(undecodable: Undecodable) -> Batches {
        let columns = Layout::get().forms.iter().map(|form| Column::new(*form)).collect();
        Batches { undecodable, columns, rows: 0, bytes: 0 }
    }

    /// Adds a row; gives a batch where that filled one.
    ///
    /// # Errors
    /// [`Error::Undecodable`] where the record cannot be decoded and such ones are not kept. It has left no trace
    /// then: what was added before is still there, and others can follow.
    pub fn append(&mut self, record: &Record) -> Result<Option<RecordBatch>, Error> {
        let bytes = record.json().len();
        if bytes > RECORD_BYTES {
            return Err(Error::TooLarge { bytes, allowed: RECORD_BYTES });
        }
        let row = match Row::of(record) {
            Ok(row) => row,
            Err(_) if self.undecodable == Undecodable::Keep => Row::of_undecodable(record),
            Err(error) => return Err(Error::Undecodable { record: Box::new(record.clone()), error }),
        };
        for (place, datum) in row {
            if let Some(column) = self.columns.get_mut(place) {
                column.put(self.rows, datum)?;
            }
        }
        self.rows += 1;
        self.bytes += bytes;
        let is_full = self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES;
        if is_full { self.finish().map(Some) } else { Ok(None) }
    }

    /// How many rows wait for the next batch.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether no row waits for the next batch.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The rows that were added since the last batch, as a batch that may be empty. It begins anew then.
    ///
    /// # Errors
    /// [`Error::Arrow`] never for what this crate has built itself.
    pub fn finish(&mut self) -> Result<RecordBatch, Error> {
        let done = std::mem::replace(self, Batches::new(self.undecodable));
        let arrays = done.columns.into_iter().map(|column| column.finish(done.rows)).collect();
        Ok(RecordBatch::try_new(schema(), arrays)?)
    }
}

/// A column under construction. Most have no value of most engagements: they get their nulls many at a time.
struct Column {
    values: Values,
    /// How many rows it has by now.
    rows: usize,
}

impl Column {
    fn new(form: Form) -> Column {
        Column { values: Values::new(form), rows: 0 }
    }

    /// Takes the value of a row.
    fn put(&mut self, row: usize, datum: Datum<'_>) -> Result<(), Error> {
        self.fill(row);
        self.rows += 1;
        self.values.append(datum)
    }

    /// Adds nulls until it has as many rows.
    fn fill(&mut self, rows: usize) {
        if rows > self.rows {
            self.values.append_nulls(rows - self.rows);
            self.rows = rows;
        }
    }

    fn finish(mut self, rows: usize) -> ArrayRef {
        self.fill(rows);
        self.values.finish()
    }
}

enum Values {
    Integer(Int64Builder),
    Boolean(BooleanBuilder),
    Text(StringBuilder),
    Word(StringDictionaryBuilder<Int16Type>),
    Time(TimestampMillisecondBuilder),
    Integers(ListBuilder<Int64Builder>),
    Times(ListBuilder<TimestampMillisecondBuilder>),
    Texts(ListBuilder<StringBuilder>),
}

impl Values {
    fn new(form: Form) -> Values {
        let times = || TimestampMillisecondBuilder::new().with_data_type(moment());
        match form {
            Form::Integer => Values::Integer(Int64Builder::new()),
            Form::Boolean => Values::Boolean(BooleanBuilder::new()),
            Form::Text => Values::Text(StringBuilder::new()),
            Form::Word(words) => Values::Word(dictionary(words)),
            Form::Time { .. } => Values::Time(times()),
            Form::Integers => Values::Integers(ListBuilder::new(Int64Builder::new())),
            Form::Times => Values::Times(ListBuilder::new(times())),
            Form::Texts => Values::Texts(ListBuilder::new(StringBuilder::new())),
        }
    }

    fn append(&mut self, datum: Datum<'_>) -> Result<(), Error> {
        match (self, datum) {
            (Values::Integer(column), Datum::Integer(number)) => column.append_value(number),
            (Values::Boolean(column), Datum::Boolean(flag)) => column.append_value(flag),
            (Values::Text(column), Datum::Text(text)) => column.append_value(text),
            (Values::Word(column), Datum::Text(word)) => drop(column.append(word)?),
            (Values::Time(column), Datum::Integer(time)) => column.append_value(time),
            (Values::Integers(column), Datum::Integers(numbers)) => column.append_value(numbers),
            (Values::Times(column), Datum::Integers(times)) => column.append_value(times),
            (Values::Texts(column), Datum::Texts(texts)) => column.append_value(texts),
            (column, _) => column.append_nulls(1),
        }
        Ok(())
    }

    fn append_nulls(&mut self, count: usize) {
        match self {
            Values::Integer(column) => column.append_nulls(count),
            Values::Boolean(column) => column.append_nulls(count),
            Values::Text(column) => column.append_nulls(count),
            Values::Word(column) => column.append_nulls(count),
            Values::Time(column) => column.append_nulls(count),
            Values::Integers(column) => column.append_nulls(count),
            Values::Times(column) => column.append_nulls(count),
            Values::Texts(column) => column.append_nulls(count),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Values::Integer(mut column) => ArrayBuilder::finish(&mut column),
            Values::Boolean(mut column) => ArrayBuilder::finish(&mut column),
            Values::Text(mut column) => ArrayBuilder::finish(&mut column),
            Values::Word(mut column) => ArrayBuilder::finish(&mut column),
            Values::Time(mut column) => ArrayBuilder::finish(&mut column),
            Values::Integers(mut column) => ArrayBuilder::finish(&mut column),
            Values::Times(mut column) => ArrayBuilder::finish(&mut column),
            Values::Texts(mut column) => ArrayBuilder::finish(&mut column),
        }
    }
}

/// A dictionary that begins with the known words, so that a word has the same number in every batch.
fn dictionary(words: &[&str]) -> StringDictionaryBuilder<Int16Type> {
    let known = StringArray::from_iter_values(words);
    StringDictionaryBuilder::new_with_dictionary(0, &known).unwrap_or_default()
}

use std::io::{self, Write};

use arrow_array::RecordBatch;
use bytes::Bytes;
use hubspot_engagements_columnar::{BATCH_ROWS, Batches, Error, ParquetWriter, Undecodable, schema};
use hubspot_engagements_core::model::Record;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

fn records() -> Vec<Record> {
    let texts = [
        r#"{"engagement":{"id":1,"type":"NOTE","timestamp":5},"associations":{"contactIds":[]},"metadata":{"body":"ü"}}"#,
        r#"{"engagement":{"id":9223372036854775807,"type":"CALL","timestamp":9223372036854775807},"new":1}"#,
        r#"{"engagement":{"id":3,"type":"NEW"},"associations":{"contactIds":[1,2]}}"#,
        r#"{"engagement":{"id":4,"type":"EMAIL"},"metadata":{"to":[{"email":"a@b.example"},{}]}}"#,
        r#"{"engagement":{"id":5,"type":"TASK"},"metadata":{"reminders":[1],"status":"NEW"}}"#,
    ];
    texts.iter().map(|text| Record::from_json(text).unwrap()).collect()
}

fn read(file: Vec<u8>) -> (Vec<RecordBatch>, usize) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    assert_eq!(reader.schema(), &schema());
    let groups = reader.metadata().num_row_groups();
    (reader.build().unwrap().map(Result::unwrap).collect(), groups)
}

#[test]
fn values_survive() {
    let mut file = ParquetWriter::new(Vec::new(), Undecodable::Fail).unwrap();
    let mut batches = Batches::default();
    for record in records() {
        file.append(&record).unwrap();
        batches.append(&record).unwrap();
    }
    let (read, _) = read(file.finish().unwrap());
    assert_eq!(read, [batches.finish().unwrap()]);
}

#[test]
fn an_empty_file_has_all_columns() {
    let file = ParquetWriter::new(Vec::new(), Undecodable::Fail).unwrap();
    assert_eq!(file.rows(), 0);
    assert_eq!(read(file.finish().unwrap()), (Vec::new(), 0));
}

#[test]
fn row_groups_are_bounded() {
    let mut file = ParquetWriter::new(Vec::new(), Undecodable::Fail).unwrap();
    let note = Record::from_json(r#"{"engagement":{"type":"NOTE"}}"#).unwrap();
    for _ in 0..2 * BATCH_ROWS + 1 {
        file.append(&note).unwrap();
    }
    let (batches, groups) = read(file.finish().unwrap());
    assert_eq!(groups, 3);
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 2 * BATCH_ROWS + 1);
}

#[test]
fn a_disk_that_is_full_is_said_to_be() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let outcome = ParquetWriter::new(Full, Undecodable::Fail).and_then(|mut file| {
        file.append(&records()[0])?;
        file.finish().map(drop)
    });
    assert!(matches!(outcome, Err(Error::File(error)) if error.kind() == io::ErrorKind::StorageFull));
}

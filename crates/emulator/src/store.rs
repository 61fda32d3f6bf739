//! All engagements of a portal.

use std::collections::BTreeMap;

use crate::random::Random;
use crate::record::Record;

/// Engagements by id.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    records: BTreeMap<i64, Record>,
    last_id: i64,
    ids: Random,
}

/// Some records, and whether there are more behind them.
pub(crate) type Slice<'a> = (Vec<&'a Record>, bool);

impl Store {
    /// No engagements; the first id has the size of those of 2022.
    pub(crate) fn new(seed: u64) -> Store {
        Store { records: BTreeMap::new(), last_id: 24_386_500_000, ids: Random::new(seed) }
    }

    /// An id above all others. Ids have gaps, as other accounts' engagements are numbered in between.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.last_id += self.ids.between(1, 2_000);
        self.last_id
    }

    /// Adds or replaces a record.
    pub(crate) fn put(&mut self, record: Record) -> &Record {
        let id = record.id;
        self.records.entry(id).insert_entry(record).into_mut()
    }

    /// The record of that id.
    pub(crate) fn get(&self, id: i64) -> Option<&Record> {
        self.records.get(&id)
    }

    /// The record of that id, to be changed in place.
    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut Record> {
        self.records.get_mut(&id)
    }

    /// Deletes a record; false where there is none.
    pub(crate) fn remove(&mut self, id: i64) -> bool {
        self.records.remove(&id).is_some()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The highest ids, in ascending order.
    pub(crate) fn last_ids(&self, most: usize) -> Vec<i64> {
        self.records.keys().copied().skip(self.len().saturating_sub(most)).collect()
    }

    /// Records in ascending order of id, strictly behind `offset`.
    pub(crate) fn behind(&self, offset: i64, limit: usize, keep: impl Fn(&Record) -> bool) -> Slice<'_> {
        let range = offset.checked_add(1).map(|start| self.records.range(start..));
        let mut kept = range.into_iter().flatten().map(|(_, record)| record).filter(|record| keep(record));
        let results: Vec<&Record> = kept.by_ref().take(limit).collect();
        let more = kept.next().is_some();
        (results, more)
    }

    /// What the index of changes holds: (`lastUpdated`, id, record), oldest first.
    pub(crate) fn changes(&self, unix_ms: i64, lag_ms: i64) -> Vec<(i64, i64, &Record)> {
        let mut changes: Vec<(i64, i64, &Record)> = self
            .records
            .values()
            .filter_map(|record| Some((record.index_time(unix_ms, lag_ms)?, record.id, record)))
            .collect();
        changes.sort_unstable_by_key(|&(time, id, _)| (time, id));
        changes
    }
}

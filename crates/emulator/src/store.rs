//! All engagements of a portal.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::association::Associations;
use crate::ids::Ids;
use crate::options::PortalOptions;
use crate::owner::Owner;
use crate::record::Record;
use crate::seed::Seeds;

/// Engagements by id, and the index by which the listings of changes know them.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    records: BTreeMap<i64, Kept>,
    seeds: Arc<Seeds>,
    ids: Ids,
    /// What the index shows.
    rows: BTreeSet<Row>,
    /// What the index will show, by the time from which on and a number that keeps equal times apart.
    coming: BTreeMap<(i64, u64), Row>,
    writes: u64,
}

/// `lastUpdated` and id of an engagement: its place in the index.
pub(crate) type Row = (i64, i64);

/// Some records, and whether there are more behind them.
pub(crate) type Slice<'a> = (Vec<Cow<'a, Record>>, bool);

#[derive(Debug, Clone)]
struct Kept {
    /// The `lastUpdated` by which the index knows it.
    indexed: Option<i64>,
    content: Content,
}

/// A million made-up records fit into memory because each is made when somebody looks at it.
#[derive(Debug, Clone)]
enum Content {
    MadeUp(u32),
    Own(Box<Record>),
}

impl Store {
    /// The made-up engagements that the options ask for.
    pub(crate) fn new(options: &PortalOptions, owners: &[Owner]) -> Store {
        let mut store = Store {
            records: BTreeMap::new(),
            seeds: Arc::new(Seeds::new(options, owners)),
            ids: Ids::new(options.seed, options.id_blocks),
            rows: BTreeSet::new(),
            coming: BTreeMap::new(),
            writes: 0,
        };
        store.fill(options);
        store
    }

    /// Those that the index would not know yet at the end of the made-up data have still to come.
    fn fill(&mut self, options: &PortalOptions) {
        let seeds = Arc::clone(&self.seeds);
        let (mut records, mut rows) = (Vec::new(), Vec::new());
        for (index, last_updated) in seeds.times() {
            let id = self.ids.next();
            let due = last_updated.saturating_add(options.index_lag_ms);
            let indexed = (due <= options.now_ms).then_some(last_updated);
            match indexed {
                Some(time) => rows.push((time, id)),
                None => self.announce((last_updated, id), due),
            }
            records.push((id, Kept { indexed, content: Content::MadeUp(index) }));
        }
        self.records = records.into_iter().collect();
        self.rows = rows.into_iter().collect();
    }

    /// An id that nothing had before.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.ids.next()
    }

    /// Adds or replaces a record, which the index knows from the time `due` on.
    pub(crate) fn put(&mut self, record: Record, due: i64) {
        let (id, row) = (record.id, (record.last_updated, record.id));
        let indexed = self.records.get(&id).and_then(|kept| kept.indexed);
        self.records.insert(id, Kept { indexed, content: Content::Own(Box::new(record)) });
        self.announce(row, due);
    }

    fn announce(&mut self, row: Row, due: i64) {
        self.coming.insert((due, self.writes), row);
        self.writes += 1;
    }

    /// The record of that id.
    pub(crate) fn get(&self, id: i64) -> Option<Cow<'_, Record>> {
        self.records.get(&id).and_then(|kept| self.open(id, kept))
    }

    /// Whether there is one of that id.
    pub(crate) fn has(&self, id: i64) -> bool {
        self.records.contains_key(&id)
    }

    fn open<'a>(&'a self, id: i64, kept: &'a Kept) -> Option<Cow<'a, Record>> {
        match &kept.content {
            Content::MadeUp(index) => self.seeds.record(*index, id).map(Cow::Owned),
            Content::Own(record) => Some(Cow::Borrowed(record)),
        }
    }

    /// Changes a record past the index, which never learns of it; false where there is none.
    pub(crate) fn alter(&mut self, id: i64, change: impl FnOnce(&mut Record)) -> bool {
        let Some(mut record) = self.get(id).map(Cow::into_owned) else { return false };
        change(&mut record);
        if let Some(kept) = self.records.get_mut(&id) {
            kept.content = Content::Own(Box::new(record));
        }
        true
    }

    /// Deletes a record; false where there is none.
    pub(crate) fn remove(&mut self, id: i64) -> bool {
        let removed = self.records.remove(&id);
        if let Some(time) = removed.as_ref().and_then(|kept| kept.indexed) {
            self.rows.remove(&(time, id));
        }
        removed.is_some()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The highest ids, in ascending order.
    pub(crate) fn last_ids(&self, most: usize) -> Vec<i64> {
        let mut ids: Vec<i64> = self.records.keys().rev().take(most).copied().collect();
        ids.reverse();
        ids
    }

    /// The first id from that one on, or the first of all behind the last.
    pub(crate) fn id_from(&self, start: i64) -> Option<i64> {
        self.records.range(start..).next().or_else(|| self.records.first_key_value()).map(|(&id, _)| id)
    }

    /// What the made-up engagements follow from.
    pub(crate) fn seeds(&self) -> &Arc<Seeds> {
        &self.seeds
    }

    /// The lowest and the highest id.
    pub(crate) fn ends(&self) -> Option<(i64, i64)> {
        Some((*self.records.first_key_value()?.0, *self.records.last_key_value()?.0))
    }

    /// Records in ascending order of id, from that id on.
    pub(crate) fn from(&self, start: i64, limit: usize) -> Slice<'_> {
        self.page(start, limit, |_| true)
    }

    /// The same of those whose associations are of a kind.
    pub(crate) fn associated(
        &self,
        start: i64,
        limit: usize,
        keep: impl Fn(&Associations) -> bool,
    ) -> Slice<'_> {
        self.page(start, limit, |kept| match &kept.content {
            Content::MadeUp(index) => self.seeds.associations(*index).is_some_and(|have| keep(&have)),
            Content::Own(record) => keep(&record.associations),
        })
    }

    fn page(&self, start: i64, limit: usize, keep: impl Fn(&Kept) -> bool) -> Slice<'_> {
        let mut kept = self.records.range(start..).filter(|(_, kept)| keep(kept));
        let results = kept.by_ref().take(limit).filter_map(|(&id, kept)| self.open(id, kept)).collect();
        let more = kept.next().is_some();
        (results, more)
    }

    /// Lets the index catch up with that time. A write that is overtaken by a later one of its record is forgotten.
    pub(crate) fn settle(&mut self, now_ms: i64) {
        while let Some(entry) = self.coming.first_entry() {
            if entry.key().0 > now_ms {
                return;
            }
            let (time, id) = entry.remove();
            let Some(kept) = self.records.get_mut(&id) else { continue };
            if kept.indexed.is_none_or(|have| have < time) {
                if let Some(old) = kept.indexed.replace(time) {
                    self.rows.remove(&(old, id));
                }
                self.rows.insert((time, id));
            }
        }
    }

    /// What the index shows behind a row, oldest first.
    pub(crate) fn rows_behind(&self, row: Row) -> impl DoubleEndedIterator<Item = Row> {
        self.rows.range((Bound::Excluded(row), Bound::Unbounded)).copied()
    }

    /// What the index shows up to a row, newest first.
    pub(crate) fn rows_up_to(&self, row: Row) -> impl Iterator<Item = Row> {
        self.rows.range(..=row).rev().copied()
    }
}

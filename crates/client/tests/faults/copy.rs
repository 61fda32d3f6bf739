//! What a consumer of syncs keeps: a copy of the portal, and the checkpoint that was stored last.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use hubspot_engagements::{Checkpoint, Client, Error, Held, Record, SyncBatch, SyncOptions, SyncSource};
use hubspot_engagements_emulator::server::Server;
use serde_json::{Map, Value};

use crate::client::read;

#[derive(Default)]
pub(crate) struct Copy {
    records: BTreeMap<i64, Record>,
    stored: Option<String>,
    /// What was stored before the last sync.
    before: Option<String>,
    epoch: i64,
}

/// What came of a sync.
#[derive(Default)]
pub(crate) struct Synced {
    pub(crate) upserts: usize,
    pub(crate) deleted: Vec<i64>,
    /// Whether the store had a later checkpoint.
    pub(crate) refused: bool,
    /// How many processes ended without storing the checkpoint of their last batch.
    pub(crate) crashes: usize,
    /// Whether no process delivered more again than the last batch before it.
    pub(crate) repeats_last_alone: bool,
}

/// A sync's stream of batches, as the client gives it.
pub(crate) type Batches = std::pin::Pin<Box<dyn futures_core::Stream<Item = Result<SyncBatch, Error>>>>;

impl Copy {
    /// Begins a sync as a step of the table says.
    pub(crate) fn begin(&mut self, client: &Client, step: &Value, params: &Map<String, Value>) -> Batches {
        let checkpoint = match &step["checkpoint"] {
            Value::Null => self.stored.clone(),
            Value::String(_) => self.before.clone(),
            given => Some(given.to_string()),
        };
        self.before = self.stored.clone();
        let mut options = SyncOptions {
            checkpoint: checkpoint.map(|text| Checkpoint::from_json(&text).unwrap()),
            ..SyncOptions::default()
        };
        for (name, value) in params {
            match name.as_str() {
                "source" => options.source = source(value.as_str().unwrap()),
                "limit" => options.limit = value.as_u64().and_then(|limit| u32::try_from(limit).ok()),
                "parallel" => {
                    options.parallel = value.as_u64().and_then(|lanes| u32::try_from(lanes).ok()).unwrap();
                }
                "maxDeletes" => options.max_deletes = value.as_u64(),
                "sweep" => {
                    let digests = self.records.values().map(Record::digest).collect();
                    options.sweep = true;
                    options.known = Some(Held::new(self.records.keys().copied().collect(), digests).unwrap());
                }
                other => panic!("{other} is no parameter of a sync here"),
            }
        }
        Box::pin(client.sync(options))
    }

    /// Applies a batch; gives how many of its records were here already.
    pub(crate) fn apply(&mut self, batch: &SyncBatch, synced: &mut Synced) -> usize {
        let mut repeated = 0;
        synced.upserts += batch.upserts.len();
        synced.deleted.extend(batch.deleted.iter().map(|id| id.0));
        for record in &batch.upserts {
            let id = record.id().unwrap().0;
            repeated += usize::from(self.records.get(&id) == Some(record));
            self.records.insert(id, record.clone());
        }
        batch.deleted.iter().for_each(|id| drop(self.records.remove(&id.0)));
        repeated
    }

    /// Stores a batch's checkpoint, unless a later one is stored: then another sync shares the store.
    pub(crate) fn store(&mut self, batch: &SyncBatch) -> bool {
        let epoch = Checkpoint::from_json(&batch.checkpoint).unwrap().epoch();
        let is_newer = epoch > self.epoch;
        if is_newer {
            self.epoch = epoch;
            self.stored = Some(batch.checkpoint.clone());
        }
        is_newer
    }

    /// Syncs by processes each of which ends between a batch and that batch's checkpoint, one batch later than the one
    /// before it.
    pub(crate) async fn crashing(
        &mut self,
        client: &Client,
        step: &Value,
        params: &Map<String, Value>,
    ) -> Result<Synced, Error> {
        let mut synced = Synced { repeats_last_alone: true, ..Synced::default() };
        let mut last = 0;
        loop {
            let mut batches = self.begin(client, step, params);
            let (mut count, mut repeated) = (0, 0);
            let lost = loop {
                let Some(batch) = batches.try_next().await? else { break None };
                count += 1;
                repeated += self.apply(&batch, &mut synced);
                if count == synced.crashes + 2 {
                    break Some(batch.upserts.len());
                }
                assert!(self.store(&batch));
            };
            synced.repeats_last_alone &= repeated <= last;
            let Some(lost) = lost else { return Ok(synced) };
            last = lost;
            synced.crashes += 1;
        }
    }

    /// Whether the copy has everything that the portal has; with `alone`, and nothing else.
    pub(crate) fn check(&self, server: &Server, alone: bool) {
        server.with_portal(|portal| {
            if alone {
                assert_eq!(self.records.len(), portal.len(), "the copy has other engagements");
            }
            let known: Vec<i64> = self.records.keys().copied().collect();
            let there = known.iter().filter(|id| portal.get(**id).is_some()).count();
            assert_eq!(there, portal.len(), "engagements are missing");
            for (id, record) in &self.records {
                let kept = portal.get(*id);
                assert!(kept.is_none_or(|kept| kept == read(record.json())), "{id} has changed");
            }
        });
    }
}

fn source(name: &str) -> SyncSource {
    match name {
        "modified_after" => SyncSource::ModifiedAfter,
        "recent" => SyncSource::Recent,
        "auto" => SyncSource::Auto,
        other => panic!("{other} is no source"),
    }
}

//! A consumer that keeps a copy of a portal by syncs that fail, crash and meet others at work.

use std::collections::BTreeMap;

use hubspot_engagements_core::error::ErrorKind;
use hubspot_engagements_core::machine::{Checkpoint, SyncBatch};
use hubspot_engagements_core::model::Record;
use hubspot_engagements_core::registry::Output;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_emulator::{CursorForm, Mix, Portal, PortalOptions};

use crate::scenarios::walked;
use crate::world::{Draw, World, faults};

/// More than any sync needs.
const MOST: u64 = 400_000;
const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;
/// The longest that the index may take: below the overlap of an hour.
const MOST_LAG_MS: i64 = 50 * MINUTE_MS as i64;

/// Somebody's copy of a portal, and the checkpoint that was stored last.
#[derive(Default)]
pub(crate) struct Copy {
    pub(crate) records: BTreeMap<i64, Record>,
    pub(crate) checkpoint: Option<String>,
    epoch: i64,
    /// How many records a batch brought that were the same here already.
    pub(crate) repeated: usize,
}

impl Copy {
    fn apply(&mut self, batch: &SyncBatch) {
        for record in &batch.upserts {
            let id = record.id().unwrap().0;
            let had = self.records.insert(id, record.clone());
            self.repeated += usize::from(had.as_ref() == Some(record));
        }
        for id in &batch.deleted {
            self.records.remove(&id.0);
        }
    }

    fn store(&mut self, batch: &SyncBatch) {
        let epoch = Checkpoint::from_json(&batch.checkpoint).unwrap().epoch();
        assert!(epoch > self.epoch, "epoch {epoch} follows {}", self.epoch);
        self.epoch = epoch;
        self.checkpoint = Some(batch.checkpoint.clone());
    }

    fn known(&self, with_digests: bool) -> String {
        let ids: Vec<String> = self.records.keys().map(ToString::to_string).collect();
        let digests: Vec<String> = self.records.values().map(|record| record.digest().to_string()).collect();
        match with_digests {
            true => format!(r#"{{"ids":[{}],"digests":[{}]}}"#, ids.join(","), digests.join(",")),
            false => format!("[{}]", ids.join(",")),
        }
    }
}

/// One sync: what it is told, and what happens to it.
pub(crate) struct Run {
    pub(crate) params: String,
    pub(crate) lanes: u64,
    /// One in so many things that happen is a crash; 0 for none.
    pub(crate) crashes: u64,
    /// The same for a change by somebody else.
    pub(crate) writes: u64,
}

/// How a sync ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    Done,
    Failed(ErrorKind),
    Crashed,
}

/// Carries a sync on until it ends, or crashes.
pub(crate) fn sync(world: &mut World, copy: &mut Copy, run: &Run) -> End {
    world.tasks.clear();
    let checkpoint = copy.checkpoint.as_deref().unwrap_or("null");
    let lanes =
        if run.lanes > 1 { format!(r#","handle":5,"parallel":{}"#, run.lanes) } else { String::new() };
    let params = format!(r#"{{"checkpoint":{checkpoint}{lanes}{}}}"#, run.params);
    world.tell(|| params.clone());
    world.start("engagements.sync", &params);
    for _ in 0..if run.lanes > 1 { run.lanes } else { 0 } {
        world.start("engagements.sync_lane", r#"{"handle":5}"#);
    }
    for _ in 0..MOST {
        let is_over = !world.tasks[0].is_running();
        if is_over && world.tasks.iter().all(|task| !task.is_running()) {
            return match &world.tasks[0].failed {
                None => End::Done,
                Some(error) => End::Failed(error.kind()),
            };
        }
        world.run(1);
        if run.writes > 0 && world.draw.chance(run.writes) {
            write(world, 1);
        }
        let batch = match world.tasks[0].yielded.pop() {
            None => None,
            Some(Output::SyncBatch(batch)) => Some(batch),
            Some(other) => panic!("{other:?}"),
        };
        if let Some(batch) = &batch {
            copy.apply(batch);
            world.tell(|| {
                format!("{} upserts, {:?}, {}", batch.upserts.len(), batch.deleted, batch.checkpoint)
            });
        }
        // A crash may come between a batch and its checkpoint, too.
        if run.crashes > 0 && world.draw.chance(run.crashes) {
            world.tell(|| "crash".to_owned());
            (0..world.tasks.len()).for_each(|index| world.crash(index));
            return End::Crashed;
        }
        if let Some(batch) = &batch {
            copy.store(batch);
        }
    }
    panic!("a sync never ends");
}

/// Others change something; the clocks of the service's machines are a second apart.
fn write(world: &mut World, count: u64) {
    for _ in 0..count {
        let kind = world.draw.below(10);
        let mix = Mix {
            creates: u32::from(kind < 3),
            updates: u32::from((3..7).contains(&kind)),
            deletes: u32::from(kind == 7),
            associations: u32::from(kind > 7),
        };
        let mut now = world.now();
        now.unix_ms += world.draw.below(2001) as i64 - 1000;
        let seed = world.draw.next();
        let written = world.portal.write(now, mix, seed);
        world.tell(|| format!("{written:?}"));
    }
}

/// Time goes by while others are at work.
fn wait(world: &mut World, ms: u64, writes: u64) {
    for _ in 0..writes {
        world.now_ms += ms / (writes + 1);
        write(world, 1);
    }
    world.now_ms += ms / (writes + 1);
}

fn new_session(world: &mut World) {
    let limit = world.draw.one_of(&[0, 0, 0, 90]);
    let options = format!(r#"{{"accessToken":"token-0","rateLimit":{limit}}}"#);
    world.session = Session::from_json(&options).unwrap();
}

/// A portal with all its ways, and the source that a sync can use there.
fn portal(draw: &mut Draw) -> (Portal, &'static str) {
    let lag = draw.below(MOST_LAG_MS as u64) as i64;
    let has_scope = !draw.chance(5);
    let source = match has_scope {
        true => draw.one_of(&["modified_after", "modified_after", "auto", "recent"]),
        false => draw.one_of(&["auto", "recent"]),
    };
    let options = PortalOptions {
        engagements: draw.below(25) as usize,
        seed: draw.next(),
        index_lag_ms: draw.one_of(&[0, lag / 2]),
        index_jitter_ms: draw.one_of(&[0, lag / 2]),
        cursors: draw.one_of(&[CursorForm::Text, CursorForm::Number, CursorForm::Digits]),
        cursors_once: draw.chance(3),
        repeat_percent: draw.one_of(&[0, 0, 40]),
        offset_behind_last: draw.chance(3),
        id_blocks: draw.one_of(&[1, 4]),
        contacts_scope: has_scope,
        ..PortalOptions::default()
    };
    (Portal::new(options), source)
}

/// Syncs that meet everything at once; in the end the copy is the portal.
pub(crate) fn copies(mut draw: Draw) -> u64 {
    let (portal, source) = portal(&mut draw);
    let session = Session::from_json(r#"{"accessToken":"token-0"}"#).unwrap();
    let mut world = World::new(portal, session, draw);
    world.skew_ms = world.draw.one_of(&[0, -90_000, 3_600_000, -86_400_000]);
    let mut copy = Copy::default();
    let limit = 1 + world.draw.below(12);
    let common = format!(r#","source":"{source}","limit":{limit}"#);
    for _ in 0..2 + world.draw.below(4) {
        new_session(&mut world);
        let plan = if world.draw.chance(2) { faults(&mut world.draw, 4) } else { Vec::new() };
        world.portal.set_faults(plan);
        world.unreached = world.draw.one_of(&[0, 0, 12]);
        let sweep = match world.draw.below(4) {
            0 => format!(r#","sweep":true,"known":{}"#, copy.known(world.draw.chance(2))),
            1 => format!(r#","known":{}"#, copy.known(true)),
            _ => String::new(),
        };
        let scan_every = world.draw.one_of(&["", "", r#","scanEveryMs":3600000"#]);
        let run = Run {
            params: format!("{common}{sweep}{scan_every}"),
            lanes: world.draw.one_of(&[1, 1, 3]),
            crashes: world.draw.one_of(&[0, 15, 60]),
            writes: world.draw.one_of(&[0, 8, 30]),
        };
        match sync(&mut world, &mut copy, &run) {
            End::Failed(ErrorKind::Validation | ErrorKind::PermissionDenied | ErrorKind::Pagination) => {
                panic!("{:?}", world.tasks[0].failed)
            }
            End::Failed(_) | End::Done | End::Crashed => {}
        }
        let ms = world.draw.one_of(&[1000, 5 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, DAY_MS, 31 * DAY_MS]);
        let writes = world.draw.below(8);
        wait(&mut world, ms, writes);
    }
    quiet(&mut world, &mut copy, &common);
    world.requests
}

/// Nobody writes and nothing fails any more: whatever was not deleted is here, and after a sweep all is the same.
pub(crate) fn quiet(world: &mut World, copy: &mut Copy, common: &str) {
    world.portal.set_faults(Vec::new());
    world.unreached = 0;
    // Longer than the overlap: what was new is old enough now to tell a blind listing by it.
    world.now_ms += HOUR_MS + MINUTE_MS;
    new_session(world);
    let run = |params: String| Run { params, lanes: 1, crashes: 0, writes: 0 };
    assert_eq!(sync(world, copy, &run(common.to_owned())), End::Done, "{:?}", world.tasks[0].failed);
    let wanted = walked(&world.portal);
    for record in &wanted {
        let have = copy.records.get(&record.id().unwrap().0);
        // A change of associations alone is seen by no listing of changes.
        assert_eq!(have.map(changeable), Some(changeable(record)), "a change was lost");
    }
    copy.repeated = 0;
    world.now_ms += MINUTE_MS;
    assert_eq!(sync(world, copy, &run(common.to_owned())), End::Done);
    assert_eq!(copy.repeated, 0, "records were delivered twice");
    let with_digests = world.draw.chance(2);
    let known = copy.known(with_digests);
    let params = format!(r#"{common},"sweep":true,"known":{known},"maxDeletes":100000"#);
    let lanes = world.draw.one_of(&[1, 3]);
    let sweep = Run { lanes, ..run(params) };
    assert_eq!(sync(world, copy, &sweep), End::Done, "{:?}", world.tasks[0].failed);
    if with_digests {
        assert_eq!(copy.repeated, 0, "a sweep with digests delivered records that were the same");
    }
    let have: Vec<&Record> = copy.records.values().collect();
    assert_eq!(have, wanted.iter().collect::<Vec<_>>(), "the copy is not the portal");
}

/// All of a record but its associations.
fn changeable(record: &Record) -> serde_json::Value {
    let mut value: serde_json::Value = serde_json::from_str(record.json()).unwrap();
    value.as_object_mut().unwrap().remove("associations");
    value
}

/// More changes between two syncs than the recent listing shows.
pub(crate) fn burst(mut draw: Draw) -> u64 {
    let source = draw.one_of(&["modified_after", "recent", "auto"]);
    let portal =
        Portal::new(PortalOptions { engagements: 10, seed: draw.next(), ..PortalOptions::default() });
    let session = Session::from_json(r#"{"accessToken":"token-0","rateLimit":0}"#).unwrap();
    let mut world = World::new(portal, session, draw);
    let mut copy = Copy::default();
    let common = format!(r#","source":"{source}""#);
    let run = Run { params: common.clone(), lanes: 1, crashes: 0, writes: 0 };
    assert_eq!(sync(&mut world, &mut copy, &run), End::Done);
    world.now_ms += 2 * HOUR_MS;
    let (now, seed) = (world.now(), world.draw.next());
    world.portal.write(now, Mix { creates: 10_001, ..Mix::default() }, seed);
    world.now_ms += HOUR_MS + MINUTE_MS;
    quiet(&mut world, &mut copy, &common);
    world.requests
}

/// The same history, cut off after every one of its requests in turn: nothing is lost, and a second process repeats one
/// batch at most.
pub(crate) fn crash_after_every_call() -> u64 {
    let mut crashes = 0;
    for source in ["modified_after", "recent"] {
        for later in [false, true] {
            let mut cut = 0;
            while cut_off(source, later, cut) {
                cut += 1;
            }
            crashes += cut;
        }
    }
    crashes
}

/// Whether the first process was still going on after so many requests.
fn cut_off(source: &str, later: bool, cut: u64) -> bool {
    let portal =
        Portal::new(PortalOptions { engagements: 20, seed: 3, id_blocks: 4, ..PortalOptions::default() });
    let session = Session::from_json(r#"{"accessToken":"token-0","rateLimit":0}"#).unwrap();
    let mut world = World::new(portal, session, Draw::new(7));
    let mut copy = Copy::default();
    let common = format!(r#","source":"{source}","limit":3"#);
    let run = |params: String| Run { params, lanes: 1, crashes: 0, writes: 0 };
    if later {
        assert_eq!(sync(&mut world, &mut copy, &run(common.clone())), End::Done);
        world.now_ms += HOUR_MS;
        let now = world.now();
        world.portal.write(now, Mix { creates: 7, updates: 7, deletes: 3, associations: 3 }, 11);
        world.now_ms += HOUR_MS;
    }
    let sweep = format!(r#"{common},"sweep":true,"known":{}"#, copy.known(true));
    world.tasks.clear();
    let checkpoint = copy.checkpoint.as_deref().unwrap_or("null");
    let params = if later { &sweep } else { &common };
    world.start("engagements.sync", &format!(r#"{{"checkpoint":{checkpoint}{params}}}"#));
    let (before, mut last) = (world.requests, 0);
    while world.tasks[0].is_running() && world.requests - before <= cut {
        world.run(1);
        if let Some(Output::SyncBatch(batch)) = world.tasks[0].yielded.pop() {
            last = batch.upserts.len();
            copy.apply(&batch);
            // The crash comes before its checkpoint is stored.
            if world.requests - before < cut {
                copy.store(&batch);
            }
        }
    }
    let is_cut = world.tasks[0].is_running();
    world.crash(0);
    copy.repeated = 0;
    let again =
        if later { format!(r#"{common},"sweep":true,"known":{}"#, copy.known(true)) } else { common.clone() };
    assert_eq!(sync(&mut world, &mut copy, &run(again)), End::Done, "{:?}", world.tasks[0].failed);
    let wanted = walked(&world.portal);
    assert_eq!(
        copy.records.values().collect::<Vec<_>>(),
        wanted.iter().collect::<Vec<_>>(),
        "cut after {cut}"
    );
    // What was applied in the batch whose checkpoint was lost.
    assert!(copy.repeated <= last, "{} repeated of {last}, cut after {cut}", copy.repeated);
    is_cut
}

/// Walks a large portal with 400 ms of latency and a limit of 190 requests in ten seconds, alone or with others beside;
/// gives the requests per ten seconds, and how many there were.
pub(crate) fn rate(engagements: usize, lanes: u64) -> (f64, u64) {
    const LIMIT: u32 = 190;
    let portal = Portal::new(PortalOptions {
        engagements,
        seed: 5,
        rate_limit: Some(LIMIT),
        ..PortalOptions::default()
    });
    let session = Session::from_json(&format!(r#"{{"accessToken":"token-0","rateLimit":{LIMIT}}}"#)).unwrap();
    let mut world = World::new(portal, session, Draw::new(1));
    world.latency_ms = Some(400);
    let mut copy = Copy::default();
    let run = Run { params: String::new(), lanes, crashes: 0, writes: 0 };
    assert_eq!(sync(&mut world, &mut copy, &run), End::Done, "{:?}", world.tasks[0].failed);
    assert_eq!(copy.records.len(), engagements);
    assert_eq!(copy.repeated, 0);
    assert!(world.portal.max_in_window() <= LIMIT as usize, "the service would have refused");
    (world.requests as f64 * 10_000.0 / world.now_ms as f64, world.requests)
}

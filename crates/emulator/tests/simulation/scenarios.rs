//! What users do, and what must hold afterwards whatever went wrong.

use std::collections::BTreeMap;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::endpoint::ListEngagements;
use hubspot_engagements_core::error::{Error, ErrorKind};
use hubspot_engagements_core::ids::Id;
use hubspot_engagements_core::machine::{ItemOutcome, Items, Machine, Step, Verdict};
use hubspot_engagements_core::model::Record;
use hubspot_engagements_core::registry::Output;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::settings::Settings;
use hubspot_engagements_emulator::{Fault, Portal, PortalOptions};

use crate::world::{Draw, World, faults};

/// More than any history needs.
const MOST: u64 = 200_000;

/// Plays the history of a seed and gives how many requests it took.
pub(crate) fn play(seed: u64) -> u64 {
    let mut draw = Draw::new(seed);
    match draw.below(6) {
        0 | 1 => creates(draw),
        2 => walk(draw),
        3 => changes(draw),
        4 => many_creates(draw),
        // A long history: not many of them.
        _ if draw.chance(100) => steady(draw),
        _ => crowd(draw),
    }
}

fn world(mut draw: Draw, engagements: usize, rate_limit: Option<u32>) -> World {
    let options = PortalOptions { engagements, rate_limit, seed: draw.next(), ..PortalOptions::default() };
    let mut portal = Portal::new(options);
    portal.set_faults(faults(&mut draw, 6));
    let deadline_ms = draw.one_of(&[120_000, 120_000, 20_000, 4_000]);
    let session = Session::from_json(&format!(
        r#"{{"tokenProvider":true,"events":{},"journal":{},"generateUids":{},"rateLimit":{},"deadlineMs":{deadline_ms}}}"#,
        draw.chance(2),
        draw.chance(2),
        draw.chance(3),
        rate_limit.unwrap_or(90),
    ))
    .unwrap();
    let mut world = World::new(portal, session, draw);
    world.deadline_ms = deadline_ms;
    if world.draw.chance(3) {
        world.unreached = 4 + world.draw.below(8);
    }
    world
}

/// Every record by its id, as the service has them.
fn records(portal: &Portal) -> BTreeMap<i64, serde_json::Value> {
    let read = |record: &Record| serde_json::from_str(record.json()).unwrap();
    walked(portal).iter().map(|record| (record.id().unwrap().0, read(record))).collect()
}

/// Every record in the order of their ids, as the service has them.
pub(crate) fn walked(portal: &Portal) -> Vec<Record> {
    let mut portal = portal.clone();
    portal.set_faults(Vec::new());
    let options = r#"{"accessToken":"reader","rateLimit":0}"#;
    let session = Session::new(Settings::from_json(options).unwrap());
    let mut items = Items::new(ListEngagements { limit: Some(250), ..Default::default() }, &session, 0);
    // Long after all limits.
    let now = Now { monotonic_ms: 1 << 40, unix_ms: 1_790_000_000_000 + (1 << 40) };
    let mut found = Vec::new();
    loop {
        match items.step(now) {
            Step::Send(request) => {
                let response = portal.handle(now, &request);
                items.on_response(now, response);
            }
            Step::Yield(record) => found.push(record),
            Step::Done => return found,
            other => panic!("{other:?}"),
        }
    }
}

fn with_body(records: &BTreeMap<i64, serde_json::Value>, body: &str) -> usize {
    records.values().filter(|record| record["metadata"]["body"] == body).count()
}

/// Within its deadline, but for what the last answer was on its way.
fn in_time(world: &World, index: usize) {
    let task = &world.tasks[index];
    let took_ms = task.ended_ms - task.began_ms;
    assert!(took_ms <= world.deadline_ms + 10_000, "{took_ms} ms of {}", world.deadline_ms);
}

/// Creates side by side: a result is one record, a refusal none, and what is unknown can be found out.
fn creates(draw: Draw) -> u64 {
    let mut world = world(draw, 3, None);
    let count = 1 + world.draw.below(4) as usize;
    for index in 0..count {
        let body = format!(
            r#"{{"body":{{"engagement":{{"type":"NOTE","timestamp":{index}}},"metadata":{{"body":"note {index}"}}}}}}"#
        );
        world.start("engagements.create", &body);
    }
    assert!(world.run(MOST), "it never ends");
    let kept = records(&world.portal);
    world.portal.set_faults(Vec::new());
    world.unreached = 0;
    for index in 0..count {
        in_time(&world, index);
        let made = with_body(&kept, &format!("note {index}"));
        assert!(made <= 1, "note {index} was made {made} times");
        match world.tasks[index].failed.clone() {
            None => assert_eq!((made, world.tasks[index].yielded.len()), (1, 1)),
            Some(error) if !error.details().may_have_been_applied => assert_eq!(made, 0, "{error}"),
            Some(error) => found_out(&mut world, &error, made),
        }
    }
    world.requests
}

/// A lost create is reconciled to what is true.
fn found_out(world: &mut World, error: &Error, made: usize) {
    assert_eq!(error.kind(), ErrorKind::AmbiguousCreate, "{error}");
    let ticket = error.details().ticket.as_ref().unwrap();
    // A pause that a refusal asked for may be longer than a short deadline.
    world.now_ms += 60_000;
    let task =
        world.start("engagements.reconcile", &format!(r#"{{"ticket":{},"waitMs":0}}"#, ticket.to_json()));
    assert!(world.run(MOST));
    let [Output::Reconciliation(found)] = world.tasks[task].yielded.as_slice() else {
        panic!("{:?}", world.tasks[task].failed)
    };
    let wanted = if made == 1 { Verdict::Created } else { Verdict::Unknown };
    assert_eq!((found.outcome, found.records.len()), (wanted, made));
}

/// A walk that ends has delivered every record once, in order; one that fails has delivered the first of them.
fn walk(draw: Draw) -> u64 {
    let mut world = world(draw, 0, None);
    let engagements = world.draw.below(60) as usize;
    let mut portal =
        Portal::new(PortalOptions { engagements, seed: world.draw.next(), ..PortalOptions::default() });
    let mut wanted: Vec<i64> = records(&portal).into_keys().collect();
    let mut plan = faults(&mut world.draw, 6);
    let mut poisoned = Vec::new();
    if world.draw.chance(3) && !wanted.is_empty() {
        for _ in 0..1 + world.draw.below(2) {
            poisoned.push(world.draw.one_of(&wanted));
        }
        let effect = format!(r#"[{{"effect":{{"poison_ids":{poisoned:?}}}}}]"#);
        plan = Fault::plan(&effect).unwrap();
        world.unreached = 0;
    }
    portal.set_faults(plan);
    world.portal = portal;
    let limit = 1 + world.draw.below(40);
    let on_poison = world.draw.one_of(&["fail", "skip"]);
    world.start("engagements.list", &format!(r#"{{"limit":{limit},"onPoison":"{on_poison}"}}"#));
    assert!(world.run(MOST), "it never ends");
    let pages = world.tasks[0].yielded.iter().map(|output| match output {
        Output::Page(page) => page.clone(),
        other => panic!("{other:?}"),
    });
    let pages: Vec<_> = pages.collect();
    let got: Vec<i64> =
        pages.iter().flat_map(|page| page.iter().filter_map(|record| record.id())).map(|Id(id)| id).collect();
    let skipped: Vec<i64> = pages.iter().flat_map(|page| page.skipped().to_vec()).map(|Id(id)| id).collect();
    match &world.tasks[0].failed {
        None => {
            poisoned.sort_unstable();
            poisoned.dedup();
            let lost: Vec<i64> = wanted.iter().copied().filter(|id| !got.contains(id)).collect();
            // Only what lies between two bad ones may be missing beside them.
            let (first, last) = (poisoned.first().copied(), poisoned.last().copied());
            assert!(lost.iter().all(|id| Some(*id) >= first && Some(*id) <= last), "{lost:?} {poisoned:?}");
            if !poisoned.is_empty() {
                assert!(skipped.iter().all(|id| poisoned.contains(id)) && skipped.last().copied() == last);
            }
            wanted.retain(|id| !lost.contains(id));
            assert_eq!(got, wanted);
        }
        Some(error) => {
            wanted.retain(|id| !skipped.contains(id));
            assert!(wanted.starts_with(&got), "{error}: not the first of the records");
            assert!(poisoned.is_empty() || on_poison == "fail" || error.details().attempts > 0, "{error}");
        }
    }
    world.requests
}

/// An update or a delete that succeeds has happened; one that certainly failed has not.
fn changes(draw: Draw) -> u64 {
    let mut world = world(draw, 4, None);
    let before = records(&world.portal);
    let ids: Vec<i64> = before.keys().copied().collect();
    let (update, delete) = (ids[0], ids[1]);
    world.start(
        "engagements.update",
        &format!(r#"{{"id":{update},"body":{{"engagement":{{"timestamp":77}}}}}}"#),
    );
    world.start("engagements.delete", &format!(r#"{{"id":{delete}}}"#));
    assert!(world.run(MOST), "it never ends");
    let after = records(&world.portal);
    let is_done = [after[&update]["engagement"]["timestamp"] == 77, !after.contains_key(&delete)];
    for (index, is_done) in is_done.into_iter().enumerate() {
        in_time(&world, index);
        match &world.tasks[index].failed {
            None => assert!(is_done),
            Some(error) if !error.details().may_have_been_applied => assert!(!is_done, "{error}"),
            Some(_) => {}
        }
    }
    assert_eq!(after.len(), 4 - usize::from(is_done[1]));
    world.requests
}

/// Many creates, cut off at any moment and run again: each record is there once.
fn many_creates(draw: Draw) -> u64 {
    let mut world = world(draw, 2, None);
    let count = 1 + world.draw.below(8);
    let body = |index: u64| {
        format!(
            r#"{{"engagement":{{"type":"NOTE","uid":"uid-{index}"}},"metadata":{{"body":"note {index}"}}}}"#
        )
    };
    let bodies: Vec<String> = (0..count).map(body).collect();
    let params = format!(r#"{{"bodies":[{}]}}"#, bodies.join(","));
    let cut_off = world.draw.below(60);
    let first = world.start("engagements.create_many", &params);
    world.run(cut_off);
    world.crash(first);
    world.portal.set_faults(Vec::new());
    world.unreached = 0;
    // The second run is another process.
    world.session = Session::from_json(r#"{"tokenProvider":true}"#).unwrap();
    world.now_ms += 1000;
    let second = world.start("engagements.create_many", &params);
    assert!(world.run(MOST), "it never ends");
    assert!(world.tasks[second].failed.is_none(), "{:?}", world.tasks[second].failed);
    let outcomes: Vec<ItemOutcome> = world.tasks[second]
        .yielded
        .iter()
        .map(|output| match output {
            Output::Item(item) => item.outcome,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(outcomes.len() as u64, count);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, ItemOutcome::Created | ItemOutcome::Found)));
    let kept = records(&world.portal);
    for index in 0..count {
        assert_eq!(with_body(&kept, &format!("note {index}")), 1, "note {index}");
    }
    world.requests
}

/// Two clients with a token each, 32 calls at a time: neither is ever refused, and each uses its limit to 95 percent.
fn steady(draw: Draw) -> u64 {
    const LIMIT: u64 = 100;
    const AT_A_TIME: usize = 32;
    const WINDOWS: u64 = 3;
    let mut world = world(draw, 1, Some(LIMIT as u32));
    world.portal.set_faults(Vec::new());
    world.unreached = 0;
    let (&id, _) = records(&world.portal).first_key_value().unwrap();
    let clients = ["one", "two"].map(|token| {
        Session::from_json(&format!(
            r#"{{"accessToken":"{token}","rateLimit":{LIMIT},"deadlineMs":3600000}}"#
        ))
        .unwrap()
    });
    let mut started = 0;
    while world.now_ms < WINDOWS * 10_000 {
        let running = world.tasks.iter().filter(|task| task.is_running()).count();
        for _ in running..2 * AT_A_TIME {
            world.session = clients[started % 2].clone();
            world.start("engagements.get", &format!(r#"{{"id":{id}}}"#));
            started += 1;
        }
        world.run(1);
    }
    assert!(world.portal.max_in_window() <= LIMIT as usize);
    assert!(world.tasks.iter().all(|task| task.failed.is_none()));
    assert!(world.portal.log().all(|request| request.status == Some(200)));
    for token in [1, 2] {
        let sent = world.portal.log().filter(|request| request.token == Some(token)).count() as u64;
        assert!(sent * 100 >= LIMIT * WINDOWS * 95, "{sent} requests in {WINDOWS} windows of {LIMIT}");
    }
    world.requests
}

/// Many calls of one client share one limit: the service never has to refuse, and a token is asked for once.
fn crowd(draw: Draw) -> u64 {
    let limit = 5;
    let mut world = world(draw, 1, Some(limit));
    world.portal.set_faults(Vec::new());
    world.unreached = 0;
    world.session = Session::from_json(&format!(r#"{{"tokenProvider":true,"rateLimit":{limit}}}"#)).unwrap();
    let (&id, _) = records(&world.portal).first_key_value().unwrap();
    let count = 5 + world.draw.below(40) as usize;
    for _ in 0..count {
        world.start("engagements.get", &format!(r#"{{"id":{id}}}"#));
    }
    assert!(world.run(MOST), "it never ends");
    assert_eq!(world.tokens_asked, 1);
    assert!(world.portal.max_in_window() <= limit as usize);
    let refused = world.portal.log().filter(|request| request.status == Some(429)).count();
    assert_eq!((refused, world.requests), (0, count as u64));
    assert!(world.tasks.iter().all(|task| task.failed.is_none() && task.yielded.len() == 1));
    world.requests
}

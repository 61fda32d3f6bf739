//! What may have happened, and what happened to many.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::TryStreamExt;
use hubspot_engagements::{
    CreateMany, Engagement, ErrorKind, Event, Item, ItemOutcome, ListEngagements, Page, RateLimit,
    Reconciliation, RetryPolicy, Ticket, Verdict,
};
use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Damage, Effect, Fault, PortalOptions, Reply};

use crate::support::{Notes, World, call};

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_found_by_its_ticket() {
    let lost = Fault::new(Damage::Reset).method(Method::Post).commit(true);
    let world =
        World::new(PortalOptions { index_lag_ms: 3_000, faults: vec![lost], ..PortalOptions::default() })
            .await;
    let client = world.client();
    let error = client.create(call("Grüße")).await.unwrap_err();
    assert_eq!((error.kind(), world.created()), (ErrorKind::AmbiguousCreate, 1));
    let ticket = error.details().ticket.clone().unwrap();
    assert_eq!(Ticket::from_json(&ticket.to_json()).unwrap(), ticket);
    let now = client.reconcile(&ticket, Duration::ZERO).await.unwrap();
    assert_eq!(now.outcome, Verdict::Unknown, "the service's lists lag behind");
    let Reconciliation { outcome, exact, records } =
        client.reconcile(&ticket, Duration::from_secs(30)).await.unwrap();
    assert_eq!((outcome, exact, records.len(), world.created()), (Verdict::Created, false, 1, 1));
}

#[tokio::test]
async fn a_generated_uid_makes_the_search_exact() {
    let lost = Fault::new(Damage::Reset).method(Method::Post).commit(true);
    let world = World::failing(vec![lost]).await;
    let client = world.builder().generate_uids(true).build().unwrap();
    let error = client.create(call("x")).await.unwrap_err();
    let found = client.reconcile(error.details().ticket.as_ref().unwrap(), Duration::ZERO).await.unwrap();
    assert_eq!((found.outcome, found.exact), (Verdict::Created, true));
}

async fn made(world: &World, engagements: Vec<Engagement>) -> Vec<Item> {
    let client = world.client();
    let items = client.create_many(engagements, CreateMany::default());
    drop(client);
    items.try_collect().await.unwrap()
}

#[tokio::test]
async fn many_creates_have_an_outcome_each() {
    let world = World::failing(Vec::new()).await;
    let engagements = || {
        vec![call("a").uid("uid-a"), Engagement::default(), call("b").uid("uid-b"), call("a").uid("uid-a")]
    };
    let outcomes = |items: &[Item]| -> Vec<ItemOutcome> { items.iter().map(|item| item.outcome).collect() };
    let items = made(&world, engagements()).await;
    use ItemOutcome::{Created, Found, Refused};
    assert_eq!(outcomes(&items), [Created, Refused, Created, Found]);
    assert_eq!(items[1].error.as_ref().unwrap().kind(), ErrorKind::Validation);
    assert!(items[0].record.as_ref().unwrap().decode().is_ok());
    assert_eq!(outcomes(&made(&world, engagements()).await), [Found, Refused, Found, Found]);
    assert_eq!(world.created(), 2);
}

#[tokio::test]
async fn many_creates_stop_where_all_would_fail() {
    let refused = Fault::new(Reply { status: 403, ..Reply::default() }).method(Method::Post).forever();
    let world = World::failing(vec![refused]).await;
    let items = made(&world, vec![call("a"), call("b")]).await;
    assert_eq!((items[0].outcome, items[1].outcome), (ItemOutcome::Refused, ItemOutcome::NotSent));
    assert_eq!(world.statuses().len(), 1);
}

#[tokio::test]
async fn a_record_that_the_service_cannot_deliver_is_left_out_or_named() {
    let world = World::failing(Vec::new()).await;
    let client = world.builder().rate_limit(RateLimit { requests: 0, margin_percent: 0 }).build().unwrap();
    let listing = |skip_poison| ListEngagements { limit: Some(8), offset: None, skip_poison };
    let all: Vec<Engagement> = client.list(listing(false)).items().try_collect().await.unwrap();
    let ids: Vec<i64> = all.iter().map(|one| one.engagement.id.unwrap().0).collect();
    world.server.with_portal(|portal| portal.set_faults(vec![Fault::new(Effect::PoisonIds(vec![ids[10]]))]));
    let pages: Vec<Page> = client.list(listing(true)).pages().try_collect().await.unwrap();
    let skipped: Vec<i64> = pages.iter().flat_map(Page::skipped).map(|id| id.0).collect();
    assert_eq!(skipped, [ids[10]]);
    let delivered: BTreeSet<i64> = pages
        .iter()
        .flat_map(|page| page.iter().filter_map(|record| Some(record.id()?.0)).collect::<Vec<_>>())
        .collect();
    assert_eq!(delivered.len(), ids.len() - 1);
    let failed: Result<Vec<Page>, _> = client.list(listing(false)).pages().try_collect().await;
    let error = failed.unwrap_err();
    assert_eq!(error.details().cursor, Some(ids[9].to_string()), "{error}");
}

#[tokio::test]
async fn a_create_that_was_applied_in_part_says_so() {
    let failure = Fault::new(Effect::AssociationFailures(vec!["CONTACT=7".into()]));
    let world = World::failing(vec![failure]).await;
    let notes = Notes::default();
    let noted = notes.clone();
    let listener = move |event: &Event| {
        if let Event::PartlyApplied { failures, .. } = event {
            noted.add(failures.join(","));
        }
    };
    let made = world.builder().on_event(listener).build().unwrap().create(call("x")).await.unwrap();
    assert_eq!(made.association_create_failures().len(), 1);
    assert_eq!(notes.all(), ["\"CONTACT=7\""]);
}

#[tokio::test]
async fn deadlines_attempts_and_edges_are_the_callers() {
    let busy = Fault::new(Reply { status: 503, ..Reply::default() }).forever();
    let world = World::failing(vec![busy]).await;
    let error = world.builder().max_attempts(2).build().unwrap().dispositions().await.unwrap_err();
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::Server, 2));
    let hurried = world.builder().deadline(Duration::from_millis(100)).build().unwrap();
    assert_eq!(hurried.dispositions().await.unwrap_err().details().attempts, 1);
    let edge = Fault::new(Reply { status: 521, ..Reply::default() });
    world.server.with_portal(|portal| portal.set_faults(vec![edge]));
    let trusting = RetryPolicy { trust_edge_refusals: true, ..RetryPolicy::default() };
    world.builder().retry(trusting).build().unwrap().create(call("x")).await.unwrap();
    assert_eq!(world.created(), 1);
}

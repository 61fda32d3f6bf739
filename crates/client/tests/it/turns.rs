//! Places in the queue: who waits, who gives up.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use hubspot_engagements::{Client, RateLimit};
use hubspot_engagements_emulator::{Damage, Fault, PortalOptions};

use crate::support::{Notes, World};

/// A portal that allows so many requests in ten seconds, and a client that knows.
async fn limited(requests: u32) -> (World, Client) {
    let options = PortalOptions { rate_limit: Some(requests), ..PortalOptions::default() };
    let world = World::new(options).await;
    let client = world.builder().rate_limit(RateLimit { requests, margin_percent: 0 }).build().unwrap();
    (world, client)
}

#[tokio::test]
async fn many_calls_at_once_keep_to_the_limit_and_take_no_time() {
    let (world, client) = limited(10).await;
    world.clock.tasks(32);
    let calls = (0..32).map(|_| async {
        let outcome = client.dispositions().await;
        world.clock.finished();
        outcome
    });
    for outcome in join_all(calls).await {
        outcome.unwrap();
    }
    assert_eq!(world.statuses(), [200; 32], "nobody was refused");
    assert_eq!(world.server.with_portal(|portal| portal.max_in_window()), 10);
}

#[tokio::test]
async fn clones_share_the_limit() {
    let (world, client) = limited(1).await;
    client.dispositions().await.unwrap();
    client.clone().dispositions().await.unwrap();
    assert_eq!(world.clock.sleeps(), [10_200]);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_its_place() {
    let (world, client) = limited(1).await;
    client.dispositions().await.unwrap();
    world.clock.tasks(10);
    let mut given_up = Box::pin(client.dispositions());
    assert!((&mut given_up).now_or_never().is_none());
    let mut behind = Box::pin(client.dispositions());
    assert!((&mut behind).now_or_never().is_none());
    drop(given_up);
    drop(behind);
    let mut first_again = Box::pin(client.dispositions());
    assert!((&mut first_again).now_or_never().is_none());
    assert_eq!(world.clock.sleeps(), [10_200, 20_400, 10_200]);
    assert_eq!(world.statuses(), [200]);
}

#[tokio::test]
async fn nothing_is_sent_for_a_call_that_is_dropped_under_way() {
    let world = World::failing(vec![Fault::new(Damage::Silence).forever()]).await;
    let client = world.client();
    let call = tokio::time::timeout(Duration::from_millis(100), client.dispositions());
    assert!(call.await.is_err(), "it was under way");
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((world.statuses(), world.clock.sleeps()), (vec![0], vec![]));
}

#[tokio::test]
async fn a_call_that_is_dropped_at_the_provider_lets_the_next_one_ask() {
    let world = World::failing(Vec::new()).await;
    let asked = Notes::default();
    let noted = asked.clone();
    let never = Arc::new(tokio::sync::Semaphore::new(0));
    let provider = move |_| {
        noted.add("asked");
        let (is_first, never) = (noted.all().len() == 1, Arc::clone(&never));
        async move {
            if is_first {
                let _permit = never.acquire().await?;
            }
            Ok::<_, tokio::sync::AcquireError>("token".to_owned())
        }
    };
    let client = world.of(Client::builder_without_token()).token_provider(provider).build().unwrap();
    assert!(client.dispositions().now_or_never().is_none());
    client.dispositions().await.unwrap();
    assert_eq!((asked.all().len(), world.clock.sleeps()), (2, vec![]));
}

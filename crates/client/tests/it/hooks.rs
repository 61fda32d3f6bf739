//! The caller's own functions: tokens, events, the journal.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use hubspot_engagements::{Client, ErrorKind, Event, JournalEntry, OAuth, RateLimit};
use hubspot_engagements_emulator::{AcceptedToken, Damage, Fault, OAuthApp, PortalOptions, Reply};

use crate::support::{Notes, START, World, call};

fn hook_failed(error: &hubspot_engagements::Error) -> (String, &'static str) {
    let issue = &error.details().issues[0];
    assert!(error.to_string().contains("disk full"), "{error}");
    (issue.pointer.clone(), issue.code)
}

/// A portal at which the token `old` has expired, and `new` has not.
async fn with_an_expired_token() -> World {
    let accepted = |token: &str, expires_at_ms| AcceptedToken { token: token.to_owned(), expires_at_ms };
    let tokens = vec![accepted("old", Some(START - 1)), accepted("new", None)];
    World::new(PortalOptions { tokens, engagements: 1, ..PortalOptions::default() }).await
}

#[tokio::test]
async fn a_thousand_calls_share_one_refresh() {
    let world = with_an_expired_token().await;
    let asked = Notes::default();
    let noted = asked.clone();
    let provider = move |rejected: bool| {
        noted.add(rejected.to_string());
        async move {
            tokio::time::sleep(Duration::from_millis(30)).await;
            Ok::<_, std::io::Error>(if rejected { "new" } else { "old" }.to_owned())
        }
    };
    let builder = Client::builder_without_token().base_url(&world.server.base_url).token_provider(provider);
    let client = builder.rate_limit(RateLimit { requests: 0, margin_percent: 0 }).build().unwrap();
    let outcomes = join_all((0..1000).map(|_| client.dispositions())).await;
    let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    assert_eq!((failed, asked.all()), (0, vec!["false".to_owned(), "true".to_owned()]));
    let served = world.statuses().iter().filter(|status| **status == 200).count();
    assert_eq!(served, 1000);
}

#[tokio::test]
async fn a_provider_that_fails_is_asked_again_by_the_next_call() {
    let world = with_an_expired_token().await;
    let asked = Notes::default();
    let noted = asked.clone();
    let provider = move |_| {
        noted.add("asked");
        let answer = match noted.all().len() {
            1 => Err("disk full"),
            2 => Ok("new token".to_owned()),
            _ => Ok("new".to_owned()),
        };
        std::future::ready(answer)
    };
    let client = world.of(Client::builder_without_token()).token_provider(provider).build().unwrap();
    let error = client.dispositions().await.unwrap_err();
    assert_eq!(hook_failed(&error), ("/tokenProvider".to_owned(), "hook_failed"));
    let error = client.dispositions().await.unwrap_err();
    assert_eq!(error.details().issues[0].code, "invalid_token");
    assert!(!error.to_string().contains("new token"), "{error}");
    assert_eq!(world.statuses(), [0_u16; 0]);
    client.dispositions().await.unwrap();
    assert_eq!((asked.all().len(), world.clock.sleeps().len()), (3, 0), "nobody waits for a lease");
}

#[tokio::test]
async fn without_any_token_only_another_address_works() {
    let error = Client::builder_without_token().build().unwrap_err();
    assert_eq!(error.details().issues[0].pointer, "/accessToken");
    let world = World::failing(Vec::new()).await;
    let error = world.of(Client::builder_without_token()).build().unwrap().get(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let seen =
        world.server.with_portal(|portal| portal.log().last().unwrap().headers.contains_key("authorization"));
    assert!(!seen);
}

fn oauth(refresh_token: &str) -> OAuth {
    OAuth {
        client_id: "app".to_owned(),
        client_secret: "s e".to_owned(),
        refresh_token: refresh_token.to_owned(),
        token_path: "/oauth/v1/token".to_owned(),
    }
}

async fn with_oauth() -> World {
    let OAuth { client_id, client_secret, refresh_token, .. } = oauth("r1");
    let app = OAuthApp { client_id, client_secret, refresh_token };
    let token = Some("another".to_owned());
    World::new(PortalOptions {
        oauth: Some(app),
        rotate_refresh_tokens: true,
        token,
        ..PortalOptions::default()
    })
    .await
}

#[tokio::test]
async fn oauth_refreshes_and_tells_of_new_refresh_tokens() {
    let world = with_oauth().await;
    let kept = Notes::default();
    let noted = kept.clone();
    let keep = move |token: hubspot_engagements::RefreshToken| {
        noted.add(token.expose());
        std::future::ready(Ok::<_, std::io::Error>(()))
    };
    let builder = world.of(Client::builder_without_token()).oauth(oauth("r1")).on_refresh_token(keep);
    let client = builder.build().unwrap();
    client.dispositions().await.unwrap();
    client.dispositions().await.unwrap();
    assert_eq!((world.statuses(), kept.all().len()), (vec![200, 200, 200], 1), "one refresh, two answers");
    let now = hubspot_engagements::Clock::now(&world.clock);
    world.server.with_portal(|portal| portal.expire_tokens(now));
    client.dispositions().await.unwrap();
    assert_eq!(world.statuses()[3..], [401, 200, 200]);
    let kept = kept.all();
    assert_eq!(kept.len(), 2);
    assert_ne!(kept[0], kept[1]);
}

#[tokio::test]
async fn a_refresh_token_that_cannot_be_kept_ends_the_call() {
    let world = with_oauth().await;
    let keep = |token: hubspot_engagements::RefreshToken| {
        std::future::ready(Err(format!("disk full: {}", token.expose())))
    };
    let builder = world.of(Client::builder_without_token()).oauth(oauth("r1")).on_refresh_token(keep);
    let error = builder.build().unwrap().dispositions().await.unwrap_err();
    assert_eq!(hook_failed(&error), ("/onRefreshToken".to_owned(), "hook_failed"));
    assert!(error.to_string().ends_with("disk full: ***"), "{error}");
    assert_eq!(world.statuses(), [200], "only the refresh was sent");
    let wrong = OAuth { token_path: "@evil.example/".to_owned(), ..oauth("r1") };
    let error = Client::builder_without_token().oauth(wrong).build().unwrap_err();
    assert_eq!(error.details().issues[0].pointer, "/oauth/tokenPath");
}

#[tokio::test]
async fn the_journal_has_the_ticket_before_the_first_byte_leaves() {
    let world = World::failing(Vec::new()).await;
    let notes = Notes::default();
    let (noted, server) = (notes.clone(), Arc::clone(&world.server));
    let journal = move |entry: JournalEntry| {
        let (noted, server) = (noted.clone(), Arc::clone(&server));
        async move {
            tokio::task::yield_now().await;
            let requests = server.with_portal(|portal| portal.log().len());
            match entry {
                JournalEntry::Opened { ticket } => noted.add(format!("{requests} {}", ticket.id)),
                JournalEntry::Closed { ticket_id, outcome, .. } => {
                    noted.add(format!("{requests} {ticket_id} {outcome:?}"));
                }
            }
            Ok::<_, std::io::Error>(())
        }
    };
    let client = world.builder().journal(journal).build().unwrap();
    client.create(call("Grüße")).await.unwrap();
    let notes = notes.all();
    assert!(notes[0].starts_with("0 "), "{notes:?}");
    let id = notes[0].trim_start_matches("0 ");
    assert_eq!(notes[1..], [format!("1 {id} Created")]);
}

#[tokio::test]
async fn a_journal_that_fails_keeps_the_create_from_being_sent() {
    let world = World::failing(Vec::new()).await;
    let journal = |_: JournalEntry| std::future::ready(Err::<(), _>("disk full"));
    let error = world.builder().journal(journal).build().unwrap().create(call("x")).await.unwrap_err();
    assert_eq!(hook_failed(&error), ("/journal".to_owned(), "hook_failed"));
    assert_eq!((error.kind(), world.statuses().len()), (ErrorKind::Validation, 0));
}

#[tokio::test]
async fn a_ticket_that_cannot_be_closed_changes_nothing() {
    let world = World::failing(Vec::new()).await;
    let journal = |entry: JournalEntry| {
        let is_open = matches!(entry, JournalEntry::Opened { .. });
        std::future::ready(if is_open { Ok(()) } else { Err("disk full") })
    };
    world.builder().journal(journal).build().unwrap().create(call("x")).await.unwrap();
    assert_eq!(world.created(), 1);
}

#[tokio::test]
async fn a_call_that_is_sent_again_tells_so_in_order() {
    let busy = Reply { status: 503, ..Reply::default() };
    let faults = vec![Fault::new(busy), Fault::new(Damage::Reset)];
    let world = World::failing(faults).await;
    let notes = Notes::default();
    let noted = notes.clone();
    let listener = move |event: &Event| {
        noted.add(match event {
            Event::Request { attempt, .. } => format!("request {attempt}"),
            Event::Response { attempt, status, .. } => format!("response {attempt} {status}"),
            Event::Failure { attempt, kind, .. } => format!("failure {attempt} {kind}"),
            Event::Retry { attempt, reason, .. } => format!("retry {attempt} {reason}"),
            other => other.to_json(),
        });
    };
    world.builder().on_event(listener).build().unwrap().dispositions().await.unwrap();
    let expected = [
        "request 1",
        "response 1 503",
        "retry 1 503",
        "request 2",
        "failure 2 connection",
        "retry 2 connection",
        "request 3",
        "response 3 200",
    ];
    assert_eq!(notes.all(), expected);
    assert_eq!(world.clock.sleeps().len(), 2, "{:?}", world.clock.sleeps());
}

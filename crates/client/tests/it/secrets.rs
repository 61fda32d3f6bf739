//! No text shows a secret, whatever it is a text of.

use hubspot_engagements::{Client, Event, JournalEntry, ListEngagements, OAuth, RefreshToken};
use hubspot_engagements_emulator::{Fault, OAuthApp, PortalOptions, Reply};

use crate::support::{Notes, World, call};

const SECRET: &str = "canary-client-secret";
const REFRESH: &str = "canary-refresh-token";

fn assert_clean(texts: &[String], secrets: &[&str]) {
    assert!(texts.len() > 5, "{texts:?}");
    for text in texts {
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

/// A client that notes all that it tells.
fn noting(world: &World, builder: hubspot_engagements::ClientBuilder, notes: &Notes) -> Client {
    let (events, entries, tokens) = (notes.clone(), notes.clone(), notes.clone());
    let builder = world
        .of(builder)
        .on_event(move |event: &Event| events.add(format!("{event:?} {}", event.to_json())))
        .journal(move |entry: JournalEntry| {
            entries.add(format!("{entry:?} {}", entry.to_json()));
            std::future::ready(Ok::<_, std::io::Error>(()))
        })
        .on_refresh_token(move |token: RefreshToken| {
            tokens.add(format!("{token:?}"));
            std::future::ready(Ok::<_, std::io::Error>(()))
        });
    notes.add(format!("{builder:?}"));
    builder.build().unwrap()
}

/// What a client does when the service repeats what it was sent.
async fn used(client: &Client, notes: &Notes) {
    let listing = client.list(ListEngagements::default());
    notes.add(format!("{client:?} {listing:?}"));
    for error in [client.create(call("x")).await.unwrap_err(), client.get(1).await.unwrap_err()] {
        notes.add(format!("{error:?} {error} {}", error.to_json()));
    }
}

fn echo(text: &str) -> Fault {
    Fault::new(Reply { status: 502, body: text.into(), ..Reply::default() }).path("/engagements/*").forever()
}

#[tokio::test]
async fn of_a_provider() {
    let world = World::failing(vec![echo("canary-provided")]).await;
    let notes = Notes::default();
    let provider = |_| std::future::ready(Ok::<_, std::io::Error>("canary-provided".to_owned()));
    let client = noting(&world, Client::builder_without_token().token_provider(provider), &notes);
    used(&client, &notes).await;
    assert_clean(&notes.all(), &["canary-provided"]);
}

#[tokio::test]
async fn of_a_token_that_was_given() {
    let world = World::failing(vec![echo("canary-given")]).await;
    let notes = Notes::default();
    used(&noting(&world, Client::builder("canary-given"), &notes), &notes).await;
    assert_clean(&notes.all(), &["canary-given"]);
}

#[tokio::test]
async fn of_oauth() {
    let app = OAuthApp {
        client_id: "app".to_owned(),
        client_secret: SECRET.to_owned(),
        refresh_token: REFRESH.to_owned(),
    };
    let options = PortalOptions {
        oauth: Some(app),
        faults: vec![echo(&format!("{SECRET} {REFRESH}"))],
        ..PortalOptions::default()
    };
    let world = World::new(options).await;
    let notes = Notes::default();
    let oauth = OAuth {
        client_id: "app".to_owned(),
        client_secret: SECRET.to_owned(),
        refresh_token: REFRESH.to_owned(),
        token_path: "/oauth/v1/token".to_owned(),
    };
    notes.add(format!("{oauth:?}"));
    let client = noting(&world, Client::builder_without_token().oauth(oauth), &notes);
    used(&client, &notes).await;
    assert_clean(&notes.all(), &[SECRET, REFRESH]);
}

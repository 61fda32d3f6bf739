//! Logs a call with a contact, once, also where the answer is lost.
//!
//! ```sh
//! HUBSPOT_TOKEN_FILE=/run/secrets/hubspot cargo run -p calls-by-owner --bin log-call -- 24501 'Left a message'
//! ```
//!
//! The file may be replaced at any time: it is read again when the service says that the token has expired.

use std::error::Error;
use std::future::ready;
use std::time::Duration;

use hubspot_engagements::{Call, Client, Engagement, ErrorKind, Event, Id, Verdict};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    let (Some(contact), Some(body)) = (given.next(), given.next()) else {
        return Err("contact id, text".into());
    };
    let contact: Id = contact.parse()?;
    let hubspot = client()?;

    let call = Engagement::new(Call::default().status("COMPLETED").body(body)).contacts([contact]);
    let error = match hubspot.create(call).await {
        Ok(made) => return logged(made.engagement.id),
        Err(error) => error,
    };
    let Some(ticket) = error.details().ticket.as_ref().filter(|_| error.kind() == ErrorKind::AmbiguousCreate)
    else {
        return Err(error.into());
    };
    // It may have been logged: the service's lists show it after some seconds.
    let found = hubspot.reconcile(ticket, Duration::from_secs(60)).await?;
    match found.outcome {
        Verdict::Created | Verdict::Duplicated => {
            logged(found.records.first().and_then(|record| record.id()))
        }
        Verdict::ProbablyAbsent => Err("not logged: try again".into()),
        Verdict::Unknown => Err(format!("reconcile this later: {}", ticket.to_json()).into()),
    }
}

fn client() -> Result<Client, Box<dyn Error>> {
    let file = std::env::var("HUBSPOT_TOKEN_FILE").map_err(|_| "set HUBSPOT_TOKEN_FILE")?;
    let read = move |_expired| ready(std::fs::read_to_string(&file).map(|text| text.trim().to_owned()));
    let mut builder =
        Client::builder_without_token().token_provider(read).generate_uids(true).on_event(report);
    if let Ok(url) = std::env::var("HUBSPOT_BASE_URL") {
        builder = builder.base_url(&url);
    }
    Ok(builder.build()?)
}

fn report(event: &Event) {
    if let Event::Retry { reason, wait_ms, .. } = event {
        eprintln!("again in {wait_ms} ms: {reason}");
    }
}

fn logged(id: Option<Id>) -> Result<(), Box<dyn Error>> {
    println!("logged as {}", id.ok_or("the service gave no id")?);
    Ok(())
}

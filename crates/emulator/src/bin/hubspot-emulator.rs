//! `hubspot-emulator`: HubSpot's engagements service on this machine, with made-up data.
//!
//! Prints one line of JSON on standard output when it listens, and nothing else there.

use std::io::{self, Write};
use std::net::IpAddr;
use std::process::ExitCode;

use clap::Parser;
use hubspot_engagements_emulator::server::{self, ServeOptions, Server};
use hubspot_engagements_emulator::{CursorForm, Fault, OAuthApp, Portal, PortalOptions, Writer};
use serde::Serialize;
use serde::de::value::Error as ValueError;
use serde::de::{Deserialize, IntoDeserializer};

/// The token that the ready line names where none was given; then every token is accepted.
const DEMO_TOKEN: &str = "pat-emulator-demo";

/// HubSpot's engagements service on this machine, with made-up data. No account needed.
#[derive(Debug, Parser)]
#[command(name = "hubspot-emulator", version)]
struct Arguments {
    /// Address to listen on; other machines can connect only if you name another one
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The only bearer token to accept; without it every token is
    #[arg(long, value_parser = token)]
    token: Option<String>,
    /// How many engagements there are at first
    #[arg(long, default_value_t = 250, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    engagements: u32,
    /// Same seed, same data (dates are counted back from now)
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Play a proxy of your own: let pages of this origin (or *) read the answers. HubSpot allows none
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Option<String>,
    /// Accept ?hapikey=, which HubSpot has refused since 2022
    #[arg(long)]
    accept_api_keys: bool,
    /// Hide what e-mails say, as HubSpot does from tokens without the scope sales-email-read
    #[arg(long)]
    without_email_scope: bool,
    /// Answer 429 above this many requests in 10 seconds
    #[arg(long, value_name = "N")]
    rate_limit: Option<u32>,
    /// Show a change in the listings of changes only so many milliseconds later
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
    index_lag_ms: i64,
    /// Show it later still by up to so many milliseconds, drawn for each change
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
    index_jitter_ms: i64,
    /// What the cursors of modified/after look like: text, number or digits
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = cursor_form)]
    cursors: CursorForm,
    /// Let a cursor of modified/after show its page only once, and an empty one from then on
    #[arg(long)]
    cursors_once: bool,
    /// Fill so many percent of half of each page of modified/after with records that were shown before
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    repeat_percent: u8,
    /// Let `offset` at paged be the first id that the next page may show, one more than the last of this page
    #[arg(long)]
    offset_behind_last: bool,
    /// Draw new ids from so many blocks of numbers; with several, a new id can be below an older one
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    id_blocks: u32,
    /// Change engagements beside the client: {"every_ms": 200} or {"per_request": 2}, as docs/emulator.md describes it
    #[arg(long, value_name = "JSON", value_parser = writer)]
    writer: Option<Writer>,
    /// Show nothing at modified/after, as HubSpot does to tokens without the scope crm.objects.contacts.read
    #[arg(long)]
    without_contacts_scope: bool,
    /// Refresh tokens for this app only; without it every app may
    #[arg(long, value_name = "ID:SECRET:REFRESH_TOKEN", value_parser = oauth_app)]
    oauth_client: Option<OAuthApp>,
    /// How long an issued access token lasts
    #[arg(long, value_name = "SECONDS", default_value_t = 1800)]
    token_lifetime_s: u64,
    /// Give a new refresh token with every access token, and refuse the old one
    #[arg(long)]
    rotate_refresh_tokens: bool,
    /// A file of faults, as docs/emulator.md describes them
    #[arg(long, value_name = "PLAN.JSON", value_parser = plan)]
    faults: Option<Plan>,
    /// Leave out the routes below /__emulator/, which exist only on this machine's own addresses
    #[arg(long)]
    no_admin: bool,
}

/// The faults of a file, as one value of one option.
#[derive(Debug, Clone)]
struct Plan(Vec<Fault>);

/// What a script needs to know to begin.
#[derive(Serialize)]
struct Ready<'a> {
    base_url: &'a str,
    token: &'a str,
    portal_id: i64,
    contact_id: i64,
    company_id: i64,
    owner_ids: Vec<i64>,
    engagements: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "hubspot-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run(arguments: &Arguments) -> io::Result<()> {
    // Before the ready line: a signal that follows it at once must find its handler.
    let mut signals = Signals::listen()?;
    let portal = Portal::new(portal_options(arguments));
    let server = server::start(portal, serve_options(arguments)).await.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("cannot listen on {}:{}: {error}", arguments.host, arguments.port),
        )
    })?;
    announce(&server, arguments.token.as_deref().unwrap_or(DEMO_TOKEN))?;
    signals.wait().await;
    server.stop().await;
    Ok(())
}

fn portal_options(arguments: &Arguments) -> PortalOptions {
    PortalOptions {
        token: arguments.token.clone(),
        engagements: usize::try_from(arguments.engagements).unwrap_or(usize::MAX),
        seed: arguments.seed,
        now_ms: server::unix_ms(),
        accept_api_keys: arguments.accept_api_keys,
        email_scope: !arguments.without_email_scope,
        rate_limit: arguments.rate_limit,
        index_lag_ms: arguments.index_lag_ms,
        index_jitter_ms: arguments.index_jitter_ms,
        cursors: arguments.cursors,
        cursors_once: arguments.cursors_once,
        repeat_percent: arguments.repeat_percent,
        offset_behind_last: arguments.offset_behind_last,
        id_blocks: arguments.id_blocks,
        writer: arguments.writer.clone(),
        contacts_scope: !arguments.without_contacts_scope,
        oauth: arguments.oauth_client.clone(),
        token_lifetime_s: arguments.token_lifetime_s,
        rotate_refresh_tokens: arguments.rotate_refresh_tokens,
        faults: arguments.faults.clone().map(|plan| plan.0).unwrap_or_default(),
        admin: !arguments.no_admin && is_loopback(&arguments.host),
        ..PortalOptions::default()
    }
}

fn serve_options(arguments: &Arguments) -> ServeOptions {
    ServeOptions {
        host: arguments.host.clone(),
        port: arguments.port,
        allow_origin: arguments.allow_origin.clone(),
    }
}

/// Prints the ready line.
fn announce(server: &Server, token: &str) -> io::Result<()> {
    let line = server.with_portal(|portal| {
        serde_json::to_string(&Ready {
            base_url: &server.base_url,
            token,
            portal_id: portal.portal_id(),
            contact_id: portal.contact_id(),
            company_id: portal.company_id(),
            owner_ids: portal.owner_ids(),
            engagements: portal.len(),
        })
    })?;
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// A token must fit behind `Bearer `.
fn token(text: &str) -> Result<String, String> {
    let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    visible.then(|| text.to_owned()).ok_or_else(|| "a token has only visible ASCII characters".to_owned())
}

/// Three parts, of which the last may hold colons.
fn oauth_app(text: &str) -> Result<OAuthApp, String> {
    let mut parts = text.splitn(3, ':').map(str::to_owned).filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(client_id), Some(client_secret), Some(refresh_token)) => {
            Ok(OAuthApp { client_id, client_secret, refresh_token })
        }
        _ => Err("expected a client id, a secret and a refresh token with colons between them".to_owned()),
    }
}

/// Reads a plan from a file.
#[expect(clippy::disallowed_methods, reason = "a program reads the files that it is told to")]
fn plan(path: &str) -> Result<Plan, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Fault::plan(&text).map(Plan).map_err(|error| error.to_string())
}

fn cursor_form(text: &str) -> Result<CursorForm, String> {
    CursorForm::deserialize(text.into_deserializer()).map_err(|error: ValueError| error.to_string())
}

fn writer(text: &str) -> Result<Writer, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Whether only this machine can connect there.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// An origin is a scheme and a host, without a path.
fn origin(text: &str) -> Result<String, String> {
    let host = text.split_once("://").map(|(_, host)| host);
    let valid = text == "*" || host.is_some_and(|host| !host.is_empty() && !host.contains('/'));
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    (valid && visible).then(|| text.to_owned()).ok_or_else(|| "expected https://host[:port] or *".to_owned())
}

/// SIGINT and SIGTERM.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Signals> {
        Ok(Signals)
    }

    async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

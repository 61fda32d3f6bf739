//! What bindings use to carry a portal into other languages.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Method, Request};
use hubspot_engagements_emulator::server::{ServeOptions, ServerThread};
use hubspot_engagements_emulator::{Damage, Fault, PortalOptions};
use tokio::net::TcpStream;

use crate::raw::{exchange, request};
use crate::support::*;

#[test]
fn options_come_as_json() {
    let text = r#"{"token":"t","engagements":7,"seed":3,"rateLimit":null,"indexLagMs":5,"emailScope":false}"#;
    let options = PortalOptions::from_json(text, r#"[{"effect":{"reset":true}}]"#, NOW).unwrap();
    let expected = PortalOptions {
        token: Some("t".to_owned()),
        engagements: 7,
        seed: 3,
        now_ms: NOW,
        index_lag_ms: 5,
        email_scope: false,
        faults: vec![Fault::new(Damage::Reset)],
        admin: true,
        ..PortalOptions::default()
    };
    assert_eq!(options, expected);
}

#[test]
fn what_is_wrong_with_options_is_named() {
    for (options, faults, message) in [
        (r#"{"engagements":1000001}"#, "[]", "engagements may be at most 1000000; given 1000001"),
        (
            r#"{"engagements":-1}"#,
            "[]",
            "engagements cannot be used: invalid value: integer `-1`, expected u32",
        ),
        (r#"{"emailScope":"no"}"#, "[]", "emailScope cannot be used: invalid type: string \"no\""),
        (r#"{"ratelimit":5}"#, "[]", "there is no option ratelimit"),
        ("[]", "[]", "the options are no JSON object"),
        ("{}", r#"[{"times":1}]"#, "faults[0].effect is missing"),
    ] {
        let error = PortalOptions::from_json(options, faults, NOW).unwrap_err();
        assert!(error.to_string().starts_with(message), "{error}");
    }
}

#[test]
fn an_exchange_takes_what_its_fault_takes() {
    let request = Request {
        headers: [("authorization", "Bearer demo")].into_iter().collect(),
        ..anonymous(Method::Get, "/calling/v1/dispositions", None)
    };
    let takes = |damage: Option<Damage>| {
        let mut portal = empty();
        portal.set_faults(damage.map(Fault::new).into_iter().collect());
        portal.deliver(Now { monotonic_ms: 0, unix_ms: NOW }, &request).takes(&request).as_millis()
    };
    let limit = Duration::from_secs(1).as_millis();
    assert_eq!(request.timeout.as_millis(), limit);
    assert_eq!(takes(None), 0);
    assert_eq!(takes(Some(Damage::Reset)), 0);
    assert_eq!(takes(Some(Damage::Late { ms: 300 })), 300);
    assert_eq!(takes(Some(Damage::Late { ms: 3_000 })), limit);
    assert_eq!(takes(Some(Damage::Silence)), limit);
    assert_eq!(takes(Some(Damage::SilenceAfterHeaders)), limit);
    assert_eq!(takes(Some(Damage::Drip { bytes: 1 << 20, every_ms: 70 })), 70);
    assert_eq!(takes(Some(Damage::Drip { bytes: 1, every_ms: 70 })), limit);
}

#[tokio::test]
async fn a_thread_serves_a_portal_that_others_hold() {
    let portal = Arc::new(Mutex::new(empty()));
    let server = ServerThread::start(Arc::clone(&portal), ServeOptions::default()).unwrap();
    let address = server.base_url.strip_prefix("http://").unwrap().to_owned();
    let id = note(&mut portal.lock().unwrap(), NOW);
    let mut stream = TcpStream::connect(&address).await.unwrap();
    assert_eq!(exchange(&mut stream, &request(&format!("GET {ROOT}/{id}"), "")).await.status, 200);

    let port = address.rsplit_once(':').unwrap().1.parse().unwrap();
    assert!(
        ServerThread::start(Arc::clone(&portal), ServeOptions { port, ..ServeOptions::default() }).is_err()
    );
    server.stop();
    assert!(TcpStream::connect(&address).await.is_err());
    assert_eq!(Arc::strong_count(&portal), 1);
}

//! The examples run.
#![allow(clippy::disallowed_methods, reason = "a test starts a program")]

use std::process::Command;

use hubspot_engagements_emulator::server::{ServeOptions, start, unix_ms};
use hubspot_engagements_emulator::{Damage, Fault, Portal, PortalOptions};

#[tokio::test(flavor = "multi_thread")]
async fn it_prints_the_calls_of_each_owner() {
    let options = PortalOptions { engagements: 600, now_ms: unix_ms(), ..PortalOptions::default() };
    let server = start(Portal::new(options), ServeOptions::default()).await.unwrap();
    let url = server.base_url.clone();
    let run = move || {
        Command::new(env!("CARGO_BIN_EXE_calls-by-owner"))
            .env("HUBSPOT_ACCESS_TOKEN", "test-token")
            .env("HUBSPOT_BASE_URL", url)
            .output()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.starts_with("owner,calls,minutes\n"), "{printed}");
    assert!(printed.lines().count() > 2, "several owners have calls: {printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_logs_a_call_once_though_the_answer_is_lost() {
    let faults = vec![Fault::new(Damage::Reset).path("/engagements/v1/engagements").commit(true)];
    let server =
        start(Portal::new(PortalOptions { faults, ..PortalOptions::default() }), ServeOptions::default())
            .await
            .unwrap();
    let file = std::env::temp_dir().join(format!("log-call-{}", std::process::id()));
    std::fs::write(&file, "test-token\n").unwrap();
    let (url, token) = (server.base_url.clone(), file.clone());
    let run = move || {
        Command::new(env!("CARGO_BIN_EXE_log-call"))
            .args(["24501", "Left a message"])
            .env("HUBSPOT_TOKEN_FILE", token)
            .env("HUBSPOT_BASE_URL", url)
            .output()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap().unwrap();
    std::fs::remove_file(file).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("logged as "), "{output:?}");
    assert_eq!(server.with_portal(|portal| portal.created()), 1);
}

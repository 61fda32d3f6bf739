//! The example runs.
#![allow(clippy::disallowed_methods, reason = "a test starts a program")]

use std::process::Command;

use hubspot_engagements_emulator::server::{ServeOptions, start, unix_ms};
use hubspot_engagements_emulator::{Portal, PortalOptions};

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

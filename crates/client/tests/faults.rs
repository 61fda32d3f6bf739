//! The fault table (`tests/faults`): all that can go wrong between a client and the service, row by row.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails panics")]
#![allow(clippy::disallowed_methods, reason = "tests have files, sockets and clocks")]

#[path = "faults/checks.rs"]
mod checks;
#[path = "faults/client.rs"]
mod client;
#[path = "faults/copy.rs"]
mod copy;
#[path = "faults/lifecycle.rs"]
mod lifecycle;
#[path = "faults/run.rs"]
mod run;
#[path = "faults/servers.rs"]
mod servers;
#[path = "faults/table.rs"]
mod table;
#[path = "faults/time.rs"]
mod time;

use std::collections::BTreeSet;
use std::io::Write;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

use table::{Case, Table};

#[tokio::test]
async fn every_row_is_met() {
    let table = Table::read();
    let (mut ran, mut failed) = (Vec::new(), Vec::new());
    let cases = table.cases("rust");
    let wanted: BTreeSet<u64> = cases.iter().map(|case| case.row).collect();
    for case in cases {
        let outcome = AssertUnwindSafe(carry_out(&table, &case)).catch_unwind().await;
        match outcome {
            Ok(()) => ran.push(case.row),
            Err(_) => failed.push(case.title),
        }
    }
    let rows: BTreeSet<u64> = ran.iter().copied().collect();
    // Not `println!`, whose output a test that passes keeps to itself.
    let line = format!(
        "faults: {} rows, {} run ({} cases), {} only elsewhere\n",
        table.rows().len(),
        rows.len(),
        ran.len(),
        table.rows().len() - wanted.len(),
    );
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    assert_eq!(rows, wanted);
}

async fn carry_out(table: &Table, case: &Case) {
    match case.fault["special"].as_str() {
        None => run::run(table, &case.fault).await,
        Some("lifecycle") => lifecycle::a_runtime_ends_with_requests_under_way(),
        Some(other) => panic!("there is no {other}"),
    }
}

#[test]
fn every_row_has_cases() {
    let table = Table::read();
    let numbers: Vec<u64> = table.rows().iter().map(|row| row["row"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=69).collect::<Vec<_>>());
    assert!(table.rows().iter().all(|row| row["cases"].is_array()));
    let cases = table.rows().iter().flat_map(|row| row["cases"].as_array().into_iter().flatten());
    let mut some = cases.filter(|case| case["only"].is_array());
    assert!(some.all(|case| case["why"].is_string()), "what is left out somewhere has a reason");
}

/// `docs/faults.md` says of each row what the table says.
#[test]
fn the_page_for_people_says_the_same() {
    let page = std::fs::read_to_string(table::root().join("docs/faults.md")).unwrap();
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let wanted: Vec<String> = Table::read()
        .rows()
        .iter()
        .map(|row| {
            let (name, fault, outcome) = (text(row, "name"), text(row, "fault"), text(row, "outcome"));
            format!("| {} | **{name}**: {fault} | {outcome} |", row["row"])
        })
        .collect();
    assert_eq!(lines, wanted);
}

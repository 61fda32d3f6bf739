//! The table of statuses in docs/errors.md holds.
#![allow(clippy::disallowed_methods, reason = "the page is a file")]

use hubspot_engagements_core::wire::{Headers, Response};
use hubspot_engagements_vectors::error_for;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md");

/// What stands between backticks, if anything.
fn code(cell: &str) -> &str {
    cell.trim().trim_matches('`')
}

#[test]
fn every_row_of_the_table_of_statuses_holds() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let rows = page.lines().filter(|line| {
        let first = line.trim_start_matches('|').split('|').next().unwrap_or_default().trim();
        first.len() == 3 && first.parse::<u16>().is_ok()
    });
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        // The page's other tables have fewer columns.
        let [status, header, body, kind, message] = cells.as_slice() else { continue };
        let mut headers = Headers::new();
        if let Some((name, value)) = code(header).split_once(": ") {
            headers.push(name, value);
        }
        let status = status.trim().parse().unwrap();
        let error = error_for(Response::new(status, headers, code(body).as_bytes())).unwrap();
        assert_eq!(error.kind().code(), code(kind), "{row}");
        assert!(error.to_string().contains(code(message)), "{row}: {error}");
        count += 1;
    }
    assert!(count > 20, "only {count} rows found");
}

#[test]
fn every_row_on_hostile_input_names_a_vector() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/hostile-input.md")).unwrap();
    let cases = hubspot_engagements_vectors::load(&hubspot_engagements_vectors::folder()).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.ends_with("` |"));
    let mut count = 0;
    for row in rows {
        let id = code(row.trim_matches('|').split('|').next_back().unwrap());
        assert!(cases.iter().any(|case| case.id == id), "{row}");
        count += 1;
    }
    assert!(count > 20, "only {count} rows found");
}

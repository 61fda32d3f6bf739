//! Machines of the client's core against the emulator under a virtual clock, with faults at random.
//!
//! Every history follows from its seed alone. `HUBSPOT_SIMULATION_SEEDS` says how many are run (20,000 by default) and
//! `HUBSPOT_SIMULATION_SEED` runs a single one, as the message of a failure names it.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "how a test fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a test takes its length and tells its counts"
)]

mod scenarios;
mod world;

use std::fs::OpenOptions;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

const SEEDS: u64 = 20_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number")))
}

#[test]
fn whatever_goes_wrong_nothing_is_lost_or_doubled() {
    if let Some(seed) = number("HUBSPOT_SIMULATION_SEED") {
        let requests = scenarios::play(seed);
        println!("seed {seed}: {requests} requests");
        return;
    }
    let seeds = number("HUBSPOT_SIMULATION_SEEDS").unwrap_or(SEEDS);
    let (next, requests) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        return;
                    }
                    match catch_unwind(AssertUnwindSafe(|| scenarios::play(seed))) {
                        Ok(sent) => requests.fetch_add(sent, Ordering::Relaxed),
                        Err(_) => {
                            panic!("seed {seed} fails: run it alone with HUBSPOT_SIMULATION_SEED={seed}")
                        }
                    };
                }
            });
        }
    });
    println!("simulation: {seeds} histories, {} requests", requests.into_inner());
    counted(seeds);
}

/// Tells `cargo xtask test` how many histories were played.
fn counted(seeds: u64) {
    let Some(path) = std::env::var_os("HUBSPOT_TEST_COUNTS") else { return };
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(format!("simulated histories\tRust\t{seeds}\n").as_bytes()).unwrap();
}

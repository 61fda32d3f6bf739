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
mod sync;
mod world;

use std::fs::OpenOptions;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use world::Draw;

const SEEDS: u64 = 20_000;
const SYNC_SEEDS: u64 = 10_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number")))
}

#[test]
fn whatever_goes_wrong_nothing_is_lost_or_doubled() {
    let requests = each_seed(SEEDS, scenarios::play);
    println!("simulation: {requests} requests");
}

#[test]
fn whatever_goes_wrong_a_copy_becomes_the_portal() {
    let requests = each_seed(SYNC_SEEDS, |seed| match Draw::new(seed) {
        // Some are long.
        draw if seed % 2000 == 1999 => sync::burst(draw),
        draw => sync::copies(draw),
    });
    println!("simulation of syncs: {requests} requests");
}

#[test]
fn a_sync_that_is_cut_off_after_any_call_loses_nothing() {
    let crashes = sync::crash_after_every_call();
    assert!(crashes > 40, "{crashes}");
    println!("cut off after each of {crashes} calls");
}

#[test]
fn lanes_use_the_limit_in_spite_of_latency() {
    let engagements = number("HUBSPOT_SIMULATION_ENGAGEMENTS").map_or(60_000, |number| number as usize);
    for lanes in [1, 12] {
        let (rate, requests) = sync::rate(engagements, lanes);
        let percent = rate / 1.9;
        println!(
            "{engagements} engagements, {lanes} at a time: {requests} requests, {rate:.0} in 10 s, {percent:.0} % of 190"
        );
        assert!(lanes == 1 || percent > 80.0, "{percent}");
    }
}

/// Plays the histories of so many seeds, or of the one that is asked for, and gives how many requests they took.
fn each_seed(seeds: u64, play: impl Fn(u64) -> u64 + Sync) -> u64 {
    if let Some(seed) = number("HUBSPOT_SIMULATION_SEED") {
        return play(seed);
    }
    let seeds = number("HUBSPOT_SIMULATION_SEEDS").unwrap_or(seeds);
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
                    match catch_unwind(AssertUnwindSafe(|| play(seed))) {
                        Ok(sent) => requests.fetch_add(sent, Ordering::Relaxed),
                        Err(_) => {
                            panic!("seed {seed} fails: run it alone with HUBSPOT_SIMULATION_SEED={seed}")
                        }
                    };
                }
            });
        }
    });
    counted(seeds);
    requests.into_inner()
}

/// Tells `cargo xtask test` how many histories were played.
fn counted(seeds: u64) {
    let Some(path) = std::env::var_os("HUBSPOT_TEST_COUNTS") else { return };
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(format!("simulated histories\tRust\t{seeds}\n").as_bytes()).unwrap();
}

use std::time::Duration;

use super::{RateLimit, Slot, Throttle};
use crate::clock::Now;
use crate::wire::{Headers, Response};

fn at(ms: u64) -> Now {
    Now { monotonic_ms: ms, unix_ms: 0 }
}

fn throttle(requests: u32) -> Throttle {
    Throttle::new(RateLimit { requests, margin_percent: 0 })
}

/// Lets each of the waiting send as soon as it may and gives the times.
fn send_all(throttle: &mut Throttle, slots: Vec<Slot>, from: u64) -> Vec<u64> {
    let mut left = slots;
    let mut times = Vec::new();
    let mut now = from;
    while !left.is_empty() {
        left.retain(|slot| {
            let waits = throttle.wait(*slot, at(now)).is_some();
            if !waits {
                throttle.sent(*slot, at(now));
                times.push(now);
            }
            waits
        });
        let next = left.iter().filter_map(|slot| throttle.wait(*slot, at(now))).min();
        now += next.map_or(0, |wait| wait.as_millis() as u64);
    }
    times
}

fn most_in_ten_seconds(times: &[u64]) -> usize {
    times
        .iter()
        .map(|from| times.iter().filter(|time| (*from..from + 10_000).contains(time)).count())
        .max()
        .unwrap_or(0)
}

fn enter(throttle: &mut Throttle, count: usize, now: u64) -> Vec<Slot> {
    (0..count).map(|_| throttle.enter(at(now))).collect()
}

#[test]
fn a_thousand_waiting_requests_use_the_limit_and_never_more() {
    let mut throttle = throttle(100);
    let slots = enter(&mut throttle, 1000, 5);
    let times = send_all(&mut throttle, slots, 5);
    assert_eq!(most_in_ten_seconds(&times), 100);
    let took_ms = times.last().unwrap() - times.first().unwrap();
    assert!(took_ms < 1000 * 100 * 100 / 98, "{took_ms} ms for 1,000 requests at 100 in ten seconds");
    // The first half of a window at once, then one by one.
    assert_eq!(times[49], 5);
    assert_eq!(times[50], 5 + 102);
}

#[test]
fn few_requests_do_not_wait() {
    let mut throttle = throttle(90);
    for now in [0, 3, 9] {
        let slot = throttle.enter(at(now));
        assert_eq!(throttle.wait(slot, at(now)), None);
        throttle.sent(slot, at(now));
    }
}

#[test]
fn who_leaves_gives_the_place_to_those_behind() {
    let mut throttle = throttle(2);
    let slots = enter(&mut throttle, 4, 0);
    let last = *slots.last().unwrap();
    let before = throttle.wait(last, at(0)).unwrap();
    throttle.leave(slots[2]);
    assert!(throttle.wait(last, at(0)).unwrap() < before);
}

#[test]
fn a_refusal_pauses_everybody_and_cuts_the_rate() {
    let mut throttle = throttle(100);
    let slots = enter(&mut throttle, 3, 0);
    throttle.sent(slots[0], at(0));
    throttle.refused(Duration::from_secs(7), true, at(1));
    assert_eq!(throttle.wait(slots[1], at(1)), Some(Duration::from_secs(7)));
    let late = throttle.enter(at(2));
    assert!(throttle.wait(late, at(2)) >= Some(Duration::from_millis(6999)));
    assert_eq!(throttle.limit(1), Some(70));
    assert_eq!(throttle.limit(20_001), Some(90));
    assert_eq!(throttle.limit(60_000), Some(100));
}

#[test]
fn the_headers_teach_the_limit_and_what_others_use() {
    let mut throttle = throttle(90);
    let response = |max: &str, remaining: &str| {
        let headers: Headers =
            [("X-HubSpot-RateLimit-Max", max), ("X-HubSpot-RateLimit-Remaining", remaining)]
                .into_iter()
                .collect();
        Response::new(200, headers, "".as_bytes())
    };
    let slot = throttle.enter(at(0));
    throttle.sent(slot, at(0));
    throttle.learn(&response("190", "189"), 0, at(50));
    assert_eq!(throttle.limit(50), Some(190));
    throttle.learn(&response("190", "149"), 0, at(60));
    assert_eq!(throttle.limit(60), Some(150));
    assert_eq!(throttle.limit(20_000), Some(190));
    throttle.learn(&response("nonsense", "0"), 0, at(20_000));
    assert_eq!(throttle.limit(20_000), Some(190));
}

#[test]
fn a_margin_is_left_and_none_is_kept_for_zero() {
    let mut margin = Throttle::new(RateLimit { requests: 100, margin_percent: 20 });
    assert_eq!(margin.limit(0), Some(80));
    let slots = enter(&mut margin, 200, 0);
    assert_eq!(most_in_ten_seconds(&send_all(&mut margin, slots, 0)), 80);
    let mut none = throttle(0);
    let slots = enter(&mut none, 500, 0);
    assert!(send_all(&mut none, slots, 0).iter().all(|time| *time == 0));
}

#[test]
fn one_that_never_comes_back_holds_nobody_up() {
    let mut throttle = throttle(10);
    let _lost = enter(&mut throttle, 3, 0);
    let slots = enter(&mut throttle, 40, 0);
    let times = send_all(&mut throttle, slots, 0);
    assert_eq!(times.len(), 40);
    assert!(*times.last().unwrap() < 60_000);
}

//! One case under way.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use futures_util::future::join_all;
use hubspot_engagements::{Client, Clock, Error, Now};
use hubspot_engagements_core::clock::Timestamp;
use hubspot_engagements_emulator::Fault;
use hubspot_engagements_emulator::server::{Server, unix_ms};
use serde_json::{Map, Value, json};
use tokio::sync::{Mutex, Notify};

use crate::checks::{self, fits, within};
use crate::client::{Heard, Outcome, TOKEN, Told, call, client};
use crate::copy::{Copy, Synced};
use crate::servers;
use crate::table::{Table, Words, filled};
use crate::time::Time;

struct Run<'a> {
    table: &'a Table,
    fault: Value,
    server: Arc<Server>,
    other: Option<Arc<Server>>,
    words: Words,
    ids: Vec<i64>,
    time: Option<Time>,
    told: Told,
    ticket: Value,
    texts: Vec<String>,
    copy: Mutex<Copy>,
}

/// Carries out a case and checks all that it says.
pub(crate) async fn run(table: &Table, fault: &Value) {
    let text = fault.to_string();
    let server = servers::emulator(&fault["emulator"]).await;
    let now = Now { monotonic_ms: 0, unix_ms: unix_ms() };
    let start_ms = server.with_portal(|portal| portal.unix_ms(now));
    let ids = ids(&server).await;
    let mut words = Map::from_iter([
        ("$base_url".to_owned(), json!(server.base_url)),
        ("$token".to_owned(), json!(TOKEN)),
        ("$http_date_in_5s".to_owned(), json!(http_date(start_ms / 1000 + 5))),
    ]);
    words.extend(ids.iter().enumerate().map(|(index, id)| (format!("$id{index}"), json!(id))));
    let mut other = None;
    if text.contains("$other_url") {
        let server = servers::emulator(&Value::Null).await;
        words.insert("$other_url".to_owned(), json!(server.base_url));
        other = Some(server);
    }
    if text.contains("$closed_url") {
        words.insert("$closed_url".to_owned(), json!(servers::closed()));
    }
    if text.contains("$tls_url") {
        words.insert("$tls_url".to_owned(), json!(servers::self_signed()));
    }
    let _queue = match text.contains("$full_url") {
        false => None,
        true => {
            let (url, queue) = servers::full().await;
            words.insert("$full_url".to_owned(), json!(url));
            Some(queue)
        }
    };
    let time = (fault["clock"] != "real").then(|| {
        server.with_portal(|portal| portal.freeze(now, true));
        let jump_ms = fault["unix_jumps_ms"].as_i64().unwrap_or(0);
        Time::new(Arc::clone(&server), start_ms, jump_ms, fault["oversleeps_ms"].as_u64().unwrap_or(0))
    });
    let fault = filled(fault, &words);
    let (told, ticket, texts, copy) = (Told::default(), Value::Null, Vec::new(), Mutex::default());
    let mut run = Run { table, fault, server, other, words, ids, time, told, ticket, texts, copy };
    run.all().await;
}

async fn ids(server: &Server) -> Vec<i64> {
    let state = reqwest::get(format!("{}/__emulator/state", server.base_url)).await.unwrap();
    let state: Value = serde_json::from_str(&state.text().await.unwrap()).unwrap();
    state["ids"].as_array().unwrap().iter().map(|id| id.as_i64().unwrap()).collect()
}

/// A date as HTTP writes it.
fn http_date(unix_s: i64) -> String {
    // 1970 began with a Thursday.
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let iso = Timestamp(unix_s * 1000).to_string();
    let (year, month, day) = (&iso[0..4], iso[5..7].parse::<usize>().unwrap(), &iso[8..10]);
    let weekday = DAYS[usize::try_from(unix_s / 86_400 % 7).unwrap()];
    format!("{weekday}, {day} {} {year} {} GMT", MONTHS[month - 1], &iso[11..19])
}

impl Run<'_> {
    async fn all(&mut self) {
        let began = Instant::now();
        let memory = self.fault["memory_mib"].as_u64().map(|most| (most, Memory::now()));
        self.plan(&self.fault["faults"].clone());
        match client(&self.fault, &self.server, self.time.as_ref(), &self.told) {
            Err(error) => {
                let steps = self.fault["calls"].clone();
                assert_eq!(steps.as_array().unwrap().len(), 1);
                self.check(&steps[0], &Outcome::Failed(error));
            }
            Ok(client) => self.steps(&client).await,
        }
        let most_ms = self.fault["within_ms"].as_u64().unwrap_or(30_000);
        assert!(began.elapsed() < Duration::from_millis(most_ms), "it took {:?}", began.elapsed());
        if let Some((most, before)) = memory {
            let grown = before.grown_mib();
            assert!(grown < most, "{grown} MiB");
        }
        self.check_traffic();
        self.check_hooks();
    }

    fn plan(&self, faults: &Value) {
        let faults = if faults.is_null() { Vec::new() } else { Fault::plan(&faults.to_string()).unwrap() };
        self.server.with_portal(|portal| portal.set_faults(faults));
    }

    async fn steps(&mut self, client: &Client) {
        for step in self.fault["calls"].as_array().unwrap().clone() {
            if step["do"].is_null() {
                self.change(&step).await;
            } else if let Some(effect) = step["cut_at_every_byte"].as_str() {
                let length = self.page_length().await;
                self.server.with_portal(|portal| portal.clear_log());
                let plan: Vec<Value> = (0..length).map(|cut| json!({"effect": {effect: cut}})).collect();
                self.plan(&plan.into());
                for _ in 0..length {
                    self.step(client, &step).await;
                }
            } else {
                for _ in 0..step["repeat"].as_u64().unwrap_or(1) {
                    self.step(client, &step).await;
                }
            }
        }
    }

    /// How many bytes the first page has.
    async fn page_length(&self) -> usize {
        let url = format!("{}/engagements/v1/engagements/paged", self.server.base_url);
        let page = reqwest::Client::new().get(url).bearer_auth(TOKEN).send().await.unwrap();
        page.bytes().await.unwrap().len()
    }

    /// What is no call.
    async fn change(&self, step: &Value) {
        let entries = step.as_object().unwrap();
        let (what, value) = entries.iter().next().unwrap();
        match what.as_str() {
            "faults" => self.plan(value),
            "advance_ms" => self.time.as_ref().unwrap().advance(value.as_u64().unwrap()),
            "write" => self.admin("write", value).await,
            "scope" => self.admin("scope-options", value).await,
            "pause_ms" => tokio::time::sleep(Duration::from_millis(value.as_u64().unwrap())).await,
            "expire_tokens" => {
                let now = Now { monotonic_ms: 0, unix_ms: unix_ms() };
                self.server.with_portal(|portal| portal.expire_tokens(now));
            }
            other => panic!("{other} is no step"),
        }
    }

    async fn admin(&self, route: &str, body: &Value) {
        let url = format!("{}/__emulator/{route}", self.server.base_url);
        let sent = reqwest::Client::new().post(url).body(body.to_string()).send().await.unwrap();
        assert!(sent.status().is_success(), "{route}: {}", sent.status());
    }

    /// A sync into the copy. Between two of its batches others may do something.
    async fn sync(
        &self,
        client: &Client,
        step: &Value,
        params: &Map<String, Value>,
    ) -> Result<Synced, Error> {
        let mut copy = self.copy.lock().await;
        if step["crash"] == "every_batch" {
            return copy.crashing(client, step, params).await;
        }
        let (mut synced, mut count) = (Synced::default(), 0);
        let mut batches = copy.begin(client, step, params);
        while let Some(batch) = batches.try_next().await? {
            if !copy.store(&batch) {
                synced.refused = true;
                break;
            }
            copy.apply(&batch, &mut synced);
            count += 1;
            for meanwhile in step["meanwhile"][count.to_string()].as_array().into_iter().flatten() {
                let outcome = Box::pin(self.call(client, meanwhile)).await;
                assert!(matches!(outcome, Outcome::Value(_)), "{meanwhile}");
            }
        }
        Ok(synced)
    }

    async fn step(&mut self, client: &Client, step: &Value) {
        let count = usize::try_from(step["parallel"].as_u64().unwrap_or(1)).unwrap();
        let given_up = Arc::new(Notify::new());
        if let Some(time) = &self.time {
            time.run(count, (step["cancel"] == "waiting").then(|| Arc::clone(&given_up)));
        }
        let this = &*self;
        let calls = (0..count).map(|_| async {
            let outcome = tokio::select! {
                outcome = this.call(client, step) => outcome,
                () = given_up.notified() => Outcome::Dropped,
                () = this.sent(), if step["cancel"] == "sent" => Outcome::Dropped,
            };
            if let Some(time) = &this.time {
                time.left();
            }
            outcome
        });
        for outcome in join_all(calls).await {
            self.check(step, &outcome);
        }
    }

    /// Ends a little after a request was seen.
    async fn sent(&self) {
        while self.server.with_portal(|portal| portal.log().len()) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // So that headers, if any, are there.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    async fn call(&self, client: &Client, step: &Value) -> Outcome {
        let (operation, params) = self.table.call(step["do"].as_str().unwrap());
        let mut params = params.clone();
        params.extend(step["params"].as_object().cloned().unwrap_or_default());
        let mut words = self.words.clone();
        words.insert("$ticket".to_owned(), self.ticket.clone());
        let params = filled(&params.into(), &words);
        if operation == "engagements.sync" {
            let synced = self.sync(client, step, params.as_object().unwrap()).await;
            return synced.map_or_else(Outcome::Failed, Outcome::Synced);
        }
        call(client, operation, &params).await
    }

    fn check(&mut self, step: &Value, outcome: &Outcome) {
        let now_ms = self.time.as_ref().map(|time| time.now().unix_ms);
        match outcome {
            Outcome::Failed(error) => {
                self.keep(error);
                let expected =
                    step["error"].as_object().unwrap_or_else(|| panic!("{} failed: {error}", step["do"]));
                checks::error(error, expected, now_ms);
                let found: Value = serde_json::from_str(&error.to_json()).unwrap();
                if found["ticket"].is_object() {
                    self.ticket = found["ticket"].clone();
                }
            }
            // Nobody is told of a future that was dropped: an open ticket in the journal is what is known.
            Outcome::Dropped => {
                assert_eq!(step["error"]["code"], "cancelled");
                if step["error"]["ticket"] == true {
                    let entry = self.told.heard().journal.pop().unwrap();
                    assert_eq!(entry["type"], "opened");
                    self.ticket = entry["ticket"].clone();
                }
            }
            Outcome::Synced(synced) => {
                let facts = step["value"].as_object();
                let facts = facts.unwrap_or_else(|| panic!("a sync succeeded, not {}", step["error"]));
                let copy = self.copy.try_lock().unwrap();
                checks::synced(synced, facts, &copy, &self.server);
            }
            _ => {
                let facts = step["value"].as_object();
                let facts =
                    facts.unwrap_or_else(|| panic!("{} succeeded, not {}", step["do"], step["error"]));
                checks::value(outcome, facts, &self.ids);
            }
        }
    }

    fn keep(&mut self, error: &Error) {
        self.texts.extend([error.to_string(), format!("{error:?}"), error.to_json()]);
    }

    fn check_traffic(&mut self) {
        let fault = &self.fault;
        let log: Vec<Value> =
            self.server.with_portal(|portal| portal.log().map(|entry| json!(entry)).collect());
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
        let seen: Vec<String> = log
            .iter()
            .map(|entry| {
                format!("{} {}", text(entry, "method"), text(entry, "url").split('?').next().unwrap())
            })
            .collect();
        for (pattern, count) in fault["requests"].as_object().into_iter().flatten() {
            let found = seen.iter().filter(|request| fits(request, pattern)).count();
            within(i64::try_from(found).unwrap(), count, &format!("{pattern} of {seen:?}"));
        }
        if let Some(total) = fault["total"].as_u64() {
            assert_eq!(seen.len() as u64, total, "{seen:?}");
        }
        if let Some(order) = fault["order"].as_array() {
            assert_eq!(seen.len(), order.len(), "{seen:?}");
            assert!(
                seen.iter().zip(order).all(|(request, is)| fits(request, is.as_str().unwrap())),
                "{seen:?}"
            );
        }
        let times: Vec<i64> = log.iter().map(|entry| entry["at_ms"].as_i64().unwrap()).collect();
        if let Some(gaps) = fault["gaps_ms"].as_array() {
            assert_eq!(times.len(), gaps.len() + 1, "{times:?}");
            times.windows(2).zip(gaps).for_each(|(pair, gap)| within(pair[1] - pair[0], gap, "gap"));
        }
        if let Some(quiet) = fault["quiet_after_fault_ms"].as_i64() {
            let struck =
                log.iter().find(|entry| !entry["fault"].is_null()).unwrap()["at_ms"].as_i64().unwrap();
            assert!(!times.iter().any(|at| (struck + 1..struck + quiet).contains(at)), "{times:?}");
        }
        if let Some(most) = fault["max_in_window"].as_i64() {
            let count = |from: &i64| times.iter().filter(|at| (*from..from + 10_000).contains(*at)).count();
            within(
                times.iter().map(count).max().unwrap() as i64,
                &json!([0, most]),
                "requests in ten seconds",
            );
        }
        if !fault["created"].is_null() {
            let created = self.server.with_portal(|portal| portal.created());
            within(i64::try_from(created).unwrap(), &fault["created"], "created");
        }
        if let Some(other) = &self.other {
            assert_eq!(other.with_portal(|portal| portal.log().len()), 0);
        }
        self.texts.push(json!(log).to_string());
    }

    fn check_hooks(&mut self) {
        let Heard { events, journal, asked, secrets, log_when_told } = self.told.heard();
        for (kind, count) in self.fault["events"].as_object().into_iter().flatten() {
            let found = events.iter().filter(|event| event["type"] == kind.as_str()).count();
            assert_eq!(found as u64, count.as_u64().unwrap(), "{kind}");
        }
        if let Some(expected) = self.fault["journal"].as_array() {
            let words = |entry: &Value| {
                let outcome = entry["outcome"].as_str().unwrap_or_default();
                format!("{} {outcome}", entry["type"].as_str().unwrap()).trim().to_owned()
            };
            assert_eq!(&journal.iter().map(|entry| json!(words(entry))).collect::<Vec<_>>(), expected);
        }
        let listed = |value: Value, key: &str| {
            let none = self.fault[key].is_null();
            assert_eq!(value, if none { json!([]) } else { self.fault[key].clone() }, "{key}");
        };
        listed(json!(log_when_told), "log_when_told");
        listed(json!(asked), "asked");
        self.texts.extend([json!(events).to_string(), json!(journal).to_string()]);
        for secret in secrets.iter().map(String::as_str).chain(["canary"]) {
            assert!(!self.texts.iter().any(|text| text.contains(secret)), "a text shows a secret");
        }
    }
}

/// How much memory this process has held at once.
struct Memory(u64);

impl Memory {
    fn now() -> Memory {
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        Memory(peak_mib())
    }

    fn grown_mib(&self) -> u64 {
        peak_mib() - self.0
    }
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

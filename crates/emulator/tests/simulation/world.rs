//! Virtual time, a service with faults, and calls that run side by side.

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::machine::{Notice, Step};
use hubspot_engagements_core::registry::{self, AnyMachine, Output};
use hubspot_engagements_core::secret::Token;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::wire::{FailureKind, Request, Response, Sent, TransportFailure};
use hubspot_engagements_emulator::{Damage, Delivery, Fault, Portal};

/// Numbers that follow from a seed.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Draw {
        Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5EED)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn chance(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }

    pub(crate) fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len() as u64) as usize]
    }
}

/// How the service may fail, each as the plan's JSON: by refusing, which changes nothing, or before or after it has done
/// what it was asked for.
const REFUSALS: [&str; 9] = [
    r#"{"status":423}"#,
    r#"{"status":477,"headers":{"Retry-After":"20"}}"#,
    r#"{"rate_limit":"TEN_SECONDLY_ROLLING"}"#,
    r#"{"rate_limit":"SECONDLY"}"#,
    r#"{"rate_limit":"SECONDLY","headers":{"Retry-After":"2"}}"#,
    r#"{"status":429,"body":"<html>"}"#,
    r#"{"expired":true}"#,
    r#"{"status":400,"json":{"message":"no"}}"#,
    r#"{"redirect":{"status":307,"location":"https://evil.example/"}}"#,
];
const FAILURES: [&str; 16] = [
    r#"{"status":500}"#,
    r#"{"status":502}"#,
    r#"{"status":503}"#,
    r#"{"status":503,"headers":{"Retry-After":"3"}}"#,
    r#"{"status":504}"#,
    r#"{"status":408}"#,
    r#"{"status":521}"#,
    r#"{"reset":true}"#,
    r#"{"silence":true}"#,
    r#"{"silence":"after_headers"}"#,
    r#"{"cut":20}"#,
    r#"{"garbage_chunk":true}"#,
    r#"{"gzip":"truncated"}"#,
    r#"{"status":200,"body":"<html>log in</html>","content_type":"text/html"}"#,
    r#"{"delay_ms":400}"#,
    r#"{"delay_ms":60000}"#,
];

/// Up to `most` faults at random.
pub(crate) fn faults(draw: &mut Draw, most: u64) -> Vec<Fault> {
    let plan: Vec<String> = (0..draw.below(most + 1))
        .map(|_| {
            let (skip, times) = (draw.below(6), draw.below(4) + 1);
            let (effect, commit) = match draw.chance(2) {
                true => (draw.one_of(&REFUSALS), false),
                false => (draw.one_of(&FAILURES), draw.chance(2)),
            };
            // An answer that arrives whole in the end is true.
            let commit = commit || effect.contains("delay_ms") || effect.contains("cut");
            let method = draw.one_of(&["", r#""method":"POST","#, r#""method":"GET","#]);
            format!(r#"{{{method}"skip":{skip},"times":{times},"commit":{commit},"effect":{effect}}}"#)
        })
        .collect();
    Fault::plan(&format!("[{}]", plan.join(","))).unwrap()
}

/// One call under way.
pub(crate) struct Task {
    machine: Option<AnyMachine>,
    state: State,
    pub(crate) yielded: Vec<Output>,
    pub(crate) failed: Option<Error>,
    pub(crate) began_ms: u64,
    pub(crate) ended_ms: u64,
}

enum State {
    Ready {
        at_ms: u64,
    },
    /// The caller's provider takes its time.
    Token {
        at_ms: u64,
    },
    /// The request is on its way.
    Travel {
        at_ms: u64,
        request: Request,
    },
    Answer {
        at_ms: u64,
        outcome: Result<Response, TransportFailure>,
    },
    Ended,
}

impl State {
    fn due(&self) -> u64 {
        match self {
            State::Ready { at_ms }
            | State::Token { at_ms }
            | State::Travel { at_ms, .. }
            | State::Answer { at_ms, .. } => *at_ms,
            State::Ended => u64::MAX,
        }
    }
}

impl Task {
    pub(crate) fn is_running(&self) -> bool {
        self.machine.is_some()
    }
}

pub(crate) struct World {
    pub(crate) portal: Portal,
    pub(crate) session: Session,
    pub(crate) now_ms: u64,
    pub(crate) draw: Draw,
    pub(crate) tasks: Vec<Task>,
    pub(crate) requests: u64,
    pub(crate) tokens_asked: u64,
    /// How often a request does not even leave: one in so many, 0 for never.
    pub(crate) unreached: u64,
    pub(crate) deadline_ms: u64,
    /// How far the client's clock is ahead of the service's.
    pub(crate) skew_ms: i64,
    /// How long a request and its answer take together; at random without it.
    pub(crate) latency_ms: Option<u64>,
    is_told: bool,
}

/// How long a request or its answer is on its way at most, in milliseconds, beyond the least.
const TRAVEL_MS: u64 = 100;
const START_UNIX_MS: i64 = 1_790_000_000_000;

impl World {
    pub(crate) fn new(portal: Portal, session: Session, draw: Draw) -> World {
        World {
            portal,
            session,
            now_ms: 0,
            draw,
            tasks: Vec::new(),
            requests: 0,
            tokens_asked: 0,
            unreached: 0,
            deadline_ms: 120_000,
            skew_ms: 0,
            latency_ms: None,
            is_told: std::env::var_os("HUBSPOT_SIMULATION_SEED").is_some(),
        }
    }

    pub(crate) fn now(&self) -> Now {
        Now { monotonic_ms: self.now_ms, unix_ms: START_UNIX_MS + self.now_ms as i64 }
    }

    /// The same by the client's clock.
    fn client_now(&self) -> Now {
        Now { unix_ms: self.now().unix_ms + self.skew_ms, ..self.now() }
    }

    fn travel_ms(&mut self) -> u64 {
        match self.latency_ms {
            Some(both_ways) => both_ways / 2,
            None => 10 + self.draw.below(TRAVEL_MS),
        }
    }

    /// Starts an operation; it takes its first step when the world runs.
    pub(crate) fn start(&mut self, operation: &str, params: &str) -> usize {
        let seed = self.draw.next();
        let machine = registry::start(operation, params, &self.session, seed).unwrap();
        self.tasks.push(Task {
            machine: Some(machine),
            state: State::Ready { at_ms: self.now_ms },
            yielded: Vec::new(),
            failed: None,
            began_ms: self.now_ms,
            ended_ms: 0,
        });
        self.tasks.len() - 1
    }

    /// Runs until every call has ended, or so many things have happened; whether the calls have ended.
    pub(crate) fn run(&mut self, most: u64) -> bool {
        for _ in 0..most {
            let due = self.tasks.iter().enumerate().min_by_key(|(_, task)| task.state.due());
            let Some((index, task)) = due else { return true };
            let at_ms = task.state.due();
            if at_ms == u64::MAX {
                return true;
            }
            self.now_ms = self.now_ms.max(at_ms);
            self.happen(index);
        }
        false
    }

    /// Ends a call as a crash does: nothing is told to anybody, and what is on its way may still arrive.
    pub(crate) fn crash(&mut self, index: usize) {
        self.tasks[index].machine = None;
        let state = std::mem::replace(&mut self.tasks[index].state, State::Ended);
        if let State::Travel { request, .. } = state
            && self.draw.chance(2)
        {
            self.portal.deliver(self.now(), &request);
        }
    }

    fn happen(&mut self, index: usize) {
        let now = self.client_now();
        let state = std::mem::replace(&mut self.tasks[index].state, State::Ready { at_ms: self.now_ms });
        let Some(machine) = &mut self.tasks[index].machine else { return };
        match state {
            State::Answer { outcome: Ok(response), .. } => machine.on_response(now, response),
            State::Answer { outcome: Err(failure), .. } => machine.on_failure(now, failure),
            State::Token { .. } => {
                let token = Token::new(&format!("token-{}", self.tokens_asked)).unwrap();
                machine.on_token(Some(token));
            }
            State::Travel { request, .. } => self.tasks[index].state = self.arrive(&request),
            State::Ready { .. } => self.step(index),
            State::Ended => {}
        }
    }

    fn step(&mut self, index: usize) {
        let now = self.client_now();
        let Some(machine) = &mut self.tasks[index].machine else { return };
        match machine.step(now) {
            Step::Send(request) => {
                self.requests += 1;
                self.tasks[index].state = self.send(request);
            }
            Step::Wait(wait) => {
                let wait_ms = wait.as_millis() as u64;
                assert!(wait_ms > 0, "a wait of nothing without a request under way");
                self.tasks[index].state = State::Ready { at_ms: self.now_ms + wait_ms };
            }
            Step::NeedToken { .. } => {
                self.tokens_asked += 1;
                self.tasks[index].state = State::Token { at_ms: self.now_ms + self.draw.below(3000) };
            }
            Step::Notify(Notice::Event(event)) => assert!(!event.to_json().contains("token-")),
            Step::Notify(_) => {}
            Step::Yield(output) => self.tasks[index].yielded.push(output),
            Step::Done => self.end(index, None),
            Step::Fail(error) => {
                assert!(!error.to_json().contains("token-"), "{error}");
                self.end(index, Some(error));
            }
        }
    }

    fn end(&mut self, index: usize, error: Option<Error>) {
        let task = &mut self.tasks[index];
        task.failed = error;
        task.ended_ms = self.now_ms;
        task.state = State::Ended;
        task.machine = None;
    }

    /// What happens in the history of a single seed.
    pub(crate) fn tell(&self, what: impl FnOnce() -> String) {
        if self.is_told {
            eprintln!("{:>12} {}", self.now_ms, what());
        }
    }

    /// The request reaches the service after a while, or it does not leave at all.
    fn send(&mut self, request: Request) -> State {
        let at_ms = self.now_ms + self.travel_ms();
        if self.unreached > 0 && self.draw.chance(self.unreached) {
            let failure = TransportFailure {
                sent: Sent::No,
                kind: FailureKind::Connection,
                message: "connection refused".to_owned(),
            };
            return State::Answer { at_ms, outcome: Err(failure) };
        }
        State::Travel { at_ms, request }
    }

    /// The service answers, and the answer takes its time too.
    fn arrive(&mut self, request: &Request) -> State {
        let latency = self.travel_ms();
        let delivery = self.portal.deliver(self.now(), request);
        self.tell(|| format!("{} {} {delivery:?}", request.method.as_str(), request.url));
        let late = match &delivery {
            Delivery::Damaged { damage: Damage::Late { ms }, .. } => *ms,
            _ => 0,
        };
        let outcome = delivery.outcome(request);
        let timed_out = matches!(&outcome, Err(failure) if failure.kind == FailureKind::Timeout);
        let timeout_ms = (request.timeout.as_millis() as u64).saturating_sub(TRAVEL_MS);
        let takes = if timed_out { timeout_ms } else { latency + late };
        State::Answer { at_ms: self.now_ms + takes, outcome }
    }
}

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::endpoint::GetEngagement;
use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::ids::Id;
use hubspot_engagements_core::machine::{Call, Machine, Step};
use hubspot_engagements_core::registry::{self, AnyMachine, Output};
use hubspot_engagements_core::secret::Token;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::wire::Response;
use serde_json::{Map, Value, json};

use crate::case::{Case, Expectation, Turn, expanded, failure};
use crate::compare;

/// Runs one case on the core.
///
/// # Errors
/// What was wanted and what came instead.
pub fn run(case: &Case) -> Result<(), String> {
    let outcome = match (&case.expect, &case.response) {
        (Some(expect), None) => request(case, expect),
        (Some(expect), Some(_)) => response(case, expect),
        (None, _) => dialogue(case),
    };
    outcome.map_err(|problem| format!("{}: {problem}", case.id))
}

/// The error of a get that is answered with this, without another attempt.
///
/// # Errors
/// What came instead of an error.
pub fn error_for(response: Response) -> Result<Error, String> {
    let options = r#"{"accessToken":"test-token","maxAttempts":1}"#;
    let session = Session::from_json(options).map_err(|error| error.to_string())?;
    let mut call = Call::new(GetEngagement { id: Id(1) }, &session, 0);
    let now = Now::default();
    let Step::Send(_) = call.step(now) else { return Err("no request".to_owned()) };
    call.on_response(now, response);
    match call.step(now) {
        Step::Fail(error) => Ok(error),
        other => Err(format!("unexpected {other:?}")),
    }
}

fn start(case: &Case, more: &Map<String, Value>) -> Result<AnyMachine, Error> {
    let mut options = Map::from_iter([("accessToken".to_owned(), json!("test-token"))]);
    options.extend(more.clone());
    options.extend(case.options.clone());
    let session = Session::from_json(&Value::Object(options).to_string())?;
    let params = expanded(&Value::Object(case.params.clone())).to_string();
    registry::start(&case.operation, &params, &session, case.seed)
}

fn request(case: &Case, expect: &Expectation) -> Result<(), String> {
    let step = match start(case, &Map::new()) {
        Ok(mut machine) => machine.step(Now::default()),
        Err(error) => Step::Fail(error),
    };
    match (expect, step) {
        (Expectation::Request(wanted), Step::Send(got)) => compare::request(wanted, &got),
        (Expectation::Error(wanted), Step::Fail(got)) => compare::error(wanted, &got),
        (_, got) => Err(format!("unexpected {got:?}")),
    }
}

fn response(case: &Case, expect: &Expectation) -> Result<(), String> {
    let once = Map::from_iter([("maxAttempts".to_owned(), json!(1))]);
    let mut machine = start(case, &once).map_err(|error| error.to_string())?;
    let now = Now::default();
    let Step::Send(_) = machine.step(now) else { return Err("no request".to_owned()) };
    let reply = case.response.as_ref().ok_or("no response")?;
    machine.on_response(now, reply.response()?);
    match (expect, machine.step(now)) {
        (Expectation::Value(wanted), Step::Yield(got)) => compare::output(wanted, &got),
        (Expectation::Bad(wanted), Step::Yield(got)) => compare::bad_records(wanted, &got),
        // An engagement of its own that cannot be decoded is an error of the call.
        (Expectation::Error(wanted), Step::Fail(got)) => compare::error(wanted, &got),
        (_, got) => Err(format!("unexpected {got:?}")),
    }
}

fn dialogue(case: &Case) -> Result<(), String> {
    let mut machine = start(case, &Map::new()).map_err(|error| error.to_string())?;
    let mut now = Now::default();
    for (index, turn) in case.turns.iter().enumerate() {
        let outcome = take_turn(&mut machine, &mut now, turn);
        outcome.map_err(|problem| format!("turn {index}: {problem}"))?;
    }
    match case.turns.last() {
        Some(Turn::Yield(_) | Turn::Done(_) | Turn::Error(_)) => Ok(()),
        _ => Err("a dialogue ends with a result or an error".to_owned()),
    }
}

fn take_turn(machine: &mut AnyMachine, now: &mut Now, turn: &Turn) -> Result<(), String> {
    match turn {
        Turn::Reply(reply) => machine.on_response(*now, reply.response()?),
        Turn::Fail { sent, kind } => machine.on_failure(*now, failure(sent, kind)?),
        Turn::Token { rejected, give } => match machine.step(*now) {
            Step::NeedToken { rejected: asked } if asked == *rejected => {
                let token = give.as_deref().map(Token::new).transpose();
                machine.on_token(token.map_err(|error| error.to_string())?);
            }
            got => return Err(format!("unexpected {got:?}")),
        },
        _ => return hold(turn, machine.step(*now), now),
    }
    Ok(())
}

/// Holds what the machine wants against the turn.
fn hold(turn: &Turn, step: Step<Output>, now: &mut Now) -> Result<(), String> {
    match (turn, step) {
        (Turn::Send(wanted), Step::Send(got)) => compare::request(wanted, &got),
        (Turn::Wait(wanted), Step::Wait(got)) if u128::from(*wanted) == got.as_millis() => {
            now.monotonic_ms += wanted;
            now.unix_ms += i64::try_from(*wanted).unwrap_or(i64::MAX);
            Ok(())
        }
        (Turn::Yield(wanted), Step::Yield(got)) => compare::output(wanted, &got),
        (Turn::Done(true), Step::Done) => Ok(()),
        (Turn::Error(wanted), Step::Fail(got)) => compare::error(wanted, &got),
        (Turn::Notify(wanted), Step::Notify(got)) => compare::notice(wanted, &got),
        (_, got) => Err(format!("unexpected {got:?}")),
    }
}

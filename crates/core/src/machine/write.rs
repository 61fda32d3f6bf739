//! A create or an update whose call outcome may be given by its label.

use std::ops::ControlFlow;

use super::retry::Jitter;
use super::{Call, Machine, Step};
use crate::clock::Now;
use crate::endpoint::{
    CreateEngagement, Endpoint, Idempotency, ListDispositions, RequestContext, Traits, UpdateEngagement,
};
use crate::error::{Error, Issue, ValidationError};
use crate::json::{Raw, ReadError, quoted};
use crate::model::{Disposition, Record, text};
use crate::secret::Token;
use crate::session::Session;
use crate::validate::is_guid;
use crate::wire::{Request, Response, TransportFailure};

/// An endpoint that sends an engagement.
pub trait Writes: Endpoint {
    /// What it sends.
    fn body_mut(&mut self) -> &mut Raw;
}

impl Writes for CreateEngagement {
    fn body_mut(&mut self) -> &mut Raw {
        &mut self.body
    }
}

impl Writes for UpdateEngagement {
    fn body_mut(&mut self) -> &mut Raw {
        &mut self.body
    }
}

/// A create or an update: a machine over it is compiled once for both.
#[derive(Debug, Clone)]
pub(crate) enum AnyWrite {
    Create(CreateEngagement),
    Update(UpdateEngagement),
}

/// Its constants are those of [`Endpoint::traits`] alone.
impl Endpoint for AnyWrite {
    type Output = Option<Record>;
    const NAME: &'static str = "any";
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;

    fn traits(&self) -> Traits {
        match self {
            AnyWrite::Create(create) => create.traits(),
            AnyWrite::Update(update) => update.traits(),
        }
    }

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        match self {
            AnyWrite::Create(create) => create.request(context),
            AnyWrite::Update(update) => update.request(context),
        }
    }

    fn parse(&self, response: &Response) -> Result<Option<Record>, ReadError> {
        match self {
            AnyWrite::Create(create) => create.parse(response).map(Some),
            AnyWrite::Update(update) => update.parse(response),
        }
    }
}

impl Writes for AnyWrite {
    fn body_mut(&mut self) -> &mut Raw {
        match self {
            AnyWrite::Create(create) => create.body_mut(),
            AnyWrite::Update(update) => update.body_mut(),
        }
    }
}

/// Sends an engagement; a disposition that is no GUID is looked up among the portal's labels first.
///
/// The labels are asked for once per session, and once more for one that is not among them.
#[derive(Debug)]
pub struct Write<E: Writes> {
    stage: Stage<E>,
    session: Session,
    seed: u64,
    is_cancelled: bool,
}

#[derive(Debug)]
enum Stage<E: Writes> {
    Looking { label: String, call: Call<ListDispositions>, endpoint: E },
    Sending(Call<E>),
    Failed(Option<Error>),
}

impl<E: Writes + Clone> Write<E> {
    /// A write that has sent nothing yet.
    pub fn new(mut endpoint: E, session: &Session, seed: u64) -> Write<E> {
        if endpoint.traits().idempotency == Idempotency::Unsafe && session.settings().generate_uids {
            let body = endpoint.body_mut();
            if let Some(text) = text::with_uid(body.as_str(), &Jitter::new(seed).unique()) {
                *body = Raw::from_checked(text);
            }
        }
        let label = text::disposition(endpoint.body_mut().as_str()).filter(|text| !is_guid(text));
        let known = label.as_deref().and_then(|label| {
            let dispositions = session.dispositions()?;
            guid(label, &dispositions).ok()
        });
        let stage = match (label, known) {
            (Some(label), None) => match endpoint.request(&RequestContext::new(session.settings())) {
                // What cannot be sent anyway is worth no look-up.
                Err(error) => Stage::Failed(Some(Error::validation(endpoint.traits().operation, error))),
                Ok(_) => Stage::Looking { label, call: Call::new(ListDispositions, session, seed), endpoint },
            },
            (_, known) => {
                if let Some(guid) = known {
                    set_disposition(endpoint.body_mut(), &guid);
                }
                Stage::Sending(Call::new(endpoint, session, seed))
            }
        };
        Write { stage, session: session.clone(), seed, is_cancelled: false }
    }

    fn found(&mut self, dispositions: &[Disposition]) {
        self.session.remember_dispositions(dispositions);
        let Stage::Looking { label, call, endpoint } = &mut self.stage else { return };
        self.stage = match guid(label, dispositions) {
            Ok(guid) => {
                let mut endpoint = endpoint.clone();
                set_disposition(endpoint.body_mut(), &guid);
                Stage::Sending(Call::new(endpoint, &self.session, self.seed.wrapping_add(1)))
            }
            Err(issue) => {
                let error = Error::validation(endpoint.traits().operation, issue.into());
                Stage::Failed(Some(call.scrubbed(error)))
            }
        };
        // The labels had arrived when the caller gave up; nothing is sent after them.
        if self.is_cancelled {
            self.cancel();
        }
    }
}

fn set_disposition(body: &mut Raw, guid: &str) {
    *body = Raw::from_checked(text::with_disposition(body.as_str(), guid));
}

/// The GUID of the outcome with this label; one that differs in the case of A to Z is found if it is the
/// only one.
fn guid(label: &str, dispositions: &[Disposition]) -> Result<String, Issue> {
    let (mut exact, mut similar, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for Disposition { id, label: have, .. } in dispositions {
        let Some(have) = have.as_deref() else { continue };
        labels.push(have);
        if have == label {
            exact.extend(id.as_deref());
        }
        // The letters A to Z alone: the tables of all others are 12 KB of a module for the browser.
        if have.trim_ascii().eq_ignore_ascii_case(label.trim_ascii()) {
            similar.extend(id.as_deref());
        }
    }
    let found = if exact.is_empty() { similar } else { exact };
    let given = quoted(label);
    match found.as_slice() {
        [guid] => Ok((*guid).to_owned()),
        [] => {
            let message = format!("{given} is no call outcome of this portal; it has: {}", labels.join(", "));
            Err(Issue::new("/body/metadata/disposition", "unknown_disposition", message))
        }
        several => {
            let message =
                format!("{given} is the label of several outcomes: give one of {}", several.join(", "));
            Err(Issue::new("/body/metadata/disposition", "ambiguous_disposition", message))
        }
    }
}

impl<E: Writes + Clone> Machine for Write<E> {
    type Item = E::Output;

    fn step(&mut self, now: Now) -> Step<E::Output> {
        loop {
            match &mut self.stage {
                Stage::Sending(call) => return call.step(now),
                Stage::Failed(error) => return error.take().map_or(Step::Done, Step::Fail),
                Stage::Looking { call, .. } => match call.step(now).result() {
                    ControlFlow::Continue(dispositions) => self.found(&dispositions),
                    ControlFlow::Break(step) => return step,
                },
            }
        }
    }

    fn on_response(&mut self, now: Now, response: Response) {
        match &mut self.stage {
            Stage::Looking { call, .. } => call.on_response(now, response),
            Stage::Sending(call) => call.on_response(now, response),
            Stage::Failed(_) => {}
        }
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        match &mut self.stage {
            Stage::Looking { call, .. } => call.on_failure(now, failure),
            Stage::Sending(call) => call.on_failure(now, failure),
            Stage::Failed(_) => {}
        }
    }

    fn on_token(&mut self, token: Option<Token>) {
        match &mut self.stage {
            Stage::Looking { call, .. } => call.on_token(token),
            Stage::Sending(call) => call.on_token(token),
            Stage::Failed(_) => {}
        }
    }

    fn cancel(&mut self) {
        self.is_cancelled = true;
        match &mut self.stage {
            Stage::Looking { call, .. } => call.cancel(),
            Stage::Sending(call) => call.cancel(),
            Stage::Failed(_) => {}
        }
    }
}

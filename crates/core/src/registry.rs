//! Operations by name, for languages that Rust's generics cannot reach.
//!
//! A binding starts a machine from a name and JSON parameters and holds no knowledge of the API itself.

use std::time::Duration;

use crate::clock::Now;
use crate::endpoint::any::{Any, AnyListing};
use crate::endpoint::{
    After, Associate, Association, CreateEngagement, DeleteEngagement, Dissociate, Endpoint, GetEngagement,
    GetOwner, ListAssociated, ListDispositions, ListEngagements, ListModifiedAfter, ListOwners, ListRecent,
    OwnerIdProperty, Paginated, UpdateEngagement,
};
use crate::error::{Error, Issue, ValidationError};
use crate::json::{self, Json, Raw, quoted};
use crate::machine::{
    AllOwners, AnyWrite, Call, CreateMany, Item, Known, Machine, Pages, Reconcile, Reconciliation, Step,
    Sync, SyncBatch, SyncLane, SyncOptions, Ticket, Write, create_many, reconcile, sync,
};
use crate::model::{Disposition, ObjectType, Owner, Page, Record, text};
use crate::params::Params;
use crate::secret::Token;
use crate::session::Session;
use crate::validate::{self, Purpose};
use crate::wire::{Response, TransportFailure};

/// What an operation yields.
#[derive(Debug, Clone)]
pub enum Output {
    /// A page of a listing; more may follow.
    Page(Page),
    /// An engagement.
    Engagement(Record),
    /// The service carried it out and said nothing.
    Nothing,
    /// The portal's call outcomes.
    Dispositions(Vec<Disposition>),
    /// All owners, active or deactivated.
    Owners(Vec<Owner>),
    /// An owner.
    Owner(Owner),
    /// What became of a create.
    Reconciliation(Reconciliation),
    /// What became of one of many creates.
    Item(Item),
    /// What a sync delivers at once.
    SyncBatch(SyncBatch),
}

impl Output {
    /// The result as JSON text in the service's shape; a page is `{"results": […], "next": …, "total": …}`,
    /// and nothing is `null`.
    pub fn to_json(&self) -> String {
        match self {
            Output::Engagement(record) => record.json().to_owned(),
            Output::Nothing => "null".to_owned(),
            Output::Dispositions(dispositions) => written(dispositions),
            Output::Owners(owners) => written(owners),
            Output::Owner(owner) => written(owner),
            Output::Reconciliation(Reconciliation { outcome, exact, records }) => {
                let outcome = outcome.code();
                let mut out = format!("{{\"outcome\":\"{outcome}\",\"exact\":{exact},\"engagements\":[");
                for record in records {
                    json::write_comma(&mut out);
                    out.push_str(record.json());
                }
                out.push_str("]}");
                out
            }
            Output::Item(Item { index, outcome, record, error }) => {
                let record = record.as_ref().map_or("null", Record::json);
                let error = error.as_ref().map_or_else(|| "null".to_owned(), Error::to_json);
                let outcome = outcome.code();
                format!(
                    "{{\"index\":{index},\"outcome\":\"{outcome}\",\"engagement\":{record},\"error\":{error}}}"
                )
            }
            Output::SyncBatch(batch) => batch.to_json(),
            Output::Page(page) => {
                let next = page.next().map_or_else(|| "null".to_owned(), |next| quoted(next.as_str()));
                let total = page.total().map_or_else(|| "null".to_owned(), |total| total.to_string());
                let mut out = String::from("{\"results\":[");
                for record in page.iter() {
                    json::write_comma(&mut out);
                    out.push_str(record.json());
                }
                out.push_str(&format!("],\"next\":{next},\"total\":{total}"));
                if !page.skipped().is_empty() {
                    out.push_str(",\"skipped\":[");
                    for id in page.skipped() {
                        json::write_comma(&mut out);
                        out.push_str(&format!("\"{id}\""));
                    }
                    out.push(']');
                }
                out.push('}');
                out
            }
        }
    }

    /// The same for JavaScript's `JSON.parse`: ids, and integers beyond 2^53, are strings. A batch has its digests too,
    /// which cannot be made of objects.
    pub fn to_javascript(&self) -> String {
        match self {
            // Engagements are written back as they came.
            Output::Item(_) | Output::Reconciliation(_) => {
                json::javascript::for_javascript_and_back(&self.to_json())
            }
            Output::SyncBatch(batch) => {
                json::javascript::for_javascript_and_back(&batch.to_json_with_digests())
            }
            _ => json::javascript::for_javascript(&self.to_json()),
        }
    }
}

fn written(value: &impl Json) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// A machine whose type does not say which operation it carries out.
pub type AnyMachine = Box<dyn Machine<Item = Output> + Send>;

/// An operation that can be started by name.
pub struct Operation {
    /// Its name, such as `engagements.create`.
    pub name: &'static str,
    start: fn(&mut Params<'_>, Start) -> Option<AnyMachine>,
}

/// What every machine is started with.
struct Start {
    session: Session,
    seed: u64,
}

impl Start {
    fn call<E>(self, endpoint: E, output: impl Fn(E::Output) -> Output + Send + 'static) -> Option<AnyMachine>
    where
        E: Endpoint + Send + 'static,
    {
        Some(Box::new(Call::new(Any::of(endpoint, output), &self.session, self.seed)))
    }

    fn pages(
        self,
        listing: impl Paginated<Output = Page> + Send + std::marker::Sync + 'static,
    ) -> Option<AnyMachine> {
        mapped(Pages::new(AnyListing::of(listing), &self.session, self.seed), Output::Page)
    }

    fn write(self, endpoint: AnyWrite) -> Option<AnyMachine> {
        let output = |record: Option<Record>| record.map_or(Output::Nothing, Output::Engagement);
        mapped(Write::new(endpoint, &self.session, self.seed), output)
    }

    fn known(operation: &'static str, output: Output) -> Option<AnyMachine> {
        Some(Box::new(Known::new(operation, output)))
    }
}

fn mapped<M>(machine: M, output: fn(M::Item) -> Output) -> Option<AnyMachine>
where
    M: Machine + Send + 'static,
{
    Some(Box::new(Mapped { machine, output }))
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: GetEngagement::NAME,
        start: |params, start| start.call(GetEngagement { id: params.id("id")? }, Output::Engagement),
    },
    Operation {
        name: ListEngagements::NAME,
        start: |params, start| {
            let limit = size(params, "limit", 250);
            let offset = params.cursor("offset");
            let skip_poison = params.on_poison();
            start.pages(ListEngagements { limit, offset, skip_poison })
        },
    },
    Operation {
        name: ListRecent::NAME,
        start: |params, start| {
            let count = size(params, "count", 100);
            let offset = params.cursor("offset");
            let since = params.time("since");
            start.pages(ListRecent { count, offset, since })
        },
    },
    Operation {
        name: ListModifiedAfter::NAME,
        start: |params, start| {
            let limit = size(params, "limit", 1000);
            let after = after(params);
            start.pages(ListModifiedAfter { after: after?, limit })
        },
    },
    Operation {
        name: ListAssociated::NAME,
        start: |params, start| {
            let what = "the kind of record: CONTACT, COMPANY, DEAL or TICKET";
            let object_type = params.word("objectType", what);
            let object_id = params.id("objectId");
            let limit = size(params, "limit", 250);
            let offset = params.cursor("offset");
            let object_type = ObjectType::from(object_type?.as_str());
            start.pages(ListAssociated { object_type, object_id: object_id?, limit, offset })
        },
    },
    Operation {
        name: CreateEngagement::NAME,
        start: |params, start| {
            let strict = params.flag("strict").unwrap_or(false);
            let body = body(params, Purpose::Create, strict)?;
            start.write(AnyWrite::Create(CreateEngagement { body, strict }))
        },
    },
    Operation {
        name: create_many::NAME,
        start: |params, start| {
            let strict = params.flag("strict").unwrap_or(false);
            let look_back_ms = params.integer("lookBackMs", 0, 30 * 86_400_000).unwrap_or(3_600_000);
            let bodies = params.list("bodies", "a list of engagements")?;
            let mut creates = Vec::new();
            for body in bodies {
                creates.push(create(body, strict));
            }
            mapped(CreateMany::new(creates, look_back_ms, &start.session, start.seed), Output::Item)
        },
    },
    Operation {
        name: reconcile::NAME,
        start: |params, start| {
            let wait_ms = params.integer("waitMs", 0, 3_600_000).unwrap_or(30_000);
            let Some(mut given) = params.nested("ticket") else {
                let message = "is required: the ticket of the error or of the journal";
                params.issue(Issue::new("/ticket", "required", message));
                return None;
            };
            let ticket = Ticket::read(&mut given);
            params.take_issues(given);
            let wait = Duration::from_millis(wait_ms.unsigned_abs());
            mapped(Reconcile::new(ticket?, wait, &start.session, start.seed), Output::Reconciliation)
        },
    },
    Operation {
        name: sync::NAME,
        start: |params, start| {
            let options = SyncOptions::read(params)?;
            mapped(Sync::new(options, &start.session, start.seed), Output::SyncBatch)
        },
    },
    Operation {
        name: sync::LANE,
        start: |params, start| {
            let handle = params.integer("handle", 0, i64::MAX);
            let ranges = handle.and_then(|handle| start.session.shared_ranges(handle));
            let Some(ranges) = ranges else {
                if params.is_fine() {
                    let message = "must be the `handle` of a sync of this client that goes on";
                    params.issue(Issue::new("/handle", "unknown_handle", message));
                }
                return None;
            };
            mapped(SyncLane::new(&ranges, &start.session, start.seed), |()| Output::Nothing)
        },
    },
    Operation {
        name: UpdateEngagement::NAME,
        start: |params, start| {
            let id = params.id("id");
            let strict = params.flag("strict").unwrap_or(false);
            let body = body(params, Purpose::Update, strict);
            start.write(AnyWrite::Update(UpdateEngagement { id: id?, body: body?, strict }))
        },
    },
    Operation {
        name: DeleteEngagement::NAME,
        start: |params, start| start.call(DeleteEngagement { id: params.id("id")? }, |()| Output::Nothing),
    },
    Operation {
        name: ListDispositions::NAME,
        start: |_, start| {
            let session = start.session.clone();
            start.call(ListDispositions, move |dispositions| {
                session.remember_dispositions(&dispositions);
                Output::Dispositions(dispositions)
            })
        },
    },
    Operation {
        name: Associate::NAME,
        start: |params, start| {
            start.call(Associate { associations: associations(params)? }, |()| Output::Nothing)
        },
    },
    Operation {
        name: Dissociate::NAME,
        start: |params, start| {
            start.call(Dissociate { associations: associations(params)? }, |()| Output::Nothing)
        },
    },
    Operation {
        name: ListOwners::NAME,
        start: |params, start| {
            let archived = params.flag("archived").unwrap_or(false);
            let refresh = params.flag("refresh").unwrap_or(false);
            match start.session.owners(archived).filter(|_| !refresh) {
                Some(owners) => Start::known(ListOwners::NAME, Output::Owners(owners.to_vec())),
                None => mapped(AllOwners::new(archived, &start.session, start.seed), Output::Owners),
            }
        },
    },
    Operation {
        name: GetOwner::NAME,
        start: |params, start| {
            let id = params.id("id");
            let id_property = owner_id_property(params);
            let archived = params.flag("archived").unwrap_or(false);
            let endpoint = GetOwner { id: id?, id_property: id_property?, archived };
            let by_id = endpoint.id_property == OwnerIdProperty::Id;
            let known = start.session.owner(&endpoint.id.to_string(), archived).filter(|_| by_id);
            if let Some(owner) = known {
                return Start::known(GetOwner::NAME, Output::Owner(owner));
            }
            let session = start.session.clone();
            start.call(endpoint, move |owner| {
                session.remember_owner(&owner);
                Output::Owner(owner)
            })
        },
    },
];

/// Starts the operation of that name with parameters as a JSON object.
///
/// # Errors
/// A validation error for a name that is not in [`OPERATIONS`], and for parameters that are missing, unknown
/// or out of range: all of them at once.
pub fn start(name: &str, params: &str, session: &Session, seed: u64) -> Result<AnyMachine, Error> {
    let Some(operation) = OPERATIONS.iter().find(|operation| operation.name == name) else {
        let names: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
        let message = format!("there is no operation {}; known: {}", quoted(name), names.join(", "));
        return Err(Error::validation(name, Issue::new("", "unknown_operation", message).into()));
    };
    let mut params = Params::read(params);
    let machine = (operation.start)(&mut params, Start { session: session.clone(), seed });
    params.finish().map_err(|error| Error::validation(operation.name, error))?;
    machine.ok_or_else(|| {
        let issue = Issue::new("", "invalid_parameters", "the parameters cannot be used");
        Error::validation(operation.name, ValidationError::from(issue))
    })
}

fn size(params: &mut Params<'_>, name: &'static str, max: i64) -> Option<u32> {
    params.integer(name, 1, max).and_then(|size| u32::try_from(size).ok())
}

/// A time, or the cursor that an earlier page gave; a bare number can be either and is sent as it is.
fn after(params: &mut Params<'_>) -> Option<After> {
    // A cursor may be any text, but one that begins like a date is meant as one.
    let is_date = |text: &str| text.get(..6).is_some_and(|head| head.starts_with('"') && head.ends_with('-'));
    if params.peek("after").is_some_and(is_date) {
        return params.time("after").map(After::Time);
    }
    let cursor = params.cursor("after");
    if cursor.is_none() && params.is_fine() {
        let message = "is required: milliseconds since 1970, a text such as 2026-01-31T12:00:00Z, or the cursor of \
                       an earlier page";
        params.issue(Issue::new("/after", "required", message));
    }
    cursor.map(After::Cursor)
}

/// One association by its three parts, or a list of them.
fn associations(params: &mut Params<'_>) -> Option<Vec<Association>> {
    match params.objects("associations") {
        None => association(params).map(|association| vec![association]),
        Some(given) => {
            let mut read = Vec::new();
            for mut object in given {
                read.push(association(&mut object));
                params.take_issues(object);
            }
            read.into_iter().collect()
        }
    }
}

fn association(params: &mut Params<'_>) -> Option<Association> {
    let engagement_id = params.id("engagementId");
    let object_type = params.word("objectType", "the kind of record: CONTACT, COMPANY, DEAL or TICKET");
    let object_id = params.id("objectId");
    let object_type = ObjectType::from(object_type?.as_str());
    Some(Association { engagement_id: engagement_id?, object_type, object_id: object_id? })
}

/// One of many creates; what is wrong with it is its own affair.
fn create(text: &str, strict: bool) -> Result<CreateEngagement, Error> {
    let given = format!("{{\"body\":{text}}}");
    let mut params = Params::read(&given);
    let body = body(&mut params, Purpose::Create, strict);
    params.finish().map_err(|error| Error::validation(CreateEngagement::NAME, error))?;
    let unusable = || {
        Error::validation(
            CreateEngagement::NAME,
            Issue::new("/body", "invalid_json", "cannot be used").into(),
        )
    };
    body.map(|body| CreateEngagement { body, strict }).ok_or_else(unusable)
}

fn owner_id_property(params: &mut Params<'_>) -> Option<OwnerIdProperty> {
    match params.text("idProperty").as_deref() {
        None | Some("id") => Some(OwnerIdProperty::Id),
        Some("userId") => Some(OwnerIdProperty::UserId),
        Some(other) => {
            let message = format!("must be \"id\" or \"userId\"; given {}", quoted(other));
            params.issue(Issue::new("/idProperty", "invalid_id_property", message));
            None
        }
    }
}

fn body(params: &mut Params<'_>, purpose: Purpose, strict: bool) -> Option<Raw> {
    let what = "an engagement: an object with `engagement`, `metadata` and, if need be, `associations`";
    let text = params.object("body", what)?;
    let issues = validate::errors(text, purpose, strict);
    let is_fine = issues.is_empty();
    issues.into_iter().for_each(|issue| params.issue(issue));
    match text::canonical(text) {
        Ok(body) => Some(Raw::from_checked(body)),
        Err(error) => {
            // What the checks have found needs no second report.
            if is_fine {
                params.issue(Issue::new(format!("/body{}", error.path), "wrong_type", error.message));
            }
            None
        }
    }
}

/// A machine with its results wrapped.
struct Mapped<M: Machine> {
    machine: M,
    output: fn(M::Item) -> Output,
}

impl<M: Machine> Machine for Mapped<M> {
    type Item = Output;

    fn step(&mut self, now: Now) -> Step<Output> {
        self.machine.step(now).map(self.output)
    }

    fn on_response(&mut self, now: Now, response: Response) {
        self.machine.on_response(now, response);
    }

    fn on_failure(&mut self, now: Now, failure: TransportFailure) {
        self.machine.on_failure(now, failure);
    }

    fn on_token(&mut self, token: Option<Token>) {
        self.machine.on_token(token);
    }

    fn cancel(&mut self) {
        self.machine.cancel();
    }
}

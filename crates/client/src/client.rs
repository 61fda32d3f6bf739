use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use futures_core::Stream;
use hubspot_engagements_core::endpoint::{
    Associate, Association, CreateEngagement, DeleteEngagement, Dissociate, Endpoint, GetEngagement,
    GetOwner, ListAssociated, ListDispositions, ListEngagements, ListModifiedAfter, ListOwners, ListRecent,
    OwnerIdProperty, Paginated, UpdateEngagement,
};
use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::ids::Id;
use hubspot_engagements_core::machine::{
    AllOwners, Call, CreateMany as ManyCreates, Item, Machine, Reconcile, Reconciliation, Sync, SyncBatch,
    SyncOptions, Ticket, Write,
};
use hubspot_engagements_core::model::{Disposition, Engagement, Owner, Page, Record};
use hubspot_engagements_core::registry::{self, Output};
use hubspot_engagements_core::session::Session;

use crate::builder::ClientBuilder;
use crate::driver::Driver;
use crate::listing::{Listing, batches, results};

/// A client of one portal. Cloning it shares its connections, its access token, its rate limit and its retry quota.
///
/// Dropping the future of a call gives it up: nothing more is sent, and its place in the queue is another's. What was
/// sent may have been carried out; for a create the journal still has its ticket open.
#[derive(Clone)]
pub struct Client {
    session: Session,
    driver: Driver,
    strict: bool,
}

impl Client {
    /// A client of the service itself.
    ///
    /// `token` is a private app's token, a service key or an OAuth access token, without `Bearer`.
    ///
    /// # Errors
    /// A validation error where the token could not stand in a header.
    pub fn new(token: &str) -> Result<Client, Error> {
        Client::builder(token).build()
    }

    /// A client with options.
    pub fn builder(token: &str) -> ClientBuilder {
        ClientBuilder::new(Some(token))
    }

    /// A client that has its access token from elsewhere: see [`ClientBuilder::token_provider`] and
    /// [`ClientBuilder::oauth`]. Without either, a proxy of your own at [`ClientBuilder::base_url`] must add it.
    pub fn builder_without_token() -> ClientBuilder {
        ClientBuilder::new(None)
    }

    pub(crate) fn of(session: Session, driver: Driver, strict: bool) -> Client {
        Client { session, driver, strict }
    }

    async fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Error> {
        self.yielded(Call::new(endpoint, &self.session, random_seed()), E::NAME).await
    }

    /// The one result of a machine.
    async fn yielded<M: Machine>(&self, mut machine: M, operation: &str) -> Result<M::Item, Error> {
        self.driver.result(&mut machine, operation).await
    }

    fn listing<E: Paginated<Output = Page>>(&self, endpoint: E) -> Listing<E> {
        Listing::new(endpoint, self.session.clone(), self.driver.clone(), random_seed())
    }

    /// One engagement.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) where there is none; else as every call: see [`Error`].
    pub async fn get(&self, id: impl Into<Id>) -> Result<Engagement, Error> {
        let record = self.call(GetEngagement { id: id.into() }).await?;
        decoded(GetEngagement::NAME, &record)
    }

    /// Makes an engagement, which needs a type and metadata, and gives it as the service has it.
    ///
    /// # Errors
    /// [`AmbiguousCreate`](crate::ErrorKind::AmbiguousCreate) where the answer was lost: it may have been made, so
    /// [`reconcile`](Client::reconcile) the error's ticket before making it again. A validation error before anything
    /// is sent.
    pub async fn create(&self, engagement: Engagement) -> Result<Engagement, Error> {
        let write = Write::new(self.creation(&engagement), &self.session, random_seed());
        let record = self.yielded(write, CreateEngagement::NAME).await?;
        decoded(CreateEngagement::NAME, &record)
    }

    fn creation(&self, engagement: &Engagement) -> CreateEngagement {
        CreateEngagement { body: engagement.into(), strict: self.strict }
    }

    /// Makes engagements one after the other and says of each what became of it, in order.
    ///
    /// Those with an [`uid`](Engagement::uid) are looked for first, so that a run that was cut off can be repeated. A
    /// refused one does not keep the others from being made, unless they would meet the same.
    ///
    /// The stream ends with an error only where the look failed, before anything was made, or where a function of
    /// yours did: see [`ClientBuilder`].
    pub fn create_many(
        &self,
        engagements: Vec<Engagement>,
        options: CreateMany,
    ) -> impl Stream<Item = Result<Item, Error>> + Unpin + use<> {
        let creations = engagements.iter().map(|engagement| Ok(self.creation(engagement))).collect();
        let look_back_ms = i64::try_from(options.look_back.as_millis()).unwrap_or(i64::MAX);
        let machine = ManyCreates::new(creations, look_back_ms, &self.session, random_seed());
        results(self.driver.clone(), machine, Ok)
    }

    /// Finds out what became of a create whose answer was lost, by the ticket of its error or of the journal.
    ///
    /// It looks at once, and again after 2, 5, 15 and 60 seconds while `wait` allows: the service's lists lag behind.
    /// Only [`ProbablyAbsent`](crate::Verdict::ProbablyAbsent), an hour after the create, allows to repeat it.
    ///
    /// # Errors
    /// As every call.
    pub async fn reconcile(&self, ticket: &Ticket, wait: Duration) -> Result<Reconciliation, Error> {
        let machine = Reconcile::new(ticket.clone(), wait, &self.session, random_seed());
        self.yielded(machine, "engagements.reconcile").await
    }

    /// Changes an engagement's time, owner or metadata: fields that are `None` stay as they are.
    ///
    /// Gives the engagement after the change where the service says so.
    ///
    /// # Errors
    /// As every call; a validation error where type or associations are given, which cannot be changed here.
    pub async fn update(&self, id: impl Into<Id>, changes: Engagement) -> Result<Option<Engagement>, Error> {
        let endpoint = UpdateEngagement { id: id.into(), body: (&changes).into(), strict: self.strict };
        let record =
            self.yielded(Write::new(endpoint, &self.session, random_seed()), UpdateEngagement::NAME).await?;
        record.map(|record| decoded(UpdateEngagement::NAME, &record)).transpose()
    }

    /// Deletes an engagement.
    ///
    /// # Errors
    /// As every call.
    pub async fn delete(&self, id: impl Into<Id>) -> Result<(), Error> {
        self.call(DeleteEngagement { id: id.into() }).await
    }

    /// The portal's call outcomes.
    ///
    /// # Errors
    /// As every call.
    pub async fn dispositions(&self) -> Result<Vec<Disposition>, Error> {
        self.call(ListDispositions).await
    }

    /// Associates existing engagements with CRM records. `lastUpdated` does not move.
    ///
    /// # Errors
    /// As every call; [`BadRequest`](crate::ErrorKind::BadRequest) where one of several cannot be made, and then none is.
    pub async fn associate(&self, associations: Vec<Association>) -> Result<(), Error> {
        self.call(Associate { associations }).await
    }

    /// Ends associations of engagements with CRM records.
    ///
    /// # Errors
    /// As [`Client::associate`].
    pub async fn dissociate(&self, associations: Vec<Association>) -> Result<(), Error> {
        self.call(Dissociate { associations }).await
    }

    /// All active owners, or all who were deactivated; asked for once and remembered.
    ///
    /// # Errors
    /// As every call.
    pub async fn owners(&self, archived: bool) -> Result<Vec<Owner>, Error> {
        match self.session.owners(archived) {
            Some(owners) => Ok(owners.to_vec()),
            None => {
                self.yielded(AllOwners::new(archived, &self.session, random_seed()), ListOwners::NAME).await
            }
        }
    }

    /// The active owner with this id: `engagement.ownerId`. Remembered.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) where there is none.
    pub async fn owner(&self, id: impl Into<Id>) -> Result<Owner, Error> {
        let id = id.into();
        if let Some(owner) = self.session.owner(&id.to_string(), false) {
            return Ok(owner);
        }
        let owner = self.call(GetOwner { id, id_property: OwnerIdProperty::Id, archived: false }).await?;
        self.session.remember_owner(&owner);
        Ok(owner)
    }

    /// Every engagement, in the order of their ids.
    pub fn list(&self, listing: ListEngagements) -> Listing<ListEngagements> {
        self.listing(listing)
    }

    /// What was made or changed lately, newest first: 30 days or 10,000 records back.
    pub fn recent(&self, listing: ListRecent) -> Listing<ListRecent> {
        self.listing(listing)
    }

    /// What was modified after a time, in no particular order.
    pub fn modified_after(&self, listing: ListModifiedAfter) -> Listing<ListModifiedAfter> {
        self.listing(listing)
    }

    /// The engagements of one CRM record.
    pub fn associated(&self, listing: ListAssociated) -> Listing<ListAssociated> {
        self.listing(listing)
    }

    /// What was made, changed and deleted since a checkpoint, in batches; everything without one.
    ///
    /// Apply a batch, then store its [`checkpoint`](SyncBatch::checkpoint), best in one transaction: the next sync goes
    /// on from there, also when this one was cut off. The stream ends when there is no more for now.
    ///
    /// ```no_run
    /// # use futures_util::TryStreamExt;
    /// # use hubspot_engagements::{Checkpoint, Client, Error, Id, Record, SyncOptions};
    /// # fn put(_: &Record) {}
    /// # fn remove(_: Id) {}
    /// # fn store(_: &str) {}
    /// # async fn run(hubspot: Client, stored: Option<String>) -> Result<(), Error> {
    /// let checkpoint = stored.as_deref().map(Checkpoint::from_json).transpose()?;
    /// let mut batches = hubspot.sync(SyncOptions { checkpoint, ..SyncOptions::default() });
    /// while let Some(batch) = batches.try_next().await? {
    ///     batch.upserts.iter().for_each(put);
    ///     batch.deleted.into_iter().for_each(remove);
    ///     store(&batch.checkpoint);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`PermissionDenied`](crate::ErrorKind::PermissionDenied) for an app without the scope
    /// `crm.objects.contacts.read`, unless [`SyncOptions::source`] allows to do without;
    /// [`SuspiciousDeletes`](crate::ErrorKind::SuspiciousDeletes) where too much is missing; a validation error where the
    /// checkpoint is another account's; else as every call.
    pub fn sync(&self, options: SyncOptions) -> impl Stream<Item = Result<SyncBatch, Error>> + Unpin + use<> {
        let helpers = if options.parallel > 1 { options.parallel } else { 0 };
        let sync = Sync::new(options, &self.session, random_seed());
        let lanes = (0..helpers).map(|_| sync.lane(random_seed())).collect();
        batches(self.driver.clone(), sync, lanes)
    }

    /// Carries out an operation by its name, with its parameters as a JSON object: one result, or the first page.
    ///
    /// # Errors
    /// A validation error for an unknown operation or parameter; else as every call.
    pub async fn call_by_name(&self, operation: &str, params: &str) -> Result<Output, Error> {
        let mut machine = registry::start(operation, params, &self.session, random_seed())?;
        self.driver.result(machine.as_mut(), operation).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.session.settings().base_url.as_str())
            .finish_non_exhaustive()
    }
}

/// How [`Client::create_many`] goes about it.
#[derive(Debug, Clone)]
pub struct CreateMany {
    /// How far back engagements with an `uid` are looked for; an hour by default, and nothing is looked for with zero.
    pub look_back: Duration,
}

impl Default for CreateMany {
    fn default() -> CreateMany {
        CreateMany { look_back: Duration::from_secs(3600) }
    }
}

fn decoded(operation: &str, record: &Record) -> Result<Engagement, Error> {
    record.decode().map_err(|error| Error::undecodable(operation, record, error))
}

/// Clients that fail together should not try again together.
fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

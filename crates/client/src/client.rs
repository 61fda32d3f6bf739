use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use hubspot_engagements_core::endpoint::{
    Associate, Association, CreateEngagement, DeleteEngagement, Dissociate, Endpoint, GetEngagement,
    GetOwner, ListAssociated, ListDispositions, ListEngagements, ListModifiedAfter, ListOwners, ListRecent,
    OwnerIdProperty, Paginated, UpdateEngagement,
};
use hubspot_engagements_core::error::{Error, Issue};
use hubspot_engagements_core::ids::Id;
use hubspot_engagements_core::machine::{AllOwners, Call, Machine, Write};
use hubspot_engagements_core::model::{Disposition, Engagement, Owner, Page, Record};
use hubspot_engagements_core::registry::{self, Output};
use hubspot_engagements_core::secret::Token;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::settings::{BaseUrl, Settings};

use crate::listing::Listing;
use crate::transport::Transport;

/// A client of one portal. Cloning it shares its connections.
///
/// Dropping the future of a call gives it up: nothing more is sent.
#[derive(Clone)]
pub struct Client {
    session: Session,
    transport: Transport,
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
        ClientBuilder {
            token: token.to_owned(),
            base_url: None,
            allow_http: false,
            timeout: None,
            max_attempts: None,
            strict: false,
        }
    }

    async fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Error> {
        self.yielded(Call::new(endpoint, self.session.settings().clone(), random_seed()), E::NAME).await
    }

    /// The one result of a machine.
    async fn yielded<M: Machine>(&self, mut machine: M, operation: &str) -> Result<M::Item, Error> {
        let output = self.transport.drive(&mut machine).await?;
        output.ok_or_else(|| self.transport.ended_early(operation))
    }

    fn listing<E: Paginated<Output = Page>>(&self, endpoint: E) -> Listing<E> {
        Listing::new(endpoint, self.session.settings().clone(), self.transport.clone(), random_seed())
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
    /// look before making it again. A validation error before anything is sent.
    pub async fn create(&self, engagement: Engagement) -> Result<Engagement, Error> {
        let endpoint = CreateEngagement { body: (&engagement).into(), strict: self.strict };
        let record =
            self.yielded(Write::new(endpoint, &self.session, random_seed()), CreateEngagement::NAME).await?;
        decoded(CreateEngagement::NAME, &record)
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

    /// Carries out an operation by its name, with its parameters as a JSON object: one result, or the first page.
    ///
    /// # Errors
    /// A validation error for an unknown operation or parameter; else as every call.
    pub async fn call_by_name(&self, operation: &str, params: &str) -> Result<Output, Error> {
        let mut machine = registry::start(operation, params, &self.session, random_seed())?;
        let output = self.transport.drive(machine.as_mut()).await?;
        output.ok_or_else(|| self.transport.ended_early(operation))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.session.settings().base_url.as_str())
            .finish_non_exhaustive()
    }
}

/// A client's options.
pub struct ClientBuilder {
    token: String,
    base_url: Option<String>,
    allow_http: bool,
    timeout: Option<Duration>,
    max_attempts: Option<u32>,
    strict: bool,
}

impl ClientBuilder {
    /// Where requests go, in place of `https://api.hubapi.com`: the emulator, or a proxy of your own.
    #[must_use]
    pub fn base_url(mut self, url: &str) -> ClientBuilder {
        self.base_url = Some(url.to_owned());
        self
    }

    /// Allows plain http to other machines than this one. The token then travels unencrypted.
    #[must_use]
    pub fn allow_http(mut self, allow: bool) -> ClientBuilder {
        self.allow_http = allow;
        self
    }

    /// How long one exchange may take; 30 seconds by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.timeout = Some(timeout);
        self
    }

    /// How many times a request is sent at most, the first time included; 4 by default.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> ClientBuilder {
        self.max_attempts = Some(attempts);
        self
    }

    /// Makes the warnings of [`validate::check`](crate::validate::check) errors: words and keys that this version
    /// does not know are then not sent.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> ClientBuilder {
        self.strict = strict;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// A validation error that names the option which cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        let refuse = |pointer, code, message| Error::invalid_option(Issue::new(pointer, code, message));
        let token = Token::new(&self.token).map_err(|error| {
            refuse("/accessToken", "invalid_token", format!("the access token cannot be used: {error}"))
        })?;
        let mut settings = Settings::new(token);
        if let Some(url) = &self.base_url {
            settings.base_url = BaseUrl::new(url, self.allow_http).map_err(Error::invalid_option)?;
        }
        settings.timeout = self.timeout.unwrap_or(settings.timeout);
        settings.retry.max_attempts = self.max_attempts.unwrap_or(settings.retry.max_attempts).max(1);
        Ok(Client { session: Session::new(settings), transport: Transport::new()?, strict: self.strict })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

fn decoded(operation: &str, record: &Record) -> Result<Engagement, Error> {
    record.decode().map_err(|error| Error::undecodable(operation, record, error))
}

/// Clients that fail together should not try again together.
fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

//! One account, and what happens to a request.

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Request, Response};
use serde_json::Value;

use crate::admin;
use crate::auth::Tokens;
use crate::clock::Clock;
use crate::cursor::Cursors;
use crate::faults::{Delivery, Fault, Plan};
use crate::limits::Limits;
use crate::log::{Log, LoggedRequest};
use crate::options::PortalOptions;
use crate::owner::{Owner, team};
use crate::query::Target;
use crate::random::Random;
use crate::record::Record;
use crate::routes::RefreshTokens;
use crate::store::Store;
use crate::turn::Turn;
use crate::writer::{self, Mix, Work, Writer, Written};

/// An in-memory HubSpot account. Same options and same requests at the same times give the same answers.
#[derive(Debug, Clone)]
pub struct Portal {
    pub(crate) options: PortalOptions,
    /// The options before anybody changed them.
    start: PortalOptions,
    pub(crate) store: Store,
    pub(crate) owners: Vec<Owner>,
    pub(crate) random: Random,
    pub(crate) limits: Limits,
    pub(crate) tokens: Tokens,
    pub(crate) refresh_tokens: RefreshTokens,
    pub(crate) plan: Plan,
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    pub(crate) created: u64,
    pub(crate) cursors: Cursors,
    writing: Option<Work>,
}

impl Portal {
    /// A portal with the sales team, the call dispositions and `options.engagements` made-up engagements.
    pub fn new(options: PortalOptions) -> Portal {
        let owners = team();
        Portal {
            limits: Limits::new(options.rate_limit),
            random: Random::new(options.seed ^ 0x5eed),
            tokens: Tokens::new(&options),
            refresh_tokens: RefreshTokens::new(options.oauth.as_ref().map(|app| app.refresh_token.clone())),
            plan: Plan::new(options.faults.clone()),
            clock: Clock::default(),
            log: Log::default(),
            created: 0,
            cursors: Cursors::default(),
            writing: options.writer.clone().map(Work::new),
            store: Store::new(&options, &owners),
            start: options.clone(),
            options,
            owners,
        }
    }

    /// Makes it what [`Portal::new`] gave: the first engagements, options and faults, and nothing logged.
    pub fn reset(&mut self) {
        *self = Portal::new(self.start.clone());
    }

    /// Answers one request. `now.unix_ms` is the service's clock; of the URL only path and query count.
    ///
    /// Where a fault keeps the answer from arriving, this says what a gateway would: 504 for silence, 502 for the rest.
    /// An answer that is only late or slow comes whole. [`Portal::deliver`] tells what happens instead.
    pub fn handle(&mut self, now: Now, request: &Request) -> Response {
        self.deliver(now, request).into_response()
    }

    /// Answers one request, and says how the answer arrives.
    pub fn deliver(&mut self, now: Now, request: &Request) -> Delivery {
        let target = Target::parse(&request.url);
        if self.options.admin
            && let Some(response) = admin::answer(self, now.unix_ms, request, &target)
        {
            return Delivery::Answer(response);
        }
        let now_ms = self.clock.at(now.unix_ms);
        if let Some(mut work) = self.writing.take() {
            work.before_request(self, now_ms);
            self.writing = Some(work);
        }
        let correlation_id = self.random.uuid(now_ms);
        let (delivery, fault) = Turn { now_ms, request, target: &target, correlation_id }.play(self);
        self.log.note(now_ms, request, delivery.status(), fault);
        delivery
    }

    /// Lets somebody change engagements beside the client from now on, or nobody.
    pub fn set_writer(&mut self, writer: Option<Writer>) {
        self.writing = writer.map(Work::new);
    }

    /// Changes engagements at once: so many of each kind, chosen by the seed. Gives their ids.
    pub fn write(&mut self, now: Now, changes: Mix, seed: u64) -> Written {
        writer::write(self, self.clock.at(now.unix_ms), changes, seed)
    }

    /// Keeps a record that was written at that time; the index learns of it later.
    pub(crate) fn keep(&mut self, record: Record, now_ms: i64) {
        let jitter_ms = match self.options.index_jitter_ms {
            0 => 0,
            most => self.random.between(0, most.saturating_add(1)),
        };
        let lag_ms = self.options.index_lag_ms.saturating_add(jitter_ms);
        self.store.put(record, now_ms.saturating_add(lag_ms));
    }

    /// Each fault of the plan, and how often it has struck.
    pub fn faults(&self) -> impl Iterator<Item = (&Fault, u64)> {
        self.plan.iter()
    }

    /// Replaces the plan.
    pub fn set_faults(&mut self, faults: Vec<Fault>) {
        self.plan = Plan::new(faults);
    }

    /// The last 10,000 requests, the oldest first; those to the admin routes are not among them.
    pub fn log(&self) -> impl ExactSizeIterator<Item = &LoggedRequest> {
        self.log.iter()
    }

    /// Forgets the requests; tokens keep their numbers.
    pub fn clear_log(&mut self) {
        self.log.clear();
    }

    /// How many engagements were created by requests, whether the answer arrived or not.
    pub fn created(&self) -> u64 {
        self.created
    }

    /// The most requests that were admitted in any 10 seconds.
    pub fn max_in_window(&self) -> usize {
        self.limits.most()
    }

    /// Moves the portal's clock on, ahead of the caller's.
    pub fn advance(&mut self, ms: u64) {
        self.clock.advance(ms);
    }

    /// Lets the portal's clock stand still, so that only [`Portal::advance`] moves it, or lets it go on.
    pub fn freeze(&mut self, now: Now, frozen: bool) {
        if frozen { self.clock.freeze(now.unix_ms) } else { self.clock.thaw(now.unix_ms) }
    }

    /// The portal's time when the caller's is this, in milliseconds since 1970.
    pub fn unix_ms(&self, now: Now) -> i64 {
        self.clock.at(now.unix_ms)
    }

    /// Lets every bearer token expire that is accepted by name or was used before.
    pub fn expire_tokens(&mut self, now: Now) {
        self.tokens.expire(self.clock.at(now.unix_ms));
    }

    /// The account's id.
    pub fn portal_id(&self) -> i64 {
        self.options.portal_id
    }

    /// A contact that has engagements of several types once the portal holds ten or more.
    pub fn contact_id(&self) -> i64 {
        self.store.seeds().first_contact().0
    }

    /// The company of that contact.
    pub fn company_id(&self) -> i64 {
        self.store.seeds().first_contact().1
    }

    /// The five owners at work, as v1's `ownerId` names them; a sixth is deactivated.
    pub fn owner_ids(&self) -> Vec<i64> {
        self.owners.iter().filter(|owner| !owner.archived).map(Owner::number).collect()
    }

    /// How many engagements there are.
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One engagement as a GET would show it, past credentials, scopes and limits. `None` where there is none, or where a
    /// `Value` cannot hold it (half an emoji, a number such as 1e400): a GET gives its exact text.
    pub fn get(&self, id: i64) -> Option<Value> {
        self.store.get(id).and_then(|record| serde_json::to_value(&*record).ok())
    }
}

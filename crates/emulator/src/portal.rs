//! One account, and what happens to a request.

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Request, Response};
use serde_json::Value;

use crate::answer::Answer;
use crate::auth;
use crate::limits::Limits;
use crate::options::PortalOptions;
use crate::owner::{Owner, team};
use crate::query::Target;
use crate::random::Random;
use crate::routes;
use crate::seed;
use crate::store::Store;

/// An in-memory HubSpot account. Same options and same requests at the same times give the same answers.
#[derive(Debug, Clone)]
pub struct Portal {
    pub(crate) options: PortalOptions,
    pub(crate) store: Store,
    pub(crate) owners: Vec<Owner>,
    pub(crate) random: Random,
    limits: Limits,
    contact_id: i64,
    company_id: i64,
}

impl Portal {
    /// A portal with the sales team, the call dispositions and `options.engagements` made-up engagements.
    pub fn new(options: PortalOptions) -> Portal {
        let owners = team();
        let mut store = Store::new(options.seed);
        let book = seed::fill(&mut store, &owners, &options);
        Portal {
            limits: Limits::new(options.rate_limit),
            random: Random::new(options.seed ^ 0x5eed),
            contact_id: book.contact_id,
            company_id: book.company_id,
            options,
            store,
            owners,
        }
    }

    /// Answers one request. `now.unix_ms` is the service's clock; of the URL only path and query count.
    pub fn handle(&mut self, now: Now, request: &Request) -> Response {
        let correlation_id = self.random.uuid(now.unix_ms);
        self.answer(now, request).render(&correlation_id, &self.limits)
    }

    /// Everything between the request and its headers: credentials, then the limit, then the route.
    fn answer(&mut self, now: Now, request: &Request) -> Answer {
        let target = Target::parse(&request.url);
        if let Err(refusal) = auth::check(&self.options, request, &target) {
            return refusal;
        }
        if !self.limits.admit(now.unix_ms) {
            return Answer::too_many();
        }
        routes::dispatch(self, now.unix_ms, request, &target)
    }

    /// The account's id.
    pub fn portal_id(&self) -> i64 {
        self.options.portal_id
    }

    /// A contact that has engagements of several types once the portal holds ten or more.
    pub fn contact_id(&self) -> i64 {
        self.contact_id
    }

    /// The company of that contact.
    pub fn company_id(&self) -> i64 {
        self.company_id
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
        self.store.get(id).and_then(|record| serde_json::to_value(record).ok())
    }
}

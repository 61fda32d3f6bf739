//! How a portal is set up.

/// The settings of a [`Portal`](crate::Portal).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalOptions {
    /// The account's id, which every engagement carries as `portalId`.
    pub portal_id: i64,
    /// The only bearer token that is accepted; `None` accepts every one that is not empty.
    pub token: Option<String>,
    /// How many engagements the portal holds at first.
    pub engagements: usize,
    /// What the made-up data, the gaps between ids and the correlation ids are drawn from.
    pub seed: u64,
    /// The end of the 90 days over which the first engagements are spread, in milliseconds since 1970.
    pub now_ms: i64,
    /// Whether `?hapikey=` still authenticates, as it did until 30 November 2022.
    pub accept_api_keys: bool,
    /// Whether tokens have the scope `sales-email-read`; without it e-mails come without their content and owner.
    pub email_scope: bool,
    /// How long a change stays unseen by the two listings of changes, in milliseconds.
    pub index_lag_ms: i64,
    /// How many requests may come in any 10 seconds before 429; `None` only counts them.
    pub rate_limit: Option<u32>,
}

impl Default for PortalOptions {
    /// An empty portal that accepts every token, answers at once and never says 429.
    fn default() -> PortalOptions {
        PortalOptions {
            portal_id: 48_215_903,
            token: None,
            engagements: 0,
            seed: 1,
            now_ms: 1_790_000_000_000,
            accept_api_keys: false,
            email_scope: true,
            index_lag_ms: 0,
            rate_limit: None,
        }
    }
}

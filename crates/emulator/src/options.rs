//! How a portal is set up.

mod json;

use serde::{Deserialize, Serialize};

use crate::faults::Fault;
use crate::writer::Writer;

pub use json::OptionsError;

/// The settings of a [`Portal`](crate::Portal).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalOptions {
    /// The account's id, which every engagement carries as `portalId`.
    pub portal_id: i64,
    /// The only bearer token that is accepted beside `tokens` and those that the portal issues; `None` accepts every one
    /// that is not empty, unless `tokens` holds some.
    pub token: Option<String>,
    /// More bearer tokens that are accepted, each until it expires.
    pub tokens: Vec<AcceptedToken>,
    /// Who may refresh tokens; `None` lets everybody whose request is complete.
    pub oauth: Option<OAuthApp>,
    /// How long an issued token is accepted, in seconds.
    pub token_lifetime_s: u64,
    /// Whether a refresh gives a new refresh token and makes the old one useless.
    pub rotate_refresh_tokens: bool,
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
    /// Whether tokens have the scope `crm.objects.contacts.read`; without it `/modified/after` shows nothing.
    pub contacts_scope: bool,
    /// How long a change stays unseen by the two listings of changes, in milliseconds. It counts for each write when it
    /// is made.
    pub index_lag_ms: i64,
    /// How much longer it may stay unseen, in milliseconds: for each write a number between 0 and this one is drawn.
    pub index_jitter_ms: i64,
    /// What the cursors of `/modified/after` look like.
    pub cursors: CursorForm,
    /// Whether a cursor of `/modified/after` shows its page only once; used again, it shows an empty one without more.
    pub cursors_once: bool,
    /// How many percent of half a page at `/modified/after` are taken by records that were shown before.
    pub repeat_percent: u8,
    /// Whether `offset` at `/paged` and its likes is the first id that the next page may show, one more than the last of
    /// this page.
    pub offset_behind_last: bool,
    /// From how many blocks of numbers the ids of new engagements come. One block's ascend; with several an id can be
    /// lower than that of an engagement that was created before it, as with the service.
    pub id_blocks: u32,
    /// Who changes engagements beside the client.
    pub writer: Option<Writer>,
    /// How many requests may come in any 10 seconds before 429; `None` only counts them.
    pub rate_limit: Option<u32>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// Whether the routes below `/__emulator/` exist, which need no token.
    pub admin: bool,
}

/// What a cursor looks like; clients have met all of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CursorForm {
    /// A string such as `"1790000000000_24386501234"`.
    #[default]
    Text,
    /// A JSON number that is no time.
    Number,
    /// A string of digits that are no time.
    Digits,
}

/// A bearer token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedToken {
    /// Its text.
    pub token: String,
    /// From when on it is refused as expired, in milliseconds since 1970; `None` for never.
    pub expires_at_ms: Option<i64>,
}

/// What a refresh of tokens must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthApp {
    /// The app.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: String,
    /// The refresh token that is accepted at first.
    pub refresh_token: String,
}

impl Default for PortalOptions {
    /// An empty portal that accepts every token, answers at once, never says 429 and has no admin routes.
    fn default() -> PortalOptions {
        PortalOptions {
            portal_id: 48_215_903,
            token: None,
            tokens: Vec::new(),
            oauth: None,
            token_lifetime_s: 1_800,
            rotate_refresh_tokens: false,
            engagements: 0,
            seed: 1,
            now_ms: 1_790_000_000_000,
            accept_api_keys: false,
            email_scope: true,
            contacts_scope: true,
            index_lag_ms: 0,
            index_jitter_ms: 0,
            cursors: CursorForm::default(),
            cursors_once: false,
            repeat_percent: 0,
            offset_behind_last: false,
            id_blocks: 1,
            writer: None,
            rate_limit: None,
            faults: Vec::new(),
            admin: false,
        }
    }
}

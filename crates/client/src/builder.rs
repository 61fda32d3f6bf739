use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hubspot_engagements_core::error::{Error, Issue};
use hubspot_engagements_core::machine::{Event, JournalEntry, RateLimit, RefreshToken, RetryPolicy};
use hubspot_engagements_core::secret::Token;
use hubspot_engagements_core::session::Session;
use hubspot_engagements_core::settings::{BaseUrl, DEFAULT_BASE_URL, OAuth, Settings};

use crate::client::Client;
use crate::clock::{Clock, SystemClock};
use crate::driver::Driver;
use crate::hooks::{BoxError, Hooks, hook};
use crate::transport::Transport;

/// A client's options.
///
/// A function among them that fails ends the call with a validation error whose issue has the code `hook_failed` and
/// the function's own words.
#[must_use = "it does nothing until it is built"]
pub struct ClientBuilder {
    token: Option<String>,
    oauth: Option<OAuth>,
    base_url: Option<String>,
    allow_http: bool,
    timeout: Option<Duration>,
    max_response_bytes: Option<u64>,
    retry: RetryPolicy,
    rate_limit: RateLimit,
    generate_uids: bool,
    strict: bool,
    hooks: Hooks,
    clock: Option<Arc<dyn Clock>>,
}

impl ClientBuilder {
    pub(crate) fn new(token: Option<&str>) -> ClientBuilder {
        ClientBuilder {
            token: token.map(str::to_owned),
            oauth: None,
            base_url: None,
            allow_http: false,
            timeout: None,
            max_response_bytes: None,
            retry: RetryPolicy::default(),
            rate_limit: RateLimit::default(),
            generate_uids: false,
            strict: false,
            hooks: Hooks::default(),
            clock: None,
        }
    }

    /// A function that gives the access token: asked with `false` for the first one, unless the builder has got it
    /// already, and with `true` for another one once the service has refused the last as expired.
    ///
    /// Calls that need it at once ask once. An error of the function is the error of the call that asked.
    ///
    /// ```
    /// # use hubspot_engagements::Client;
    /// let builder = Client::builder_without_token()
    ///     .token_provider(|_rejected| async { std::env::var("HUBSPOT_ACCESS_TOKEN") });
    /// ```
    pub fn token_provider<F, R, E>(mut self, provider: F) -> ClientBuilder
    where
        F: Fn(bool) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        self.hooks.token = Some(hook(provider));
        self
    }

    /// Gets access tokens with an OAuth app's refresh token, each shortly before the one in use expires.
    ///
    /// It goes before [`token_provider`](ClientBuilder::token_provider).
    pub fn oauth(mut self, oauth: OAuth) -> ClientBuilder {
        self.oauth = Some(oauth);
        self
    }

    /// A function that keeps the refresh token with which the service replaces that of [`oauth`](ClientBuilder::oauth).
    /// The old one may be useless from then on.
    ///
    /// Nothing is sent before it is done; an error of it is the error of the call.
    pub fn on_refresh_token<F, R, E>(mut self, keep: F) -> ClientBuilder
    where
        F: Fn(RefreshToken) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError>,
    {
        self.hooks.refresh_token = Some(hook(keep));
        self
    }

    /// A function that hears of requests, responses, retries and waits, in the task that caused them. It should be
    /// quick.
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> ClientBuilder {
        self.hooks.event = Some(Arc::new(listener));
        self
    }

    /// A function that keeps the [`Ticket`](crate::Ticket) of every create before its first byte leaves, and how it
    /// ended; a ticket that was opened and never closed is what to [`reconcile`](Client::reconcile) after a crash.
    ///
    /// Where it fails to open a ticket, nothing is sent and its error is the call's. Where it fails to close one, the
    /// call's result stands.
    pub fn journal<F, R, E>(mut self, keep: F) -> ClientBuilder
    where
        F: Fn(JournalEntry) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError>,
    {
        self.hooks.journal = Some(hook(keep));
        self
    }

    /// Where requests go, in place of `https://api.hubapi.com`: the emulator, or a proxy of your own.
    pub fn base_url(mut self, url: &str) -> ClientBuilder {
        self.base_url = Some(url.to_owned());
        self
    }

    /// Allows plain http to other machines than this one. The token then travels unencrypted.
    pub fn allow_http(mut self, allow: bool) -> ClientBuilder {
        self.allow_http = allow;
        self
    }

    /// How long one exchange may take; 30 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.timeout = Some(timeout);
        self
    }

    /// How long one request may take with its retries and waits; 2 minutes by default.
    pub fn deadline(mut self, deadline: Duration) -> ClientBuilder {
        self.retry.deadline = deadline;
        self
    }

    /// How many times a request is sent at most, the first time included; 4 by default.
    pub fn max_attempts(mut self, attempts: u32) -> ClientBuilder {
        self.retry.max_attempts = attempts.max(1);
        self
    }

    /// When requests are sent again. It replaces what [`deadline`](ClientBuilder::deadline) and
    /// [`max_attempts`](ClientBuilder::max_attempts) set before.
    pub fn retry(mut self, policy: RetryPolicy) -> ClientBuilder {
        self.retry = RetryPolicy { max_attempts: policy.max_attempts.max(1), ..policy };
        self
    }

    /// How many requests all calls of the client send in ten seconds; 90 by default, until the service says more.
    pub fn rate_limit(mut self, limit: RateLimit) -> ClientBuilder {
        self.rate_limit = limit;
        self
    }

    /// How long a response's body may be, decompressed; 64 MiB by default. Nothing is read beyond.
    pub fn max_response_bytes(mut self, bytes: u64) -> ClientBuilder {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// Gives every create without `engagement.uid` one, by which [`reconcile`](Client::reconcile) finds it for certain.
    pub fn generate_uids(mut self, generate: bool) -> ClientBuilder {
        self.generate_uids = generate;
        self
    }

    /// Makes the warnings of [`validate::check`](crate::validate::check) errors: words and keys that this version
    /// does not know are then not sent.
    pub fn strict(mut self, strict: bool) -> ClientBuilder {
        self.strict = strict;
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: impl Clock + 'static) -> ClientBuilder {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// A validation error that names the option which cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        let settings = self.settings()?;
        let transport = Transport::new(settings.timeout)?;
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::start()));
        let driver = Driver { transport, hooks: self.hooks, clock };
        Ok(Client::of(Session::new(settings), driver, self.strict))
    }

    fn settings(&self) -> Result<Settings, Error> {
        let url = self.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL);
        let base_url = BaseUrl::new(url, self.allow_http).map_err(Error::invalid_option)?;
        let mut settings = Settings::without_token(base_url);
        settings.token = self.token.as_deref().map(token).transpose()?;
        settings.oauth = self.oauth.clone().map(checked).transpose()?;
        settings.token_provider = self.hooks.token.is_some();
        if !settings.authenticates() && self.base_url.is_none() {
            let message = "is required: give a token, a `token_provider` or `oauth` (only a `base_url` of your own, a \
                           proxy that adds the token itself, works without)";
            return Err(refused("/accessToken", "required", message));
        }
        settings.timeout = self.timeout.unwrap_or(settings.timeout);
        settings.max_response_bytes = self.max_response_bytes.unwrap_or(settings.max_response_bytes);
        settings.retry = self.retry.clone();
        settings.rate_limit = self.rate_limit;
        settings.generate_uids = self.generate_uids;
        settings.events = self.hooks.want_events();
        settings.journal = self.hooks.journal.is_some();
        Ok(settings)
    }
}

fn token(text: &str) -> Result<Token, Error> {
    let refuse = |error| format!("the access token cannot be used: {error}");
    Token::new(text).map_err(|error| refused("/accessToken", "invalid_token", &refuse(error)))
}

/// A path that is none could lead the secrets to another host.
fn checked(oauth: OAuth) -> Result<OAuth, Error> {
    match oauth.token_path.starts_with('/') {
        true => Ok(oauth),
        false => Err(refused("/oauth/tokenPath", "invalid_path", "must be a path such as /oauth/v1/token")),
    }
}

fn refused(pointer: &str, code: &'static str, message: &str) -> Error {
    Error::invalid_option(Issue::new(pointer, code, message))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

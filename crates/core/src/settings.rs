//! What a client is told once: where to send, how long to wait, how often to try.

use std::fmt;
use std::time::Duration;

use crate::error::{Error, Issue};
use crate::find;
use crate::json::{quoted, shorten};
use crate::machine::{RateLimit, RetryPolicy};
use crate::params::Params;
use crate::secret::Token;

/// The service's own address.
pub const DEFAULT_BASE_URL: &str = "https://api.hubapi.com";

/// An OAuth app's right to get access tokens for an account.
#[derive(Clone, PartialEq, Eq)]
pub struct OAuth {
    /// The app's client id.
    pub client_id: String,
    /// The app's client secret.
    pub client_secret: String,
    /// The refresh token that the account's user granted.
    pub refresh_token: String,
    /// Where tokens are given out; `/oauth/v1/token` by default, which HubSpot serves until February 2027.
    pub token_path: String,
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client_id, token_path, .. } = self;
        f.debug_struct("OAuth")
            .field("client_id", client_id)
            .field("token_path", token_path)
            .finish_non_exhaustive()
    }
}

/// Where tokens are given out.
pub const DEFAULT_TOKEN_PATH: &str = "/oauth/v1/token";

/// A client's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where requests go.
    pub base_url: BaseUrl,
    /// The token, where it is known from the beginning.
    pub token: Option<Token>,
    /// Whether the caller answers [`Step::NeedToken`](crate::machine::Step::NeedToken) with other tokens.
    pub token_provider: bool,
    /// What the client gets tokens with by itself.
    pub oauth: Option<OAuth>,
    /// Value of the `User-Agent` header; browsers set their own.
    pub user_agent: Option<String>,
    /// How long one exchange may take.
    pub timeout: Duration,
    /// How long a response's body may be, decompressed, in bytes.
    pub max_response_bytes: u64,
    /// When a request is sent again.
    pub retry: RetryPolicy,
    /// How many requests are sent in ten seconds.
    pub rate_limit: RateLimit,
    /// Whether machines tell of requests, retries and waits; see [`Event`](crate::machine::Event).
    pub events: bool,
    /// Whether machines tell of creates before they are sent; see [`JournalEntry`](crate::machine::JournalEntry).
    pub journal: bool,
    /// Whether a create without `engagement.uid` gets one, so that it can be found for certain.
    pub generate_uids: bool,
    /// Whether the transport may send a request more than once by itself, as browsers do.
    pub transport_may_resend: bool,
}

/// A response longer than this is given up.
pub const DEFAULT_MAX_RESPONSE_BYTES: u64 = 64 * 1024 * 1024;

impl Settings {
    /// Settings for the service itself with this token.
    pub fn new(token: Token) -> Settings {
        Settings {
            token: Some(token),
            ..Settings::without_token(BaseUrl { text: DEFAULT_BASE_URL.to_owned() })
        }
    }

    /// Settings for this address. Requests carry a token only where `token`, `token_provider` or `oauth` is set.
    pub fn without_token(base_url: BaseUrl) -> Settings {
        Settings {
            base_url,
            token: None,
            token_provider: false,
            oauth: None,
            user_agent: Some(concat!("hubspot-engagements/", env!("CARGO_PKG_VERSION")).to_owned()),
            timeout: Duration::from_secs(30),
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            retry: RetryPolicy::default(),
            rate_limit: RateLimit::default(),
            events: false,
            journal: false,
            generate_uids: false,
            transport_may_resend: false,
        }
    }

    /// Whether requests carry a token; a proxy of the caller's own may add one itself.
    pub fn authenticates(&self) -> bool {
        self.token.is_some() || self.token_provider || self.oauth.is_some()
    }

    /// Reads settings from a JSON object, as the bindings hand them over.
    ///
    /// Keys: `accessToken`, `tokenProvider`, `oauth` (`clientId`, `clientSecret`, `refreshToken`, `tokenPath`),
    /// `baseUrl`, `allowHttp`, `userAgent`, `timeoutMs`, `deadlineMs`, `maxAttempts`, `retryBaseMs`, `retryCapMs`,
    /// `maxRetryAfterMs`, `retryStatuses`, `retryQuota`, `trustEdgeRefusals`, `rateLimit`, `rateMarginPercent`,
    /// `maxResponseBytes`, `events`, `journal`, `generateUids`, `transportMayResend`; all optional, but without a token
    /// there must be a base URL of the caller's own.
    ///
    /// # Errors
    /// A validation error that lists every option which is unknown or has no valid value.
    pub fn from_json(options: &str) -> Result<Settings, Error> {
        let mut params = Params::read(options);
        let token = params.text("accessToken").and_then(|text| match Token::new(&text) {
            Ok(token) => Some(token),
            Err(error) => {
                let message = format!(
                    "the access token cannot be used: {error}. Give the token alone, without `Bearer`"
                );
                params.issue(Issue::new("/accessToken", "invalid_token", message));
                None
            }
        });
        let allow_http = params.flag("allowHttp").unwrap_or(false);
        let base_url = params.text("baseUrl");
        let parsed = BaseUrl::new(base_url.as_deref().unwrap_or(DEFAULT_BASE_URL), allow_http);
        let base_url = parsed.map_err(|issue| params.issue(issue)).ok();
        let user_agent = params.text("userAgent").filter(|agent| !agent.is_empty());
        if user_agent.as_deref().is_some_and(|agent| !agent.bytes().all(|byte| (0x20..0x7f).contains(&byte)))
        {
            params.issue(Issue::new("/userAgent", "invalid_header", "must be printable ASCII"));
        }
        let token_provider = params.flag("tokenProvider").unwrap_or(false);
        let oauth = params.nested("oauth").and_then(|mut given| {
            let oauth = OAuth::read(&mut given);
            params.take_issues(given);
            oauth
        });
        let base = base_url.clone().unwrap_or(BaseUrl { text: String::new() });
        let mut settings =
            Settings { token, token_provider, oauth, user_agent, ..Settings::without_token(base) };
        settings.read_limits(&mut params);
        settings.read_switches(&mut params);
        let is_service = base_url.as_ref().is_some_and(BaseUrl::is_default);
        if !settings.authenticates() && is_service && params.is_fine() {
            let message = "is required: give a private app's token, a service key or an OAuth access token \
                           (only a `baseUrl` of your own, a proxy that adds the token itself, works without)";
            params.issue(Issue::new("/accessToken", "required", message));
        }
        params.finish().map_err(|error| Error::validation("", error))?;
        Ok(settings)
    }

    /// How long, how often, how much.
    fn read_limits(&mut self, params: &mut Params<'_>) {
        const DAY_MS: i64 = 86_400_000;
        let set = |field: &mut Duration, ms: Option<i64>| {
            if let Some(ms) = ms {
                *field = Duration::from_millis(ms.unsigned_abs());
            }
        };
        let count = |given: Option<i64>, default: u32| {
            given.map_or(default, |given| u32::try_from(given).unwrap_or(u32::MAX))
        };
        set(&mut self.timeout, params.integer("timeoutMs", 1, DAY_MS));
        let retry = &mut self.retry;
        set(&mut retry.deadline, params.integer("deadlineMs", 1, DAY_MS));
        set(&mut retry.base, params.integer("retryBaseMs", 0, DAY_MS));
        set(&mut retry.cap, params.integer("retryCapMs", 0, DAY_MS));
        set(&mut retry.max_retry_after, params.integer("maxRetryAfterMs", 0, DAY_MS));
        retry.max_attempts = count(params.integer("maxAttempts", 1, 20), retry.max_attempts);
        retry.quota = count(params.integer("retryQuota", 0, 1_000_000), retry.quota);
        if let Some(statuses) = params.integers("retryStatuses", 400, 599) {
            retry.statuses.clear();
            for status in statuses {
                retry.statuses.extend(u16::try_from(status).ok());
            }
        }
        let limit = &mut self.rate_limit;
        limit.requests = count(params.integer("rateLimit", 0, 100_000), limit.requests);
        limit.margin_percent = count(params.integer("rateMarginPercent", 0, 90), limit.margin_percent);
        if let Some(bytes) = params.integer("maxResponseBytes", 1024, 1 << 40) {
            self.max_response_bytes = bytes.unsigned_abs();
        }
    }

    fn read_switches(&mut self, params: &mut Params<'_>) {
        let mut set = |field: &mut bool, name| *field = params.flag(name).unwrap_or(*field);
        set(&mut self.retry.trust_edge_refusals, "trustEdgeRefusals");
        set(&mut self.events, "events");
        set(&mut self.journal, "journal");
        set(&mut self.generate_uids, "generateUids");
        set(&mut self.transport_may_resend, "transportMayResend");
    }
}

impl OAuth {
    /// Reads `clientId`, `clientSecret`, `refreshToken` and perhaps `tokenPath`.
    fn read(params: &mut Params<'_>) -> Option<OAuth> {
        let client_id = params.word("clientId", "the app's client id");
        let client_secret = params.secret("clientSecret", "the app's client secret");
        let refresh_token = params.secret("refreshToken", "what the account's user granted");
        let token_path = params.text("tokenPath").unwrap_or_else(|| DEFAULT_TOKEN_PATH.to_owned());
        let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        if !token_path.starts_with('/') || !token_path.bytes().all(is_path) {
            let given = quoted(&shorten(&token_path));
            let message = format!("must be a path such as {DEFAULT_TOKEN_PATH}; given {given}");
            params.issue(Issue::new(params.pointer("tokenPath"), "invalid_path", message));
        }
        Some(OAuth {
            client_id: client_id?,
            client_secret: client_secret?,
            refresh_token: refresh_token?,
            token_path,
        })
    }
}

/// The address that requests go to, and the only one that ever sees the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// Without a slash at its end.
    text: String,
}

impl BaseUrl {
    /// Checks an address: `https://host[:port][/prefix]`, without user, query or fragment.
    ///
    /// Plain `http` is for this machine's own addresses (`localhost`, `127.x.x.x`, `[::1]`), unless `allow_http`.
    ///
    /// # Errors
    /// An [`Issue`] that says what is allowed. It does not repeat an address with a password in it.
    pub fn new(url: &str, allow_http: bool) -> Result<BaseUrl, Issue> {
        let refuse = |code, message: String| Issue::new("/baseUrl", code, message);
        let (scheme, rest) = find::split_once(url, "://").unwrap_or(("", url));
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.split('/').next().unwrap_or_default();
        if authority.contains('@') {
            return Err(refuse("invalid_url", "must not hold a user or a password".to_owned()));
        }
        let malformed = authority.is_empty()
            || url.contains(['?', '#', '\\'])
            || !url.bytes().all(|byte| byte.is_ascii_graphic())
            || rest.split('/').any(|segment| segment == ".." || segment == ".")
            || !has_valid_port(authority);
        if malformed || !matches!(scheme.as_str(), "http" | "https") {
            let given = quoted(&shorten(url));
            let message = format!(
                "must look like https://host[:port][/prefix], without query or fragment; given {given}"
            );
            return Err(refuse("invalid_url", message));
        }
        if scheme == "http" && !allow_http && !is_loopback(authority) {
            let message = format!(
                "plain http would send the token unencrypted to {authority}: use https, or allow it with `allowHttp`"
            );
            return Err(refuse("insecure_url", message));
        }
        Ok(BaseUrl { text: format!("{scheme}://{}", rest.trim_end_matches('/')) })
    }

    /// The address without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `host[:port]`.
    pub(crate) fn authority(&self) -> &str {
        let rest = find::split_once(&self.text, "://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }

    fn is_default(&self) -> bool {
        self.text == DEFAULT_BASE_URL
    }
}

fn has_valid_port(authority: &str) -> bool {
    let behind_host = authority.rsplit_once(']').map_or(authority, |(_, rest)| rest);
    behind_host.split_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_ok())
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    // By hand: the standard library's parser of addresses would be 4 KB of a wasm module.
    let is_ipv4 = host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok());
    host.eq_ignore_ascii_case("localhost") || host == "::1" || (is_ipv4 && host.starts_with("127."))
}

#[cfg(test)]
mod tests;

//! What a client is told once: where to send, how long to wait, how often to try.

use std::time::Duration;

use crate::error::{Error, Issue, ValidationError};
use crate::machine::retry::RetryPolicy;
use crate::params::Params;
use crate::secret::Token;

/// The service's own address.
pub const DEFAULT_BASE_URL: &str = "https://api.hubapi.com";

/// A client's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where requests go.
    pub base_url: BaseUrl,
    /// The token, where it is known from the beginning.
    pub token: Option<Token>,
    /// Whether requests carry a token; a proxy of the caller's own may add one itself.
    pub authenticate: bool,
    /// Value of the `User-Agent` header; browsers set their own.
    pub user_agent: Option<String>,
    /// How long one exchange may take.
    pub timeout: Duration,
    /// When a request is sent again.
    pub retry: RetryPolicy,
}

impl Settings {
    /// Settings for the service itself with this token.
    pub fn new(token: Token) -> Settings {
        Settings {
            base_url: BaseUrl { text: DEFAULT_BASE_URL.to_owned() },
            token: Some(token),
            authenticate: true,
            user_agent: Some(concat!("hubspot-engagements/", env!("CARGO_PKG_VERSION")).to_owned()),
            timeout: Duration::from_secs(30),
            retry: RetryPolicy::default(),
        }
    }

    /// Reads settings from a JSON object, as the bindings hand them over.
    ///
    /// Keys: `accessToken`, `baseUrl`, `allowHttp`, `userAgent`, `timeoutMs`, `maxAttempts`; all optional, but
    /// without a token there must be a base URL of the caller's own.
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
        let timeout = params.integer("timeoutMs", 1, 86_400_000);
        let max_attempts = params.integer("maxAttempts", 1, 20);
        let authenticate = token.is_some();
        if !authenticate && base_url.as_ref().is_some_and(BaseUrl::is_default) && params.is_fine() {
            let message = "is required: give a private app's token, a service key or an OAuth access token \
                           (only a `baseUrl` of your own, a proxy that adds the token itself, works without)";
            params.issue(Issue::new("/accessToken", "required", message));
        }
        params.finish().map_err(|error| Error::validation("", error))?;
        let Some(base_url) = base_url else { return Err(Error::validation("", unreadable())) };
        let mut retry = RetryPolicy::default();
        if let Some(max_attempts) = max_attempts {
            retry.max_attempts = u32::try_from(max_attempts).unwrap_or(u32::MAX);
        }
        let timeout = Duration::from_millis(timeout.map_or(30_000, i64::unsigned_abs));
        Ok(Settings { base_url, token, authenticate, user_agent, timeout, retry })
    }
}

fn unreadable() -> ValidationError {
    Issue::new("/baseUrl", "invalid_url", "cannot be used").into()
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
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
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
            let message = format!(
                "must look like https://host[:port][/prefix], without query or fragment; given {:?}",
                crate::json::shorten(url)
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

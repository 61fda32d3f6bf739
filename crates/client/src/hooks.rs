//! The caller's own functions, which a client calls on its way.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use futures_core::future::BoxFuture;
use hubspot_engagements_core::error::{Error, Issue};
use hubspot_engagements_core::machine::{Event, JournalEntry, Notice, RefreshToken};
use hubspot_engagements_core::secret::Token;

/// Any error of the caller's.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// A function of the caller's that takes its time and may fail.
pub(crate) type Hook<A, T> = Arc<dyn Fn(A) -> BoxFuture<'static, Result<T, BoxError>> + Send + Sync>;

/// A function of the caller's that only hears.
pub(crate) type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// Puts a function of the caller's into a box.
pub(crate) fn hook<A, T, R, E>(function: impl Fn(A) -> R + Send + Sync + 'static) -> Hook<A, T>
where
    A: 'static,
    R: Future<Output = Result<T, E>> + Send + 'static,
    E: Into<BoxError>,
{
    Arc::new(move |given| {
        let answer = function(given);
        Box::pin(async move { answer.await.map_err(Into::into) })
    })
}

/// All of them.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) token: Option<Hook<bool, String>>,
    pub(crate) refresh_token: Option<Hook<RefreshToken, ()>>,
    pub(crate) journal: Option<Hook<JournalEntry, ()>>,
    pub(crate) event: Option<Listener>,
}

impl Hooks {
    /// Whether anybody listens to events.
    pub(crate) fn want_events(&self) -> bool {
        self.event.is_some() || cfg!(feature = "tracing")
    }

    /// The provider's token.
    pub(crate) async fn provide(&self, rejected: bool) -> Result<Option<Token>, Error> {
        let Some(provider) = &self.token else { return Ok(None) };
        let text = provider(rejected).await.map_err(|error| failed("/tokenProvider", &error.to_string()))?;
        let token = Token::new(&text).map_err(|error| {
            let message = format!("the provider's access token cannot be used: {error}");
            Error::invalid_option(Issue::new("/tokenProvider", "invalid_token", message))
        })?;
        Ok(Some(token))
    }

    /// Tells what a machine has to tell. An error keeps it from going on.
    pub(crate) async fn tell(&self, notice: Notice) -> Result<(), Error> {
        match notice {
            Notice::Event(event) => {
                self.hear(&event);
                Ok(())
            }
            Notice::Journal(entry) => self.keep(entry).await,
            Notice::RefreshToken(token) => self.replace(token).await,
        }
    }

    fn hear(&self, event: &Event) {
        #[cfg(feature = "tracing")]
        crate::trace::event(event);
        if let Some(listener) = &self.event {
            listener(event);
        }
    }

    async fn keep(&self, entry: JournalEntry) -> Result<(), Error> {
        let Some(journal) = &self.journal else { return Ok(()) };
        let is_over = matches!(entry, JournalEntry::Closed { .. });
        match journal(entry).await {
            Err(error) if !is_over => Err(failed("/journal", &error.to_string())),
            // The create has ended, and how is the call's result. The ticket stays open, which loses nothing.
            #[cfg(feature = "tracing")]
            Err(error) => {
                crate::trace::journal_failed(&error.to_string());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn replace(&self, token: RefreshToken) -> Result<(), Error> {
        let Some(keep) = &self.refresh_token else { return Ok(()) };
        keep(token.clone()).await.map_err(|error| {
            let message = error.to_string().replace(token.expose(), "***");
            failed("/onRefreshToken", &message)
        })
    }
}

fn failed(pointer: &str, message: &str) -> Error {
    Error::invalid_option(Issue::new(pointer, "hook_failed", format!("failed: {message}")))
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooks")
    }
}

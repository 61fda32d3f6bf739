//! The access token, which no text shows.

use std::fmt;

/// A bearer token: a private app's token, a service key or an OAuth access token.
///
/// ```
/// use hubspot_engagements_core::secret::Token;
/// let token = Token::new("pat-na1-secret")?;
/// assert_eq!(format!("{token:?}"), "Token(***)");
/// # Ok::<(), hubspot_engagements_core::secret::InvalidToken>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Box<str>);

/// A text that cannot be a token. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidToken {
    /// There was nothing in it.
    #[error("it is empty")]
    Empty,
    /// It holds something that may not stand in a header.
    #[error("it has a character outside of visible ASCII (a line end or a blank copied along?)")]
    Character,
}

impl Token {
    /// Takes the token without the word `Bearer`.
    ///
    /// # Errors
    /// [`InvalidToken`] for an empty text, and for one that could not stand in a header.
    pub fn new(text: &str) -> Result<Token, InvalidToken> {
        if text.is_empty() {
            return Err(InvalidToken::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidToken::Character);
        }
        Ok(Token(text.into()))
    }

    /// The value of the `Authorization` header.
    pub(crate) fn authorization(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// `text` with every occurrence of the token replaced by `***`.
    pub(crate) fn scrub(&self, text: &str) -> String {
        crate::find::replaced(text, &self.0, "***")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

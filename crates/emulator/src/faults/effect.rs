//! What a fault does to an answer.

use hubspot_engagements_core::wire::Headers;
use serde_json::Value;

/// What becomes of a request that a fault strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Another answer.
    Reply(Reply),
    /// 429.
    RateLimit {
        /// The answer's `policyName`.
        policy: Policy,
        /// More headers, such as `Retry-After`.
        headers: Headers,
    },
    /// 401 of category `EXPIRED_AUTHENTICATION`.
    Expired,
    /// A redirect.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// Where to.
        location: String,
    },
    /// A page whose JSON is nested so deep.
    Depth(usize),
    /// The answer's text, with every occurrence of one text replaced by another.
    ReplaceText {
        /// What is looked for.
        from: String,
        /// What stands there instead.
        to: String,
    },
    /// What a create's answer holds as `associationCreateFailures`.
    AssociationFailures(Vec<Value>),
    /// 500 for every listing that would show one of these engagements.
    PoisonIds(Vec<i64>),
    /// The answer does not arrive as it should.
    Damage(Damage),
}

impl Effect {
    /// Whether the operation is carried out where the fault does not say: only where its answer is told in full.
    pub fn commits(&self) -> bool {
        match self {
            Effect::ReplaceText { .. } | Effect::AssociationFailures(_) | Effect::PoisonIds(_) => true,
            Effect::Damage(damage) => {
                matches!(damage, Damage::Late { .. } | Damage::Drip { .. } | Damage::Stale)
            }
            _ => false,
        }
    }
}

impl From<Damage> for Effect {
    fn from(damage: Damage) -> Effect {
        Effect::Damage(damage)
    }
}

impl From<Reply> for Effect {
    fn from(reply: Reply) -> Effect {
        Effect::Reply(reply)
    }
}

/// By which limit 429 is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// So many requests in any ten seconds.
    TenSecondlyRolling,
    /// So many requests in a second; no longer enforced.
    Secondly,
    /// So many requests in a day.
    Daily,
}

impl Policy {
    /// All of them.
    pub(super) const ALL: [Policy; 3] = [Policy::TenSecondlyRolling, Policy::Secondly, Policy::Daily];

    /// The name in an answer.
    pub fn as_str(self) -> &'static str {
        match self {
            Policy::TenSecondlyRolling => "TEN_SECONDLY_ROLLING",
            Policy::Secondly => "SECONDLY",
            Policy::Daily => "DAILY",
        }
    }
}

/// An answer as it is given, with nothing added but `Date`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status, from 200 to 999.
    pub status: u16,
    /// All headers but those of the framing.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

/// What happens to an answer on its way, which a mere response cannot show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The connection is reset before the first byte.
    Reset,
    /// Nothing comes, and the connection stays open until the client leaves.
    Silence,
    /// The headers come, the body does not, and the connection stays open until the client leaves.
    SilenceAfterHeaders,
    /// The whole answer comes late.
    Late {
        /// How late.
        ms: u64,
    },
    /// The whole answer comes; what is asked next on the same connection is not read, and the connection closed.
    Stale,
    /// The connection closes behind so many bytes of the body, of which `Content-Length` promises all.
    Cut {
        /// How many bytes of the body come.
        bytes: u64,
    },
    /// The same with a chunked body: its last chunk never comes.
    CutChunked {
        /// How many bytes of the body come.
        bytes: u64,
    },
    /// `Content-Length` is so much more than the body is long; below 0 less.
    WrongLength {
        /// The difference in bytes.
        delta: i64,
    },
    /// A chunk has no valid size, in the middle of the body.
    GarbageChunk,
    /// The whole body comes in chunks, and behind them what is no trailer.
    GarbageTrailer,
    /// The body comes a few bytes at a time.
    Drip {
        /// How many bytes at a time.
        bytes: u64,
        /// How long between them.
        every_ms: u64,
    },
    /// The body is not what gzip makes, though `Content-Encoding` says so.
    CorruptGzip,
    /// Half of the compressed body comes, as if it were all.
    TruncatedGzip,
    /// A compressed body of which so many bytes come out: a page without results, followed by blanks.
    GzipBomb {
        /// How many.
        bytes: u64,
    },
    /// The same, not compressed.
    Huge {
        /// How many.
        bytes: u64,
    },
}

impl Damage {
    /// Whether there is an answer to be damaged.
    pub(crate) fn needs_answer(self) -> bool {
        !matches!(self, Damage::Reset | Damage::Silence | Damage::GzipBomb { .. } | Damage::Huge { .. })
    }

    /// Whether what arrives is a whole and true answer.
    pub(crate) fn is_harmless(self) -> bool {
        matches!(self, Damage::Late { .. } | Damage::Drip { .. } | Damage::Stale)
    }
}

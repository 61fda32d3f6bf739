//! What can be made to go wrong, as data: which requests, and how.

mod delivery;
mod effect;
mod filler;
mod members;
mod parse;
mod plan;
mod show;

use hubspot_engagements_core::wire::Method;

pub use delivery::Delivery;
#[cfg(feature = "server")]
pub(crate) use delivery::announced;
pub use effect::{Damage, Effect, Policy, Reply};
#[cfg(feature = "server")]
pub(crate) use filler::Filler;
pub use members::PlanError;
pub(crate) use plan::Plan;

/// One fault: which requests it strikes, how often, and what becomes of their answers.
///
/// Of a plan's faults the first one that is due strikes; the others do not see the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The method it strikes; `None` strikes all.
    pub method: Option<Method>,
    /// The path it strikes, without query; with a `*` at its end, every path that starts so; `None` strikes all.
    pub path: Option<String>,
    /// How many matching requests it lets through first.
    pub skip: u64,
    /// How often it strikes then; `None` for ever.
    pub times: Option<u64>,
    /// Whether the operation is carried out all the same; `None` leaves it to [`Effect::commits`].
    pub commit: Option<bool>,
    /// What happens.
    pub effect: Effect,
}

impl Fault {
    /// A fault that strikes the next request, whichever it is.
    pub fn new(effect: impl Into<Effect>) -> Fault {
        let effect = effect.into();
        let times = if matches!(effect, Effect::PoisonIds(_)) { None } else { Some(1) };
        Fault { method: None, path: None, skip: 0, times, commit: None, effect }
    }

    /// Strikes only requests of that method.
    #[must_use]
    pub fn method(self, method: Method) -> Fault {
        Fault { method: Some(method), ..self }
    }

    /// Strikes only requests to that path, or with a `*` at its end to every path that starts so.
    #[must_use]
    pub fn path(self, path: impl Into<String>) -> Fault {
        Fault { path: Some(path.into()), ..self }
    }

    /// Lets so many matching requests through first.
    #[must_use]
    pub fn skip(self, skip: u64) -> Fault {
        Fault { skip, ..self }
    }

    /// Strikes so often.
    #[must_use]
    pub fn times(self, times: u64) -> Fault {
        Fault { times: Some(times), ..self }
    }

    /// Never stops.
    #[must_use]
    pub fn forever(self) -> Fault {
        Fault { times: None, ..self }
    }

    /// Says whether the operation is carried out all the same.
    #[must_use]
    pub fn commit(self, commit: bool) -> Fault {
        Fault { commit: Some(commit), ..self }
    }

    /// Reads a plan: a JSON array of faults. The error names the member that is wrong.
    pub fn plan(json: &str) -> Result<Vec<Fault>, PlanError> {
        parse::plan(json)
    }

    /// Whether the operation is carried out.
    pub(crate) fn carries_out(&self) -> bool {
        self.commit.unwrap_or(self.effect.commits())
    }

    fn matches(&self, method: Method, path: &str) -> bool {
        self.method.is_none_or(|known| known == method)
            && self.path.as_deref().is_none_or(|pattern| match pattern.strip_suffix('*') {
                Some(start) => path.starts_with(start),
                None => path == pattern,
            })
    }
}

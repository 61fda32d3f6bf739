//! The faults of a portal, and how often each has struck.

use hubspot_engagements_core::wire::Method;

use super::{Effect, Fault};

/// A plan at work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan(Vec<Planned>);

/// One fault at work.
#[derive(Debug, Clone)]
struct Planned {
    fault: Fault,
    skipped: u64,
    struck: u64,
}

impl Plan {
    /// The faults, none of which has struck yet.
    pub(crate) fn new(faults: Vec<Fault>) -> Plan {
        Plan(faults.into_iter().map(|fault| Planned { fault, skipped: 0, struck: 0 }).collect())
    }

    /// Each fault and how often it has struck, in the plan's order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Fault, u64)> {
        self.0.iter().map(|planned| (&planned.fault, planned.struck))
    }

    /// The fault that strikes this request, and its place in the plan.
    pub(crate) fn strike(&mut self, method: Method, path: &str) -> Option<(usize, Fault)> {
        let mut planned = self.0.iter_mut().enumerate();
        planned.find_map(|(index, planned)| planned.strike(method, path).map(|fault| (index, fault)))
    }

    /// The place of the fault that spoils this listing, where one of its engagements is poisoned.
    pub(crate) fn poison(&mut self, method: Method, path: &str, body: &str) -> Option<usize> {
        let mut planned = self.0.iter_mut().enumerate();
        planned.find_map(|(index, planned)| planned.poison(method, path, body).then_some(index))
    }
}

impl Planned {
    fn strike(&mut self, method: Method, path: &str) -> Option<Fault> {
        let spent = self.fault.times.is_some_and(|times| self.struck >= times);
        let poison = matches!(self.fault.effect, Effect::PoisonIds(_));
        if spent || poison || !self.fault.matches(method, path) {
            return None;
        }
        if self.skipped < self.fault.skip {
            self.skipped += 1;
            return None;
        }
        self.struck += 1;
        Some(self.fault.clone())
    }

    fn poison(&mut self, method: Method, path: &str, body: &str) -> bool {
        let Effect::PoisonIds(ids) = &self.fault.effect else { return false };
        let spoilt = self.fault.matches(method, path)
            && body.starts_with(LISTING)
            && ids.iter().any(|&id| shows(body, id));
        self.struck += u64::from(spoilt);
        spoilt
    }
}

/// How every listing begins.
const LISTING: &str = r#"{"results":["#;

/// Whether a page shows that engagement. A quotation mark inside of a text is escaped, so no text looks like this.
fn shows(body: &str, id: i64) -> bool {
    body.contains(&format!(r#"{{"engagement":{{"id":{id},"#))
}

//! What one client keeps: its settings, and what it learned of the portal.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::error::Error;
use crate::machine::Traffic;
use crate::machine::sync::Ranges;
use crate::model::{Disposition, Owner};
use crate::settings::Settings;

/// A client's settings and memory, shared by all of its calls. Cloning it shares both.
#[derive(Debug, Clone)]
pub struct Session {
    settings: Arc<Settings>,
    memory: Arc<Mutex<Memory>>,
    traffic: Arc<Mutex<Traffic>>,
    /// The scans that other machines may help with, by the number that their caller gave them.
    ranges: Arc<Mutex<Vec<SharedRanges>>>,
}

/// A scan that others may help with, by its number.
type SharedRanges = (i64, Weak<Mutex<Ranges>>);

/// What seldom changes in a portal and is asked for once.
#[derive(Debug, Default)]
struct Memory {
    dispositions: Option<Arc<[Disposition]>>,
    /// All active owners, and all who were deactivated.
    owners: [Option<Arc<[Owner]>>; 2],
    single_owners: Vec<Owner>,
}

impl Session {
    /// A session that knows nothing of the portal yet.
    pub fn new(settings: Settings) -> Session {
        let traffic = Arc::new(Mutex::new(Traffic::new(&settings)));
        Session { settings: Arc::new(settings), memory: Arc::default(), traffic, ranges: Arc::default() }
    }

    /// A session with settings from a JSON object.
    ///
    /// # Errors
    /// As [`Settings::from_json`].
    pub fn from_json(options: &str) -> Result<Session, Error> {
        Settings::from_json(options).map(Session::new)
    }

    /// The settings.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    // Nothing panics while it holds the lock; should it, what it left is still good to read.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What all calls share while they run.
    pub(crate) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets others find a scan by a number; one that had it before is found no more.
    pub(crate) fn share_ranges(&self, handle: i64, ranges: &Arc<Mutex<Ranges>>) {
        let mut shared = self.ranges.lock().unwrap_or_else(PoisonError::into_inner);
        shared.retain(|(have, ranges)| *have != handle && ranges.strong_count() > 0);
        shared.push((handle, Arc::downgrade(ranges)));
    }

    /// The scan of that number, while its sync goes on.
    pub(crate) fn shared_ranges(&self, handle: i64) -> Option<Arc<Mutex<Ranges>>> {
        let shared = self.ranges.lock().unwrap_or_else(PoisonError::into_inner);
        shared.iter().find(|(have, _)| *have == handle).and_then(|(_, ranges)| ranges.upgrade())
    }

    pub(crate) fn dispositions(&self) -> Option<Arc<[Disposition]>> {
        self.memory().dispositions.clone()
    }

    pub(crate) fn remember_dispositions(&self, dispositions: &[Disposition]) {
        self.memory().dispositions = Some(dispositions.into());
    }

    /// The owners, where they were asked for before.
    pub fn owners(&self, archived: bool) -> Option<Arc<[Owner]>> {
        let [active, deactivated] = &self.memory().owners;
        if archived { deactivated.clone() } else { active.clone() }
    }

    pub(crate) fn remember_owners(&self, archived: bool, owners: &[Owner]) {
        let [active, deactivated] = &mut self.memory().owners;
        *(if archived { deactivated } else { active }) = Some(owners.into());
    }

    /// The owner with this id, where it was asked for before.
    pub fn owner(&self, id: &str, archived: bool) -> Option<Owner> {
        let is_it = |owner: &&Owner| owner.id.as_deref() == Some(id);
        let listed = self.owners(archived).and_then(|owners| owners.iter().find(is_it).cloned());
        let is_such = |owner: &&Owner| is_it(owner) && owner.archived.unwrap_or(false) == archived;
        listed.or_else(|| self.memory().single_owners.iter().find(is_such).cloned())
    }

    /// Remembers an owner.
    pub fn remember_owner(&self, owner: &Owner) {
        let mut memory = self.memory();
        memory.single_owners.retain(|have| have.id != owner.id);
        memory.single_owners.push(owner.clone());
    }
}

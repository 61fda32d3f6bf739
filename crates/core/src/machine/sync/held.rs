//! What a consumer holds, in at most 16 bytes a record.

use crate::error::{Error, Issue};

/// The records that a consumer of a sync holds: their ids and, where it keeps them, their digests.
///
/// A full scan compares them with what the service has, so that what is missing there is noticed, and what is the same
/// is not delivered again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    ids: Vec<i64>,
    /// As many as ids, or none.
    digests: Vec<i64>,
}

impl Held {
    /// Takes ids in ascending order, and the [`digest`](crate::model::Record::digest) of each in the same order; without
    /// any digests a scan delivers every record.
    ///
    /// # Errors
    /// A validation error where the ids do not ascend, or where there are some digests but not as many.
    pub fn new(ids: Vec<i64>, digests: Vec<i64>) -> Result<Held, Error> {
        Held::checked(ids, digests).map_err(Error::invalid_option)
    }

    pub(crate) fn checked(ids: Vec<i64>, digests: Vec<i64>) -> Result<Held, Issue> {
        if let Some((before, after)) = ids.iter().zip(ids.iter().skip(1)).find(|(id, next)| id >= next) {
            let message = format!("must be in ascending order and without repeats; {after} follows {before}");
            return Err(Issue::new("/known/ids", "not_ascending", message));
        }
        if !digests.is_empty() && digests.len() != ids.len() {
            let message =
                format!("must be one for each id, or none; {} for {} ids", digests.len(), ids.len());
            return Err(Issue::new("/known/digests", "wrong_length", message));
        }
        Ok(Held { ids, digests })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether their digests are known.
    pub(super) fn has_digests(&self) -> bool {
        !self.digests.is_empty()
    }

    /// Whether this version of a record is held.
    pub(super) fn has(&self, id: i64, digest: i64) -> bool {
        self.ids.binary_search(&id).is_ok_and(|at| self.digests.get(at) == Some(&digest))
    }

    /// It is not held any more: it is delivered when it comes back.
    pub(super) fn forget(&mut self, id: i64) {
        let digest = self.ids.binary_search(&id).ok().and_then(|at| self.digests.get_mut(at));
        if let Some(digest) = digest {
            *digest = !*digest;
        }
    }

    /// The ids behind one and up to another.
    pub(super) fn between(&self, after: i64, until: Option<i64>) -> &[i64] {
        let start = self.ids.partition_point(|id| *id <= after);
        let end = until.map_or(self.ids.len(), |until| self.ids.partition_point(|id| *id <= until));
        self.ids.get(start..end).unwrap_or_default()
    }
}

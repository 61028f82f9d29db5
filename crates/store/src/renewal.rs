//! What becomes of a store's records where others take their place. Pure.

use std::collections::BTreeMap;

use crate::backend::{Pending, Transaction};
use crate::record::{Draft, Key, Record, Revision};
use crate::records::Records;
use crate::snapshot::Snapshot;

/// What becomes of a store's records where others take their place.
pub struct Renewal {
    /// The last revision before it.
    base: Revision,
    /// The last revision after it.
    pub revision: Revision,
    changes: BTreeMap<Key, Pending>,
    pub(crate) records: Records,
}

impl Renewal {
    /// What becomes of these records where others take their place; none where no revision is left.
    pub fn of(now: &Snapshot, to: Records) -> Option<Renewal> {
        let (changes, records, revision) = renewed(&now.records, to, now.revision);
        i64::try_from(revision).ok()?;
        Some(Renewal { base: now.revision, revision, changes, records })
    }

    /// What is to become durable.
    pub fn transaction(&self) -> Transaction<'_> {
        Transaction { base: self.base, revision: self.revision, events: &[], changes: &self.changes }
    }
}

/// What tells the records that there are from those that shall be, those with revisions of their own after `base` where they do
/// not stand here already, and the last revision, which nothing else has.
fn renewed(current: &Records, to: Records, base: Revision) -> (BTreeMap<Key, Pending>, Records, Revision) {
    let (mut changes, mut records, mut revision) = (BTreeMap::new(), to.clone(), base);
    for (key, before, to) in current.differences(&to) {
        let after = to.map(|record| {
            revision += 1;
            Record::from(Draft { created: revision, modified: revision, ..record.draft() })
        });
        after.iter().for_each(|after| drop(records.insert(after.clone())));
        changes.insert(key.clone(), Pending { before: before.cloned(), after });
    }
    (changes, records, revision + 1)
}

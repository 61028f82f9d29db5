//! What everybody may see: the records as of the last COMMIT, in memory.
//!
//! Only the writer changes it, after COMMIT returned, a whole batch at once. Readers hold the lock for one look.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::change::Facts;
use crate::record::{Key, Record, Revision};

pub(crate) struct Published(RwLock<State>);

/// Invariant: `revision` is at least the `modified` of every record.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub records: BTreeMap<Key, Arc<Record>>,
    pub revision: Revision,
}

impl Published {
    pub fn new(state: State) -> Published {
        Published(RwLock::new(state))
    }

    // A poisoned lock is taken all the same: no code that holds it runs anything of a caller's.
    pub fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, key: &Key) -> (Option<Arc<Record>>, Revision) {
        let state = self.read();
        (state.records.get(key).cloned(), state.revision)
    }

    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (Vec<Arc<Record>>, Revision) {
        let first = Key::new(resource, namespace.unwrap_or(""), "");
        let state = self.read();
        let wanted = |key: &Key| &*key.resource == resource && namespace.is_none_or(|one| &*key.namespace == one);
        let records = state.records.range(first..).take_while(|(key, _)| wanted(key));
        (records.map(|(_, record)| Arc::clone(record)).collect(), state.revision)
    }

    /// Runs `look` on the records of these keys, all of one moment.
    pub fn with_facts<T>(&self, keys: &[Key], look: impl FnOnce(&Facts<'_>) -> T) -> T {
        let (records, revision): (Vec<_>, _) = {
            let state = self.read();
            (keys.iter().map(|key| state.records.get(key).cloned()).collect(), state.revision)
        };
        look(&Facts { records: &records, revision })
    }

    /// Makes a committed batch visible: each key with what stands there now.
    pub fn publish(&self, changed: impl IntoIterator<Item = (Key, Option<Arc<Record>>)>, revision: Revision) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, record) in changed {
            match record {
                Some(record) => state.records.insert(key, record),
                None => state.records.remove(&key),
            };
        }
        state.revision = revision;
    }
}

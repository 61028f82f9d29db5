//! All records as of one revision: a persistent map. A copy of it costs nothing and stays as it is, and what is then changed
//! shares the rest with it.
//!
//! Why this map: docs/decisions/0025-front-and-back.md.

use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdMap;

use crate::record::{Key, Record};
use crate::room::record_bytes;

/// Records by their keys, in their order; and how many and how large they are, by resource and by namespace.
#[derive(Clone, Debug, Default)]
pub struct Records {
    by_key: OrdMap<Key, Arc<Record>>,
    /// Of each resource as a whole (without a namespace) and of each of its namespaces, where there are any.
    sums: OrdMap<(Arc<str>, Option<Arc<str>>), Sum>,
    counted: u64,
}

/// How many records there are, and how many bytes their values have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub count: usize,
    /// Of their values.
    pub bytes: usize,
}

impl Records {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// How many bytes all their values have. Goes through all resources, but not through the records.
    pub fn bytes(&self) -> u64 {
        let all = self.sums.iter().filter(|((_, namespace), _)| namespace.is_none());
        all.map(|(_, sum)| sum.bytes as u64).sum()
    }

    /// What all of them count against a limit.
    pub(crate) fn counted(&self) -> u64 {
        self.counted
    }

    /// The record of this key.
    pub fn get(&self, key: &Key) -> Option<&Arc<Record>> {
        self.by_key.get(key)
    }

    /// All, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Record>> {
        self.by_key.values()
    }

    /// Puts a record in the place of its key. What stood there.
    pub fn insert(&mut self, record: Arc<Record>) -> Option<Arc<Record>> {
        let before = self.by_key.insert(record.key.clone(), Arc::clone(&record));
        self.count(&record.key, before.as_deref(), Some(&record));
        before
    }

    /// Removes what stands under a key.
    pub fn remove(&mut self, key: &Key) -> Option<Arc<Record>> {
        let before = self.by_key.remove(key);
        self.count(key, before.as_deref(), None);
        before
    }

    /// What a resource, or one of its namespaces, has.
    pub fn sum(&self, resource: &str, namespace: Option<&str>) -> Sum {
        self.sums.get(&(resource.into(), namespace.map(Into::into))).copied().unwrap_or_default()
    }

    /// A resource's records, or those of one of its namespaces, that do not come before a key of theirs.
    pub fn from(
        &self,
        resource: &str,
        namespace: Option<&str>,
        start: Bound<&Key>,
    ) -> impl Iterator<Item = &Arc<Record>> {
        let first = Key::new(resource, namespace.unwrap_or(""), "");
        let start = match start {
            Bound::Excluded(key) if *key >= first => Bound::Excluded(key),
            Bound::Included(key) if *key >= first => Bound::Included(key),
            _ => Bound::Included(&first),
        };
        let all = self.by_key.range::<_, Key>((start, Bound::<&Key>::Unbounded));
        all.take_while(move |(key, _)| key.is_in(resource, namespace)).map(|(_, record)| record)
    }

    /// Counts what stands under a key now, in place of what stood there.
    fn count(&mut self, key: &Key, before: Option<&Record>, now: Option<&Record>) {
        let [had, has] = [before, now].map(|record| record.map_or(0, record_bytes));
        self.counted = self.counted - had + has;
        let sum = |record: Option<&Record>| record.map_or_else(Sum::default, Sum::of);
        let (had, has) = (sum(before), sum(now));
        if had == has {
            return;
        }
        for namespace in [None, Some(Arc::clone(&key.namespace))] {
            let scope = (Arc::clone(&key.resource), namespace);
            let sum = self.sums.entry(scope.clone()).or_default();
            sum.count = sum.count - had.count + has.count;
            sum.bytes = sum.bytes - had.bytes + has.bytes;
            // What has nothing left takes no place, so that names that come and go do not add up.
            if sum.count == 0 {
                self.sums.remove(&scope);
            }
        }
    }
}

impl Sum {
    fn of(record: &Record) -> Sum {
        Sum { count: 1, bytes: record.value.len() }
    }
}

impl FromIterator<Arc<Record>> for Records {
    fn from_iter<I: IntoIterator<Item = Arc<Record>>>(all: I) -> Records {
        let mut records = Records::default();
        for record in all {
            records.insert(record);
        }
        records
    }
}

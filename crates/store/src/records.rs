//! All records as of one revision: a persistent map. A copy of it costs nothing and stays as it is, and what is then changed
//! shares the rest with it.
//!
//! Why this map: docs/decisions/0025-front-and-back.md.

use std::mem;
use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdMap;

use crate::marks::Marked;
use crate::record::{Key, Record};
use crate::room::record_bytes;

/// Records by their keys, in their order; and how many and how large they are, by resource and by namespace.
#[derive(Clone, Debug, Default)]
pub struct Records {
    by_key: OrdMap<Key, Marked>,
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
        self.by_key.get(key).map(|marked| &marked.record)
    }

    /// All, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Record>> {
        self.by_key.values().map(|marked| &marked.record)
    }

    /// Puts a record in the place of its key. What stood there.
    pub fn insert(&mut self, record: Arc<Record>) -> Option<Arc<Record>> {
        let marked = Marked::new(Arc::clone(&record));
        let before = self.by_key.insert(record.key.clone(), marked).map(|before| before.record);
        self.count(&record.key, before.as_deref(), Some(&record));
        before
    }

    /// Removes what stands under a key.
    pub fn remove(&mut self, key: &Key) -> Option<Arc<Record>> {
        let before = self.by_key.remove(key).map(|before| before.record);
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
        self.marked_from(resource, namespace, start).map(|(_, marked)| &marked.record)
    }

    /// The same with their keys and marks. What is not looked at costs little: no record is touched.
    pub(crate) fn marked_from(
        &self,
        resource: &str,
        namespace: Option<&str>,
        start: Bound<&Key>,
    ) -> impl Iterator<Item = (&Key, &Marked)> {
        let first = Key::new(resource, namespace.unwrap_or(""), "");
        let start = match start {
            Bound::Excluded(key) if *key >= first => Bound::Excluded(key),
            Bound::Included(key) if *key >= first => Bound::Included(key),
            _ => Bound::Included(&first),
        };
        let all = self.by_key.range::<_, Key>((start, Bound::<&Key>::Unbounded));
        // Those that stand together mostly share their texts, which are then not compared.
        let mut before: Option<&Key> = None;
        all.take_while(move |(key, _)| {
            let like_it = before.is_some_and(|before| {
                Arc::ptr_eq(&before.resource, &key.resource)
                    && (namespace.is_none() || Arc::ptr_eq(&before.namespace, &key.namespace))
            });
            before = Some(key);
            like_it || key.is_in(resource, namespace)
        })
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
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_by(|one, other| one.key.cmp(&other.key));
        // Of several with one key the last stays, as where they are put in one by one.
        all.dedup_by(|next, kept| {
            let same = next.key == kept.key;
            if same {
                mem::swap(next, kept);
            }
            same
        });
        let mut records = Records::default();
        for within in all.chunk_by(|one, next| one.key.is_in(&next.key.resource, Some(&next.key.namespace))) {
            let key = &within[0].key;
            let bytes = within.iter().map(|record| record.value.len()).sum::<usize>();
            for namespace in [None, Some(Arc::clone(&key.namespace))] {
                let sum = records.sums.entry((Arc::clone(&key.resource), namespace)).or_default();
                *sum = Sum { count: sum.count + within.len(), bytes: sum.bytes + bytes };
            }
        }
        records.counted = all.iter().map(|record| record_bytes(record)).sum();
        // A node that is full is halved: what comes in order leaves halves behind, which what comes between them fills.
        let between = all.iter().skip(1).step_by(2);
        let entry = |record: &Arc<Record>| (record.key.clone(), Marked::new(Arc::clone(record)));
        records.by_key = all.iter().step_by(2).chain(between).map(entry).collect();
        records
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(n: usize) -> Arc<Record> {
        let (resource, namespace) = (["r", "s"][n % 2], ["", "n", "n-1"][n % 3]);
        let key = Key::new(resource, namespace, (n * 7919 % 101).to_string());
        let number = n as u64 + 2;
        Arc::new(Record { key, uid: n.to_string(), created: number, modified: number, value: vec![0; n % 50].into() })
    }

    #[test]
    fn what_is_made_at_once_is_as_what_is_put_in_one_by_one() {
        for count in [0, 1, 2, 33, 700] {
            let mut one_by_one = Records::default();
            (0..count).for_each(|n| drop(one_by_one.insert(record(n))));
            let at_once: Records = (0..count).map(record).collect();
            assert!(at_once.iter().eq(one_by_one.iter()), "{count}: the last of each key, in order");
            assert_eq!((at_once.sums, at_once.counted), (one_by_one.sums, one_by_one.counted), "{count}");
        }
    }
}

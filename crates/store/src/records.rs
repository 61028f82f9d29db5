//! All records as of one revision: a persistent map. A copy of it costs nothing and stays as it is, and what is then changed
//! shares the rest with it.
//!
//! Why this map: docs/decisions/0025-front-and-back.md.

mod gathering;

use std::cmp::Ordering;
use std::ops::Bound;
use std::sync::Arc;

use equivalent::{Comparable, Equivalent};
use imbl::OrdMap;
use imbl::ordmap::DiffItem;

pub use gathering::Gathering;

use crate::marks::Marked;
use crate::record::{Key, Record};
use crate::room::{Room, record_bytes};

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

    /// The [`Options::bytes_max`](crate::Options::bytes_max) within which there is just room for them, and for nothing more.
    pub fn bytes_max_needed(&self) -> u64 {
        Room::needed(self.counted)
    }

    /// What all of them count against a limit.
    pub(crate) fn counted(&self) -> u64 {
        self.counted
    }

    /// The record of this key.
    pub fn get(&self, key: &Key) -> Option<&Record> {
        self.by_key.get(key).map(|marked| &marked.record)
    }

    /// All, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.by_key.values().map(|marked| &marked.record)
    }

    /// Puts a record in the place of its key. What stood there.
    pub fn insert(&mut self, record: Record) -> Option<Record> {
        let marked = Marked::new(record.clone());
        let before = self.by_key.insert(record.key.clone(), marked).map(|before| before.record);
        self.count(&record.key, before.as_ref(), Some(&record));
        before
    }

    /// Removes what stands under a key.
    pub fn remove(&mut self, key: &Key) -> Option<Record> {
        let before = self.by_key.remove(key).map(|before| before.record);
        self.count(key, before.as_ref(), None);
        before
    }

    /// What a resource, or one of its namespaces, has.
    pub fn sum(&self, resource: &str, namespace: Option<&str>) -> Sum {
        self.sums.get(&(resource.into(), namespace.map(Into::into))).copied().unwrap_or_default()
    }

    /// A resource's records, or those of one of its namespaces, that do not come before a key of theirs.
    pub fn from(&self, resource: &str, namespace: Option<&str>, start: Bound<&Key>) -> impl Iterator<Item = &Record> {
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
        let start = start.map(Edge::At);
        self.by_key.range::<_, Edge<'_>>((start, Bound::Excluded(Edge::Behind(resource, namespace))))
    }

    /// The keys under which others have another record, none, or one where these have none: what stands here, and what there. What both share
    /// is not gone through.
    pub fn differences<'a>(
        &'a self,
        others: &'a Records,
    ) -> impl Iterator<Item = (&'a Key, Option<&'a Record>, Option<&'a Record>)> {
        self.by_key.diff(&others.by_key).map(|difference| match difference {
            DiffItem::Add(key, there) => (key, None, Some(&there.record)),
            DiffItem::Update { old: (key, here), new: (_, there) } => (key, Some(&here.record), Some(&there.record)),
            DiffItem::Remove(key, here) => (key, Some(&here.record), None),
        })
    }

    /// The same key, which shares its texts with what stands beside it here.
    pub(crate) fn shared(&self, key: &Key) -> Key {
        let whole = self.sums.get_key_value(&(Arc::clone(&key.resource), None));
        let one = self.sums.get_key_value(&(Arc::clone(&key.resource), Some(Arc::clone(&key.namespace))));
        let resource = whole.map_or(&key.resource, |((resource, _), _)| resource);
        let namespace = one.and_then(|((_, namespace), _)| namespace.as_ref()).unwrap_or(&key.namespace);
        Key::new(Arc::clone(resource), Arc::clone(namespace), &*key.name)
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

/// Where a part of the keys begins or ends.
enum Edge<'a> {
    At(&'a Key),
    /// Behind all of a resource, or of one of its namespaces.
    Behind(&'a str, Option<&'a str>),
}

impl Equivalent<Key> for Edge<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.compare(key).is_eq()
    }
}

impl Comparable<Key> for Edge<'_> {
    fn compare(&self, key: &Key) -> Ordering {
        match self {
            Edge::At(at) => (*at).cmp(key),
            Edge::Behind(resource, namespace) => key.stands_to(resource, *namespace).reverse().then(Ordering::Greater),
        }
    }
}

impl Sum {
    fn of(record: &Record) -> Sum {
        Sum { count: 1, bytes: record.value().len() }
    }
}

impl FromIterator<Record> for Records {
    fn from_iter<I: IntoIterator<Item = Record>>(all: I) -> Records {
        let mut gathering = Gathering::default();
        all.into_iter().for_each(|record| gathering.add(record));
        gathering.records()
    }
}

#[cfg(test)]
mod tests {
    use std::ops::RangeBounds;

    use super::*;
    use crate::record::Draft;

    fn record(n: usize) -> Record {
        let (resource, namespace) = (["r", "s"][n % 2], ["", "n", "n-1"][n % 3]);
        // Some are alike for as far as is looked at first, and some begin as others are.
        let name = ["", "sixteen-bytes-all", "\0"][n % 7 % 3].to_owned() + &(n * 7919 % 101).to_string();
        let key = Key::new(resource, namespace, name);
        let number = n as u64 + 2;
        Draft { key, uid: &n.to_string(), created: number, modified: number, value: vec![0; n % 50] }.into()
    }

    #[test]
    fn each_part_has_what_is_in_it() {
        let keys = ["q/z/z", "r//a", "r/a-1/x", "r/a-1/y", "r/a/b", "r/a/b-", "r/a0/b", "r/b/a", "s//a"].map(|text| {
            let parts: Vec<&str> = text.split('/').collect();
            Key::new(parts[0], parts[1], parts[2])
        });
        let records: Records = keys
            .iter()
            .map(|key| Record::from(Draft { key: key.clone(), uid: "", created: 2, modified: 2, value: vec![] }))
            .collect();
        for resource in ["", "q", "r", "r0", "s", "t"] {
            for namespace in [None, Some(""), Some("a"), Some("a-"), Some("a-1"), Some("a0"), Some("b"), Some("z")] {
                for start in keys.iter().flat_map(|key| [Bound::Included(key), Bound::Excluded(key)]) {
                    let expected: Vec<&Key> = keys
                        .iter()
                        .filter(|key| (start, Bound::Unbounded).contains(*key) && key.is_in(resource, namespace))
                        .collect();
                    let found: Vec<&Key> = records.from(resource, namespace, start).map(|record| &record.key).collect();
                    assert_eq!(found, expected, "{resource} {namespace:?} {start:?}");
                }
            }
        }
    }

    #[test]
    fn keys_share_what_they_have_in_common() {
        let records: Records = (0..20).map(record).collect();
        let own = ["new", "newer"].map(|name| Key::new("r", "n", name));
        let shared = own.each_ref().map(|own| records.shared(own));
        assert_eq!(shared, own);
        let [one, other] = shared;
        assert!(Arc::ptr_eq(&one.resource, &other.resource) && Arc::ptr_eq(&one.namespace, &other.namespace));
        for unknown in [Key::new("q", "n", "a"), Key::new("r", "unknown", "a")] {
            assert_eq!(records.shared(&unknown), unknown);
        }
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

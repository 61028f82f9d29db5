//! Many records at once: a map of them is made several times as fast as by putting them in one by one, and its nodes are full.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use super::{Records, Sum};
use crate::marks::Marked;
use crate::record::{Key, Record};
use crate::room::record_bytes;

/// Records that are to become [`Records`], in any order. Of several with one key, the last that was added stays.
#[derive(Debug, Default)]
pub struct Gathering {
    groups: Vec<Group>,
    /// Which group a resource's namespace has.
    places: HashMap<(Arc<str>, Arc<str>), usize>,
    /// The group of the one before.
    last: usize,
}

/// What one namespace of a resource has. It is never empty.
#[derive(Debug, Default)]
struct Group {
    entries: Vec<Entry>,
    sum: Sum,
    counted: u64,
}

/// A record with what its place among the others mostly follows from, so that it need not be looked at again.
#[derive(Debug)]
struct Entry {
    /// The first bytes of its name.
    beginning: u128,
    key: Key,
    record: Record,
}

impl Gathering {
    /// Adds one.
    pub fn add(&mut self, record: Record) {
        let key = record.key.clone();
        let group = self.group(&key);
        group.counted += record_bytes(&record);
        let one = Sum::of(&record);
        group.sum = Sum { count: group.sum.count + one.count, bytes: group.sum.bytes + one.bytes };
        group.entries.push(Entry { beginning: beginning(&key.name), key, record });
    }

    fn group(&mut self, key: &Key) -> &mut Group {
        let has = |group: &Group| {
            let first = group.entries.first();
            first.is_some_and(|first| {
                Arc::ptr_eq(&first.key.resource, &key.resource) && Arc::ptr_eq(&first.key.namespace, &key.namespace)
            })
        };
        // What comes together mostly stands together.
        if !self.groups.get(self.last).is_some_and(has) {
            let place = (Arc::clone(&key.resource), Arc::clone(&key.namespace));
            self.last = *self.places.entry(place).or_insert(self.groups.len());
            if self.last == self.groups.len() {
                self.groups.push(Group::default());
            }
        }
        &mut self.groups[self.last]
    }

    /// All of them.
    pub fn records(mut self) -> Records {
        // What is in one namespace stands together, so any of it stands for all.
        self.groups.sort_by(|one, other| one.entries[0].key.cmp(&other.entries[0].key));
        let mut records = Records::default();
        let mut between = Vec::new();
        let mut is_between = false;
        for mut group in self.groups {
            group.sort();
            records.counted += group.counted;
            let key = &group.entries[0].key;
            for namespace in [None, Some(Arc::clone(&key.namespace))] {
                let sum = records.sums.entry((Arc::clone(&key.resource), namespace)).or_default();
                *sum = Sum { count: sum.count + group.sum.count, bytes: sum.bytes + group.sum.bytes };
            }
            // A node that is full is halved: what comes in order leaves halves behind, which what comes between them fills.
            for entry in group.entries {
                if is_between {
                    between.push(entry);
                } else {
                    records.by_key.insert(entry.key, Marked::new(entry.record));
                }
                is_between = !is_between;
            }
        }
        between.into_iter().for_each(|entry| drop(records.by_key.insert(entry.key, Marked::new(entry.record))));
        records
    }
}

impl Group {
    /// Puts its records in order, each key once.
    fn sort(&mut self) {
        self.entries.sort_by(Entry::order);
        let (sum, counted) = (&mut self.sum, &mut self.counted);
        self.entries.dedup_by(|next, kept| {
            let same = next.order(kept).is_eq();
            if same {
                mem::swap(next, kept);
                let gone = Sum::of(&next.record);
                *sum = Sum { count: sum.count - gone.count, bytes: sum.bytes - gone.bytes };
                *counted -= record_bytes(&next.record);
            }
            same
        });
    }
}

impl Entry {
    /// As their keys, which are in one namespace.
    fn order(&self, other: &Entry) -> Ordering {
        self.beginning.cmp(&other.beginning).then_with(|| self.key.name.cmp(&other.key.name))
    }
}

/// Is ordered as the names are, as far as it tells them apart.
fn beginning(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(bytes.len());
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

//! Marks: what a record may be looked for by without its value being read.
//!
//! A value that has something in it bears the marks of that, and may bear them by chance: who looks for it skips all values that lack
//! one, and looks into the others. What is marked is up to [`Options::marks`](crate::Options::marks).

use std::sync::atomic::{AtomicU64, Ordering};

use crate::record::Record;

/// Reads the marks out of a value. Called while others wait, so it should be quick.
pub type MarksOf = fn(&[u8]) -> Marks;

/// A few of 63 marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u64);

/// Set where marks have been read, so that none are not taken for unread ones.
const READ: u64 = 1 << 63;

impl Marks {
    /// Of a value that may have anything in it.
    pub const ALL: Marks = Marks(u64::MAX);

    /// Those of one thing, by a hash of it: two, so that few things share both.
    pub fn of(hash: u64) -> Marks {
        Marks(1 << (hash % 63) | 1 << ((hash >> 32) % 63))
    }

    /// These and others.
    #[must_use]
    pub fn and(self, others: Marks) -> Marks {
        Marks(self.0 | others.0)
    }

    /// Are all of the others among these?
    fn have(self, others: Marks) -> bool {
        others.0 & !self.0 == 0
    }
}

/// What is looked for: of each of these lists, one at least.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought(pub Vec<Vec<Marks>>);

impl Sought {
    /// May something with these marks be what is looked for?
    pub fn may_be(&self, marks: Marks) -> bool {
        self.0.iter().all(|one_of| one_of.iter().any(|wanted| marks.have(*wanted)))
    }
}

/// A record with its marks, which are read when somebody first asks for them.
#[derive(Debug)]
pub(crate) struct Marked {
    pub record: Record,
    marks: AtomicU64,
}

/// Marks follow from the record.
impl PartialEq for Marked {
    fn eq(&self, other: &Marked) -> bool {
        self.record.is_same(&other.record) || self.record == other.record
    }
}

impl Marked {
    pub fn new(record: Record) -> Marked {
        Marked { record, marks: AtomicU64::new(0) }
    }

    pub fn marks(&self, of: MarksOf) -> Marks {
        // Nothing but the number itself depends on it, and whoever reads it makes it the same.
        match self.marks.load(Ordering::Relaxed) {
            0 => {
                let marks = of(self.record.value());
                self.marks.store(marks.0 | READ, Ordering::Relaxed);
                marks
            }
            read => Marks(read),
        }
    }
}

impl Clone for Marked {
    fn clone(&self) -> Marked {
        Marked { record: self.record.clone(), marks: AtomicU64::new(self.marks.load(Ordering::Relaxed)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Draft, Key};

    #[test]
    fn what_has_it_bears_its_marks() {
        let hash = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let [a, b, c] = [1, 2, 3].map(|n| Marks::of(hash(n)));
        let both = a.and(b);
        assert!(both.have(a) && both.have(b) && both.have(Marks::default()) && Marks::ALL.have(both));
        assert!(!both.have(c) && !a.have(both));
        let sought = |lists: &[&[Marks]]| Sought(lists.iter().map(|list| list.to_vec()).collect());
        assert!(sought(&[]).may_be(Marks::default()) && !sought(&[&[]]).may_be(Marks::ALL));
        assert!(sought(&[&[a], &[c, b]]).may_be(both) && !sought(&[&[a], &[c]]).may_be(both));
        let shared = (0..1000).filter(|n| a.have(Marks::of(hash(n + 10)))).count();
        assert!(shared < 20, "{shared} of 1,000 others bear the marks of one");
    }

    #[test]
    fn marks_are_read_once() {
        fn none_twice(value: &[u8]) -> Marks {
            if value.is_empty() { Marks::default() } else { Marks::ALL }
        }
        let record = |value: &[u8]| {
            let key = Key::new("r", "n", "a");
            Marked::new(Draft { key, uid: "", created: 2, modified: 2, value: value.to_vec() }.into())
        };
        for (value, marks) in [(&b""[..], Marks::default()), (b"a", Marks::ALL)] {
            let marked = record(value);
            assert!(marked.marks(none_twice).have(marks) && marks.and(Marks(READ)).have(marked.marks(none_twice)));
            let again = marked.clone().marks(|_| panic!("they have been read"));
            assert_eq!(again, marked.marks(none_twice));
        }
    }
}

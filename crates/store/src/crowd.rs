//! Whether others are about to change the same record: a decision that is made beside theirs is likely to be lost.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};

/// Keys that have a counter in common are taken for one another: the writer then decides what need not be decided there.
const COUNTERS: usize = 4096;

/// How many are under way, by key.
#[derive(Default)]
pub(crate) struct Crowd {
    /// None before the first: a store that nobody changes needs none.
    counters: OnceLock<Box<[AtomicU16]>>,
    hasher: RandomState,
}

impl Crowd {
    /// Counts as under way until what is returned is dropped.
    pub fn join(&self, key: &impl Hash) -> Joined<'_> {
        let counters = self.counters.get_or_init(|| (0..COUNTERS).map(|_| AtomicU16::new(0)).collect());
        let counter = &counters[self.hasher.hash_one(key) as usize % COUNTERS];
        // What is counted is only a hint: nothing else is ordered by it.
        let alone = counter.fetch_add(1, Ordering::Relaxed) == 0;
        Joined { counter, alone }
    }
}

/// A place among those who are under way.
pub(crate) struct Joined<'a> {
    counter: &'a AtomicU16,
    /// Nobody was when it began.
    pub alone: bool,
}

impl Drop for Joined<'_> {
    fn drop(&mut self) {
        self.counter.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_while_another_is_there_is_not_alone() {
        let crowd = Crowd::default();
        let first = crowd.join(&"a");
        assert!(first.alone && !crowd.join(&"a").alone);
        drop(first);
        assert!(crowd.join(&"a").alone);
        let others = (0..64).map(|n| crowd.join(&n)).filter(|joined| joined.alone).count();
        assert!(others > 32, "others are not in its way: {others} of 64");
    }
}

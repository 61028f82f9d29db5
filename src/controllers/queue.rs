//! What a controller has to look at, each once, in the order in which it came.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;

use tokio::time::Instant;

use super::AGAIN_AFTER;

/// A queue. What failed waits apart from the others, so that it holds none of them up.
pub struct Queue<T> {
    waiting: VecDeque<T>,
    queued: HashSet<T>,
    failed: Vec<T>,
    retry: Option<Instant>,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Queue { waiting: VecDeque::new(), queued: HashSet::new(), failed: Vec::new(), retry: None }
    }
}

impl<T: Clone + Eq + Hash> Queue<T> {
    /// Puts one at the end, unless it is in the queue already.
    pub fn push(&mut self, item: &T) {
        if self.queued.insert(item.clone()) {
            self.waiting.push_back(item.clone());
        }
    }

    /// Takes the first.
    pub fn pop(&mut self) -> Option<T> {
        let item = self.waiting.pop_front()?;
        self.queued.remove(&item);
        Some(item)
    }

    /// Is there nothing to look at now?
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Puts one aside until it is time to try again.
    pub fn fail(&mut self, item: T, now: Instant) {
        self.failed.push(item);
        self.retry.get_or_insert(now + AGAIN_AFTER);
    }

    /// Puts what failed at the end if it is time for it; or else says when that will be.
    pub fn retry(&mut self, now: Instant) -> Option<Instant> {
        if self.retry.is_some_and(|retry| retry <= now) {
            self.retry = None;
            for item in std::mem::take(&mut self.failed) {
                self.push(&item);
            }
        }
        self.retry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_looked_at_once_and_what_failed_later() {
        let now = Instant::now();
        let mut queue = Queue::default();
        ["a", "b", "a"].iter().for_each(|item| queue.push(item));
        assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some("a"), Some("b"), None));
        assert_eq!(queue.retry(now), None);
        queue.fail("a", now);
        queue.fail("b", now + AGAIN_AFTER / 2);
        let due = now + AGAIN_AFTER;
        assert_eq!(queue.retry(now + AGAIN_AFTER / 2), Some(due), "none waits for longer because another fails");
        assert!(queue.is_empty());
        queue.push(&"b");
        assert_eq!(queue.retry(due), None);
        assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some("b"), Some("a"), None));
    }
}

//! The newest part of the log, in memory, bounded in bytes. Pure.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::backend::Recent;
use crate::history::Event;
use crate::record::Revision;

/// Consecutive events up to the last change, in order. Their revisions may have gaps.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    events: VecDeque<Arc<Event>>,
    /// Holds every event after this revision.
    start: Revision,
    bytes: usize,
    bytes_max: usize,
}

impl Window {
    /// An empty one: the next event that it takes is the one after `start`.
    pub fn new(start: Revision, bytes_max: usize) -> Window {
        Window { events: VecDeque::new(), start, bytes: 0, bytes_max }
    }

    /// One that holds what of these fits.
    pub fn of(Recent { from, events }: Recent, bytes_max: usize) -> Window {
        let mut window = Window::new(from, bytes_max);
        events.into_iter().for_each(|event| window.push(event));
        window
    }

    pub fn push(&mut self, event: Arc<Event>) {
        debug_assert!(event.revision > self.events.back().map_or(self.start, |last| last.revision));
        self.bytes += event.bytes();
        self.events.push_back(event);
        while self.bytes > self.bytes_max {
            self.pop();
        }
    }

    /// Lets go of the events up to `compacted`.
    pub fn forget(&mut self, compacted: Revision) {
        while self.start < compacted && !self.events.is_empty() {
            self.pop();
        }
    }

    /// All events after this revision, in order; `None` where some of them are no longer held.
    pub fn after(&self, revision: Revision) -> Option<impl Iterator<Item = &Arc<Event>>> {
        let held = revision >= self.start;
        held.then(|| self.events.range(self.events.partition_point(|event| event.revision <= revision)..))
    }

    fn pop(&mut self) {
        let Some(event) = self.events.pop_front() else { return };
        self.bytes -= event.bytes();
        self.start = event.revision;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::EVENT_BYTES;
    use crate::record::{Draft, Key};

    fn event(revision: Revision, bytes: usize) -> Arc<Event> {
        let key = Key::new("r", "n", "a");
        let record = Draft { key, uid: "", created: 2, modified: revision, value: vec![0; bytes] };
        Arc::new(Event::new(revision, None, Some(record.into())).unwrap())
    }

    fn after(window: &Window, revision: Revision) -> Option<Vec<Revision>> {
        window.after(revision).map(|events| events.map(|event| event.revision).collect())
    }

    #[test]
    fn it_holds_the_newest_that_fit_and_says_what_it_no_longer_holds() {
        let mut window = Window::new(6, 3 * (EVENT_BYTES + 10));
        assert_eq!((after(&window, 5), after(&window, 6), after(&window, 9)), (None, Some(vec![]), Some(vec![])));
        (7..=10).for_each(|revision| window.push(event(revision, 10)));
        assert_eq!(window.start, 7);
        assert_eq!((after(&window, 6), after(&window, 7)), (None, Some(vec![8, 9, 10])));
        assert_eq!((after(&window, 9), after(&window, 10)), (Some(vec![10]), Some(vec![])));
        window.push(event(11, 30));
        assert_eq!((after(&window, 8), after(&window, 9)), (None, Some(vec![10, 11])));
        window.push(event(12, 9999));
        assert_eq!((after(&window, 11), after(&window, 12)), (None, Some(vec![])));
        window.push(event(13, 0));
        assert_eq!(after(&window, 12), Some(vec![13]));
    }

    #[test]
    fn what_is_compacted_goes() {
        let mut window = Window::new(1, 1 << 20);
        (2..=5).for_each(|revision| window.push(event(revision, 0)));
        window.forget(1);
        assert_eq!(after(&window, 1), Some(vec![2, 3, 4, 5]));
        window.forget(3);
        assert_eq!((after(&window, 2), after(&window, 3)), (None, Some(vec![4, 5])));
        window.forget(5);
        assert_eq!(after(&window, 5), Some(vec![]));
        window.push(event(6, 0));
        assert_eq!(after(&window, 5), Some(vec![6]));
    }
}

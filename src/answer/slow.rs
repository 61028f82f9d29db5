//! Lists whose clients take their time: what is still to come of them is looked after, so that what is replaced meanwhile is kept.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::sleep;

/// What looking after takes.
pub type Looking = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What is looked after.
pub trait LookedAfter: Send + Sync {
    /// Does what is due.
    fn look(self: Arc<Self>) -> Looking;
}

/// All that is looked after. Somebody does so as long as there is anything.
#[derive(Clone)]
pub struct Slow {
    state: Arc<Mutex<State>>,
    every: Duration,
}

#[derive(Default)]
struct State {
    lists: HashMap<u64, Weak<dyn LookedAfter>>,
    next: u64,
    is_looking: bool,
}

/// Something is looked after until this is dropped.
pub struct Guard {
    slow: Slow,
    number: u64,
}

impl Slow {
    /// To be looked after so often.
    pub fn every(every: Duration) -> Self {
        Slow { state: Arc::default(), every }
    }

    /// Looks after something from now on, on a runtime.
    pub fn look_after(&self, list: Weak<dyn LookedAfter>, runtime: &Handle) -> Guard {
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        state.lists.insert(number, list);
        if !std::mem::replace(&mut state.is_looking, true) {
            runtime.spawn(self.clone().look());
        }
        Guard { slow: self.clone(), number }
    }

    async fn look(self) {
        loop {
            sleep(self.every).await;
            let lists: Vec<_> = {
                let mut state = self.state();
                if state.lists.is_empty() {
                    state.is_looking = false;
                    return;
                }
                state.lists.values().cloned().collect()
            };
            for list in lists.iter().filter_map(Weak::upgrade) {
                list.look().await;
            }
        }
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.slow.state().lists.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counted(AtomicUsize);

    impl LookedAfter for Counted {
        fn look(self: Arc<Self>) -> Looking {
            Box::pin(async move { _ = self.0.fetch_add(1, Ordering::Relaxed) })
        }
    }

    #[tokio::test]
    async fn it_is_looked_after_for_as_long_as_it_is_there() {
        let slow = Slow::every(Duration::from_millis(1));
        for _ in 0..2 {
            let counted = Arc::new(Counted::default());
            let weak: Weak<Counted> = Arc::downgrade(&counted);
            let guard = slow.look_after(weak, &Handle::current());
            while counted.0.load(Ordering::Relaxed) < 3 {
                tokio::task::yield_now().await;
            }
            drop(guard);
            while slow.state().is_looking {
                tokio::task::yield_now().await;
            }
            assert!(slow.state().lists.is_empty(), "nobody looks where there is nothing");
        }
    }
}

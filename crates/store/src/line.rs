//! Lines of those who change the same large record, one behind the other in the order in which they came.
//!
//! A decision on a large record costs too much to be made for nothing, as all but one of those would be that are made at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use crate::record::Key;

type Line = tokio::sync::Mutex<()>;

/// The lines, by key; those that nobody stands in are forgotten.
#[derive(Default)]
pub(crate) struct Lines(Mutex<HashMap<Key, Weak<Line>>>);

/// Being the first of a line, until it is dropped.
pub(crate) type First = OwnedMutexGuard<()>;

impl Lines {
    /// Waits in the line of this key.
    pub async fn stand_in(&self, key: &Key) -> First {
        let line = {
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            lines.retain(|_, line| line.strong_count() > 0);
            let line = lines.get(key).and_then(Weak::upgrade).unwrap_or_default();
            lines.insert(key.clone(), Arc::downgrade(&line));
            line
        };
        line.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn each_key_has_a_line_of_its_own_that_is_forgotten_when_it_is_empty() {
        let lines = Lines::default();
        let (a, b) = (Key::new("r", "n", "a"), Key::new("r", "n", "b"));
        let first = lines.stand_in(&a).await;
        let _other = lines.stand_in(&b).await;
        let mut second = Box::pin(lines.stand_in(&a));
        let mut third = Box::pin(lines.stand_in(&a));
        assert!((&mut second).now_or_never().is_none());
        assert!((&mut third).now_or_never().is_none());
        drop(first);
        assert!((&mut third).now_or_never().is_none(), "the second comes before the third");
        drop(second.await);
        drop(third.await);
        drop(lines.stand_in(&b));
        let _ = lines.stand_in(&Key::new("r", "n", "c")).await;
        let known = lines.0.lock().unwrap();
        assert!(!known.contains_key(&a) && known.len() == 2, "{known:?}");
    }
}

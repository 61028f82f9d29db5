//! Turns at what takes long: few at once, shared among users.
//!
//! A user has at most half of the turns, so that whoever comes finds one soon, whatever another is at. A turn that becomes free goes to
//! the user who has the fewest, and of these to the one whose last one is longest ago; a user's own wait in the order in which
//! they came.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// So many turns, and who has or wants one. Clones are handles of the same ones.
#[derive(Clone)]
pub struct Turns {
    state: Arc<Mutex<State>>,
    /// What one user has at most.
    share: usize,
}

struct State {
    free: usize,
    users: HashMap<Arc<str>, Taker>,
    /// Counts the turns that were given.
    given: u64,
}

/// Somebody who has a turn or waits for one.
#[derive(Default)]
struct Taker {
    has: usize,
    /// When the last one was given.
    last: u64,
    waiting: VecDeque<oneshot::Sender<Turn>>,
}

/// A turn, until it is dropped.
pub struct Turn {
    turns: Turns,
    user: Arc<str>,
}

impl Turns {
    /// So many at once; two at least, since nobody has more than half of them.
    pub fn new(count: usize) -> Self {
        let count = count.max(2);
        Turns { state: Arc::new(Mutex::new(State { free: count, users: HashMap::new(), given: 0 })), share: count / 2 }
    }

    /// Waits for a turn. Who drops the future waits no more.
    pub async fn take(&self, user: &Arc<str>) -> Turn {
        let (give, given) = oneshot::channel();
        self.state().users.entry(user.clone()).or_default().waiting.push_back(give);
        self.give();
        given.await.expect("a turn is given before its sender is dropped")
    }

    /// Gives the free turns to those who may have them.
    fn give(&self) {
        loop {
            let Some((give, turn)) = self.next() else { return };
            // Who has left leaves the turn to somebody else: dropped, it is free again.
            if let Err(turn) = give.send(turn) {
                drop(turn);
            }
        }
    }

    fn next(&self) -> Option<(oneshot::Sender<Turn>, Turn)> {
        let mut state = self.state();
        if state.free == 0 {
            return None;
        }
        let waits = |(_, taker): &(&Arc<str>, &mut Taker)| taker.has < self.share && !taker.waiting.is_empty();
        let (user, taker) = state.users.iter_mut().filter(waits).min_by_key(|(_, taker)| (taker.has, taker.last))?;
        let (user, give) = (user.clone(), taker.waiting.pop_front()?);
        taker.has += 1;
        state.free -= 1;
        state.given += 1;
        let given = state.given;
        state.users.entry(user.clone()).or_default().last = given;
        Some((give, Turn { turns: self.clone(), user }))
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        {
            let mut state = self.turns.state();
            state.free += 1;
            if let Some(taker) = state.users.get_mut(&self.user) {
                taker.has -= 1;
                taker.waiting.retain(|waiting| !waiting.is_closed());
                if taker.has == 0 && taker.waiting.is_empty() {
                    state.users.remove(&self.user);
                }
            }
        }
        self.turns.give();
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use futures_util::FutureExt;

    use super::*;

    type Taking = Pin<Box<dyn Future<Output = Turn>>>;

    /// Begins to wait.
    fn wants(turns: &Turns, user: &str) -> Taking {
        let (turns, user) = (turns.clone(), Arc::from(user));
        let mut taking: Taking = Box::pin(async move { turns.take(&user).await });
        if let Some(turn) = taking.as_mut().now_or_never() {
            return Box::pin(std::future::ready(turn));
        }
        taking
    }

    fn has(taking: &mut Taking) -> Option<Turn> {
        taking.as_mut().now_or_never()
    }

    #[test]
    fn nobody_has_more_than_half_and_another_finds_one_at_once() {
        let turns = Turns::new(4);
        let first = (has(&mut wants(&turns, "a")).unwrap(), has(&mut wants(&turns, "a")).unwrap());
        let mut third = wants(&turns, "a");
        assert!(has(&mut third).is_none());
        let other = has(&mut wants(&turns, "b")).unwrap();
        drop(first.0);
        let again = has(&mut third).unwrap();
        drop((first.1, again, other));
        assert!(turns.state().users.is_empty(), "nobody is remembered");
    }

    #[test]
    fn a_free_turn_goes_to_who_has_fewest_and_has_waited_longest() {
        let turns = Turns::new(2);
        let [a, b] = ["a", "b"].map(|user| has(&mut wants(&turns, user)).unwrap());
        let mut waiting = ["a", "a", "b", "c"].map(|user| wants(&turns, user));
        drop(a);
        let c = has(&mut waiting[3]).expect("who has had none comes first");
        assert!(has(&mut waiting[0]).is_none() && has(&mut waiting[2]).is_none());
        drop(c);
        let a = has(&mut waiting[0]).expect("b has one");
        drop(b);
        assert!(has(&mut waiting[1]).is_none(), "half is one");
        let b = has(&mut waiting[2]).unwrap();
        drop((a, b));
        assert!(has(&mut waiting[1]).is_some());
    }

    #[test]
    fn who_has_left_takes_none() {
        let turns = Turns::new(2);
        let a = has(&mut wants(&turns, "a")).unwrap();
        let (left, mut stays) = (wants(&turns, "a"), wants(&turns, "a"));
        drop(left);
        drop(a);
        let stays = has(&mut stays).unwrap();
        drop(stays);
        assert_eq!(turns.state().free, 2);
        // One that was given is free again where nobody took it.
        let given = wants(&turns, "a");
        drop(given);
        assert_eq!(turns.state().free, 2);
        assert!(turns.state().users.is_empty());
    }
}

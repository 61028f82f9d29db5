//! Who waits for something to happen, by what they wait for: a change wakes those whom it concerns, and nobody else.
//!
//! A bell is rung once, by the first change of its scope, and remembers which that was. So who has waited at it knows that
//! nothing of its scope has happened before, however much else has: it need not go through that, and misses nothing where the
//! log has lost it meanwhile.
//!
//! Bells are marked while what is published is locked, so that whoever looks there sees either both, a change and its bell rung,
//! or neither. Those who wait are woken after that, when nothing is locked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::Notify;

use crate::history::Event;
use crate::record::Revision;
use crate::scope::Scope;

/// Why a bell was rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ring {
    /// By this change, the first of its scope since there is the bell.
    Changed(Revision),
    /// Nothing will happen any more.
    Closed,
}

#[derive(Default)]
pub(crate) struct Bell {
    rung: OnceLock<Ring>,
    notify: Notify,
}

impl Bell {
    pub fn rung(&self) -> Option<Ring> {
        self.rung.get().copied()
    }

    /// Waits until it is rung.
    pub async fn heard(&self) {
        // From here on it is heard, also when it is rung between this line and the next.
        let notified = self.notify.notified();
        if self.rung().is_none() {
            notified.await;
        }
    }

    fn mark(&self, ring: Ring) {
        // Only the first ring counts.
        let _ = self.rung.set(ring);
    }
}

/// The bells at which somebody waits. There are no more than those who do.
#[derive(Default)]
pub(crate) struct Waiters(Mutex<Bells>);

#[derive(Default)]
struct Bells {
    /// Those that were not rung, each with how many wait there.
    silent: HashMap<Scope, (Arc<Bell>, usize)>,
    closed: bool,
}

impl Waiters {
    /// A place at the bell of a scope. To be taken before one looks whether there is something already.
    pub fn wait(self: &Arc<Self>, scope: &Scope) -> Seat {
        let mut bells = self.lock();
        let bell = if bells.closed {
            let bell = Arc::<Bell>::default();
            bell.mark(Ring::Closed);
            bell
        } else {
            // Its texts are those of who asks: nothing is copied.
            let (bell, seats) = bells.silent.entry(scope.clone()).or_default();
            *seats += 1;
            Arc::clone(bell)
        };
        Seat { bell, scope: scope.clone(), waiters: Arc::clone(self) }
    }

    /// Marks the bells of what happened. To be called while what is published is locked.
    pub fn changed(&self, events: &[Arc<Event>]) -> Woken {
        let (mut bells, mut woken) = (self.lock(), Vec::new());
        for event in events {
            if bells.silent.is_empty() {
                break;
            }
            let rung = Scope::around(&event.key).into_iter().filter_map(|scope| bells.silent.remove(&scope));
            woken.extend(rung.map(|(bell, _)| {
                bell.mark(Ring::Changed(event.revision));
                bell
            }));
        }
        Woken(woken)
    }

    /// Marks all bells. To be called while what is published is locked.
    pub fn all_changed(&self, revision: Revision) -> Woken {
        self.lock().ring(Ring::Changed(revision))
    }

    /// Wakes everybody, and whoever comes later: nothing will happen any more.
    pub fn close(&self) {
        let woken = {
            let mut bells = self.lock();
            bells.closed = true;
            bells.ring(Ring::Closed)
        };
        woken.wake();
    }

    fn leave(&self, seat: &Seat) {
        let mut bells = self.lock();
        let Some((bell, seats)) = bells.silent.get_mut(&seat.scope) else { return };
        // It may have been rung just now: then it stands here no longer, or another does.
        if !Arc::ptr_eq(bell, &seat.bell) {
            return;
        }
        *seats -= 1;
        if *seats == 0 {
            bells.silent.remove(&seat.scope);
        }
    }

    // A poisoned lock is taken all the same: no code that holds it runs anything of a caller's.
    fn lock(&self) -> MutexGuard<'_, Bells> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bells {
    fn ring(&mut self, ring: Ring) -> Woken {
        let bells = std::mem::take(&mut self.silent).into_values().map(|(bell, _)| bell);
        Woken(bells.inspect(|bell| bell.mark(ring)).collect())
    }
}

/// Closes them once it is dropped: it lives as long as who could ring.
pub(crate) struct Open(pub Arc<Waiters>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Those whose bells are marked.
#[must_use]
pub(crate) struct Woken(Vec<Arc<Bell>>);

impl Woken {
    /// Lets them go on. To be called when nothing is locked: there may be thousands.
    pub fn wake(self) {
        self.0.iter().for_each(|bell| bell.notify.notify_waiters());
    }
}

/// A place at a bell, until it is dropped.
pub(crate) struct Seat {
    bell: Arc<Bell>,
    scope: Scope,
    waiters: Arc<Waiters>,
}

impl Seat {
    pub fn bell(&self) -> &Bell {
        &self.bell
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.bell.rung().is_none() {
            self.waiters.leave(self);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::record::{Draft, Key};

    fn event(revision: Revision, key: &Key) -> Arc<Event> {
        let key = key.clone();
        let record = Draft { key, uid: "", created: 2, modified: revision, value: vec![] };
        Arc::new(Event::new(revision, None, Some(record.into())).unwrap())
    }

    fn silent(waiters: &Waiters) -> usize {
        waiters.lock().silent.len()
    }

    #[test]
    fn the_first_change_of_a_scope_rings_its_bell_and_a_later_one_another() {
        let waiters = Arc::<Waiters>::default();
        let (a, b) = (Key::new("r", "n", "a"), Key::new("r", "m", "b"));
        let scopes = Scope::around(&a);
        let seats = scopes.each_ref().map(|scope| waiters.wait(scope));
        let rung = |seats: &[Seat]| seats.iter().map(|seat| seat.bell().rung()).collect::<Vec<_>>();
        let at = |revision| Some(Ring::Changed(revision));
        let woken = waiters.changed(&[event(5, &b), event(6, &a), event(7, &a), event(8, &b)]);
        assert_eq!((rung(&seats), woken.0.len()), (vec![at(5), at(5), at(6), at(6)], 4));
        let again = scopes.each_ref().map(|scope| waiters.wait(scope));
        assert_eq!(rung(&again), [None; 4]);
        // Who had a place at a bell that was rung leaves the others theirs.
        drop(seats);
        assert_eq!(silent(&waiters), 4);
        assert_eq!((waiters.changed(&[event(9, &a)]).0.len(), rung(&again)), (4, vec![at(9); 4]));
    }

    #[test]
    fn there_are_no_bells_where_nobody_waits() {
        let waiters = Arc::<Waiters>::default();
        let (one, other) = (Scope::of("r", None), Scope::of("r", Some("n")));
        let seats = [waiters.wait(&one), waiters.wait(&one), waiters.wait(&other)];
        assert_eq!(silent(&waiters), 2);
        let [first, second, third] = seats;
        drop(first);
        assert_eq!(silent(&waiters), 2, "the second still waits");
        drop(third);
        assert_eq!(silent(&waiters), 1);
        drop(second);
        assert_eq!(silent(&waiters), 0);
        assert!(waiters.changed(&[event(2, &Key::new("r", "n", "a"))]).0.is_empty());
    }

    #[test]
    fn who_waits_hears_what_rings_before_and_after_it_is_asked() {
        let (waiters, key) = (Arc::<Waiters>::default(), Key::new("r", "n", "a"));
        let seat = waiters.wait(&Scope::One(key.clone()));
        let mut heard = Box::pin(seat.bell().heard());
        assert!((&mut heard).now_or_never().is_none());
        let woken = waiters.changed(&[event(2, &key)]);
        assert!(seat.bell().heard().now_or_never().is_some(), "it is marked");
        woken.wake();
        assert!((&mut heard).now_or_never().is_some());
    }

    #[test]
    fn the_end_rings_all_bells_also_later_ones() {
        let waiters = Arc::<Waiters>::default();
        let early = waiters.wait(&Scope::Everything);
        drop(Open(Arc::clone(&waiters)));
        let late = waiters.wait(&Scope::Everything);
        assert_eq!([early, late].map(|seat| seat.bell().rung()), [Some(Ring::Closed); 2]);
        assert_eq!(silent(&waiters), 0);
    }
}

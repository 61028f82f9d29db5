//! What answers hold that are made and not yet read: bounded in bytes for all of them together.
//!
//! Each may hold a little, and their number is bounded elsewhere; what is larger needs room, which is free again when the last
//! of its bytes has gone out, or its client has left.
//!
//! A user has at most half of a bound, so that who does not read keeps nobody else waiting. There are three bounds, so that nobody waits for room with some of the
//! same in hand: what goes out, which waits for its reader alone; what a list needs until it has come to its end; and what it can do without,
//! for which nobody waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinError;

use super::slow::{Guard, LookedAfter, Slow};
use crate::turns::{Turn, Turns};

/// So many bytes need no room.
pub const FREE_BYTES: usize = 64 * 1024;
/// What may be held by all of it that goes out.
const READY_BYTES: usize = 64 * 1024 * 1024;
/// What may be held by all lists under way, so that they can go on.
const LISTS_BYTES: usize = 8 * 1024 * 1024;
/// What may be held by them beside that.
const SPARE_BYTES: usize = 8 * 1024 * 1024;
/// How often a list that waits for its client looks at what was replaced.
const KEEP_UP_EVERY: Duration = Duration::from_secs(1);
/// Room is counted in so many bytes.
const UNIT_BYTES: usize = 1024;
/// So many pieces of lists are made at once, for each processor.
const TURNS: usize = 2;

/// What there is for answers that nobody has read yet.
pub struct Unread {
    /// For what is ready to go out: whole answers, pieces of lists, events.
    pub ready: Pool,
    /// For what lists need to go on, and what was deleted.
    pub lists: Pool,
    /// For what they can do without: compression, what was replaced.
    pub spare: Pool,
    turns: Turns,
    /// Where lists are worked on; where they are asked for, if it is not said.
    runtime: Option<Handle>,
    slow: Slow,
}

/// Room for some bytes; dropped, it is free again.
pub struct Room(Option<Units>);

/// Counted twice: in what its user has, and in what all have.
struct Units {
    own: OwnedSemaphorePermit,
    of_all: OwnedSemaphorePermit,
}

impl Default for Unread {
    fn default() -> Self {
        let turns = TURNS * thread::available_parallelism().map_or(1, usize::from);
        Unread {
            ready: Pool::of(READY_BYTES),
            lists: Pool::of(LISTS_BYTES),
            spare: Pool::of(SPARE_BYTES),
            turns: Turns::new(turns),
            runtime: None,
            slow: Slow::every(KEEP_UP_EVERY),
        }
    }
}

impl Unread {
    /// With a runtime whose threads have room for recursion over documents.
    pub fn on(runtime: Handle) -> Self {
        Unread { runtime: Some(runtime), ..Unread::default() }
    }

    /// The same with so many bytes for what is ready.
    #[cfg(test)]
    pub fn with_room(bytes: usize) -> Self {
        Unread { ready: Pool::of(bytes), ..Unread::default() }
    }

    fn runtime(&self) -> Handle {
        self.runtime.clone().unwrap_or_else(Handle::current)
    }

    /// Does what computes for a while.
    ///
    /// # Errors
    /// It panicked.
    pub async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
        self.runtime().spawn_blocking(job).await
    }

    /// Looks after a list until what is returned is dropped.
    pub fn look_after(&self, list: Weak<dyn LookedAfter>) -> Guard {
        self.slow.look_after(list, &self.runtime())
    }

    /// Waits for a user's turn at making a piece.
    pub async fn turn(&self, user: &Arc<str>) -> Turn {
        self.turns.take(user).await
    }
}

/// Room for so many bytes.
pub struct Pool {
    free: Arc<Semaphore>,
    /// What one user may have.
    share: usize,
    /// What of its share is free, of who has some room or waits for it.
    shares: Mutex<HashMap<Arc<str>, Weak<Semaphore>>>,
}

impl Pool {
    fn of(bytes: usize) -> Self {
        let units = bytes / UNIT_BYTES;
        Pool { free: Arc::new(Semaphore::new(units)), share: units / 2, shares: Mutex::default() }
    }

    /// What one user may have, in bytes.
    #[cfg(test)]
    pub fn share_bytes(&self) -> usize {
        self.share * UNIT_BYTES
    }

    /// Waits for room for so many bytes of a user's. What is larger than a user may have gets all of that.
    pub async fn room(&self, user: &Arc<str>, bytes: usize) -> Room {
        let units = self.units(bytes);
        if units == 0 {
            return Room::none();
        }
        // They are never closed. Who waits for others has room of its own in hand, and nothing that others wait for.
        let Ok(own) = self.share_of(user).acquire_many_owned(units).await else { return Room::none() };
        let of_all = self.free.clone().acquire_many_owned(units).await;
        Room(of_all.ok().map(|of_all| Units { own, of_all }))
    }

    /// Makes a room that was taken beforehand fit. Where it is too small and cannot be widened at once, it is given up and waited
    /// for anew, so that nobody waits with some of the same in hand.
    pub async fn fit(&self, user: &Arc<str>, mut room: Room, bytes: usize) -> Room {
        if self.widen(user, &mut room, bytes) {
            room.narrow(self.units(bytes) as usize);
            return room;
        }
        drop(room);
        self.room(user, bytes).await
    }

    /// Widens some of this user's room to so many bytes, if that is possible at once.
    pub fn widen(&self, user: &Arc<str>, room: &mut Room, bytes: usize) -> bool {
        let has = room.0.as_ref().map_or(0, |units| units.own.num_permits());
        let more = u32::try_from((self.units(bytes) as usize).saturating_sub(has)).unwrap_or(u32::MAX);
        if more == 0 {
            return true;
        }
        let Ok(own) = self.share_of(user).try_acquire_many_owned(more) else { return false };
        let Ok(of_all) = self.free.clone().try_acquire_many_owned(more) else { return false };
        match &mut room.0 {
            Some(units) => {
                units.own.merge(own);
                units.of_all.merge(of_all);
            }
            none => *none = Some(Units { own, of_all }),
        }
        true
    }

    fn share_of(&self, user: &Arc<str>) -> Arc<Semaphore> {
        // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        shares.retain(|_, share| share.strong_count() > 0);
        let share = shares.get(user).and_then(Weak::upgrade).unwrap_or_else(|| Arc::new(Semaphore::new(self.share)));
        shares.insert(user.clone(), Arc::downgrade(&share));
        share
    }

    fn units(&self, bytes: usize) -> u32 {
        let units = if bytes <= FREE_BYTES { 0 } else { bytes.div_ceil(UNIT_BYTES).min(self.share) };
        u32::try_from(units).unwrap_or(u32::MAX)
    }
}

impl Room {
    /// For what needs none.
    pub fn none() -> Self {
        Room(None)
    }

    /// Gives back what is more than this.
    fn narrow(&mut self, units: usize) {
        let Some(has) = &mut self.0 else { return };
        let more = has.own.num_permits().saturating_sub(units);
        drop((has.own.split(more), has.of_all.split(more)));
        if units == 0 {
            self.0 = None;
        }
    }

    /// Bytes that keep this room until the last copy of them is gone.
    pub fn keep(self, bytes: impl Into<Bytes>) -> Bytes {
        match self.0 {
            None => bytes.into(),
            Some(units) => Bytes::from_owner(Kept { bytes: bytes.into(), _units: units }),
        }
    }
}

struct Kept {
    bytes: Bytes,
    _units: Units,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn user(name: &str) -> Arc<str> {
        name.into()
    }

    #[test]
    fn room_is_there_again_when_the_last_of_its_bytes_has_gone() {
        let pool = Pool::of(600 * 1024);
        let left = || pool.free.available_permits();
        let take = |bytes: usize| pool.room(&user("a"), bytes).now_or_never();
        let little = take(FREE_BYTES).unwrap().keep(vec![1; FREE_BYTES]);
        assert_eq!((little.len(), left()), (FREE_BYTES, 600));
        let mut large = take(200 * 1024).unwrap().keep(vec![2; 200 * 1024]);
        assert_eq!(left(), 400);
        assert!(take(101 * 1024).is_none(), "who comes now waits");
        let piece = large.split_to(10);
        drop(large);
        assert_eq!((&piece[..], left()), (&[2; 10][..], 400));
        drop(piece);
        assert_eq!(left(), 600);
        assert!(take(300 * 1024).is_some());
    }

    #[test]
    fn room_that_was_taken_beforehand_is_made_to_fit() {
        let pool = Pool::of(1200 * 1024);
        let left = || pool.free.available_permits();
        let a = user("a");
        let fit = |before: usize, bytes: usize| {
            let room = pool.room(&a, before).now_or_never().unwrap();
            pool.fit(&a, room, bytes).now_or_never()
        };
        let room = fit(100 * 1024, 300 * 1024).unwrap();
        assert_eq!(left(), 900);
        drop(room);
        let room = fit(300 * 1024, 100 * 1024).unwrap();
        assert_eq!(left(), 1100, "what is not needed is there for others");
        drop(room);
        assert!(fit(300 * 1024, 0).is_some() && left() == 1200);
        let other = pool.room(&a, 400 * 1024).now_or_never().unwrap();
        assert!(fit(100 * 1024, 300 * 1024).is_none(), "it waits");
        assert_eq!(left(), 800, "and not with some of it in hand");
        drop(other);
    }

    #[test]
    fn what_is_larger_than_a_user_may_have_gets_all_of_that_and_no_more() {
        let pool = Pool::of(600 * 1024);
        let [a, b, c] = ["a", "b", "c"].map(user);
        let all = pool.room(&a, 1 << 30).now_or_never().unwrap();
        assert!(pool.room(&a, FREE_BYTES + 1).now_or_never().is_none());
        assert!(pool.room(&a, FREE_BYTES).now_or_never().is_some());
        let others = pool.room(&b, 200 * 1024).now_or_never().expect("nobody has more than half");
        assert!(pool.room(&c, 101 * 1024).now_or_never().is_none(), "all together have no more");
        drop(all);
        assert!(pool.room(&a, FREE_BYTES + 1).now_or_never().is_some());
        drop(others);
        drop(pool.room(&c, FREE_BYTES + 1).now_or_never());
        assert_eq!(pool.shares.lock().unwrap().len(), 1, "who has none and wants none is forgotten");
    }

    #[test]
    fn room_is_widened_where_there_is_some_and_never_waits() {
        let pool = Pool::of(600 * 1024);
        let a = user("a");
        let mut room = Room::none();
        assert!([10, 100 * 1024, 200 * 1024].iter().all(|bytes| pool.widen(&a, &mut room, *bytes)));
        let other = pool.room(&a, 100 * 1024).now_or_never().unwrap();
        assert!(!pool.widen(&a, &mut room, 201 * 1024) && pool.widen(&a, &mut room, 200 * 1024));
        assert!(pool.widen(&user("b"), &mut Room::none(), 300 * 1024));
        drop((room, other));
        assert_eq!(pool.free.available_permits(), 600);
    }
}

//! What answers hold that are made and not yet read: bounded in bytes for all of them together.
//!
//! Each may hold a little, and their number is bounded elsewhere; what is larger needs room, which is free again when the last
//! of its bytes has gone out, or its client has left.
//!
//! There are two bounds, so that nobody waits for room with some of the same in hand: what goes out, which waits for its reader
//! alone, and what a list needs until it has come to its end.

use std::sync::Arc;
use std::thread;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::turns::{Turn, Turns};

/// So many bytes need no room.
pub const FREE_BYTES: usize = 64 * 1024;
/// What may be held by all of it that goes out, and again by all lists under way.
const POOL_BYTES: usize = 64 * 1024 * 1024;
/// Room is counted in so many bytes.
const UNIT_BYTES: usize = 1024;
/// So many pieces of lists are made at once, for each processor.
const TURNS: usize = 2;

/// What there is for answers that nobody has read yet.
pub struct Unread {
    /// For what is ready to go out: whole answers, pieces of lists, events.
    pub ready: Pool,
    /// For what lists need to go on: compression, what was deleted, what was replaced.
    pub lists: Pool,
    turns: Turns,
}

/// Room for some bytes; dropped, it is free again.
pub struct Room {
    units: Option<OwnedSemaphorePermit>,
}

impl Default for Unread {
    fn default() -> Self {
        let turns = TURNS * thread::available_parallelism().map_or(1, usize::from);
        Unread { ready: Pool::of(POOL_BYTES), lists: Pool::of(POOL_BYTES), turns: Turns::new(turns) }
    }
}

impl Unread {
    /// Waits for a user's turn at making a piece.
    pub async fn turn(&self, user: &Arc<str>) -> Turn {
        self.turns.take(user).await
    }
}

/// Room for so many bytes.
pub struct Pool {
    free: Arc<Semaphore>,
    units: usize,
}

impl Pool {
    fn of(bytes: usize) -> Self {
        let units = bytes / UNIT_BYTES;
        Pool { free: Arc::new(Semaphore::new(units)), units }
    }

    /// Waits for room for so many bytes. What is larger than all the room there is gets all of it.
    pub async fn room(&self, bytes: usize) -> Room {
        let units = self.units(bytes);
        if units == 0 {
            return Room::none();
        }
        // It is never closed.
        Room { units: self.free.clone().acquire_many_owned(units).await.ok() }
    }

    /// Widens some of this room to so many bytes, if that is possible at once.
    pub fn widen(&self, room: &mut Room, bytes: usize) -> bool {
        let has = room.units.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let more = u32::try_from((self.units(bytes) as usize).saturating_sub(has)).unwrap_or(u32::MAX);
        if more == 0 {
            return true;
        }
        let Ok(more) = self.free.clone().try_acquire_many_owned(more) else { return false };
        match &mut room.units {
            Some(units) => units.merge(more),
            none => *none = Some(more),
        }
        true
    }

    fn units(&self, bytes: usize) -> u32 {
        let units = if bytes <= FREE_BYTES { 0 } else { bytes.div_ceil(UNIT_BYTES).min(self.units) };
        u32::try_from(units).unwrap_or(u32::MAX)
    }
}

impl Room {
    /// For what needs none.
    pub fn none() -> Self {
        Room { units: None }
    }

    /// Bytes that keep this room until the last copy of them is gone.
    pub fn keep(self, bytes: impl Into<Bytes>) -> Bytes {
        match self.units {
            None => bytes.into(),
            Some(units) => Bytes::from_owner(Kept { bytes: bytes.into(), _units: units }),
        }
    }
}

struct Kept {
    bytes: Bytes,
    _units: OwnedSemaphorePermit,
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

    #[test]
    fn room_is_there_again_when_the_last_of_its_bytes_has_gone() {
        let pool = Pool::of(300 * 1024);
        let left = || pool.free.available_permits();
        let take = |bytes: usize| pool.room(bytes).now_or_never();
        let little = take(FREE_BYTES).unwrap().keep(vec![1; FREE_BYTES]);
        assert_eq!((little.len(), left()), (FREE_BYTES, 300));
        let mut large = take(200 * 1024).unwrap().keep(vec![2; 200 * 1024]);
        assert_eq!(left(), 100);
        assert!(take(101 * 1024).is_none(), "who comes now waits");
        let piece = large.split_to(10);
        drop(large);
        assert_eq!((&piece[..], left()), (&[2; 10][..], 100));
        drop(piece);
        assert_eq!(left(), 300);
    }

    #[test]
    fn what_is_larger_than_all_the_room_gets_all_of_it() {
        let pool = Pool::of(300 * 1024);
        let all = pool.room(1 << 30).now_or_never().unwrap();
        assert!(pool.room(FREE_BYTES + 1).now_or_never().is_none());
        assert!(pool.room(FREE_BYTES).now_or_never().is_some());
        drop(all);
        assert!(pool.room(FREE_BYTES + 1).now_or_never().is_some());
    }

    #[test]
    fn room_is_widened_where_there_is_some_and_never_waits() {
        let pool = Pool::of(300 * 1024);
        let mut room = Room::none();
        assert!([10, 100 * 1024, 200 * 1024].iter().all(|bytes| pool.widen(&mut room, *bytes)));
        let other = pool.room(100 * 1024).now_or_never().unwrap();
        assert!(!pool.widen(&mut room, 201 * 1024) && pool.widen(&mut room, 200 * 1024));
        drop((room, other));
        assert_eq!(pool.free.available_permits(), 300);
    }
}

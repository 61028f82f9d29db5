//! Keeping the log within its bounds: one small transaction at a time, between the writer's batches.
//!
//! Each transaction moves the log's start and removes what lies before it, so that the file is sound after a crash at any
//! step. Once nothing is left to remove, pages that hold nothing go back to the file system, if there are many of them.

use std::time::Duration;

use coracle_store::backend::{Failed, Transaction};
use coracle_store::compaction::{Extent, FREE_SHARE, Filled, before};
use coracle_store::{Compaction, Revision};
use sqlx::sqlite::SqliteConnection;

use crate::error::failure;
use crate::log;
use crate::pages::{self, PAGE_BYTES, Pages};
use crate::sql::{self, Log, Stand};
use crate::world::{FIRST, Last, World};

/// Free pages are left for later events while there are no more than this many; 4 MiB.
const FREE_PAGES_MIN: u64 = 1024;

/// While the disk is full, no more history is kept than is needed to tell those who watch, and no more free pages.
const FULL_LOG_BYTES: u64 = 1 << 20;
const FULL_FREE_PAGES: u64 = 256;

pub(crate) struct Upkeep {
    bounds: Compaction,
    /// The most bytes that the file is to have.
    limit: Option<u64>,
    /// While the disk is full, history gives way.
    full: bool,
    log: Extent,
    /// Bytes of all records' values.
    live: u64,
    last: Last,
    /// How many bytes the log may have, as of when the file was last looked at.
    bytes_max: u64,
    doing: Doing,
    /// Events before it are to go, whatever the bounds say.
    keep_from: Revision,
    /// Somebody waits until all is done.
    asked: bool,
    failed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Nothing,
    Removing,
    /// Until no more than these pages hold nothing.
    Shrinking {
        free: u64,
    },
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Nothing,
    Wrote,
    /// All is done, and much was, or somebody waits for it: the WAL, too, is to be made small.
    Done,
}

impl Upkeep {
    /// `live` is how many bytes the values of all records have.
    pub fn new(bounds: Compaction, limit: Option<u64>, live: u64, last: Last) -> Upkeep {
        let log = Extent { events: 0, bytes: 0, oldest_ms: None };
        // What the last run left undone is done now.
        let (doing, asked) = (Doing::Removing, false);
        let (bytes_max, keep_from) = (u64::MAX, 0);
        Upkeep { bounds, limit, full: false, log, live, last, bytes_max, doing, keep_from, asked, failed: false }
    }

    /// The log holds so much. To be said before anything is written.
    pub fn set_log(&mut self, log: Extent) {
        self.log = log;
    }

    /// So much was written.
    pub fn grown(&mut self, transaction: &Transaction<'_>, time_ms: i64) {
        let growth = transaction.growth();
        self.last.revision = transaction.revision;
        if transaction.begins_anew() {
            self.last.compacted = transaction.revision;
            self.log = Extent { events: 0, bytes: 0, oldest_ms: None };
        }
        self.log.events += growth.events;
        self.log.bytes += growth.logged;
        self.live = (self.live + growth.after).saturating_sub(growth.before);
        if growth.events > 0 {
            self.log.oldest_ms.get_or_insert(time_ms);
        }
    }

    /// Looks how much the file has by now. To be called whenever the file may have grown: after each checkpoint.
    ///
    /// The first world's history makes way for all that is in the file; another's for its own objects.
    pub async fn look(&mut self, db: &mut SqliteConnection, world: &World) -> Result<(), sqlx::Error> {
        let Pages { all, free } = pages::pages(db).await?;
        let used = if world.number == FIRST.number { (all - free) * PAGE_BYTES } else { self.live + self.log.bytes };
        self.bytes_max = self.bounds.bytes_max(self.log.bytes, Filled { used, live: self.live }, self.limit);
        let (mut much, mut down_to) = (free > FREE_PAGES_MIN && free > all / FREE_SHARE, all / FREE_SHARE / 2);
        if self.full {
            self.bytes_max = self.bytes_max.min(FULL_LOG_BYTES);
            (much, down_to) = (free > FULL_FREE_PAGES, 0);
        }
        if much && self.doing == Doing::Nothing && self.bounds != Compaction::OFF {
            self.doing = Doing::Shrinking { free: down_to };
        }
        Ok(())
    }

    /// The disk is full, or is no longer.
    pub fn set_full(&mut self, full: bool) {
        self.full = full;
        if full {
            (self.doing, self.failed) = (Doing::Removing, false);
        }
    }

    /// Somebody wants the events before a revision gone, or what the bounds let go.
    pub fn ask(&mut self, keep_from: Option<Revision>) {
        self.keep_from = self.keep_from.max(keep_from.unwrap_or(0));
        self.asked = true;
        (self.doing, self.failed) = (Doing::Removing, false);
    }

    /// What somebody waited for is done, or given up.
    pub fn answered(&mut self) {
        self.asked = false;
    }

    /// History up to this revision is gone.
    pub fn compacted(&self) -> Revision {
        self.last.compacted
    }

    /// The last revision.
    pub fn revision(&self) -> Revision {
        self.last.revision
    }

    /// What the log holds.
    pub fn log(&self) -> Log {
        Log { start: self.last.compacted + 1, events: self.log.events }
    }

    /// How long the writer may wait for a change before the next step; `None` for as long as it likes.
    pub fn rest(&self) -> Option<Duration> {
        if self.doing != Doing::Nothing {
            return Some(Duration::ZERO);
        }
        (self.failed || self.log.events > self.bounds.keep_events_min).then(|| self.bounds.look_every())
    }

    /// After a rest, what failed is tried again.
    pub fn rested(&mut self) {
        self.failed = false;
    }

    /// Does the next small piece of work, if there is any.
    pub async fn step(&mut self, db: &mut SqliteConnection, stand: &Stand, now_ms: i64) -> Result<Progress, Failed> {
        if self.doing == Doing::Nothing && !self.failed && self.bounds.is_due(&self.log, self.bytes_max, now_ms) {
            self.doing = Doing::Removing;
        }
        let done = match self.doing {
            Doing::Nothing => Ok(Progress::Nothing),
            Doing::Removing => self.remove(db, stand, now_ms).await,
            Doing::Shrinking { free } => self.shrink(db, free).await,
        };
        if done.is_err() {
            (self.doing, self.failed) = (Doing::Nothing, true);
        }
        done
    }

    async fn remove(&mut self, db: &mut SqliteConnection, stand: &Stand, now_ms: i64) -> Result<Progress, Failed> {
        let world = &stand.world;
        self.look(db, world).await.map_err(failure)?;
        let oldest = log::oldest(db, world.number).await.map_err(failure)?;
        let bounded = self.bounds.removable(&self.log, self.bytes_max, &oldest, now_ms);
        let asked = before(&oldest, self.keep_from);
        let gone = if asked.len() > bounded.len() { asked } else { bounded };
        if let (Some(first), Some(last)) = (gone.first(), gone.last()) {
            let log = Log { start: first.revision, events: gone.len() as u64 };
            sql::forget(db, &Stand { log, ..*stand }, self.last.revision).await?;
            self.log.events = self.log.events.saturating_sub(gone.len() as u64);
            self.log.bytes = self.log.bytes.saturating_sub(gone.iter().map(|event| event.bytes).sum());
            self.last.compacted = last.revision;
        }
        if gone.len() == oldest.len() && !oldest.is_empty() {
            // The next step sees whether there is more to remove.
            self.log.oldest_ms = self.log.oldest_ms.filter(|_| self.log.events > 0);
        } else {
            self.log.oldest_ms = oldest.get(gone.len()).map(|event| event.time_ms);
            self.doing = if self.asked { Doing::Shrinking { free: 0 } } else { Doing::Nothing };
            self.look(db, world).await.map_err(failure)?;
        }
        Ok(if gone.is_empty() { Progress::Nothing } else { Progress::Wrote })
    }

    async fn shrink(&mut self, db: &mut SqliteConnection, down_to: u64) -> Result<Progress, Failed> {
        let before = pages::pages(db).await.map_err(failure)?.free;
        if before > down_to {
            pages::shrink(db).await.map_err(failure)?;
            let after = pages::pages(db).await.map_err(failure)?.free;
            if down_to < after && after < before {
                return Ok(Progress::Wrote);
            }
        }
        self.doing = Doing::Nothing;
        Ok(Progress::Done)
    }
}

//! The file as what keeps a store: when it is written, checkpointed, compacted, full, and closed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use coracle_store::backend::{Failed, Moment, Opened, Recent, Transaction};
use coracle_store::history::Page;
use coracle_store::{Backend, ManagerRow, Record, Records, Revision};
use sqlx::Connection;
use tokio::time::Instant;

use crate::ask::set_size_limit;
use crate::error::{OpenError, unless_broken, words};
use crate::file::{self, OpenFile};
use crate::options::{Checked, Options};
use crate::pages::{self, Checkpoint, PAGE_BYTES};
use crate::reserve::{Reserve, is_no_space};
use crate::upkeep::{Progress, Upkeep};
use crate::{check, log, managers, sql};

/// When nothing waits, the WAL is moved into the database once it has so many bytes: some hundred single changes.
const WAL_IDLE_BYTES: u64 = 4 << 20;
/// Even when changes wait, it is moved at so many.
const WAL_BUSY_BYTES: u64 = 8 << 20;
/// Its size is asked after so many changes, which take less than 2 MiB of it, and mostly less than 1: asking takes a tenth of a single
/// change's time.
const ASK_AFTER: u64 = 64;
/// For each of so many bytes, an event counts as one more: what is written stands in several places, and fills pages only in part.
const ASK_BYTES: u64 = 4 << 10;
/// How often it is tried whether a full disk has space again.
const RECOVER_EVERY: Duration = Duration::from_secs(1);

pub(crate) struct Sqlite {
    file: OpenFile,
    options: Options,
    /// How many changes went into the WAL since its size was last asked; a large one counts several times.
    unasked: u64,
    upkeep: Upkeep,
    revision: Revision,
    full: Option<Full>,
    /// What was found after something had failed already: told at the next occasion.
    broken: Option<String>,
}

/// The disk is full, and the reserve is given up.
struct Full {
    why: String,
    /// When it may be taken again at the earliest.
    recover: Instant,
}

pub(crate) async fn open(path: &Path, options: &Options) -> Result<Opened<Sqlite>, OpenError> {
    let (file, records, last) = file::open(path, options).await?;
    let upkeep = Upkeep::new(options.store.compaction, options.store.bytes_max, records.bytes(), last);
    let (size, revision) = (file.place.size(), last.revision);
    // A killed process may have left a WAL.
    let (options, unasked) = (*options, ASK_AFTER);
    let mut backend = Sqlite { file, options, unasked, upkeep, revision, full: None, broken: None };
    let recent = match options.checked {
        Checked::Records => None,
        Checked::Whole => match backend.finish(&records).await {
            Ok(recent) => recent,
            Err(refusal) => {
                // See `file::open`.
                std::mem::forget(backend.file.db);
                return Err(refusal);
            }
        },
    };
    let recent = recent.unwrap_or(Recent { from: revision, events: Vec::new() });
    Ok(Opened { backend, records, revision, recent, size })
}

impl Backend for Sqlite {
    async fn settle(&mut self, records: &Records) -> Result<Option<Recent>, Failed> {
        self.finish(records).await.map_err(|refusal| Failed::Broken(refusal.to_string()))
    }

    async fn commit(&mut self, transaction: &Transaction<'_>) -> Result<(), Failed> {
        let now_ms = (self.options.store.clock)();
        let log = self.upkeep.log();
        let written = {
            let OpenFile { db, commits, .. } = &mut self.file;
            sql::write(db, commits, transaction, log, now_ms, self.options.store.managers).await
        };
        // What went into a file that nobody will find again is not durable.
        let failed = match written.and_then(|()| self.file.place.check().map_err(Failed::Broken)) {
            Ok(()) => {
                let growth = transaction.growth();
                let written = if transaction.begins_anew() { growth.after } else { growth.logged };
                self.unasked += growth.events + written / ASK_BYTES;
                self.upkeep.grown(transaction, now_ms);
                self.revision = transaction.revision;
                if let Some(mark) = &mut self.file.mark {
                    mark.acknowledge(transaction.revision);
                }
                return Ok(());
            }
            Err(failed) => failed,
        };
        if let Failed::Full(why) = &failed {
            self.become_full(why.clone()).await;
        }
        Err(failed)
    }

    async fn page(&mut self, after: Revision) -> Result<Page, String> {
        log::page(&mut self.file.db, after).await.map_err(|error| words(&error))
    }

    async fn replaced(&mut self, revisions: &[Revision]) -> Result<HashMap<Revision, Record>, String> {
        log::replaced(&mut self.file.db, revisions).await.map_err(|error| error.to_string())
    }

    async fn managers(&mut self, record: &Record) -> Result<Vec<ManagerRow>, String> {
        managers::managers_of(&mut self.file.db, record.created).await.map_err(|error| words(&error))
    }

    async fn verify(&mut self, records: &Records, revision: Revision) -> Vec<String> {
        check::verify(&mut self.file.db, records, revision, self.options.store.managers).await
    }

    fn compacted(&self) -> Revision {
        self.upkeep.compacted()
    }

    fn compact(&mut self, keep_from: Option<Revision>) {
        self.upkeep.ask(keep_from);
    }

    async fn keep_up(&mut self, moment: Moment) -> Result<bool, Failed> {
        if let Some(why) = self.broken.take() {
            return Err(Failed::Broken(why));
        }
        if moment == Moment::Rested {
            self.upkeep.rested();
        }
        let done = self.step().await;
        let checkpointed = self.checkpoint_when_due(moment != Moment::Busy).await;
        self.recover().await;
        let done = done?;
        checkpointed.map(|()| done)
    }

    fn rest(&self) -> Option<Duration> {
        let full = self.full.as_ref().map(|_| RECOVER_EVERY);
        self.upkeep.rest().into_iter().chain(full).min()
    }

    fn full(&self) -> Option<&str> {
        self.full.as_ref().map(|full| full.why.as_str())
    }

    async fn limit_size(&mut self, bytes: Option<u64>) -> Result<(), String> {
        self.options.size_limit_bytes = bytes;
        self.set_limit().await.map_err(|error| error.to_string())
    }

    fn lost(&self) -> impl Future<Output = String> + 'static {
        Arc::clone(&self.file.place).gone()
    }

    async fn close(mut self) -> Result<(), String> {
        if let Err(why) = self.file.place.check() {
            self.leave();
            return Err(why);
        }
        if let Err(Failed::Broken(why)) = self.checkpoint(Checkpoint::Truncate).await {
            self.leave();
            return Err(why);
        }
        let OpenFile { db, place, mark, reserve, .. } = self.file;
        let mut closed = db.close().await.map_err(|error| error.to_string());
        // Another program that has the file open, or a full disk, keeps the log: then it is as after a kill.
        if let (Ok(()), true, Some(mut mark)) = (&closed, place.log_is_empty(), mark) {
            closed = mark.close(self.revision).map_err(|error| error.to_string());
        }
        if self.full.is_some() {
            reserve.take_what_fits();
        }
        let unlocked = place.unlock().map_err(|error| error.to_string());
        closed.and(unlocked).map_err(|why| format!("closing: {why}"))
    }

    /// Keeps connection and lock until the process ends: closing the connection would checkpoint, that is to say
    /// write pages of which nobody knows whether they are on disk into the database.
    fn leave(self) {
        std::mem::forget(self.file);
    }
}

impl Sqlite {
    /// Checks what was not checked yet, and makes ready for changes.
    async fn finish(&mut self, records: &Records) -> Result<Option<Recent>, OpenError> {
        let found = self.file.settle(records, self.options.store.recent_bytes_max).await?;
        let Some((log, recent)) = found else { return Ok(None) };
        self.upkeep.set_log(log);
        self.take_reserve().await;
        Ok(Some(recent))
    }

    /// Keeps the log within its bounds, one small step at a time. True when what was asked for is done.
    async fn step(&mut self) -> Result<bool, Failed> {
        let done = match self.upkeep.step(&mut self.file.db, (self.options.store.clock)()).await {
            Ok(Progress::Nothing) => return Ok(false),
            Ok(Progress::Wrote) => {
                self.unasked += ASK_AFTER;
                return Ok(false);
            }
            Ok(Progress::Done) => self.checkpoint(Checkpoint::Truncate).await.map(|()| true),
            Err(failed) => Err(failed),
        };
        self.upkeep.answered();
        if let Err(Failed::Full(why)) = &done {
            self.become_full(why.clone()).await;
        }
        done
    }

    /// Takes the reserve, or begins with a full disk.
    async fn take_reserve(&mut self) {
        match self.file.reserve.take() {
            Ok(()) => {}
            Err(error) if is_no_space(&error) => {
                self.become_full(format!("there is no space for the reserve: {error}")).await;
            }
            Err(error) => {
                tracing::warn!(%error, "there is no reserve: on a full disk, deletions will fail, too");
                self.file.reserve = Reserve::none();
            }
        }
    }

    /// The disk is full: gives up the reserve, and what else there is to give.
    async fn become_full(&mut self, why: String) {
        if self.full.is_none() && self.file.reserve.bytes() > 0 {
            tracing::error!(why, "the disk is full: until there is space again, what makes the data larger is refused");
            self.full = Some(Full { why, recover: Instant::now() + RECOVER_EVERY });
            self.file.reserve.give();
            self.upkeep.set_full(true);
            let limited = self.set_limit().await;
            self.note(unless_broken("lending the reserve", limited));
        }
        // The WAL may hold the space that the next change needs.
        let emptied = self.checkpoint(Checkpoint::Truncate).await;
        self.note(emptied);
    }

    fn note<T>(&mut self, done: Result<T, Failed>) {
        if let Err(Failed::Broken(why)) = done {
            self.broken.get_or_insert(why);
        }
    }

    /// Takes the reserve again once there is space for it, and lets everything through from then on.
    async fn recover(&mut self) {
        let Some(full) = &mut self.full else { return };
        if Instant::now() < full.recover {
            return;
        }
        full.recover = Instant::now() + RECOVER_EVERY;
        let limit = self.options.size_limit_bytes.unwrap_or(u64::MAX);
        let within = pages::pages(&mut self.file.db).await.is_ok_and(|pages| pages.all * PAGE_BYTES <= limit);
        if !within || self.file.reserve.take().is_err() {
            return;
        }
        self.full = None;
        self.upkeep.set_full(false);
        if let Err(error) = self.set_limit().await {
            tracing::error!(%error, "the size limit stays as it was");
        }
        tracing::info!("there is space again: everything can be written");
    }

    /// Lets the database have what it may have: the reserve, too, while that is given up.
    async fn set_limit(&mut self) -> Result<(), sqlx::Error> {
        let lent = if self.full.is_some() { self.file.reserve.bytes() } else { 0 };
        let bytes = self.options.size_limit_bytes.map(|bytes| bytes.saturating_add(lent));
        set_size_limit(&mut self.file.db, bytes).await
    }

    async fn checkpoint_when_due(&mut self, idle: bool) -> Result<(), Failed> {
        if self.unasked < ASK_AFTER && (self.full.is_none() || self.unasked == 0) {
            return Ok(());
        }
        self.unasked = 0;
        let asked = pages::unmoved_bytes(&mut self.file.db).await;
        let Some(bytes) = unless_broken("asking for the write-ahead log's size", asked)? else { return Ok(()) };
        let wait_for = match self.full {
            // What it has is used again, and no more.
            Some(_) => 1,
            None if idle => WAL_IDLE_BYTES,
            None => WAL_BUSY_BYTES,
        };
        if bytes < wait_for {
            return Ok(());
        }
        self.checkpoint(Checkpoint::Passive).await?;
        let looked = self.upkeep.look(&mut self.file.db).await;
        unless_broken("asking for the file's size", looked).map(|_| ())
    }

    async fn checkpoint(&mut self, how: Checkpoint) -> Result<(), Failed> {
        // What is committed stays in the WAL until it can be moved, and is read from there.
        unless_broken("checkpoint", pages::checkpoint(&mut self.file.db, how).await).map(|_| ())
    }
}

//! One world of a file as what keeps a store.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use coracle_store::backend::{Failed, Moment, Recent, Transaction};
use coracle_store::history::Page;
use coracle_store::{Backend, ManagerRow, Record, Records, Revision};
use tokio::sync::Mutex;

use crate::common::{ASK_AFTER, Common, RECOVER_EVERY};
use crate::error::{OpenError, words};
use crate::pages::Checkpoint;
use crate::place::Place;
use crate::sql::Stand;
use crate::upkeep::{Progress, Upkeep};
use crate::world::{FIRST, World};
use crate::{check, layers, load, log, managers, sql};

/// For each of so many bytes, an event counts as one more: what is written stands in several places, and fills pages only in part.
const ASK_BYTES: u64 = 4 << 10;

pub(crate) struct Sqlite {
    pub common: Arc<Mutex<Common>>,
    pub number: i64,
    pub options: coracle_store::Options,
    pub upkeep: Upkeep,
    /// Looked for now and then by the first world, on which the file's end depends.
    pub place: Option<Arc<Place>>,
    /// Why the disk is full, as of when that was last looked at.
    pub full: Option<String>,
    /// How often the write-ahead log had been moved then.
    pub moved: u64,
    /// There is more to be removed of what is gone.
    pub sweeps: bool,
}

impl Backend for Sqlite {
    async fn settle(&mut self, records: &Records) -> Result<Option<Recent>, Failed> {
        let settled =
            if self.number == FIRST.number { self.settle_file(records).await } else { self.read_log(records).await };
        settled.map_err(|refusal| Failed::Broken(refusal.to_string()))
    }

    async fn commit(&mut self, transaction: &Transaction<'_>) -> Result<(), Failed> {
        let now_ms = (self.options.clock)();
        let mut common = self.common.lock().await;
        let world = self.world(&common).map_err(Failed::Refused)?;
        let written = match common.writable() {
            Ok(file) => {
                let stand = Stand { world, changes: file.changes, log: self.upkeep.log() };
                sql::write(&mut file.db, &file.commits, &stand, transaction, now_ms, self.options.managers)
                    .await
                    // What went into a file that nobody will find again is not durable.
                    .and_then(|()| file.place.check().map_err(Failed::Broken))
                    .map(|()| file.changes)
            }
            Err(failed) => Err(failed),
        };
        match written {
            Ok(changes) => {
                common.unasked += written_by(transaction);
                common.acknowledge(changes + (transaction.revision - transaction.base));
                self.upkeep.grown(transaction, now_ms);
                Ok(())
            }
            Err(failed) => {
                common.failed(&failed).await;
                let full = common.full().map(str::to_owned);
                drop(common);
                self.follow(full);
                Err(failed)
            }
        }
    }

    fn committed(&mut self, transaction: &Transaction<'_>) {
        self.upkeep.grown(transaction, (self.options.clock)());
    }

    async fn page(&mut self, after: Revision) -> Result<Page, String> {
        let mut common = self.common.lock().await;
        log::page(&mut common.file()?.db, self.number, after).await.map_err(|error| words(&error))
    }

    async fn replaced(&mut self, revisions: &[Revision]) -> Result<HashMap<Revision, Record>, String> {
        let mut common = self.common.lock().await;
        log::replaced(&mut common.file()?.db, self.number, revisions).await.map_err(|error| error.to_string())
    }

    async fn times(&mut self, revisions: &[Revision]) -> Result<HashMap<Revision, i64>, String> {
        let mut common = self.common.lock().await;
        log::times(&mut common.file()?.db, self.number, revisions).await.map_err(|error| error.to_string())
    }

    async fn managers(&mut self, record: &Record) -> Result<Vec<ManagerRow>, String> {
        let mut common = self.common.lock().await;
        let world = self.world(&common)?;
        let db = &mut common.file()?.db;
        let found = async {
            let layer = layers::of(db, world.layer, record).await?;
            managers::managers_of(db, layer, record.created).await
        };
        found.await.map_err(|error| words(&error))
    }

    async fn verify(&mut self, records: &Records, revision: Revision) -> Vec<String> {
        let mut common = self.common.lock().await;
        let world = self.world(&common);
        match common.file().and_then(|file| Ok((file, world?))) {
            Ok((file, world)) => check::verify(&mut file.db, &world, records, revision, self.options.managers).await,
            Err(why) => vec![why],
        }
    }

    fn compacted(&self) -> Revision {
        self.upkeep.compacted()
    }

    fn compact(&mut self, keep_from: Option<Revision>) {
        self.upkeep.ask(keep_from);
    }

    async fn keep_up(&mut self, moment: Moment) -> Result<bool, Failed> {
        let common = Arc::clone(&self.common);
        let mut common = common.lock().await;
        if let Some(why) = &common.broken {
            return Err(Failed::Broken(why.clone()));
        }
        if moment == Moment::Rested {
            self.upkeep.rested();
        }
        self.follow(common.full().map(str::to_owned));
        let done = self.step(&mut common).await;
        let swept = if self.number == FIRST.number { common.sweep().await } else { Ok(()) };
        self.sweeps = self.number == FIRST.number && common.rubbish && swept.is_ok();
        let checkpointed = common.checkpoint_when_due(moment != Moment::Busy).await;
        let looked = self.look(&mut common).await;
        common.recover().await;
        self.follow(common.full().map(str::to_owned));
        let done = done?;
        swept.and(checkpointed).and(looked).map(|()| done)
    }

    fn rest(&self) -> Option<Duration> {
        let full = self.full.as_ref().map(|_| RECOVER_EVERY);
        let full = if self.sweeps { Some(Duration::ZERO) } else { full };
        self.upkeep.rest().into_iter().chain(full).min()
    }

    fn full(&self) -> Option<&str> {
        self.full.as_deref()
    }

    async fn limit_size(&mut self, bytes: Option<u64>) -> Result<(), String> {
        let mut common = self.common.lock().await;
        common.options.size_limit_bytes = bytes;
        common.set_limit().await.map_err(|error| error.to_string())
    }

    fn lost(&self) -> impl Future<Output = String> + 'static {
        let place = self.place.clone();
        async move {
            match place {
                Some(place) => place.gone().await,
                None => std::future::pending().await,
            }
        }
    }

    async fn close(self) -> Result<(), String> {
        let mut common = self.common.lock().await;
        // The file ends with its first world.
        if self.number == FIRST.number {
            return common.close().await;
        }
        common.worlds.remove(&self.number);
        Ok(())
    }

    fn leave(self) {
        // Nobody waits for it long: whoever has it awaits SQLite alone.
        if let Ok(mut common) = self.common.try_lock() {
            common.leave();
        } else {
            std::mem::forget(self.common);
        }
    }
}

/// How many changes a transaction counts as, of those that go into the write-ahead log.
pub(crate) fn written_by(transaction: &Transaction<'_>) -> u64 {
    let growth = transaction.growth();
    let written = if transaction.begins_anew() { growth.after } else { growth.logged };
    growth.events + written / ASK_BYTES
}

impl Sqlite {
    /// Where its records stand.
    fn world(&self, common: &Common) -> Result<World, String> {
        let world = common.worlds.get(&self.number).copied();
        world.ok_or_else(|| format!("world {} is not open", self.number))
    }

    /// The disk is full, and why, or is no longer: history gives way meanwhile.
    fn follow(&mut self, full: Option<String>) {
        if full.is_some() != self.full.is_some() {
            self.upkeep.set_full(full.is_some());
        }
        self.full = full;
    }

    /// Checks of the file what was not checked yet, and makes ready for changes.
    pub async fn settle_file(&mut self, records: &Records) -> Result<Option<Recent>, OpenError> {
        let mut common = self.common.lock().await;
        let Ok(file) = common.file() else { return Ok(None) };
        let found = file.settle(records, self.options.recent_bytes_max).await?;
        let Some((log, recent)) = found else { return Ok(None) };
        self.upkeep.set_log(log);
        common.take_reserve().await;
        let full = common.full().map(str::to_owned);
        drop(common);
        self.follow(full);
        Ok(Some(recent))
    }

    /// Reads what a further world's log holds. The file was checked before.
    async fn read_log(&mut self, records: &Records) -> Result<Option<Recent>, OpenError> {
        let mut common = self.common.lock().await;
        let Ok(file) = common.file() else { return Ok(None) };
        let (revision, bytes_max) = (self.upkeep.revision(), self.options.recent_bytes_max);
        let sqlite = |source| crate::error::explain(&file.path, source);
        self.upkeep.set_log(log::extent(&mut file.db, self.number).await.map_err(sqlite)?);
        let recent = load::recent(&mut file.db, self.number, records, revision, bytes_max).await.map_err(sqlite)?;
        Ok(Some(recent))
    }

    /// Keeps the log within its bounds, one small step at a time. True when what was asked for is done.
    async fn step(&mut self, common: &mut Common) -> Result<bool, Failed> {
        let Ok(world) = self.world(common) else { return Ok(false) };
        let Ok(file) = common.file() else { return Ok(false) };
        let now_ms = (self.options.clock)();
        let stand = Stand { world, changes: file.changes, log: self.upkeep.log() };
        let done = match self.upkeep.step(&mut file.db, &stand, now_ms).await {
            Ok(Progress::Nothing) => return Ok(false),
            Ok(Progress::Wrote) => {
                common.unasked += ASK_AFTER;
                return Ok(false);
            }
            Ok(Progress::Done) => common.checkpoint(Checkpoint::Truncate).await.map(|()| true),
            Err(failed) => Err(failed),
        };
        self.upkeep.answered();
        if let Err(failed) = &done {
            common.failed(failed).await;
        }
        done
    }

    /// Looks how large the file has become, where its write-ahead log was moved.
    async fn look(&mut self, common: &mut Common) -> Result<(), Failed> {
        if self.moved == common.moved {
            return Ok(());
        }
        self.moved = common.moved;
        let Ok(world) = self.world(common) else { return Ok(()) };
        let Ok(file) = common.file() else { return Ok(()) };
        let looked = self.upkeep.look(&mut file.db, &world).await;
        crate::error::unless_broken("asking for the file's size", looked).map(|_| ())
    }
}

//! What all worlds of a file have in common: the connection, what is acknowledged, a full disk, and the write-ahead log.

use std::collections::HashMap;
use std::time::Duration;

use coracle_store::backend::Failed;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;
use tokio::time::Instant;

use crate::ask::{run, set_size_limit};
use crate::error::{Meaning, failure, meaning, unless_broken};
use crate::file::OpenFile;
use crate::options::Options;
use crate::pages::{self, Checkpoint, PAGE_BYTES};
use crate::reserve::{Reserve, is_no_space};
use crate::sql::undo;
use crate::world::World;
use crate::worlds;

/// When nothing waits, the WAL is moved into the database once it has so many bytes: some hundred single changes.
const WAL_IDLE_BYTES: u64 = 4 << 20;
/// Even when changes wait, it is moved at so many.
const WAL_BUSY_BYTES: u64 = 8 << 20;
/// Its size is asked after so many changes, which take less than 2 MiB of it, and mostly less than 1: asking takes a tenth of a single
/// change's time.
pub(crate) const ASK_AFTER: u64 = 64;
/// How often it is tried whether a full disk has space again.
pub(crate) const RECOVER_EVERY: Duration = Duration::from_secs(1);

/// What all worlds of a file have in common.
pub(crate) struct Common {
    /// None once it is closed.
    file: Option<OpenFile>,
    pub options: Options,
    /// The worlds that are open, by their numbers.
    pub worlds: HashMap<i64, World>,
    /// Something may be left of worlds and snapshots that are gone.
    pub rubbish: bool,
    /// How many changes went into the WAL since its size was last asked; a large one counts several times.
    pub unasked: u64,
    /// How often the WAL was moved: then the file has another size.
    pub moved: u64,
    full: Option<Full>,
    /// What was found after something had failed already, or by another world: from then on nothing is written.
    pub broken: Option<String>,
}

/// The disk is full, and the reserve is given up.
struct Full {
    why: String,
    /// When it may be taken again at the earliest.
    recover: Instant,
}

impl Common {
    pub fn new(file: OpenFile, options: Options, first: World) -> Common {
        // A killed process may have left a WAL, and worlds that are gone.
        let (file, worlds, unasked, rubbish) = (Some(file), HashMap::from([(first.number, first)]), ASK_AFTER, true);
        Common { file, options, worlds, rubbish, unasked, moved: 0, full: None, broken: None }
    }

    /// The file.
    ///
    /// # Errors
    /// It is closed.
    pub fn file(&mut self) -> Result<&mut OpenFile, String> {
        self.file.as_mut().ok_or_else(|| "the file is closed".to_owned())
    }

    /// The file, to be written to.
    pub fn writable(&mut self) -> Result<&mut OpenFile, Failed> {
        if let Some(why) = &self.broken {
            return Err(Failed::Broken(why.clone()));
        }
        self.file().map_err(Failed::Refused)
    }

    /// The file, to be closed, or left. There is none from then on.
    pub fn take(&mut self) -> Option<OpenFile> {
        self.file.take()
    }

    /// Why the disk is held to be full, if it is.
    pub fn full(&self) -> Option<&str> {
        self.full.as_ref().map(|full| full.why.as_str())
    }

    /// So many changes are on disk now.
    pub fn acknowledge(&mut self, changes: u64) {
        let Some(file) = &mut self.file else { return };
        file.changes = changes;
        if let Some(mark) = &mut file.mark {
            mark.acknowledge(changes);
        }
    }

    /// What something that was to be written failed of: a full disk has what there is to give, and where it cannot be told what is on
    /// disk, nobody writes any more.
    pub async fn failed(&mut self, failed: &Failed) {
        match failed {
            Failed::Full(why) => self.become_full(why.clone()).await,
            Failed::Broken(why) => drop(self.broken.get_or_insert_with(|| why.clone())),
            Failed::Refused(_) => {}
        }
    }

    /// Does something as one transaction, which counts as a change.
    ///
    /// # Errors
    /// It was not done, or cannot be told: then nobody writes any more.
    pub async fn transact<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, Failed> {
        let done = self.attempt(work).await;
        match &done {
            Ok(_) => {
                let changes = self.file().map(|file| file.changes).unwrap_or_default();
                self.acknowledge(changes + 1);
                self.unasked += ASK_AFTER;
            }
            Err(failed) => self.failed(failed).await,
        }
        done
    }

    async fn attempt<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, Failed> {
        let OpenFile { db, changes, place, .. } = self.writable()?;
        let (changes, place) = (*changes, place.clone());
        let prepared = async {
            run(db, "BEGIN IMMEDIATE").await?;
            let done = work(db).await?;
            let counted = sqlx::query("UPDATE meta SET value = value + 1 WHERE key = 'changes' AND value = ?");
            let counted = counted.bind(changes.cast_signed()).execute(&mut *db).await?.rows_affected();
            Ok((done, counted))
        };
        let failed = match prepared.await {
            Ok((done, 1)) => match run(db, "COMMIT").await {
                Ok(()) => return place.check().map(|()| done).map_err(Failed::Broken),
                Err(error) if meaning(&error) == Meaning::Full => Failed::Full(format!("COMMIT: {error}")),
                Err(error) => return Err(Failed::Broken(format!("COMMIT: {error}"))),
            },
            Ok(_) => return Err(Failed::Broken("the file is not as this store left it: its changes".to_owned())),
            Err(error) => failure(error),
        };
        match &failed {
            Failed::Full(_) | Failed::Refused(_) => undo(db, changes).await.and(Err(failed)),
            Failed::Broken(_) => Err(failed),
        }
    }

    /// Removes a piece of what worlds and snapshots left that are gone.
    pub async fn sweep(&mut self) -> Result<(), Failed> {
        let Some(file) = self.file.as_mut().filter(|_| self.rubbish && self.broken.is_none()) else { return Ok(()) };
        let Some(rubbish) = worlds::rubbish(&mut file.db).await.map_err(failure)? else {
            self.rubbish = false;
            return Ok(());
        };
        self.transact(async |db| rubbish.sweep(db).await).await
    }

    /// Takes the reserve, or begins with a full disk.
    pub async fn take_reserve(&mut self) {
        let Some(file) = &mut self.file else { return };
        match file.reserve.take() {
            Ok(()) => {}
            Err(error) if is_no_space(&error) => {
                self.become_full(format!("there is no space for the reserve: {error}")).await;
            }
            Err(error) => {
                tracing::warn!(%error, "there is no reserve: on a full disk, deletions will fail, too");
                file.reserve = Reserve::none();
            }
        }
    }

    /// The disk is full: gives up the reserve, and what else there is to give.
    async fn become_full(&mut self, why: String) {
        if let (None, Some(file)) = (&self.full, &self.file)
            && file.reserve.bytes() > 0
        {
            tracing::error!(why, "the disk is full: until there is space again, what makes the data larger is refused");
            file.reserve.give();
            self.full = Some(Full { why, recover: Instant::now() + RECOVER_EVERY });
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
    pub async fn recover(&mut self) {
        let (Some(full), Some(file)) = (&mut self.full, &mut self.file) else { return };
        if Instant::now() < full.recover {
            return;
        }
        full.recover = Instant::now() + RECOVER_EVERY;
        let limit = self.options.size_limit_bytes.unwrap_or(u64::MAX);
        let within = pages::pages(&mut file.db).await.is_ok_and(|pages| pages.all * PAGE_BYTES <= limit);
        if !within || file.reserve.take().is_err() {
            return;
        }
        self.full = None;
        if let Err(error) = self.set_limit().await {
            tracing::error!(%error, "the size limit stays as it was");
        }
        tracing::info!("there is space again: everything can be written");
    }

    /// Lets the database have what it may have: the reserve, too, while that is given up.
    pub async fn set_limit(&mut self) -> Result<(), sqlx::Error> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let lent = if self.full.is_some() { file.reserve.bytes() } else { 0 };
        let bytes = self.options.size_limit_bytes.map(|bytes| bytes.saturating_add(lent));
        set_size_limit(&mut file.db, bytes).await
    }

    /// Moves the WAL into the database where it has become large; all the sooner while nothing waits.
    pub async fn checkpoint_when_due(&mut self, idle: bool) -> Result<(), Failed> {
        if self.unasked < ASK_AFTER && (self.full.is_none() || self.unasked == 0) {
            return Ok(());
        }
        self.unasked = 0;
        let Some(file) = &mut self.file else { return Ok(()) };
        let asked = pages::unmoved_bytes(&mut file.db).await;
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
        self.moved += 1;
        Ok(())
    }

    pub async fn checkpoint(&mut self, how: Checkpoint) -> Result<(), Failed> {
        let Some(file) = &mut self.file else { return Ok(()) };
        // What is committed stays in the WAL until it can be moved, and is read from there.
        unless_broken("checkpoint", pages::checkpoint(&mut file.db, how).await).map(|_| ())
    }

    /// Closes the file in order.
    ///
    /// # Errors
    /// Why that could not be; then it is left as after a kill.
    pub async fn close(&mut self) -> Result<(), String> {
        let checked = match &self.file {
            None => return Ok(()),
            Some(file) => file.place.check(),
        };
        let emptied = match checked {
            Ok(()) => self.checkpoint(Checkpoint::Truncate).await,
            Err(why) => Err(Failed::Broken(why)),
        };
        if let Err(Failed::Broken(why)) = emptied {
            self.leave();
            return Err(why);
        }
        let Some(OpenFile { db, changes, place, mark, reserve, .. }) = self.take() else { return Ok(()) };
        let mut closed = db.close().await.map_err(|error| error.to_string());
        // Another program that has the file open, or a full disk, keeps the log: then it is as after a kill.
        if let (Ok(()), true, Some(mut mark)) = (&closed, place.log_is_empty(), mark) {
            closed = mark.close(changes).map_err(|error| error.to_string());
        }
        if self.full.is_some() {
            reserve.take_what_fits();
        }
        let unlocked = place.unlock().map_err(|error| error.to_string());
        closed.and(unlocked).map_err(|why| format!("closing: {why}"))
    }

    /// Keeps connection and lock until the process ends: closing the connection would checkpoint, that is to say
    /// write pages of which nobody knows whether they are on disk into the database.
    pub fn leave(&mut self) {
        self.broken.get_or_insert_with(|| "the store has stopped".to_owned());
        std::mem::forget(self.take());
    }
}

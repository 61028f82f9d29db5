//! The writer: the one task that owns the connection. It takes what waits, makes it durable, shows it, answers.
//!
//! While a COMMIT waits for the disk, changes queue; the next batch takes them all, up to its bounds. There is no timer, so
//! a lone change waits for nothing but its own COMMIT. Answers that would tell of a change not yet durable
//! wait for that COMMIT too.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use crate::change::{ChangeError, Contender, Guarded, Verdict};
use crate::check;
use crate::error::{Meaning, meaning, words};
use crate::file::{self, Opened};
use crate::history::HistoryError;
use crate::log::{self, Page};
use crate::place::Place;
use crate::published::Published;
use crate::record::{Key, ManagerRow, Record, Revision, Verified};
use crate::reserve::{Reserve, is_no_space};
use crate::room::Room;
use crate::sql::{self, Checkpoint, PAGE_BYTES, WriteError};
use crate::store::Options;
use crate::turn::{Held, Turn};
use crate::upkeep::{Progress, Upkeep};

/// How many changes may wait; further ones wait to be allowed to.
pub(crate) const QUEUE_MAX: usize = 1024;
/// When nothing waits, the WAL is moved into the database once it has so many bytes: some hundred single changes.
const WAL_IDLE_BYTES: u64 = 4 << 20;
/// Even when changes wait, it is moved at so many.
const WAL_BUSY_BYTES: u64 = 8 << 20;
/// Its size is asked after so many changes, which take less than 1 MiB of it: asking takes a tenth of a single change's
/// time.
const ASK_AFTER: u64 = 16;
/// How often the writer looks whether its files are still there; it does so with every batch, too.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// For each of so many bytes, an event counts as one more.
const ASK_BYTES: u64 = 16 << 10;

/// How often it is tried whether a full disk has space again.
const RECOVER_EVERY: Duration = Duration::from_secs(1);

/// What the writer is asked for.
pub(crate) enum Command {
    Write(Guarded),
    Contend(Box<dyn Contender>),
    Managers(Key, oneshot::Sender<Result<Option<Vec<ManagerRow>>, String>>),
    Verify(oneshot::Sender<Result<Verified, Vec<String>>>),
    SizeLimit(Option<u64>, oneshot::Sender<Result<(), ChangeError>>),
    Compact(Option<Revision>, oneshot::Sender<Result<Revision, ChangeError>>),
    Page(Revision, oneshot::Sender<Result<Page, HistoryError>>),
    /// Wait until the other end is dropped.
    Hold(oneshot::Receiver<()>),
    Replaced(Vec<Revision>, oneshot::Sender<Result<HashMap<Revision, Arc<Record>>, HistoryError>>),
    Close,
}

/// How the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Good,
    /// The last change did not fit, or the reserve is given up.
    Full(String),
    /// The writer has stopped for good.
    Stopped(String),
    Closed,
}

/// Why the writer goes no further.
struct Broken(String);

pub(crate) struct Writer {
    file: Opened,
    options: Options,
    published: Arc<Published>,
    health: watch::Sender<Health>,
    /// Wakes those who wait for the next change.
    moved: watch::Sender<Revision>,
    /// How many changes went into the WAL since its size was last asked; a large one counts several times.
    unasked: u64,
    upkeep: Upkeep,
    /// While the disk is full and the reserve given up: when it may be taken again at the earliest.
    full: Option<Instant>,
}

impl Writer {
    pub fn new(
        file: Opened,
        options: Options,
        published: Arc<Published>,
        health: watch::Sender<Health>,
        moved: watch::Sender<Revision>,
    ) -> Writer {
        let live = published.read().records.values().map(|record| record.value.len() as u64).sum();
        let upkeep = Upkeep::new(options.compaction, options.bytes_max, file.log, live);
        // A killed process may have left one.
        Writer { file, options, published, health, moved, unasked: ASK_AFTER, upkeep, full: None }
    }

    /// Serves until it is closed, nobody is left who could ask, or the disk cannot be trusted any more.
    pub async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let place = Arc::clone(&self.file.place);
        let ended = tokio::select! {
            biased;
            why = gone(&place) => Err(Broken(why)),
            ended = self.serve(&mut commands) => ended,
        };
        match ended {
            Ok(()) => self.close().await,
            Err(Broken(why)) => self.stop(why, commands).await,
        }
    }

    async fn serve(&mut self, commands: &mut mpsc::Receiver<Command>) -> Result<(), Broken> {
        self.take_reserve().await?;
        loop {
            let next = match self.rest() {
                Some(rest) => tokio::time::timeout(rest, commands.recv()).await,
                None => Ok(commands.recv().await),
            };
            match next {
                Ok(Some(first)) => self.turn(first, commands).await?,
                Ok(None) => return Ok(()),
                Err(_) => self.upkeep.rested(),
            }
            self.keep_up().await?;
            self.checkpoint_when_due(commands.is_empty()).await?;
            self.recover().await;
        }
    }

    async fn turn(&mut self, first: Command, commands: &mut mpsc::Receiver<Command>) -> Result<(), Broken> {
        let published = Arc::clone(&self.published);
        let mut turn = Turn::new(&published);
        let other = turn.fill(first, commands);
        self.commit(turn).await?;
        if let Some(command) = other {
            self.obey(command, commands).await;
        }
        Ok(())
    }

    /// Keeps the log within its bounds, one small step at a time.
    async fn keep_up(&mut self) -> Result<(), Broken> {
        let failed = match self.upkeep.step(&mut self.file.db, &self.published, (self.options.clock)()).await {
            Ok(Progress::Nothing) => return Ok(()),
            Ok(Progress::Wrote) => {
                self.unasked += ASK_AFTER;
                return Ok(());
            }
            Ok(Progress::Done) => {
                let done = self.checkpoint(Checkpoint::Truncate).await;
                self.upkeep.answer(&Ok(self.published.read().compacted));
                return done;
            }
            Err(failed) => failed,
        };
        tracing::error!(?failed, "the log was not compacted");
        let (error, end) = match failed {
            WriteError::Full(text) => (ChangeError::NoSpace(text.clone()), self.become_full(text).await.map(|_| ())),
            WriteError::Refused(text) => (ChangeError::Failed(text), Ok(())),
            WriteError::Broken(text) => (ChangeError::Indeterminate(text.clone()), Err(Broken(text))),
        };
        self.upkeep.answer(&Err(error));
        end
    }

    async fn commit(&mut self, turn: Turn<'_>) -> Result<(), Broken> {
        let Turn { batch, held, .. } = turn;
        if batch.events.is_empty() {
            // Nothing can depend on an empty batch.
            debug_assert!(held.is_empty());
            return Ok(());
        }
        let now_ms = (self.options.clock)();
        let written = sql::write(&mut self.file.db, &batch, now_ms, self.options.managers).await;
        // What went into a file that nobody will find again is not durable.
        let failed = match written.and_then(|()| self.file.place.check().map_err(WriteError::Broken)) {
            Ok(()) => {
                let growth = batch.growth();
                self.unasked += growth.events + growth.logged / ASK_BYTES;
                self.upkeep.grown(growth, now_ms);
                let revision = batch.revision();
                if let Some(mark) = &mut self.file.mark {
                    mark.acknowledge(revision);
                }
                batch.publish();
                if self.full.is_none() {
                    self.set_health(Health::Good);
                }
                // Who wrote comes before who watches: there may be thousands to wake.
                held.into_iter().for_each(|Held { reply, outcome, .. }| reply.send(outcome));
                self.moved.send_replace(revision);
                return Ok(());
            }
            Err(failed) => failed,
        };
        tracing::error!(?failed, changes = batch.events.len(), "a batch was not written");
        let mut relieved = false;
        let (error, end) = match failed {
            WriteError::Full(text) => {
                let end = self.become_full(text.clone()).await.map(|now| relieved = now);
                (ChangeError::NoSpace(text), end)
            }
            WriteError::Refused(text) => (ChangeError::Failed(text), Ok(())),
            WriteError::Broken(text) => (ChangeError::Indeterminate(text.clone()), Err(Broken(text))),
        };
        for Held { reply, outcome, needs_room } in held {
            reply.send(match (&error, outcome) {
                // The reserve is for these: they are decided again.
                _ if relieved && !needs_room => Ok(Verdict::Lost),
                (ChangeError::Indeterminate(_), Ok(Verdict::Committed(_))) => Err(error.clone()),
                // It wrote nothing itself, so it is certain that nothing of it is on disk.
                (ChangeError::Indeterminate(text), _) => Err(ChangeError::Stopped(text.clone())),
                _ => Err(error.clone()),
            });
        }
        end
    }

    /// Takes the reserve, or begins with a full disk.
    async fn take_reserve(&mut self) -> Result<(), Broken> {
        match self.file.reserve.take() {
            Ok(()) => Ok(()),
            Err(error) if is_no_space(&error) => {
                self.become_full(format!("there is no space for the reserve: {error}")).await.map(|_| ())
            }
            Err(error) => {
                tracing::warn!(%error, "there is no reserve: on a full disk, deletions will fail, too");
                self.file.reserve = Reserve::none();
                Ok(())
            }
        }
    }

    /// The disk is full: gives up the reserve, and what else there is to give. Says whether that was there for the next change.
    async fn become_full(&mut self, why: String) -> Result<bool, Broken> {
        self.set_health(Health::Full(why.clone()));
        let relieved = self.full.is_none() && self.file.reserve.bytes() > 0;
        if relieved {
            tracing::error!(why, "the disk is full: until there is space again, what makes the data larger is refused");
            self.full = Some(Instant::now() + RECOVER_EVERY);
            self.file.reserve.give();
            let records = self.published.read().bytes;
            self.published.set_room(Room::within(self.options.bytes_max).while_full(records, &why));
            self.upkeep.set_full(true);
            let limited = self.limit_size().await;
            unless_broken("lending the reserve", limited)?;
        }
        self.give_space_back().await?;
        Ok(relieved)
    }

    /// Takes the reserve again once there is space for it, and lets everything through from then on.
    async fn recover(&mut self) {
        if self.full.is_none_or(|earliest| Instant::now() < earliest) {
            return;
        }
        self.full = Some(Instant::now() + RECOVER_EVERY);
        let limit = self.options.size_limit_bytes.unwrap_or(u64::MAX);
        let within = sql::pages(&mut self.file.db).await.is_ok_and(|pages| pages.all * PAGE_BYTES <= limit);
        if !within || self.file.reserve.take().is_err() {
            return;
        }
        self.full = None;
        self.published.set_room(Room::within(self.options.bytes_max));
        self.upkeep.set_full(false);
        self.set_health(Health::Good);
        if let Err(error) = self.limit_size().await {
            tracing::error!(%error, "the size limit stays as it was");
        }
        tracing::info!("there is space again: everything can be written");
    }

    /// Lets the database have what it may have: the reserve, too, while that is given up.
    async fn limit_size(&mut self) -> Result<(), sqlx::Error> {
        let lent = if self.full.is_some() { self.file.reserve.bytes() } else { 0 };
        let bytes = self.options.size_limit_bytes.map(|bytes| bytes.saturating_add(lent));
        file::set_size_limit(&mut self.file.db, bytes).await
    }

    /// How long to wait for a change at most before something else is to be done.
    fn rest(&self) -> Option<Duration> {
        let full = self.full.map(|_| RECOVER_EVERY);
        self.upkeep.rest().into_iter().chain(full).min()
    }

    async fn obey(&mut self, command: Command, commands: &mut mpsc::Receiver<Command>) {
        match command {
            Command::Close => commands.close(),
            Command::Managers(key, reply) => {
                let rows = sql::managers(&mut self.file.db, &key).await;
                let _ = reply.send(rows.map_err(|error| words(&error)));
            }
            Command::Verify(reply) => {
                let state = self.published.read().clone();
                let _ = reply.send(check::verify(&mut self.file.db, &state, self.options.managers).await);
            }
            Command::SizeLimit(bytes, reply) => {
                self.options.size_limit_bytes = bytes;
                let set = self.limit_size().await;
                let _ = reply.send(set.map_err(|error| ChangeError::Failed(error.to_string())));
            }
            Command::Compact(keep_from, reply) => {
                // What is still to come is not asked for.
                let end = self.published.read().revision.saturating_add(1);
                self.upkeep.ask(keep_from.map(|revision| revision.min(end)), reply);
            }
            Command::Page(after, reply) => {
                let _ = reply.send(self.page(after).await);
            }
            Command::Hold(until) => drop(until.await),
            Command::Replaced(revisions, reply) => {
                let found = log::replaced(&mut self.file.db, &revisions).await;
                let _ = reply.send(found.map_err(|error| HistoryError::Unreadable(error.to_string())));
            }
            Command::Write(_) | Command::Contend(_) => unreachable!("a turn takes every change"),
        }
    }

    async fn page(&mut self, after: Revision) -> Result<Page, HistoryError> {
        self.published.holds(after)?;
        let page = log::page(&mut self.file.db, after).await;
        page.map_err(|error| HistoryError::Unreadable(words(&error)))
    }

    async fn checkpoint_when_due(&mut self, idle: bool) -> Result<(), Broken> {
        if self.unasked < ASK_AFTER && (self.full.is_none() || self.unasked == 0) {
            return Ok(());
        }
        self.unasked = 0;
        let asked = sql::unmoved_bytes(&mut self.file.db).await;
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

    /// On a full disk the WAL may hold the space that the next change needs.
    async fn give_space_back(&mut self) -> Result<(), Broken> {
        self.checkpoint(Checkpoint::Truncate).await
    }

    async fn checkpoint(&mut self, how: Checkpoint) -> Result<(), Broken> {
        // What is committed stays in the WAL until it can be moved, and is read from there.
        unless_broken("checkpoint", sql::checkpoint(&mut self.file.db, how).await).map(|_| ())
    }

    fn set_health(&self, health: Health) {
        self.health.send_if_modified(|current| {
            let moved = *current != health;
            *current = health;
            moved
        });
    }

    async fn close(mut self) {
        self.upkeep.answer(&Err(ChangeError::Closed));
        if let Err(why) = self.file.place.check() {
            self.leave(why);
            return;
        }
        if let Err(Broken(why)) = self.checkpoint(Checkpoint::Truncate).await {
            self.leave(why);
            return;
        }
        let Opened { db, place, mark, reserve, .. } = self.file;
        let mut closed = db.close().await.map_err(|error| error.to_string());
        // Another program that has the file open, or a full disk, keeps the log: then it is as after a kill.
        if let (Ok(()), true, Some(mut mark)) = (&closed, place.log_is_empty(), mark) {
            closed = mark.close(self.published.read().revision).map_err(|error| error.to_string());
        }
        if self.full.is_some() {
            reserve.take_what_fits();
        }
        let unlocked = place.unlock().map_err(|error| error.to_string());
        self.health.send_replace(match closed.and(unlocked) {
            Ok(()) => Health::Closed,
            Err(why) => Health::Stopped(format!("closing: {why}")),
        });
    }

    /// Answers everybody who still waits, and touches the file no more.
    async fn stop(mut self, why: String, mut commands: mpsc::Receiver<Command>) {
        tracing::error!(why, "the store has stopped; the process must end and start anew");
        self.health.send_replace(Health::Stopped(why.clone()));
        commands.close();
        self.upkeep.answer(&Err(ChangeError::Stopped(why.clone())));
        while let Some(command) = commands.recv().await {
            let stopped = || ChangeError::Stopped(why.clone());
            match command {
                Command::Write(change) => drop(change.reply.send(Err(stopped()))),
                Command::Contend(contender) => contender.answer(Err(stopped())),
                Command::Managers(_, reply) => drop(reply.send(Err(stopped().to_string()))),
                Command::Verify(reply) => drop(reply.send(Err(vec![why.clone()]))),
                Command::SizeLimit(_, reply) => drop(reply.send(Err(stopped()))),
                Command::Compact(_, reply) => drop(reply.send(Err(stopped()))),
                Command::Page(_, reply) => drop(reply.send(Err(HistoryError::Unreadable(why.clone())))),
                Command::Replaced(_, reply) => drop(reply.send(Err(HistoryError::Unreadable(why.clone())))),
                Command::Hold(_) | Command::Close => {}
            }
        }
        self.leave(why);
    }

    /// Keeps connection and lock until the process ends: closing the connection would checkpoint, that is to say
    /// write pages of which nobody knows whether they are on disk into the database.
    fn leave(self, why: String) {
        self.health.send_replace(Health::Stopped(why));
        std::mem::forget(self.file);
    }
}

/// Looks now and then whether the open files are still where they were opened; says which is not.
async fn gone(place: &Place) -> String {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if let Err(why) = place.check() {
            return why;
        }
    }
}

/// What was asked of SQLite outside a transaction; none where it failed and nothing is lost by that.
fn unless_broken<T>(what: &'static str, result: Result<T, sqlx::Error>) -> Result<Option<T>, Broken> {
    let error = match result {
        Ok(found) => return Ok(Some(found)),
        Err(error) => error,
    };
    tracing::error!(%error, "{what} failed");
    match meaning(&error) {
        Meaning::Full | Meaning::Refused => Ok(None),
        Meaning::Broken | Meaning::Damaged | Meaning::NoDatabase => Err(Broken(format!("{what}: {error}"))),
    }
}

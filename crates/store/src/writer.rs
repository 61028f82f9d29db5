//! The writer: the one task that owns the backend. It takes what waits, makes it durable, shows it, answers.
//!
//! While a commit waits for the disk, changes queue; the next batch takes them all, up to its bounds. What the writer has to decide
//! itself it decides meanwhile, upon the batch that is not durable yet. There is no timer, so a lone change waits for nothing but its
//! own commit. Answers that would tell of a change not yet durable
//! wait for that commit too.

use std::pin::pin;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use crate::backend::{Backend, Failed, Moment};
use crate::batch::Batch;
use crate::command::{Command, Health};
use crate::error::ChangeError;
use crate::held::Held;
use crate::history::{HistoryError, Page};
use crate::options::Options;
use crate::published::Published;
use crate::record::{Revision, Verified};
use crate::records::Records;
use crate::renewal::Renewal;
use crate::room::Room;
use crate::snapshot::Snapshot;
use crate::turn::Turn;
use crate::waiters::Open;
use crate::window::Window;

/// Why the writer goes no further.
struct Broken(String);

type Compacting = oneshot::Sender<Result<Revision, ChangeError>>;

pub(crate) struct Writer<B> {
    backend: B,
    options: Options,
    published: Arc<Published>,
    health: watch::Sender<Health>,
    /// Wakes those who wait for a revision.
    moved: watch::Sender<Revision>,
    /// Those who wait for changes do so until the writer is gone.
    _open: Open,
    /// Who waits until history is gone.
    compacting: Vec<Compacting>,
    /// There is no room but for what makes nothing larger.
    full: bool,
}

impl<B: Backend> Writer<B> {
    pub fn new(
        backend: B,
        options: Options,
        published: Arc<Published>,
        health: watch::Sender<Health>,
        moved: watch::Sender<Revision>,
    ) -> Writer<B> {
        let _open = Open(Arc::clone(published.waiters()));
        let (compacting, full) = (Vec::new(), false);
        let mut writer = Writer { backend, options, published, health, moved, _open, compacting, full };
        writer.follow();
        writer
    }

    /// Serves until it is closed, nobody is left who could ask, or the backend cannot be trusted any more.
    pub async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let lost = self.backend.lost();
        let ended = tokio::select! {
            biased;
            why = lost => Err(Broken(why)),
            ended = self.serve(&mut commands) => ended,
        };
        match ended {
            Ok(()) => self.close().await,
            Err(Broken(why)) => self.stop(why, commands).await,
        }
    }

    async fn serve(&mut self, commands: &mut mpsc::Receiver<Command>) -> Result<(), Broken> {
        self.settle().await?;
        loop {
            let next = match self.backend.rest() {
                Some(rest) => tokio::time::timeout(rest, commands.recv()).await,
                None => Ok(commands.recv().await),
            };
            let rested = next.is_err();
            match next {
                Ok(Some(first)) => self.turn(first, commands).await?,
                Ok(None) => return Ok(()),
                Err(_) => {}
            }
            let moment = match (rested, commands.is_empty()) {
                (true, _) => Moment::Rested,
                (false, true) => Moment::Idle,
                (false, false) => Moment::Busy,
            };
            self.keep_up(moment).await?;
        }
    }

    /// Lets the backend finish its opening. Whoever asks for something waits meanwhile.
    async fn settle(&mut self) -> Result<(), Broken> {
        let records = self.published.read().records.clone();
        match self.backend.settle(&records).await {
            Ok(recent) => {
                if let Some(recent) = recent {
                    self.published.remember(Window::of(recent, self.options.recent_bytes_max));
                }
                self.set_health(Health::Good);
                self.follow();
                Ok(())
            }
            Err(Failed::Full(why) | Failed::Refused(why) | Failed::Broken(why)) => Err(Broken(why)),
        }
    }

    /// A turn, and those that begin while it is made durable.
    async fn turn(&mut self, first: Command, commands: &mut mpsc::Receiver<Command>) -> Result<(), Broken> {
        let published = Arc::clone(&self.published);
        let mut turn = Turn::new(&published);
        turn.take(first);
        loop {
            turn.fill(commands);
            let then = turn.then.take();
            let committed = self.commit(turn, if then.is_none() { Some(&mut *commands) } else { None }).await;
            let next = match committed {
                Ok(next) => next,
                Err(Broken(why)) => {
                    then.into_iter().for_each(|command| command.refuse(&why));
                    return Err(Broken(why));
                }
            };
            match (then, next) {
                (None, None) => return Ok(()),
                (None, Some(next)) => turn = self.keep_up_before(next).await?,
                (Some(Command::Reset(records, reply)), _) => return self.reset(records, reply).await,
                (Some(Command::Together(together)), _) => {
                    let mut alone = Turn::new(&published);
                    alone.together(together);
                    return self.commit(alone, None).await.map(drop);
                }
                (Some(command), _) => {
                    self.obey(command, commands).await;
                    return Ok(());
                }
            }
        }
    }

    /// The same as between two turns, where the next has begun already.
    async fn keep_up_before<'p>(&mut self, next: Turn<'p>) -> Result<Turn<'p>, Broken> {
        let full = self.full;
        if let Err(Broken(why)) = self.keep_up(Moment::Busy).await {
            next.refuse(&why);
            return Err(Broken(why));
        }
        // What there is room for was decided by what there was.
        Ok(if self.full == full { next } else { next.again() })
    }

    /// Lets the backend do what is to be done beside the changes.
    async fn keep_up(&mut self, moment: Moment) -> Result<(), Broken> {
        let done = self.backend.keep_up(moment).await;
        self.follow();
        match done {
            Ok(false) => Ok(()),
            Ok(true) => {
                let compacted = self.published.read().compacted;
                self.answer_compacting(&Ok(compacted));
                Ok(())
            }
            Err(failed) => {
                tracing::error!(?failed, "the log was not compacted");
                let (error, _, end) = self.fail(failed);
                self.answer_compacting(&Err(error));
                end
            }
        }
    }

    /// Shows what the backend has come to.
    fn follow(&mut self) {
        let compacted = self.backend.compacted();
        if compacted > self.published.read().compacted {
            self.published.forget(compacted);
        }
        match self.backend.full().map(str::to_owned) {
            Some(why) if !self.full => {
                self.set_health(Health::Full(why.clone()));
                let records = self.published.read().records.counted();
                self.published.set_room(Room::within(self.options.bytes_max).while_full(records, &why));
                self.full = true;
            }
            None if self.full => {
                self.published.set_room(Room::within(self.options.bytes_max));
                self.set_health(Health::Good);
                self.full = false;
            }
            _ => {}
        }
    }

    /// Makes a turn durable, shows it and answers. The next one, where it has begun meanwhile, as it does if it may take something.
    async fn commit<'p>(
        &mut self,
        turn: Turn<'p>,
        commands: Option<&mut mpsc::Receiver<Command>>,
    ) -> Result<Option<Turn<'p>>, Broken> {
        let Turn { batch, held, .. } = turn;
        if batch.events.is_empty() {
            // If anything waits, it was for what is durable by now.
            held.into_iter().for_each(Held::send);
            return Ok(None);
        }
        let (written, next) = self.write(&batch, commands).await;
        let Err(failed) = written else {
            let revision = batch.revision();
            let woken = batch.publish();
            if !self.full {
                self.set_health(Health::Good);
            }
            // Who wrote comes before who watches: there may be thousands to wake.
            held.into_iter().for_each(Held::send);
            self.moved.send_replace(revision);
            woken.wake();
            return Ok(next.map(Turn::settled));
        };
        tracing::error!(?failed, changes = batch.events.len(), "a batch was not written");
        let (error, relieved, end) = self.fail(failed);
        held.into_iter().for_each(|held| held.fail(&error, relieved));
        match end {
            Ok(()) => Ok(next.map(Turn::again)),
            Err(Broken(why)) => {
                next.into_iter().for_each(|next| next.refuse(&why));
                Err(Broken(why))
            }
        }
    }

    /// Makes a batch durable. Where there is something for the writer to decide meanwhile, it does, upon that batch: the time would be
    /// lost, and those who change the same record wait for one another. All else gathers, which wakes nobody.
    async fn write<'p>(
        &mut self,
        batch: &Batch<'p>,
        mut commands: Option<&mut mpsc::Receiver<Command>>,
    ) -> (Result<(), Failed>, Option<Turn<'p>>) {
        let transaction = batch.transaction();
        let mut written = pin!(self.backend.commit(&transaction));
        let mut next: Option<Turn<'p>> = None;
        loop {
            let has_room = next.as_ref().is_none_or(Turn::has_room);
            let commands = commands.as_deref_mut().filter(|_| has_room);
            tokio::select! {
                biased;
                written = &mut written => return (written, next),
                () = self.published.contended.notified(), if commands.is_some() => {
                    if let Some(command) = commands.and_then(|commands| commands.try_recv().ok()) {
                        next.get_or_insert_with(|| Turn::upon(batch)).take(command);
                        // Whatever else waits: once it was looked whether this batch is on disk.
                        self.published.contended.notify_one();
                    }
                }
            }
        }
    }

    /// After something was not written: what is told of it, whether the backend had something in reserve that it has given up for
    /// the next change, and whether it is the end.
    fn fail(&mut self, failed: Failed) -> (ChangeError, bool, Result<(), Broken>) {
        let was_full = self.full;
        if let Failed::Full(why) = &failed {
            self.set_health(Health::Full(why.clone()));
        }
        self.follow();
        let relieved = self.full && !was_full;
        match failed {
            Failed::Full(text) => (ChangeError::NoSpace(text), relieved, Ok(())),
            Failed::Refused(text) => (ChangeError::Failed(text), relieved, Ok(())),
            Failed::Broken(text) => (ChangeError::Indeterminate(text.clone()), relieved, Err(Broken(text))),
        }
    }

    /// Puts these records in the place of all others.
    async fn reset(&mut self, to: Records, reply: Compacting) -> Result<(), Broken> {
        let now = {
            let state = self.published.read();
            Snapshot { revision: state.revision, records: state.records.clone() }
        };
        let Some(renewal) = Renewal::of(&now, to) else {
            drop(reply.send(Err(ChangeError::Failed("no revision is left".to_owned()))));
            return Ok(());
        };
        let Err(failed) = self.backend.commit(&renewal.transaction()).await else {
            let revision = renewal.revision;
            let woken = self.begin_anew(renewal);
            drop(reply.send(Ok(revision)));
            woken();
            return Ok(());
        };
        tracing::error!(?failed, "the store was not reset");
        let (error, _, end) = self.fail(failed);
        drop(reply.send(Err(error)));
        end
    }

    /// Shows what has taken the place of all others; what wakes those whom it concerns.
    fn begin_anew(&mut self, Renewal { records, revision, .. }: Renewal) -> impl FnOnce() {
        let window = Window::new(revision, self.options.recent_bytes_max);
        let woken = self.published.begin_anew(records, revision, window);
        let moved = self.moved.clone();
        move || {
            moved.send_replace(revision);
            woken.wake();
        }
    }

    async fn obey(&mut self, command: Command, commands: &mut mpsc::Receiver<Command>) {
        match command {
            Command::Close => commands.close(),
            Command::Managers(key, reply) => {
                let found = self.published.get(&key).0;
                let rows = match found {
                    Some(record) => self.backend.managers(&record).await.map(Some),
                    None => Ok(None),
                };
                let _ = reply.send(rows);
            }
            Command::Verify(reply) => drop(reply.send(self.verify().await)),
            Command::SizeLimit(bytes, reply) => {
                let set = self.backend.limit_size(bytes).await;
                let _ = reply.send(set.map_err(ChangeError::Failed));
            }
            Command::Compact(keep_from, reply) => {
                // What is still to come is not asked for.
                let end = self.published.read().revision.saturating_add(1);
                self.backend.compact(keep_from.map(|revision| revision.min(end)));
                self.compacting.push(reply);
            }
            Command::Page(after, reply) => {
                let _ = reply.send(self.page(after).await);
            }
            Command::Hold(until) => drop(until.await),
            Command::Pause(reached, until) => {
                let _ = reached.send(());
                if let Ok(renewal) = until.await {
                    self.backend.committed(&renewal.transaction());
                    self.begin_anew(renewal)();
                }
            }
            Command::Replaced(revisions, reply) => {
                let found = self.backend.replaced(&revisions).await;
                let _ = reply.send(found.map_err(HistoryError::Unreadable));
            }
            Command::Times(revisions, reply) => {
                let found = self.backend.times(&revisions).await;
                let _ = reply.send(found.map_err(HistoryError::Unreadable));
            }
            Command::Write(_) | Command::Contend(_) | Command::Together(_) | Command::Reset(..) => {
                unreachable!("a turn takes every change")
            }
        }
    }

    async fn verify(&mut self) -> Result<Verified, Vec<String>> {
        let (records, revision) = {
            let state = self.published.read();
            (state.records.clone(), state.revision)
        };
        let findings = self.backend.verify(&records, revision).await;
        if findings.is_empty() { Ok(Verified { records: records.len(), revision }) } else { Err(findings) }
    }

    async fn page(&mut self, after: Revision) -> Result<Page, HistoryError> {
        self.published.holds(after)?;
        self.backend.page(after).await.map_err(HistoryError::Unreadable)
    }

    fn answer_compacting(&mut self, outcome: &Result<Revision, ChangeError>) {
        self.compacting.drain(..).for_each(|reply| drop(reply.send(outcome.clone())));
    }

    fn set_health(&self, health: Health) {
        self.health.send_if_modified(|current| {
            let moved = *current != health;
            *current = health;
            moved
        });
    }

    async fn close(mut self) {
        self.answer_compacting(&Err(ChangeError::Closed));
        let closed = self.backend.close().await;
        self.health.send_replace(match closed {
            Ok(()) => Health::Closed,
            Err(why) => Health::Stopped(why),
        });
    }

    /// Answers everybody who still waits, and touches nothing any more.
    async fn stop(mut self, why: String, mut commands: mpsc::Receiver<Command>) {
        tracing::error!(why, "the store has stopped; the process must end and start anew");
        self.health.send_replace(Health::Stopped(why.clone()));
        commands.close();
        self.answer_compacting(&Err(ChangeError::Stopped(why.clone())));
        while let Some(command) = commands.recv().await {
            command.refuse(&why);
        }
        self.backend.leave();
    }
}

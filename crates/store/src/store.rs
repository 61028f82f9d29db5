//! The store as its callers see it: open, read, change, compact, verify, close.

use std::collections::{HashMap, VecDeque};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, mpsc, oneshot, watch};

use crate::change::{
    ChangeError, Committed, Decide, Guarded, Handed, LARGE_BYTES, LOSSES_MAX, Outcome, Verdict, Write, decide,
};
use crate::compaction::Compaction;
use crate::copy::Snapshot;
use crate::error::OpenError;
use crate::file;
use crate::history::{Cursor, HistoryError, Scope};
use crate::line::Lines;
use crate::listing::Listing;
use crate::log::Page;
use crate::published::Published;
use crate::record::{Key, ManagerRow, ManagersOf, Record, Revision, Verified};
use crate::writer::{Command, Health, QUEUE_MAX, Writer};

/// The writer makes decisions, too, and a decision may recurse as deep as a document.
const STACK_BYTES: usize = 64 << 20;

/// What a store needs to know beside its path.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Milliseconds since 1970: the events' time, and what their age is measured with.
    pub clock: fn() -> i64,
    /// Reads the managers out of a value: their rows are written with it.
    pub managers: ManagersOf,
    /// The most bytes that the database may have, without its write-ahead log, as if that were what the disk has beside the
    /// reserve; a change beyond fails with [`ChangeError::NoSpace`]. `None`: as many as the disk has.
    pub size_limit_bytes: Option<u64>,
    /// The most bytes that the file is to have, its write-ahead log and history included. Records may have a third of it:
    /// a change beyond fails with [`ChangeError::OverLimit`], unless it makes its record no larger. From 96 MiB on the file
    /// keeps to it, too; below, history has its 12 MiB and the write-ahead log its 24 all the same.
    pub bytes_max: Option<u64>,
    /// So many bytes of disk are kept in a file `<path>-reserve`, and given up when the disk is full, so that changes that
    /// make nothing larger can still be made. 0: none.
    pub reserve_bytes: u64,
    /// Whether a store is made where there is none; otherwise that is [`OpenError::Missing`].
    pub create: bool,
    /// How much history is kept.
    pub compaction: Compaction,
    /// About how many bytes of the newest events are held in memory, too; older ones are read from the file. Values
    /// that current records have do not count twice in memory, but do here.
    pub recent_bytes_max: usize,
}

impl Options {
    /// No limit, no reserve, a store made where there is none, 8 MiB of newest events in memory.
    pub fn new(clock: fn() -> i64, managers: ManagersOf) -> Options {
        Options {
            clock,
            managers,
            size_limit_bytes: None,
            bytes_max: None,
            reserve_bytes: 0,
            create: true,
            compaction: Compaction::default(),
            recent_bytes_max: 8 << 20,
        }
    }
}

/// An open store. Clones are handles of the same one. It lives until [`Store::close`], or until the last handle is gone.
#[derive(Clone)]
pub struct Store {
    published: Arc<Published>,
    commands: mpsc::Sender<Command>,
    health: watch::Receiver<Health>,
    /// The last change. Its sender goes with the writer.
    last: watch::Receiver<Revision>,
    /// The pages last read from the log. Its lock lets one reader at a time ask the writer for a page, so that changes
    /// never wait for more than one, however many cursors are far behind; those that are equally far share it.
    pages: Arc<Mutex<VecDeque<Arc<Page>>>>,
    files: Arc<[PathBuf; 2]>,
    lines: Arc<Lines>,
}

/// So many pages of the log stay in memory, of about 1 MiB each.
const PAGES_KEPT: usize = 4;

/// What [`Store::hold`] returns.
pub struct Hold(#[expect(dead_code, reason = "it is there to be dropped")] oneshot::Sender<()>);

impl Store {
    /// Opens the file, or creates it, checks it from end to end, and starts the writer on a thread of its own.
    ///
    /// The check reads the whole file. It stays locked for as long as the store is open, and is looked for twice a second:
    /// once it is no longer where it was opened, the store stops for good.
    pub async fn open(path: impl AsRef<Path>, options: Options) -> Result<Store, OpenError> {
        let path = path.as_ref().to_owned();
        let failed = |source| OpenError::Io { path: path.clone(), source };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(failed)?;
        let (opened, open) = oneshot::channel();
        let file = path.clone();
        std::thread::Builder::new()
            .name("store".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || runtime.block_on(live(&file, options, opened)))
            .map_err(failed)?;
        open.await.unwrap_or_else(|_| Err(failed(std::io::Error::other("the opening thread ended without a word"))))
    }

    /// The record of this key as of the last change, and that change's revision.
    pub fn get(&self, key: &Key) -> (Option<Arc<Record>>, Revision) {
        self.published.get(key)
    }

    /// All records of a resource, or of one of its namespaces, in the order of their keys, all as of one revision.
    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (Vec<Arc<Record>>, Revision) {
        self.published.list(resource, namespace)
    }

    /// About how many bytes all records of a resource, or of one of its namespaces, are to work on; counted only until that is
    /// `enough`.
    pub fn bytes_of(&self, resource: &str, namespace: Option<&str>, enough: usize) -> usize {
        self.published.bytes_of(resource, namespace, enough)
    }

    /// All records, all as of one revision.
    pub fn snapshot(&self) -> Snapshot {
        let state = self.published.read();
        Snapshot { revision: state.revision, records: state.records.values().cloned().collect() }
    }

    /// How many records a resource has.
    pub fn count(&self, resource: &str) -> usize {
        self.published.count(resource)
    }

    /// The last change; 1 when there has been none.
    pub fn revision(&self) -> Revision {
        self.published.read().revision
    }

    /// The records of a resource, or of one of its namespaces, in the order of their keys, as they were after the change
    /// `at`; as they are now, without one or when that is still to come (see [`Store::reached`]). To be read in parts.
    ///
    /// Readable is what is not older than [`Store::compacted`]. The further back, the more of the log is gone through.
    pub fn listing(&self, resource: &str, namespace: Option<&str>, at: Option<Revision>) -> Listing {
        Listing::new(self.clone(), Scope::new(resource, namespace), at)
    }

    /// A cursor on what happens after the revision `after`, to a resource or to one of its namespaces. With the revision
    /// that a list came with, nothing is missed and nothing repeated. It may be one that is still to come.
    ///
    /// History that is gone shows at the first [`Cursor::next`].
    pub fn watch(&self, resource: &str, namespace: Option<&str>, after: Revision) -> Cursor {
        Cursor::new(self.clone(), Scope::new(resource, namespace), after)
    }

    /// Waits until there is a change of this revision, at most for `timeout`; says whether there is one.
    pub async fn reached(&self, revision: Revision, timeout: Duration) -> bool {
        let mut last = self.last.clone();
        let reached = last.wait_for(|last| *last >= revision);
        tokio::time::timeout(timeout, reached).await.is_ok_and(|reached| reached.is_ok())
    }

    /// The last revision whose event is gone. States at it and later can be read, and events after it.
    pub fn compacted(&self) -> Revision {
        self.published.read().compacted
    }

    /// Removes history at once, changes going on meanwhile: the events before `keep_from`, and what
    /// [`Options::compaction`] lets go; `None` only the latter. Then gives all space that nothing needs back to the file
    /// system. Records stay as they are. Returns [`Store::compacted`] as of the end.
    pub async fn compact(&self, keep_from: Option<Revision>) -> Result<Revision, ChangeError> {
        let (reply, result) = oneshot::channel();
        self.send(Command::Compact(keep_from, reply)).await?;
        result.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Keeps the writer waiting until what is returned is dropped: changes that are asked for meanwhile are made together, as far as
    /// one transaction takes them, and wait for the disk once. They must not be waited for meanwhile.
    pub async fn hold(&self) -> Hold {
        let (hold, until) = oneshot::channel();
        // A store that has stopped holds nothing up.
        let _ = self.send(Command::Hold(until)).await;
        Hold(hold)
    }

    /// How many bytes the file has by now, its write-ahead log included.
    pub fn size(&self) -> io::Result<u64> {
        let sizes = self.files.iter().map(|file| match file.metadata() {
            Ok(found) => Ok(found.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        });
        sizes.sum()
    }

    /// How many bytes the values of these keys' records have.
    pub fn bytes(&self, keys: &[Key]) -> usize {
        self.published.with_facts(keys, |facts| facts.bytes())
    }

    /// Makes one change: what `decision` wants, given the records of `keys`.
    ///
    /// The write is made only while all of `keys` still are what it was decided on, including those that it does not
    /// write; otherwise it is decided again. Where the records are large together, changes with the same first key are decided
    /// one after the other. Returns after COMMIT, with the decision as its last call left it, and
    /// `None` if it decided to write nothing. When the returned future is dropped, nothing is decided any more, and the change is
    /// made whole or not at all. Never try again after [`ChangeError::Indeterminate`].
    pub async fn change<D: Decide>(
        &self,
        keys: Vec<Key>,
        mut decision: D,
    ) -> Result<(D, Option<Committed>), ChangeError> {
        let (mut first, mut losses) = (None, 0);
        loop {
            if let (None, true, Some(key)) = (&first, self.bytes(&keys) >= LARGE_BYTES, keys.first()) {
                first = Some(self.lines.stand_in(key).await);
            }
            let verdict;
            if losses < LOSSES_MAX || first.is_some() {
                verdict = self.try_once(&keys, &mut decision).await?;
            } else {
                (decision, verdict) = self.hand_over(keys.clone(), decision).await?;
            }
            if verdict != Verdict::Lost {
                return Ok((decision, committed(verdict)));
            }
            losses += 1;
        }
    }

    /// Decides on what is published, and submits that.
    async fn try_once<D: Decide>(&self, keys: &[Key], decision: &mut D) -> Result<Verdict, ChangeError> {
        let mut facts_bytes = 0;
        let decided = self.published.with_facts(keys, |facts| {
            facts_bytes = facts.bytes();
            let write = decide(decision, keys, facts)?;
            let revisions = facts.records.iter().map(|record| record.as_ref().map(|record| record.modified));
            Ok(write.map(|write| (write, keys.iter().cloned().zip(revisions).collect())))
        })?;
        let Some((write, guards)) = decided else { return Ok(Verdict::Unchanged) };
        if facts_bytes >= LARGE_BYTES {
            // It took a while: its caller may have left.
            tokio::task::yield_now().await;
        }
        let (reply, outcome) = oneshot::channel();
        self.send(Command::Write(Guarded { guards, write, reply })).await?;
        outcome.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Lets the writer decide.
    async fn hand_over<D: Decide>(&self, keys: Vec<Key>, decision: D) -> Result<(D, Verdict), ChangeError> {
        let (reply, outcome) = oneshot::channel();
        self.send(Command::Contend(Box::new(Handed { keys, decision, reply }))).await?;
        let (decision, outcome): (D, Outcome) = outcome.await.map_err(|_| unanswered())?;
        outcome.map(|verdict| (decision, verdict))
    }

    /// Whether there is room for a write as of now, for who only tries: the error is the one that [`Store::change`] would give.
    pub fn admits(&self, write: &Write) -> Result<(), ChangeError> {
        self.published.admits(write)
    }

    /// The managers of this key's record as their rows on disk say, not as memory does, in their order; `None` where
    /// there is no such record. Changes wait meanwhile. The error says why they could not be read.
    pub async fn managers(&self, key: Key) -> Result<Option<Vec<ManagerRow>>, String> {
        let (reply, result) = oneshot::channel();
        self.send(Command::Managers(key, reply)).await.map_err(|error| error.to_string())?;
        result.await.unwrap_or_else(|_| Err(GONE.to_owned()))
    }

    /// Checks that the records in memory, their rows, the managers' rows and the log all say the same, and that
    /// SQLite finds its file intact. Changes wait meanwhile. The error lists what is wrong, at most a few of each sort.
    pub async fn verify(&self) -> Result<Verified, Vec<String>> {
        let (reply, result) = oneshot::channel();
        self.send(Command::Verify(reply)).await.map_err(|error| vec![error.to_string()])?;
        result.await.unwrap_or_else(|_| Err(vec![unanswered().to_string()]))
    }

    /// Sets [`Options::size_limit_bytes`] anew. A file that is larger already keeps its size.
    pub async fn limit_size(&self, bytes: Option<u64>) -> Result<(), ChangeError> {
        let (reply, result) = oneshot::channel();
        self.send(Command::SizeLimit(bytes, reply)).await?;
        result.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Makes the changes that already wait, refuses further ones, moves the write-ahead log into the database and lets
    /// the file go. Reads go on from memory. The error says why the writer had stopped, or could not close.
    pub async fn close(&self) -> Result<(), String> {
        // If it cannot be sent, the writer is closing or has stopped already.
        let _ = self.commands.send(Command::Close).await;
        match self.end().await {
            Health::Stopped(why) => Err(why),
            Health::Good | Health::Full(_) | Health::Closed => Ok(()),
        }
    }

    /// Whether changes can be made; if not, why. On a full disk those can that make nothing larger: see [`Store::full`].
    pub fn healthy(&self) -> Result<(), String> {
        let gone = self.health.has_changed().is_err();
        match &*self.health.borrow() {
            Health::Good | Health::Full(_) if gone => Err(GONE.to_owned()),
            Health::Good | Health::Full(_) => Ok(()),
            Health::Stopped(why) => Err(format!("stopped: {why}")),
            Health::Closed => Err("closed".to_owned()),
        }
    }

    /// Why the disk is held to be full, if it is: what would make the data larger is refused. It is tried again once there is
    /// space for the reserve or, without one, when a change has been made.
    pub fn full(&self) -> Option<String> {
        match &*self.health.borrow() {
            Health::Full(why) => Some(why.clone()),
            _ => None,
        }
    }

    /// Waits until the writer has stopped for good, and says why; waits forever if it closes in order. The process
    /// must then end, not zero: only reading the file anew can tell what is on disk.
    pub async fn failed(&self) -> String {
        match self.end().await {
            Health::Stopped(why) => why,
            Health::Good | Health::Full(_) | Health::Closed => std::future::pending().await,
        }
    }

    pub(crate) fn published(&self) -> &Published {
        &self.published
    }

    /// Waits for a change after this revision.
    pub(crate) async fn moved(&self, position: Revision) -> Result<(), HistoryError> {
        let moved = self.last.clone().wait_for(|last| *last > position).await.is_ok();
        if moved { Ok(()) } else { Err(self.unreadable()) }
    }

    /// A page of the log that begins with the event after this revision, or holds it. There must be one.
    pub(crate) async fn page(&self, after: Revision) -> Result<Arc<Page>, HistoryError> {
        let mut pages = self.pages.lock().await;
        self.published.holds(after)?;
        if let Some(page) = pages.iter().find(|page| page.continues(after)) {
            return Ok(Arc::clone(page));
        }
        let (reply, page) = oneshot::channel();
        let sent = self.commands.send(Command::Page(after, reply)).await;
        sent.map_err(|_| self.unreadable())?;
        let page = Arc::new(page.await.unwrap_or_else(|_| Err(HistoryError::Unreadable(GONE.to_owned())))?);
        pages.truncate(PAGES_KEPT - 1);
        pages.push_front(Arc::clone(&page));
        Ok(page)
    }

    /// What the events of these revisions replaced, as far as the log still has them, one reader at a time.
    pub(crate) async fn replaced(
        &self,
        revisions: Vec<Revision>,
    ) -> Result<HashMap<Revision, Arc<Record>>, HistoryError> {
        let _turn = self.pages.lock().await;
        let (reply, found) = oneshot::channel();
        let sent = self.commands.send(Command::Replaced(revisions, reply)).await;
        sent.map_err(|_| self.unreadable())?;
        found.await.unwrap_or_else(|_| Err(HistoryError::Unreadable(GONE.to_owned())))
    }

    fn unreadable(&self) -> HistoryError {
        match &*self.health.borrow() {
            Health::Stopped(why) => HistoryError::Unreadable(why.clone()),
            Health::Good | Health::Full(_) | Health::Closed => HistoryError::Closed,
        }
    }

    async fn end(&self) -> Health {
        let mut health = self.health.clone();
        let ended = health.wait_for(|health| matches!(health, Health::Stopped(_) | Health::Closed)).await;
        ended.map_or_else(|_| Health::Stopped(GONE.to_owned()), |health| health.clone())
    }

    async fn send(&self, command: Command) -> Result<(), ChangeError> {
        if self.commands.send(command).await.is_ok() {
            return Ok(());
        }
        Err(match &*self.health.borrow() {
            Health::Stopped(why) => ChangeError::Stopped(why.clone()),
            Health::Good | Health::Full(_) | Health::Closed => ChangeError::Closed,
        })
    }
}

const GONE: &str = "the writer ended without a word";

/// The writer answers everything that it takes, so this is its own fault, and what it did is unknown.
fn unanswered() -> ChangeError {
    ChangeError::Indeterminate(GONE.to_owned())
}

fn committed(verdict: Verdict) -> Option<Committed> {
    match verdict {
        Verdict::Committed(revision) => Some(Committed { revision }),
        Verdict::Unchanged | Verdict::Lost => None,
    }
}

/// The life of the writer's thread.
async fn live(path: &Path, options: Options, opened: oneshot::Sender<Result<Store, OpenError>>) {
    let (file, state) = match file::open(path, &options).await {
        Ok(open) => open,
        Err(error) => return drop(opened.send(Err(error))),
    };
    let (moved, last) = watch::channel(state.revision);
    let published = Arc::new(Published::new(state));
    let (commands, queue) = mpsc::channel(QUEUE_MAX);
    let (health, seen) = watch::channel(Health::Good);
    // A store that nobody waits for any more is dropped here, and its writer closes at once.
    let files = Arc::new([file.place.path.clone(), file.place.log()]);
    let (pages, lines) = (Arc::default(), Arc::default());
    drop(opened.send(Ok(Store {
        published: Arc::clone(&published),
        commands,
        health: seen,
        last,
        pages,
        files,
        lines,
    })));
    Writer::new(file, options, published, health, moved).run(queue).await;
}

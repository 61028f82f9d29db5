//! The store as its callers see it: read, change, compact, verify, fork, reset, close.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use crate::backend::{Backend, Opened, Size};
use crate::change::{
    Asked, Committed, Decide, Guarded, Handed, LARGE_BYTES, LOSSES_MAX, Outcome, Verdict, Write, decide,
};
use crate::command::{Command, Health, QUEUE_MAX};
use crate::cursor::Cursor;
use crate::error::ChangeError;
use crate::line::Lines;
use crate::listing::Listing;
use crate::memory;
use crate::options::Options;
use crate::published::{Published, State};
use crate::reader::{GONE, Reader};
use crate::record::{Key, ManagerRow, Record, Revision, Verified};
use crate::room::Room;
use crate::scope::Scope;
use crate::snapshot::Snapshot;
use crate::window::Window;
use crate::writer::Writer;

/// The writer makes decisions, too, and a decision may recurse as deep as a document.
const STACK_BYTES: usize = 64 << 20;

/// An open store. Clones are handles of the same one. It lives until [`Store::close`], or until the last handle is gone.
#[derive(Clone)]
pub struct Store {
    reader: Reader,
    size: Size,
    lines: Arc<Lines>,
}

/// What [`Store::hold`] returns.
pub struct Hold(#[expect(dead_code, reason = "it is there to be dropped")] oneshot::Sender<()>);

impl Store {
    /// Opens a backend on a thread of its own, and starts the writer there.
    ///
    /// # Errors
    /// Why it does not open, or why there is no such thread.
    pub async fn start<B: Backend, E: From<io::Error> + Send + 'static>(
        options: Options,
        open: impl AsyncFnOnce() -> Result<Opened<B>, E> + Send + 'static,
    ) -> Result<Store, E> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let (opened, store) = oneshot::channel();
        std::thread::Builder::new()
            .name("store".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || runtime.block_on(live(options, open, opened)))?;
        store.await.unwrap_or_else(|_| Err(io::Error::other("the opening thread ended without a word").into()))
    }

    /// A store that is kept nowhere but in memory, and begins with these records.
    ///
    /// # Errors
    /// There is no thread for it.
    pub async fn in_memory(options: Options, beginning: Snapshot) -> io::Result<Store> {
        Store::start(options, async move || Ok(memory::open(options, beginning))).await
    }

    /// The record of this key as of the last change, and that change's revision.
    pub fn get(&self, key: &Key) -> (Option<Arc<Record>>, Revision) {
        self.reader.published().get(key)
    }

    /// All records of a resource, or of one of its namespaces, in the order of their keys, all as of one revision.
    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (Vec<Arc<Record>>, Revision) {
        self.reader.published().list(resource, namespace)
    }

    /// About how many bytes all records of a resource, or of one of its namespaces, are to work on.
    pub fn bytes_of(&self, resource: &str, namespace: Option<&str>) -> usize {
        self.reader.published().bytes_of(resource, namespace)
    }

    /// All records, all as of one revision.
    pub fn snapshot(&self) -> Snapshot {
        let state = self.reader.published().read();
        Snapshot { revision: state.revision, records: state.records.clone() }
    }

    /// How many records a resource has.
    pub fn count(&self, resource: &str) -> usize {
        self.reader.published().count(resource)
    }

    /// The last change; 1 when there has been none.
    pub fn revision(&self) -> Revision {
        self.reader.published().read().revision
    }

    /// The records of a resource, or of one of its namespaces, in the order of their keys, as they were after the change
    /// `at`; as they are now, without one or when that is still to come (see [`Store::reached`]). To be read in parts.
    ///
    /// Readable is what is not older than [`Store::compacted`]. The further back, the more of the log is gone through.
    pub fn listing(&self, resource: &str, namespace: Option<&str>, at: Option<Revision>) -> Listing {
        Listing::new(self.reader.clone(), resource, namespace, at)
    }

    /// A cursor on what happens after the revision `after`, to a resource or to one of its namespaces. With the revision
    /// that a list came with, nothing is missed and nothing repeated. It may be one that is still to come.
    ///
    /// History that is gone shows at the first [`Cursor::next`].
    pub fn watch(&self, resource: &str, namespace: Option<&str>, after: Revision) -> Cursor {
        Cursor::new(self.reader.clone(), Scope::of(resource, namespace), after)
    }

    /// The same on what happens to one record.
    pub fn watch_one(&self, key: Key, after: Revision) -> Cursor {
        Cursor::new(self.reader.clone(), Scope::One(key), after)
    }

    /// The same on all that happens.
    pub fn watch_all(&self, after: Revision) -> Cursor {
        Cursor::new(self.reader.clone(), Scope::Everything, after)
    }

    /// Waits until there is a change of this revision, at most for `timeout`; says whether there is one.
    pub async fn reached(&self, revision: Revision, timeout: Duration) -> bool {
        let mut last = self.reader.last();
        let reached = last.wait_for(|last| *last >= revision);
        tokio::time::timeout(timeout, reached).await.is_ok_and(|reached| reached.is_ok())
    }

    /// The last revision whose event is gone. States at it and later can be read, and events after it.
    pub fn compacted(&self) -> Revision {
        self.reader.published().read().compacted
    }

    /// Removes history at once, changes going on meanwhile: the events before `keep_from`, and what
    /// [`Options::compaction`] lets go; `None` only the latter. Then gives back all space that nothing needs. Records stay as they are. Returns [`Store::compacted`] as of the end.
    pub async fn compact(&self, keep_from: Option<Revision>) -> Result<Revision, ChangeError> {
        let (reply, result) = oneshot::channel();
        self.reader.send(Command::Compact(keep_from, reply)).await?;
        result.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Keeps the writer waiting until what is returned is dropped: changes that are asked for meanwhile are made together, as far as
    /// one transaction takes them, and wait for the disk once. They must not be waited for meanwhile.
    pub async fn hold(&self) -> Hold {
        let (hold, until) = oneshot::channel();
        // A store that has stopped holds nothing up.
        let _ = self.reader.send(Command::Hold(until)).await;
        Hold(hold)
    }

    /// How many bytes all has by now, history included.
    pub fn size(&self) -> io::Result<u64> {
        (self.size)()
    }

    /// How many bytes the values of the records have that are asked for.
    pub fn bytes(&self, asked: &Asked) -> usize {
        self.reader.published().with_facts(asked, |facts| facts.bytes())
    }

    /// Makes one change: what `decision` wants, given the records that are asked for.
    ///
    /// The write is made only while all of them still are what it was decided on, including those that it does not
    /// write; otherwise it is decided again. Where the records are large together, changes with the same first key, or on the whole
    /// of the same resource, are decided one after the other. Returns after COMMIT, with the decision as its last call left it, and
    /// `None` if it decided to write nothing. When the returned future is dropped, nothing is decided any more, and the change is
    /// made whole or not at all. Never try again after [`ChangeError::Indeterminate`].
    pub async fn change<D: Decide>(
        &self,
        asked: impl Into<Asked>,
        mut decision: D,
    ) -> Result<(D, Option<Committed>), ChangeError> {
        let asked = asked.into();
        let (mut first, mut losses) = (None, 0);
        loop {
            if let (None, true, Some(key)) = (&first, self.bytes(&asked) >= LARGE_BYTES, asked.line()) {
                first = Some(self.lines.stand_in(&key).await);
            }
            let verdict;
            if losses < LOSSES_MAX || first.is_some() {
                verdict = self.try_once(&asked, &mut decision).await?;
            } else {
                (decision, verdict) = self.hand_over(asked.clone(), decision).await?;
            }
            if verdict != Verdict::Lost {
                return Ok((decision, committed(verdict)));
            }
            losses += 1;
        }
    }

    /// Decides on what is published, and submits that.
    async fn try_once<D: Decide>(&self, asked: &Asked, decision: &mut D) -> Result<Verdict, ChangeError> {
        let mut facts_bytes = 0;
        let decided = self.reader.published().with_facts(asked, |facts| {
            facts_bytes = facts.bytes();
            let write = decide(decision, &asked.keys, facts)?;
            Ok(write.map(|write| (write, asked.seen(facts))))
        })?;
        let Some((write, seen)) = decided else { return Ok(Verdict::Unchanged) };
        if facts_bytes >= LARGE_BYTES {
            // It took a while: its caller may have left.
            tokio::task::yield_now().await;
        }
        let (reply, outcome) = oneshot::channel();
        self.reader.send(Command::Write(Guarded { seen, write, reply })).await?;
        outcome.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Lets the writer decide.
    async fn hand_over<D: Decide>(&self, asked: Asked, decision: D) -> Result<(D, Verdict), ChangeError> {
        let (reply, outcome) = oneshot::channel();
        self.reader.send(Command::Contend(Box::new(Handed { asked, decision, reply }))).await?;
        let (decision, outcome): (D, Outcome) = outcome.await.map_err(|_| unanswered())?;
        outcome.map(|verdict| (decision, verdict))
    }

    /// Whether there is room for a write as of now, for who only tries: the error is the one that [`Store::change`] would give.
    pub fn admits(&self, write: &Write) -> Result<(), ChangeError> {
        self.reader.published().admits(write)
    }

    /// The managers of this key's record as their rows say, not as memory does, in their order; `None` where
    /// there is no such record. Changes wait meanwhile. The error says why they could not be read.
    pub async fn managers(&self, key: Key) -> Result<Option<Vec<ManagerRow>>, String> {
        let (reply, result) = oneshot::channel();
        self.reader.send(Command::Managers(key, reply)).await.map_err(|error| error.to_string())?;
        result.await.unwrap_or_else(|_| Err(GONE.to_owned()))
    }

    /// Checks that the records in memory, their rows, the managers' rows and the log all say the same, and that
    /// the backend finds what it keeps intact. Changes wait meanwhile. The error lists what is wrong, at most a few of each sort.
    pub async fn verify(&self) -> Result<Verified, Vec<String>> {
        let (reply, result) = oneshot::channel();
        self.reader.send(Command::Verify(reply)).await.map_err(|error| vec![error.to_string()])?;
        result.await.unwrap_or_else(|_| Err(vec![unanswered().to_string()]))
    }

    /// A store in memory with these records, shared until one of the two changes them. Its revisions go on from this one's last;
    /// what happened before is gone there, and it has watches of its own. Neither sees what the other does.
    ///
    /// # Errors
    /// There is no thread for it.
    pub async fn fork(&self, options: Options) -> io::Result<Store> {
        Store::in_memory(options, self.snapshot()).await
    }

    /// Puts the records of a snapshot in the place of all that there are. The revision moves on, and all history is gone, so that
    /// whoever watches begins anew. A record that does not stand here already as it is gets a revision of its own, so that none
    /// means two things. Returns the new revision.
    ///
    /// # Errors
    /// It could not be written; all is as it was, but for [`ChangeError::Indeterminate`].
    pub async fn reset(&self, to: Snapshot) -> Result<Revision, ChangeError> {
        let (reply, result) = oneshot::channel();
        self.reader.send(Command::Reset(to.records, reply)).await?;
        result.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Sets how many bytes the backend may have, as if the disk had no more. What is larger already keeps its size.
    pub async fn limit_size(&self, bytes: Option<u64>) -> Result<(), ChangeError> {
        let (reply, result) = oneshot::channel();
        self.reader.send(Command::SizeLimit(bytes, reply)).await?;
        result.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Makes the changes that already wait, refuses further ones, and lets the backend close. Reads go on from memory. The error says why the writer had stopped, or could not close.
    pub async fn close(&self) -> Result<(), String> {
        // If it cannot be sent, the writer is closing or has stopped already.
        let _ = self.reader.send(Command::Close).await;
        match self.end().await {
            Health::Stopped(why) => Err(why),
            Health::Good | Health::Full(_) | Health::Closed => Ok(()),
        }
    }

    /// Whether changes can be made; if not, why. On a full disk those can that make nothing larger: see [`Store::full`].
    pub fn healthy(&self) -> Result<(), String> {
        let gone = self.reader.health().has_changed().is_err();
        match &*self.reader.health().borrow() {
            Health::Good | Health::Full(_) if gone => Err(GONE.to_owned()),
            Health::Good | Health::Full(_) => Ok(()),
            Health::Stopped(why) => Err(format!("stopped: {why}")),
            Health::Closed => Err("closed".to_owned()),
        }
    }

    /// Why the disk is held to be full, if it is: what would make the data larger is refused. It is tried again once there is
    /// space for the reserve or, without one, when a change has been made.
    pub fn full(&self) -> Option<String> {
        match &*self.reader.health().borrow() {
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

    async fn end(&self) -> Health {
        let mut health = self.reader.health().clone();
        let ended = health.wait_for(|health| matches!(health, Health::Stopped(_) | Health::Closed)).await;
        ended.map_or_else(|_| Health::Stopped(GONE.to_owned()), |health| health.clone())
    }
}

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
async fn live<B: Backend, E>(
    options: Options,
    open: impl AsyncFnOnce() -> Result<Opened<B>, E>,
    opened: oneshot::Sender<Result<Store, E>>,
) {
    let Opened { backend, records, revision, recent, recent_from, size } = match open().await {
        Ok(open) => open,
        Err(error) => return drop(opened.send(Err(error))),
    };
    let mut window = Window::new(recent_from, options.recent_bytes_max);
    recent.into_iter().for_each(|event| window.push(event));
    let (compacted, room) = (backend.compacted(), Room::within(options.bytes_max));
    let published = Arc::new(Published::new(State { records, revision, compacted, window, room }));
    let (moved, last) = watch::channel(revision);
    let (commands, queue) = mpsc::channel(QUEUE_MAX);
    let (health, seen) = watch::channel(Health::Good);
    let writer = Writer::new(backend, options, Arc::clone(&published), health, moved);
    let reader = Reader::new(published, commands, seen, last);
    // A store that nobody waits for any more is dropped here, and its writer closes at once.
    drop(opened.send(Ok(Store { reader, size, lines: Arc::default() })));
    writer.run(queue).await;
}

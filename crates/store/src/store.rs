//! The store as its callers see it: read, compact, verify, reset, close. How it begins and how changes are made stand beside it.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::backend::Size;
use crate::change::{Asked, Write};
use crate::command::{Command, Health};
use crate::crowd::Crowd;
use crate::cursor::Cursor;
use crate::error::ChangeError;
use crate::history::HistoryError;
use crate::host::Host;
use crate::line::Lines;
use crate::listing::Listing;
use crate::reader::{GONE, Reader, unanswered};
use crate::record::{Key, ManagerRow, Record, Revision, Verified};
use crate::renewal::Renewal;
use crate::scope::Scope;
use crate::snapshot::Snapshot;

/// An open store. Clones are handles of the same one. It lives until [`Store::close`], or until the last handle is gone.
#[derive(Clone)]
pub struct Store {
    pub(crate) reader: Reader,
    size: Size,
    pub(crate) lines: Arc<Lines>,
    pub(crate) crowd: Arc<Crowd>,
    pub(crate) host: Host,
}

/// What [`Store::hold`] returns.
pub struct Hold(#[expect(dead_code, reason = "it is there to be dropped")] oneshot::Sender<()>);

/// What [`Store::pause`] returns: the writer waits until it is dropped.
pub struct Pause(oneshot::Sender<Renewal>);

impl Pause {
    /// Ends it, other records having taken the place of those that there were: what keeps them has made it durable. As with
    /// [`Store::reset`], all history is gone.
    pub fn renewed(self, renewal: Renewal) {
        // A writer that is gone shows nothing.
        let _ = self.0.send(renewal);
    }
}

impl Store {
    pub(crate) fn new(reader: Reader, size: Size, host: Host) -> Store {
        Store { reader, size, lines: Arc::default(), crowd: Arc::default(), host }
    }

    /// The record of this key as of the last change, and that change's revision.
    pub fn get(&self, key: &Key) -> (Option<Record>, Revision) {
        self.reader.published().get(key)
    }

    /// All records of a resource, or of one of its namespaces, in the order of their keys, all as of one revision.
    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (Vec<Record>, Revision) {
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

    /// Waits until the backend has checked everything that it keeps: until then only what is shown was. No change is decided before.
    ///
    /// # Errors
    /// It found something, or the store is closed.
    pub async fn settled(&self) -> Result<(), ChangeError> {
        self.reader.settled().await
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

    /// When these changes were made, in milliseconds since 1970; those that the log no longer has are left out. Changes wait meanwhile,
    /// so it should not be many at a time.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn times(&self, revisions: Vec<Revision>) -> Result<HashMap<Revision, i64>, HistoryError> {
        self.reader.times(revisions).await
    }

    /// Keeps the writer waiting until what is returned is dropped: changes that are asked for meanwhile are made together, as far as
    /// one transaction takes them, and wait for the disk once. They must not be waited for meanwhile.
    pub async fn hold(&self) -> Hold {
        let (hold, until) = oneshot::channel();
        // What is decided now must not wait for anything else. A store that has stopped holds nothing up.
        let _ = self.settled().await;
        let _ = self.reader.send(Command::Hold(until)).await;
        Hold(hold)
    }

    /// Keeps the writer waiting, too, and says what there is meanwhile: no change is being made until what is returned is dropped.
    ///
    /// # Errors
    /// The store is closed, or has stopped.
    pub async fn pause(&self) -> Result<(Snapshot, Pause), ChangeError> {
        self.settled().await?;
        let ((hold, until), (reached, here)) = (oneshot::channel(), oneshot::channel());
        self.reader.send(Command::Pause(reached, until)).await?;
        here.await.map_err(|_| unanswered())?;
        Ok((self.snapshot(), Pause(hold)))
    }

    /// How many bytes all has by now, history included.
    pub fn size(&self) -> io::Result<u64> {
        (self.size)()
    }

    /// How many bytes the values of the records have that are asked for.
    pub fn bytes(&self, asked: &Asked) -> usize {
        self.reader.published().bytes(asked)
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
            Health::Settling | Health::Good | Health::Full(_) | Health::Closed => Ok(()),
        }
    }

    /// Whether changes can be made; if not, why. On a full disk those can that make nothing larger: see [`Store::full`].
    pub fn healthy(&self) -> Result<(), String> {
        let gone = self.reader.health().has_changed().is_err();
        match &*self.reader.health().borrow() {
            Health::Settling | Health::Good | Health::Full(_) if gone => Err(GONE.to_owned()),
            Health::Settling | Health::Good | Health::Full(_) => Ok(()),
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
            Health::Settling | Health::Good | Health::Full(_) | Health::Closed => std::future::pending().await,
        }
    }

    async fn end(&self) -> Health {
        let mut health = self.reader.health().clone();
        let ended = health.wait_for(|health| matches!(health, Health::Stopped(_) | Health::Closed)).await;
        ended.map_or_else(|_| Health::Stopped(GONE.to_owned()), |health| health.clone())
    }
}

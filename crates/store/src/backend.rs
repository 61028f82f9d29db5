//! What keeps a store: durably where it can, and in order. The store in front of it decides, shows and answers.
//!
//! A backend is asked by one writer, one thing after the other. It knows what is written and what the log holds; who may see
//! what, and when, it does not know.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::history::{Event, Page};
use crate::record::{Key, ManagerRow, Record, Revision};
use crate::records::Records;

/// What keeps a store.
pub trait Backend: 'static {
    /// Finishes its opening: whatever can wait until records are shown, but not until one is changed. Asked once, before anything
    /// else. The newest events, where [`Opened`] was without them.
    fn settle(&mut self, records: &Records) -> impl Future<Output = Result<Option<Recent>, Failed>>;

    /// Makes a transaction durable as a whole, or leaves all as it was, or says that it cannot tell.
    fn commit(&mut self, transaction: &Transaction<'_>) -> impl Future<Output = Result<(), Failed>>;

    /// Takes note of a transaction of its own that was made durable together with those of others.
    fn committed(&mut self, transaction: &Transaction<'_>);

    /// The events that come next after this revision: at least one, no more than
    /// [`BATCH_EVENTS_MAX`](crate::history::BATCH_EVENTS_MAX), of about 1 MiB at most. Only asked where there are some that
    /// are still held.
    fn page(&mut self, after: Revision) -> impl Future<Output = Result<Page, String>>;

    /// What the events of these revisions replaced; those that are not there, or replaced nothing, are left out.
    fn replaced(&mut self, revisions: &[Revision]) -> impl Future<Output = Result<HashMap<Revision, Record>, String>>;

    /// When the events of these revisions happened, in milliseconds since 1970; those that are not there are left out.
    fn times(&mut self, revisions: &[Revision]) -> impl Future<Output = Result<HashMap<Revision, i64>, String>>;

    /// The managers of a record, as they are kept.
    fn managers(&mut self, record: &Record) -> impl Future<Output = Result<Vec<ManagerRow>, String>>;

    /// What is wrong with what is kept, or different from these records as of this revision; at most a few of each sort.
    fn verify(&mut self, records: &Records, revision: Revision) -> impl Future<Output = Vec<String>>;

    /// History up to this revision is gone.
    fn compacted(&self) -> Revision;

    /// The events before a revision shall go, too, beside those that the bounds let go, and then all space that nothing needs.
    /// [`Backend::keep_up`] does it.
    fn compact(&mut self, keep_from: Option<Revision>);

    /// Does the next small piece of what is to be done beside the changes. Called after each turn of the writer, and after each
    /// rest. True when all is done that was asked for.
    fn keep_up(&mut self, moment: Moment) -> impl Future<Output = Result<bool, Failed>>;

    /// How long the writer may wait for a change before the next [`Backend::keep_up`]; `None`: as long as it likes.
    fn rest(&self) -> Option<Duration>;

    /// Why there is no space but what was kept for that, if so: what makes the data larger is to be refused.
    fn full(&self) -> Option<&str>;

    /// Sets how many bytes it may have, as if the disk had no more.
    fn limit_size(&mut self, bytes: Option<u64>) -> impl Future<Output = Result<(), String>>;

    /// Ends when what it keeps is no longer where it was opened, and says why.
    fn lost(&self) -> impl Future<Output = String> + 'static;

    /// Ends in order.
    fn close(self) -> impl Future<Output = Result<(), String>>;

    /// Touches nothing any more.
    fn leave(self);
}

/// When a backend is asked to keep up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// After a turn; further changes wait.
    Busy,
    /// After a turn; nothing waits.
    Idle,
    /// After a rest: nothing has happened.
    Rested,
}

/// What becomes durable together.
pub struct Transaction<'a> {
    /// The last revision before it.
    pub base: Revision,
    /// The last revision after it.
    pub revision: Revision,
    /// One for each revision that it takes, in order. None where it begins anew: all history goes, and none is left up to `revision`.
    pub events: &'a [Arc<Event>],
    /// What it makes of each key that it touches.
    pub changes: &'a BTreeMap<Key, Pending>,
}

/// A key before and after a transaction.
#[derive(Clone)]
pub struct Pending {
    /// What stands there.
    pub before: Option<Record>,
    /// What shall.
    pub after: Option<Record>,
}

/// What a transaction adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// How many events.
    pub events: u64,
    /// Bytes of these events.
    pub logged: u64,
    /// Bytes of the values that stood where it writes.
    pub before: u64,
    /// Bytes of those that stand there now.
    pub after: u64,
}

impl Transaction<'_> {
    /// Whether all history goes.
    pub fn begins_anew(&self) -> bool {
        self.events.is_empty()
    }

    /// What there is more once it is written.
    pub fn growth(&self) -> Growth {
        let logged: usize = self.events.iter().map(|event| event.bytes()).sum();
        let bytes = |record: &Option<Record>| record.as_ref().map_or(0, |record| record.value().len() as u64);
        let (before, after) = self
            .changes
            .values()
            .fold((0, 0), |(before, after), pending| (before + bytes(&pending.before), after + bytes(&pending.after)));
        Growth { events: self.events.len() as u64, logged: logged as u64, before, after }
    }
}

/// How something that was to be written failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// No space; nothing of it is kept. What there was in reserve has been given up.
    Full(String),
    /// Refused; nothing of it is kept.
    Refused(String),
    /// Unknown, or what is kept can no longer be trusted: the writer must stop.
    Broken(String),
}

/// A backend that was opened, and what it holds.
pub struct Opened<B> {
    /// Itself.
    pub backend: B,
    /// All records.
    pub records: Records,
    /// The last change; 1 when there has been none.
    pub revision: Revision,
    /// The newest events; none where [`Backend::settle`] brings them.
    pub recent: Recent,
    /// How many bytes it has.
    pub size: Size,
}

/// The newest events, in order.
pub struct Recent {
    /// Every one after this revision.
    pub from: Revision,
    /// Up to the last change.
    pub events: Vec<Arc<Event>>,
}

/// Measures how many bytes a backend has by now.
pub type Size = Arc<dyn Fn() -> io::Result<u64> + Send + Sync>;

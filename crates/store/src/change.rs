//! A change: decided on facts, submitted with the revisions of all of them, decided again when one has moved.
//!
//! Deciding happens on the caller's thread, against what is published. A decision that has lost, or would lose because others
//! are about to change the same record, is handed to the writer, which makes it against its own batch, so that it cannot
//! lose. One on large records costs too much to be lost,
//! and too much for the writer, for which everybody waits: whoever changes a large record waits in line for it.
//! A caller may drop its future at any await: what was submitted by then is made as a whole or not at all, and nothing is
//! decided any more.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::error::ChangeError;
use crate::record::{Key, Record, Revision};
use crate::room::Share;

/// How often a long decision may lose against another change before the writer takes it over.
pub(crate) const LOSSES_MAX: usize = 3;

/// From so many bytes on, the values that a decision is made on are large together: it may take a hundred times as long as
/// another. Then changes of the same record are decided one after the other.
pub const LARGE_BYTES: usize = 64 * 1024;

/// What shall become of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Create it or replace what is there. The store does not compare: a decision that changes nothing returns no write.
    Put {
        /// One of the asked keys.
        key: Key,
        /// For an existing record, the uid it has.
        uid: String,
        /// The whole object as JSON, without its resourceVersion.
        value: Vec<u8>,
        /// How it stands where there is little room.
        share: Share,
    },
    /// Remove it. It must be there.
    Delete {
        /// One of the asked keys.
        key: Key,
    },
}

impl Write {
    /// The key that it writes.
    pub fn key(&self) -> &Key {
        match self {
            Write::Put { key, .. } | Write::Delete { key } => key,
        }
    }

    /// Checks that it can be done to what stands there.
    pub(crate) fn check(&self, current: Option<&Record>) -> Result<(), ChangeError> {
        match (self, current) {
            (Write::Delete { .. }, None) => Err(self.impossible("there is nothing to delete")),
            (Write::Put { uid, .. }, Some(current)) if *uid != current.uid() => {
                Err(self.impossible("the uid of a record cannot change"))
            }
            _ => Ok(()),
        }
    }

    fn impossible(&self, why: &str) -> ChangeError {
        ChangeError::Impossible(format!("{}: {why}", self.key()))
    }
}

/// The records that a decision is to be made on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// One by one. Of these, one may be written.
    pub keys: Vec<Key>,
    /// And all of a resource: then nothing of it may have moved, nor come into being.
    pub all_of: Option<Arc<str>>,
}

impl From<Vec<Key>> for Asked {
    fn from(keys: Vec<Key>) -> Self {
        Asked { keys, all_of: None }
    }
}

impl Asked {
    /// That these facts were seen, which are what was asked for.
    pub(crate) fn seen(&self, facts: &Facts<'_>) -> Seen {
        let revisions = facts.records.iter().map(|record| record.as_ref().map(|record| record.modified));
        Seen {
            records: self.keys.iter().cloned().zip(revisions).collect(),
            all_of: self.all_of.clone().map(|resource| (resource, facts.revision)),
        }
    }

    /// Where those stand in line who decide on the same large records.
    pub(crate) fn line(&self) -> Option<Key> {
        let whole = self.all_of.as_ref().map(|resource| Key::new(Arc::clone(resource), "", ""));
        whole.or_else(|| self.keys.first().cloned())
    }
}

/// What a decision is made on: records and a revision that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// One for each asked key, in the order asked; `None` where nothing is stored.
    pub records: &'a [Option<Record>],
    /// All of the asked resource, in the order of their keys; empty where none was asked for.
    pub all: &'a [Record],
    /// The last change that these records show.
    pub revision: Revision,
}

impl Facts<'_> {
    /// How many bytes the values have.
    pub fn bytes(&self) -> usize {
        self.records.iter().flatten().chain(self.all).map(|record| record.value().len()).sum()
    }
}

/// A decision. Pure: it does not wait, and it gives the same for the same facts.
pub trait Decide: Send + 'static {
    /// What to write, or `None` to leave everything as it is. May be called several times, each time with newer facts,
    /// on the caller's thread or on the writer's (which has a stack of 64 MiB); only the last call counts, so whatever
    /// it remembers, each call must overwrite. A panic in it harms only its own change.
    fn decide(&mut self, facts: &Facts<'_>) -> Option<Write>;

    /// Whether it takes long, however small the records are. Then the writer, for which everybody waits, makes it only after it
    /// has lost several times.
    fn is_long(&self) -> bool {
        false
    }
}

impl<F: FnMut(&Facts<'_>) -> Option<Write> + Send + 'static> Decide for F {
    fn decide(&mut self, facts: &Facts<'_>) -> Option<Write> {
        self(facts)
    }
}

/// A change that is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The revision it was given.
    pub revision: Revision,
}

/// How a submitted change ended, when nothing failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is on disk.
    Committed(Revision),
    /// It decided to change nothing.
    Unchanged,
    /// A record that it was decided on has moved.
    Lost,
}

pub(crate) type Outcome = Result<Verdict, ChangeError>;

/// What a decision was made on.
pub(crate) struct Seen {
    /// Each asked key with the revision of its record then; `None` for none.
    pub records: Vec<(Key, Option<Revision>)>,
    /// The resource that was asked for as a whole, as of this revision.
    pub all_of: Option<(Arc<str>, Revision)>,
}

/// A write that was decided outside the writer, with what it was decided on.
pub(crate) struct Guarded {
    pub seen: Seen,
    pub write: Write,
    pub reply: oneshot::Sender<Outcome>,
}

/// Writes that are made together or not at all, with what they were decided on.
pub(crate) struct Together {
    pub seen: Seen,
    /// Nothing at all may have changed since this revision, where one is said.
    pub as_of: Option<Revision>,
    pub writes: Vec<Write>,
    pub reply: oneshot::Sender<Outcome>,
}

/// A decision that the writer is to make itself.
pub(crate) trait Contender: Send {
    fn asked(&self) -> &Asked;
    /// Has its caller left? Then nobody wants to know what it would decide.
    fn is_left(&self) -> bool;
    fn decide(&mut self, facts: &Facts<'_>) -> Result<Option<Write>, ChangeError>;
    /// Hands the decision back to its caller, who may have left.
    fn answer(self: Box<Self>, outcome: Outcome);
}

/// The one [`Contender`]: a decision and the way back to its caller.
pub(crate) struct Handed<D> {
    pub asked: Asked,
    pub decision: D,
    pub reply: oneshot::Sender<(D, Outcome)>,
}

impl<D: Decide> Contender for Handed<D> {
    fn asked(&self) -> &Asked {
        &self.asked
    }

    fn is_left(&self) -> bool {
        self.reply.is_closed()
    }

    fn decide(&mut self, facts: &Facts<'_>) -> Result<Option<Write>, ChangeError> {
        decide(&mut self.decision, &self.asked.keys, facts)
    }

    fn answer(self: Box<Self>, outcome: Outcome) {
        // A caller who has left needs no answer.
        let _ = self.reply.send((self.decision, outcome));
    }
}

/// Asks a decision and checks that what it wants is possible on these facts.
pub(crate) fn decide<D: Decide>(
    decision: &mut D,
    keys: &[Key],
    facts: &Facts<'_>,
) -> Result<Option<Write>, ChangeError> {
    // A decision that panicked is never used again, so no half-made state of it can be seen.
    let write = catch_unwind(AssertUnwindSafe(|| decision.decide(facts)))
        .map_err(|panic| ChangeError::Panicked(text_of(panic.as_ref())))?;
    if let Some(write) = &write {
        check(write, keys, facts)?;
    }
    Ok(write)
}

fn check(write: &Write, keys: &[Key], facts: &Facts<'_>) -> Result<(), ChangeError> {
    match keys.iter().position(|key| key == write.key()) {
        Some(asked) => write.check(facts.records[asked].as_ref()),
        None => Err(write.impossible("it is not one of the keys that were asked for")),
    }
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "no message".to_owned(),
    }
}

//! Events of a watch as bytes: what many watches show of one change is made once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;
use coracle_object::{Value, protobuf, text};
use coracle_store::Event;

use super::unread::{FREE_BYTES, Room};
use super::{View, encoded};
use crate::clock::Clock;
use crate::request::Head;
use crate::request::media::{Accepted, Form, Format};
use crate::status::Failure;
use crate::stored::{Decoded, Stored};
use coracle_kinds::{Kind, Text};

/// What an event says has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventType {
    /// There is an object that was not there, or was not selected.
    Added,
    /// It is another than it was.
    Modified,
    /// It is gone, or no longer selected.
    Deleted,
    /// Nothing; everything up to its revision has been sent.
    Bookmark,
    /// The watch is over, and why.
    Error,
}

impl EventType {
    fn name(self) -> &'static str {
        match self {
            EventType::Added => "ADDED",
            EventType::Modified => "MODIFIED",
            EventType::Deleted => "DELETED",
            EventType::Bookmark => "BOOKMARK",
            EventType::Error => "ERROR",
        }
    }
}

/// One change as watches see it. Nothing of it is made before somebody asks.
pub struct Shown {
    event: Arc<Event>,
    before: Decoded,
    after: Decoded,
    /// The frame in plain JSON, for each of the three types that a change can be.
    frames: [OnceLock<Bytes>; 3],
}

impl Shown {
    fn new(event: Arc<Event>) -> Self {
        Shown { event, before: OnceLock::new(), after: OnceLock::new(), frames: Default::default() }
    }

    /// The object before the change, with the change's resourceVersion, as those see it for whom it goes.
    pub fn before(&self) -> Option<Stored<'_>> {
        self.event.previous.as_ref().map(|record| Stored::shared(record, self.event.revision, &self.before))
    }

    /// The object after it.
    pub fn after(&self) -> Option<Stored<'_>> {
        self.event.record.as_ref().map(|record| Stored::shared(record, record.modified, &self.after))
    }

    fn object(&self, event: EventType) -> Result<Stored<'_>, Failure> {
        let object = if event == EventType::Deleted { self.before() } else { self.after() };
        object.ok_or_else(|| Failure::internal("an event without its object"))
    }

    /// How many bytes the object has, as it is stored, that is shown as this type.
    pub fn bytes_of(&self, event: EventType) -> usize {
        let record = if event == EventType::Deleted { &self.event.previous } else { &self.event.record };
        record.as_ref().map_or(0, |record| record.value().len())
    }

    /// Have both objects been decoded, for whoever looks into them?
    pub fn is_decoded(&self) -> bool {
        let is = |record: &Option<_>, decoded: &Decoded| record.is_none() || decoded.get().is_some();
        is(&self.event.previous, &self.before) && is(&self.event.record, &self.after)
    }

    /// How many bytes both objects have, as they are stored.
    pub fn bytes(&self) -> usize {
        [&self.event.record, &self.event.previous].into_iter().flatten().map(|record| record.value().len()).sum()
    }
}

/// The newest changes that watches have shown, kept for the watches that have yet to.
#[derive(Default)]
pub struct History(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// By revision, and by the kind as which they are shown: a change may be shown in several versions.
    events: BTreeMap<(u64, Text), Arc<Shown>>,
    bytes: usize,
    /// What several of them are together, for watches that see all and came by at the same time; the newest last.
    runs: VecDeque<(RunOf, Bytes)>,
}

/// Which changes a run has. Those who see all of a resource, of one of its namespaces or of one key see the same changes between two,
/// where they see as many.
#[derive(PartialEq, Eq)]
struct RunOf {
    first: u64,
    last: u64,
    count: usize,
    version: Text,
}

impl RunOf {
    /// None of less than two: one has its frame.
    fn new(kind: &Kind, events: &[Arc<Event>]) -> Option<Self> {
        let [first, .., last] = events else { return None };
        let (first, last) = (first.revision, last.revision);
        Some(RunOf { first, last, count: events.len(), version: kind.api_version.clone() })
    }
}

/// A run has no more bytes than these: the rooms of its frames end with them, and so little takes none.
const RUN_BYTES_MAX: usize = FREE_BYTES;
/// So many runs are kept: the threads that have connections are seldom more.
const RUNS_MAX: usize = 16;

/// How many are kept.
const EVENTS_MAX: usize = 256;
/// No more are kept than have these bytes as they are stored; shown, they have several times as many.
const BYTES_MAX: usize = 1 << 20;

impl History {
    /// What these changes are together in plain JSON, where that was kept.
    pub fn run(&self, kind: &Kind, events: &[Arc<Event>]) -> Option<Bytes> {
        let of = RunOf::new(kind, events)?;
        self.kept().runs.iter().rev().find(|(kept, _)| *kept == of).map(|(_, run)| run.clone())
    }

    /// Forgets all: kinds are no longer what they were when it was made.
    pub fn forget(&self) {
        *self.kept() = Kept::default();
    }

    /// Keeps it for others.
    pub fn keep_run(&self, kind: &Kind, events: &[Arc<Event>], run: &Bytes) {
        let Some(of) = RunOf::new(kind, events) else { return };
        let runs = &mut self.kept().runs;
        if runs.len() >= RUNS_MAX {
            runs.pop_front();
        }
        runs.push_back((of, run.clone()));
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A change as watches see it.
    pub fn event(&self, kind: &Arc<Kind>, event: &Arc<Event>) -> Arc<Shown> {
        let mut kept = self.kept();
        let key = (event.revision, kind.api_version.clone());
        if let Some(shown) = kept.events.get(&key) {
            return shown.clone();
        }
        let shown = Arc::new(Shown::new(event.clone()));
        kept.bytes += shown.bytes();
        kept.events.insert(key, shown.clone());
        // Watches that are far behind share little: the oldest go first.
        while kept.events.len() > EVENTS_MAX || kept.bytes > BYTES_MAX {
            let Some((_, oldest)) = kept.events.pop_first() else { break };
            kept.bytes -= oldest.bytes();
        }
        shown
    }
}

/// How a watch shows its events.
pub struct Show {
    head: Head,
    accepted: Accepted,
    kind: Arc<Kind>,
    self_links: bool,
    clock: Clock,
    /// Has a table's heading gone out?
    headed: bool,
    /// May several events go out as one? On a WebSocket, each is a message.
    joins: bool,
}

impl Show {
    /// For a request, and what its client accepts.
    pub fn new(head: &Head, accepted: &Accepted, kind: &Arc<Kind>, self_links: bool, clock: Clock) -> Self {
        let joins = head.subprotocols.is_none();
        let (head, accepted, kind) = (head.clone(), accepted.clone(), kind.clone());
        Show { head, accepted, kind, self_links, clock, headed: false, joins }
    }

    /// Is what it shows of some changes the same for all?
    pub fn shares_all(&self) -> bool {
        self.joins && self.accepted.is_plain()
    }

    /// Frames as they go out: small ones that follow each other as one.
    pub fn joined(&self, frames: Vec<Bytes>) -> Vec<Bytes> {
        if !self.joins || frames.len() < 2 {
            return frames;
        }
        let mut runs = Vec::new();
        let mut rest = &frames[..];
        while let Some(first) = rest.first() {
            let mut bytes = 0;
            let fits = |frame: &&Bytes| {
                bytes += frame.len();
                bytes <= RUN_BYTES_MAX
            };
            let (run, behind) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            runs.push(if run.len() == 1 { first.clone() } else { run.concat().into() });
            rest = behind;
        }
        runs
    }

    /// A change, if its frame was made for another watch already.
    pub fn ready(&self, kind: EventType, shown: &Shown) -> Option<Bytes> {
        self.shared(kind, shown)?.get().cloned()
    }

    /// A change, in this room.
    ///
    /// # Errors
    /// What is stored cannot be read.
    pub fn event(&mut self, kind: EventType, shown: &Shown, room: Room) -> Result<Bytes, Failure> {
        let Some(cell) = self.shared(kind, shown) else { return self.stored(kind, shown.object(kind)?, room) };
        // What is kept for other watches has its own bound: it must not hold the room of whom it was made for.
        let frame = self.stored(kind, shown.object(kind)?, Room::none())?;
        let _ = cell.set(frame.clone());
        Ok(room.keep(frame))
    }

    /// Where all watches have the frame from that show the same.
    fn shared<'s>(&self, kind: EventType, shown: &'s Shown) -> Option<&'s OnceLock<Bytes>> {
        let cell = match kind {
            EventType::Added => &shown.frames[0],
            EventType::Modified => &shown.frames[1],
            EventType::Deleted => &shown.frames[2],
            EventType::Bookmark | EventType::Error => return None,
        };
        self.accepted.is_plain().then_some(cell)
    }

    /// What is stored, in the form that the client accepts and in this room.
    ///
    /// # Errors
    /// It cannot be shown in it, or cannot be read.
    pub fn stored(&mut self, kind: EventType, stored: Stored, room: Room) -> Result<Bytes, Failure> {
        if self.accepted.is_plain() && !self.self_links {
            let mut out = begun(kind);
            if stored.write(&mut out) {
                out.extend_from_slice(b"}\n");
                return Ok(room.keep(out));
            }
        }
        let object = stored.into_object(&self.kind)?;
        self.frame(kind, object, room)
    }

    /// An object, in the form that the client accepts and in this room.
    ///
    /// # Errors
    /// It cannot be shown in it.
    pub fn frame(&mut self, kind: EventType, object: Value, room: Room) -> Result<Bytes, Failure> {
        let view = View {
            head: &self.head,
            accepted: &self.accepted,
            kind: &self.kind,
            self_links: self.self_links && kind != EventType::Bookmark,
            clock: &self.clock,
        };
        let mut object = view.object(object)?;
        if let Form::Table(_) = self.accepted.form {
            // Quirk: only the first of a watch's tables has a heading (collections/watch-table).
            if std::mem::replace(&mut self.headed, true) {
                object["columnDefinitions"] = Value::Null;
            }
        }
        Ok(room.keep(self.written(kind, &object)))
    }

    /// Why the watch ends.
    pub fn error(&self, failure: &Failure) -> Bytes {
        self.written(EventType::Error, &failure.status())
    }

    fn written(&self, kind: EventType, object: &Value) -> Bytes {
        if self.accepted.format == Format::Protobuf {
            return protobuf::frame(kind.name(), &encoded(object, Format::Protobuf)).into();
        }
        let mut out = begun(kind);
        text::write_json(object, &mut out);
        out.extend_from_slice(b"}\n");
        out.into()
    }
}

/// An event up to its object, in JSON.
fn begun(kind: EventType) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(kind.name().as_bytes());
    out.extend_from_slice(b"\",\"object\":");
    out
}

#[cfg(test)]
mod tests {
    use coracle_store::{Draft, EventKind, Key};

    use super::*;
    use crate::request::media::{self, Forms};

    fn event(revision: u64, bytes: usize) -> Arc<Event> {
        let key = Key::new("endpoints", "n", "a");
        let record = Draft { key: key.clone(), uid: "", created: 2, modified: revision, value: vec![b' '; bytes] };
        Arc::new(Event { revision, kind: EventKind::Created, key, record: Some(record.into()), previous: None })
    }

    #[test]
    fn the_newest_changes_are_kept_once_within_their_bounds() {
        let kinds = coracle_kinds::builtin();
        let (history, kind) = (History::default(), kinds.find("", "v1", "endpoints").unwrap());
        let first = history.event(kind, &event(2, 10));
        assert!(Arc::ptr_eq(&first, &history.event(kind, &event(2, 10))));
        (3..=300).for_each(|revision| drop(history.event(kind, &event(revision, 10))));
        let held = |history: &History| {
            let kept = history.0.lock().unwrap();
            (kept.events.keys().next().map(|(revision, _)| *revision), kept.events.len(), kept.bytes)
        };
        assert_eq!(held(&history), (Some(45), 256, 2560));
        // What is far behind passes through; what is larger than all together, too.
        history.event(kind, &event(7, 10));
        assert_eq!(held(&history), (Some(45), 256, 2560));
        history.event(kind, &event(301, BYTES_MAX - 20));
        assert_eq!(held(&history), (Some(299), 3, BYTES_MAX));
        history.event(kind, &event(302, BYTES_MAX + 1));
        assert_eq!(held(&history), (None, 0, 0));
    }

    #[test]
    fn runs_are_kept_for_who_shows_the_same_changes() {
        let kinds = coracle_kinds::builtin();
        let (history, kind) = (History::default(), kinds.find("", "v1", "endpoints").unwrap());
        let other = kinds.find("discovery.k8s.io", "v1", "endpointslices").unwrap();
        let events = |revisions: &[u64]| revisions.iter().map(|n| event(*n, 10)).collect::<Vec<_>>();
        history.keep_run(kind, &events(&[2, 3, 5]), &Bytes::from_static(b"run"));
        history.keep_run(kind, &events(&[7]), &Bytes::from_static(b"one"));
        let kept = |kind, revisions: &[u64]| history.run(kind, &events(revisions)).is_some();
        assert!(kept(kind, &[2, 3, 5]) && kept(kind, &[2, 4, 5]), "nobody who sees as many has others between two");
        assert!(!kept(kind, &[2, 5]) && !kept(kind, &[2, 3, 4, 5]) && !kept(kind, &[2, 3, 6]) && !kept(kind, &[7]));
        assert!(!kept(other, &[2, 3, 5]), "it shows them in another version");
        (0..RUNS_MAX as u64).for_each(|n| history.keep_run(kind, &events(&[n + 10, n + 11]), &Bytes::new()));
        assert!(!kept(kind, &[2, 3, 5]) && kept(kind, &[10, 11]));
    }

    #[test]
    fn frames_go_out_together_within_bounds_and_on_a_websocket_one_by_one() {
        let kinds = coracle_kinds::builtin();
        let kind = kinds.find("", "v1", "endpoints").unwrap();
        let accepted = media::negotiate(None, Forms::None).unwrap();
        let show = |subprotocols| {
            Show::new(&Head { subprotocols, ..Head::default() }, &accepted, kind, false, Clock::default())
        };
        let lengths = [10, 20, RUN_BYTES_MAX - 30, 1, RUN_BYTES_MAX + 1, 7, 8];
        let frames: Vec<_> = lengths.iter().map(|length| Bytes::from(vec![*length as u8; *length])).collect();
        let joined = show(None).joined(frames.clone());
        assert_eq!(joined.concat(), frames.concat());
        assert_eq!(joined.iter().map(Bytes::len).collect::<Vec<_>>(), [RUN_BYTES_MAX, 1, RUN_BYTES_MAX + 1, 15]);
        assert_eq!(show(Some(vec![])).joined(frames.clone()), frames);
    }
}

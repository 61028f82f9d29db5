//! What happens to a collection, from a revision on: a position in the log, and nothing else.
//!
//! A watch holds no queue. It asks its cursor when its client takes more, so a client that does not read costs no memory and
//! delays nobody; it is cut off in the end, or told that it came too late.
//!
//! Upstream: endpoints/handlers/watch.go, apiserver/pkg/storage/cacher/cacher.go Watch, cache_watcher.go (v1.37.2).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_object::Value;
use coracle_store::{Batch, Cursor, Event, HistoryError, Record, Store};
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::selection::Selection;
use super::{Call, resource_version};
use crate::answer::event::{EventType, History, Show};
use crate::answer::{Answer, Body, Frames};
use crate::apart::Weight;
use crate::clock;
use crate::kinds::Kind;
use crate::limits::Place;
use crate::metrics::Metrics;
use crate::request::options::ListOptions;
use crate::server::FRESH_WITHIN;
use crate::status::Failure;
use crate::stored;

/// How long a watch lasts that says nothing of it: this and up to as much again.
// Upstream: apiserver/pkg/server/config.go MinRequestTimeout (v1.37.2)
const LASTS: Duration = Duration::from_secs(1800);
/// How often a client that asked for it is told how far it has seen everything.
// Upstream: apiserver/pkg/storage/cacher/cacher.go defaultBookmarkFrequency (v1.37.2)
const BOOKMARK_EVERY: Duration = Duration::from_secs(60);
/// It is told so once more this long before the end.
// Upstream: apiserver/pkg/storage/cacher/cache_watcher.go nextBookmarkTime (v1.37.2)
const BOOKMARK_BEFORE_END: Duration = Duration::from_secs(2);
/// So many bytes of events go out at a time, or one event that is larger: no more is held for a client that does not read.
const CHUNK_BYTES: usize = 64 * 1024;
/// What a bookmark bears that ends the initial events.
// Upstream: apimachinery/pkg/apis/meta/v1/types.go InitialEventsAnnotationKey (v1.37.2)
const INITIAL_EVENTS_END: &str = "k8s.io/initial-events-end";

/// Where a watch begins.
enum Beginning {
    /// With everything there is, once that is as new as this revision.
    Everything(u64),
    /// With what happens from now on.
    Now,
    /// With what happened after a revision.
    After(u64),
}

/// A watch that has yet to begin.
struct Watch {
    store: Store,
    kind: &'static dyn Kind,
    namespace: String,
    selection: Selection,
    beginning: Beginning,
    history: Arc<History>,
    metrics: Arc<Metrics>,
    /// What the next frames are made of.
    weight: Arc<Weight>,
    draining: watch::Receiver<bool>,
    _place: Place,
}

/// Answers with a watch.
pub fn run(call: &Call<'_>) -> Result<Answer, Failure> {
    let selection = Selection::read(call, ListOptions::check_watch)?;
    call.check_path(selection.name.as_deref())?;
    let asked = resource_version(&selection.options.resource_version).map_err(Failure::unexplained)?;
    let beginning = match selection.options.initial_events {
        Some(true) => Beginning::Everything(asked),
        None if asked == 0 => Beginning::Everything(0),
        Some(false) if asked == 0 => Beginning::Now,
        Some(false) | None => Beginning::After(asked),
    };
    let place = call.server.limits.watch(call.taker).ok_or_else(Failure::too_many_watches)?;
    let watch = Watch {
        store: call.server.store.clone(),
        kind: call.kind,
        namespace: call.namespace.to_owned(),
        selection,
        beginning,
        history: call.server.history.clone(),
        metrics: call.server.metrics.clone(),
        weight: call.weight.clone(),
        draining: call.server.draining.subscribe(),
        _place: place,
    };
    Ok(Answer { code: 200, body: Body::Watch(Box::new(move |show| watch.begin(show))) })
}

impl Watch {
    /// The events, each a frame. To be polled within a tokio runtime; it ends by itself.
    fn begin(self, show: Show) -> Frames {
        let lasts = match self.selection.options.timeout_seconds {
            Some(seconds) if seconds != 0 => Duration::from_secs(u64::try_from(seconds).unwrap_or(0)),
            _ => LASTS + LASTS * u32::from(clock::random()[0]) / 256,
        };
        let began = Instant::now();
        // A time too far for the clock is one that nobody lives to see.
        let deadline = began.checked_add(lasts).unwrap_or_else(|| began + 2 * LASTS);
        let running =
            Running { watch: self, show, deadline, bookmark: next_bookmark(began, deadline), stage: Stage::Begins };
        let some = stream::unfold(running, |mut running| async move { Some((running.next().await?, running)) });
        Box::pin(some.flat_map(stream::iter))
    }

    fn namespace(&self) -> Option<&str> {
        Some(self.namespace.as_str()).filter(|namespace| !namespace.is_empty())
    }

    fn cursor(&self, after: u64) -> Cursor {
        self.store.watch(self.kind.resource(), self.namespace(), after)
    }
}

/// A watch that has begun.
struct Running {
    watch: Watch,
    show: Show,
    deadline: Instant,
    bookmark: Instant,
    stage: Stage,
}

enum Stage {
    Begins,
    /// What there was at a revision goes out first.
    Initial(std::vec::IntoIter<Arc<Record>>, u64),
    Follows(Box<Cursor>),
    Over,
}

/// What a watch woke up for.
enum Woken {
    End,
    Bookmark,
    Events(Result<Batch, HistoryError>),
}

impl Running {
    /// The next frames; none at the end.
    async fn next(&mut self) -> Option<Vec<Bytes>> {
        loop {
            if Instant::now() >= self.deadline {
                return None;
            }
            let sent = match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Begins => self.begin().await,
                Stage::Initial(records, revision) => self.initial(records, revision),
                Stage::Follows(cursor) => self.follow(cursor).await,
                Stage::Over => return None,
            };
            match sent {
                Ok(frames) if frames.is_empty() => {}
                Ok(frames) => return Some(frames),
                // The stage is over: an error is the last that is sent.
                Err(failure) => return Some(vec![self.show.error(&failure)]),
            }
        }
    }

    async fn begin(&mut self) -> Result<Vec<Bytes>, Failure> {
        self.stage = match self.watch.beginning {
            Beginning::Everything(asked) => {
                if !self.watch.store.reached(asked, FRESH_WITHIN).await {
                    return Err(Failure::too_large_version(asked, self.watch.store.revision()));
                }
                let (records, revision) = self.watch.store.list(self.watch.kind.resource(), self.watch.namespace());
                Stage::Initial(records.into_iter(), revision)
            }
            Beginning::Now => Stage::Follows(Box::new(self.watch.cursor(self.watch.store.revision()))),
            Beginning::After(revision) => Stage::Follows(Box::new(self.watch.cursor(revision))),
        };
        Ok(Vec::new())
    }

    /// Some of what there was when the watch began, and behind the last of it, where that is wanted, a bookmark that says so.
    fn initial(&mut self, mut records: std::vec::IntoIter<Arc<Record>>, revision: u64) -> Result<Vec<Bytes>, Failure> {
        let (mut frames, mut bytes) = (Vec::new(), 0);
        for record in records.by_ref() {
            if !self.watch.selection.may_match(&record) {
                continue;
            }
            let object = stored::object(self.watch.kind, &record)?;
            if self.watch.selection.matches(&object) {
                frames.push(self.frame(EventType::Added, object)?);
                bytes += frames.last().map_or(0, Bytes::len);
            }
            if bytes >= CHUNK_BYTES {
                self.stage = Stage::Initial(records, revision);
                return Ok(frames);
            }
        }
        if self.watch.selection.options.bookmarks {
            let bookmark = self.bookmark_at(revision, true);
            frames.push(self.frame(EventType::Bookmark, bookmark)?);
        }
        self.stage = Stage::Follows(Box::new(self.watch.cursor(revision)));
        Ok(frames)
    }

    async fn follow(&mut self, mut cursor: Box<Cursor>) -> Result<Vec<Bytes>, Failure> {
        let bookmarks = self.watch.selection.options.bookmarks;
        let woken = tokio::select! {
            biased;
            () = drains(&mut self.watch.draining) => {
                // What was acknowledged until now still goes out.
                match cursor.position() < self.watch.store.revision() {
                    true => Woken::Events(cursor.next().await),
                    false => Woken::End,
                }
            }
            () = sleep_until(self.deadline) => return Ok(Vec::new()),
            () = sleep_until(self.bookmark), if bookmarks => Woken::Bookmark,
            batch = cursor.next() => Woken::Events(batch),
        };
        match woken {
            // Who knows how far it has seen everything can go on there once the server is back.
            Woken::End if bookmarks => self.send_bookmark(&cursor),
            Woken::End => Ok(Vec::new()),
            Woken::Bookmark => {
                self.bookmark = next_bookmark(Instant::now(), self.deadline);
                let sent = self.send_bookmark(&cursor)?;
                self.stage = Stage::Follows(cursor);
                Ok(sent)
            }
            Woken::Events(Ok(batch)) => {
                self.watch.weight.add(batch.events.iter().map(|event| event.bytes()).sum()).await;
                let (sent, rest) = self.events(&batch.events)?;
                // What does not go out now is not kept for later, but asked for again.
                let cursor = rest.map_or(cursor, |seen| Box::new(self.watch.cursor(seen)));
                self.stage = Stage::Follows(cursor);
                Ok(sent)
            }
            Woken::Events(Err(HistoryError::Gone { compacted })) => {
                Err(Failure::expired_watch(cursor.position(), compacted))
            }
            // Nothing more will come.
            Woken::Events(Err(HistoryError::Closed)) => Ok(Vec::new()),
            Woken::Events(Err(error @ HistoryError::Unreadable(_))) => Err(Failure::internal(error)),
        }
    }

    /// What the client is to see of these changes, and the last of them where some more are to follow.
    fn events(&mut self, events: &[Arc<Event>]) -> Result<(Vec<Bytes>, Option<u64>), Failure> {
        let (mut frames, mut bytes) = (Vec::new(), 0);
        let mut rest = None;
        for (i, event) in events.iter().enumerate() {
            let Some(frame) = self.event(event)? else { continue };
            bytes += frame.len();
            frames.push(frame);
            if bytes >= CHUNK_BYTES && i + 1 < events.len() {
                rest = Some(event.revision);
                break;
            }
        }
        self.watch.metrics.sent(self.watch.kind, frames.len());
        Ok((frames, rest))
    }

    /// An object that comes into the selection is added, and one that leaves it deleted.
    fn event(&mut self, event: &Arc<Event>) -> Result<Option<Bytes>, Failure> {
        let selection = &self.watch.selection;
        if event.record.as_ref().or(event.previous.as_ref()).is_none_or(|record| !selection.may_match(record)) {
            return Ok(None);
        }
        let shown = self.watch.history.event(self.watch.kind, event);
        let (was, is) = if selection.is_everything() {
            (event.previous.is_some(), event.record.is_some())
        } else {
            let selected = |object: &Value| selection.matches(object);
            let was = shown.before().transpose()?.is_some_and(selected);
            (was, shown.after().transpose()?.is_some_and(selected))
        };
        let kind = match (was, is) {
            (false, false) => return Ok(None),
            (false, true) => EventType::Added,
            (true, true) => EventType::Modified,
            (true, false) => EventType::Deleted,
        };
        self.show.event(kind, &shown).map(Some)
    }

    /// Nothing where a watch waits for a revision that is still to come: it has seen nothing yet.
    fn send_bookmark(&mut self, cursor: &Cursor) -> Result<Vec<Bytes>, Failure> {
        if cursor.position() > self.watch.store.revision() {
            return Ok(Vec::new());
        }
        let bookmark = self.bookmark_at(cursor.position(), false);
        Ok(vec![self.frame(EventType::Bookmark, bookmark)?])
    }

    fn frame(&mut self, kind: EventType, object: Value) -> Result<Bytes, Failure> {
        self.watch.metrics.sent(self.watch.kind, 1);
        self.show.frame(kind, object)
    }

    fn bookmark_at(&self, revision: u64, ends_initial: bool) -> Value {
        let mut metadata = json!({"resourceVersion": revision.to_string()});
        if ends_initial {
            metadata["annotations"] = json!({INITIAL_EVENTS_END: "true"});
        }
        json!({"kind": self.watch.kind.kind(), "apiVersion": self.watch.kind.api_version(), "metadata": metadata})
    }
}

/// Waits until watches are to end.
async fn drains(draining: &mut watch::Receiver<bool>) {
    // Without a server there is nothing to wait for either.
    let _ = draining.wait_for(|draining| *draining).await;
}

fn next_bookmark(now: Instant, deadline: Instant) -> Instant {
    let periodic = now + BOOKMARK_EVERY;
    match deadline.checked_sub(BOOKMARK_BEFORE_END) {
        Some(last) if last > now => periodic.min(last),
        _ => periodic,
    }
}

//! What happens to a collection, from a revision on: a position in the log, and nothing else.
//!
//! A watch holds no queue, nor what there was when it began. It asks its cursor, or its listing, when its client takes more, so a
//! client that does not read costs no memory and delays nobody; it is cut off in the end, or told that it came too late.
//!
//! Upstream: endpoints/handlers/watch.go, apiserver/pkg/storage/cacher/cacher.go Watch, cache_watcher.go (v1.37.2).

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_object::Value;
use coracle_object::json;
use coracle_store::{Batch, Cursor, Event, HistoryError, Key, Listing, Record, Store};
use futures_util::{StreamExt, stream};
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{Instant, Sleep, sleep_until};

use super::selection::Selection;
use super::{Call, resource_version};
use crate::answer::event::{EventType, History, Show, Shown};
use crate::answer::unread::{Room, Unread};
use crate::answer::{Answer, Body, Frames};
use crate::apart::Weight;
use crate::clock;
use crate::conversion;
use crate::limits::Place;
use crate::metrics::Metrics;
use crate::request::options::ListOptions;
use crate::served::End;
use crate::status::Failure;
use crate::stored::Stored;
use crate::verbs::FRESH_WITHIN;
use crate::waking::{self, gathered};
use coracle_kinds::Kind;

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
/// Of so many bytes of records, as they are stored, the initial events are made at a time, or of one that is larger.
const INITIAL_BYTES: usize = 16 * 1024;
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
    kind: Arc<Kind>,
    namespace: String,
    selection: Selection,
    beginning: Beginning,
    history: Arc<History>,
    metrics: Arc<Metrics>,
    /// What the next frames are made of.
    weight: Arc<Weight>,
    unread: Arc<Unread>,
    /// Whose room its events take.
    user: Arc<str>,
    draining: watch::Receiver<bool>,
    /// When the kind is no longer served as it is.
    end: End,
    /// When its world is deleted.
    gone: watch::Receiver<bool>,
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
    let place = call.process.limits.watch(call.taker).ok_or_else(Failure::too_many_watches)?;
    let watch = Watch {
        store: call.world.store.clone(),
        kind: call.kind.clone(),
        namespace: call.namespace.to_owned(),
        selection,
        beginning,
        history: call.world.history.clone(),
        metrics: call.process.metrics.clone(),
        weight: call.weight.clone(),
        unread: call.process.unread.clone(),
        user: call.taker.clone(),
        draining: call.process.draining.subscribe(),
        end: call.world.kinds.end(call.kind),
        gone: call.world.gone(),
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
        let bookmark = self.selection.options.bookmarks.then(|| next_bookmark(began, deadline));
        let running = Running { watch: self, show, deadline, bookmark, alarm: None, stage: Stage::Begins };
        let some = stream::unfold(running, |mut running| async move { Some((running.next().await?, running)) });
        Box::pin(some.flat_map(stream::iter))
    }

    fn namespace(&self) -> Option<&str> {
        Some(self.namespace.as_str()).filter(|namespace| !namespace.is_empty())
    }

    /// The key of the one object that can be selected. One name in all namespaces is not one object.
    fn one(&self) -> Option<Key> {
        let name = self.selection.name.as_deref()?;
        let namespace = if self.kind.is_namespaced() { self.namespace()? } else { "" };
        Some(Key::new(&*self.kind.stored_as, namespace, name))
    }

    /// On what can be selected: it is woken by that alone.
    fn cursor(&self, after: u64) -> Cursor {
        match self.one() {
            Some(key) => self.store.watch_one(key, after),
            None => self.store.watch(&self.kind.stored_as, self.namespace(), after),
        }
    }

    /// What of that there is.
    fn listing(&self) -> Listing {
        let mut listing = self.store.listing(&self.kind.stored_as, self.namespace(), None);
        listing.seek(self.selection.sought());
        if let Some(key) = self.one() {
            listing.skip_to(key.clone());
            listing.end_with(key);
        }
        listing
    }
}

/// A watch that has begun.
struct Running {
    watch: Watch,
    show: Show,
    deadline: Instant,
    /// When the next one is due, where they are wanted.
    bookmark: Option<Instant>,
    /// Goes off at whichever comes first, once the watch has begun to wait.
    alarm: Option<Pin<Box<Sleep>>>,
    stage: Stage,
}

enum Stage {
    Begins,
    /// What there was when it began goes out first: these records, and what the listing has behind them.
    Initial(Box<Listing>, VecDeque<Record>),
    Follows(Box<Cursor>),
    Over,
}

/// Where a watch goes on behind some changes that it was to show.
enum GoesOn {
    /// Behind the last of them.
    BehindAll,
    /// Behind this revision.
    Behind(u64),
    /// Nowhere: it is over.
    Not,
}

/// What a watch woke up for.
enum Woken {
    End,
    /// A bookmark is due, or the end.
    Alarm,
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
                Stage::Initial(listing, records) => self.initial(listing, records).await,
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
                Stage::Initial(Box::new(self.watch.listing()), VecDeque::new())
            }
            Beginning::Now => Stage::Follows(Box::new(self.watch.cursor(self.watch.store.revision()))),
            Beginning::After(revision) => Stage::Follows(Box::new(self.watch.cursor(revision))),
        };
        Ok(Vec::new())
    }

    /// Some of what there was when the watch began, and behind the last of it, where that is wanted, a bookmark that says so.
    async fn initial(
        &mut self,
        mut listing: Box<Listing>,
        mut records: VecDeque<Record>,
    ) -> Result<Vec<Bytes>, Failure> {
        let (mut frames, mut bytes, revision) = (Vec::new(), 0, listing.revision());
        while bytes < CHUNK_BYTES {
            let Some(record) = records.front() else {
                // There may be many that are not selected, and others wait for this thread.
                yield_now().await;
                records = match listing.next(INITIAL_BYTES).await {
                    Ok(records) => self.watch.selection.converted(records).await?.into(),
                    Err(error) => return unfinished(error, revision).map(|()| frames),
                };
                if records.is_empty() {
                    if self.bookmark.is_some() {
                        let bookmark = self.bookmark_at(revision, true);
                        frames.push(self.frame(EventType::Bookmark, bookmark, Room::none())?);
                    }
                    self.stage = Stage::Follows(Box::new(self.watch.cursor(revision)));
                    return Ok(frames);
                }
                self.watch.weight.add(records.iter().map(|record| record.value().len()).sum()).await;
                continue;
            };
            let stored = Stored::new(record);
            if self.watch.selection.may_match(record) && self.watch.selection.selects(&stored)? {
                let Some(room) = self.room(record.value().len(), frames.is_empty()).await else {
                    if frames.is_empty() {
                        // It waited, and the watch is over.
                        return Ok(frames);
                    }
                    break;
                };
                self.watch.metrics.sent(&self.watch.kind, 1);
                let frame = self.show.stored(EventType::Added, stored, room)?;
                bytes += frame.len();
                frames.push(frame);
            }
            records.pop_front();
        }
        self.stage = Stage::Initial(listing, records);
        Ok(frames)
    }

    /// Room for an event of an object that is stored in so many bytes; none where it does not come until the watch is over, or,
    /// where there is none at once, for who may not wait: who has frames in hand, which have room that others wait for.
    async fn room(&mut self, stored: usize, may_wait: bool) -> Option<Room> {
        // Most forms take less than twice what is stored.
        let (pool, user, bytes) = (&self.watch.unread.ready, &self.watch.user, 2 * stored);
        if may_wait {
            let (room, deadline) = (pool.room(user, bytes), self.deadline);
            return tokio::select! {
                biased;
                room = room => Some(room),
                () = comes(&mut self.watch.draining) => None,
                () = comes(&mut self.watch.gone) => None,
                () = sleep_until(deadline) => None,
            };
        }
        let mut room = Room::none();
        pool.widen(user, &mut room, bytes).then_some(room)
    }

    async fn follow(&mut self, mut cursor: Box<Cursor>) -> Result<Vec<Bytes>, Failure> {
        let due = self.bookmark.map_or(self.deadline, |bookmark| bookmark.min(self.deadline));
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(due)));
        let woken = tokio::select! {
            biased;
            () = comes(&mut self.watch.draining) => {
                // What was acknowledged until now still goes out.
                match cursor.position() < self.watch.store.revision() {
                    true => Woken::Events(cursor.next().await),
                    false => Woken::End,
                }
            }
            () = comes(&mut self.watch.gone) => {
                // With the world, its history is gone, all of it.
                return Err(Failure::expired_watch(cursor.position(), self.watch.store.revision()));
            }
            () = self.watch.end.come() => return Ok(Vec::new()),
            () = alarm => Woken::Alarm,
            batch = gathered(Box::pin(cursor.next())) => Woken::Events(batch),
        };
        match woken {
            // Who knows how far it has seen everything can go on there once the server is back.
            Woken::End if self.bookmark.is_some() => self.send_bookmark(&mut cursor),
            Woken::End => Ok(Vec::new()),
            Woken::Alarm => {
                let now = Instant::now();
                if now >= self.deadline {
                    return Ok(Vec::new());
                }
                self.alarm = None;
                let mut sent = Vec::new();
                if self.bookmark.is_some() {
                    self.bookmark = Some(next_bookmark(now, self.deadline));
                    sent = self.send_bookmark(&mut cursor)?;
                }
                self.stage = Stage::Follows(cursor);
                Ok(sent)
            }
            Woken::Events(Ok(batch)) => {
                waking::found(batch.events.len());
                let (sent, goes_on) = self.events(&batch.events).await?;
                self.stage = match goes_on {
                    GoesOn::BehindAll => Stage::Follows(cursor),
                    // What does not go out now is not kept for later, but asked for again.
                    GoesOn::Behind(seen) => Stage::Follows(Box::new(self.watch.cursor(seen))),
                    GoesOn::Not => Stage::Over,
                };
                Ok(sent)
            }
            Woken::Events(Err(error)) => unfinished(error, cursor.position()).map(|()| Vec::new()),
        }
    }

    /// What the client is to see of these changes, and where the watch goes on.
    async fn events(&mut self, events: &[Arc<Event>]) -> Result<(Vec<Bytes>, GoesOn), Failure> {
        let shares_all = self.show.shares_all() && self.watch.selection.is_everything();
        if shares_all && let Some(run) = self.watch.history.run(&self.watch.kind, events) {
            self.watch.metrics.sent(&self.watch.kind, events.len());
            return Ok((vec![run], GoesOn::BehindAll));
        }
        let (mut frames, mut bytes) = (Vec::new(), 0);
        let mut goes_on = GoesOn::BehindAll;
        for (i, event) in events.iter().enumerate() {
            let Some((event_type, shown)) = self.shown(event).await? else { continue };
            let Some(frame) = self.framed(event_type, &shown, frames.is_empty()).await? else {
                // What is in hand goes out, and the watch goes on behind what came before this. With nothing in hand it waited, and is over:
                // nobody may tell the client that it has seen this.
                goes_on = match i.checked_sub(1) {
                    Some(before) if !frames.is_empty() => GoesOn::Behind(events[before].revision),
                    _ => GoesOn::Not,
                };
                break;
            };
            bytes += frame.len();
            frames.push(frame);
            if bytes >= CHUNK_BYTES && i + 1 < events.len() {
                goes_on = GoesOn::Behind(event.revision);
                break;
            }
        }
        self.watch.metrics.sent(&self.watch.kind, frames.len());
        let runs = self.show.joined(frames);
        if let ([run], GoesOn::BehindAll, true) = (&runs[..], &goes_on, shares_all) {
            self.watch.history.keep_run(&self.watch.kind, events, run);
        }
        Ok((runs, goes_on))
    }

    /// A change as a frame; none where there is no room for it. Only what has to be made, and is not made yet, is work.
    async fn framed(&mut self, event: EventType, shown: &Shown, may_wait: bool) -> Result<Option<Bytes>, Failure> {
        if let Some(frame) = self.show.ready(event, shown) {
            return Ok(Some(frame));
        }
        self.watch.weight.add(shown.bytes()).await;
        let Some(room) = self.room(shown.bytes_of(event), may_wait).await else { return Ok(None) };
        self.show.event(event, shown, room).map(Some)
    }

    /// An object that comes into the selection is added, and one that leaves it deleted.
    async fn shown(&self, event: &Arc<Event>) -> Result<Option<(EventType, Arc<Shown>)>, Failure> {
        let selection = &self.watch.selection;
        if event.record.as_ref().or(event.previous.as_ref()).is_none_or(|record| !selection.may_match(record)) {
            return Ok(None);
        }
        let event = &conversion::converted_event(&self.watch.kind, event.clone()).await?;
        let shown = self.watch.history.event(&self.watch.kind, event);
        let (was, is) = if selection.is_by_key() {
            (event.previous.is_some(), event.record.is_some())
        } else {
            if !shown.is_decoded() {
                self.watch.weight.add(shown.bytes()).await;
            }
            let selects = |stored: Option<Stored>| stored.map_or(Ok(false), |stored| selection.selects(&stored));
            (selects(shown.before())?, selects(shown.after())?)
        };
        Ok(match (was, is) {
            (false, false) => None,
            (false, true) => Some((EventType::Added, shown)),
            (true, true) => Some((EventType::Modified, shown)),
            (true, false) => Some((EventType::Deleted, shown)),
        })
    }

    /// Nothing where a watch waits for a revision that is still to come: it has seen nothing yet.
    fn send_bookmark(&mut self, cursor: &mut Cursor) -> Result<Vec<Bytes>, Failure> {
        let position = cursor.position();
        if position > self.watch.store.revision() {
            return Ok(Vec::new());
        }
        let bookmark = self.bookmark_at(position, false);
        Ok(vec![self.frame(EventType::Bookmark, bookmark, Room::none())?])
    }

    fn frame(&mut self, kind: EventType, object: Value, room: Room) -> Result<Bytes, Failure> {
        self.watch.metrics.sent(&self.watch.kind, 1);
        self.show.frame(kind, object, room)
    }

    fn bookmark_at(&self, revision: u64, ends_initial: bool) -> Value {
        let mut metadata = json!({"resourceVersion": revision.to_string()});
        if ends_initial {
            metadata["annotations"] = json!({INITIAL_EVENTS_END: "true"});
        }
        let kind = &self.watch.kind;
        let bookmark = json!({"kind": kind.kind(), "apiVersion": kind.api_version(), "metadata": metadata});
        kind.schema().settle(bookmark)
    }
}

/// Why a watch that has come to this revision cannot go on; no word of it where nothing more will come.
fn unfinished(error: HistoryError, position: u64) -> Result<(), Failure> {
    match error {
        HistoryError::Gone { compacted } => Err(Failure::expired_watch(position, compacted)),
        HistoryError::Closed => Ok(()),
        HistoryError::Unreadable(_) => Err(Failure::internal(error)),
    }
}

/// Waits for what ends watches.
async fn comes(end: &mut watch::Receiver<bool>) {
    // Without a server there is nothing to wait for either.
    let _ = end.wait_for(|end| *end).await;
}

fn next_bookmark(now: Instant, deadline: Instant) -> Instant {
    let periodic = now + BOOKMARK_EVERY;
    match deadline.checked_sub(BOOKMARK_BEFORE_END) {
        Some(last) if last > now => periodic.min(last),
        _ => periodic,
    }
}

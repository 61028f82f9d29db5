//! All that happens in a world, as an operation: a stream of its changes, each a line of JSON, for as long as the client stays.
//! What a change says is made in `history`. Like a watch, it is a position in the log, and holds nothing for a client that does not read.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_kinds::Registry;
use coracle_store::{Batch, Cursor, Event, HistoryError, Revision};
use futures_util::stream;
use schemars::SchemaGenerator;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::sleep;

use super::{Asked, Operation, Parameter, Shape, Shown};
use crate::history;
use crate::history::changes::{Change, change};
use crate::limits::Place;
use crate::status::Failure;
use crate::waking::gathered;
use crate::world::World;

/// Where nothing happens, it is told so often how far everything has been seen.
const SILENT_FOR: Duration = Duration::from_secs(15);
/// So many changes, and of so many bytes of objects, go out at a time, or one of a larger object.
const CHANGES_MAX: usize = 64;
const OBJECTS_BYTES_MAX: usize = 1 << 20;

const SINCE: Parameter = Parameter {
    name: "since",
    says: "Those after this revision; without it, from now on.",
    kind: "integer",
    required: false,
};

const LAST: Parameter = Parameter {
    name: "last",
    says: "Those of so many of the last revisions, as far as the log is kept, and what comes then.",
    kind: "integer",
    required: false,
};

pub const OPERATIONS: &[Operation] = &[Operation {
    id: "followChanges",
    method: "GET",
    path: "/coracle/v1/changes",
    summary: "Tells all changes of a world as they happen, each a line of JSON; a line with a revision alone says that everything up to it has been told.",
    parameters: &[SINCE, LAST],
    body: None,
    answer: Shape::Lines(SchemaGenerator::subschema_for::<Change>),
    code: 200,
    is_bulky: true,
    run: |asked| Box::pin(async move { follow(&asked) }),
}];

/// That everything up to a revision has been told.
#[derive(Serialize)]
struct Seen {
    revision: Revision,
}

fn follow(asked: &Asked<'_>) -> Result<Shown, Failure> {
    let store = &asked.world.store;
    let began = store.revision();
    let since: Revision = match (asked.parameter("since")?, asked.parameter::<Revision>("last")?) {
        (Some(_), Some(_)) => return Err(Failure::bad_request("the parameters since and last exclude each other")),
        (Some(since), None) => since,
        (None, last) => began.saturating_sub(last.unwrap_or(0)).max(store.compacted()),
    };
    if since > began {
        return Err(Failure::too_large_version(since, began));
    }
    if since < store.compacted() {
        return Err(Failure::expired());
    }
    let place = asked.process.limits.watch(asked.taker).ok_or_else(Failure::too_many_watches)?;
    let following = Following {
        cursor: store.watch_all(since),
        world: asked.world.clone(),
        began,
        waiting: VecDeque::new(),
        draining: asked.process.draining.subscribe(),
        gone: asked.world.gone(),
        over: false,
        _place: place,
    };
    let first = line(&Seen { revision: since });
    let frames = stream::unfold((Some(first), following), |(first, mut following)| async move {
        let frame = match first {
            Some(first) => first,
            None => following.next().await?,
        };
        Some((frame, (None, following)))
    });
    Ok(Shown::Stream(Box::pin(frames), "application/x-ndjson"))
}

/// Somebody who follows.
struct Following {
    cursor: Cursor,
    world: Arc<World>,
    /// The world's revision when it began: what happened before has its time in the log alone.
    began: Revision,
    /// What is still to be told of what the cursor has passed.
    waiting: VecDeque<Arc<Event>>,
    draining: watch::Receiver<bool>,
    gone: watch::Receiver<bool>,
    over: bool,
    _place: Place,
}

/// What it goes on for.
enum Woken {
    Events(Result<Batch, HistoryError>),
    /// Nothing has happened for a while.
    Silence,
    End(Option<Failure>),
}

impl Following {
    /// The next lines; none once it is over.
    async fn next(&mut self) -> Option<Bytes> {
        while self.waiting.is_empty() {
            if self.over {
                return None;
            }
            let woken = tokio::select! {
                biased;
                _ = self.draining.wait_for(|draining| *draining) => Woken::End(None),
                _ = self.gone.wait_for(|gone| *gone) => Woken::End(Some(Failure::expired())),
                batch = gathered(Box::pin(self.cursor.next())) => Woken::Events(batch),
                () = sleep(SILENT_FOR) => Woken::Silence,
            };
            match woken {
                Woken::Events(Ok(batch)) => self.waiting = batch.events.into(),
                Woken::Events(Err(HistoryError::Gone { .. })) => return self.end(&Failure::expired()),
                Woken::Events(Err(error @ HistoryError::Unreadable(_))) => return self.end(&Failure::internal(error)),
                Woken::Silence => return Some(line(&Seen { revision: self.cursor.position() })),
                Woken::End(Some(why)) => return self.end(&why),
                Woken::End(None) | Woken::Events(Err(HistoryError::Closed)) => return None,
            }
        }
        self.some().await
    }

    /// Why it is over, as the last line.
    fn end(&mut self, failure: &Failure) -> Option<Bytes> {
        self.over = true;
        Some(line(&failure.status()))
    }

    /// Some of what waits.
    async fn some(&mut self) -> Option<Bytes> {
        let (mut events, mut bytes) = (Vec::new(), 0);
        while let Some(event) = self.waiting.front() {
            bytes += event.bytes();
            if !events.is_empty() && (events.len() >= CHANGES_MAX || bytes > OBJECTS_BYTES_MAX) {
                break;
            }
            events.extend(self.waiting.pop_front());
        }
        let kinds = self.world.kinds.current();
        let times = match self.times(&kinds, &events).await {
            Ok(times) => times,
            Err(error) => return self.end(&Failure::internal(error)),
        };
        let mut lines = Vec::new();
        for event in events {
            lines.extend(line(&change(&kinds, &event, times.get(&event.revision).cloned())));
        }
        Some(lines.into())
    }

    /// When these happened.
    async fn times(&self, kinds: &Registry, events: &[Arc<Event>]) -> Result<HashMap<Revision, String>, HistoryError> {
        let (past, present): (Vec<&Event>, Vec<&Event>) =
            events.iter().map(|event| &**event).partition(|event| event.revision <= self.began);
        let now = self.world.clock.text();
        let mut times: HashMap<_, _> = present.into_iter().map(|event| (event.revision, now.clone())).collect();
        // The log has the machine's time.
        if self.world.clock.is_machines() {
            let revisions: Vec<Revision> = past.into_iter().map(|event| event.revision).collect();
            if !revisions.is_empty() {
                times.extend(history::times(&self.world.store, revisions).await?);
            }
        } else {
            let noted = |event: &Event| history::noted_time(kinds.stored_as(&event.key.resource)?, event);
            times.extend(past.into_iter().filter_map(|event| Some((event.revision, noted(event)?))));
        }
        Ok(times)
    }
}

fn line(value: &impl Serialize) -> Bytes {
    // What it is made of are texts and numbers: it can be written.
    let mut text = serde_json::to_vec(value).unwrap_or_default();
    text.push(b'\n');
    text.into()
}

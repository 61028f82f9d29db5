//! What happened to objects, as far as the log still tells: who changed what and when, how an object was, what differs between two states.
//!
//! What is read of a store is here, within bounds; what is made of it is pure: [`log`], [`changes`], [`blame`] and [`diff`].

pub mod blame;
pub mod changes;
pub mod diff;
pub mod log;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use coracle_kinds::Kind;
use coracle_merge::{Comparison, Managers, PathElement, Set};
use coracle_object::{Value, edit};
use coracle_store::{Cursor, Event, HistoryError, Key, Record, Records, Revision, Snapshot, Store};

use crate::clock::{self, Clock};
use crate::conversion;
use crate::status::Failure;

/// Of an object so many of its newest events are looked at.
pub const EVENTS_MAX: usize = 1_000;
/// And of what they hold so many bytes.
const BYTES_MAX: usize = 64 << 20;
/// So many objects may differ between two states, ...
const DIFFERENCES_MAX: usize = 10_000;
/// ... of so many bytes.
const DIFFERENCES_BYTES_MAX: usize = 256 << 20;

/// What is known of an object's past.
pub struct Past {
    /// Its newest events, the oldest first.
    pub events: Vec<Arc<Event>>,
    /// When they happened: RFC 3339 in UTC.
    times: HashMap<Revision, String>,
    /// What happened up to this revision is not known.
    pub from: Revision,
}

impl Past {
    /// When something happened, if that is still known.
    pub fn time(&self, revision: Revision) -> Option<&str> {
        self.times.get(&revision).map(String::as_str)
    }
}

/// An object's past, in the version of this kind: as far as the log goes back, and no more than [`EVENTS_MAX`] events.
///
/// # Errors
/// The log cannot be read.
pub async fn past(store: &Store, clock: &Clock, key: &Key, kind: &Kind, events_max: usize) -> Result<Past, Failure> {
    // What is compacted while it is being read was the oldest: it is begun anew behind that.
    let (mut from, events) = loop {
        let from = store.compacted();
        match newest(store, key, from, events_max).await {
            Err(HistoryError::Gone { .. }) => {}
            events => break (from, events.map_err(Failure::internal)?),
        }
    };
    if let Some(first) = events.first().filter(|_| events.len() >= events_max) {
        from = first.revision - 1;
    }
    let revisions = events.iter().map(|event| event.revision).collect();
    let mut converted = Vec::with_capacity(events.len());
    for event in events {
        converted.push(conversion::converted_event(kind, event).await?);
    }
    let times = if clock.is_machines() {
        times(store, revisions).await.map_err(Failure::internal)?
    } else {
        converted.iter().filter_map(|event| Some((event.revision, noted_time(kind, event)?))).collect()
    };
    Ok(Past { events: converted, times, from })
}

/// When these happened by the machine's clock, as far as the log still tells: RFC 3339 in UTC.
///
/// # Errors
/// The log cannot be read.
pub async fn times(store: &Store, revisions: Vec<Revision>) -> Result<HashMap<Revision, String>, HistoryError> {
    let text = |time_ms| chrono::DateTime::from_timestamp_millis(time_ms).map(clock::rfc3339);
    let known = store.times(revisions).await?;
    Ok(known.into_iter().filter_map(|(revision, time_ms)| Some((revision, text(time_ms)?))).collect())
}

/// When something happened by its world's clock, as far as the object's managers note it. The log has the machine's time, by which it is
/// compacted.
pub fn noted_time(kind: &Kind, event: &Event) -> Option<String> {
    let object = |record: &Option<Record>| crate::stored::read(kind, record.as_ref()?.value()).ok();
    let times = |object: &Value| {
        let managers = Managers::read(edit::get(object, "managedFields").unwrap_or(&Value::Null)).unwrap_or_default();
        managers.iter().filter_map(|owner| owner.time.clone()).collect::<BTreeSet<String>>()
    };
    let after = object(&event.record)?;
    let (old, new) = (object(&event.previous).as_ref().map(times).unwrap_or_default(), times(&after));
    let noted = new.difference(&old).last().or(new.last()).cloned();
    // Of what was made without any field, nobody is noted.
    noted.or_else(|| event.previous.is_none().then(|| edit::text(&after, "creationTimestamp").to_owned()))
}

async fn newest(store: &Store, key: &Key, from: Revision, events_max: usize) -> Result<Vec<Arc<Event>>, HistoryError> {
    let (mut events, mut bytes) = (VecDeque::new(), 0);
    let mut keep = |event: Arc<Event>| {
        bytes += event.bytes();
        events.push_back(event);
        while events.len() > events_max || (bytes > BYTES_MAX && events.len() > 1) {
            bytes -= events.pop_front().map_or(0, |event: Arc<Event>| event.bytes());
        }
    };
    let end = store.revision();
    let mut cursor = store.watch_one(key.clone(), from);
    each(&mut cursor, end, &mut |event| {
        keep(event);
        true
    })
    .await?;
    Ok(events.into())
}

/// Takes all events up to one revision, or until no more are wanted.
async fn each(
    cursor: &mut Cursor,
    end: Revision,
    take: &mut (dyn FnMut(Arc<Event>) -> bool + Send),
) -> Result<(), HistoryError> {
    // There is something after its position for as long as it is before the end, so that it does not wait.
    while cursor.position() < end {
        for event in cursor.next().await?.events {
            if event.revision > end || !take(event) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// An object as it was after a change; none where there was none.
///
/// # Errors
/// 410 where that is gone, 504 where it is still to come.
pub async fn at(store: &Store, key: &Key, revision: Revision) -> Result<Option<Record>, Failure> {
    ask_kept(store, revision)?;
    let mut listing = store.listing(&key.resource, None, Some(revision));
    listing.skip_to(key.clone());
    listing.end_with(key.clone());
    Ok(listing.next(usize::MAX).await.map_err(unreadable)?.into_iter().next())
}

/// Refuses a revision of which the log does not tell, and says of which it does.
fn ask_kept(store: &Store, revision: Revision) -> Result<(), Failure> {
    let (first, last) = (store.compacted(), store.revision());
    let (failure, is) = match revision {
        _ if revision < first => (Failure::expired(), "no longer kept"),
        _ if revision > last => (Failure::too_large_version(revision, last), "still to come"),
        _ => return Ok(()),
    };
    Err(failure.saying(format!("revision {revision} is {is}: there are those from {first} to {last}")))
}

/// What a state, or a difference of two, is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// What the objects are stored under; none for all.
    pub resource: Option<String>,
    /// Their namespace; none for all.
    pub namespace: Option<String>,
    /// Their name; none for all.
    pub name: Option<String>,
}

impl Part {
    fn has(&self, key: &Key) -> bool {
        let is = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
        is(&self.resource, &key.resource) && is(&self.namespace, &key.namespace) && is(&self.name, &key.name)
    }
}

/// An object in two states; it is in one of them at least.
pub type Pair = (Option<Record>, Option<Record>);

/// The objects that were written between two revisions, as they were then; from the later one to the earlier one, too.
///
/// # Errors
/// 410 where the earlier one is gone, 504 where the later one is still to come, 400 where they are too many.
pub async fn between(store: &Store, part: &Part, from: Revision, to: Revision) -> Result<BTreeMap<Key, Pair>, Failure> {
    let (earlier, later) = (from.min(to), from.max(to));
    ask_kept(store, later)?;
    ask_kept(store, earlier)?;
    let mut cursor = match &part.resource {
        Some(resource) => store.watch(resource, part.namespace.as_deref(), earlier),
        None => store.watch_all(earlier),
    };
    let (mut pairs, mut bytes, mut fits) = (BTreeMap::<Key, Pair>::new(), 0, true);
    each(&mut cursor, later, &mut |event| {
        if part.has(&event.key) {
            bytes += event.bytes();
            let pair = pairs.entry(event.key.clone()).or_insert_with(|| (event.previous.clone(), None));
            pair.1 = event.record.clone();
        }
        fits = pairs.len() <= DIFFERENCES_MAX && bytes <= DIFFERENCES_BYTES_MAX;
        fits
    })
    .await
    .map_err(unreadable)?;
    if !fits {
        return Err(too_many("were written in between"));
    }
    if from > to {
        pairs.values_mut().for_each(|(before, after)| std::mem::swap(before, after));
    }
    Ok(pairs)
}

/// More differs than is told of at once, which is for those that `what` says.
fn too_many(what: &str) -> Failure {
    let bytes = DIFFERENCES_BYTES_MAX >> 20;
    let why = format!(
        "more than {DIFFERENCES_MAX} objects, or {bytes} MiB of them, {what}; ask for one resource or namespace"
    );
    Failure::bad_request(why)
}

/// What there was at a revision. Other objects than those of this part may be as they are now.
///
/// # Errors
/// As of [`between`], of that revision and now.
pub async fn state(store: &Store, part: &Part, revision: Revision) -> Result<Snapshot, Failure> {
    let Snapshot { revision: now, mut records } = store.snapshot();
    for (key, (_, before)) in between(store, part, now, revision).await? {
        match before {
            Some(record) => records.insert(record),
            None => records.remove(&key),
        };
    }
    Ok(Snapshot { revision, records })
}

/// The objects of this part whose records are not the same in two states. What both share is not gone through.
pub fn differing<'a>(
    from: &'a Records,
    to: &'a Records,
    part: &'a Part,
) -> impl Iterator<Item = (Key, Pair)> + use<'a> {
    let all = from.differences(to).filter(|(key, ..)| part.has(key));
    all.map(|(key, before, after)| (key.clone(), (before.cloned(), after.cloned())))
}

fn unreadable(error: HistoryError) -> Failure {
    match error {
        HistoryError::Gone { .. } => Failure::expired(),
        HistoryError::Closed | HistoryError::Unreadable(_) => Failure::internal(error),
    }
}

/// What an event changed, but for who owns it: from nothing, or to nothing, where it created or removed the object.
///
/// # Errors
/// A record cannot be read.
fn changed(kind: &Kind, event: &Event) -> Result<Changed, Failure> {
    let read = |record: &Option<Record>| match record {
        Some(record) => crate::stored::read(kind, record.value()).map(Some),
        None => Ok(None),
    };
    let (before, after) = (read(&event.previous)?, read(&event.record)?);
    let nothing = Value::Object(coracle_object::Members::new());
    let [old, new] = [&before, &after].map(|object| object.as_ref().unwrap_or(&nothing));
    let mut fields = coracle_merge::compare(kind.schema(), old, new);
    let managers: Set =
        [["metadata", "managedFields"].map(|name| PathElement::Field(name.into())).as_slice()].into_iter().collect();
    for set in [&mut fields.removed, &mut fields.modified, &mut fields.added] {
        *set = set.recursive_difference(&managers);
    }
    Ok(Changed { before, after, fields })
}

/// What an event changed.
struct Changed {
    before: Option<Value>,
    after: Option<Value>,
    fields: Comparison,
}

/// Takes out who owns the object's fields.
fn without_managers(object: &mut Value) {
    edit::set(object, "managedFields", None);
}

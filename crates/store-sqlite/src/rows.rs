//! Rows as they come back, held against their checksums.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::sync::Arc;

use coracle_store::{Draft, Event, Key, ManagerRow, Record, Revision};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::checksum;

/// Rows of `objects`, as they are read here: columns have places, since there may be many rows.
macro_rules! records {
    ($which:literal) => {
        concat!("SELECT created, resource, namespace, name, uid, modified, value, checksum FROM objects ", $which)
    };
}
pub(crate) use records;

/// Names that many records have, in memory once.
#[derive(Default)]
pub(crate) struct Names(HashSet<Arc<str>>);

impl Names {
    /// The one of this text.
    pub fn shared(&mut self, name: &str) -> Arc<str> {
        match self.0.get(name) {
            Some(known) => Arc::clone(known),
            None => {
                let name = Arc::<str>::from(name);
                self.0.insert(Arc::clone(&name));
                name
            }
        }
    }
}

/// A row of `objects`, if it is what was written.
pub(crate) fn record(layer: i64, row: &SqliteRow, names: &mut Names) -> Result<Record, sqlx::Error> {
    let unreadable = |error| match row.try_get::<i64, _>(0) {
        Ok(created) => unreadable(created, &error),
        Err(_) => error,
    };
    let record = unchecked(row, names).map_err(unreadable)?;
    whole(layer, record, row.try_get(7).map_err(unreadable)?)
}

/// A record, if its row had this checksum.
pub(crate) fn whole(layer: i64, record: Record, checksum: i64) -> Result<Record, sqlx::Error> {
    let what = || format!("{}, at revision {}, made by {},", record.key, record.modified, record.created);
    checksum::compare(what, checksum, checksum::record(layer, &record))?;
    Ok(record)
}

/// A record of this creation has parts that cannot be.
pub(crate) fn unreadable(created: i64, why: &dyn Display) -> sqlx::Error {
    unsound(format!("the record that revision {created} made is not what was written: {why}"))
}

/// A row of `objects`, whatever its checksum says.
pub(crate) fn unchecked(row: &SqliteRow, names: &mut Names) -> Result<Record, sqlx::Error> {
    let text = |column: usize| row.try_get::<&str, _>(column);
    let revision = |column: usize| row.try_get::<i64, _>(column).map(|number| -> Revision { number.cast_unsigned() });
    let draft = Draft {
        key: Key::new(names.shared(text(1)?), names.shared(text(2)?), text(3)?),
        uid: text(4)?,
        created: revision(0)?,
        modified: revision(5)?,
        value: row.try_get(6)?,
    };
    Ok(draft.into())
}

/// A row of `events`, if it is what was written. What a key's event left is the very record that its next event found.
pub(crate) fn event(world: i64, row: &SqliteRow, newest: &mut HashMap<Key, Record>) -> Result<Arc<Event>, sqlx::Error> {
    let (event, time_ms) = unchecked_event(row, newest).map_err(|error| match row.try_get::<i64, _>("revision") {
        Ok(revision) => unsound(format!("event {revision} is not what was written: {error}")),
        Err(_) => error,
    })?;
    let what = || format!("event {}, of {},", event.revision, event.key);
    checksum::compare(what, row.try_get("checksum")?, checksum::event(world, &event, time_ms))?;
    Ok(event)
}

/// A row of `events`, and its time, whatever its checksum says.
pub(crate) fn unchecked_event(
    row: &SqliteRow,
    newest: &mut HashMap<Key, Record>,
) -> Result<(Arc<Event>, i64), sqlx::Error> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let revision = row.try_get::<i64, _>("revision")?.cast_unsigned();
    let key = Key::new(text("resource")?, text("namespace")?, text("name")?);
    let (uid, created) = (text("uid")?, row.try_get::<i64, _>("created")?.cast_unsigned());
    let record = |modified: Revision, value: Vec<u8>| {
        Record::from(Draft { key: key.clone(), uid: &uid, created, modified, value })
    };
    let previous = match row.try_get::<Option<i64>, _>("previous")?.map(i64::cast_unsigned) {
        None => None,
        Some(modified) => Some(match newest.remove(&key).filter(|record| record.modified == modified) {
            Some(record) => record,
            None => record(modified, row.try_get("previous_value")?),
        }),
    };
    let record = row.try_get::<Option<Vec<u8>>, _>("value")?.map(|value| record(revision, value));
    if let Some(record) = &record {
        newest.insert(key, record.clone());
    }
    let event = Event::new(revision, previous, record).map(Arc::new);
    Ok((event.ok_or_else(|| unsound(format!("event {revision} has no record")))?, row.try_get("time_ms")?))
}

pub(crate) fn unsound(what: String) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

/// A row of `managed_fields`, if it is what was written.
pub(crate) fn manager(layer: i64, object: Revision, row: &SqliteRow) -> Result<ManagerRow, sqlx::Error> {
    let (position, found): (i64, _) = (row.try_get("position")?, unchecked_manager(row)?);
    let what = || format!("the row of manager {position}");
    checksum::compare(what, row.try_get("checksum")?, checksum::manager(layer, object, position, &found))?;
    Ok(found)
}

/// The same, whatever its checksum says.
pub(crate) fn unchecked_manager(row: &SqliteRow) -> Result<ManagerRow, sqlx::Error> {
    Ok(ManagerRow {
        manager: row.try_get("manager")?,
        operation: row.try_get("operation")?,
        subresource: row.try_get("subresource")?,
        api_version: row.try_get("api_version")?,
        time: row.try_get("time")?,
        fields: row.try_get("fields")?,
    })
}

//! Rows as they come back, held against their checksums.

use std::collections::HashMap;
use std::sync::Arc;

use coracle_store::{Event, Key, ManagerRow, Record, Revision};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::checksum;

/// A row of `objects`, if it is what was written.
pub(crate) fn record(row: &SqliteRow) -> Result<Record, sqlx::Error> {
    let unreadable = |error| match row.try_get::<i64, _>("created") {
        Ok(created) => sqlx::Error::Decode(
            format!("the record that revision {created} made is not what was written: {error}").into(),
        ),
        Err(_) => error,
    };
    let record = unchecked(row).map_err(unreadable)?;
    let what = || format!("{}, at revision {}, made by {},", record.key, record.modified, record.created);
    checksum::compare(what, row.try_get("checksum").map_err(unreadable)?, checksum::record(&record))?;
    Ok(record)
}

/// A row of `objects`, whatever its checksum says.
pub(crate) fn unchecked(row: &SqliteRow) -> Result<Record, sqlx::Error> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let revision = |column: &str| row.try_get::<i64, _>(column).map(|number| -> Revision { number.cast_unsigned() });
    Ok(Record {
        key: Key::new(text("resource")?, text("namespace")?, text("name")?),
        uid: text("uid")?,
        created: revision("created")?,
        modified: revision("modified")?,
        value: row.try_get::<Vec<u8>, _>("value")?.into(),
    })
}

/// A row of `events`, if it is what was written. What a key's event left is the very record that its next event found.
pub(crate) fn event(row: &SqliteRow, newest: &mut HashMap<Key, Arc<Record>>) -> Result<Arc<Event>, sqlx::Error> {
    let (event, time_ms) = unchecked_event(row, newest).map_err(|error| match row.try_get::<i64, _>("revision") {
        Ok(revision) => unsound(format!("event {revision} is not what was written: {error}")),
        Err(_) => error,
    })?;
    let what = || format!("event {}, of {},", event.revision, event.key);
    checksum::compare(what, row.try_get("checksum")?, checksum::event(&event, time_ms))?;
    Ok(event)
}

/// A row of `events`, and its time, whatever its checksum says.
pub(crate) fn unchecked_event(
    row: &SqliteRow,
    newest: &mut HashMap<Key, Arc<Record>>,
) -> Result<(Arc<Event>, i64), sqlx::Error> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let revision = row.try_get::<i64, _>("revision")?.cast_unsigned();
    let key = Key::new(text("resource")?, text("namespace")?, text("name")?);
    let (uid, created) = (text("uid")?, row.try_get::<i64, _>("created")?.cast_unsigned());
    let record = |modified: Revision, value: Vec<u8>| {
        Arc::new(Record { key: key.clone(), uid: uid.clone(), created, modified, value: value.into() })
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
        newest.insert(key, Arc::clone(record));
    }
    let event = Event::new(revision, previous, record).map(Arc::new);
    Ok((event.ok_or_else(|| unsound(format!("event {revision} has no record")))?, row.try_get("time_ms")?))
}

pub(crate) fn unsound(what: String) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

/// A row of `managed_fields`, if it is what was written.
pub(crate) fn manager(object: Revision, row: &SqliteRow) -> Result<ManagerRow, sqlx::Error> {
    let (position, found): (i64, _) = (row.try_get("position")?, unchecked_manager(row)?);
    let what = || format!("the row of manager {position}");
    checksum::compare(what, row.try_get("checksum")?, checksum::manager(object, position, &found))?;
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

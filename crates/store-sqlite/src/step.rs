//! One statement of a transaction: its text, what is bound to it, how many rows it must change.

use std::sync::Arc;

use coracle_store::{Event, EventKind, Key, ManagerRow, Record, Revision};
use sqlx::Arguments;
use sqlx::error::BoxDynError;
use sqlx::sqlite::SqliteArguments;

use crate::checksum;

/// One statement of a batch's transaction.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    Begin,
    Revision { from: Revision, to: Revision },
    Log(&'a Event, i64),
    Remove(&'a Record),
    ClearManagers(&'a Record),
    Update(&'a Record),
    Insert(&'a Record),
    Manager(&'a Record, i64, &'a ManagerRow),
    LogStart { from: Revision, to: Revision },
    Forget { before: Revision, count: u64 },
}

impl Step<'_> {
    pub fn text(&self) -> &'static str {
        match self {
            Step::Begin => "BEGIN IMMEDIATE;",
            Step::Revision { .. } => "UPDATE meta SET value = ? WHERE key = 'revision' AND value = ?;",
            Step::Log(..) => {
                "INSERT INTO events (revision, kind, resource, namespace, name, uid, created, value, previous, \
                 previous_value, time_ms, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);"
            }
            Step::Remove(_) => "DELETE FROM objects WHERE created = ?;",
            Step::ClearManagers(_) => "DELETE FROM managed_fields WHERE object = ?;",
            Step::Update(_) => "UPDATE objects SET modified = ?, value = ?, checksum = ? WHERE created = ?;",
            Step::Insert(_) => {
                "INSERT INTO objects (created, resource, namespace, name, uid, modified, value, checksum) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?);"
            }
            Step::Manager(..) => {
                "INSERT INTO managed_fields (object, position, manager, operation, subresource, api_version, time, \
                 fields, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);"
            }
            Step::LogStart { .. } => "UPDATE meta SET value = ? WHERE key = 'log_start' AND value = ?;",
            Step::Forget { .. } => "DELETE FROM events WHERE revision < ?;",
        }
    }

    /// How many rows it must change; how many managers there were does not matter.
    pub fn rows(&self) -> Option<u64> {
        match self {
            Step::Begin | Step::ClearManagers(_) => None,
            Step::Forget { count, .. } => Some(*count),
            _ => Some(1),
        }
    }

    pub fn bind(&self, to: &mut SqliteArguments) -> Result<(), BoxDynError> {
        match *self {
            Step::Begin => Ok(()),
            Step::Revision { from, to: next } | Step::LogStart { from, to: next } => {
                to.add(number(next))?;
                to.add(number(from))
            }
            Step::Log(event, time_ms) => bind_event(to, event, time_ms),
            Step::Remove(record) | Step::ClearManagers(record) => to.add(number(record.created)),
            Step::Update(record) => {
                to.add(number(record.modified))?;
                to.add(Arc::clone(&record.value))?;
                to.add(checksum::record(record))?;
                to.add(number(record.created))
            }
            Step::Insert(record) => bind_object(to, record),
            Step::Manager(record, position, row) => bind_manager(to, record.created, position, row),
            Step::Forget { before, .. } => to.add(number(before)),
        }
    }
}

fn bind_event(to: &mut SqliteArguments, event: &Event, time_ms: i64) -> Result<(), BoxDynError> {
    let kind = match event.kind {
        EventKind::Created => "create",
        EventKind::Updated => "update",
        EventKind::Deleted => "delete",
    };
    let record = event.record.as_ref().or(event.previous.as_ref()).ok_or("an event without a record")?;
    let value = |record: &Option<Arc<Record>>| record.as_ref().map(|record| Arc::clone(&record.value));
    to.add(number(event.revision))?;
    to.add(kind)?;
    bind_key(to, &record.key)?;
    to.add(record.uid.as_str())?;
    to.add(number(record.created))?;
    to.add(value(&event.record))?;
    to.add(event.previous.as_ref().map(|previous| number(previous.modified)))?;
    to.add(value(&event.previous))?;
    to.add(time_ms)?;
    to.add(checksum::event(event, time_ms))
}

fn bind_object(to: &mut SqliteArguments, record: &Record) -> Result<(), BoxDynError> {
    to.add(number(record.created))?;
    bind_key(to, &record.key)?;
    to.add(record.uid.as_str())?;
    to.add(number(record.modified))?;
    to.add(Arc::clone(&record.value))?;
    to.add(checksum::record(record))
}

fn bind_key(to: &mut SqliteArguments, key: &Key) -> Result<(), BoxDynError> {
    to.add(Arc::clone(&key.resource))?;
    to.add(Arc::clone(&key.namespace))?;
    to.add(Arc::clone(&key.name))
}

fn bind_manager(
    to: &mut SqliteArguments,
    object: Revision,
    position: i64,
    row: &ManagerRow,
) -> Result<(), BoxDynError> {
    to.add(number(object))?;
    to.add(position)?;
    to.add(row.manager.as_str())?;
    to.add(row.operation.as_str())?;
    to.add(row.subresource.as_str())?;
    to.add(row.api_version.as_str())?;
    to.add(row.time.as_deref())?;
    to.add(row.fields.as_str())?;
    to.add(checksum::manager(object, position, row))
}

/// A revision as SQLite holds it. No revision is above `i64::MAX`: a batch refuses to hand one out.
pub(crate) fn number(revision: Revision) -> i64 {
    revision.cast_signed()
}

//! Reading the file into memory: its records, its counters, its newest events.

use std::path::Path;
use std::sync::Arc;

use coracle_store::{Event, Records, Revision};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::error::{OpenError, explain, sound, words};
use crate::log;
use crate::rows::record;

/// Reads all records, a few at a time, so that they are never in memory twice. Each that is not what was written is named, up
/// to a few.
pub(crate) async fn load(db: &mut SqliteConnection, path: &Path) -> Result<Records, OpenError> {
    const FINDINGS_MAX: usize = 5;
    let sqlite = |source| explain(path, source);
    let (mut records, mut findings) = (Records::default(), Vec::new());
    let mut last = 0;
    while findings.len() < FINDINGS_MAX {
        let rows = sqlx::query("SELECT * FROM objects WHERE created > ? ORDER BY created LIMIT 256");
        let rows = rows.bind(last).fetch_all(&mut *db).await.map_err(sqlite)?;
        let Some(newest) = rows.last() else { break };
        last = newest.try_get::<i64, _>("created").map_err(sqlite)?;
        for row in &rows {
            match record(row) {
                Ok(record) => drop(records.insert(Arc::new(record))),
                Err(finding @ sqlx::Error::Decode(_)) => findings.push(words(&finding)),
                Err(error) => return Err(sqlite(error)),
            }
        }
    }
    findings.truncate(FINDINGS_MAX);
    sound(path, findings)?;
    Ok(records)
}

/// The newest part of the log: every event after `from`, up to `revision`.
pub(crate) struct Recent {
    pub from: Revision,
    pub events: Vec<Arc<Event>>,
    pub revision: Revision,
    /// The log holds every event after this one.
    pub compacted: Revision,
}

/// A row of `meta`; 0 where there is none.
pub(crate) async fn meta(db: &mut SqliteConnection, key: &'static str) -> Result<i64, sqlx::Error> {
    let found = sqlx::query_scalar("SELECT value FROM meta WHERE key = ?").bind(key).fetch_optional(db).await?;
    Ok(found.unwrap_or(0))
}

/// Reads the newest events, of so many bytes at most. What stands now is in memory once: as a record.
pub(crate) async fn recent(
    db: &mut SqliteConnection,
    records: &Records,
    bytes_max: usize,
) -> Result<Recent, sqlx::Error> {
    let revision = meta(db, "revision").await?.cast_unsigned();
    let compacted = (meta(db, "log_start").await? - 1).cast_unsigned();
    let from = log::tail(db, revision, bytes_max).await?;
    let (mut events, mut position) = (Vec::new(), from);
    while position < revision {
        let page = log::page(db, position).await?;
        for event in page.after(position) {
            let current = records.get(&event.key).filter(|record| record.modified == event.revision);
            events.push(match current {
                Some(current) => Arc::new(Event { record: Some(Arc::clone(current)), ..Event::clone(event) }),
                None => Arc::clone(event),
            });
        }
        position = page.through();
    }
    Ok(Recent { from, events, revision, compacted })
}

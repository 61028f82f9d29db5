//! The log on disk: how its events come back, a bounded page at a time, and what its oldest part looks like.

use std::collections::HashMap;

use coracle_store::compaction::{Aged, Extent, OLDEST_MAX};
use coracle_store::history::{BATCH_BYTES_MAX, BATCH_EVENTS_MAX, EVENT_BYTES, Page};
use coracle_store::{Record, Revision};
use futures_util::TryStreamExt;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::rows::{event, unsound};

/// Reads the events after this revision: at least one, at most 256, and no more than about 1 MiB.
pub(crate) async fn page(db: &mut SqliteConnection, world: i64, after: Revision) -> Result<Page, sqlx::Error> {
    // length() of a value does not read it, so the bound is known before the values are touched.
    let rows = sqlx::query(
        "SELECT revision, resource, namespace, name, uid, created, value, previous, previous_value,
           time_ms, checksum FROM events
         JOIN (SELECT revision,
                 sum(ifnull(length(value), 0) + ifnull(length(previous_value), 0)) OVER (ORDER BY revision) AS bytes
               FROM events WHERE world = ?4 AND revision > ?1 AND revision <= ?1 + ?2) USING (revision)
         WHERE world = ?4 AND (bytes <= ?3 OR revision = ?1 + 1)
         ORDER BY revision",
    )
    .bind(after.cast_signed())
    .bind(BATCH_EVENTS_MAX as i64)
    .bind(BATCH_BYTES_MAX as i64)
    .bind(world)
    .fetch_all(db)
    .await?;
    let mut newest = HashMap::new();
    let events: Vec<_> = rows.iter().map(|row| event(world, row, &mut newest)).collect::<Result<_, _>>()?;
    let dense = events.iter().zip(after + 1..).all(|(event, revision)| event.revision == revision);
    let page = if dense { Page::new(after, events) } else { None };
    page.ok_or_else(|| unsound(format!("the log has a gap after revision {after}")))
}

/// What the events of these revisions replaced; those that are not there, or replaced nothing, are left out.
pub(crate) async fn replaced(
    db: &mut SqliteConnection,
    world: i64,
    revisions: &[Revision],
) -> Result<HashMap<Revision, Record>, sqlx::Error> {
    let mut found = HashMap::with_capacity(revisions.len());
    for revision in revisions {
        let row = sqlx::query(
            "SELECT revision, resource, namespace, name, uid, created, value, previous, previous_value,
               time_ms, checksum FROM events WHERE world = ? AND revision = ?",
        )
        .bind(world)
        .bind(revision.cast_signed())
        .fetch_optional(&mut *db)
        .await?;
        let Some(row) = row else { continue };
        if let Some(previous) = &event(world, &row, &mut HashMap::new())?.previous {
            found.insert(*revision, previous.clone());
        }
    }
    Ok(found)
}

/// When the events of these revisions happened, in milliseconds since 1970; those that are not there are left out.
pub(crate) async fn times(
    db: &mut SqliteConnection,
    world: i64,
    revisions: &[Revision],
) -> Result<HashMap<Revision, i64>, sqlx::Error> {
    let mut found = HashMap::with_capacity(revisions.len());
    for revision in revisions {
        let time = sqlx::query_scalar("SELECT time_ms FROM events WHERE world = ? AND revision = ?")
            .bind(world)
            .bind(revision.cast_signed());
        found.extend(time.fetch_optional(&mut *db).await?.map(|time_ms| (*revision, time_ms)));
    }
    Ok(found)
}

/// The revision after which the log's values have no more than these bytes.
pub(crate) async fn tail(
    db: &mut SqliteConnection,
    world: i64,
    last: Revision,
    bytes_max: usize,
) -> Result<Revision, sqlx::Error> {
    let mut rows = sqlx::query(
        "SELECT revision, ifnull(length(value), 0) + ifnull(length(previous_value), 0) AS bytes FROM events \
         WHERE world = ? ORDER BY revision DESC",
    )
    .bind(world)
    .fetch(db);
    let (mut start, mut bytes) = (last, 0_usize);
    while let Some(row) = rows.try_next().await? {
        bytes += EVENT_BYTES + usize::try_from(row.try_get::<i64, _>("bytes")?).unwrap_or(0);
        if bytes > bytes_max {
            break;
        }
        start = row.try_get::<i64, _>("revision")?.cast_unsigned() - 1;
    }
    Ok(start)
}

/// They have no more bytes than these; an event that has more comes alone.
const OLDEST_BYTES_MAX: u64 = 8 << 20;

/// The oldest events, in order; none when the log is empty.
pub(crate) async fn oldest(db: &mut SqliteConnection, world: i64) -> Result<Vec<Aged>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT revision, time_ms, ifnull(length(value), 0) + ifnull(length(previous_value), 0) AS bytes FROM events \
         WHERE world = ? ORDER BY revision LIMIT ?",
    )
    .bind(world)
    .bind(OLDEST_MAX as i64)
    .fetch_all(db)
    .await?;
    let aged = |row: &SqliteRow| {
        let number = |column: &str| row.try_get::<i64, _>(column);
        let bytes = EVENT_BYTES as u64 + number("bytes")?.cast_unsigned();
        Ok(Aged { revision: number("revision")?.cast_unsigned(), time_ms: number("time_ms")?, bytes })
    };
    let mut oldest = rows.iter().map(aged).collect::<Result<Vec<_>, sqlx::Error>>()?;
    let mut bytes = 0;
    let fits = oldest.iter().take_while(|event| {
        bytes += event.bytes;
        bytes <= OLDEST_BYTES_MAX
    });
    let fits = fits.count().max(1);
    oldest.truncate(fits);
    Ok(oldest)
}

/// Goes through the whole log, but not through its values.
pub(crate) async fn extent(db: &mut SqliteConnection, world: i64) -> Result<Extent, sqlx::Error> {
    let row = sqlx::query(
        "SELECT count(*) AS events,
           ifnull(sum(ifnull(length(value), 0) + ifnull(length(previous_value), 0)), 0) AS bytes,
           (SELECT time_ms FROM events WHERE world = ?1 ORDER BY revision LIMIT 1) AS oldest_ms
         FROM events WHERE world = ?1",
    )
    .bind(world)
    .fetch_one(db)
    .await?;
    let events = row.try_get::<i64, _>("events")?.cast_unsigned();
    let bytes = row.try_get::<i64, _>("bytes")?.cast_unsigned() + events * EVENT_BYTES as u64;
    Ok(Extent { events, bytes, oldest_ms: row.try_get("oldest_ms")? })
}

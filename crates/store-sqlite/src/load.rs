//! Reading the file into memory: its records, its counters, its newest events.

use std::path::Path;
use std::sync::Arc;

use coracle_store::backend::Recent;
use coracle_store::{Event, Gathering, Record, Records, Revision};
use futures_util::future::join;
use sqlx::sqlite::SqliteConnection;

use crate::ask::number;
use crate::check;
use crate::error::{OpenError, explain, sound, words};
use crate::log;
use crate::packed::{self, Unpacked};
use crate::rows::{Names, record, records};
use crate::upkeep::Last;

/// Reads all records. Each that is not what was written is named, up to a few; and it is found when they are not all, or when the last
/// changes do not stand in them.
pub(crate) async fn load(db: &mut SqliteConnection, path: &Path, revision: Revision) -> Result<Records, OpenError> {
    const FINDINGS_MAX: usize = 5;
    let sqlite = |source| explain(path, source);
    let (mut found, mut findings, mut names) = (Gathering::default(), Vec::new(), Names::default());
    let (mut created_last, mut in_order) = (0, true);
    let mut page = packed::page(db, 0).await.map_err(sqlite)?;
    while let Some(this) = page.take().filter(|_| findings.len() < FINDINGS_MAX && in_order) {
        // While these are taken apart, SQLite's thread packs the next.
        let (next, unpacked) = join(packed::page(db, this.last), async { this.unpacked(&mut names) }).await;
        page = next.map_err(sqlite)?;
        for one in unpacked {
            let record = match one {
                Ok(Unpacked::Record(record)) => Ok(record),
                Ok(Unpacked::Large(created)) => single(db, created, &mut names).await,
                Err(error) => Err(error),
            };
            match record {
                // Pages that lead elsewhere would be read for ever.
                Ok(record) if record.created <= created_last => {
                    let (key, created) = (&record.key, record.created);
                    findings.push(format!("{key}, made by {created}, comes behind what {created_last} made"));
                    in_order = false;
                    break;
                }
                Ok(record) if record.modified > revision => {
                    let (key, modified) = (&record.key, record.modified);
                    findings.push(format!("{key} is of revision {modified}, and the last is {revision}"));
                }
                Ok(record) => {
                    created_last = record.created;
                    found.add(record);
                }
                Err(finding @ sqlx::Error::Decode(_)) => findings.push(words(&finding)),
                Err(error) => return Err(sqlite(error)),
            }
        }
    }
    findings.truncate(FINDINGS_MAX);
    sound(path, findings)?;
    // While they are put in their order, SQLite's thread counts the keys: what is asked behind that waits for this thread.
    let beside = async { Ok((keys(db).await?, check::newest(db).await?)) };
    let (beside, records) = join(beside, async { found.records() }).await;
    let (keys, mut findings) = beside.map_err(sqlite)?;
    // A page that leads nowhere takes rows away.
    if usize::try_from(keys) != Ok(records.len()) {
        findings = vec![format!("{} records were read, and there are {keys} keys", records.len())];
    }
    sound(path, findings)?;
    Ok(records)
}

/// How many keys there are, by their index, which has pages of its own.
async fn keys(db: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    number(db, "SELECT count(*) FROM objects INDEXED BY sqlite_autoindex_objects_1").await
}

async fn single(db: &mut SqliteConnection, created: i64, names: &mut Names) -> Result<Record, sqlx::Error> {
    let row = sqlx::query(records!("WHERE created = ?")).bind(created).fetch_one(db).await?;
    record(&row, names)
}

/// The store's own number, and where its log ends and begins; zeros where the file does not say.
pub(crate) async fn counters(db: &mut SqliteConnection) -> Result<(i64, Last), sqlx::Error> {
    let of = "SELECT ifnull((SELECT value FROM meta WHERE key = 'store'), 0),
        ifnull((SELECT value FROM meta WHERE key = 'revision'), 0),
        ifnull((SELECT value FROM meta WHERE key = 'log_start'), 0)";
    let (store, revision, log_start): (i64, i64, i64) = sqlx::query_as(of).fetch_one(db).await?;
    let compacted = log_start.max(1).cast_unsigned() - 1;
    Ok((store, Last { revision: revision.cast_unsigned(), compacted }))
}

/// Reads the newest events, of so many bytes at most. What stands now is in memory once: as a record.
pub(crate) async fn recent(
    db: &mut SqliteConnection,
    records: &Records,
    revision: Revision,
    bytes_max: usize,
) -> Result<Recent, sqlx::Error> {
    let from = log::tail(db, revision, bytes_max).await?;
    let (mut events, mut position) = (Vec::new(), from);
    while position < revision {
        let page = log::page(db, position).await?;
        for event in page.after(position) {
            let current = records.get(&event.key).filter(|record| record.modified == event.revision);
            events.push(match current {
                Some(current) => Arc::new(Event { record: Some(current.clone()), ..Event::clone(event) }),
                None => Arc::clone(event),
            });
        }
        position = page.through();
    }
    Ok(Recent { from, events })
}

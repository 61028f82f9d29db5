//! Reading the file into memory: its records, its counters, its newest events.

use std::path::Path;
use std::sync::Arc;

use coracle_store::backend::Recent;
use coracle_store::{Event, Gathering, Record, Records, Revision};
use futures_util::future::join;
use sqlx::sqlite::SqliteConnection;

use crate::error::{OpenError, explain, sound, words};
use crate::layers::{self, Layer};
use crate::log;
use crate::packed::{self, By, Unpacked};
use crate::rows::{Names, record, records};

/// Reads all records of a layer and of those below it. Each that is not what was written is named, up to a few; and it is found when
/// they are not all.
pub(crate) async fn load(
    db: &mut SqliteConnection,
    path: &Path,
    by: By,
    layer: i64,
    revision: Revision,
) -> Result<Records, OpenError> {
    let sqlite = |source| explain(path, source);
    let layers = match layers::below(db, layer).await {
        Err(finding @ sqlx::Error::Decode(_)) => {
            return sound(path, vec![words(&finding)]).map(|()| Records::default());
        }
        layers => layers.map_err(sqlite)?,
    };
    let mut names = Names::default();
    let mut all = None::<Records>;
    for layer in layers.iter().rev() {
        let own = load_layer(db, path, by, layer, revision, &mut names).await?;
        let Some(below) = &mut all else {
            all = Some(own);
            continue;
        };
        for (created, key) in layers::hidden(db, layer.number).await.map_err(sqlite)? {
            if below.get(&key).is_some_and(|record| record.created == created) {
                below.remove(&key);
            }
        }
        own.iter().for_each(|record| drop(below.insert(record.clone())));
    }
    Ok(all.unwrap_or_default())
}

/// Reads what stands in one layer, which is newer than its base, and no newer than a revision.
async fn load_layer(
    db: &mut SqliteConnection,
    path: &Path,
    by: By,
    layer: &Layer,
    newest: Revision,
    names: &mut Names,
) -> Result<Records, OpenError> {
    const FINDINGS_MAX: usize = 5;
    let sqlite = |source| explain(path, source);
    let (mut found, mut findings) = (Gathering::default(), Vec::new());
    let (mut last, mut in_order) = (0, true);
    let mut page = packed::page(db, by, layer.number, 0).await.map_err(sqlite)?;
    while let Some(this) = page.take().filter(|_| findings.len() < FINDINGS_MAX && in_order) {
        // While these are taken apart, SQLite's thread packs the next.
        let (next, unpacked) =
            join(packed::page(db, by, layer.number, this.last), async { this.unpacked(names) }).await;
        page = next.map_err(sqlite)?;
        for one in unpacked {
            let record = match one {
                Ok(Unpacked::Record(place, record)) => Ok((place, record)),
                Ok(Unpacked::Large(place, created)) => {
                    single(db, layer.number, created, names).await.map(|record| (place, record))
                }
                Err(error) => Err(error),
            };
            match record {
                // Pages that lead elsewhere would be read for ever.
                Ok((place, record)) if place <= last => {
                    findings.push(format!("{}, at place {place}, comes behind place {last}", record.key));
                    in_order = false;
                    break;
                }
                Ok((_, record)) if record.modified > newest || record.modified <= layer.base => {
                    let (key, modified, base) = (&record.key, record.modified, layer.base);
                    findings
                        .push(format!("{key} is of revision {modified}, and its layer goes from {base} to {newest}"));
                }
                Ok((place, record)) => {
                    last = place;
                    found.add(record);
                }
                Err(finding @ sqlx::Error::Decode(_)) => findings.push(words(&finding)),
                Err(error) => return Err(sqlite(error)),
            }
        }
    }
    findings.truncate(FINDINGS_MAX);
    sound(path, findings)?;
    // While they are put in their order, SQLite's thread counts them by their index: what is asked behind that waits for this thread.
    let (keys, records) = join(keys(db, layer.number), async { found.records() }).await;
    let keys = keys.map_err(sqlite)?;
    // A page that leads nowhere takes rows away.
    if usize::try_from(keys) != Ok(records.len()) {
        sound(path, vec![format!("{} records were read, and there are {keys}", records.len())])?;
    }
    Ok(records)
}

/// How many rows there are, by their index, which has pages of its own.
async fn keys(db: &mut SqliteConnection, layer: i64) -> Result<i64, sqlx::Error> {
    let count = "SELECT count(*) FROM objects INDEXED BY sqlite_autoindex_objects_1 WHERE layer = ?";
    sqlx::query_scalar(count).bind(layer).fetch_one(db).await
}

async fn single(db: &mut SqliteConnection, layer: i64, created: i64, names: &mut Names) -> Result<Record, sqlx::Error> {
    let row = sqlx::query(records!("WHERE layer = ? AND created = ?")).bind(layer).bind(created).fetch_one(db).await?;
    record(layer, &row, names)
}

/// Reads the newest events, of so many bytes at most. What stands now is in memory once: as a record.
pub(crate) async fn recent(
    db: &mut SqliteConnection,
    world: i64,
    records: &Records,
    revision: Revision,
    bytes_max: usize,
) -> Result<Recent, sqlx::Error> {
    let from = log::tail(db, world, revision, bytes_max).await?;
    let (mut events, mut position) = (Vec::new(), from);
    while position < revision {
        let page = log::page(db, world, position).await?;
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

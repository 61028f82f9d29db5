//! The checksums of a file that is older than they are, or than its worlds: each row is found by its key, the layer or the world included.

use coracle_store::Revision;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::checksum::{event, manager, record};
use crate::rows::{self, Names, records};
use crate::world::FIRST;

/// So many rows are read at a time.
const ROWS: i64 = 16;

/// Gives all rows the checksums that they lack. Within the caller's transaction.
pub(crate) async fn fill(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut last = 0_i64;
    loop {
        let rows = sqlx::query(records!("WHERE layer = ? AND created > ? ORDER BY created LIMIT ?"));
        let rows = rows.bind(FIRST.layer).bind(last).bind(ROWS).fetch_all(&mut *db).await?;
        let Some(newest) = rows.last() else { break };
        last = newest.try_get("created")?;
        for row in &rows {
            let found = rows::unchecked(row, &mut Names::default())?;
            let set = sqlx::query("UPDATE objects SET checksum = ? WHERE layer = ? AND created = ?");
            let set = set.bind(record(FIRST.layer, &found)).bind(FIRST.layer);
            set.bind(found.created.cast_signed()).execute(&mut *db).await?;
            fill_managers(db, found.created).await?;
        }
    }
    last = 0;
    loop {
        let rows = sqlx::query("SELECT * FROM events WHERE world = ? AND revision > ? ORDER BY revision LIMIT ?");
        let rows = rows.bind(FIRST.number).bind(last).bind(ROWS).fetch_all(&mut *db).await?;
        let Some(newest) = rows.last() else { break };
        last = newest.try_get("revision")?;
        for row in &rows {
            let (found, time_ms) = rows::unchecked_event(row, &mut Default::default())?;
            let sum = event(FIRST.number, &found, time_ms);
            let set = sqlx::query("UPDATE events SET checksum = ? WHERE world = ? AND revision = ?");
            let set = set.bind(sum).bind(FIRST.number);
            set.bind(found.revision.cast_signed()).execute(&mut *db).await?;
        }
    }
    Ok(())
}

async fn fill_managers(db: &mut SqliteConnection, object: Revision) -> Result<(), sqlx::Error> {
    let rows = sqlx::query("SELECT * FROM managed_fields WHERE layer = ? AND object = ?")
        .bind(FIRST.layer)
        .bind(object.cast_signed());
    for row in &rows.fetch_all(&mut *db).await? {
        let position: i64 = row.try_get("position")?;
        let sum = manager(FIRST.layer, object, position, &rows::unchecked_manager(row)?);
        let set = sqlx::query("UPDATE managed_fields SET checksum = ? WHERE layer = ? AND object = ? AND position = ?");
        set.bind(sum).bind(FIRST.layer).bind(object.cast_signed()).bind(position).execute(&mut *db).await?;
    }
    Ok(())
}

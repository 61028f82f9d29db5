//! Whose file it is, and which schema it has: marks, migrations.

use std::path::Path;

use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use crate::ask::run;
use crate::error::{OpenError, explain, sound};
use crate::{check, fill, layers, pages};

/// Marks the file as ours: "Cora" in ASCII.
const APPLICATION_ID: i64 = 0x436f_7261;
/// Each file's SQL brings the schema from the number before it to its own; the first is number 1.
const MIGRATIONS: [&str; 3] = [
    include_str!("../../../migrations/0001_start.sql"),
    include_str!("../../../migrations/0002_checksums.sql"),
    include_str!("../../../migrations/0003_worlds.sql"),
];
/// The schema that a file has once it is open.
pub(crate) const NEWEST: i64 = MIGRATIONS.len() as i64;
/// The first schema that has checksums.
const CHECKSUMS_SINCE: i64 = 2;
/// The first schema that has worlds.
const WORLDS_SINCE: i64 = 3;

/// Reads whose file this is, before anything in it is changed. 0 is a new file's schema.
pub(crate) async fn check_owner(db: &mut SqliteConnection, path: &Path) -> Result<i64, OpenError> {
    let sqlite = |source| explain(path, source);
    let asked = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
        FROM pragma_application_id, pragma_user_version";
    let (application, schema, tables): (i64, i64, i64) = sqlx::query_as(asked).fetch_one(db).await.map_err(sqlite)?;
    match (application, schema, tables) {
        (0, 0, 0) => Ok(0),
        (APPLICATION_ID, 1.., _) if schema <= NEWEST => Ok(schema),
        (APPLICATION_ID, 1.., _) => Err(OpenError::Newer { path: path.to_owned(), found: schema, known: NEWEST }),
        _ => {
            let found = format!("application id {application}, schema {schema}, {tables} tables and indexes");
            Err(OpenError::Foreign { path: path.to_owned(), found })
        }
    }
}

/// Brings the schema up to date, all of it in one transaction.
pub(crate) async fn migrate(db: &mut SqliteConnection, path: &Path, schema: i64) -> Result<(), OpenError> {
    let missing = &MIGRATIONS[usize::try_from(schema).unwrap_or(MIGRATIONS.len())..];
    if missing.is_empty() {
        return Ok(());
    }
    let done = migrate_through(db, path, schema, missing).await;
    if done.is_err() {
        // It stays as it was. Where SQLite has rolled back already, it refuses this.
        let _ = run(db, "ROLLBACK").await;
    }
    done
}

async fn migrate_through(
    db: &mut SqliteConnection,
    path: &Path,
    schema: i64,
    missing: &[&'static str],
) -> Result<(), OpenError> {
    let sqlite = |source| explain(path, source);
    run(db, "BEGIN IMMEDIATE").await.map_err(sqlite)?;
    for migration in missing {
        run(db, migration).await.map_err(sqlite)?;
    }
    // What is wrong by now must not get a checksum.
    if (1..CHECKSUMS_SINCE).contains(&schema) {
        sound(path, check::counters(db).await.map_err(sqlite)?)?;
        sound(path, check::log(db).await.map_err(sqlite)?)?;
        fill::fill(db).await.map_err(sqlite)?;
    }
    if schema < WORLDS_SINCE {
        layers::fill_first(db).await.map_err(sqlite)?;
    }
    if schema == 0 {
        // What tables had that are there no more: a new file has no page that holds nothing.
        pages::shrink(db).await.map_err(sqlite)?;
    }
    let marks = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {NEWEST}; COMMIT");
    sqlx::raw_sql(AssertSqlSafe(marks)).execute(db).await.map_err(sqlite).map(|_| ())
}

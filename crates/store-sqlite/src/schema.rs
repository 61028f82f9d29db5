//! Whose file it is, and which schema it has: marks, migrations.

use std::path::Path;

use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use crate::ask::run;
use crate::error::{OpenError, explain};
use crate::fill;

/// Marks the file as ours: "Cora" in ASCII.
const APPLICATION_ID: i64 = 0x436f_7261;
/// Each file's SQL brings the schema from the number before it to its own; the first is number 1.
const MIGRATIONS: [&str; 2] =
    [include_str!("../../../migrations/0001_start.sql"), include_str!("../../../migrations/0002_checksums.sql")];
/// The schema that a file has once it is open.
pub(crate) const NEWEST: i64 = MIGRATIONS.len() as i64;
/// The first schema that has checksums.
pub(crate) const CHECKSUMS_SINCE: i64 = 2;
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
pub(crate) async fn migrate(db: &mut SqliteConnection, schema: i64) -> Result<(), sqlx::Error> {
    let missing = &MIGRATIONS[usize::try_from(schema).unwrap_or(MIGRATIONS.len())..];
    if missing.is_empty() {
        return Ok(());
    }
    run(db, "BEGIN IMMEDIATE").await?;
    for migration in missing {
        run(db, migration).await?;
    }
    if schema < CHECKSUMS_SINCE {
        fill::fill(db).await?;
    }
    let marks = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {NEWEST}; COMMIT");
    sqlx::raw_sql(AssertSqlSafe(marks)).execute(db).await.map(|_| ())
}

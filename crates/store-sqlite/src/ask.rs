//! Short questions to SQLite, and settings.

use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use crate::pages::PAGE_BYTES;

/// The most pages that SQLite can number.
const PAGES_MAX: u64 = 0xffff_fffe;

/// Runs statements that answer nothing.
pub(crate) async fn run(db: &mut SqliteConnection, statements: &'static str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(statements).execute(db).await.map(|_| ())
}

/// One number.
pub(crate) async fn number(db: &mut SqliteConnection, question: &'static str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(question).fetch_one(db).await
}

/// Sets how many bytes the database may have.
pub(crate) async fn set_size_limit(db: &mut SqliteConnection, bytes: Option<u64>) -> Result<(), sqlx::Error> {
    let pages = bytes.map_or(PAGES_MAX, |bytes| (bytes / PAGE_BYTES).clamp(1, PAGES_MAX));
    sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"))).execute(db).await.map(|_| ())
}

//! When a COMMIT begins, as SQLite says it.
//!
//! A transaction is one text of several statements, and each sends a result back, which wakes whoever waits for it: several times
//! for nothing, since all that counts is the last. So who waits asks for nothing before COMMIT begins.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::Peekable;
use futures_util::{FutureExt, Stream};
use sqlx::sqlite::SqliteConnection;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Where a statement fails, no COMMIT begins: that is found after this time.
const WITHIN: Duration = Duration::from_millis(50);

/// The COMMITs of a connection.
#[derive(Debug)]
pub(crate) struct Commits(Arc<Notify>);

impl Commits {
    /// Takes the place of whoever was told of them before.
    pub async fn of(db: &mut SqliteConnection) -> Result<Commits, sqlx::Error> {
        let begun = Arc::<Notify>::default();
        let told = Arc::clone(&begun);
        db.lock_handle().await?.set_commit_hook(move || {
            told.notify_waiters();
            // It is to be made.
            true
        });
        Ok(Commits(begun))
    }

    /// Hands over a transaction, whose results these are, and waits until its COMMIT begins: by then all results but the last are there.
    pub async fn begun<T, S>(&self, results: &mut Peekable<S>)
    where
        S: Stream<Item = Result<T, sqlx::Error>> + Unpin,
    {
        let mut begun = pin!(self.0.notified());
        // What begins from here on is heard.
        begun.as_mut().enable();
        // It is asked for once, by nobody who could be woken.
        if let Some(Some(Err(_))) = Pin::new(results).peek().now_or_never() {
            return;
        }
        let _ = timeout(WITHIN, begun).await;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions, Executor};

    use super::*;

    /// It takes some milliseconds.
    const LONG: &str =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*) FROM n;";

    async fn there(commits: &Commits, db: &mut SqliteConnection, text: &'static str) -> usize {
        let mut results = db.fetch_many(sqlx::raw_sql(text)).peekable();
        commits.begun(&mut results).await;
        let mut there = 0;
        while let Some(Some(Ok(_))) = results.next().now_or_never() {
            there += 1;
        }
        while let Some(Ok(_)) = results.next().await {}
        there
    }

    #[tokio::test]
    async fn once_a_commit_begins_all_results_before_it_are_there() {
        let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        let commits = Commits::of(&mut db).await.unwrap();
        let text = format!("BEGIN; CREATE TABLE IF NOT EXISTS t (n); {LONG} INSERT INTO t VALUES (1); COMMIT");
        let text: &'static str = text.leak();
        // Of BEGIN, CREATE, SELECT (a row, too) and INSERT. A machine that is busy may take too long for it once.
        let mut found = Vec::new();
        while found.len() < 20 && !found.iter().any(|there| *there >= 5) {
            found.push(there(&commits, &mut db, text).await);
        }
        assert!(found.iter().any(|there| *there >= 5), "{found:?}");
    }

    #[tokio::test]
    async fn where_none_begins_it_is_not_waited_for_for_ever() {
        let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        let commits = Commits::of(&mut db).await.unwrap();
        assert_eq!(there(&commits, &mut db, "BEGIN; SELECT no_such_column; COMMIT").await, 1, "BEGIN alone was done");
        let committed = there(&commits, &mut db, "ROLLBACK; BEGIN; CREATE TABLE t (n); COMMIT").await;
        assert!(committed >= 3, "{committed}: it goes on");
    }
}

//! A new database that holds given records as of one revision, and no history.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use coracle_store::{Key, ManagerRow, ManagersOf, Record, Revision};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::managers::Differences;
use crate::step::{Step, number};
use crate::world::FIRST;
use crate::{paths, place, schema, sql};

/// Why a copy could not be made. Nothing of it is left.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The file cannot be made.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database cannot be written.
    #[error("{}: {why}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        why: String,
    },
    /// A store that is open would lose its file.
    #[error("a running server has {} open; take another name", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// What is in a write-ahead log beside a file would be taken for changes of whatever file is put there.
    #[error("{} has changes of a store that was not closed; take another name, or move both away first", log.display())]
    Unclosed {
        /// The log.
        log: PathBuf,
    },
    /// A record cannot be one.
    #[error("{}: {key} cannot be copied: {why}", path.display())]
    Impossible {
        /// The file.
        path: PathBuf,
        /// Whose.
        key: String,
        /// Why.
        why: &'static str,
    },
}

/// What a new database begins with.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    /// The last revision that is taken: the next change gets the one after it.
    pub revision: Revision,
    /// The revision of the data that it is restored from, which is kept as a record of that.
    pub restored_from: Option<Revision>,
}

/// Refuses a place of which a file that is put there would not be all of its store.
///
/// # Errors
/// A store that is there is open, or was not closed; or it cannot be told.
pub fn may_be_put(path: &Path) -> Result<(), CopyError> {
    if place::is_locked(path).map_err(|source| CopyError::Io { path: path.to_owned(), source })? {
        return Err(CopyError::InUse { path: path.to_owned() });
    }
    let log = paths::beside(path, "-wal");
    match fs::metadata(&log) {
        Ok(found) if found.len() > 0 => Err(CopyError::Unclosed { log }),
        Err(source) if source.kind() != ErrorKind::NotFound => Err(CopyError::Io { path: log, source }),
        _ => Ok(()),
    }
}

/// A database that is being filled. Dropped before [`Copy::finish`], it is removed again.
pub struct Copy {
    db: Option<SqliteConnection>,
    path: PathBuf,
    beginning: Beginning,
    managers: ManagersOf,
    /// Of the records that it has: the file does not tell two of one key.
    keys: HashSet<Key>,
}

impl Copy {
    /// Makes a file for its owner only, where there is none yet.
    ///
    /// # Errors
    /// There is a file already, or none can be made.
    pub async fn begin(path: &Path, beginning: Beginning, managers: ManagersOf) -> Result<Copy, CopyError> {
        if !(1..i64::MAX as Revision).contains(&beginning.revision) {
            let why = format!("there is no revision {}", beginning.revision);
            return Err(CopyError::Write { path: path.to_owned(), why });
        }
        let made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
        made.map_err(|source| CopyError::Io { path: path.to_owned(), source })?;
        let mut copy = Copy { db: None, path: path.to_owned(), beginning, managers, keys: HashSet::new() };
        match copy.prepare().await {
            Ok(db) => copy.db = Some(db),
            Err(error) => return Err(copy.failed(error)),
        }
        Ok(copy)
    }

    async fn prepare(&self) -> Result<SqliteConnection, sqlx::Error> {
        let mut db = SqliteConnectOptions::new()
            .filename(&self.path)
            .foreign_keys(true)
            .disable_statement_logging()
            .connect()
            .await?;
        // Until it is finished nobody reads it, and then it is synchronized as a whole.
        sqlx::raw_sql("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA auto_vacuum = INCREMENTAL")
            .execute(&mut db)
            .await?;
        let migrated = schema::migrate(&mut db, &self.path, 0).await;
        migrated.map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
        sqlx::raw_sql("BEGIN").execute(&mut db).await?;
        begin_at(&mut db, self.beginning).await?;
        Ok(db)
    }

    /// Adds a record.
    ///
    /// # Errors
    /// It cannot be written, or cannot be one: there is another of its key, or it is of a later revision.
    pub async fn add(&mut self, record: &Record) -> Result<(), CopyError> {
        if !(2..=record.modified).contains(&record.created) || record.modified > self.beginning.revision {
            let (path, key) = (self.path.clone(), record.key.to_string());
            return Err(CopyError::Impossible { path, key, why: "its revisions are not in order" });
        }
        if !self.keys.insert(record.key.clone()) {
            let (path, key) = (self.path.clone(), record.key.to_string());
            return Err(CopyError::Impossible { path, key, why: "there is another of its name" });
        }
        let Some(db) = &mut self.db else { return Ok(()) };
        let done = insert(db, record, (self.managers)(record.value())).await;
        done.map_err(|why| CopyError::Write { path: self.path.clone(), why })
    }

    /// Makes it durable, but for its name.
    ///
    /// # Errors
    /// It cannot be written.
    pub async fn finish(mut self) -> Result<(), CopyError> {
        let Some(mut db) = self.db.take() else { return Ok(()) };
        // With the mode that a store has, so that opening it changes nothing.
        let done = sqlx::raw_sql("COMMIT; PRAGMA journal_mode = WAL").execute(&mut db).await;
        let closed = db.close().await;
        done.map(|_| ()).and(closed).map_err(|error| self.failed(error))?;
        let synced = File::open(&self.path).and_then(|file| file.sync_all());
        synced.map_err(|source| CopyError::Io { path: self.path.clone(), source })?;
        self.path = PathBuf::new();
        Ok(())
    }

    fn failed(&self, error: sqlx::Error) -> CopyError {
        CopyError::Write { path: self.path.clone(), why: error.to_string() }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Writes where a new database begins, which has had no change yet.
async fn begin_at(db: &mut SqliteConnection, beginning: Beginning) -> Result<(), sqlx::Error> {
    let revision = number(beginning.revision);
    sqlx::query("UPDATE worlds SET revision = ?1, log_start = ?1 + 1").bind(revision).execute(&mut *db).await?;
    sqlx::query("UPDATE meta SET value = ? WHERE key = 'changes'").bind(revision).execute(&mut *db).await?;
    if let Some(from) = beginning.restored_from {
        let kept = sqlx::query("INSERT INTO meta (key, value) VALUES ('restored_from', ?)").bind(number(from));
        kept.execute(&mut *db).await?;
    }
    Ok(())
}

/// Writes a record and its managers as they are. The error says why not.
async fn insert(db: &mut SqliteConnection, record: &Record, rows: Vec<ManagerRow>) -> Result<(), String> {
    let (records, mut managers) = ([record], Differences::default());
    managers.add(record.created, &[], rows);
    let steps = [Step::Insert(&records), Step::PutManagers(&managers.put)];
    let steps = if managers.put.is_empty() { &steps[..1] } else { &steps };
    sql::run_all(db, None, &FIRST, steps).await.map_err(|fault| fault.to_string())
}

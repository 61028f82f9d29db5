//! What SQLite's errors mean here, and why a store does not open.

use std::io;
use std::path::PathBuf;

/// Why a store could not be opened. Each text says what to do. Nothing is ever repaired or overwritten.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The lock file, or a directory, cannot be used.
    #[error("cannot use {path}: {source}; check that its directory exists and may be written by this user")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no store, and none is to be made.
    #[error("{path}: there is no Coracle store; give the path of a file that a server has used")]
    Missing {
        /// The database.
        path: PathBuf,
    },
    /// Another process, or this one, has the store open.
    #[error("{path} is in use: its lock {lock} is held; stop the other server, or give this one its own file")]
    Locked {
        /// The database.
        path: PathBuf,
        /// The file whose lock is held.
        lock: PathBuf,
    },
    /// The file belongs to another program.
    #[error("{path} is not a Coracle store ({found}); it was left as it is; give the path of a new file")]
    Foreign {
        /// The database.
        path: PathBuf,
        /// What was there instead.
        found: String,
    },
    /// A newer Coracle has written the file.
    #[error("{path} has schema {found}, newer than the {known} this program knows; start a newer Coracle")]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema's number.
        found: i64,
        /// The newest number that this program knows.
        known: i64,
    },
    /// The file contradicts itself.
    #[error("{path} is damaged and was left as it is; restore a backup, or keep it and ask for help: {}", findings.join("; "))]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What is wrong, at most a few of them.
        findings: Vec<String>,
    },
    /// The program was built with an SQLite that can corrupt a file.
    #[error("SQLite {found} is too old, {needed} is needed (older ones can lose committed pages); rebuild the program")]
    OldSqlite {
        /// The version that was linked.
        found: String,
        /// The lowest safe one.
        needed: &'static str,
    },
    /// SQLite did not take a setting that durability rests on.
    #[error("{path}: SQLite did not accept {setting}, it says {found}; use a local file system")]
    Setting {
        /// The database.
        path: PathBuf,
        /// The setting that was asked for.
        setting: &'static str,
        /// What it is instead.
        found: String,
    },
    /// Anything else that SQLite reports.
    #[error("{path} cannot be opened: {source}")]
    Sqlite {
        /// The database.
        path: PathBuf,
        /// What it said.
        source: sqlx::Error,
    },
}

/// What an SQLite error asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// No space: for now.
    Full,
    /// Whatever is on disk can no longer be trusted to be what was written: stop.
    Broken,
    /// The file contradicts itself.
    Damaged,
    /// The file is no database.
    NoDatabase,
    /// A plain refusal.
    Refused,
}

pub(crate) fn meaning(error: &sqlx::Error) -> Meaning {
    // The names of SQLite's primary result codes; the extended code's low byte is the primary one.
    const SQLITE_IOERR: i32 = 10;
    const SQLITE_CORRUPT: i32 = 11;
    const SQLITE_FULL: i32 = 13;
    const SQLITE_NOTADB: i32 = 26;
    let Some(database) = error.as_database_error() else {
        // sqlx's own: its thread is gone, or it broke its protocol. Nothing can be said about the file.
        return Meaning::Broken;
    };
    match database.code().and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff) {
        Some(SQLITE_FULL) => Meaning::Full,
        Some(SQLITE_CORRUPT) => Meaning::Damaged,
        Some(SQLITE_NOTADB) => Meaning::NoDatabase,
        None | Some(SQLITE_IOERR) => Meaning::Broken,
        Some(_) => Meaning::Refused,
    }
}

//! What SQLite's errors mean here, and why a store does not open.

use std::io;
use std::path::{Path, PathBuf};

use coracle_store::backend::Failed;

/// Why a store could not be opened. Each text says what to do. Nothing is ever repaired or overwritten.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file, or a file or directory that it needs, cannot be used.
    #[error("cannot use {path}: {source}; check that its directory exists and may be written by this user")]
    Io {
        /// Which of them.
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
    #[error("{path} is in use: another process has it open; stop that server, or give this one a file of its own")]
    Locked {
        /// The database.
        path: PathBuf,
    },
    /// What stands there is no file.
    #[error("{path} is no file; give the path of a file, which is made if it is not there")]
    NoFile {
        /// What was given.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("{path} cannot be written ({why}); let this user write it, on a file system that is mounted for writing")]
    Unwritable {
        /// The database.
        path: PathBuf,
        /// What is in the way.
        why: String,
    },
    /// The file has further names: its write-ahead log stands beside one of them only, and would be missed by the others.
    #[error(
        "{path} has {names} names (hard links), and its newest changes may stand beside another of them; remove the other \
         names, or copy the data instead (use a symbolic link where it needs two names)"
    )]
    SecondName {
        /// The database.
        path: PathBuf,
        /// How many names it has.
        names: u64,
    },
    /// There is no database, or nothing in it, but something of one that was not closed in order.
    #[error(
        "{path} is not there, or empty, but {left} shows that a store was, and was not closed in order; put the database back \
         where it was, or restore a backup; remove {left} only if that store may be lost"
    )]
    Remains {
        /// The database.
        path: PathBuf,
        /// Its write-ahead log with changes in it, or its mark.
        left: PathBuf,
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
    #[error("{path} is damaged and was left as it is ({}); `coracle verify` says what to do", findings.join("; "))]
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
    /// SQLite could not open one of its files.
    #[error(
        "SQLite cannot open {path} or its files beside it ({source}); check that their directory may be written by this user"
    )]
    Beside {
        /// The database.
        path: PathBuf,
        /// What it said.
        source: sqlx::Error,
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
    const SQLITE_IOERR_WRITE: i32 = SQLITE_IOERR | 3 << 8;
    const SQLITE_CORRUPT: i32 = 11;
    const SQLITE_FULL: i32 = 13;
    const SQLITE_NOTADB: i32 = 26;
    let Some(code) = code(error) else {
        // sqlx's own: its thread is gone, or it broke its protocol. Nothing can be said about the file.
        return Meaning::Broken;
    };
    match code & 0xff {
        SQLITE_FULL => Meaning::Full,
        // A write fell short for another reason than a full disk: a limit on the size of files, a quota. As with a full disk,
        // nothing behind it was written. A disk that fails shows when it is synced or read.
        SQLITE_IOERR if code == SQLITE_IOERR_WRITE => Meaning::Full,
        SQLITE_CORRUPT => Meaning::Damaged,
        SQLITE_NOTADB => Meaning::NoDatabase,
        SQLITE_IOERR => Meaning::Broken,
        _ => Meaning::Refused,
    }
}

/// True when a value was to be NULL that must not be.
pub(crate) fn is_not_null(error: &sqlx::Error) -> bool {
    const SQLITE_CONSTRAINT_NOTNULL: i32 = 19 | 5 << 8;
    code(error) == Some(SQLITE_CONSTRAINT_NOTNULL)
}

/// What was asked of SQLite outside a transaction; none where it failed and nothing is lost by that.
pub(crate) fn unless_broken<T>(what: &'static str, result: Result<T, sqlx::Error>) -> Result<Option<T>, Failed> {
    let error = match result {
        Ok(found) => return Ok(Some(found)),
        Err(error) => error,
    };
    tracing::error!(%error, "{what} failed");
    match meaning(&error) {
        Meaning::Full | Meaning::Refused => Ok(None),
        Meaning::Broken | Meaning::Damaged | Meaning::NoDatabase => Err(Failed::Broken(format!("{what}: {error}"))),
    }
}

/// What a statement failed of, before any COMMIT: what is refused has changed nothing.
pub(crate) fn failure(error: sqlx::Error) -> Failed {
    let text = error.to_string();
    match meaning(&error) {
        Meaning::Full => Failed::Full(text),
        Meaning::Refused => Failed::Refused(text),
        Meaning::Broken | Meaning::Damaged | Meaning::NoDatabase => Failed::Broken(text),
    }
}

/// What an error says; where we made it, our own words alone.
pub(crate) fn words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Decode(own) => own.to_string(),
        other => other.to_string(),
    }
}

/// True when SQLite could not open or make a file beside the database.
fn cannot_open(error: &sqlx::Error) -> bool {
    const SQLITE_CANTOPEN: i32 = 14;
    // It has opened what was there, and may make nothing in the directory.
    const SQLITE_READONLY_DIRECTORY: i32 = 8 | 6 << 8;
    code(error).is_some_and(|code| code & 0xff == SQLITE_CANTOPEN || code == SQLITE_READONLY_DIRECTORY)
}

/// SQLite's extended result code.
fn code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}

/// Why a file could not be opened, by what SQLite says of it.
pub(crate) fn explain(path: &Path, source: sqlx::Error) -> OpenError {
    let path = path.to_owned();
    if let sqlx::Error::Decode(_) = &source {
        return OpenError::Damaged { path, findings: vec![words(&source)] };
    }
    if cannot_open(&source) {
        return OpenError::Beside { path, source };
    }
    match meaning(&source) {
        Meaning::Damaged => OpenError::Damaged { path, findings: vec![source.to_string()] },
        Meaning::NoDatabase => OpenError::Foreign { path, found: source.to_string() },
        Meaning::Full | Meaning::Broken | Meaning::Refused => OpenError::Sqlite { path, source },
    }
}

/// A refusal where anything was found.
pub(crate) fn sound(path: &Path, findings: Vec<String>) -> Result<(), OpenError> {
    if findings.is_empty() { Ok(()) } else { Err(OpenError::Damaged { path: path.to_owned(), findings }) }
}

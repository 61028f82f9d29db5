//! Where the data stands: what may stand there, the lock on it, and whether what is open still stands there.
//!
//! The lock is on the file itself (`flock`, beside which SQLite's own locks, `fcntl`'s, work as ever), so that no second name
//! leads around it. Invariant: the descriptor that holds it is opened before SQLite opens the file and closed after SQLite has
//! closed it, since closing any descriptor of a file drops the locks that SQLite has on it.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use coracle_store::backend::Size;

use crate::error::OpenError;
use crate::mark::Mark;
use crate::paths::beside;

/// How often it is looked whether the files are still there; that is done with every transaction, too.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A locked database.
#[derive(Debug)]
pub(crate) struct Place {
    /// Holds the lock.
    file: File,
    /// Where the database is, whatever links lead there: SQLite has its other files beside it.
    pub path: PathBuf,
    /// What is open, by the paths under which the next start will look for it.
    open: Vec<(PathBuf, Identity)>,
}

/// Which file it is, on this machine. As long as it is open, no other file has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    fn of(file: &Metadata) -> Identity {
        Identity { device: file.dev(), inode: file.ino() }
    }
}

impl Place {
    /// Locks the file. Where there is none, one is made if it may be, for its owner only.
    pub fn take(path: &Path, create: bool) -> Result<Place, OpenError> {
        let failed = |source| OpenError::Io { path: path.to_owned(), source };
        match fs::metadata(path) {
            Ok(found) => check(path, &found)?,
            Err(error) if error.kind() == ErrorKind::NotFound && !create => {
                return Err(OpenError::Missing { path: path.to_owned() });
            }
            Err(error) if error.kind() == ErrorKind::NotFound => check_remains(path)?,
            Err(error) => return Err(failed(error)),
        }
        let mut how = OpenOptions::new();
        let opened = how.read(true).write(true).create(create).truncate(false).mode(0o600).open(path);
        let file = opened.map_err(|source| match source.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem if path.exists() => {
                OpenError::Unwritable { path: path.to_owned(), why: source.to_string() }
            }
            _ => failed(source),
        })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Locked { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let real = fs::canonicalize(path).map_err(failed)?;
        let found = file.metadata().map_err(failed)?;
        check(path, &found)?;
        if found.len() == 0 {
            check_remains(&real)?;
        }
        let open = vec![(path.to_owned(), Identity::of(&found))];
        let place = Place { file, path: real, open };
        place.check().map_err(|why| failed(io::Error::other(why)))?;
        Ok(place)
    }

    /// The write-ahead log.
    pub fn log(&self) -> PathBuf {
        beside(&self.path, "-wal")
    }

    /// Nothing is left in the write-ahead log, or it is gone.
    pub fn log_is_empty(&self) -> bool {
        match fs::metadata(self.log()) {
            Ok(found) => found.len() == 0,
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }

    /// Takes in the files that SQLite has opened beside the database, and will not close before it.
    pub fn note_others(&mut self) -> Result<(), OpenError> {
        for path in [self.log(), beside(&self.path, "-shm")] {
            match fs::metadata(&path) {
                Ok(found) => self.open.push((path, Identity::of(&found))),
                Err(source) => return Err(OpenError::Io { path, source }),
            }
        }
        Ok(())
    }

    /// Says which of the open files is no longer where the next start would look for it. An error that leaves it open is not
    /// taken for that.
    pub fn check(&self) -> Result<(), String> {
        for (path, open) in &self.open {
            let what = match fs::metadata(path) {
                Ok(found) if Identity::of(&found) != *open => "another file stands",
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    "nothing stands"
                }
                _ => continue,
            };
            let path = path.display();
            return Err(format!("{path} was deleted, moved or replaced while it was open: {what} there now"));
        }
        Ok(())
    }

    /// Looks now and then whether the open files are still where they were opened; says which is not.
    pub async fn gone(self: Arc<Self>) -> String {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if let Err(why) = self.check() {
                return why;
            }
        }
    }

    /// Measures the file, its write-ahead log included.
    pub fn size(&self) -> Size {
        let files = [self.path.clone(), self.log()];
        Arc::new(move || {
            let sizes = files.iter().map(|file| match file.metadata() {
                Ok(found) => Ok(found.len()),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
                Err(error) => Err(error),
            });
            sizes.sum()
        })
    }

    /// Waits until what SQLite has written to the database so far is on disk.
    pub fn sync(&self) -> Result<(), OpenError> {
        self.file.sync_all().map_err(|source| OpenError::Io { path: self.path.clone(), source })
    }

    /// Gives the lock back. Dropping it would not do while a child process that is just being started still holds a copy.
    pub fn unlock(&self) -> io::Result<()> {
        self.file.unlock()
    }
}

/// Says whether a store has this file open; false where there is none.
pub(crate) fn is_locked(path: &Path) -> io::Result<bool> {
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        opened => opened?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// What is at a path must be a file that may be written and has no other name.
fn check(path: &Path, found: &Metadata) -> Result<(), OpenError> {
    let path = path.to_owned();
    if !found.is_file() {
        return Err(OpenError::NoFile { path });
    }
    if found.permissions().readonly() {
        return Err(OpenError::Unwritable { path, why: format!("its mode is {:04o}", found.mode() & 0o7777) });
    }
    if found.nlink() > 1 {
        return Err(OpenError::SecondName { path, names: found.nlink() });
    }
    Ok(())
}

/// Where there is no database, or nothing in it, nothing may be left of one that was in use: the changes in its log are all
/// that there is of them.
fn check_remains(path: &Path) -> Result<(), OpenError> {
    let log = beside(path, "-wal");
    let holds = match fs::metadata(&log) {
        Ok(found) => found.len() > 0,
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(source) => return Err(OpenError::Io { path: log, source }),
    };
    if holds {
        return Err(OpenError::Remains { path: path.to_owned(), left: log });
    }
    match Mark::open(path, false)? {
        Some(mark) if mark.found.is_some_and(|found| found.shows_changes()) => {
            Err(OpenError::Remains { path: path.to_owned(), left: mark.path })
        }
        _ => Ok(()),
    }
}

//! What was acknowledged last, in a line of text beside the database: `<path>-mark`.
//!
//! It is written after each COMMIT has returned, and not synced: whatever state of it survives, so many changes as it
//! names were durable before. So a database that has had fewer has lost some, whichever way. Why this is all that
//! can be known of the last transaction in a log: docs/decisions/0019-damage.md.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::checksum;
use crate::error::OpenError;
use crate::paths::{beside, sync_directory};

/// A line is no longer than this.
const LINE_BYTES_MAX: u64 = 256;

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Noted {
    /// Whose mark it is.
    pub store: i64,
    /// So many changes were acknowledged, or might have been.
    pub changes: u64,
    /// Whether the store was closed in order, all of it in its database.
    pub closed: bool,
}

/// The mark of an open store.
#[derive(Debug)]
pub(crate) struct Mark {
    pub path: PathBuf,
    file: File,
    store: i64,
    /// What it said when it was opened; nothing where that cannot be read.
    pub found: Option<Noted>,
    failed: bool,
}

impl Mark {
    /// Opens the mark of a database; makes one where there is none if it may. Without one, nothing can be marked.
    pub fn open(database: &Path, create: bool) -> Result<Option<Mark>, OpenError> {
        let path = beside(database, "-mark");
        let opened = OpenOptions::new().read(true).write(true).create(create).truncate(false).mode(0o600).open(&path);
        let mut file = match opened {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound && !create => return Ok(None),
            // A store must open on a full disk, too.
            Err(error) if is_full(&error) => {
                tracing::warn!(%error, path = %path.display(), "no mark of what is acknowledged can be kept");
                return Ok(None);
            }
            Err(source) => return Err(OpenError::Io { path, source }),
        };
        let mut text = String::new();
        let read = Read::by_ref(&mut file).take(LINE_BYTES_MAX).read_to_string(&mut text);
        let found = read.ok().and_then(|_| Noted::read(&text));
        Ok(Some(Mark { path, file, store: 0, found, failed: false }))
    }

    /// From here on it is this store's, which is open, and has had so many changes.
    pub fn begin(&mut self, store: i64, changes: u64) -> io::Result<()> {
        self.store = store;
        self.write(changes, false)?;
        // It must not say after a power cut that nothing can be in the log.
        if self.found.is_some_and(|found| found.closed) { self.file.sync_data() } else { Ok(()) }
    }

    /// So many changes are on disk, and the last of them are about to be acknowledged.
    pub fn acknowledge(&mut self, changes: u64) {
        // The change is on disk whether it is marked or not.
        let written = self.write(changes, false);
        if let Err(error) = &written
            && !self.failed
        {
            tracing::warn!(%error, path = %self.path.display(), "what is acknowledged could not be marked");
        }
        self.failed = written.is_err();
    }

    /// Everything is in the database, and the log is gone.
    pub fn close(&mut self, changes: u64) -> io::Result<()> {
        // The log must be gone before the mark says so.
        sync_directory(&self.path)?;
        self.write(changes, true)?;
        self.file.sync_data()
    }

    fn write(&self, changes: u64, closed: bool) -> io::Result<()> {
        // All lines have the same length, so that none leaves anything of the one before it.
        let line = Noted { store: self.store, changes, closed }.line();
        self.file.write_all_at(line.as_bytes(), 0)
    }
}

/// There is no space for a file.
fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

impl Noted {
    /// There was something that a database which is gone or empty has lost, and its log may have held.
    pub fn shows_changes(&self) -> bool {
        !self.closed && self.changes > 1
    }

    fn line(&self) -> String {
        let state = if self.closed { "closed" } else { "open  " };
        let said = format!("coracle store {:016x} revision {:020} {state}", self.store, self.changes);
        format!("{said} checksum {:08x}\n", checksum::text(&said))
    }

    fn read(text: &str) -> Option<Noted> {
        let words: Vec<&str> = text.lines().next()?.split_whitespace().collect();
        let ["coracle", "store", store, "revision", revision, state, "checksum", _] = words.as_slice() else {
            return None;
        };
        let store = u64::from_str_radix(store, 16).ok()?.cast_signed();
        let noted = Noted { store, changes: revision.parse().ok()?, closed: *state == "closed" };
        // Whatever was damaged, its line is another.
        text.starts_with(&noted.line()).then_some(noted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written_and_no_other_is() {
        for noted in [
            Noted { store: 0, changes: 1, closed: true },
            Noted { store: -1, changes: u64::MAX, closed: false },
            Noted { store: i64::MIN, changes: 77, closed: false },
        ] {
            let line = noted.line();
            assert_eq!(Noted::read(&line), Some(noted));
            assert_eq!(line.len(), Noted { store: 1, changes: 2, closed: true }.line().len());
            for bit in 0..line.len() * 8 {
                let mut bytes = line.clone().into_bytes();
                bytes[bit / 8] ^= 1 << (bit % 8);
                let read = String::from_utf8(bytes).ok().and_then(|text| Noted::read(&text));
                assert_eq!(read, None, "bit {bit} of {line}");
            }
            for end in 0..line.len() {
                assert_eq!(Noted::read(&line[..end]), None);
            }
        }
        assert_eq!(Noted::read(""), None);
    }
}

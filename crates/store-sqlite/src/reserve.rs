//! Space that is kept for the day when the disk is full: a file beside the database, which is removed then, so that what lets
//! something go can still be written.
//!
//! Nothing is ever read from it, and losing it loses nothing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::Errno;

/// So much must be free for SQLite to open a database: what it keeps beside it.
const OPENING_BYTES: u64 = 256 << 10;

pub(crate) struct Reserve {
    path: PathBuf,
    /// How large it is to be; 0 for none at all.
    bytes: u64,
}

impl Reserve {
    pub fn new(path: PathBuf, bytes: u64) -> Reserve {
        Reserve { path, bytes }
    }

    /// No reserve.
    pub fn none() -> Reserve {
        Reserve::new(PathBuf::new(), 0)
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the space, if it is not taken already.
    pub fn take(&self) -> io::Result<()> {
        if self.bytes == 0 {
            return Ok(());
        }
        let file = OpenOptions::new().create(true).write(true).truncate(false).mode(0o600).open(&self.path)?;
        let taken = allocate(&file, 0, self.bytes);
        if taken.is_err() {
            self.give();
        }
        taken
    }

    /// Takes as much of it as there is, for the next start.
    pub fn take_what_fits(&self) {
        let mut bytes = self.bytes;
        while bytes >= OPENING_BYTES && Reserve::new(self.path.clone(), bytes).take().is_err() {
            bytes /= 4;
        }
    }

    /// Gives it to whoever needs it.
    pub fn give(&self) {
        if let Err(error) = fs::remove_file(&self.path)
            && error.kind() != ErrorKind::NotFound
        {
            tracing::error!(%error, path = %self.path.display(), "the reserve cannot be given up");
        }
    }

    /// Gives up what an earlier run kept if without it there is not even the room to open the database.
    pub fn make_way(&self) {
        let Ok(file) = OpenOptions::new().write(true).open(&self.path) else { return };
        let Ok(length) = file.metadata().map(|file| file.len()) else { return };
        let more = allocate(&file, length, OPENING_BYTES);
        let back = file.set_len(length);
        if more.and(back).is_err_and(|error| is_no_space(&error)) {
            tracing::warn!(path = %self.path.display(), "the disk is full; the reserve is given up");
            self.give();
        }
    }
}

/// True when it is only space that is missing.
pub(crate) fn is_no_space(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

/// Makes sure that these bytes of a file have a place on the disk.
fn allocate(file: &File, from: u64, bytes: u64) -> io::Result<()> {
    match fallocate(file, FallocateFlags::empty(), from, bytes) {
        Err(Errno::NOTSUP | Errno::NOSYS | Errno::INVAL) => fill(file, from, bytes),
        done => done.map_err(io::Error::from),
    }
}

/// The same for file systems that only know writing.
fn fill(mut file: &File, from: u64, bytes: u64) -> io::Result<()> {
    // Nothing that a file system could take for a hole.
    let piece = vec![0xa5; 64 << 10];
    file.seek(SeekFrom::Start(from))?;
    let mut left = bytes;
    while left > 0 {
        let now = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        file.write_all(&piece[..now])?;
        left -= now as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    fn blocks(path: &PathBuf) -> u64 {
        fs::metadata(path).unwrap().blocks() * 512
    }

    #[test]
    fn it_takes_space_and_gives_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r");
        let reserve = Reserve::new(path.clone(), 1 << 20);
        for _ in 0..2 {
            reserve.take().unwrap();
            assert!(blocks(&path) >= 1 << 20);
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        }
        reserve.make_way();
        assert_eq!(fs::metadata(&path).unwrap().len(), 1 << 20, "the disk is not full");
        reserve.give();
        reserve.give();
        assert!(!path.exists());
        Reserve::new(path.clone(), 0).take().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn writing_takes_space_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r");
        let file = File::create(&path).unwrap();
        fill(&file, 5, 200_000).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 200_005);
        assert!(blocks(&path) >= 200_000);
    }
}

//! The folder of a server that has no file for its data: its kubeconfig, token and authority must stand somewhere.
//!
//! It goes with the server; what a killed one has left goes when the next one begins. A folder is in use as long as somebody holds
//! the lock on a file in it, which also tells processes apart that cannot see each other.

use std::fs::{self, DirBuilder, File, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// What the names of all of them begin with; 32 hexadecimal digits follow.
const PREFIX: &str = "coracle-";
/// Behind the name of one whose lock is not taken yet.
const NEW: &str = ".new";
/// The file that is locked.
const LOCK: &str = "lock";

/// No folder can be made.
#[derive(Debug, thiserror::Error)]
#[error("{}: no directory can be made there for what must stand in files ({source}); TMPDIR names another place", within.display())]
pub struct FolderError {
    within: PathBuf,
    source: io::Error,
}

/// A folder that only its owner sees into, and that goes when this does.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Holds the lock.
    _lock: File,
}

impl Folder {
    /// Makes one in a directory, and removes those there that were this user's and that nobody uses any more.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make(within: &Path) -> Result<Folder, FolderError> {
        let name: String = crate::clock::random().iter().map(|b| format!("{b:02x}")).collect();
        let path = within.join(format!("{PREFIX}{name}"));
        let new = within.join(format!("{PREFIX}{name}{NEW}"));
        let made = made(&new).and_then(|lock| fs::rename(&new, &path).map(|()| lock));
        let lock = made.map_err(|source| FolderError { within: within.to_owned(), source })?;
        clean_up(within, &path);
        Ok(Folder { path, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the data would be, if it had a file.
    pub fn data(&self) -> PathBuf {
        self.path.join("memory")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// Makes a folder with a lock that is taken.
fn made(path: &Path) -> io::Result<File> {
    DirBuilder::new().mode(0o700).create(path)?;
    let lock = File::create_new(path.join(LOCK))?;
    lock.lock()?;
    Ok(lock)
}

/// Removes what servers have left that were killed. What cannot be looked at is not theirs.
fn clean_up(within: &Path, own: &Path) {
    let Ok(own) = fs::symlink_metadata(own) else { return };
    let Ok(there) = fs::read_dir(within) else { return };
    for found in there.filter_map(Result::ok) {
        let is_one = found.file_name().to_str().is_some_and(is_name);
        let path = found.path();
        if is_one && fs::symlink_metadata(&path).is_ok_and(|found| is_ours(&found, &own)) && is_left(&path) {
            tracing::info!(path = %path.display(), "what a killed server in memory has left is removed");
            remove(&path);
        }
    }
}

fn is_name(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A folder of the same user that nobody else sees into.
fn is_ours(found: &Metadata, own: &Metadata) -> bool {
    found.is_dir() && found.uid() == own.uid() && found.mode() == own.mode()
}

/// Nobody holds its lock. One without a lock is of another version, or of another program.
fn is_left(path: &Path) -> bool {
    File::open(path.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
}

/// Removes a folder with all that is in it.
pub fn remove(path: &Path) {
    if let Err(error) = fs::remove_dir_all(path) {
        tracing::warn!(%error, path = %path.display(), "a temporary directory stays");
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn names(within: &Path) -> Vec<String> {
        let found = fs::read_dir(within).unwrap().map(|found| found.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = found.collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_is_private_and_goes() {
        let within = tempfile::tempdir().unwrap();
        let folder = Folder::make(within.path()).unwrap();
        fs::write(folder.data(), "x").unwrap();
        let path = folder.path.clone();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert_ne!(Folder::make(within.path()).unwrap().path, path);
        assert!(folder.data().exists(), "it is in use");
        drop(folder);
        assert_eq!(names(within.path()), [""; 0]);
    }

    #[test]
    fn what_a_killed_server_has_left_goes_and_nothing_else() {
        let within = tempfile::tempdir().unwrap();
        let used = Folder::make(within.path()).unwrap();
        // A killed one: the lock goes with the process.
        let killed = Folder::make(within.path()).unwrap();
        let left = killed.path.clone();
        fs::write(killed.data(), "x").unwrap();
        let place = |digit: &str| within.path().join(format!("{PREFIX}{}", digit.repeat(32)));
        // Of another sort each: without a lock, a link, open to others, of another name.
        let private = |path: &Path| DirBuilder::new().mode(0o700).create(path).unwrap();
        private(&place("a"));
        symlink(&left, place("b")).unwrap();
        private(&place("c"));
        File::create(place("c").join(LOCK)).unwrap();
        fs::set_permissions(place("c"), fs::Permissions::from_mode(0o755)).unwrap();
        private(&within.path().join("coracle-mine"));
        File::create(within.path().join("coracle-mine").join(LOCK)).unwrap();
        let others = names(within.path());
        killed._lock.unlock().unwrap();

        let next = Folder::make(within.path()).unwrap();
        assert!(!left.exists() && used.path.exists() && next.path.exists());
        let gone = left.file_name().unwrap().to_str().unwrap();
        let kept: Vec<_> = others.iter().filter(|name| *name != gone).cloned().collect();
        drop(next);
        assert_eq!(names(within.path()), kept);
    }
}

//! The small files that are kept beside the data: the authority, the token, the kubeconfig.
//!
//! Each has the data file's whole name with something behind it, as SQLite's `-wal` has: two data files share none.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;

/// May only the owner read it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// Mode 0600.
    Yes,
    /// Mode 0644.
    No,
}

/// A file that is kept beside the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// For clients, with the administrator's token.
    Kubeconfig,
    /// The token, where it was made here.
    Token,
    /// The authority of the server's certificate.
    Authority,
    /// The authority's key.
    AuthorityKey,
}

impl Kept {
    /// All of them.
    pub const ALL: [Kept; 4] = [Kept::Kubeconfig, Kept::Token, Kept::Authority, Kept::AuthorityKey];

    /// May only its owner read it?
    pub fn private(self) -> Private {
        if self == Kept::Authority { Private::No } else { Private::Yes }
    }

    fn extension(self) -> &'static str {
        match self {
            Kept::Kubeconfig => "kubeconfig",
            Kept::Token => "token",
            Kept::Authority => "ca.crt",
            Kept::AuthorityKey => "ca.key",
        }
    }

    /// Where it is, for this data file.
    pub fn path(self, data: &Path) -> PathBuf {
        let mut name = OsString::from(data);
        name.push(".");
        name.push(self.extension());
        name.into()
    }

    /// Where versions until 0.1 had it: the data's own extension made way for it.
    fn old_path(self, data: &Path) -> PathBuf {
        data.with_extension(self.extension())
    }
}

/// What names data that is kept in memory alone.
const MEMORY: &str = ":memory:";

/// Is this data in memory alone?
pub fn is_memory(data: &Path) -> bool {
    data.as_os_str() == MEMORY
}

/// Is a data file of this name one of the files that are kept beside another one?
pub fn is_kept(data: &Path) -> bool {
    let name = data.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let with = |end: &str| name.strip_suffix(end).is_some_and(|stem| !stem.is_empty());
    Kept::ALL.iter().any(|kept| with(&format!(".{}", kept.extension())))
        || ["-wal", "-shm", "-journal", "-mark", "-reserve"].into_iter().any(with)
}

/// Gives the files of versions until 0.1 their new names, unless there are files of the new names already. To be called with the
/// data open, so that no other server takes them at the same time.
///
/// # Errors
/// A file that cannot get its new name.
pub fn take_over(data: &Path) -> Result<(), FileError> {
    if Kept::ALL.iter().any(|kept| kept.path(data).exists()) {
        return Ok(());
    }
    for kept in Kept::ALL {
        let (old, new) = (kept.old_path(data), kept.path(data));
        // Data without an extension always had these names.
        if old == new || !old.is_file() {
            continue;
        }
        fs::rename(&old, &new).map_err(|source| FileError::new(&old, source))?;
        tracing::info!(from = %old.display(), to = %new.display(), "a file beside the data has a new name");
    }
    Ok(())
}

/// A file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct FileError {
    path: PathBuf,
    source: std::io::Error,
}

impl FileError {
    /// What went wrong with the file at this path.
    pub fn new(path: &Path, source: std::io::Error) -> FileError {
        FileError { path: path.to_owned(), source }
    }
}

/// A file's text; none where there is no file.
///
/// # Errors
/// It is there and cannot be read.
pub fn read(path: &Path) -> Result<Option<String>, FileError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError::new(path, source)),
    }
}

/// The text of a file that was made here; none where there is nothing in it, too.
///
/// # Errors
/// It is there and cannot be read.
pub fn read_made(path: &Path) -> Result<Option<String>, FileError> {
    Ok(read(path)?.filter(|text| !text.trim().is_empty()))
}

/// Writes a file as a whole: who reads it sees the old text or the new one. A power cut soon after may leave it empty, which counts as
/// not being there: all that is kept beside the data can be made anew, and a start need not wait for the disk.
/// One that is so already is left alone, so that a start needs no space on a full disk.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, text: &str, private: Private) -> Result<(), FileError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let mode = if private == Private::Yes { 0o600 } else { 0o644 };
    if is_so(path, text, mode) {
        return Ok(());
    }
    let written = (|| {
        // A leftover of a crash may have another mode.
        fs::remove_file(&new).or_else(|e| if e.kind() == ErrorKind::NotFound { Ok(()) } else { Err(e) })?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&new)?;
        file.write_all(text.as_bytes())?;
        fs::rename(&new, path)
    })();
    written.map_err(|source| FileError::new(path, source))
}

/// Warns of a file with a secret that others than its owner can read.
pub fn warn_of_readers(path: &Path) {
    let mode = fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode() & 0o777);
    if mode & 0o044 != 0 {
        let mode = format!("{mode:04o}");
        tracing::warn!(file = %path.display(), mode, "others can read this secret; `chmod go-r` takes that away");
    }
}

/// Is it a file with this text already, and no more readable than with this mode?
fn is_so(path: &Path, text: &str, mode: u32) -> bool {
    let readable =
        fs::symlink_metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o777 & !mode == 0);
    readable && fs::read(path).is_ok_and(|found| found == text.as_bytes())
}

/// The administrator's token: the one that is kept, or a new one.
///
/// # Errors
/// Its file cannot be read or written.
pub fn token(path: &Path) -> Result<String, FileError> {
    if let Some(token) = read_made(path)? {
        return Ok(token.trim().to_owned());
    }
    let token: String = crate::clock::random().iter().map(|b| format!("{b:02x}")).collect();
    write(path, &format!("{token}\n"), Private::Yes)?;
    Ok(token)
}

/// A kubeconfig for a server and a token. `authority` is PEM; none for plain HTTP.
pub fn kubeconfig(server: &str, authority: Option<&str>, token: &str) -> String {
    kubeconfig_called("coracle", server, authority, token)
}

/// The same with another name for the server and the context, a plain word.
pub fn kubeconfig_called(name: &str, server: &str, authority: Option<&str>, token: &str) -> String {
    let authority = authority.map_or_else(String::new, |pem| {
        let encoded = base64::engine::general_purpose::STANDARD.encode(pem);
        format!("\n    certificate-authority-data: {encoded}")
    });
    // Who asks with a certificate has none, and puts it in.
    let who = if token.is_empty() {
        " {}".to_owned()
    } else {
        format!("\n    token: {}", coracle_object::text::json(&token.into()))
    };
    // Of several kubeconfigs that are read as one, a name means one user.
    let user = if name == "coracle" { "admin" } else { name };
    format!(
        "apiVersion: v1\nkind: Config\nclusters:\n- name: {name}\n  cluster:\n    server: {server}{authority}\n\
         users:\n- name: {user}\n  user:{who}\n\
         contexts:\n- name: {name}\n  context:\n    cluster: {name}\n    user: {user}\ncurrent-context: {name}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.token");
        let first = token(&path).unwrap();
        assert_eq!(first.len(), 32);
        assert_eq!(token(&path).unwrap(), first);
        // As a power cut may leave it.
        fs::write(&path, "").unwrap();
        assert_ne!(token(&path).unwrap(), "");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn one_name_alone_is_that_of_data_in_memory() {
        assert!(is_memory(Path::new(":memory:")) && !is_memory(Path::new("./:memory:")));
    }

    #[test]
    fn data_files_with_one_stem_share_nothing() {
        for kept in Kept::ALL {
            let [one, other] = ["f/a.db", "f/a.sqlite"].map(|data| kept.path(Path::new(data)));
            assert_ne!(one, other);
            assert!(is_kept(&one) && is_kept(&other), "{}", one.display());
        }
        assert_eq!(Kept::Authority.path(Path::new("f/tmp.x7Ab")), Path::new("f/tmp.x7Ab.ca.crt"));
        assert!(is_kept(Path::new("a.db-wal")) && !is_kept(Path::new("a.db")) && !is_kept(Path::new(".token")));
        assert!(is_kept(Path::new("a.db-mark")) && is_kept(Path::new("a.db-reserve")));
    }

    #[test]
    fn old_names_are_taken_over_once() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["a.kubeconfig", "a.token", "a.ca.crt", "a.ca.key"] {
            fs::write(at(name), name).unwrap();
        }
        take_over(&at("a.db")).unwrap();
        assert_eq!(read(&at("a.db.token")).unwrap().as_deref(), Some("a.token"));
        assert_eq!(read(&at("a.db.ca.key")).unwrap().as_deref(), Some("a.ca.key"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nothing stays behind");
        // What comes later under an old name is somebody else's.
        fs::write(at("a.token"), "new").unwrap();
        take_over(&at("a.db")).unwrap();
        assert_eq!(read(&at("a.db.token")).unwrap().as_deref(), Some("a.token"));
        assert_eq!(read(&at("a.token")).unwrap().as_deref(), Some("new"));
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_and_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        write(&path, "a", Private::Yes).unwrap();
        write(&path, "b", Private::Yes).unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some("b"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&folder.path().join("none")).unwrap(), None);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_so_already_is_not_written_again() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let inode = || fs::metadata(&path).unwrap().ino();
        write(&path, "a", Private::Yes).unwrap();
        let first = inode();
        write(&path, "a", Private::Yes).unwrap();
        assert_eq!(inode(), first);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, "a", Private::Yes).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        write(&path, "b", Private::Yes).unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some("b"));
    }
}

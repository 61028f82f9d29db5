//! The small files that are kept beside the data: the authority, the token, the kubeconfig.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
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

/// A file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct FileError {
    path: PathBuf,
    source: std::io::Error,
}

/// A file's text; none where there is no file.
///
/// # Errors
/// It is there and cannot be read.
pub fn read(path: &Path) -> Result<Option<String>, FileError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError { path: path.to_owned(), source }),
    }
}

/// Writes a file as a whole: who reads it sees the old text or the new one.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, text: &str, private: Private) -> Result<(), FileError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let mode = if private == Private::Yes { 0o600 } else { 0o644 };
    let written = (|| {
        // A leftover of a crash may have another mode.
        fs::remove_file(&new).or_else(|e| if e.kind() == ErrorKind::NotFound { Ok(()) } else { Err(e) })?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)
    })();
    written.map_err(|source| FileError { path: path.to_owned(), source })
}

/// The administrator's token: the one that is kept, or a new one.
///
/// # Errors
/// Its file cannot be read or written.
pub fn token(path: &Path) -> Result<String, FileError> {
    if let Some(token) = read(path)?.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()) {
        return Ok(token);
    }
    let token: String = crate::clock::random().iter().map(|b| format!("{b:02x}")).collect();
    write(path, &format!("{token}\n"), Private::Yes)?;
    Ok(token)
}

/// A kubeconfig for a server and a token. `authority` is PEM; none for plain HTTP.
pub fn kubeconfig(server: &str, authority: Option<&str>, token: &str) -> String {
    let authority = authority.map_or_else(String::new, |pem| {
        let encoded = base64::engine::general_purpose::STANDARD.encode(pem);
        format!("\n    certificate-authority-data: {encoded}")
    });
    let token = coracle_object::text::json(&token.into());
    format!(
        "apiVersion: v1\nkind: Config\nclusters:\n- name: coracle\n  cluster:\n    server: {server}{authority}\n\
         users:\n- name: admin\n  user:\n    token: {token}\n\
         contexts:\n- name: coracle\n  context:\n    cluster: coracle\n    user: admin\ncurrent-context: coracle\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_token_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.token");
        let first = token(&path).unwrap();
        assert_eq!(first.len(), 32);
        assert_eq!(token(&path).unwrap(), first);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
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
}

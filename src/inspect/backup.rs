//! `coracle backup`: all objects of a running server, or of a file, as a file of their own.
//!
//! The file is made where the command runs, beside the place that it gets, and is put there once it is whole.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use coracle_store_sqlite::may_be_put;
use serde::Serialize;

use super::{Report, Source, SourceError, line};
use crate::beside::{self, Kept};
use crate::cli::{Backup, Form};

/// What was made.
#[derive(Serialize)]
struct Made<'a> {
    file: &'a Path,
    objects: u64,
    revision: u64,
    /// The files beside it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    credentials: &'a [PathBuf],
}

/// Files that were made too, a line each.
pub fn named(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("and {}\n", path.display())).collect()
}

const REPLACE: &str = "--force replaces it";

/// Makes a copy and reports what is in it.
///
/// # Errors
/// There is a file of this name already, there is no answer, or it cannot be written.
pub fn run(options: &Backup) -> Result<Report, SourceError> {
    let target = &options.file;
    if !options.force && target.symlink_metadata().is_ok() {
        return Err(SourceError::Exists { path: target.clone(), hint: REPLACE });
    }
    let data = options.source.data();
    if options.with_credentials && !Kept::ALL.iter().any(|kept| kept.path(data).exists()) {
        return Err(SourceError::NoCredentials(data.to_owned()));
    }
    refuse_folder(target)?;
    may_be_put(target)?;
    if options.with_credentials {
        may_take_along(data, target, options.force)?;
    }
    let new = beside(target, ".new");
    forget(&new)?;
    let (revision, objects) = Source::of(&options.source)?.copy_to(&new)?;
    // A server may have begun to use it meanwhile.
    may_be_put(target)
        .map_err(SourceError::from)
        .and_then(|()| put(&new, target))
        .or_else(|error| forget(&new).and(Err(error)))?;
    let credentials = if options.with_credentials { take_along(data, target)? } else { Vec::new() };
    let text = match options.output {
        Form::Json => line(&Made { file: target, objects, revision, credentials: &credentials }),
        Form::Text => {
            let made = format!("ok: {objects} objects as of revision {revision} in {}\n", target.display());
            made + &named(&credentials)
        }
    };
    Ok(Report { text, good: true })
}

/// Refuses to copy the files that are kept beside data to where there are some.
///
/// # Errors
/// There are, and they are not to be replaced.
pub fn may_take_along(from: &Path, to: &Path, force: bool) -> Result<(), SourceError> {
    let mut taken = Kept::ALL.iter().filter(|kept| kept.path(from).exists()).map(|kept| kept.path(to));
    match taken.find(|target| !force && target.symlink_metadata().is_ok()) {
        Some(path) => Err(SourceError::Exists { path, hint: REPLACE }),
        None => Ok(()),
    }
}

/// Copies the files that are kept beside data to beside other data, in place of what is there. Which were made.
///
/// # Errors
/// They cannot be read or written.
pub fn take_along(from: &Path, to: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let mut made = Vec::new();
    for kept in Kept::ALL {
        let (source, target) = (kept.path(from), kept.path(to));
        let Some(text) = beside::read(&source)? else { continue };
        beside::write(&target, &text, kept.private())?;
        File::open(&target).and_then(|file| file.sync_all()).map_err(|error| unusable(&target, error))?;
        made.push(target);
    }
    Ok(made)
}

/// The same file with something behind its name.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Refuses a folder in a file's place.
///
/// # Errors
/// It is one.
pub fn refuse_folder(path: &Path) -> Result<(), SourceError> {
    if path.is_dir() { Err(unusable(path, ErrorKind::IsADirectory.into())) } else { Ok(()) }
}

/// Removes what an earlier attempt left.
///
/// # Errors
/// It is there and cannot be removed.
pub fn forget(path: &Path) -> Result<(), SourceError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unusable(path, error)),
        _ => Ok(()),
    }
}

/// Gives a file another name, durably.
///
/// # Errors
/// It cannot be done.
pub fn put(from: &Path, to: &Path) -> Result<(), SourceError> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let done = fs::rename(from, to).and_then(|()| File::open(folder)?.sync_all());
    done.map_err(|error| unusable(to, error))
}

/// A file that cannot be used.
pub fn unusable(path: &Path, error: io::Error) -> SourceError {
    SourceError::Read { path: path.to_owned(), why: error.to_string() }
}

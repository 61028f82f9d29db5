//! `coracle restore`: puts a backup in place, as a new line of revisions.
//!
//! The lost server has given out revisions after those that the backup knows. Were they given out again, a resourceVersion would
//! mean two things, and a client that has one of the first would go on from it as if nothing had happened. So the revisions go on
//! far above, and all history is gone: whoever has a resourceVersion gets 410 and lists anew. docs/decisions/0020-bounds-on-data.md
//! has the reasons for how far.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use coracle_store::{Compaction, Revision, Snapshot, Store};
use coracle_store_sqlite::{Beginning, OpenError, Options};
use serde::Serialize;

use super::backup::{beside, forget, may_take_along, named, put, refuse_folder, take_along, unusable};
use super::copy;
use super::{Report, SourceError, line, source};
use crate::beside::is_memory;
use crate::cli::{Form, Restore};
use crate::clock::revision_ahead;
use crate::progress::Progress;
use crate::rows::store_options;

/// What a store consists of: its database, the write-ahead log, the mark of what was acknowledged.
const PARTS: [&str; 3] = ["", "-wal", "-mark"];

/// Puts a backup in place and reports what is in it.
///
/// # Errors
/// It is none, it is damaged, there is data in its place, or a server has that open.
pub fn run(options: &Restore) -> Result<Report, SourceError> {
    let (backup, data) = (&options.file, &options.data);
    if is_memory(data) {
        return Err(SourceError::InMemory);
    }
    let is_there = |suffix: &str| beside(data, suffix).symlink_metadata().is_ok();
    let replaces = is_there("") || is_there("-wal");
    if replaces && !options.force {
        return Err(SourceError::Exists {
            path: data.clone(),
            hint: "--force replaces it, and keeps it as FILE.replaced",
        });
    }
    refuse_folder(data)?;
    if options.with_credentials {
        may_take_along(backup, data, options.force)?;
    }
    let aside = beside(data, ".replaced");
    if let Some(path) = PARTS.map(|part| beside(&aside, part)).into_iter().find(|path| path.symlink_metadata().is_ok())
    {
        return Err(SourceError::Exists { path, hint: "it was replaced before; move it away or remove it" });
    }
    let read = beside(data, ".restoring");
    let new = beside(data, ".restored");
    let done = source::run(async {
        let replaced = if replaces { last_revision(data).await? } else { 0 };
        let snapshot = read_backup(backup, &read).await?;
        let beginning = Beginning {
            revision: revision_ahead(snapshot.revision.max(replaced)),
            restored_from: Some(snapshot.revision),
        };
        write(&new, &snapshot, beginning).await?;
        Ok((snapshot, beginning))
    })?;
    clear(&read)?;
    let (snapshot, beginning) = done.inspect_err(|_: &SourceError| drop(clear(&new)))?;
    if replaces {
        set_aside(data, &aside)?;
    }
    put(&new, data)?;
    let credentials = if options.with_credentials { take_along(backup, data)? } else { Vec::new() };
    let done = Done {
        file: data,
        objects: snapshot.records.len(),
        revision: snapshot.revision,
        goes_on_after: beginning.revision,
        replaced: replaces.then_some(&*aside),
        credentials: &credentials,
    };
    let text = if options.output == Form::Json { line(&done) } else { done.told() };
    Ok(Report { text, good: true })
}

/// What was put in place.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done<'a> {
    file: &'a Path,
    objects: usize,
    /// What it is as of.
    revision: Revision,
    goes_on_after: Revision,
    /// What was there is kept as this.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced: Option<&'a Path>,
    /// The files beside it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    credentials: &'a [PathBuf],
}

impl Done<'_> {
    /// For people.
    fn told(&self) -> String {
        let Done { file, objects, revision, goes_on_after, .. } = self;
        let kept = |path: &Path| format!("what was there is kept as {}\n", path.display());
        let last = format!(
            "ok: {objects} objects as of revision {revision} in {}; revisions go on after {goes_on_after}\n",
            file.display()
        );
        self.replaced.map_or_else(String::new, kept) + &named(self.credentials) + &last
    }
}

fn options() -> Options {
    Options { create: false, ..store_options(Compaction::OFF).into() }
}

fn refusal(error: OpenError) -> SourceError {
    match error {
        OpenError::Locked { path, .. } => SourceError::Locked(path),
        other => SourceError::Open(other),
    }
}

async fn close(store: &Store, path: &Path) -> Result<(), SourceError> {
    store.close().await.map_err(|why| SourceError::Read { path: path.to_owned(), why })
}

/// The last revision of what is to be replaced, if it can be read; it may be damaged, but no server may have it open.
async fn last_revision(data: &Path) -> Result<Revision, SourceError> {
    match coracle_store_sqlite::open(data, options()).await {
        Ok(store) => {
            let revision = store.revision();
            close(&store, data).await?;
            Ok(revision)
        }
        Err(OpenError::Locked { path, .. }) => Err(SourceError::Locked(path)),
        Err(_) => Ok(0),
    }
}

/// Reads a backup, which stays as it is: a copy of it is opened and checked.
async fn read_backup(backup: &Path, copy: &Path) -> Result<Snapshot, SourceError> {
    let log = beside(backup, "-wal");
    match fs::metadata(&log) {
        Ok(found) if found.len() > 0 => return Err(SourceError::NoBackup { path: backup.to_owned(), log }),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(unusable(&log, error)),
        _ => {}
    }
    let _shown = Progress::waiting("checking the backup");
    clear(copy)?;
    let mut source = fs::File::open(backup).map_err(|error| unusable(backup, error))?;
    let mut target = create(copy)?;
    std::io::copy(&mut source, &mut target).map_err(|error| unusable(backup, error))?;
    drop(target);
    check(copy).await.map_err(|error| match error {
        SourceError::Open(OpenError::Damaged { findings, .. }) => {
            SourceError::Open(OpenError::Damaged { path: backup.to_owned(), findings })
        }
        SourceError::Open(OpenError::Foreign { found, .. }) => {
            SourceError::Open(OpenError::Foreign { path: backup.to_owned(), found })
        }
        other => other,
    })
}

/// A new file for its owner only.
fn create(path: &Path) -> Result<fs::File, SourceError> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
    made.map_err(|error| unusable(path, error))
}

/// What is in a file that agrees with itself.
async fn check(path: &Path) -> Result<Snapshot, SourceError> {
    let store = coracle_store_sqlite::open(path, options()).await.map_err(refusal)?;
    let found = store.verify().await;
    let snapshot = store.snapshot();
    close(&store, path).await?;
    let damaged = |findings| SourceError::Open(OpenError::Damaged { path: path.to_owned(), findings });
    found.map(|_| snapshot).map_err(damaged)
}

async fn write(path: &Path, snapshot: &Snapshot, beginning: Beginning) -> Result<(), SourceError> {
    clear(path)?;
    copy::write(path, snapshot, beginning).await?;
    check(path).await.map(|_| ())
}

/// Removes a file of ours with what SQLite may have left beside it.
fn clear(path: &Path) -> Result<(), SourceError> {
    ["", "-wal", "-shm"].iter().try_for_each(|suffix| forget(&beside(path, suffix)))
}

/// Gives what is in place another name, its write-ahead log and its mark with it: nothing is lost.
fn set_aside(data: &Path, aside: &Path) -> Result<(), SourceError> {
    // The database first: a log without its database is refused, a database without its log would be an older state.
    for part in PARTS {
        let from = beside(data, part);
        if from.symlink_metadata().is_ok() {
            put(&from, &beside(aside, part))?;
        }
    }
    forget(&beside(data, "-shm"))
}

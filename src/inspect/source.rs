//! Where a command's answer comes from: a file that no server has open, or a running server.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use coracle_store::{Compaction, Key, ManagerRow, Revision, Store};
use coracle_store_sqlite::{Beginning, CopyError, OpenError, Options};
use serde::de::DeserializeOwned;

use super::copy::{self, ReceiveError};
use super::{Checked, Compacted, Question, Row, compacted, verified};
use crate::beside::{self, FileError};
use crate::cli;
use crate::client::{Client, ClientError, Url};
use crate::progress::Progress;
use crate::rows::store_options;
use crate::status::Failure;

/// How long a server may take for its answer: a check reads the whole file, and compacting may write all of it.
const PATIENCE: Duration = Duration::from_secs(600);

/// The bytes of a refusal that are read at most.
const REFUSAL_BYTES_MAX: u64 = 64 << 10;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A server has the file open.
    #[error("{}: a running server has it open; ask that server with --server", .0.display())]
    Locked(PathBuf),
    /// The file cannot be opened.
    #[error(transparent)]
    Open(OpenError),
    /// The open file cannot be read, written or closed.
    #[error("{}: {why}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The server cannot be asked.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The server refuses.
    #[error("{url}: {message}")]
    Refused {
        /// The server.
        url: Url,
        /// Its words.
        message: String,
    },
    /// It took longer than it may.
    #[error("{url}: {message}")]
    Late {
        /// The server.
        url: Url,
        /// Its words.
        message: String,
    },
    /// The server's answer is not what was asked for.
    #[error("{url}: it answered {code} and something else than was asked for; is it this version of coracle?")]
    Strange {
        /// The server.
        url: Url,
        /// The HTTP code.
        code: u16,
    },
    /// Data in memory alone has no file.
    #[error(":memory: is no file: its data goes with the server that has it; ask that server with --server")]
    InMemory,
    /// There is no such object.
    #[error("{0}")]
    NotFound(String),
    /// A row of the table cannot be read.
    #[error("the row of manager {manager}: {why}")]
    Row {
        /// Whose.
        manager: String,
        /// What is wrong with its fields.
        why: String,
    },
    /// There is a file where one is to be made.
    #[error("{}: there is such a file already; {hint}", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
        /// What to do.
        hint: &'static str,
    },
    /// There are no credentials to be copied.
    #[error("there are no credentials beside {}", .0.display())]
    NoCredentials(PathBuf),
    /// A file with a write-ahead log is one that a server has open, or has left.
    #[error("{} is not a backup: {} beside it has changes of its own; make a backup of it, with coracle backup --data",
        path.display(), log.display())]
    NoBackup {
        /// The file.
        path: PathBuf,
        /// Its write-ahead log.
        log: PathBuf,
    },
    /// A copy could not be made.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// A file beside the data.
    #[error(transparent)]
    File(#[from] FileError),
    /// What came of a server is not whole.
    #[error("{url}: {source}; nothing was kept of it")]
    Broken {
        /// The server.
        url: Url,
        /// Why.
        source: std::io::Error,
    },
    /// Anything else of the operating system.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Where to ask.
pub enum Source {
    /// A data file.
    File(PathBuf),
    /// A running server.
    Server(Client),
}

impl Source {
    /// The source that the command line names.
    ///
    /// # Errors
    /// A kubeconfig that cannot be used.
    pub fn of(options: &cli::Source) -> Result<Source, SourceError> {
        if !options.asks_server() {
            if beside::is_memory(options.data()) {
                return Err(SourceError::InMemory);
            }
            return Ok(Source::File(options.data().to_owned()));
        }
        let kubeconfig = options.kubeconfig(std::env::var_os("KUBECONFIG").as_deref());
        Ok(Source::Server(Client::from_kubeconfig(&kubeconfig, options.url())?))
    }

    /// The managers' rows of an object.
    ///
    /// # Errors
    /// There is no such object, or no answer.
    pub fn managers(&self, key: &Key) -> Result<Vec<ManagerRow>, SourceError> {
        let not_found =
            || SourceError::NotFound(Failure::not_found(super::resource_of(key), &key.name).message().to_owned());
        match self {
            Source::File(path) => {
                let rows = with_store(path, async |store| store.managers(key.clone()).await)?;
                let rows = rows.map_err(|why| SourceError::Read { path: path.clone(), why })?;
                rows.ok_or_else(not_found)
            }
            Source::Server(client) => {
                let rows: Vec<Row> = ask(client, &Question::Managers(key.clone()))?.ok_or_else(not_found)?;
                Ok(rows.into_iter().map(ManagerRow::from).collect())
            }
        }
    }

    /// Checks the data: what there is, or what is wrong with it.
    ///
    /// # Errors
    /// There is no answer.
    pub fn verify(&self) -> Result<Checked, SourceError> {
        let _shown = Progress::waiting("checking");
        match self {
            Source::File(path) => match with_store(path, async |store| verified(store).await) {
                Err(SourceError::Open(OpenError::Damaged { findings, .. })) => {
                    Ok(Checked { objects: 0, revision: 0, findings })
                }
                other => other,
            },
            Source::Server(client) => {
                let strange = || SourceError::Strange { url: client.url().clone(), code: 404 };
                ask(client, &Question::Verify)?.ok_or_else(strange)
            }
        }
    }

    /// Removes all history, or what came before this revision, and makes the file small.
    ///
    /// # Errors
    /// It could not be done, or there is no answer.
    pub fn compact(&self, keep_from: Option<Revision>) -> Result<Compacted, SourceError> {
        let _shown = Progress::waiting("compacting");
        match self {
            Source::File(path) => {
                let done = with_store(path, async |store| compacted(store, keep_from).await)?;
                done.map_err(|failure| SourceError::Read { path: path.clone(), why: failure.message().to_owned() })
            }
            Source::Server(client) => {
                let strange = || SourceError::Strange { url: client.url().clone(), code: 404 };
                ask(client, &Question::Compact(keep_from))?.ok_or_else(strange)
            }
        }
    }

    /// Makes a file of all objects as of one revision. That, and how many there are.
    ///
    /// # Errors
    /// There is no answer, or it cannot be written.
    pub fn copy_to(&self, path: &Path) -> Result<(Revision, u64), SourceError> {
        match self {
            Source::File(file) => {
                let snapshot = with_store(file, async |store| store.snapshot())?;
                let objects = snapshot.records.len() as u64;
                let beginning = Beginning { revision: snapshot.revision, restored_from: None };
                run(copy::write(path, &snapshot, beginning))??;
                Ok((snapshot.revision, objects))
            }
            Source::Server(client) => {
                let url = || client.url().clone();
                let question = Question::Backup.path();
                client.stream(&question, PATIENCE, |code, body| match code {
                    200 => run(copy::receive(body, path))?.map_err(|error| match error {
                        ReceiveError::Broken(source) => SourceError::Broken { url: url(), source },
                        ReceiveError::Copy(error) => SourceError::Copy(error),
                    }),
                    code => Err(SourceError::refused(url(), code, body)),
                })?
            }
        }
    }
}

/// Opens the file as a server would, which takes in what a killed one left in its write-ahead log, and closes it again.
fn with_store<T>(path: &PathBuf, act: impl AsyncFnOnce(&Store) -> T) -> Result<T, SourceError> {
    // Nothing goes that was not asked for.
    let options = Options { create: false, ..store_options(Compaction::OFF).into() };
    run(async {
        let store = coracle_store_sqlite::open(path, options).await.map_err(|error| match error {
            OpenError::Locked { path, .. } => SourceError::Locked(path),
            other => SourceError::Open(other),
        })?;
        let found = act(&store).await;
        store.close().await.map_err(|why| SourceError::Read { path: path.clone(), why })?;
        Ok(found)
    })?
}

/// Runs a future to its end.
pub fn run<F: Future>(future: F) -> std::io::Result<F::Output> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future))
}

impl SourceError {
    /// Why a server did not send what was asked for.
    pub fn refused(url: Url, code: u16, body: &mut dyn std::io::BufRead) -> SourceError {
        let mut text = Vec::new();
        // What cannot be read says nothing, either.
        let _ = body.take(REFUSAL_BYTES_MAX).read_to_end(&mut text);
        let status: Option<coracle_object::Value> = serde_json::from_slice(&text).ok();
        match status.as_ref().and_then(|status| status["message"].as_str()) {
            Some(message) if code == 504 => SourceError::Late { url, message: message.to_owned() },
            Some(message) => SourceError::Refused { url, message: message.to_owned() },
            None => SourceError::Strange { url, code },
        }
    }
}

/// A server's answer; none where what was asked about is not there.
fn ask<T: DeserializeOwned>(client: &Client, question: &Question) -> Result<Option<T>, SourceError> {
    let path = question.path();
    let method = if question.changes() { "POST" } else { "GET" };
    let answer = client.send(method, &path, None, PATIENCE)?;
    let url = || client.url().clone();
    let strange = || SourceError::Strange { url: url(), code: answer.code };
    if answer.code == 200 {
        return serde_json::from_slice(&answer.body).map(Some).map_err(|_| strange());
    }
    let status: coracle_object::Value = serde_json::from_slice(&answer.body).map_err(|_| strange())?;
    if answer.code == 404 && status["reason"] == "NotFound" {
        return Ok(None);
    }
    let message = status["message"].as_str().ok_or_else(strange)?.to_owned();
    Err(SourceError::Refused { url: url(), message })
}

//! etcd's part: it keeps a folder, says so to the API server's part, and answers whether it is well.

use std::fs::DirBuilder;
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::flags::{Flag, Flags, Given};
use super::place;
use crate::client::{NoUrl, Url};
use crate::http::pages::{self, Page};
use crate::{log, signals};

/// Its options.
pub const FLAGS: Flags = Flags {
    about: "a folder for the data of its own kube-apiserver, and an answer to /health. It speaks nothing of etcd's own.",
    meant: &[
        Flag { name: "data-dir", help: "The folder, which is made if it is not there [NAME.etcd]" },
        Flag { name: "name", help: "What the folder is called where none is named [default]" },
        Flag { name: "listen-client-urls", help: "Where to listen [http://localhost:2379]" },
    ],
    quiet: &[
        "advertise-client-urls",
        "auto-compaction-mode",
        "auto-compaction-retention",
        "initial-advertise-peer-urls",
        "initial-cluster",
        "initial-cluster-state",
        "initial-cluster-token",
        "listen-metrics-urls",
        "listen-peer-urls",
        "log-level",
        "log-outputs",
        "logger",
        "quota-backend-bytes",
        "snapshot-count",
        "unsafe-no-fsync",
        "wal-dir",
    ],
};

/// Why it did not start, or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum EtcdError {
    /// An address that is none.
    #[error("--listen-client-urls {address}: {why}")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong.
        why: NoUrl,
    },
    /// An address for TLS.
    #[error("--listen-client-urls {0}: it speaks plain HTTP alone")]
    Tls(Url),
    /// The folder cannot be made.
    #[error("--data-dir {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {url}: {source}")]
    Listen {
        /// The address.
        url: Url,
        /// Why.
        source: io::Error,
    },
    /// The log cannot be written as RUST_LOG says.
    #[error(transparent)]
    Log(#[from] log::BadFilter),
    /// Anything else of the operating system.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Answers until a signal says otherwise.
///
/// # Errors
/// It could not start.
pub fn run(given: &Given) -> Result<(), EtcdError> {
    log::start(crate::cli::LogFormat::Text)?;
    let folder = folder(given)?;
    let listeners = listeners(given)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let handle = runtime.handle().clone();
    runtime.block_on(async {
        let (ending, _hangups) = signals::catch(&handle, || {})?;
        let mut open = Vec::new();
        for listener in listeners {
            let folder = folder.clone();
            open.push(pages::serve(&handle, listener, move |method, path| page(&folder, method, path)).await?);
        }
        tracing::info!(folder = %folder.display(), "ready");
        ending.asked().await;
        for pages in open {
            pages.stop().await;
        }
        Ok(())
    })
}

/// The folder, which is there from now on.
fn folder(given: &Given) -> Result<PathBuf, EtcdError> {
    let named = given.last("data-dir").map(PathBuf::from);
    let path = named.unwrap_or_else(|| format!("{}.etcd", given.last("name").unwrap_or("default")).into());
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&path).and_then(|()| path.canonicalize());
    made.map_err(|source| EtcdError::Folder { path, source })
}

fn listeners(given: &Given) -> Result<Vec<TcpListener>, EtcdError> {
    let mut addresses = given.list("listen-client-urls");
    if addresses.is_empty() {
        addresses.push("http://localhost:2379");
    }
    let listener = |address: &str| {
        let wrong = |why| EtcdError::Address { address: address.to_owned(), why };
        let url: Url = address.parse().map_err(wrong)?;
        if url.is_tls() {
            return Err(EtcdError::Tls(url));
        }
        TcpListener::bind(url.socket()).map_err(|source| EtcdError::Listen { url, source })
    };
    addresses.into_iter().map(listener).collect()
}

/// What is answered.
// Upstream: go.etcd.io/etcd/server/v3/etcdserver/api/etcdhttp/health.go NewHealthHandler (v3.7.3)
fn page(folder: &Path, method: &str, path: &str) -> Page {
    const JSON: &str = "application/json";
    match (method, path) {
        ("GET", "/health") => {
            Page { code: 200, content_type: JSON, text: r#"{"health":"true","reason":""}"#.to_owned() }
        }
        ("GET", place::PATH) => Page { code: 200, content_type: JSON, text: place::told(folder) },
        (_, "/health" | place::PATH) => Page::words(405, "Method Not Allowed\n"),
        _ => Page::words(404, "404 page not found\n"),
    }
}

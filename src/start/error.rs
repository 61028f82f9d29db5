//! Why a server does not start, or does not end well.

use std::net::SocketAddr;
use std::path::PathBuf;

use coracle_store_sqlite::OpenError;

use crate::auth::watched::UnusableFile;
use crate::beside::FileError;
use crate::cli::Listen;
use crate::clock;
use crate::documents::DocumentError;
use crate::folder::FolderError;
use crate::http::tls;
use crate::seed::SeedError;

/// Why the server did not start, or did not end well. The text says what to do where there is something.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Plain HTTP would show tokens to a network.
    #[error(
        "--http serves plain HTTP, which is for loopback addresses only: {0} is none; leave --http out, or say --insecure"
    )]
    Exposed(SocketAddr),
    /// The data has a name that is for files beside other data.
    #[error("{}: a file of this name is kept beside the data of another; name the data otherwise, such as coracle.db", .0.display())]
    DataName(PathBuf),
    /// The data is a folder.
    #[error("{}: it is a directory; name a file in it, such as {}", .0.display(), .0.join("coracle.db").display())]
    DataFolder(PathBuf),
    /// The folder of the data is not there.
    #[error("{}: there is no directory {}; make it first, or name another file with --data", path.display(), folder.display())]
    NoFolder {
        /// The data file.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// The data cannot be used.
    #[error("{}: {source}", path.display())]
    Store {
        /// The data file.
        path: PathBuf,
        /// Why.
        source: OpenError,
    },
    /// The token cannot be sent in a header.
    #[error(
        "the token of --token or CORACLE_TOKEN must be printable ASCII without spaces; without both, one is made and kept beside the data"
    )]
    BadToken,
    /// The token is empty.
    #[error(
        "the token of --token or CORACLE_TOKEN is empty; say one, or leave both out (unset CORACLE_TOKEN) to have one made and kept beside the data"
    )]
    NoToken,
    /// There is no folder for one whose data is in memory.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file beside the data.
    #[error(transparent)]
    File(#[from] FileError),
    /// TLS.
    #[error(transparent)]
    Tls(#[from] tls::TlsError),
    /// The rules or the tokens cannot be used.
    #[error(transparent)]
    Unusable(#[from] UnusableFile),
    /// The audit file cannot be opened.
    #[error("{}: {source}", path.display())]
    Audit {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The address is taken.
    #[error(
        "cannot listen on {0}: another program does already, perhaps another coracle serve; stop it, or take another port (--listen 127.0.0.1:0 takes a free one)"
    )]
    Taken(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The name to listen on has no address.
    #[error("--listen {listen}: {source}")]
    Unknown {
        /// As it was given.
        listen: Listen,
        /// Why.
        source: std::io::Error,
    },
    /// What exists from the start could not be made.
    #[error("cannot make what exists from the start: {0}")]
    First(String),
    /// The file's other worlds are not what they must be.
    #[error("cannot read the worlds of the file: {0}")]
    Worlds(String),
    /// The documents of the seed cannot be read.
    #[error("--seed {0}")]
    Documents(#[from] DocumentError),
    /// One of them cannot be applied.
    #[error("--seed {0}")]
    Seed(#[from] SeedError),
    /// The store stopped for good.
    #[error("the store has stopped: {0}; what is on disk stays as it is")]
    Stopped(String),
    /// The clock is not set.
    #[error(transparent)]
    Clock(#[from] clock::NotSet),
    /// Too few files may be open.
    #[error("{found} files may be open at once, and {needed} are needed; raise the limit, as with ulimit -n")]
    FewFiles {
        /// The limit.
        found: u64,
        /// The least that will do.
        needed: u64,
    },
    /// Anything else of the operating system.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

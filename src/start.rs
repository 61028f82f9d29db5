//! From the command line to a server that accepts requests, and from there to a clean end.

use std::io::Write;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use coracle_store::{Compaction, OpenError, Options, Store};
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::audit::Audit;
use crate::auth::impersonation::LastModes;
use crate::auth::rules::{RulesFileError, Watched};
use crate::auth::tokens::{TokenFileError, Tokens};
use crate::beside::{self, FileError, Private};
use crate::cli::Serve;
use crate::http::{self, tls};
use crate::limits::{Limits, UnderWay};
use crate::metrics::Metrics;
use crate::server::Server;
use crate::verbs::managers_of;
use crate::{clock, controllers, namespaces};

/// The file descriptors that are asked for.
const FILES_MAX: u64 = 65_536;

const KUBECONFIG: &str = "kubeconfig";
const TOKEN: &str = "token";

/// Why the server did not start, or did not end well. The text says what to do where there is something.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Plain HTTP would show tokens to a network.
    #[error(
        "--http serves plain HTTP, which is for loopback addresses only: {0} is none; leave --http out, or say --insecure"
    )]
    Exposed(SocketAddr),
    /// A file beside the data would replace the data.
    #[error("{}: a file of this name is kept beside the data; give the data another extension, such as .db", .0.display())]
    DataName(PathBuf),
    /// The data cannot be used.
    #[error("{}: {source}", path.display())]
    Store {
        /// The data file.
        path: PathBuf,
        /// Why.
        source: OpenError,
    },
    /// The token file has a mistake.
    #[error("{}: {source}", path.display())]
    Tokens {
        /// The token file.
        path: PathBuf,
        /// Which.
        source: TokenFileError,
    },
    /// The token file is not there.
    #[error("{}: no such file", .0.display())]
    NoTokenFile(PathBuf),
    /// Nobody in the token file may do everything, so there is no kubeconfig to write.
    #[error("{}: no user is in the group system:masters; one is needed for the kubeconfig", .0.display())]
    NoMaster(PathBuf),
    /// The token cannot be sent in a header.
    #[error("the token must be printable ASCII without spaces, and not empty")]
    BadToken,
    /// A file beside the data.
    #[error(transparent)]
    File(#[from] FileError),
    /// TLS.
    #[error(transparent)]
    Tls(#[from] tls::TlsError),
    /// The rules file cannot be used.
    #[error(transparent)]
    Rules(#[from] RulesFileError),
    /// The audit file cannot be opened.
    #[error("{}: {source}", path.display())]
    Audit {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The namespaces that always exist could not be made.
    #[error("cannot make the first namespaces: {0}")]
    Namespaces(String),
    /// The store stopped for good.
    #[error("the store has stopped: {0}; the next start goes on from what is on disk")]
    Stopped(String),
    /// Anything else of the operating system.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Serves until a signal says otherwise.
///
/// # Errors
/// The server could not start, or had to stop by itself.
pub fn serve(options: &Serve) -> Result<(), StartError> {
    if options.http && !options.insecure && !options.listen.ip().is_loopback() {
        return Err(StartError::Exposed(options.listen));
    }
    if options.http && options.insecure && !options.listen.ip().is_loopback() {
        tracing::warn!(address = %options.listen, "tokens and data go over the network in the clear");
    }
    // Each connection takes a file descriptor; the usual soft limit of 1,024 is below our own.
    if let Err(error) = rlimit::increase_nofile_limit(FILES_MAX) {
        tracing::warn!(%error, "the limit on open files stays as it is");
    }
    if [KUBECONFIG, TOKEN].iter().any(|beside| options.data.extension().is_some_and(|own| own == *beside)) {
        return Err(StartError::DataName(options.data.clone()));
    }
    // Documents may nest 10,000 deep, and are walked by recursion.
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(64 << 20).enable_all().build()?;
    let result = http::block_on(run(options, runtime.handle().clone()));
    runtime.shutdown_background();
    result
}

async fn run(options: &Serve, runtime: Handle) -> Result<(), StartError> {
    // Signals are caught from here on, so that one that comes during the start ends it cleanly too.
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let store = open(options).await?;
    let tokens = tokens(options)?;
    let rules = Watched::open(options.rules.clone())?;
    let audit = options.audit_log.as_deref().map(open_audit).transpose()?;
    let listener = listen(options.listen)?;
    let address = listener.local_addr()?;
    let tls = if options.http { None } else { Some(set_up_tls(options, address.ip())?) };
    let (config, authority) = tls.map_or((None, None), |tls| (Some(tls.config), Some(tls.authority)));
    let url = url(options.http, address);
    let kubeconfig = options.data.with_extension(KUBECONFIG);
    let token = tokens.first_master().ok_or_else(|| no_master(options))?;
    beside::write(&kubeconfig, &beside::kubeconfig(&url, authority.as_deref(), token), Private::Yes)?;

    let limits = Limits::new(UnderWay {
        reads: options.max_requests_inflight as usize,
        writes: options.max_mutating_requests_inflight as usize,
        watches: options.max_watches as usize,
    });
    let server = Arc::new(Server {
        store: store.clone(),
        tokens,
        rules: rules.clone(),
        last_modes: LastModes::default(),
        limits,
        metrics: Metrics::new(&options.data, clock::now().timestamp()),
        self_links: options.self_links,
        draining: watch::Sender::new(false),
        history: Arc::default(),
        chains: Default::default(),
    });
    namespaces::create_first(&server).await.map_err(StartError::Namespaces)?;
    let running = http::start(server.clone(), runtime.clone(), audit, listener, config)?;
    let controllers = controllers::start(&server, options.controllers, &runtime);
    tracing::info!(%url, data = %options.data.display(), revision = store.revision(), "accepting requests");
    writeln!(std::io::stdout(), "ready {url} kubeconfig={}", kubeconfig.display())?;

    let stopped = tokio::select! {
        _ = terminate.recv() => None,
        _ = interrupt.recv() => None,
        why = store.failed() => Some(why),
        () = rules.follow() => None,
    };
    tracing::info!("stopping");
    running.stop().await;
    controllers.stop().await;
    if let Some(why) = stopped {
        return Err(StartError::Stopped(why));
    }
    store.close().await.map_err(StartError::Stopped)
}

async fn open(options: &Serve) -> Result<Store, StartError> {
    let store = Options {
        managers: Some(managers_of),
        compaction: Compaction {
            keep_for: options.history_age,
            keep_events_max: options.history_events,
            keep_bytes_max: options.history_bytes,
            ..Compaction::default()
        },
        ..Options::new(|| clock::now().timestamp_millis())
    };
    let failed = |source| StartError::Store { path: options.data.clone(), source };
    Store::open(&options.data, store).await.map_err(failed)
}

fn open_audit(path: &Path) -> Result<Audit, StartError> {
    Audit::open(path).map_err(|source| StartError::Audit { path: path.to_owned(), source })
}

fn tokens(options: &Serve) -> Result<Tokens, StartError> {
    if let Some(path) = &options.token_file {
        let text = beside::read(path)?.ok_or_else(|| StartError::NoTokenFile(path.clone()))?;
        return Tokens::parse(&text).map_err(|source| StartError::Tokens { path: path.clone(), source });
    }
    let token = match &options.token {
        Some(token) => token.clone(),
        None => beside::token(&options.data.with_extension(TOKEN))?,
    };
    if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(StartError::BadToken);
    }
    Ok(Tokens::administrator(&token))
}

fn no_master(options: &Serve) -> StartError {
    StartError::NoMaster(options.token_file.clone().unwrap_or_default())
}

fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).map_err(|source| StartError::Listen { address, source })
}

fn set_up_tls(options: &Serve, address: IpAddr) -> Result<tls::Tls, StartError> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(ToOwned::to_owned).to_vec();
    if !address.is_unspecified() && !address.is_loopback() {
        names.push(address.to_string());
    }
    names.extend(options.tls_san.iter().cloned());
    let (certificate, key) = (options.data.with_extension("ca.crt"), options.data.with_extension("ca.key"));
    Ok(tls::set_up(&certificate, &key, &names)?)
}

/// How clients on this machine reach the server.
fn url(http: bool, address: SocketAddr) -> String {
    let scheme = if http { "http" } else { "https" };
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        ip => ip,
    };
    format!("{scheme}://{}", SocketAddr::new(ip, address.port()))
}

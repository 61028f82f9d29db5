//! From the command line to a server that accepts requests, and from there to a clean end.

mod error;

use std::io::{ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use coracle_kinds::Registry;
use coracle_store::{Compaction, Records, Snapshot, Store};
use coracle_store_sqlite::{Checked, File, Options};
use rustix::process::Pid;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::answer::unread::Unread;
use crate::apart::STACK_BYTES;
use crate::audit::Audit;
use crate::auth::certificates::Authorities;
use crate::auth::impersonation::LastModes;
use crate::auth::rules::Rules;
use crate::auth::tokens::Tokens;
use crate::auth::unserved::unserved;
use crate::auth::watched::{self, UnusableFile, Watched};
use crate::beside::{self, FileError, Kept, Private};
use crate::caller::Caller;
use crate::cli::{Allows, Serve};
use crate::documents::Document;
use crate::folder::{self, Folder};
use crate::http;
use crate::http::tls::{self, Asks};
use crate::limits::{BySort, Limits};
use crate::metrics::Metrics;
use crate::process::Process;
use crate::rows::store_options;
use crate::seed::{SeedError, Status};
use crate::served::program;
use crate::server::Server;
use crate::signals::{self, Hangups, Parent};
use crate::ui::{Door, OpenTo, Ui};
use crate::world::World;
use crate::worlds::{MAIN, Setup, Worlds};
use crate::{clock, controllers, documents, first, here, log, seed};

pub use error::StartError;

/// The file descriptors that the program asks for: the usual soft limit of 1,024 is below what it may need.
const FILES_MAX: u64 = 65_536;

/// Disk that is kept for the day when it is full: a batch of the largest changes in the write-ahead log, and again in the database.
const RESERVE_BYTES: u64 = 16 << 20;

/// The manager of fields that come from the seed.
const SEED: &str = "coracle-seed";

/// The program's server: it serves until a signal says otherwise, and says on standard output when it is ready.
///
/// # Errors
/// The server could not start, or had to stop by itself.
pub fn serve(options: &Serve) -> Result<(), StartError> {
    let parent = options.exit_with_parent.map(|named| Parent::now(named.and_then(Pid::from_raw)));
    if let Err(error) = rlimit::increase_nofile_limit(FILES_MAX) {
        tracing::warn!(%error, "the limit on open files stays as it is");
    }
    let runtime = runtime()?;
    let result = runtime.block_on(until_signalled(options, parent, runtime.handle().clone()));
    runtime.shutdown_background();
    result
}

/// What a server runs on: its threads have stacks for documents that nest deep.
///
/// # Errors
/// The system has no threads for it.
pub fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().thread_stack_size(STACK_BYTES).enable_all().build()
}

async fn until_signalled(options: &Serve, parent: Option<Parent>, runtime: Handle) -> Result<(), StartError> {
    // From here on, so that one that comes during the start ends it cleanly too.
    let made = Arc::<OnceLock<PathBuf>>::default();
    let left = made.clone();
    let (ending, hangups) =
        signals::catch(&runtime, move || left.get().into_iter().for_each(|left| folder::remove(left)))?;
    let running = Running::start(options, runtime).await?;
    if let Some(folder) = &running.folder {
        let _ = made.set(folder.path().to_owned());
    }
    writeln!(std::io::stdout(), "ready {} kubeconfig={}", running.url, running.kubeconfig.display())?;
    let audit = running.audit.clone();
    let end = async {
        tokio::select! {
            () = ending.asked() => {}
            Some(()) = async { parent?.ended().await; Some(()) } => {}
            () = reopen(hangups, audit.as_deref()) => {}
            () = log::count_complaints() => {}
        }
    };
    running.until(end).await
}

/// A server that accepts requests. It changes nothing that belongs to the whole process: signals, output, limits.
pub struct Running {
    /// What all worlds have in common.
    pub process: Arc<Process>,
    /// The worlds.
    pub worlds: Arc<Worlds>,
    /// Where clients on this machine reach it.
    pub url: String,
    /// The authority of its certificate, in PEM; none for plain HTTP.
    pub authority: Option<String>,
    /// The file that is there for clients.
    kubeconfig: PathBuf,
    audit: Option<Arc<Audit>>,
    store: Store,
    http: http::Running,
    /// Who asks for a place for the page.
    doors: mpsc::Receiver<Door>,
    controllers: controllers::Running,
    keeper: JoinHandle<()>,
    /// The place of its files where its data has none.
    folder: Option<Folder>,
}

impl Running {
    /// Starts one on a runtime of [`runtime`]'s.
    ///
    /// # Errors
    /// It cannot start. Nothing is left of it then.
    pub async fn start(options: &Serve, runtime: Handle) -> Result<Running, StartError> {
        let mut opened = None;
        let started = Running::begin(options, runtime, &mut opened).await;
        if let (Err(_), Some(store)) = (&started, opened) {
            // What else was begun ends with it, and the file is free. Why it could not start counts for more.
            let _ = store.close().await;
        }
        started
    }

    async fn begin(options: &Serve, runtime: Handle, opened: &mut Option<Store>) -> Result<Running, StartError> {
        clock::check(clock::now())?;
        enough_files()?;
        let in_memory = options.ephemeral || beside::is_memory(&options.data);
        if !in_memory {
            check_data(&options.data)?;
        }
        let folder = if in_memory { Some(Folder::make(&std::env::temp_dir())?) } else { None };
        let data = folder.as_ref().map_or_else(|| options.data.clone(), Folder::data);
        let options = &Serve { data, ..options.clone() };
        // What can be refused is refused before anything is made.
        let documents = seed_of(options, &runtime).await?;
        let rules = rules(options)?;
        let authorities = authorities(options)?;
        let given = given_tokens(options)?;
        let listener = listen(options)?;
        let address = listener.local_addr()?;
        let is_new = !options.data.exists();
        let audit = options.audit_log.as_deref().map(open_audit).transpose()?.map(Arc::new);
        let (file, store) = if in_memory { (None, in_memory_store(options).await?) } else { open(options).await? };
        *opened = Some(store.clone());
        if !is_new {
            beside::take_over(&options.data)?;
        }
        let tokens = given.map_or_else(|| kept_token(options), Ok)?;
        let tls = if options.http { None } else { Some(set_up_tls(options, address.ip())?) };
        let (config, authority) = tls.map_or((None, None), |tls| (Some(tls.config), Some(tls.authority)));
        let url = url(options.http, address);
        let kubeconfig = std::path::absolute(Kept::Kubeconfig.path(&options.data))?;
        write_kubeconfig(&kubeconfig, &url, authority.as_deref(), &tokens.current())?;

        let (ui, doors) = page(options, address, &url);
        let process = Arc::new(process(options, &tokens, &authorities, &rules, ui, &runtime));
        let world = Arc::new(World::new(MAIN, store.clone(), program().clone()));
        warn_of_unserved(&rules.current(), &world.kinds.current());
        if process.fixture.deterministic {
            world.stand_still();
        }
        first::create(&process, &world).await.map_err(StartError::First)?;
        let setup = worlds_setup(options, file, &runtime, &url, authority.clone());
        let worlds = Arc::new(Worlds::new(&process, &world, in_memory, setup));
        if let Err(why) = worlds.find().await {
            return Err(stopped(&store).await.unwrap_or(StartError::Worlds(why)));
        }
        let server = Arc::new(Server { process: process.clone(), worlds: worlds.clone() });
        let controllers = controllers::start(&process, &world, options.controllers, &runtime);
        world.follow_definitions(store.revision()).await;
        sow(&process, &worlds, &world, documents, &runtime).await?;
        let mut http = http::closed(server, runtime.clone(), audit.clone());
        http.open(listener, config).await?;
        let kept = process.clone();
        let keeper = runtime.spawn(async move { first::keep(&kept, &world).await });
        tracing::info!(%url, data = %options.data.display(), revision = store.revision(), "accepting requests");
        Ok(Running {
            process,
            worlds,
            url,
            authority,
            kubeconfig,
            audit,
            store,
            http,
            doors,
            controllers,
            keeper,
            folder,
        })
    }

    /// Removes the files of one whose data is in memory, for who has what they say from here.
    pub fn remove_files(&mut self) {
        self.folder = None;
    }

    /// Serves until `end` does, and ends well: requests under way are finished, and all that was acknowledged is in the file.
    ///
    /// # Errors
    /// The store had to stop by itself, or cannot be closed.
    pub async fn until(mut self, end: impl Future<Output = ()>) -> Result<(), StartError> {
        let Process { rules, tokens, authorities, .. } = &*self.process;
        let warn = |rules: &Rules| {
            if let Ok(main) = self.worlds.get(MAIN) {
                warn_of_unserved(rules, &main.world.kinds.current());
            }
        };
        let rewrite = |tokens: &Tokens| {
            let written = write_kubeconfig(&self.kubeconfig, &self.url, self.authority.as_deref(), tokens);
            renewed(&self.process, written);
        };
        let stopped = tokio::select! {
            () = end => None,
            why = self.store.failed() => Some(why),
            () = rules.clone().follow(warn) => None,
            () = tokens.clone().follow(rewrite) => None,
            () = authorities.clone().follow(|_| self.process.ui.end_all()) => None,
            () = open_doors(&mut self.http, self.doors) => None,
            () = self.worlds.expire() => None,
        };
        tracing::info!("stopping");
        self.keeper.abort();
        self.http.stop().await;
        self.controllers.stop().await;
        self.worlds.stop().await;
        stopped.map_or(Ok(()), |why| Err(StartError::Stopped(why)))?;
        self.store.close().await.map_err(StartError::Stopped)
    }
}

/// Each connection takes a file descriptor.
fn enough_files() -> Result<(), StartError> {
    let (found, needed) = (rlimit::Resource::NOFILE.get_soft()?, http::files_min() as u64);
    if found < needed { Err(StartError::FewFiles { found, needed }) } else { Ok(()) }
}

/// Has the file that is for clients name one who may do everything.
fn write_kubeconfig(path: &Path, url: &str, authority: Option<&str>, tokens: &Tokens) -> Result<(), FileError> {
    let token = tokens.first_master().unwrap_or_default();
    beside::write(path, &beside::kubeconfig(url, authority, token), Private::Yes)
}

/// What goes with who is known, once that has changed: pages are opened anew, and the kubeconfig is written, as it was.
fn renewed(process: &Process, written: Result<(), FileError>) {
    process.ui.end_all();
    if let Err(error) = written {
        tracing::error!(%error, "the kubeconfig keeps its token");
    }
}

/// The documents of the seed. They may nest deep: they are read, and applied, where stacks are large.
async fn seed_of(options: &Serve, runtime: &Handle) -> Result<Vec<Document>, StartError> {
    let Some(path) = options.seed.clone() else { return Ok(Vec::new()) };
    let read = runtime.spawn_blocking(move || documents::read(&path)).await;
    Ok(read.map_err(std::io::Error::other)??)
}

/// Why the store has stopped, which is why it does not answer; none where it goes on.
async fn stopped(store: &Store) -> Option<StartError> {
    // Who waits for an answer may learn a moment sooner that there is none.
    let why = tokio::time::timeout(Duration::from_secs(1), store.failed()).await;
    why.ok().map(StartError::Stopped)
}

/// Applies the documents of the seed.
async fn sow(
    process: &Arc<Process>,
    worlds: &Arc<Worlds>,
    world: &Arc<World>,
    documents: Vec<Document>,
    runtime: &Handle,
) -> Result<(), StartError> {
    let count = documents.len();
    if count == 0 {
        return Ok(());
    }
    let (process, worlds, world) = (process.clone(), worlds.clone(), world.clone());
    let sown = async move {
        let others: Vec<_> = if worlds.is_new().await.map_err(SeedError::World)? {
            Vec::new()
        } else {
            documents.iter().cloned().map(Arc::new).collect()
        };
        seed::apply(&process, &worlds, &world, SEED, documents, Status::LeftOut).await?;
        // What a reset puts back: what the seed makes of a new world, whatever was there before.
        let beginning = if others.is_empty() {
            world.beginning()
        } else {
            let new = worlds.stage_new().await.map_err(SeedError::World)?;
            let caller = Caller { process: &process, world: &new.world, name: SEED };
            seed::apply_each(caller, &others, Status::LeftOut).await?;
            new.world.beginning()
        };
        worlds.begin_with(beginning);
        Ok::<(), SeedError>(())
    };
    runtime.spawn(sown).await.map_err(std::io::Error::other)??;
    tracing::info!(objects = count, "the seed is applied");
    Ok(())
}

/// What every request reads, as the options have it.
fn process(
    options: &Serve,
    tokens: &Watched<Tokens>,
    authorities: &Watched<Authorities>,
    rules: &Watched<Rules>,
    ui: Ui,
    runtime: &Handle,
) -> Process {
    Process {
        authorities: authorities.clone(),
        tokens: tokens.clone(),
        audiences: options.api_audiences.clone(),
        rules: rules.clone(),
        last_modes: LastModes::default(),
        limits: limits(options),
        metrics: Metrics::new(&options.data, clock::now().timestamp()),
        fixture: options.fixture.allowed(),
        ui,
        self_links: options.self_links,
        draining: watch::Sender::new(false),
        unread: Arc::new(Unread::on(runtime.clone())),
    }
}

/// What goes for every world but the first.
fn worlds_setup(options: &Serve, file: Option<File>, runtime: &Handle, url: &str, authority: Option<String>) -> Setup {
    let bounds = coracle_store::Options { bytes_max: None, ..bounds(options) };
    Setup {
        file,
        options: bounds,
        controllers: options.controllers,
        runtime: runtime.clone(),
        worlds_max: options.max_worlds as usize,
        url: url.to_owned(),
        authority,
    }
}

async fn open(options: &Serve) -> Result<(Option<File>, Store), StartError> {
    let file = Options { reserve_bytes: RESERVE_BYTES, checked: Checked::Records, ..bounds(options).into() };
    let failed = |source| StartError::Store { path: options.data.clone(), source };
    let file = File::open(&options.data, file).await.map_err(failed)?;
    let first = file.first().clone();
    Ok((Some(file), first))
}

async fn in_memory_store(options: &Serve) -> Result<Store, StartError> {
    let nothing = Snapshot { revision: 1, records: Records::default() };
    Ok(Store::in_memory(bounds(options), nothing).await?)
}

/// How much there may be.
fn bounds(options: &Serve) -> coracle_store::Options {
    let history = Compaction {
        keep_for: options.history_age,
        keep_events_max: options.history_events,
        keep_bytes_max: options.history_bytes,
        ..Compaction::default()
    };
    coracle_store::Options { bytes_max: options.max_bytes, ..store_options(history) }
}

fn limits(options: &Serve) -> Limits {
    Limits::new(BySort {
        reads: options.max_requests_inflight as usize,
        writes: options.max_mutating_requests_inflight as usize,
        watches: options.max_watches as usize,
    })
}

/// The page, and who asks for a place where it can be opened. Browsers on this machine are spared the certificate, which they do not know.
fn page(options: &Serve, address: SocketAddr, url: &str) -> (Ui, mpsc::Receiver<Door>) {
    if options.ui == OpenTo::Any {
        tracing::warn!("--ui any: whoever reaches this server may open its page with a link");
    }
    let has_place = options.http || options.ui == OpenTo::Any;
    Ui::new(options.ui, names(options, address.ip()), has_place.then(|| url.to_owned()))
}

/// Opens a place for the page, in plain HTTP and for this machine alone, once somebody asks for it.
async fn open_doors(running: &mut http::Running, mut doors: mpsc::Receiver<Door>) {
    while let Some(door) = doors.recv().await {
        let opened = async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            let address = listener.local_addr()?;
            running.open(listener, None).await?;
            Ok(url(true, address))
        };
        // Who does not wait for it any more asks again.
        let _ = door.send(opened.await.map_err(|error: std::io::Error| error.to_string()));
    }
    // Nobody can ask any more.
    std::future::pending().await
}

/// Follows SIGHUP.
async fn reopen(mut hangups: Hangups, audit: Option<&Audit>) {
    loop {
        hangups.next().await;
        match audit {
            Some(audit) => audit.reopen(),
            None => tracing::info!("SIGHUP: there is no --audit-log to open anew"),
        }
    }
}

/// Refuses what can be no data file, before anything is made for it.
fn check_data(path: &Path) -> Result<(), StartError> {
    if beside::is_kept(path) {
        return Err(StartError::DataName(path.to_owned()));
    }
    if path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/') {
        return Err(StartError::DataFolder(path.to_owned()));
    }
    match path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        Some(folder) => Err(StartError::NoFolder { path: path.to_owned(), folder: folder.to_owned() }),
        None => Ok(()),
    }
}

fn open_audit(path: &Path) -> Result<Audit, StartError> {
    Audit::open(path).map_err(|source| StartError::Audit { path: path.to_owned(), source })
}

/// Who is known by the token file or the token that was given, if either was.
fn given_tokens(options: &Serve) -> Result<Option<Watched<Tokens>>, StartError> {
    if let Some(path) = &options.token_file {
        return Ok(Some(Watched::open(secret(path.clone(), of_token_file))?));
    }
    options.token.as_deref().map(|token| administrator(token).map(Watched::fixed)).transpose()
}

/// Who is known by the token that is kept beside the data; it is made where there is none.
fn kept_token(options: &Serve) -> Result<Watched<Tokens>, StartError> {
    let path = Kept::Token.path(&options.data);
    beside::token(&path)?;
    Ok(Watched::open(secret(path, |text| administrator(text.trim()).map_err(|error| error.to_string())))?)
}

/// A file of tokens.
fn secret(path: PathBuf, parse: fn(&str) -> Result<Tokens, String>) -> watched::File<Tokens> {
    watched::File { path, is_secret: true, parse }
}

fn administrator(token: &str) -> Result<Tokens, StartError> {
    if token.is_empty() {
        return Err(StartError::NoToken);
    }
    if !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(StartError::BadToken);
    }
    Ok(Tokens::administrator(token))
}

/// A token file's tokens. One of them is for the kubeconfig.
fn of_token_file(text: &str) -> Result<Tokens, String> {
    let tokens = Tokens::parse(text).map_err(|error| error.to_string())?;
    let no_master = "no user is in the group system:masters; one is needed for the kubeconfig";
    tokens.first_master().is_some().then_some(tokens).ok_or_else(|| no_master.to_owned())
}

/// The rules of a file; without one there are none.
fn rules(options: &Serve) -> Result<Watched<Rules>, UnusableFile> {
    let parse = |text: &str| Rules::parse(text).map_err(|error| error.to_string());
    if options.allows == Allows::All {
        return Ok(Watched::fixed(Rules::everything()));
    }
    match &options.rules {
        Some(path) => Watched::open(watched::File { path: path.clone(), is_secret: false, parse }),
        None => Ok(Watched::default()),
    }
}

/// The authorities of clients' certificates; without a file nobody's certificate counts.
fn authorities(options: &Serve) -> Result<Watched<Authorities>, UnusableFile> {
    let parse = |text: &str| Authorities::parse(text).map_err(|error| error.to_string());
    match &options.client_ca {
        Some(path) => Watched::open(watched::File { path: path.clone(), is_secret: false, parse }),
        None => Ok(Watched::default()),
    }
}

/// Warns of rules for what there is not. They are in force, for what may come.
fn warn_of_unserved(rules: &Rules, kinds: &Registry) {
    let found = unserved(rules, kinds);
    if !found.is_empty() {
        tracing::warn!(unserved = found.join("; "), "rules name what is not served now");
    }
}

/// Listens on the first of the addresses that can be.
fn listen(options: &Serve) -> Result<TcpListener, StartError> {
    let addresses = options.listen.addresses();
    let addresses = addresses.map_err(|source| StartError::Unknown { listen: options.listen.clone(), source })?;
    if options.http
        && let Some(exposed) = addresses.iter().find(|address| !address.ip().is_loopback())
    {
        if !options.insecure {
            return Err(StartError::Exposed(*exposed));
        }
        tracing::warn!(address = %exposed, "tokens and data go over the network in the clear");
    }
    let mut refused = None;
    for address in addresses {
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(source) if source.kind() == ErrorKind::AddrInUse => return Err(StartError::Taken(address)),
            Err(source) => refused = refused.or(Some(StartError::Listen { address, source })),
        }
    }
    Err(refused.expect("there is an address to listen on"))
}

fn set_up_tls(options: &Serve, address: IpAddr) -> Result<tls::Tls, StartError> {
    let asks = if options.client_ca.is_some() { Asks::Certificates } else { Asks::Nothing };
    if let Some(files) = &options.certificate {
        return Ok(tls::set_up_given(files, asks)?);
    }
    let names = names(options, address);
    let (certificate, key) = (Kept::Authority.path(&options.data), Kept::AuthorityKey.path(&options.data));
    let tls = tls::set_up(&certificate, &key, &names, asks)?;
    beside::warn_of_readers(&key);
    Ok(tls)
}

/// What the server is called.
fn names(options: &Serve, address: IpAddr) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(ToOwned::to_owned).to_vec();
    if !address.is_unspecified() && !address.is_loopback() {
        names.push(address.to_string());
    }
    if !address.is_loopback() {
        names.extend(here::names());
    }
    names.extend(options.listen.name().map(ToOwned::to_owned));
    names.extend(options.tls_san.iter().cloned());
    names
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

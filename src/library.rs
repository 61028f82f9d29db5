//! The server in another program: what `coracle serve` starts as a process of its own, a test starts within its own.
//!
//! It has threads and a runtime of its own, so that it outlives the runtime of the test that began it, and so that documents that nest
//! deep find the stacks that they need. Worlds are asked for directly, by the same functions as over HTTP.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::apart::STACK_BYTES;
use crate::beside;
use crate::cli::{self, Serve};
use crate::clock;
use crate::documents::{self, Document, DocumentError};
use crate::own::IMPORT;
use crate::process::Process;
use crate::request::duration;
use crate::seed::{self, SeedError, Status};
use crate::start::{self, Running, StartError};
use crate::status::Failure;
use crate::worlds::{Entry, MAIN, Of, Origin, Wanted, Worlds};

/// What a text is called where something in it is wrong.
const TEXT: &str = "the text";

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server could not start, or had to stop by itself; in the words of `coracle serve`.
    #[error("{0}")]
    Server(String),
    /// It refuses what was asked for, as it would over HTTP.
    #[error("{message}")]
    Refused {
        /// The code that a client would get, such as 404.
        code: u16,
        /// Why.
        message: String,
    },
    /// The server has ended.
    #[error("the server has ended")]
    Ended,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        Error::Refused { code: failure.code, message: failure.message().to_owned() }
    }
}

impl From<DocumentError> for Error {
    fn from(error: DocumentError) -> Error {
        Error::Refused { code: 400, message: error.to_string() }
    }
}

impl From<SeedError> for Error {
    fn from(error: SeedError) -> Error {
        error.into_failure().into()
    }
}

/// A server within this process, which ends with this value.
///
/// It is what `coracle serve --ephemeral --listen 127.0.0.1:0` is: TLS on a free port, all data in memory, no files. [`Coracle::builder`]
/// has it otherwise. It catches no signals, prints nothing, reads no environment variable of its own, and logs by [`tracing`](https://docs.rs/tracing)
/// to whoever listens to that. Any number of them can be there side by side.
///
/// ```
/// use coracle::Coracle;
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), coracle::Error> {
///     let coracle = Coracle::start().await?;
///     let world = coracle.world().await?;
///     world.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}").await?;
///     println!("{}", world.kubeconfig()); // for any client of Kubernetes
///     coracle.stop().await
/// }
/// ```
///
/// Tests of one file can share a server, each with a world of its own: it does not belong to the runtime of the test that comes first.
///
/// ```no_run
/// use coracle::{Coracle, World};
/// use tokio::sync::OnceCell;
///
/// static CORACLE: OnceCell<Coracle> = OnceCell::const_new();
///
/// async fn world() -> World {
///     let coracle = CORACLE.get_or_try_init(Coracle::start).await.expect("a server");
///     coracle.world().await.expect("a world")
/// }
/// ```
///
/// **Its end.** [`Coracle::stop`] waits until requests under way are finished and the data is closed. Where the value is dropped instead, that is done
/// in the background, and nobody learns whether it went well; a process that ends before ends it at once, as `kill -9` would. What is in memory
/// leaves nothing behind in any case, and a data file is whole. Worlds that outlive their server refuse everything with [`Error::Ended`].
pub struct Coracle {
    server: Arc<Server>,
    /// Dropped, it ends the server.
    end: oneshot::Sender<()>,
    ended: oneshot::Receiver<Result<(), StartError>>,
}

/// What worlds need of their server.
struct Server {
    process: Arc<Process>,
    worlds: Arc<Worlds>,
    url: String,
    authority: Option<String>,
    runtime: Handle,
}

impl Coracle {
    /// Starts one with all data in memory, on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`Error::Server`]: the system has no port, threads or files for it.
    pub async fn start() -> Result<Coracle, Error> {
        Coracle::builder().start().await
    }

    /// To start one in another way.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Makes a world, once it is awaited: with what exists from the start, or as [`NewWorld`] is told.
    pub fn world(&self) -> NewWorld {
        NewWorld { server: self.server.clone(), name: None, origin: Origin::Nothing }
    }

    /// The first world, which is always there, has the seed, and is what a data file has. It is not deleted with this value.
    pub fn main(&self) -> World {
        World { server: self.server.clone(), name: MAIN.to_owned(), goes: false }
    }

    /// Ends the server: finishes the requests under way, for half a minute at most, and closes the data.
    ///
    /// # Errors
    /// [`Error::Server`]: the server had stopped by itself before, or the data could not be closed.
    pub async fn stop(self) -> Result<(), Error> {
        let Coracle { end, ended, .. } = self;
        drop(end);
        ended.await.map_err(|_| Error::Ended)?.map_err(|why| Error::Server(why.to_string()))
    }
}

impl fmt::Debug for Coracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Coracle").field("url", &self.server.url).finish_non_exhaustive()
    }
}

/// How a server is to start. Each is an option of `coracle serve` of the same name, and means what it means there (`coracle serve --help`).
#[derive(Debug, Clone, Default)]
#[must_use = "nothing starts without start()"]
pub struct Builder(BTreeMap<&'static str, OsString>);

impl Builder {
    /// Keeps the data in a file, with a token, an authority and a kubeconfig in files beside it. Without this, all is in memory.
    pub fn data(self, file: impl Into<PathBuf>) -> Builder {
        self.with("data", file.into())
    }

    /// Applies the objects of a file or a folder to the first world.
    pub fn seed(self, path: impl Into<PathBuf>) -> Builder {
        self.with("seed", path.into())
    }

    /// Listens there: `HOST:PORT`, `:PORT` for every address of this machine, or `PORT` for 127.0.0.1; port 0 takes a free one.
    pub fn listen(self, address: impl Into<String>) -> Builder {
        self.with("listen", address.into())
    }

    /// Serves plain HTTP, on loopback addresses only.
    pub fn http(self) -> Builder {
        self.with("http", "")
    }

    /// The token of who may do everything. Without it, one is made.
    pub fn token(self, token: impl Into<String>) -> Builder {
        self.with("token", token.into())
    }

    /// Who may ask, and with which token: lines of `token,user,uid,"group1,group2"`. One of them is of `system:masters`.
    pub fn token_file(self, csv: impl Into<PathBuf>) -> Builder {
        self.with("token-file", csv.into())
    }

    /// What users may do who are not of `system:masters`.
    pub fn rules(self, yaml: impl Into<PathBuf>) -> Builder {
        self.with("rules", yaml.into())
    }

    /// Lets tests have requests go wrong, and set the clock.
    pub fn faults(self) -> Builder {
        self.with("faults", "")
    }

    /// Makes the same objects of the same requests: the clock stands still, and uids are numbered.
    pub fn deterministic(self) -> Builder {
        self.with("deterministic", "")
    }

    /// What runs beside the API: `none`, or some of `namespace,garbage-collector`, which is all of them.
    pub fn controllers(self, list: impl Into<String>) -> Builder {
        self.with("controllers", list.into())
    }

    /// Lets go of history that is older than this.
    pub fn history_age(self, age: Duration) -> Builder {
        self.with("history-age", duration::text(age))
    }

    /// Keeps at most this many changes as history.
    pub fn history_events(self, count: u64) -> Builder {
        self.with("history-events", count.to_string())
    }

    /// Keeps so many of the last requests for tests to look at.
    pub fn requests(self, count: u32) -> Builder {
        self.with("requests", count.to_string())
    }

    /// Lets there be at most this many worlds.
    pub fn max_worlds(self, count: u32) -> Builder {
        self.with("max-worlds", count.to_string())
    }

    /// Said twice, the second counts. A flag has no value.
    fn with(mut self, option: &'static str, value: impl Into<OsString>) -> Builder {
        self.0.insert(option, value.into());
        self
    }

    /// The same as the command line has it.
    fn options(&self) -> Result<Serve, String> {
        let mut said = self.0.clone();
        said.entry("listen").or_insert_with(|| "127.0.0.1:0".into());
        if !said.contains_key("data") {
            said.insert("ephemeral", OsString::new());
        }
        let word = |(option, value): (&str, OsString)| {
            let mut word = OsString::from(format!("--{option}"));
            if !FLAGS.contains(&option) {
                word.push("=");
                word.push(value);
            }
            word
        };
        let mut options = cli::serve_without_environment(said.into_iter().map(word)).map_err(|text| reason(&text))?;
        // Where nothing is kept, nobody reads the file of a token.
        if (options.ephemeral || beside::is_memory(&options.data))
            && options.token_file.is_none()
            && options.token.is_none()
        {
            options.token = Some(clock::random().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        Ok(options)
    }

    /// Starts it, and waits until it accepts requests. A start that is not waited for any more ends.
    ///
    /// # Errors
    /// [`Error::Server`]: options that cannot be, as `coracle serve` refuses them, or what else keeps it from starting.
    pub async fn start(self) -> Result<Coracle, Error> {
        let options = self.options().map_err(Error::Server)?;
        let (ready, is_ready) = oneshot::channel();
        let (end, ends) = oneshot::channel();
        let (has_ended, ended) = oneshot::channel();
        let live = move || drop(has_ended.send(live(&options, ready, ends)));
        let thread = thread::Builder::new().name("coracle".to_owned()).stack_size(STACK_BYTES).spawn(live);
        thread.map_err(|why| Error::Server(why.to_string()))?;
        match is_ready.await {
            Ok(server) => Ok(Coracle { server: Arc::new(server), end, ended }),
            Err(_) => match ended.await {
                Ok(Err(why)) => Err(Error::Server(why.to_string())),
                Ok(Ok(())) | Err(_) => Err(Error::Ended),
            },
        }
    }
}

/// The options that have no value.
const FLAGS: [&str; 4] = ["deterministic", "ephemeral", "faults", "http"];

/// What is wrong with options, without how to ask for help.
fn reason(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    text.split("\n\n").next().unwrap_or(text).trim_end().to_owned()
}

/// The life of a server, on a thread of its own.
fn live(options: &Serve, ready: oneshot::Sender<Server>, ends: oneshot::Receiver<()>) -> Result<(), StartError> {
    let runtime = start::runtime()?;
    let result = runtime.block_on(async {
        let mut running = Running::start(options, runtime.handle().clone()).await?;
        running.remove_files();
        let Running { process, worlds, url, authority, .. } = &running;
        let (process, worlds, runtime) = (process.clone(), worlds.clone(), runtime.handle().clone());
        let server = Server { process, worlds, url: url.clone(), authority: authority.clone(), runtime };
        // Who does not wait for it any more has dropped the end, too.
        let _ = ready.send(server);
        running.until(async { _ = ends.await }).await
    });
    runtime.shutdown_background();
    result
}

impl Server {
    /// Does something on the server's own threads, to its end, and waits for it.
    async fn run<T, W>(self: &Arc<Self>, work: impl FnOnce(Arc<Server>) -> W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, Error>> + Send + 'static,
    {
        match self.runtime.spawn(work(self.clone())).await {
            Ok(done) => done,
            Err(why) if why.is_cancelled() => Err(Error::Ended),
            Err(why) => Err(Error::Refused { code: 500, message: why.to_string() }),
        }
    }

    /// A world that somebody asks for something.
    async fn asked(&self, name: &str) -> Result<Arc<Entry>, Error> {
        let entry = self.worlds.open(name).await?;
        self.worlds.ask(&entry);
        Ok(entry)
    }
}

/// A world that is to be made: `.await` makes it. It is in memory, and its name is made up unless it is told one.
#[derive(Clone)]
#[must_use = "nothing is made without .await"]
pub struct NewWorld {
    server: Arc<Server>,
    name: Option<String>,
    origin: Origin,
}

impl NewWorld {
    /// With this name, a DNS label that no other world of the server has.
    pub fn named(self, name: impl Into<String>) -> NewWorld {
        NewWorld { name: Some(name.into()), ..self }
    }

    /// As a fork of a world of the same server: with all that it has when this is awaited.
    pub fn fork_of(self, world: &World) -> NewWorld {
        NewWorld { origin: Origin::World(world.name.clone()), ..self }
    }

    /// With what a snapshot has.
    pub fn from_snapshot(self, name: impl Into<String>) -> NewWorld {
        NewWorld { origin: Origin::Snapshot(name.into()), ..self }
    }
}

impl IntoFuture for NewWorld {
    type Output = Result<World, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    /// Makes it.
    fn into_future(self) -> Self::IntoFuture {
        let NewWorld { server, name, origin } = self;
        let made = |server: Arc<Server>| async move {
            let wanted = Wanted { name, origin, ephemeral: true, ttl: None, bytes_max: None };
            let made = server.worlds.create(wanted).await?;
            // Where nobody waits for it any more, it goes as this does.
            Ok(World { server, name: made.world.name.to_string(), goes: true })
        };
        Box::pin(async move { server.run(made).await })
    }
}

impl fmt::Debug for NewWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewWorld").field("name", &self.name).field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// A server's world: objects, kinds and watches that no other world sees. It is deleted with this value, in the background;
/// [`World::delete`] waits for that.
///
/// What has no method here is asked for over HTTP, below [`World::url`]: the Kubernetes API, and `/coracle/v1/…` (faults, requests, history
/// and more).
pub struct World {
    server: Arc<Server>,
    name: String,
    /// Is it deleted with this value?
    goes: bool,
}

impl World {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is: what a client takes as a server's URL.
    pub fn url(&self) -> String {
        self.server.worlds.server(&self.name, None)
    }

    /// A bearer token of one who may do everything.
    pub fn token(&self) -> String {
        self.server.process.tokens.current().first_master().unwrap_or_default().to_owned()
    }

    /// The authority of the server's certificate, in PEM; none for plain HTTP.
    pub fn ca(&self) -> Option<&str> {
        self.server.authority.as_deref()
    }

    /// A kubeconfig, with the token and the authority in it.
    pub fn kubeconfig(&self) -> String {
        self.server.worlds.kubeconfig(&self.name, &self.url(), &self.token())
    }

    /// Applies the objects in a text, YAML or JSON with any number of documents in any order, as `coracle import` does: by a server-side
    /// apply for the manager `coracle-import`, which takes fields that others own; all of them or none. Returns how many they are.
    ///
    /// # Errors
    /// [`Error::Refused`]: the first that cannot be read or is refused, with its place in the text.
    pub async fn apply(&self, text: impl Into<String>) -> Result<usize, Error> {
        let text = text.into();
        self.put_in(move || documents::parse(text.as_bytes(), TEXT)).await
    }

    /// The same with a file, or with the files of a folder that end with `.yaml`, `.yml` or `.json`.
    ///
    /// # Errors
    /// The same, with the place of a file that cannot be read.
    pub async fn apply_files(&self, path: impl AsRef<Path>) -> Result<usize, Error> {
        let path = path.as_ref().to_owned();
        self.put_in(move || documents::read(&path)).await
    }

    async fn put_in(
        &self,
        read: impl FnOnce() -> Result<Vec<Document>, DocumentError> + Send + 'static,
    ) -> Result<usize, Error> {
        let name = self.name.clone();
        let put_in = |server: Arc<Server>| async move {
            let entry = server.asked(&name).await?;
            let documents = read()?;
            let count = documents.len();
            let Server { process, worlds, .. } = &*server;
            seed::apply(process, worlds, &entry.world, IMPORT, documents, Status::LeftOut).await?;
            Ok(count)
        };
        self.server.run(put_in).await
    }

    /// Puts it back to what it began with. Watches end with 410, and clients list anew.
    ///
    /// # Errors
    /// [`Error::Refused`]: it is there no more.
    pub async fn reset(&self) -> Result<(), Error> {
        self.put_back(None).await
    }

    /// Puts what a snapshot has in the place of all that this world has. Watches end with 410.
    ///
    /// # Errors
    /// [`Error::Refused`]: there is no such snapshot, or the world is there no more.
    pub async fn reset_to(&self, snapshot: impl Into<String>) -> Result<(), Error> {
        self.put_back(Some(Origin::Snapshot(snapshot.into()))).await
    }

    async fn put_back(&self, to: Option<Origin>) -> Result<(), Error> {
        let name = self.name.clone();
        let put_back = |server: Arc<Server>| async move {
            let entry = server.asked(&name).await?;
            server.worlds.reset(&entry, to).await?;
            Ok(())
        };
        self.server.run(put_back).await
    }

    /// Takes a snapshot of it: [`NewWorld::from_snapshot`] makes worlds of that, as long as the server lives.
    ///
    /// # Errors
    /// [`Error::Refused`]: there is one of this name, or it is no DNS label; the world is there no more.
    pub async fn snapshot(&self, name: impl Into<String>) -> Result<(), Error> {
        let (name, of) = (name.into(), Of::World(self.name.clone()));
        let take = |server: Arc<Server>| async move {
            server.worlds.take(Some(name), of).await?;
            Ok(())
        };
        self.server.run(take).await
    }

    /// Makes a world that has all that this one has, once it is awaited: `world.fork().await?`.
    pub fn fork(&self) -> NewWorld {
        NewWorld { server: self.server.clone(), name: None, origin: Origin::World(self.name.clone()) }
    }

    /// Deletes it, and waits for that. Its watches end with 410.
    ///
    /// # Errors
    /// [`Error::Refused`]: it is there no more, or it is the first one, which is always there.
    pub async fn delete(mut self) -> Result<(), Error> {
        self.goes = false;
        let name = self.name.clone();
        self.server.run(|server: Arc<Server>| async move { Ok(server.worlds.delete(&name).await?) }).await
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !self.goes {
            return;
        }
        let (worlds, name) = (self.server.worlds.clone(), std::mem::take(&mut self.name));
        // A server that has ended does nothing, and has no worlds in memory any more.
        self.server.runtime.spawn(async move {
            if let Err(why) = worlds.delete(&name).await {
                tracing::debug!(world = name, why = why.message(), "it is not deleted");
            }
        });
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("name", &self.name).field("url", &self.url()).finish_non_exhaustive()
    }
}

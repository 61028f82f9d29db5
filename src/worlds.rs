//! The worlds of a process, by name: how they are made, found, put back and deleted.
//!
//! The first one is called `main` and is always there. Each further one begins with nothing, which is what exists from the start, or with
//! what another one has or had; it costs little until it is asked for something, and its controllers begin then. One that is kept in the
//! file is read when it is first asked for.

mod kept;
mod merging;
mod snapshots;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use coracle_kinds::Qualified;
use coracle_object::names;
use coracle_store::{Options, Records, Revision, Snapshot};
use coracle_store_sqlite::File;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::{Mutex as Turn, OnceCell};
use tokio::time::Instant;

use crate::beside;
use crate::clock;
use crate::controllers::{self, Controllers, Threads};
use crate::first;
use crate::process::Process;
use crate::served::program;
use crate::status::Failure;
use crate::world::{Beginning, World};

pub use kept::Asleep;
pub use merging::Merged;
pub use snapshots::{Of, Taken, no_snapshot};

use kept::Note;
use snapshots::Snapshots;

/// What the first world is called.
pub const MAIN: &str = "main";
/// What worlds are called in failures.
const WORLDS: Qualified<'static> = Qualified { group: "", name: "worlds" };
/// How often it is looked which worlds have lived for long enough.
const LOOKED_EVERY: Duration = Duration::from_secs(1);

/// The worlds of a process.
pub struct Worlds {
    process: Arc<Process>,
    setup: Setup,
    /// The first one, which most requests are for.
    main: Arc<Entry>,
    all: Mutex<BTreeMap<Arc<str>, Arc<Entry>>>,
    /// The names of those that are being made.
    coming: Mutex<BTreeSet<Arc<str>>>,
    /// Those in the file that nobody has asked for yet.
    asleep: Mutex<BTreeMap<Arc<str>, Asleep>>,
    /// One world of the file is made, read or deleted at a time.
    turn: Turn<()>,
    snapshots: Snapshots,
    /// What begins with nothing is a fork of it. It is made once, and nobody can ask it.
    nothing: OnceCell<World>,
    /// What the first one begins with, where that is a seed.
    sown: OnceLock<Beginning>,
    threads: OnceLock<Threads>,
}

/// What goes for every further world.
pub struct Setup {
    /// Where what is kept is; none where all is in memory.
    pub file: Option<File>,
    /// How its store is kept; the bytes that all is to have are for those who say no others.
    pub options: Options,
    /// Which controllers it has.
    pub controllers: Controllers,
    /// Where its controllers run.
    pub runtime: Handle,
    /// So many worlds there may be, the first one included.
    pub worlds_max: usize,
    /// Where clients on this machine reach the first one.
    pub url: String,
    /// The authority of the server's certificate, in PEM; none for plain HTTP.
    pub authority: Option<String>,
}

/// A world, and what is known of it.
pub struct Entry {
    /// Itself.
    pub world: Arc<World>,
    /// Tells it from all others that had its name.
    id: String,
    /// What it was made of.
    pub origin: Origin,
    /// The id of the world that it is a fork of, where that is known.
    parent: Option<String>,
    /// Is it in memory alone?
    pub ephemeral: bool,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// It is deleted when nobody has asked it for anything for so long.
    pub ttl: Option<Duration>,
    /// The bytes that its objects and its history may have.
    pub bytes_max: Option<u64>,
    /// What it began with; none for nothing.
    beginning: Option<Beginning>,
    /// When somebody last asked it for something.
    asked: Mutex<Instant>,
    /// Its controllers have begun.
    begun: OnceLock<()>,
}

/// What a world is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// What exists from the start.
    Nothing,
    /// What a world has.
    World(String),
    /// What a world had.
    Snapshot(String),
}

/// A world that is to be made.
#[derive(Debug)]
pub struct Wanted {
    /// Its name; one is made where there is none.
    pub name: Option<String>,
    /// What it is to begin with.
    pub origin: Origin,
    /// Is it to be in memory alone?
    pub ephemeral: bool,
    /// As of [`Entry`].
    pub ttl: Option<Duration>,
    /// As of [`Entry`].
    pub bytes_max: Option<u64>,
}

impl Entry {
    /// When it goes, if nobody asks it for anything until then.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        let left = self.ttl?.saturating_sub(self.asked().elapsed());
        clock::now().checked_add_signed(chrono::Duration::from_std(left).ok()?)
    }

    fn is_over(&self) -> bool {
        self.ttl.is_some_and(|ttl| self.asked().elapsed() >= ttl)
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn asked(&self) -> MutexGuard<'_, Instant> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worlds {
    /// Those of a process that has the first one. Who starts that has started its controllers, too.
    pub fn new(process: &Arc<Process>, main: &Arc<World>, ephemeral: bool, setup: Setup) -> Worlds {
        let main = Arc::new(Entry {
            world: main.clone(),
            // It is never another one.
            id: MAIN.to_owned(),
            origin: Origin::Nothing,
            parent: None,
            ephemeral,
            created: clock::now(),
            ttl: None,
            bytes_max: setup.options.bytes_max,
            beginning: None,
            asked: Mutex::new(Instant::now()),
            begun: OnceLock::from(()),
        });
        let all = Mutex::new(BTreeMap::from([(main.world.name.clone(), main.clone())]));
        let worlds = Worlds {
            process: process.clone(),
            setup,
            main,
            all,
            coming: Mutex::default(),
            asleep: Mutex::default(),
            turn: Turn::default(),
            snapshots: Snapshots::default(),
            nothing: OnceCell::new(),
            sown: OnceLock::new(),
            threads: OnceLock::new(),
        };
        worlds.count();
        worlds
    }

    /// Has metrics say how many there are.
    fn count(&self) {
        let open = self.list();
        let in_memory = open.iter().filter(|entry| entry.ephemeral).count();
        self.process.metrics.worlds(open.len() - in_memory + self.asleep().len(), in_memory);
    }

    /// Those of a process for tests, without controllers.
    #[cfg(test)]
    pub(crate) fn of(process: &Arc<Process>, main: &Arc<World>) -> Worlds {
        let options = crate::world::tests::options();
        let controllers = "none".parse().unwrap();
        let setup = Setup {
            file: None,
            options,
            controllers,
            runtime: Handle::current(),
            worlds_max: 4,
            url: "http://h".into(),
            authority: None,
        };
        Worlds::new(process, main, true, setup)
    }

    /// All that are open, by name.
    pub fn list(&self) -> Vec<Arc<Entry>> {
        self.all().values().cloned().collect()
    }

    /// The world of this name.
    ///
    /// # Errors
    /// 404: there is none.
    pub fn get(&self, name: &str) -> Result<Arc<Entry>, Failure> {
        if name == MAIN {
            return Ok(self.main.clone());
        }
        self.all().get(name).cloned().ok_or_else(|| unknown(name))
    }

    /// Where a client reaches a world that calls the server by this name: by that, or as on this machine.
    pub fn server(&self, world: &str, host: Option<&str>) -> String {
        let is_plain = |host: &&str| host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]_".contains(&b));
        let url = &self.setup.url;
        let (scheme, own) = url.split_once("://").unwrap_or(("https", url));
        let host = host.filter(is_plain).filter(|host| !host.is_empty()).unwrap_or(own);
        let prefix = if world == MAIN { String::new() } else { format!("/worlds/{world}") };
        format!("{scheme}://{host}{prefix}")
    }

    /// A kubeconfig for a world that is reached there, with a token.
    pub fn kubeconfig(&self, world: &str, server: &str, token: &str) -> String {
        let name = if world == MAIN { "coracle".to_owned() } else { format!("coracle-{world}") };
        beside::kubeconfig_called(&name, server, self.setup.authority.as_deref(), token)
    }

    /// Somebody may ask a world for something, and is about to.
    pub fn ask(&self, entry: &Arc<Entry>) {
        *entry.asked() = Instant::now();
        entry.begun.get_or_init(|| {
            let threads = self.threads.get_or_init(|| Threads::start(&self.setup.runtime));
            controllers::start_on(threads, &self.process, &entry.world, self.setup.controllers);
            let (process, world) = (self.process.clone(), entry.world.clone());
            threads.live(threads.next(), || async move {
                tokio::select! {
                    () = world.deleted() => {}
                    () = first::keep(&process, &world) => {}
                }
            });
        });
    }

    /// Ends what works in further worlds by itself.
    pub async fn stop(&self) {
        if let Some(threads) = self.threads.get() {
            threads.stop().await;
        }
    }

    /// Makes a world.
    async fn make(&self, wanted: Wanted) -> Result<Arc<Entry>, Failure> {
        let Wanted { name, origin, ephemeral, ttl, bytes_max } = wanted;
        let name = name.map_or_else(|| Ok(self.new_name()), checked)?;
        let coming = self.reserve(&name)?;
        self.ask_room(&origin, bytes_max).await?;
        let parent = self.parent(&origin).await?;
        // A fork has the limit of its world, but for the one that goes for all.
        let of_parent = || parent.as_ref()?.bytes_max.filter(|max| Some(*max) != self.setup.options.bytes_max);
        let own_max = bytes_max.or_else(of_parent);
        let options = self.options(own_max);
        let (id, created, parent) = (clock::uid(), clock::now(), parent.map(|parent| parent.id.clone()));
        let (world, beginning, ephemeral) = match &self.setup.file {
            Some(file) if !ephemeral => {
                let (id, parent, origin) = (id.clone(), parent.clone(), origin.clone());
                let note = Note { id, created: created.timestamp(), origin, parent, ttl, bytes_max: own_max };
                let (world, beginning) = self.create_kept(file, &name, &note, options).await?;
                (world, beginning, false)
            }
            _ => {
                let (world, beginning) = self.create_in_memory(&name, &origin, options).await?;
                (world, beginning, true)
            }
        };
        let (world, asked) = (Arc::new(world), Mutex::new(Instant::now()));
        let (bytes_max, begun) = (options.bytes_max, OnceLock::new());
        let entry = Entry { world, id, origin, parent, ephemeral, created, ttl, bytes_max, beginning, asked, begun };
        let entry = Arc::new(entry);
        self.begin(coming, &entry).await;
        Ok(entry)
    }

    /// The world that something is made of; none where it is made of none. To be forked is to be asked: a prepared world stays for as long.
    async fn parent(&self, origin: &Origin) -> Result<Option<Arc<Entry>>, Failure> {
        let Origin::World(of) = origin else { return Ok(None) };
        let parent = self.wake(of).await?;
        *parent.asked() = Instant::now();
        Ok(Some(parent))
    }

    /// Refuses a bound within which there is no room for what a world begins with.
    async fn ask_room(&self, origin: &Origin, bytes_max: Option<u64>) -> Result<(), Failure> {
        let Some(max) = bytes_max else { return Ok(()) };
        let beginning = match self.beginning(origin).await? {
            Some(beginning) => beginning,
            None => self.nothing().await?.beginning(),
        };
        let needed = beginning.objects.records.bytes_max_needed();
        if max > needed {
            return Ok(());
        }
        let why = format!(
            "maxBytes: {max} leaves no room for anything beside what the world begins with: {} is the least",
            needed.saturating_add(1)
        );
        Err(Failure::bad_request(why))
    }

    /// A world is made: from here on it can be asked.
    async fn begin(&self, coming: Coming<'_>, entry: &Arc<Entry>) {
        coming.arrive(entry);
        self.count();
        if entry.beginning.as_ref().is_some_and(|beginning| !beginning.knows_kinds()) {
            self.ask(entry);
            entry.world.follow_definitions(entry.world.store.revision()).await;
        }
    }

    /// Keeps a name, and a place among the worlds, for one that is about to be made.
    fn reserve(&self, name: &str) -> Result<Coming<'_>, Failure> {
        let all = self.all();
        let mut coming = self.coming();
        if all.contains_key(name) || coming.contains(name) || self.sleeps(name) {
            return Err(Failure::already_exists(WORLDS, name));
        }
        let max = self.setup.worlds_max;
        let there = all.len() + coming.len() + self.asleep().len();
        if there >= max {
            let why = format!("there are {there} worlds, and --max-worlds allows {max}; delete one");
            return Err(Failure::forbidden(WORLDS, name, &why));
        }
        let name: Arc<str> = name.into();
        coming.insert(name.clone());
        Ok(Coming { worlds: self, name })
    }

    /// A name that no world has.
    fn new_name(&self) -> String {
        let mut made = std::iter::repeat_with(|| names::generate_name("w-", clock::random()));
        made.find(|name| !self.all().contains_key(name.as_str()) && !self.sleeps(name)).unwrap_or_default()
    }

    /// A world in memory, and what it begins with; none for nothing.
    async fn create_in_memory(
        &self,
        name: &str,
        origin: &Origin,
        options: Options,
    ) -> Result<(World, Option<Beginning>), Failure> {
        let beginning = self.beginning(origin).await?;
        let world = match (&beginning, origin) {
            (Some(beginning), Origin::World(from)) => {
                self.wake(from).await?.world.beside(name, options, beginning.clone()).await
            }
            (Some(beginning), _) => self.main.world.beside(name, options, beginning.clone()).await,
            (None, _) => {
                let nothing = self.nothing().await?;
                nothing.beside(name, options, nothing.beginning()).await
            }
        };
        Ok((world.map_err(Failure::internal)?, beginning))
    }

    /// What a world's store is told.
    fn options(&self, bytes_max: Option<u64>) -> Options {
        Options { bytes_max: bytes_max.or(self.setup.options.bytes_max), ..self.setup.options }
    }

    /// Deletes a world.
    async fn remove(&self, name: &str) -> Result<(), Failure> {
        if name == MAIN {
            return Err(Failure::forbidden(WORLDS, name, "the first world is always there"));
        }
        let _turn = self.turn.lock().await;
        let entry = self.all().remove(name);
        match &entry {
            Some(entry) => entry.world.delete().await,
            None if self.sleeps(name) => {}
            None => return Err(unknown(name)),
        }
        if entry.is_none_or(|entry| !entry.ephemeral) {
            self.remove_kept(name).await?;
        }
        self.count();
        Ok(())
    }

    /// Puts something else in the place of all that a world has.
    async fn put_back(&self, entry: &Arc<Entry>, to: Option<&Origin>) -> Result<Revision, Failure> {
        // What its definitions make is to be followed.
        self.ask(entry);
        let to = match to {
            Some(Origin::Snapshot(name)) => Some(self.snapshot_for(name, &entry.world.name).await?),
            Some(to) => self.beginning(to).await?,
            None => match &entry.beginning {
                None if &*entry.world.name == MAIN => self.sown.get().cloned(),
                None if !entry.ephemeral => self.beginning_in_file(entry).await?,
                beginning => beginning.clone(),
            },
        };
        let to = match to {
            Some(beginning) => beginning,
            None => self.nothing().await?.beginning(),
        };
        Ok(entry.world.reset(to).await?)
    }

    /// Deletes worlds whose time is over, for as long as it is let.
    pub async fn expire(self: &Arc<Self>) {
        loop {
            tokio::time::sleep(LOOKED_EVERY).await;
            let over = self.list().into_iter().filter(|entry| entry.is_over()).map(|entry| entry.world.name.clone());
            let over: Vec<_> = over.chain(self.overslept()).collect();
            for name in over {
                match self.delete(&name).await {
                    Ok(()) => tracing::info!(world = &*name, "nobody has asked it for anything; it is deleted"),
                    // Somebody was faster.
                    Err(failure) => tracing::debug!(world = &*name, why = failure.message(), "it is not deleted"),
                }
            }
        }
    }

    /// What there is to begin with; none for nothing.
    async fn beginning(&self, origin: &Origin) -> Result<Option<Beginning>, Failure> {
        match origin {
            Origin::Nothing => Ok(None),
            Origin::World(name) => Ok(Some(self.wake(name).await?.world.beginning())),
            Origin::Snapshot(name) => self.snapshot(name).await.map(Some),
        }
    }

    /// Has nothing happened to the first world yet but what happens to all?
    ///
    /// # Errors
    /// A world in memory cannot be made.
    pub async fn is_new(&self) -> Result<bool, Failure> {
        Ok(self.nothing().await?.store.revision() == self.main.world.store.revision())
    }

    /// Has the first world begin with this from here on, where it is put back to that.
    pub fn begin_with(&self, beginning: Beginning) {
        let _ = self.sown.set(beginning);
    }

    /// A world with what exists from the start.
    async fn nothing(&self) -> Result<&World, Failure> {
        let make = async || {
            let nothing = Snapshot { revision: 1, records: Records::default() };
            let options = Options { bytes_max: None, ..self.setup.options };
            let store = self.main.world.store.beside(options, nothing).await.map_err(Failure::internal)?;
            let world = World::new("", store, program().clone());
            if self.process.fixture.deterministic {
                world.stand_still();
            }
            first::create(&self.process, &world).await.map_err(Failure::internal)?;
            world.definitions.send_replace(Revision::MAX);
            Ok(world)
        };
        self.nothing.get_or_try_init(make).await
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Arc<Entry>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn coming(&self) -> MutexGuard<'_, BTreeSet<Arc<str>>> {
        self.coming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a world that is being made, until it is there or has failed.
struct Coming<'a> {
    worlds: &'a Worlds,
    name: Arc<str>,
}

impl Coming<'_> {
    fn arrive(self, entry: &Arc<Entry>) {
        // The name is given up before this lock is, at the end of which another may be told that it is taken.
        let mut all = self.worlds.all();
        all.insert(self.name.clone(), entry.clone());
        drop(self);
    }
}

impl Drop for Coming<'_> {
    fn drop(&mut self) {
        self.worlds.coming().remove(&self.name);
    }
}

/// 404: there is no such world.
pub fn unknown(name: &str) -> Failure {
    Failure::not_found(WORLDS, name)
}

/// A name that a world can have.
fn checked(name: String) -> Result<String, Failure> {
    match names::label(&name).into_iter().next() {
        None => Ok(name),
        Some(why) => Err(Failure::bad_request(format!("the name {name:?}: {why}"))),
    }
}

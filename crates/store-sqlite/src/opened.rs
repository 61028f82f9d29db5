//! A file that is open, and its worlds: each is a store, and shares with others what neither has changed since it was forked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use coracle_store::backend::{Failed, Opened, Recent};
use coracle_store::{ChangeError, Host, ManagersOf, Records, Renewal, Revision, Snapshot, Store};
use sqlx::sqlite::SqliteConnection;
use tokio::sync::{Mutex, MutexGuard};

use crate::backend::{Sqlite, written_by};
use crate::common::Common;
use crate::error::{OpenError, explain};
use crate::managers::Differences;
use crate::options::{Checked, Options};
use crate::packed::By;
use crate::sql::{self, Log};
use crate::step::Step;
use crate::upkeep::Upkeep;
use crate::world::{FIRST, Last, World};
use crate::worlds::{self, Entry, Frozen, Taken};
use crate::{Unopened, file, layers, load};

/// A file that is open. Clones are handles of the same one. It is closed with the store of its first world, as which [`open`](crate::open)
/// opens it.
#[derive(Clone)]
pub struct File {
    host: Host,
    common: Arc<Mutex<Common>>,
    first: Store,
    path: PathBuf,
    clock: fn() -> i64,
    managers: ManagersOf,
}

/// A world that a file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is called; the first one is `main`.
    pub name: String,
    /// Its last revision.
    pub revision: Revision,
    /// What is kept of it for the program.
    pub note: String,
}

/// Why something did not become of a file's worlds.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// There is one of this name.
    #[error("{0} is there already")]
    Exists(String),
    /// There is none of this name.
    #[error("there is no {0}")]
    Missing(String),
    /// It was not written, or it is not known to have been.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The file says what cannot be.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// What a new world begins with.
pub enum Origin<'a> {
    /// What another one has, whose writer is paused.
    World(&'a str, &'a Snapshot),
    /// What another one had.
    Snapshot(&'a Taken, &'a Snapshot),
    /// Records that are in memory alone.
    Memory(&'a Snapshot),
}

/// A world that is to be made of what a snapshot has.
pub struct Made<'a> {
    /// Its name.
    pub name: &'a str,
    /// What is to be kept of it for the program.
    pub note: &'a str,
    /// What it begins with.
    pub of: &'a Taken,
    /// The same, read.
    pub snapshot: &'a Snapshot,
    /// How its store is kept.
    pub options: coracle_store::Options,
}

impl File {
    /// Opens the file, as [`open`](crate::open) does.
    ///
    /// # Errors
    /// The file cannot be used, or not be trusted. It is left as it was.
    pub async fn open(path: impl AsRef<Path>, options: impl Into<Options>) -> Result<File, OpenError> {
        let (path, options) = (path.as_ref().to_owned(), options.into());
        let io = |source| OpenError::Io { path: path.clone(), source };
        let host = Host::start().map_err(io)?;
        let (opened, common) = tokio::sync::oneshot::channel();
        let at = path.clone();
        let store = Store::start_on(&host, options.store, async move || {
            let (backend, common) = open_first(&at, options).await.map_err(Unopened::Refused)?;
            let _ = opened.send(common);
            Ok(backend)
        });
        let first = store.await.map_err(|unopened| match unopened {
            Unopened::Refused(error) => error,
            Unopened::Io(source) => io(source),
        })?;
        let common = common.await.map_err(|_| io(std::io::Error::other("the file was closed at once")))?;
        let (clock, managers) = (options.store.clock, options.store.managers);
        Ok(File { host, common, first, path, clock, managers })
    }

    /// The first world's store.
    pub fn first(&self) -> &Store {
        &self.first
    }

    /// All worlds, the first one too.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn worlds(&self) -> Result<Vec<Kept>, WorldError> {
        let mut common = self.common.lock().await;
        let all = worlds::all(&mut open_file(&mut common)?.db).await.map_err(|error| self.unread(error))?;
        let kept = |Entry { name, last, note, .. }| Kept { name, revision: last.revision, note };
        Ok(all.into_iter().map(kept).collect())
    }

    /// Opens the store of a world that is not open yet. It goes on where it was, its history too.
    ///
    /// # Errors
    /// There is no such world, or it cannot be read.
    pub async fn store(&self, name: &str, options: coracle_store::Options) -> Result<Store, WorldError> {
        self.first.settled().await?;
        let mut common = self.common.lock().await;
        let db = &mut open_file(&mut common)?.db;
        let entry = self.entry(db, name).await?;
        let records = load::load(db, &self.path, By::Index, entry.layer, entry.last.revision).await?;
        let stand = entry.stand(db).await.map_err(|error| self.unread(error))?;
        self.start(&mut common, stand, entry.last, records, options).await
    }

    /// Makes a world, and opens its store. It has no history.
    ///
    /// # Errors
    /// There is one of this name, or it could not be written: then there is none.
    pub async fn create(
        &self,
        name: &str,
        note: &str,
        from: Origin<'_>,
        options: coracle_store::Options,
    ) -> Result<Store, WorldError> {
        self.first.settled().await?;
        let mut common = self.common.lock().await;
        let db = &mut open_file(&mut common)?.db;
        let taken = worlds::named(db, name).await.map_err(|error| self.unread(error))?;
        if taken.is_some() {
            return Err(WorldError::Exists(format!("world {name}")));
        }
        let (Origin::World(_, snapshot) | Origin::Snapshot(_, snapshot) | Origin::Memory(snapshot)) = &from;
        let revision = snapshot.revision;
        let source = match &from {
            Origin::World(source, _) => Some(self.entry(db, source).await?),
            Origin::Snapshot(..) | Origin::Memory(_) => None,
        };
        if let Some(source) = source.as_ref().filter(|source| source.last.revision != revision) {
            let why = format!("world {} is at {}, and was not paused at {revision}", source.name, source.last.revision);
            return Err(ChangeError::Impossible(why).into());
        }
        let managers = self.managers;
        let made = async |db: &mut SqliteConnection| {
            let (below, moved) = match (&from, source) {
                (Origin::Snapshot(taken, _), _) => (taken.layer, None),
                (_, Some(mut source)) => {
                    let Frozen { layer, world } = source.freeze(db).await?;
                    (layer, Some(world))
                }
                (_, None) => (write_layer(db, &snapshot.records, managers).await?, None),
            };
            let (world, last) = add(db, name, note, below, revision).await?;
            Ok((world, last, moved))
        };
        let (world, last, moved) = common.transact(made).await.map_err(unwritten)?;
        if let Some(moved) = moved {
            common.worlds.entry(moved.number).and_modify(|stands| *stands = moved);
        }
        self.start(&mut common, world, last, snapshot.records.clone(), options).await
    }

    /// Lets the writer of a world live.
    async fn start(
        &self,
        common: &mut Common,
        world: World,
        last: Last,
        records: Records,
        options: coracle_store::Options,
    ) -> Result<Store, WorldError> {
        if common.worlds.insert(world.number, world).is_some() {
            return Err(WorldError::Exists(format!("an open store of world {}", world.number)));
        }
        let upkeep = Upkeep::new(options.compaction, options.bytes_max, records.bytes(), last);
        let (full, moved, size) = (common.full().map(str::to_owned), common.moved, open_file(common)?.place.size());
        let shared = Arc::clone(&self.common);
        let backend =
            Sqlite { common: shared, number: world.number, options, upkeep, place: None, full, moved, sweeps: false };
        let recent = Recent { from: last.revision, events: Vec::new() };
        let opened = Opened { backend, records, revision: last.revision, recent, size };
        let started = Store::start_on::<_, std::io::Error>(&self.host, options, async move || Ok(opened)).await;
        started.map_err(|source| OpenError::Io { path: self.path.clone(), source }.into())
    }

    /// Removes a world, whose store is closed. What it leaves is removed piece by piece.
    ///
    /// # Errors
    /// There is none of this name, or it could not be written.
    pub async fn remove(&self, name: &str) -> Result<(), WorldError> {
        let mut common = self.common.lock().await;
        let entry = self.entry(&mut open_file(&mut common)?.db, name).await?;
        if entry.number == FIRST.number {
            return Err(ChangeError::Impossible("the first world stays".to_owned()).into());
        }
        common.transact(async |db| entry.remove(db).await).await.map_err(unwritten)?;
        common.worlds.remove(&entry.number);
        self.sweep_soon(common).await;
        Ok(())
    }

    /// The first world's writer removes what is left of what is gone, also where nobody asks it for anything else.
    async fn sweep_soon(&self, mut common: MutexGuard<'_, Common>) {
        common.rubbish = true;
        // It may wait for that itself.
        drop(common);
        drop(self.first.hold().await);
    }

    /// What a world began with, as of then; none where that was nothing.
    ///
    /// # Errors
    /// There is none of this name, or it cannot be read.
    pub async fn origin(&self, name: &str) -> Result<Option<Records>, WorldError> {
        let mut common = self.common.lock().await;
        let db = &mut open_file(&mut common)?.db;
        let Some(origin) = self.entry(db, name).await?.origin else { return Ok(None) };
        Ok(Some(load::load(db, &self.path, By::Index, origin, i64::MAX.cast_unsigned()).await?))
    }

    /// Takes a snapshot of these worlds, all of one moment: kept ones, each with the revision at which its writer is paused, and ones
    /// that are in memory alone.
    ///
    /// # Errors
    /// There is one of this name, a world is not there, or it could not be written: then there is none of it.
    pub async fn take(
        &self,
        snapshot: &str,
        kept: &[(&str, Revision)],
        in_memory: &[(&str, &Snapshot)],
    ) -> Result<(), WorldError> {
        self.first.settled().await?;
        let mut common = self.common.lock().await;
        let db = &mut open_file(&mut common)?.db;
        let all = worlds::snapshots(db).await.map_err(|error| self.unread(error))?;
        if all.iter().any(|taken| taken.name == snapshot) {
            return Err(WorldError::Exists(format!("snapshot {snapshot}")));
        }
        let mut entries = Vec::new();
        for (name, revision) in kept {
            let entry = self.entry(db, name).await?;
            if entry.last.revision != *revision {
                let why = format!("world {name} is at {}, and was not paused at {revision}", entry.last.revision);
                return Err(ChangeError::Impossible(why).into());
            }
            entries.push(entry);
        }
        let (managers, time_ms) = (self.managers, (self.clock)());
        let taken = |world: &str, layer, revision| Taken {
            name: snapshot.to_owned(),
            world: world.to_owned(),
            layer,
            revision,
            time_ms,
        };
        let take = async |db: &mut SqliteConnection| {
            let mut moved = Vec::new();
            for mut entry in entries {
                let Frozen { layer, world } = entry.freeze(db).await?;
                taken(&entry.name, layer, entry.last.revision).add(db).await?;
                moved.push(world);
            }
            for (name, records) in in_memory {
                let layer = write_layer(db, &records.records, managers).await?;
                taken(name, layer, records.revision).add(db).await?;
            }
            Ok(moved)
        };
        for world in common.transact(take).await.map_err(unwritten)? {
            common.worlds.entry(world.number).and_modify(|stands| *stands = world);
        }
        Ok(())
    }

    /// Puts other records in the place of all that these worlds have, whose writers are paused, and makes these others: all of it or nothing.
    /// Returns the stores of those that are new, in their order.
    ///
    /// # Errors
    /// A world is not there or was not paused, one is there already, or it could not be written: then nothing has changed.
    pub async fn renew(&self, worlds: &[(&str, &Renewal)], new: &[Made<'_>]) -> Result<Vec<Store>, WorldError> {
        self.first.settled().await?;
        let mut common = self.common.lock().await;
        let db = &mut open_file(&mut common)?.db;
        let (mut all, mut written) = (Vec::new(), 0);
        for (name, renewal) in worlds {
            let (entry, transaction) = (self.entry(db, name).await?, renewal.transaction());
            if entry.last.revision != transaction.base {
                let why =
                    format!("world {name} is at {}, and was not paused at {}", entry.last.revision, transaction.base);
                return Err(ChangeError::Impossible(why).into());
            }
            let stand = entry.stand(db).await.map_err(|error| self.unread(error))?;
            let start = entry.last.compacted + 1;
            let log = Log { start, events: entry.last.revision + 1 - start };
            written += written_by(&transaction);
            all.push((stand, transaction, log));
        }
        for Made { name, .. } in new {
            if worlds::named(db, name).await.map_err(|error| self.unread(error))?.is_some() {
                return Err(WorldError::Exists(format!("world {name}")));
            }
        }
        let managers = self.managers;
        let renew = async |db: &mut SqliteConnection| {
            for (stand, transaction, log) in &all {
                sql::write_within(db, stand, transaction, *log, managers).await?;
            }
            let mut added = Vec::new();
            for Made { name, note, of, snapshot, .. } in new {
                added.push(add(db, name, note, of.layer, snapshot.revision).await?);
            }
            Ok(added)
        };
        let added = common.transact(renew).await.map_err(unwritten)?;
        common.unasked += written;
        let mut stores = Vec::new();
        for ((world, last), Made { snapshot, options, .. }) in added.into_iter().zip(new) {
            stores.push(self.start(&mut common, world, last, snapshot.records.clone(), *options).await?);
        }
        Ok(stores)
    }

    /// All snapshots, in the order of their names: one for each world that one is of.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn snapshots(&self) -> Result<Vec<Taken>, WorldError> {
        let mut common = self.common.lock().await;
        worlds::snapshots(&mut open_file(&mut common)?.db).await.map_err(|error| self.unread(error))
    }

    /// The records of a snapshot.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn records(&self, taken: &Taken) -> Result<Snapshot, WorldError> {
        let mut common = self.common.lock().await;
        let db = &mut open_file(&mut common)?.db;
        let records = load::load(db, &self.path, By::Index, taken.layer, taken.revision).await?;
        Ok(Snapshot { revision: taken.revision, records })
    }

    /// Removes a snapshot. What it leaves is removed piece by piece.
    ///
    /// # Errors
    /// There is none of this name, or it could not be written.
    pub async fn drop_snapshot(&self, name: &str) -> Result<(), WorldError> {
        let mut common = self.common.lock().await;
        open_file(&mut common)?;
        let removed = common.transact(async |db| worlds::remove_snapshot(db, name).await).await.map_err(unwritten)?;
        self.sweep_soon(common).await;
        if removed == 0 { Err(WorldError::Missing(format!("snapshot {name}"))) } else { Ok(()) }
    }

    async fn entry(&self, db: &mut SqliteConnection, name: &str) -> Result<Entry, WorldError> {
        let found = worlds::named(db, name).await.map_err(|error| self.unread(error))?;
        found.ok_or_else(|| WorldError::Missing(format!("world {name}")))
    }

    fn unread(&self, error: sqlx::Error) -> WorldError {
        explain(&self.path, error).into()
    }
}

fn open_file(common: &mut Common) -> Result<&mut file::OpenFile, WorldError> {
    common.file().map_err(|_| ChangeError::Closed.into())
}

fn unwritten(failed: Failed) -> WorldError {
    WorldError::Change(match failed {
        Failed::Full(why) => ChangeError::NoSpace(why),
        Failed::Refused(why) => ChangeError::Failed(why),
        Failed::Broken(why) => ChangeError::Indeterminate(why),
    })
}

/// Opens the file and its first world.
async fn open_first(path: &Path, options: Options) -> Result<(Opened<Sqlite>, Arc<Mutex<Common>>), OpenError> {
    let (file, world, records, last) = file::open(path, &options).await?;
    let upkeep = Upkeep::new(options.store.compaction, options.store.bytes_max, records.bytes(), last);
    let (size, place) = (file.place.size(), Some(Arc::clone(&file.place)));
    let common = Arc::new(Mutex::new(Common::new(file, options, world)));
    let (shared, number, options_of) = (Arc::clone(&common), FIRST.number, options.store);
    let mut backend =
        Sqlite { common: shared, number, options: options_of, upkeep, place, full: None, moved: 0, sweeps: true };
    let recent = match options.checked {
        Checked::Records => None,
        Checked::Whole => match backend.settle_file(&records).await {
            Ok(recent) => recent,
            Err(refusal) => {
                // See `file::open`.
                std::mem::forget(common.lock().await.take());
                return Err(refusal);
            }
        },
    };
    let recent = recent.unwrap_or(Recent { from: last.revision, events: Vec::new() });
    Ok((Opened { backend, records, revision: last.revision, recent, size }, common))
}

/// Adds a world that begins with a layer that nobody changes.
async fn add(
    db: &mut SqliteConnection,
    name: &str,
    note: &str,
    below: i64,
    revision: Revision,
) -> Result<(World, Last), sqlx::Error> {
    let layer = layers::add(db, Some(below), revision).await?;
    let (last, note) = (Last { revision, compacted: revision }, note.to_owned());
    let mut entry = Entry { number: 0, name: name.to_owned(), layer, origin: Some(below), last, note };
    entry.add(db).await?;
    Ok((World { number: entry.number, layer, base: revision }, last))
}

/// Writes records as a layer that stands on nothing, and that nobody changes.
async fn write_layer(
    db: &mut SqliteConnection,
    records: &Records,
    managers_of: ManagersOf,
) -> Result<i64, sqlx::Error> {
    let layer = layers::add(db, None, FIRST.base).await?;
    let all: Vec<_> = records.iter().collect();
    let mut managers = Differences::default();
    all.iter().for_each(|record| managers.add(record.created, &[], managers_of(record.value())));
    let steps = [Step::Insert(&all), Step::PutManagers(&managers.put)];
    for step in steps.into_iter().filter(|step| step.rows() != Some(0)) {
        let written = sql::run_all(db, None, &World { layer, ..FIRST }, &[step]).await;
        written.map_err(sql::Fault::within)?;
    }
    Ok(layer)
}

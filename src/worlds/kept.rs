//! Worlds that are kept in the file: made there, read when they are first asked for, and removed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use coracle_store::{Options, Snapshot};
use coracle_store_sqlite as file;
use coracle_store_sqlite::{File, Kept, WorldError};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::{Entry, MAIN, Origin, Worlds, unknown};
use crate::clock;
use crate::served::program;
use crate::status::Failure;
use crate::world::{Beginning, World};

/// What is kept of a world beside its objects.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Note {
    /// As of [`Entry`].
    #[serde(default)]
    pub id: String,
    /// When it was made, in seconds since 1970.
    pub created: i64,
    /// What it was made of.
    pub origin: Origin,
    /// As of [`Entry`].
    #[serde(default)]
    pub parent: Option<String>,
    /// As of [`Entry`].
    pub ttl: Option<Duration>,
    /// What was said of the bytes that it may have.
    pub bytes_max: Option<u64>,
}

impl Note {
    fn created(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.created, 0).unwrap_or_default()
    }
}

/// A world of the file that nobody has asked for since the start.
#[derive(Debug, Clone)]
pub struct Asleep {
    note: Note,
    /// Its last revision.
    pub revision: u64,
    since: Instant,
}

impl Asleep {
    /// What it was made of.
    pub fn origin(&self) -> &Origin {
        &self.note.origin
    }

    /// When it was made.
    pub fn created(&self) -> DateTime<Utc> {
        self.note.created()
    }

    /// As of [`Entry`].
    pub fn ttl(&self) -> Option<Duration> {
        self.note.ttl
    }

    /// When it goes, if nobody asks it for anything until then.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        let left = self.note.ttl?.saturating_sub(self.since.elapsed());
        clock::now().checked_add_signed(chrono::Duration::from_std(left).ok()?)
    }

    /// As of [`Entry`].
    pub fn bytes_max(&self) -> Option<u64> {
        self.note.bytes_max
    }
}

impl Worlds {
    /// Takes in the worlds of the file. None is read yet.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn find(&self) -> Result<(), String> {
        let Some(file) = &self.setup.file else { return Ok(()) };
        let (kept, since) = (file.worlds().await.map_err(|error| error.to_string())?, Instant::now());
        let others = kept.into_iter().filter(|kept| kept.name != MAIN);
        let one = |Kept { name, revision, note }| {
            let note = serde_json::from_str(&note).map_err(|why| format!("world {name}: {why}"))?;
            Ok((name.into(), Asleep { note, revision, since }))
        };
        *self.asleep() = others.map(one).collect::<Result<_, String>>()?;
        self.count();
        Ok(())
    }

    /// Those of the file that nobody has asked for yet, by name.
    pub fn asleep(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Asleep>> {
        // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
        self.asleep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is it in the file, and has nobody asked for it yet?
    pub fn sleeps(&self, name: &str) -> bool {
        self.asleep().contains_key(name)
    }

    /// Those whose time is over.
    pub(super) fn overslept(&self) -> Vec<Arc<str>> {
        let is_over = |asleep: &Asleep| asleep.note.ttl.is_some_and(|ttl| asleep.since.elapsed() >= ttl);
        self.asleep().iter().filter(|(_, asleep)| is_over(asleep)).map(|(name, _)| name.clone()).collect()
    }

    /// The world of this name, which is read from the file where nobody has asked for it yet.
    pub(super) async fn wake(&self, name: &str) -> Result<Arc<Entry>, Failure> {
        if !self.sleeps(name) {
            return self.get(name);
        }
        let _turn = self.turn.lock().await;
        let found = self.asleep().get(name).cloned();
        let (Some(file), Some(Asleep { note, revision, .. })) = (&self.setup.file, found) else {
            return self.get(name);
        };
        let options = self.options(note.bytes_max);
        let store = file.store(name, options).await.map_err(failure)?;
        let world = World::new(name, store, program().clone());
        if self.process.fixture.deterministic {
            world.stand_still();
        }
        let entry = Arc::new(Entry {
            world: Arc::new(world),
            created: note.created(),
            id: note.id,
            origin: note.origin,
            parent: note.parent,
            ephemeral: false,
            ttl: note.ttl,
            bytes_max: options.bytes_max,
            beginning: None,
            asked: Mutex::new(Instant::now()),
            begun: OnceLock::new(),
        });
        self.ask(&entry);
        // Its kinds are those of its definitions.
        entry.world.follow_definitions(revision).await;
        self.all().insert(entry.world.name.clone(), entry.clone());
        self.asleep().remove(name);
        Ok(entry)
    }

    /// A world in the file, and what it begins with; none for nothing.
    pub(super) async fn create_kept(
        &self,
        file: &File,
        name: &str,
        note: &Note,
        options: Options,
    ) -> Result<(World, Option<Beginning>), Failure> {
        if let Origin::World(of) = &note.origin {
            self.wake(of).await?;
        }
        let _turn = self.turn.lock().await;
        let text = serde_json::to_string(note).map_err(Failure::internal)?;
        let begun = |store, beginning: &Beginning| World::begun(name, store, beginning, &self.main.world);
        match &note.origin {
            Origin::World(of) => {
                let of = self.get(of)?;
                let beginning = of.world.beginning();
                if of.ephemeral {
                    let origin = file::Origin::Memory(&beginning.objects);
                    let store = file.create(name, &text, origin, options).await.map_err(failure)?;
                    return Ok((begun(store, &beginning), Some(beginning)));
                }
                // What is known of definitions is no newer than the objects are.
                let (objects, _paused) = of.world.store.pause().await?;
                let origin = file::Origin::World(&of.world.name, &objects);
                let store = file.create(name, &text, origin, options).await.map_err(failure)?;
                let beginning = Beginning { objects, ..beginning };
                Ok((begun(store, &beginning), Some(beginning)))
            }
            Origin::Snapshot(of) => {
                let (taken, beginning) = self.snapshot_in_file(file, of).await?;
                let origin = file::Origin::Snapshot(&taken, &beginning.objects);
                let store = file.create(name, &text, origin, options).await.map_err(failure)?;
                Ok((begun(store, &beginning), Some(beginning)))
            }
            Origin::Nothing => {
                let beginning = self.nothing().await?.beginning();
                let origin = file::Origin::Memory(&beginning.objects);
                let store = file.create(name, &text, origin, options).await.map_err(failure)?;
                Ok((begun(store, &beginning), None))
            }
        }
    }

    /// What a world that is kept began with; none for nothing.
    pub(super) async fn beginning_in_file(&self, entry: &Entry) -> Result<Option<Beginning>, Failure> {
        let Some(file) = self.setup.file.as_ref().filter(|_| entry.origin != Origin::Nothing) else { return Ok(None) };
        let records = file.origin(&entry.world.name).await.map_err(failure)?;
        let (kinds, clock) = (program().clone().into(), entry.world.clock.copy());
        Ok(records.map(|records| Beginning { objects: Snapshot { revision: 1, records }, kinds, clock }))
    }

    /// Removes a world from the file. Its store is closed.
    pub(super) async fn remove_kept(&self, name: &str) -> Result<(), Failure> {
        let Some(file) = &self.setup.file else { return Err(unknown(name)) };
        file.remove(name).await.map_err(failure)?;
        self.asleep().remove(name);
        Ok(())
    }
}

/// What a client is told of what the file refuses.
pub(super) fn failure(error: WorldError) -> Failure {
    match error {
        WorldError::Change(error) => error.into(),
        WorldError::Exists(_) | WorldError::Missing(_) | WorldError::Open(_) => Failure::internal(error),
    }
}

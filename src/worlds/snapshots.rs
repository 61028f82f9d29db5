//! Snapshots: what worlds were at a moment, by a name. They are in the file, or in memory where all is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use coracle_kinds::Qualified;
use coracle_object::names;
use coracle_store::{Options, Renewal, Revision};
use coracle_store_sqlite as file;
use coracle_store_sqlite::{File, Made, WorldError};
use tokio::time::Instant;

use super::kept::{Note, failure};
use super::{Coming, Entry, MAIN, Origin, Worlds};
use crate::clock::{self, Clock};
use crate::served::program;
use crate::status::Failure;
use crate::world::{Beginning, World};

/// What snapshots are called in failures.
const SNAPSHOTS: Qualified<'static> = Qualified { group: "", name: "snapshots" };
/// How long a writer may take to show what was made durable for it.
const RENEWED_WITHIN: Duration = Duration::from_secs(5);
/// So many there may be, each of a world counted.
const SNAPSHOTS_MAX: usize = 4096;

/// What is known of snapshots in memory.
#[derive(Default)]
pub(super) struct Snapshots {
    /// All where there is no file; else some that were taken or asked for last. By their names and their worlds'.
    held: Mutex<BTreeMap<(String, String), Held>>,
}

/// So many that are in the file, too, are held in memory.
const HELD_MAX: usize = 64;

#[derive(Clone)]
struct Held {
    taken: DateTime<Utc>,
    used: Instant,
    beginning: Beginning,
}

/// What a snapshot is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// The world of this name.
    World(String),
    /// All worlds but those with a time to live, at one moment.
    All,
}

/// What a world was when a snapshot was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The snapshot's name.
    pub name: String,
    /// What the world was called.
    pub world: String,
    /// Its revision.
    pub revision: Revision,
    /// When it was taken.
    pub time: DateTime<Utc>,
}

/// A world that is to be made anew.
struct Lost<'a> {
    coming: Coming<'a>,
    taken: file::Taken,
    beginning: Beginning,
    id: String,
    created: DateTime<Utc>,
    origin: Origin,
    /// What is kept of it.
    note: String,
}

impl Lost<'_> {
    /// As the file makes it.
    fn made(&self, options: Options) -> Made<'_> {
        let (of, snapshot) = (&self.taken, &self.beginning.objects);
        Made { name: &self.taken.world, note: &self.note, of, snapshot, options }
    }
}

impl Snapshots {
    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn held(&self) -> MutexGuard<'_, BTreeMap<(String, String), Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worlds {
    /// All snapshots, by name: one for each world that one is of.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn snapshots(&self) -> Result<Vec<Taken>, Failure> {
        let Some(file) = &self.setup.file else {
            let of = |((name, world), held): (&(String, String), &Held)| Taken {
                name: name.clone(),
                world: world.clone(),
                revision: held.beginning.objects.revision,
                time: held.taken,
            };
            return Ok(self.snapshots.held().iter().map(of).collect());
        };
        let of = |file::Taken { name, world, revision, time_ms, .. }| Taken {
            name,
            world,
            revision,
            time: DateTime::from_timestamp_millis(time_ms).unwrap_or_default(),
        };
        Ok(file.snapshots().await.map_err(failure)?.into_iter().map(of).collect())
    }

    /// Takes a snapshot. Returns its name.
    pub(super) async fn take_now(&self, name: Option<String>, of: &Of) -> Result<String, Failure> {
        if let Of::World(world) = of {
            self.wake(world).await?;
        }
        let _turn = self.turn.lock().await;
        // Whoever is there now is so until the end.
        let of_all = match of {
            Of::World(world) => vec![self.get(world)?],
            Of::All => self.list().into_iter().filter(|entry| entry.ttl.is_none()).collect(),
        };
        let asleep = if *of == Of::All { self.asleep_to_stay().len() } else { 0 };
        let name = self.free(name, of_all.len() + asleep).await?;
        let (mut paused, mut holds) = (Vec::new(), Vec::new());
        for entry in of_all {
            let beginning = entry.world.beginning();
            let (objects, hold) = entry.world.store.pause().await?;
            paused.push((entry, Beginning { objects, ..beginning }));
            holds.push(hold);
        }
        if let Some(file) = &self.setup.file {
            self.write_snapshot(file, &name, of, &paused).await?;
        }
        drop(holds);
        let taken = clock::now();
        for (entry, beginning) in paused {
            self.hold((name.clone(), entry.world.name.to_string()), taken, beginning);
        }
        Ok(name)
    }

    /// Holds a snapshot in memory: it is asked for again as a rule, and shares what has not changed with what was made of it.
    fn hold(&self, key: (String, String), taken: DateTime<Utc>, beginning: Beginning) {
        let mut held = self.snapshots.held();
        held.insert(key, Held { taken, used: Instant::now(), beginning });
        let max = if self.setup.file.is_some() { HELD_MAX } else { usize::MAX };
        if held.len() > max
            && let Some(oldest) = held.iter().min_by_key(|(_, held)| held.used).map(|(key, _)| key.clone())
        {
            held.remove(&oldest);
        }
    }

    /// The name of a snapshot of so many worlds that can be taken; one is made where there is none.
    async fn free(&self, name: Option<String>, worlds: usize) -> Result<String, Failure> {
        let there = self.snapshots().await?;
        let is_free = |name: &String| there.iter().all(|taken| taken.name != *name);
        let mut made = std::iter::repeat_with(|| names::generate_name("s-", clock::random()));
        let name = name.map_or_else(|| Ok(made.find(is_free).unwrap_or_default()), super::checked)?;
        if !is_free(&name) {
            return Err(Failure::already_exists(SNAPSHOTS, &name));
        }
        if there.len() + worlds > SNAPSHOTS_MAX {
            let why =
                format!("there are {} snapshots of worlds, and there may be {SNAPSHOTS_MAX}; delete some", there.len());
            return Err(Failure::forbidden(SNAPSHOTS, &name, &why));
        }
        Ok(name)
    }

    /// Keeps this as a snapshot. Returns its name.
    pub(super) async fn keep_now(&self, name: Option<String>, world: &str, what: Beginning) -> Result<String, Failure> {
        let world = super::checked(world.to_owned())?;
        let _turn = self.turn.lock().await;
        let name = self.free(name, 1).await?;
        if let Some(file) = &self.setup.file {
            written(&name, file.take(&name, &[], &[(&world, &what.objects)]).await)?;
        }
        self.hold((name.clone(), world), clock::now(), what);
        Ok(name)
    }

    async fn write_snapshot(
        &self,
        file: &File,
        name: &str,
        of: &Of,
        paused: &[(Arc<Entry>, Beginning)],
    ) -> Result<(), Failure> {
        let of_entry = |ephemeral| paused.iter().filter(move |(entry, _)| entry.ephemeral == ephemeral);
        let (kept, in_memory) = (of_entry(false), of_entry(true));
        let kept = kept.map(|(entry, beginning)| (entry.world.name.to_string(), beginning.objects.revision));
        let asleep = match of {
            Of::All => self.asleep_to_stay(),
            Of::World(_) => Vec::new(),
        };
        let kept: Vec<(String, Revision)> = kept.chain(asleep).collect();
        let kept: Vec<(&str, Revision)> = kept.iter().map(|(name, revision)| (&**name, *revision)).collect();
        let in_memory: Vec<_> = in_memory.map(|(entry, beginning)| (&*entry.world.name, &beginning.objects)).collect();
        written(name, file.take(name, &kept, &in_memory).await)
    }

    /// The worlds that nobody has asked for yet, without those that are to go, and their revisions.
    fn asleep_to_stay(&self) -> Vec<(String, Revision)> {
        let asleep = self.asleep();
        let to_stay = asleep.iter().filter(|(_, asleep)| asleep.ttl().is_none());
        to_stay.map(|(name, asleep)| (name.to_string(), asleep.revision)).collect()
    }

    /// Puts back what a snapshot has.
    pub(super) async fn restore_now(&self, name: &str, world: Option<&str>) -> Result<(), Failure> {
        let all = self.snapshots().await?;
        let of: Vec<&str> = all.iter().filter(|taken| taken.name == name).map(|taken| &*taken.world).collect();
        if let Some(world) = world {
            let from = match of.as_slice() {
                [_] => name.to_owned(),
                _ => format!("{name}/{world}"),
            };
            let to = Origin::Snapshot(from);
            return self.put_back(&self.wake(world).await?, Some(&to)).await.map(drop);
        }
        if of.is_empty() {
            return Err(no_snapshot(name));
        }
        let (mut there, mut missing) = (Vec::new(), Vec::new());
        for world in of {
            let from = format!("{name}/{world}");
            match self.wake(world).await {
                Ok(entry) => there.push((entry, self.snapshot(&from).await?)),
                Err(failure) if failure.code != 404 => return Err(failure),
                Err(_) => missing.push((world, from)),
            }
        }
        let Some(file) = &self.setup.file else {
            for (world, from) in missing {
                let coming = self.reserve(world)?;
                let beginning = self.snapshot(&from).await?.ahead();
                let made = self.main.world.beside(world, self.options(None), beginning.clone()).await;
                let (made, id) = (made.map_err(Failure::internal)?, clock::uid());
                let entry = self.restored(made, id, Origin::Snapshot(from), clock::now(), beginning);
                self.begin(coming, &entry).await;
            }
            return self.restore_each(there).await;
        };
        let (in_memory, kept): (Vec<_>, Vec<_>) = there.into_iter().partition(|(entry, _)| entry.ephemeral);
        let mut lost = Vec::new();
        for (world, from) in missing {
            lost.push(self.lost(file, world, from).await?);
        }
        self.restore_kept(file, kept, lost).await?;
        self.restore_each(in_memory).await
    }

    /// A world that a snapshot is of and that is there no more.
    async fn lost(&self, file: &File, world: &str, from: String) -> Result<Lost<'_>, Failure> {
        let coming = self.reserve(world)?;
        let (taken, beginning) = self.snapshot_in_file(file, &from).await?;
        let (beginning, created) = (beginning.ahead(), clock::now());
        let (id, origin) = (clock::uid(), Origin::Snapshot(from));
        let note = Note { id, created: created.timestamp(), origin, parent: None, ttl: None, bytes_max: None };
        let text = serde_json::to_string(&note).map_err(Failure::internal)?;
        Ok(Lost { coming, taken, beginning, id: note.id, created, origin: note.origin, note: text })
    }

    /// Puts back several worlds of the file, and makes those that are lost: together or not at all.
    async fn restore_kept(
        &self,
        file: &File,
        kept: Vec<(Arc<Entry>, Beginning)>,
        lost: Vec<Lost<'_>>,
    ) -> Result<(), Failure> {
        let _turn = self.turn.lock().await;
        let mut still = Vec::new();
        for (entry, _) in &kept {
            self.ask(entry);
            still.push(entry.world.still().await);
        }
        let (mut paused, mut kinds) = (Vec::new(), Vec::new());
        for (entry, to) in kept.iter().cloned() {
            let (now, pause) = entry.world.store.pause().await?;
            let no_revision = || Failure::internal("no revision is left");
            let renewal = Renewal::of(&now, to.objects.records).ok_or_else(no_revision)?;
            paused.push((entry, renewal, pause));
            kinds.push(to.kinds);
        }
        let before: Vec<_> =
            paused.iter().zip(kinds).map(|((entry, ..), kinds)| entry.world.begin_renewal(kinds)).collect();
        let renewals: Vec<_> = paused.iter().map(|(entry, renewal, _)| (&*entry.world.name, renewal)).collect();
        let options = self.options(None);
        let new: Vec<_> = lost.iter().map(|lost| lost.made(options)).collect();
        let stores = match file.renew(&renewals, &new).await {
            Ok(stores) => stores,
            Err(error) => {
                paused.iter().zip(before).for_each(|((entry, ..), kinds)| entry.world.kinds.put(kinds));
                return Err(failure(error));
            }
        };
        let mut renewed = Vec::new();
        for (entry, renewal, pause) in paused {
            let revision = renewal.revision;
            pause.renewed(renewal);
            entry.world.store.reached(revision, RENEWED_WITHIN).await;
            entry.world.end_renewal();
            renewed.push((entry, revision));
        }
        drop(still);
        for (entry, revision) in renewed {
            entry.world.follow_definitions(revision).await;
        }
        for (lost, store) in lost.into_iter().zip(stores) {
            let Lost { coming, taken, beginning, id, created, origin, .. } = lost;
            let world = World::begun(&taken.world, store, &beginning, &self.main.world);
            self.begin(coming, &self.restored(world, id, origin, created, beginning)).await;
        }
        Ok(())
    }

    async fn restore_each(&self, worlds: Vec<(Arc<Entry>, Beginning)>) -> Result<(), Failure> {
        for (entry, to) in worlds {
            self.ask(&entry);
            entry.world.reset(to).await?;
        }
        Ok(())
    }

    /// Deletes a snapshot.
    pub(super) async fn drop_now(&self, name: &str) -> Result<(), Failure> {
        let _turn = self.turn.lock().await;
        if let Some(file) = &self.setup.file {
            match file.drop_snapshot(name).await {
                Err(WorldError::Missing(_)) => return Err(no_snapshot(name)),
                dropped => dropped.map_err(failure)?,
            }
        }
        let mut held = self.snapshots.held();
        let before = held.len();
        held.retain(|(snapshot, _), _| snapshot != name);
        if self.setup.file.is_none() && held.len() == before {
            return Err(no_snapshot(name));
        }
        Ok(())
    }

    /// What a snapshot of one world has; of several, `NAME/WORLD` says which, and `NAME` alone is the first world's.
    ///
    /// # Errors
    /// 404: there is none of this name. It cannot be read.
    pub async fn snapshot(&self, name: &str) -> Result<Beginning, Failure> {
        if let Some(file) = &self.setup.file {
            return Ok(self.snapshot_in_file(file, name).await?.1);
        }
        let held = self.snapshots.held();
        let place = select(held.keys().map(|(name, world)| (&**name, &**world)), name);
        let found = place.and_then(|place| held.values().nth(place));
        found.map(|held| held.beginning.clone()).ok_or_else(|| no_snapshot(name))
    }

    /// The same for a world that is put back to it: of several, `NAME` alone is first of all what it has of that world.
    pub(super) async fn snapshot_for(&self, name: &str, world: &str) -> Result<Beginning, Failure> {
        match self.snapshot(&format!("{name}/{world}")).await {
            Err(failure) if failure.code == 404 => self.snapshot(name).await,
            found => found,
        }
    }

    /// A world that was lost, as it is again.
    fn restored(
        &self,
        world: World,
        id: String,
        origin: Origin,
        created: DateTime<Utc>,
        beginning: Beginning,
    ) -> Arc<Entry> {
        let (ephemeral, bytes_max) = (self.setup.file.is_none(), self.options(None).bytes_max);
        let (asked, begun) = (Mutex::new(Instant::now()), OnceLock::new());
        let (world, beginning) = (Arc::new(world), Some(beginning));
        let entry = Entry {
            world,
            id,
            origin,
            parent: None,
            ephemeral,
            created,
            ttl: None,
            bytes_max,
            beginning,
            asked,
            begun,
        };
        Arc::new(entry)
    }

    /// The same as it stands in the file.
    pub(super) async fn snapshot_in_file(&self, file: &File, name: &str) -> Result<(file::Taken, Beginning), Failure> {
        let all = file.snapshots().await.map_err(failure)?;
        let place = select(all.iter().map(|taken| (&*taken.name, &*taken.world)), name);
        let taken = place.and_then(|place| all.into_iter().nth(place));
        let taken = taken.ok_or_else(|| no_snapshot(name))?;
        let key = (taken.name.clone(), taken.world.clone());
        if let Some(held) = self.snapshots.held().get_mut(&key) {
            held.used = Instant::now();
            return Ok((taken, held.beginning.clone()));
        }
        let objects = file.records(&taken).await.map_err(failure)?;
        let (kinds, clock) = (program().clone().into(), Clock::of_start(self.process.fixture.deterministic));
        let beginning = Beginning { objects, kinds, clock };
        let time = DateTime::from_timestamp_millis(taken.time_ms).unwrap_or_default();
        self.hold(key, time, beginning.clone());
        Ok((taken, beginning))
    }
}

/// What a client is told where a snapshot could not be written.
fn written(name: &str, taken: Result<(), WorldError>) -> Result<(), Failure> {
    match taken {
        Err(WorldError::Exists(_)) => Err(Failure::already_exists(SNAPSHOTS, name)),
        taken => taken.map_err(failure),
    }
}

/// 404: there is no such snapshot.
pub fn no_snapshot(name: &str) -> Failure {
    Failure::not_found(SNAPSHOTS, name)
}

/// Which of these, in the order of their names and worlds, a name means.
fn select<'a>(all: impl Iterator<Item = (&'a str, &'a str)> + Clone, name: &str) -> Option<usize> {
    let (snapshot, world) = name.split_once('/').map_or((name, None), |(snapshot, world)| (snapshot, Some(world)));
    let of_it = |at: Option<&str>| {
        all.clone().position(|(name, world)| name == snapshot && at.is_none_or(|wanted| wanted == world))
    };
    match world {
        Some(world) => of_it(Some(world)),
        None => of_it(Some(MAIN)).or_else(|| of_it(None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_one_world() {
        let all = [("a", "main"), ("a", "w"), ("b", "v"), ("b", "w")];
        for (name, place) in [
            ("a", Some(0)),
            ("a/w", Some(1)),
            ("b", Some(2)),
            ("b/w", Some(3)),
            ("b/main", None),
            ("c", None),
            ("c/w", None),
            ("a/", None),
            ("", None),
        ] {
            assert_eq!(select(all.into_iter(), name), place, "{name}");
        }
    }
}

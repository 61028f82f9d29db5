//! The rows of worlds and snapshots: which there are, where each stands, and what becomes of them.
//!
//! What changes something here is a part of the caller's transaction.

use coracle_store::Revision;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::layers::{self, Fold};
use crate::rows::unsound;
use crate::step::number;
use crate::world::{FIRST, Last, World};
use crate::{checksum, step};

/// A row of `worlds`.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub number: i64,
    pub name: String,
    pub layer: i64,
    /// The layer that it began with; none where it began with nothing.
    pub origin: Option<i64>,
    pub last: Last,
    pub note: String,
}

/// What a world was when a snapshot was taken: a row of `snapshots`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The snapshot's name.
    pub name: String,
    /// What the world was called.
    pub world: String,
    pub(crate) layer: i64,
    /// The world's revision.
    pub revision: Revision,
    /// When it was taken, in milliseconds since 1970.
    pub time_ms: i64,
}

/// Rows of `worlds`, as [`entry`] reads them.
macro_rules! entries {
    ($which:literal) => {
        concat!("SELECT world, name, layer, origin, revision, log_start, note, checksum FROM worlds ", $which)
    };
}

/// All worlds, in the order of their numbers.
pub(crate) async fn all(db: &mut SqliteConnection) -> Result<Vec<Entry>, sqlx::Error> {
    let rows = sqlx::query(entries!("WHERE name IS NOT NULL ORDER BY world"));
    rows.fetch_all(db).await?.iter().map(entry).collect()
}

/// The world of a name, if there is one.
pub(crate) async fn named(db: &mut SqliteConnection, name: &str) -> Result<Option<Entry>, sqlx::Error> {
    let row = sqlx::query(entries!("WHERE name = ?"));
    row.bind(name).fetch_optional(db).await?.as_ref().map(entry).transpose()
}

/// The world of a number.
pub(crate) async fn numbered(db: &mut SqliteConnection, number: i64) -> Result<Entry, sqlx::Error> {
    let row = sqlx::query(entries!("WHERE world = ?"));
    entry(&row.bind(number).fetch_one(db).await?)
}

fn entry(row: &SqliteRow) -> Result<Entry, sqlx::Error> {
    let number = |column: usize| row.try_get::<i64, _>(column);
    let (revision, log_start) = (number(4)?.cast_unsigned(), number(5)?.cast_unsigned());
    let entry = Entry {
        number: number(0)?,
        name: row.try_get(1)?,
        layer: number(2)?,
        origin: row.try_get(3)?,
        last: Last { revision, compacted: log_start.max(1) - 1 },
        note: row.try_get(6)?,
    };
    checksum::compare(|| format!("world {}", entry.name), number(7)?, entry.sum())?;
    Ok(entry)
}

impl Entry {
    /// Over all but its counters.
    fn sum(&self) -> i64 {
        let numbers = [self.number, self.layer, self.origin.unwrap_or(-1)];
        checksum::entry(&numbers, &[&self.name, &self.note])
    }

    /// Where its records stand.
    pub async fn stand(&self, db: &mut SqliteConnection) -> Result<World, sqlx::Error> {
        let base = layers::below(db, self.layer).await?.first().map_or(FIRST.base, |layer| layer.base);
        Ok(World { number: self.number, layer: self.layer, base })
    }

    /// Adds it, without history. Its number becomes one that no other has.
    pub async fn add(&mut self, db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let next = "SELECT ifnull(max(world), -1) + 1 FROM worlds";
        self.number = sqlx::query_scalar(next).fetch_one(&mut *db).await?;
        let add = sqlx::query(
            "INSERT INTO worlds (world, name, layer, origin, revision, log_start, note, checksum) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        );
        let (revision, log_start) = (self.last.revision, self.last.compacted + 1);
        let add = add.bind(self.number).bind(&self.name).bind(self.layer).bind(self.origin);
        let add = add.bind(number(revision)).bind(number(log_start)).bind(&self.note).bind(self.sum());
        add.execute(db).await.map(|_| ())
    }

    /// Writes which layer it has now.
    async fn write_layer(&self, db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let write = sqlx::query("UPDATE worlds SET layer = ?, checksum = ? WHERE world = ? AND name = ?");
        let write = write.bind(self.layer).bind(self.sum()).bind(self.number).bind(&self.name);
        one(write.execute(db).await?.rows_affected())
    }

    /// Makes its records as they are a layer that nobody changes any more, and says which: its changes go to a new one from here on.
    pub async fn freeze(&mut self, db: &mut SqliteConnection) -> Result<Frozen, sqlx::Error> {
        let layers = layers::below(db, self.layer).await?;
        let (Some(own), revision) = (layers.first(), self.last.revision) else {
            return Err(unsound(format!("world {} has no layer", self.name)));
        };
        // Where nothing has changed since it began, what is below it is what it is.
        match own.below {
            Some(below) if own.base == revision => return Ok(Frozen { layer: below, world: self.stand(db).await? }),
            _ => {}
        }
        let frozen = self.layer;
        self.layer = layers::add(db, Some(frozen), revision).await?;
        self.write_layer(db).await?;
        Ok(Frozen { layer: frozen, world: World { number: self.number, layer: self.layer, base: revision } })
    }

    /// It is no more. What is left of it is removed by [`Rubbish::sweep`].
    pub async fn remove(&self, db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let remove = sqlx::query("UPDATE worlds SET name = NULL, origin = NULL WHERE world = ? AND name = ?");
        one(remove.bind(self.number).bind(&self.name).execute(db).await?.rows_affected())
    }
}

/// A world's records, as they stay; and where the world stands now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frozen {
    pub layer: i64,
    pub world: World,
}

/// All snapshots, in the order of their names.
pub(crate) async fn snapshots(db: &mut SqliteConnection) -> Result<Vec<Taken>, sqlx::Error> {
    let rows =
        sqlx::query("SELECT name, world, layer, revision, time_ms, checksum FROM snapshots ORDER BY name, world");
    let one = |row: &SqliteRow| {
        let number = |column: usize| row.try_get::<i64, _>(column);
        let taken = Taken {
            name: row.try_get(0)?,
            world: row.try_get(1)?,
            layer: number(2)?,
            revision: number(3)?.cast_unsigned(),
            time_ms: number(4)?,
        };
        let what = || format!("snapshot {} of world {}", taken.name, taken.world);
        checksum::compare(what, number(5)?, taken.sum())?;
        Ok(taken)
    };
    rows.fetch_all(db).await?.iter().map(one).collect()
}

impl Taken {
    fn sum(&self) -> i64 {
        checksum::entry(&[self.layer, number(self.revision), self.time_ms], &[&self.name, &self.world])
    }

    /// Adds it.
    pub(crate) async fn add(&self, db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let add = "INSERT INTO snapshots (name, world, layer, revision, time_ms, checksum) VALUES (?, ?, ?, ?, ?, ?)";
        let add = sqlx::query(add).bind(&self.name).bind(&self.world).bind(self.layer);
        let add = add.bind(number(self.revision)).bind(self.time_ms).bind(self.sum());
        add.execute(db).await.map(|_| ())
    }
}

/// Removes a snapshot; how many worlds it was of. What is left of it is removed by [`Rubbish::sweep`].
pub(crate) async fn remove_snapshot(db: &mut SqliteConnection, name: &str) -> Result<u64, sqlx::Error> {
    sqlx::query("DELETE FROM snapshots WHERE name = ?").bind(name).execute(db).await.map(|done| done.rows_affected())
}

fn one(changed: u64) -> Result<(), sqlx::Error> {
    if changed == 1 { Ok(()) } else { Err(unsound("a world is not where it was".to_owned())) }
}

/// So many rows are removed at a time.
const SWEPT: i64 = 256;

/// Something that nobody needs any more.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rubbish {
    /// What a world left that is no more.
    World(i64),
    /// A layer that nothing stands on.
    Layer(i64),
    /// A layer that need not stand by itself.
    Fold(Fold),
}

/// Some of it, if there is any.
pub(crate) async fn rubbish(db: &mut SqliteConnection) -> Result<Option<Rubbish>, sqlx::Error> {
    if let Some(world) = gone_world(db).await? {
        return Ok(Some(Rubbish::World(world)));
    }
    if let Some(layer) = unused_layer(db).await? {
        return Ok(Some(Rubbish::Layer(layer)));
    }
    Ok(layers::to_fold(db).await?.map(Rubbish::Fold))
}

impl Rubbish {
    /// Removes a piece of it, after which the file is sound.
    pub async fn sweep(self, db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        match self {
            Rubbish::World(world) => sweep_world(db, world).await,
            Rubbish::Layer(layer) => sweep_layer(db, layer).await,
            Rubbish::Fold(fold) => fold.fold(db, SWEPT).await,
        }
    }
}

async fn gone_world(db: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT world FROM worlds WHERE name IS NULL LIMIT 1").fetch_optional(db).await
}

async fn unused_layer(db: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let unused = "SELECT layer FROM layers l WHERE NOT EXISTS (SELECT 1 FROM worlds w WHERE w.layer = l.layer)
        AND NOT EXISTS (SELECT 1 FROM worlds w WHERE w.origin = l.layer)
        AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.layer = l.layer)
        AND NOT EXISTS (SELECT 1 FROM layers above WHERE above.below = l.layer) LIMIT 1";
    sqlx::query_scalar(unused).fetch_optional(db).await
}

async fn sweep_world(db: &mut SqliteConnection, world: i64) -> Result<(), sqlx::Error> {
    let some = "DELETE FROM events WHERE rowid IN (SELECT rowid FROM events WHERE world = ? LIMIT ?)";
    let swept = sqlx::query(some).bind(world).bind(SWEPT).execute(&mut *db).await?.rows_affected();
    if step::number(swept) < SWEPT {
        sqlx::query("DELETE FROM worlds WHERE world = ?").bind(world).execute(db).await?;
    }
    Ok(())
}

async fn sweep_layer(db: &mut SqliteConnection, layer: i64) -> Result<(), sqlx::Error> {
    let some = "DELETE FROM objects WHERE rowid IN (SELECT rowid FROM objects WHERE layer = ? LIMIT ?)";
    let swept = sqlx::query(some).bind(layer).bind(SWEPT).execute(&mut *db).await?.rows_affected();
    if step::number(swept) < SWEPT {
        sqlx::query("DELETE FROM hidden WHERE layer = ?").bind(layer).execute(&mut *db).await?;
        sqlx::query("DELETE FROM layers WHERE layer = ?").bind(layer).execute(db).await?;
    }
    Ok(())
}

//! Snapshots as operations: taken, made of objects, listed, shown, restored, deleted. They are asked of the first world, as what is about all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::objects::{IMPORT, documents};
use super::worlds::of_main;
use super::{Asked, Operation, Shape, Shown};
use crate::caller::Caller;
use crate::clock;
use crate::documents::Document;
use crate::seed::{self, Status};
use crate::status::Failure;
use crate::worlds::{MAIN, Of, Taken};

const SNAPSHOT: Shape = Shape::Json(SchemaGenerator::subschema_for::<Snapshot>);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "createSnapshot",
        method: "POST",
        path: "/coracle/v1/snapshots",
        summary: "Takes a snapshot of a world, or of all at one moment; whoever writes to them waits meanwhile.",
        parameters: &[],
        body: Some(SchemaGenerator::subschema_for::<NewSnapshot>),
        answer: SNAPSHOT,
        code: 201,
        is_bulky: false,
        run: |asked| Box::pin(create(asked)),
    },
    Operation {
        id: "listSnapshots",
        method: "GET",
        path: "/coracle/v1/snapshots",
        summary: "Lists all snapshots, by name.",
        parameters: &[],
        body: None,
        answer: Shape::Json(SchemaGenerator::subschema_for::<SnapshotList>),
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(list(asked)),
    },
    Operation {
        id: "getSnapshot",
        method: "GET",
        path: "/coracle/v1/snapshots/{name}",
        summary: "Shows a snapshot.",
        parameters: &[],
        body: None,
        answer: SNAPSHOT,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { Shown::json(&named(&asked).await?) }),
    },
    Operation {
        id: "deleteSnapshot",
        method: "DELETE",
        path: "/coracle/v1/snapshots/{name}",
        summary: "Deletes a snapshot, and shows what it was. What was made of it stays.",
        parameters: &[],
        body: None,
        answer: SNAPSHOT,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(delete(asked)),
    },
    Operation {
        id: "importSnapshot",
        method: "POST",
        path: "/coracle/v1/snapshots/{name}/import",
        summary: "Makes a snapshot of objects, and of what exists from the start, as a whole or not at all; no world is changed.",
        parameters: &[],
        body: Some(SchemaGenerator::subschema_for::<ImportSnapshot>),
        answer: SNAPSHOT,
        code: 201,
        is_bulky: true,
        run: |asked| Box::pin(import(asked)),
    },
    Operation {
        id: "restoreSnapshot",
        method: "POST",
        path: "/coracle/v1/snapshots/{name}/restore",
        summary: "Puts what a snapshot has in the place of all that its worlds have; revisions go on, and watches end with 410.",
        parameters: &[],
        body: Some(SchemaGenerator::subschema_for::<Restore>),
        answer: SNAPSHOT,
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(restore(asked)),
    },
];

/// A snapshot that is to be taken.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSnapshot {
    /// Its name, a DNS label; without it, one is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The world that it is of; without it, the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub world: Option<String>,
    /// What the world is called in the snapshot, where that is another name than its own; there need be none of this name.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub known_as: Option<String>,
    /// Is it of all worlds, but for those with a time to live?
    #[serde(default)]
    pub all: bool,
}

/// Objects that a snapshot is made of.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportSnapshot {
    /// The world that it is to be a snapshot of, which need not be there; without it, the first one.
    #[serde(default)]
    world: Option<String>,
    /// The objects, each with an apiVersion, a kind and a name.
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    items: Vec<Box<RawValue>>,
}

/// Where a snapshot is restored.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// This world alone gets what the snapshot has of it, or of the one world that it is of; without it, each world that it is of gets its
    /// own, and one that is there no more is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub world: Option<String>,
}

/// A snapshot.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Snapshot {
    /// Its name.
    pub name: String,
    /// When it was taken, RFC 3339.
    pub created: String,
    /// What it is of.
    pub worlds: Vec<SnapshotOf>,
}

/// What a world was when a snapshot was taken.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotOf {
    /// What the world was called.
    pub world: String,
    /// Its revision.
    pub revision: u64,
}

/// Snapshots.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotList {
    /// Themselves.
    pub items: Vec<Snapshot>,
}

/// All snapshots, each with what it is of.
fn gathered(taken: Vec<Taken>) -> Vec<Snapshot> {
    let mut all = BTreeMap::<String, Snapshot>::new();
    for Taken { name, world, revision, time } in taken {
        let new = || Snapshot { name: name.clone(), created: clock::rfc3339(time), worlds: Vec::new() };
        all.entry(name.clone()).or_insert_with(new).worlds.push(SnapshotOf { world, revision });
    }
    all.into_values().collect()
}

async fn list(asked: Asked<'_>) -> Result<Shown, Failure> {
    of_main(&asked)?;
    Shown::json(&SnapshotList { items: gathered(asked.worlds.snapshots().await?) })
}

/// The snapshot that the path names.
async fn named(asked: &Asked<'_>) -> Result<Snapshot, Failure> {
    of_main(asked)?;
    of_name(asked, asked.name(0)).await
}

async fn of_name(asked: &Asked<'_>, name: &str) -> Result<Snapshot, Failure> {
    let all = gathered(asked.worlds.snapshots().await?);
    all.into_iter().find(|snapshot| snapshot.name == name).ok_or_else(|| crate::worlds::no_snapshot(name))
}

async fn create(asked: Asked<'_>) -> Result<Shown, Failure> {
    of_main(&asked)?;
    let NewSnapshot { name, world, known_as, all } = asked.read()?;
    let name = match (world, known_as, all) {
        (Some(_), _, true) => return Err(Failure::bad_request("a snapshot is of one world or of all, not both")),
        (None, Some(_), true) => {
            return Err(Failure::bad_request("as: in a snapshot of all worlds each has its own name"));
        }
        (None, None, true) => asked.worlds.take(name, Of::All).await?,
        (world, None, false) => asked.worlds.take(name, Of::World(world.unwrap_or_else(|| MAIN.to_owned()))).await?,
        (world, Some(known_as), false) => {
            let entry = asked.worlds.open(world.as_deref().unwrap_or(MAIN)).await?;
            asked.worlds.keep(name, &known_as, entry.world.beginning()).await?
        }
    };
    Shown::json(&of_name(&asked, &name).await?)
}

async fn import(asked: Asked<'_>) -> Result<Shown, Failure> {
    of_main(&asked)?;
    let ImportSnapshot { world, items } = asked.read()?;
    let all: Vec<Arc<Document>> = documents(items)?.into_iter().map(Arc::new).collect();
    let staged = asked.worlds.stage_new().await?;
    let caller = Caller { process: asked.process, world: &staged.world, name: IMPORT };
    seed::apply_each(caller, &all, Status::Applied).await.map_err(seed::SeedError::into_failure)?;
    let (name, world) = (asked.name(0).to_owned(), world.as_deref().unwrap_or(MAIN));
    let name = asked.worlds.keep(Some(name), world, staged.world.beginning()).await?;
    Shown::json(&of_name(&asked, &name).await?)
}

async fn delete(asked: Asked<'_>) -> Result<Shown, Failure> {
    let was = named(&asked).await?;
    asked.worlds.drop_snapshot(asked.name(0)).await?;
    Shown::json(&was)
}

async fn restore(asked: Asked<'_>) -> Result<Shown, Failure> {
    let snapshot = named(&asked).await?;
    let Restore { world } = asked.read()?;
    asked.worlds.restore(asked.name(0), world).await?;
    Shown::json(&snapshot)
}

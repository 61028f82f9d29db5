//! Worlds as operations: made, listed, shown, put back, deleted. They are asked of the first world, as what is about all of them.

use std::time::Duration;

use schemars::{JsonSchema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Asked, Operation, Shape, Shown};
use crate::auth::tokens;
use crate::clock;
use crate::request::duration;
use crate::status::Failure;
use crate::worlds::{Asleep, Entry, MAIN, Origin, Wanted};

const WORLD: Shape = Shape::Json(SchemaGenerator::subschema_for::<World>);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "createWorld",
        method: "POST",
        path: "/coracle/v1/worlds",
        summary: "Makes a world: from nothing, or as a fork of another one.",
        parameters: &[],
        body: Some(SchemaGenerator::subschema_for::<NewWorld>),
        answer: WORLD,
        code: 201,
        is_bulky: false,
        run: |asked| Box::pin(create(asked)),
    },
    Operation {
        id: "listWorlds",
        method: "GET",
        path: "/coracle/v1/worlds",
        summary: "Lists all worlds, by name.",
        parameters: &[],
        body: None,
        answer: Shape::Json(SchemaGenerator::subschema_for::<WorldList>),
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { list(&asked) }),
    },
    Operation {
        id: "getWorld",
        method: "GET",
        path: "/coracle/v1/worlds/{name}",
        summary: "Shows a world, with a kubeconfig for it.",
        parameters: &[],
        body: None,
        answer: WORLD,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { Shown::json(&with_kubeconfig(&asked, &*named(&asked).await?)) }),
    },
    Operation {
        id: "deleteWorld",
        method: "DELETE",
        path: "/coracle/v1/worlds/{name}",
        summary: "Deletes a world and all in it, and shows what it was; its watches end with 410.",
        parameters: &[],
        body: None,
        answer: WORLD,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(delete(asked)),
    },
    Operation {
        id: "resetWorld",
        method: "POST",
        path: "/coracle/v1/worlds/{name}/reset",
        summary: "Puts what another world has in the place of all that a world has, or what it began with; watches end with 410.",
        parameters: &[],
        body: Some(SchemaGenerator::subschema_for::<Reset>),
        answer: WORLD,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(reset(asked)),
    },
    Operation {
        id: "mergeWorld",
        method: "POST",
        path: "/coracle/v1/worlds/{name}/merge",
        summary: "Takes over into the world that this one is a fork of all that changed in it since, in one transaction; it stays as it is.",
        parameters: &[],
        body: None,
        answer: Shape::Json(SchemaGenerator::subschema_for::<Merged>),
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(merge(asked)),
    },
];

/// What a merge did.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// The revision of the world that has taken it over.
    pub revision: u64,
    /// How many objects are new in it.
    pub created: usize,
    /// How many have changed.
    pub changed: usize,
    /// How many are gone.
    pub removed: usize,
}

/// A world that is to be made.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewWorld {
    /// Its name, a DNS label; without it, one is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it begins with; without it, what exists from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<From>,
    /// Is it to be in memory alone?
    #[serde(default)]
    pub ephemeral: bool,
    /// It is deleted when nobody has asked it for anything for so long: a duration such as 10m or 1h30m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<String>,
    /// The bytes that its objects and its history may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
}

/// What a world begins with.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum From {
    /// What the world of this name has.
    World(String),
    /// What the snapshot of this name has.
    Snapshot(String),
}

/// What a world is put back to.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    /// Without it: what it began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<From>,
}

/// A world.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct World {
    /// Its name.
    pub name: String,
    /// Is it in memory alone?
    pub ephemeral: bool,
    /// What it began with; none for what exists from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<From>,
    /// When it was made, RFC 3339; of the first one, when the server began.
    pub created: String,
    /// How long it lives when nobody asks it for anything; none for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<String>,
    /// When it is deleted if nobody asks it for anything until then, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The bytes that its objects and its history may have; none for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Its last change.
    pub revision: u64,
    /// How many objects it has; of one in the file that nobody has asked for since the server began, that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objects: Option<usize>,
    /// Where it is: what a client takes as a server's URL.
    pub server: String,
    /// A kubeconfig for it, with the token that this was asked with; not in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kubeconfig: Option<String>,
}

/// Worlds.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct WorldList {
    /// Themselves.
    pub items: Vec<World>,
}

impl<'de> Deserialize<'de> for From {
    // By hand: what is missing is to be said in words.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<From, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Said {
            world: Option<String>,
            snapshot: Option<String>,
        }
        match Said::deserialize(deserializer)? {
            Said { world: Some(name), snapshot: None } => Ok(From::World(name)),
            Said { world: None, snapshot: Some(name) } => Ok(From::Snapshot(name)),
            _ => Err(D::Error::custom(r#"either {"world": NAME} or {"snapshot": NAME} is needed"#)),
        }
    }
}

impl From {
    fn origin(self) -> Origin {
        match self {
            From::World(name) => Origin::World(name),
            From::Snapshot(name) => Origin::Snapshot(name),
        }
    }

    fn of(origin: &Origin) -> Option<From> {
        match origin {
            Origin::Nothing => None,
            Origin::World(name) => Some(From::World(name.clone())),
            Origin::Snapshot(name) => Some(From::Snapshot(name.clone())),
        }
    }
}

async fn create(asked: Asked<'_>) -> Result<Shown, Failure> {
    of_main(&asked)?;
    let NewWorld { name, from, ephemeral, ttl, max_bytes } = asked.read()?;
    let origin = from.map_or(Origin::Nothing, From::origin);
    let ttl = ttl.map(|text| time_to_live(&text)).transpose()?;
    let wanted = Wanted { name, origin, ephemeral, ttl, bytes_max: max_bytes };
    let made = asked.worlds.create(wanted).await?;
    Shown::json(&with_kubeconfig(&asked, &made))
}

fn list(asked: &Asked<'_>) -> Result<Shown, Failure> {
    of_main(asked)?;
    let mut items: Vec<World> = asked.worlds.list().iter().map(|entry| described(asked, entry)).collect();
    items.extend(asked.worlds.asleep().iter().map(|(name, asleep)| sleeping(asked, name, asleep)));
    items.sort_by(|one, other| one.name.cmp(&other.name));
    Shown::json(&WorldList { items })
}

async fn delete(asked: Asked<'_>) -> Result<Shown, Failure> {
    of_main(&asked)?;
    let name = asked.name(0);
    // What nobody has asked for is not read to be deleted.
    let asleep = asked.worlds.asleep().get(name).cloned();
    let was = match asleep {
        Some(asleep) => sleeping(&asked, name, &asleep),
        None => described(&asked, &*asked.worlds.get(name)?),
    };
    asked.worlds.delete(name).await?;
    Shown::json(&was)
}

async fn reset(asked: Asked<'_>) -> Result<Shown, Failure> {
    let entry = named(&asked).await?;
    let Reset { to } = asked.read()?;
    asked.worlds.reset(&entry, to.map(From::origin)).await?;
    Shown::json(&with_kubeconfig(&asked, &entry))
}

async fn merge(asked: Asked<'_>) -> Result<Shown, Failure> {
    let entry = named(&asked).await?;
    let crate::worlds::Merged { revision, created, changed, removed } = asked.worlds.merge(&entry).await?;
    Shown::json(&Merged { revision, created, changed, removed })
}

/// The world that the path names.
async fn named(asked: &Asked<'_>) -> Result<std::sync::Arc<Entry>, Failure> {
    of_main(asked)?;
    asked.worlds.open(asked.name(0)).await
}

/// Whoever may do something in one world only may do nothing to others by its path.
pub(super) fn of_main(asked: &Asked<'_>) -> Result<(), Failure> {
    if &*asked.world.name == MAIN { Ok(()) } else { Err(Failure::no_such_resource()) }
}

fn time_to_live(text: &str) -> Result<Duration, Failure> {
    match duration::parse(text) {
        Ok(ttl) if ttl.is_zero() => Err(Failure::bad_request(format!("ttl: {text:?} is no time to live at all"))),
        Ok(ttl) => Ok(ttl),
        Err(why) => Err(Failure::bad_request(format!("ttl: {why}"))),
    }
}

fn described(asked: &Asked<'_>, entry: &Entry) -> World {
    let world = &entry.world;
    let snapshot = world.store.snapshot();
    World {
        name: world.name.to_string(),
        ephemeral: entry.ephemeral,
        from: From::of(&entry.origin),
        created: clock::rfc3339(entry.created),
        ttl: entry.ttl.map(duration::text),
        expires: entry.expires().map(clock::rfc3339),
        max_bytes: entry.bytes_max,
        revision: snapshot.revision,
        objects: Some(snapshot.records.len()),
        server: asked.worlds.server(&world.name, asked.head.host.as_deref()),
        kubeconfig: None,
    }
}

/// One that nobody has asked for yet.
fn sleeping(asked: &Asked<'_>, name: &str, asleep: &Asleep) -> World {
    World {
        name: name.to_owned(),
        ephemeral: false,
        from: From::of(asleep.origin()),
        created: clock::rfc3339(asleep.created()),
        ttl: asleep.ttl().map(duration::text),
        expires: asleep.expires().map(clock::rfc3339),
        max_bytes: asleep.bytes_max(),
        revision: asleep.revision,
        objects: None,
        server: asked.worlds.server(name, asked.head.host.as_deref()),
        kubeconfig: None,
    }
}

fn with_kubeconfig(asked: &Asked<'_>, entry: &Entry) -> World {
    let world = described(asked, entry);
    let token = tokens::shown(asked.head).unwrap_or_default();
    let kubeconfig = asked.worlds.kubeconfig(&world.name, &world.server, token);
    World { kubeconfig: Some(kubeconfig), ..world }
}

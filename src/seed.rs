//! Objects that are put into a world from documents: each by a server-side apply, as a client's would be, in an order that works, and
//! all of them or none.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_kinds::{Kind, Role, Verb};
use coracle_object::{Value, edit, encode};
use futures_util::{StreamExt, stream};

use crate::caller::{Asked, Caller};
use crate::documents::{Document, rank};
use crate::process::Process;
use crate::status::Failure;
use crate::world::World;
use crate::worlds::Worlds;

/// How long a kind is waited for that a document has defined.
const KINDS_WITHIN: Duration = Duration::from_secs(30);
/// How often it is looked whether it is served.
const LOOKED_EVERY: Duration = Duration::from_millis(20);
/// So many are applied at once.
const AT_ONCE: usize = 64;
/// Where an object is that names no namespace.
const DEFAULT: &str = "default";

/// So often others may change what is being put in.
const TRIES_MAX: usize = 5;

/// Why nothing was put in.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A document cannot be applied.
    #[error("{place}: {}", failure.message())]
    Document {
        /// Where it is.
        place: String,
        /// Why.
        failure: Failure,
    },
    /// All of them could be, but the world did not take them.
    #[error("{}", .0.message())]
    World(Failure),
}

impl SeedError {
    /// What a client is answered, in one text.
    pub fn into_failure(self) -> Failure {
        match self {
            SeedError::Document { place, failure } => failure.at(&place),
            SeedError::World(failure) => failure,
        }
    }
}

/// Applies the documents for this manager of fields, which takes what others own; namespaces first, then definitions and, once their kinds
/// are served, all others. That is done in a fork, which the world takes over as a whole.
///
/// # Errors
/// The first that is refused, or the world's refusal. Nothing was put in then.
pub async fn apply(
    process: &Process,
    worlds: &Worlds,
    world: &World,
    manager: &'static str,
    documents: Vec<Document>,
) -> Result<(), SeedError> {
    let documents: Vec<Arc<Document>> = documents.into_iter().map(Arc::new).collect();
    let mut tries = 1..=TRIES_MAX;
    loop {
        let staged = worlds.stage(world).await.map_err(SeedError::World)?;
        apply_each(Caller { process, world: &staged.world, name: manager }, &documents).await?;
        match staged.merge(world).await {
            Err(failure) if failure.is_conflict() && tries.next().is_some() => {}
            merged => return merged.map(drop).map_err(SeedError::World),
        }
    }
}

async fn apply_each(caller: Caller<'_>, documents: &[Arc<Document>]) -> Result<(), SeedError> {
    let mut by_rank = BTreeMap::<u8, Vec<Arc<Document>>>::new();
    for document in documents {
        by_rank.entry(rank(&document.object)).or_default().push(document.clone());
    }
    for alike in by_rank.into_values() {
        // In their order, so that it is the same one that is told of each time.
        let mut applied = stream::iter(alike.into_iter().map(|document| apply_one(caller, document))).buffered(AT_ONCE);
        while let Some(applied) = applied.next().await {
            applied?;
        }
    }
    Ok(())
}

async fn apply_one(caller: Caller<'_>, document: Arc<Document>) -> Result<(), SeedError> {
    let Document { object, place } = &*document;
    put(caller, object).await.map_err(|failure| SeedError::Document { place: place.clone(), failure })
}

async fn put(caller: Caller<'_>, object: &Value) -> Result<(), Failure> {
    let said = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let (api_version, of) = (said("apiVersion"), said("kind"));
    let kind = kind_of(caller.world, api_version, of).await;
    let kind = kind.ok_or_else(|| Failure::bad_request(format!("there is no kind {of} in version {api_version}")))?;
    let namespace = match (kind.is_namespaced(), edit::text(object, "namespace")) {
        (true, "") => DEFAULT,
        (true, namespace) => namespace,
        (false, _) => "",
    };
    let asked = Asked {
        verb: Verb::Patch,
        kind: &kind,
        namespace,
        name: edit::text(object, "name"),
        subresource: "",
        content_type: Some("application/apply-patch+yaml"),
        body: Bytes::from(encode::encode(object)),
    };
    let query = format!("fieldManager={}&force=true", caller.name);
    caller.ask_with(&query, asked).await.map(drop)
}

/// The kind that is served by this name: at once, or soon, where it is one that may come.
async fn kind_of(world: &World, api_version: &str, kind: &str) -> Option<Arc<Kind>> {
    let find = || {
        let kinds = world.kinds.current();
        kinds.named(api_version, kind).filter(|kind| kind.role == Role::Stored).cloned()
    };
    let found = find();
    if found.is_some() || !is_defined(world, api_version, kind) {
        return found;
    }
    let served = async {
        loop {
            if let Some(found) = find() {
                return found;
            }
            tokio::time::sleep(LOOKED_EVERY).await;
        }
    };
    tokio::time::timeout(KINDS_WITHIN, served).await.ok()
}

/// Is there a definition of such a kind?
fn is_defined(world: &World, api_version: &str, kind: &str) -> bool {
    let Some((group, _)) = api_version.split_once('/') else { return false };
    let (definitions, _) = world.store.list(coracle_kinds::DEFINITIONS, None);
    definitions.iter().any(|definition| {
        let said = |names: &[&str]| coracle_object::places::text_at(definition.value(), names);
        said(&["spec", "group"]).as_deref() == Some(group) && said(&["spec", "names", "kind"]).as_deref() == Some(kind)
    })
}

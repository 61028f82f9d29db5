//! Objects that are put into a world from documents: each by a server-side apply, as a client's would be, in an order that works, and
//! all of them or none.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_kinds::{DEFINITIONS, Kind, NAMESPACES, Role, Verb};
use coracle_object::{Value, edit, encode, json};
use coracle_store::Key;
use futures_util::{StreamExt, stream};

use crate::caller::{Asked, Caller};
use crate::documents::{DEFAULT, Document, Step, steps};
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

/// What becomes of the status of kinds that have it as a part of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is left out, as by a client that applies the document.
    LeftOut,
    /// It is applied, too; but for namespaces and definitions, whose status a server makes by itself.
    Applied,
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
    status: Status,
) -> Result<(), SeedError> {
    let documents: Vec<Arc<Document>> = documents.into_iter().map(Arc::new).collect();
    let mut tries = 1..=TRIES_MAX;
    loop {
        let staged = worlds.stage(world).await.map_err(SeedError::World)?;
        apply_each(Caller { process, world: &staged.world, name: manager }, &documents, status).await?;
        match staged.merge(world).await {
            Err(failure) if failure.is_conflict() && tries.next().is_some() => {}
            merged => return merged.map(drop).map_err(SeedError::World),
        }
    }
}

/// The same for a world itself: what was applied before one that is refused stays.
///
/// # Errors
/// The first that is refused.
pub async fn apply_each(caller: Caller<'_>, documents: &[Arc<Document>], status: Status) -> Result<(), SeedError> {
    let mut by_step = BTreeMap::<Step, Vec<Arc<Document>>>::new();
    for (step, document) in steps(documents.iter().map(|document| &document.object)).into_iter().zip(documents) {
        by_step.entry(step).or_default().push(document.clone());
    }
    // Who is numbered has a place in an order.
    let at_once = if caller.world.clock.numbers() { 1 } else { AT_ONCE };
    for alike in by_step.into_values() {
        // In their order, so that it is the same one that is told of each time.
        let each = alike.into_iter().map(|document| apply_one(caller, document, status));
        let mut applied = stream::iter(each).buffered(at_once);
        while let Some(applied) = applied.next().await {
            applied?;
        }
    }
    Ok(())
}

async fn apply_one(caller: Caller<'_>, document: Arc<Document>, status: Status) -> Result<(), SeedError> {
    let Document { object, place } = &*document;
    put(caller, object, status).await.map_err(|failure| SeedError::Document { place: place.clone(), failure })
}

async fn put(caller: Caller<'_>, object: &Value, status: Status) -> Result<(), Failure> {
    let said = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let (api_version, of) = (said("apiVersion"), said("kind"));
    let kind = kind_of(caller.world, api_version, of).await;
    let kind = kind.ok_or_else(|| Failure::bad_request(format!("there is no kind {of} in version {api_version}")))?;
    let namespace = match (kind.is_namespaced(), edit::text(object, "namespace")) {
        (true, "") => DEFAULT,
        (true, namespace) => namespace,
        (false, _) => "",
    };
    let (name, query) = (edit::text(object, "name"), format!("fieldManager={}&force=true", caller.name));
    let apply = async |kind: &Arc<Kind>, subresource: &str, object: &Value| {
        let asked = Asked {
            verb: Verb::Patch,
            kind,
            namespace,
            name,
            subresource,
            content_type: Some("application/apply-patch+yaml"),
            body: Bytes::from(encode::encode(object)),
        };
        caller.ask_with(&query, asked).await.map(drop)
    };
    apply(&kind, "", &with_owners(caller.world, object, namespace)).await?;
    let is_servers_own = [DEFINITIONS, NAMESPACES].contains(&&*kind.stored_as);
    match (kind.part("status"), object.get("status")) {
        (Some(part), Some(own)) if status == Status::Applied && !is_servers_own => {
            let own = json!({"apiVersion": api_version, "kind": of, "metadata": {"name": name}, "status": own});
            apply(&part.kind, &part.name, &own).await
        }
        _ => Ok(()),
    }
}

/// The object with the uids that its owners have here: where it was written down they had others, and an object without its owner is deleted.
fn with_owners<'a>(world: &World, object: &'a Value, namespace: &str) -> Cow<'a, Value> {
    let kinds = world.kinds.current();
    let uid = |owner: &Value| {
        let said = |name: &str| owner.get(name).and_then(Value::as_str).unwrap_or_default();
        let kind = kinds.named(said("apiVersion"), said("kind"))?;
        let namespace = if kind.is_namespaced() { namespace } else { "" };
        let (record, _) = world.store.get(&Key::new(&*kind.stored_as, namespace, said("name")));
        Some(Value::from(record?.uid()))
    };
    let mut object = Cow::Borrowed(object);
    if edit::has(&object, "ownerReferences") {
        let owners = object.to_mut().pointer_mut("/metadata/ownerReferences").and_then(Value::as_array_mut);
        for owner in owners.into_iter().flatten() {
            if let (Some(uid), Some(owner)) = (uid(owner), owner.as_object_mut()) {
                owner.insert("uid", uid);
            }
        }
    }
    object
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

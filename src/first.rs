//! The objects that there are from the start, made like any client's. Namespaces are made again where one is gone.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_kinds::{Kind, Verb};
use coracle_object::{Value, edit};
use coracle_store::Key;
use futures_util::future::{join, join_all};

use crate::caller::{Asked, Caller};
use crate::process::Process;
use crate::status::Failure;
use crate::world::World;

/// How often it is looked whether a namespace is gone.
// Upstream: pkg/controlplane/controller/systemnamespaces/system_namespaces_controller.go NewController (v1.37.2)
const LOOKED_EVERY: Duration = Duration::from_secs(60);

/// Makes those of every kind that are not there.
///
/// # Errors
/// Why one could not be made.
pub async fn create(process: &Process, world: &World) -> Result<(), String> {
    create_missing(process, world, world.kinds.current().stored()).await
}

/// Makes the namespaces again that are gone, for as long as it is let. This is the server's own work, whatever controllers run.
pub async fn keep(process: &Process, world: &World) {
    loop {
        tokio::time::sleep(LOOKED_EVERY).await;
        if let Err(why) = create_missing(process, world, [world.kinds.current().namespace()]).await {
            tracing::warn!(%why, "a namespace that always exists cannot be made again");
        }
    }
}

async fn create_missing(
    process: &Process,
    world: &World,
    kinds: impl IntoIterator<Item = &Arc<Kind>>,
) -> Result<(), String> {
    let first = kinds.into_iter().flat_map(|kind| kind.first.iter().map(move |object| (kind, object)));
    let is_missing = |(kind, object): &(&Arc<Kind>, &Value)| {
        world.store.get(&Key::new(&*kind.stored_as, "", edit::text(object, "name"))).0.is_none()
    };
    let missing: Vec<_> = first.filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    // A first start waits for the disk, and it need not do so for each.
    let hold = world.store.hold().await;
    let creating = missing.iter().map(|(kind, object)| create_one(process, world, kind, object));
    let (created, ()) = join(join_all(creating), async { drop(hold) }).await;
    for ((kind, object), created) in missing.iter().zip(created) {
        match created {
            Ok(()) => {}
            Err(failure) if failure.is_already_exists() => {}
            Err(failure) => {
                let name = edit::text(object, "name");
                return Err(format!("{} {name}: {}", kind.group_resource(), failure.message()));
            }
        }
    }
    Ok(())
}

async fn create_one(process: &Process, world: &World, kind: &Arc<Kind>, object: &Value) -> Result<(), Failure> {
    // The reference's own name in managedFields, which tools that compare objects know.
    let caller = Caller { process, world, name: "kube-apiserver" };
    let asked = Asked {
        verb: Verb::Create,
        kind,
        namespace: "",
        name: "",
        subresource: "",
        content_type: None,
        body: Bytes::from(object.to_string()),
    };
    caller.ask(asked).await.map(drop)
}

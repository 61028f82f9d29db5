//! The namespaces that exist from the start, made like any client's, and made again where one is gone.

use std::time::Duration;

use bytes::Bytes;
use coracle_kinds::{NAMESPACES, Verb, first_namespaces};
use coracle_store::Key;
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::caller::{Asked, Caller};
use crate::process::Process;
use crate::status::Failure;
use crate::world::World;

/// How often it is looked whether one is gone.
// Upstream: pkg/controlplane/controller/systemnamespaces/system_namespaces_controller.go NewController (v1.37.2)
const LOOKED_EVERY: Duration = Duration::from_secs(60);

/// Makes those that are not there.
///
/// # Errors
/// Why one could not be made.
pub async fn create_first(process: &Process, world: &World) -> Result<(), String> {
    let is_missing = |name: &&str| world.store.get(&Key::new(NAMESPACES, "", *name)).0.is_none();
    let missing: Vec<&str> = first_namespaces().into_iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    // A first start waits for the disk, and it need not do so for each.
    let hold = world.store.hold().await;
    let creating = missing.iter().map(|name| create(process, world, name));
    let (created, ()) = join(join_all(creating), async { drop(hold) }).await;
    for (name, created) in missing.iter().zip(created) {
        match created {
            Ok(()) => {}
            Err(failure) if failure.is_already_exists() => {}
            Err(failure) => return Err(format!("{name}: {}", failure.message())),
        }
    }
    Ok(())
}

/// Makes those again that are gone, for as long as it is let. This is the server's own work, whatever controllers run.
pub async fn keep(process: &Process, world: &World) {
    loop {
        tokio::time::sleep(LOOKED_EVERY).await;
        if let Err(why) = create_first(process, world).await {
            tracing::warn!(%why, "a namespace that always exists cannot be made again");
        }
    }
}

async fn create(process: &Process, world: &World, name: &str) -> Result<(), Failure> {
    // The reference's own name in managedFields, which tools that compare namespaces know.
    let caller = Caller { process, world, name: "kube-apiserver" };
    let kinds = world.kinds.current();
    let asked = Asked {
        verb: Verb::Create,
        kind: kinds.namespace(),
        namespace: "",
        name: "",
        subresource: "",
        content_type: None,
        body: Bytes::from(json!({"metadata": {"name": name}}).to_string()),
    };
    caller.ask(asked).await.map(drop)
}

//! The namespaces that exist from the start, made like any client's.

use bytes::Bytes;
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::caller::{Asked, Caller};
use crate::kinds;
use crate::server::Server;
use crate::status::Failure;
use crate::verbs::Verb;

/// Always there; the first three cannot be deleted.
const FIRST: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/// Makes those that are not there.
///
/// # Errors
/// Why one could not be made.
pub async fn create_first(server: &Server) -> Result<(), String> {
    // A first start waits for the disk, and it need not do so for each.
    let hold = server.store.hold().await;
    let (created, ()) = join(join_all(FIRST.map(|name| create(server, name))), async { drop(hold) }).await;
    for (name, created) in FIRST.into_iter().zip(created) {
        match created {
            Ok(()) => {}
            Err(failure) if failure.is_already_exists() => {}
            Err(failure) => return Err(format!("{name}: {}", failure.message())),
        }
    }
    Ok(())
}

async fn create(server: &Server, name: &str) -> Result<(), Failure> {
    // The reference's own name in managedFields, which tools that compare namespaces know.
    let caller = Caller { server, name: "kube-apiserver" };
    let asked = Asked {
        verb: Verb::Create,
        kind: kinds::namespace(),
        namespace: "",
        name: "",
        subresource: "",
        content_type: None,
        body: Bytes::from(json!({"metadata": {"name": name}}).to_string()),
    };
    caller.ask(asked).await.map(drop)
}

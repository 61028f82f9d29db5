//! The namespaces that exist from the start, made like any client's.

use bytes::Bytes;
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
    for name in FIRST {
        match create(server, name).await {
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

//! The namespaces that exist from the start, made like any client's.

use bytes::Bytes;
use serde_json::json;

use crate::kinds;
use crate::request::Head;
use crate::request::query::Query;
use crate::server::Server;
use crate::verbs::{Call, Verb};
use crate::{clock, status::Failure};

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
    let head = Head {
        method: "POST".into(),
        path: "/api/v1/namespaces".into(),
        query: Query::default(),
        accept: None,
        content_type: None,
        // The reference's own name in managedFields, which tools that compare namespaces know.
        user_agent: Some("kube-apiserver".into()),
        authorization: None,
        auth_token: None,
        host: None,
        accept_encoding: None,
    };
    let body = Bytes::from(json!({"metadata": {"name": name}}).to_string());
    let moment = clock::moment();
    let kind = kinds::namespace();
    let call = Call {
        server,
        head: &head,
        kind,
        namespace: "",
        name: "",
        subresource: "",
        body: &body,
        moment: &moment,
        create_denied: None,
    };
    Verb::Create.run(&call, &mut Vec::new()).await.map(|_| ())
}

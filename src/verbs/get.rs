//! One object.

use coracle_store::Key;

use super::{Call, resource_version};
use crate::answer::{Answer, Body};
use crate::request::options::is_true;
use crate::status::Failure;
use crate::stored;

/// Answers with the object.
pub async fn run(call: &Call<'_>) -> Result<Answer, Failure> {
    if call.head.query.first("export").is_some_and(is_true) {
        let why = "the export parameter, deprecated since v1.14, is no longer supported";
        return Err(Failure::bad_request(why));
    }
    call.check_name()?;
    let asked = call.head.query.first("resourceVersion").unwrap_or_default();
    let asked = resource_version(asked).map_err(Failure::unexplained)?;
    if asked > current {
        return Err(Failure::too_large_version(asked, current));
    }
    let record = record.ok_or_else(|| Failure::not_found(call.kind.resource(), call.name))?;
    call.weight.add(record.value.len()).await;
    Ok(Answer { code: 200, body: Body::Object(stored::object(call.kind, &record)?) })
}
    call.check_path(Some(call.name))?;
    let key = Key::new(call.kind.resource(), call.namespace, call.name);
    let (record, current) = call.server.store.get(&key);

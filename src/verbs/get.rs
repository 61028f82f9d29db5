//! One object.

use coracle_object::text::quote;

use super::{Call, resource_version};
use crate::answer::{Answer, Body};
use crate::conversion;
use crate::request::options::is_true;
use crate::request::query::Query;
use crate::status::Failure;
use crate::stored::object;

/// The revision that must have been reached before the answer can be given; 0 for none.
pub fn awaited(query: &Query) -> u64 {
    resource_version(query.first("resourceVersion").unwrap_or_default()).unwrap_or(0)
}

/// Answers with the object.
pub async fn run(call: &Call<'_>) -> Result<Answer, Failure> {
    if call.head.query.first("export").is_some_and(is_true) {
        let why = "the export parameter, deprecated since v1.14, is no longer supported";
        return Err(Failure::bad_request(why));
    }
    call.check_name()?;
    let asked = call.head.query.first("resourceVersion").unwrap_or_default();
    let asked = resource_version(asked).map_err(Failure::unexplained)?;
    call.check_path(Some(call.name))?;
    let key = call.key(call.name);
    let (record, current) = call.world.store.get(&key);
    if asked > current {
        return Err(Failure::too_large_version(asked, current));
    }
    let record = record.ok_or_else(|| Failure::not_found(call.kind.group_resource(), call.name))?;
    call.weight.add(record.value().len()).await;
    let record = conversion::converted_one(call.kind, record).await?;
    let body = match &call.kind.scaled {
        None => Body::Stored(record),
        Some(scaled) => {
            let object = object(call.kind, &record)?;
            let scale = scaled.scale.show(&object).map_err(Failure::unexplained)?;
            if !scaled.scale.asks(&object) {
                let path = quote(scaled.scale.wanted());
                return Err(Failure::internal(format!("the spec replicas field {path} does not exist")));
            }
            Body::Object(scale)
        }
    };
    Ok(Answer { code: 200, body })
}

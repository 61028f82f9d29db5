//! DELETE of a collection: each of the objects that a list of it would have, one after the other.

use std::sync::Arc;

use coracle_object::options::validate_delete_collection;
use coracle_store::Record;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::list::{LOOKED_AT_BYTES, Page, page};
use super::selection::Selection;
use super::{Call, delete, write};
use crate::answer::{Answer, Body};
use crate::request::options::{DeleteOptions, ListOptions};
use crate::status::Failure;
use crate::stored::Objects;

/// So many deletions wait for the disk together, where none can fail.
const AT_ONCE: usize = 64;

/// Deletes the objects, and answers with them as they were.
// Upstream: registry/store.go DeleteCollection (v1.37.2)
pub async fn run(call: &Call<'_>) -> Result<Answer, Failure> {
    let selection = Arc::new(Selection::read(call, ListOptions::check_list)?);
    let options = delete::options(call)?;
    write::check_options("DeleteOptions", &validate_delete_collection(&options.rules()))?;
    let Page { mut objects, meta } = page(call, &selection).await?;
    let (select, mut selected) = (objects.select(), Vec::new());
    loop {
        let records = objects.next(LOOKED_AT_BYTES).await?;
        if records.is_empty() {
            break;
        }
        for record in records {
            if select.show(&record)?.is_some() {
                selected.push(record);
            }
        }
    }
    if !selected.is_empty() {
        // Quirk: all namespaces can be listed, and where there is nothing, nothing of it is deleted
        // (paths/empty-namespace-deletecollection).
        call.check_namespace()?;
    }
    // The first that fails is the last that is tried.
    let at_once = if options.has_preconditions { 1 } else { AT_ONCE };
    stream::iter(selected.clone().into_iter().map(|record| remove(call, record, options.clone())))
        .buffered(at_once)
        .try_collect::<()>()
        .await?;
    Ok(Answer { code: 200, body: Body::List { objects: Objects::held(selected, select), meta } })
}

/// Deletes one object. One that has gone meanwhile is as good as deleted.
async fn remove(call: &Call<'_>, record: Record, options: DeleteOptions) -> Result<(), Failure> {
    let call = Call { namespace: &record.key.namespace, name: &record.key.name, ..*call };
    match delete::one(&call, options).await {
        Err(failure) if !failure.is_not_found() => Err(failure),
        _ => Ok(()),
    }
}

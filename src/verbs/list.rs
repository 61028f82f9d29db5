//! Many objects: all of a namespace or of all namespaces, as they are now, filtered by selectors.
//!
//! Pages, older revisions and watches are not served: a list answers with everything, whatever its `limit`.

use coracle_object::Value;
use coracle_object::selectors::{FieldSelector, LabelSelector};

use super::{Call, write};
use crate::answer::{Answer, Body};
use crate::change::meta;
use crate::request::options::{integer, is_true};
use crate::status::Failure;

/// Answers with the objects.
pub fn run(call: &Call) -> Result<Answer, Failure> {
    let text = |name: &str| call.head.query.first(name).unwrap_or_default();
    if is_true(call.head.query.first("watch").unwrap_or("false")) {
        return Err(Failure::verb_not_supported("watch", call.kind.resource()));
    }
    let labels = LabelSelector::parse(text("labelSelector")).map_err(|e| Failure::bad_request(e.to_string()))?;
    let fields = FieldSelector::parse(text("fieldSelector")).map_err(|e| Failure::bad_request(e.to_string()))?;
    let unknown = fields.fields().find(|field| call.kind.selectable(&Value::Null, field).is_none());
    if let Some(field) = unknown {
        return Err(Failure::bad_request(call.kind.not_selectable(field)));
    }
    for number in ["timeoutSeconds", "limit"] {
        call.head.query.first(number).map(integer).transpose().map_err(Failure::bad_request)?;
    }
    let namespace = Some(call.namespace).filter(|n| !n.is_empty());
    let (records, revision) = call.server.store.list(call.kind.resource(), namespace);
    let kind = call.kind;
    // One object at a time: all of them in typed form would take many times what they take as text.
    let objects = records.into_iter().map(move |record| write::object(kind, &record));
    let items = objects.filter(move |object| {
        object.as_ref().map_or(true, |object| {
            labels.matches(meta::get(object, "labels").and_then(Value::as_object))
                && fields.matches(|name| kind.selectable(object, name).unwrap_or_default())
        })
    });
    Ok(Answer { code: 200, body: Body::List { items: Box::new(items), revision } })
}

//! A change of any object, as it is told to whoever follows all that happens in a world. Pure.

use coracle_kinds::Registry;
use coracle_store::{Event, EventKind, Revision};
use schemars::JsonSchema;
use serde::Serialize;

use super::log::{Who, entry};

/// So many of the changed fields are named.
const FIELDS_MAX: usize = 8;

/// A change of an object.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Change {
    /// Its number: the resourceVersion that the object got by it.
    pub revision: Revision,
    /// What it did.
    #[serde(rename = "type")]
    pub what: What,
    /// The kind's API group; empty for the core group, and left out where the kind is no longer served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The version that comes first in discovery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The kind's plural name; of one that is no longer served, with its group behind a dot.
    pub resource: String,
    /// The object's namespace; empty where the kind has none.
    pub namespace: String,
    /// The object's name.
    pub name: String,
    /// When it was made: RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Who made it, as far as the object's managedFields tell.
    pub by: Vec<Who>,
    /// The first of the fields that it added, changed or removed; none where it created or removed the object.
    pub fields: Vec<String>,
    /// So many more fields than those.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

/// What a change did, as watches say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(rename = "ChangeType")]
pub enum What {
    /// There was no object before.
    Added,
    /// There was one before and after.
    Modified,
    /// There is none any more.
    Deleted,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// An event as it is told. Of a kind that is not served, or an object that cannot be read, neither who made the change nor its fields.
pub fn change(kinds: &Registry, event: &Event, time: Option<String>) -> Change {
    let kind = kinds.stored_as(&event.key.resource);
    let told = kind.and_then(|kind| entry(kind, event, None).ok());
    let (by, fields, more) = told.map_or_else(Default::default, |told| {
        let more = told.fields.len().saturating_sub(FIELDS_MAX);
        let named = told.fields.into_iter().take(FIELDS_MAX).map(|field| field.path);
        (told.by, named.collect(), more)
    });
    Change {
        revision: event.revision,
        what: match event.kind {
            EventKind::Created => What::Added,
            EventKind::Updated => What::Modified,
            EventKind::Deleted => What::Deleted,
        },
        group: kind.map(|kind| kind.group().to_owned()),
        version: kind.map(|kind| kind.version().to_owned()),
        resource: kind.map_or(&*event.key.resource, |kind| kind.plural()).to_owned(),
        namespace: event.key.namespace.to_string(),
        name: event.key.name.to_string(),
        time,
        by,
        fields,
        more,
    }
}

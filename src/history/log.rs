//! The log of an object: each change of it with who made it and which fields it changed. Pure.

use coracle_kinds::Kind;
use coracle_merge::{Managers, Owner, Set, printed};
use coracle_object::{Value, edit};
use coracle_store::{Event, EventKind, Revision};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Changed, Past, changed};
use crate::status::Failure;

/// Of a change so many fields are told, of paths of so many steps in all.
const FIELDS_MAX: usize = 1_000;
const STEPS_MAX: usize = 100_000;

/// The log of an object.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Log {
    /// What happened up to this revision is no longer known.
    pub since: Revision,
    /// The changes, the oldest first.
    pub items: Vec<Entry>,
}

/// A change of an object.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LogEntry")]
pub struct Entry {
    /// Its number: the resourceVersion that the object got by it.
    pub revision: Revision,
    /// When it was made: RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// What it did.
    pub verb: Verb,
    /// The object's uid.
    pub uid: String,
    /// Who made it, as far as the object's managedFields tell; nobody where it removed the object, or only fields and was no apply.
    pub by: Vec<Who>,
    /// The fields that it changed; none where it created or removed the object.
    pub fields: Vec<Field>,
    /// Did it change more fields than are told?
    pub more_fields: bool,
}

/// What a change did to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "LogVerb")]
pub enum Verb {
    /// There was none before.
    Created,
    /// There was one before and after.
    Updated,
    /// There is none any more.
    Deleted,
}

/// A manager of fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "FieldManager")]
pub struct Who {
    /// Its name.
    pub manager: String,
    /// `Apply` or `Update`.
    pub operation: String,
    /// The subresource that it wrote through.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subresource: String,
}

/// A field that was changed.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ChangedField")]
pub struct Field {
    /// Its path, as conflicts of server-side apply tell it: `.data.a`.
    pub path: String,
    /// What became of it.
    pub change: Change,
}

/// What becomes of something between two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It is there only later.
    Added,
    /// It is there only earlier.
    Removed,
    /// It is another one.
    Changed,
}

impl From<&Owner> for Who {
    fn from(owner: &Owner) -> Who {
        Who {
            manager: owner.manager.clone(),
            operation: owner.operation.as_str().to_owned(),
            subresource: owner.subresource.clone(),
        }
    }
}

/// The log of an object.
///
/// # Errors
/// A record cannot be read.
pub fn log(kind: &Kind, past: &Past) -> Result<Log, Failure> {
    let items = past.events.iter().map(|event| entry(kind, event, past.time(event.revision)));
    Ok(Log { since: past.from, items: items.collect::<Result<_, _>>()? })
}

/// A change of an object.
///
/// # Errors
/// A record cannot be read.
pub fn entry(kind: &Kind, event: &Event, time: Option<&str>) -> Result<Entry, Failure> {
    let changed = changed(kind, event)?;
    let (verb, (fields, more_fields)) = match event.kind {
        EventKind::Created => (Verb::Created, Default::default()),
        EventKind::Updated => (Verb::Updated, fields(&changed)),
        EventKind::Deleted => (Verb::Deleted, Default::default()),
    };
    let by = changed.after.as_ref().map_or_else(Vec::new, |after| writers(&changed, after));
    let uid = event.record.as_ref().or(event.previous.as_ref()).map_or("", |record| record.uid()).to_owned();
    Ok(Entry { revision: event.revision, time: time.map(ToOwned::to_owned), verb, uid, by, fields, more_fields })
}

fn fields(changed: &Changed) -> (Vec<Field>, bool) {
    let (mut told, mut steps, mut more) = (Vec::new(), 0, false);
    let sets = &changed.fields;
    for (set, change) in
        [(&sets.removed, Change::Removed), (&sets.modified, Change::Changed), (&sets.added, Change::Added)]
    {
        set.leaves().each_path(&mut |path| {
            steps += path.len();
            if told.len() < FIELDS_MAX && steps <= STEPS_MAX {
                told.push(Field { path: printed(path), change });
            } else {
                more = true;
            }
        });
    }
    told.sort_by(|a, b| a.path.cmp(&b.path));
    (told, more)
}

/// Who made a change: whose entry it brought, moved or gave fields. A second change within one second may leave no trace of that; then
/// those who own what it changed. Whoever only removes fields, other than by an apply, leaves none at all.
fn writers(changed: &Changed, after: &Value) -> Vec<Who> {
    let managers = |object: Option<&Value>| {
        let entries = object.and_then(|object| edit::get(object, "managedFields")).unwrap_or(&Value::Null);
        Managers::read(entries).unwrap_or_default()
    };
    let (before, after) = (managers(changed.before.as_ref()), managers(Some(after)));
    let wrote = |owner: &&Owner| {
        let last =
            before.iter().find(|last| Who::from(*last) == Who::from(*owner) && last.api_version == owner.api_version);
        last.is_none_or(|last| last.time != owner.time || !owner.fields.difference(&last.fields).is_empty())
    };
    let shares = |owner: &Owner, set: &Set| !owner.fields.intersection(set).is_empty();
    let fields = &changed.fields;
    let owns = |owner: &&Owner| shares(owner, &fields.added) || shares(owner, &fields.modified);
    let who =
        |found: Vec<&Owner>| Some(found.into_iter().map(Who::from).collect::<Vec<_>>()).filter(|who| !who.is_empty());
    who(after.iter().filter(wrote).collect()).or_else(|| who(after.iter().filter(owns).collect())).unwrap_or_default()
}

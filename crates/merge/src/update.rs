//! Who owns what after a create, an update or a patch other than an apply; and what one write takes from the others.

use std::borrow::Cow;
use std::sync::LazyLock;

use coracle_object::json;
use coracle_object::{Members, SchemaRef, Value};

use crate::compare::compare;
use crate::fieldsv1;
use crate::managers::{Managers, ManagersError, Operation, Owner};
use crate::path::PathElement;
use crate::set::Set;
use crate::typed::equal;
use crate::validate::unfit;
use crate::versions::{Change, Changes, Unconverted, Versions, Written, top_level};

/// Who writes, when, and through what.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    /// The field manager's name; empty becomes `unknown`.
    pub manager: &'a str,
    /// The subresource written through; empty for the object itself.
    pub subresource: &'a str,
    /// The kind that is written, as its objects name it.
    pub kind: &'a str,
    /// The version that the request is written in: `v1`.
    pub api_version: &'a str,
    /// The time of the write: RFC 3339 in UTC with whole seconds.
    pub now: &'a str,
    /// Top-level fields that this way of writing puts back (a namespace's `status` when not written through `status`):
    /// nobody owns or loses them by it.
    pub reset: &'a [&'a str],
    /// All versions of a kind that has several; `None` for a kind of one.
    pub versions: Option<&'a dyn Versions>,
}

impl Writer<'_> {
    pub(crate) fn written<'w>(&'w self, schema: SchemaRef<'w>) -> Written<'w> {
        Written { schema, kind: self.kind, api_version: self.api_version, versions: self.versions }
    }

    pub(crate) fn owner(&self, operation: Operation, fields: Set) -> Owner {
        Owner {
            manager: if self.manager.is_empty() { "unknown" } else { self.manager }.to_owned(),
            operation,
            subresource: self.subresource.to_owned(),
            api_version: self.api_version.to_owned(),
            time: None,
            fields,
            read: None,
        }
    }

    pub(crate) fn reset_set(&self) -> Set {
        top_level(self.reset)
    }
}

/// The proposed object with its `metadata.managedFields` set, after a create, an update or a patch other than an apply.
///
/// Both objects are in typed form; `current` is `None` for a create. It never fails: where the managers cannot be
/// worked out, the current object's stay.
///
/// A list without entries at `proposed.metadata.managedFields`, or one with a single empty entry, resets ownership: the
/// caller must leave an empty list that came from the client in its place.
// Upstream: apimachinery/pkg/util/managedfields/internal/fieldmanager.go UpdateNoErrors (v1.37.2)
#[must_use]
pub fn update<'s>(
    schema: impl Into<SchemaRef<'s>>,
    current: Option<&Value>,
    mut proposed: Value,
    who: &Writer<'_>,
) -> Value {
    let schema = schema.into();
    // A write that changes nothing at all moves no field. Most of a busy client's writes are such.
    // Quirk: it may rewrite who owns what: long numbers in paths are floats once they are read (asked of the reference: a set of
    // 9007199254740993).
    let rounds = |entry: &Value| fieldsv1::rounds_numbers(entry.get("fieldsV1").unwrap_or(&Value::Null));
    let is_settled = |object: &Value| !managed_fields(object).as_array().is_some_and(|all| all.iter().any(rounds));
    if current.is_some_and(|current| equal(current, &proposed) && is_settled(current)) {
        return proposed;
    }
    let live = current.map_or(&Value::Null, managed_fields);
    let sent = take_managed_fields(&mut proposed);
    let (managers, read) = to_start_from(live, sent, who);
    let managers = match managers {
        // An object that nobody's ownership is known of stays so.
        managers if managers.is_empty() && current.is_some() => None,
        managers => {
            let before = current.map_or_else(|| Cow::Owned(new_object(schema, who)), Cow::Borrowed);
            // Upstream: apimachinery/pkg/util/managedfields/internal/structuredmerge.go structuredMergeManager.Update (v1.37.2)
            let typed = unfit(schema, &before).is_none() && unfit(schema, &proposed).is_none();
            let written = if typed { write_through(schema, &before, &proposed, managers, who).ok() } else { None };
            match written {
                Some(managers) => managers.write(read),
                None => Some(live.clone()).filter(|live| !live.is_null()),
            }
        }
    };
    set_managed_fields(&mut proposed, managers);
    proposed
}

/// Checks managedFields in typed form as the reference does after mutating admission: an error means that the state
/// before admission must be put back.
///
/// # Errors
/// With the first entry that cannot be read.
// Upstream: apimachinery/pkg/util/managedfields/fieldmanager.go ValidateManagedFields (v1.37.2)
pub fn check_managed_fields(managed_fields: &Value) -> Result<(), ManagersError> {
    Managers::read(managed_fields).map(drop)
}

/// The managers that an update starts from, and what they were read from: those that the client sent if they can be read, else the
/// current ones.
// Upstream: apimachinery/pkg/util/managedfields/internal/fieldmanager.go decodeLiveOrNew (v1.37.2)
fn to_start_from<'v>(live: &'v Value, sent: Option<Value>, who: &Writer<'_>) -> (Managers, Cow<'v, Value>) {
    // Nobody may write managedFields through a subresource.
    let sent = sent.filter(|_| who.subresource.is_empty()).unwrap_or_default();
    if is_reset(&sent) {
        return (Managers::default(), Cow::Owned(sent));
    }
    match Managers::read(&sent) {
        Ok(managers) if !managers.is_empty() => (managers, Cow::Owned(sent)),
        _ => (Managers::read(live).unwrap_or_default(), Cow::Borrowed(live)),
    }
}

fn is_reset(sent: &Value) -> bool {
    match sent.as_array().map(Vec::as_slice) {
        Some([]) => true,
        Some([entry]) => entry.as_object().is_some_and(Members::is_empty),
        _ => false,
    }
}

/// The middle of [`update`]: the managers after a write made one object of another, neither with managedFields. For whoever holds managers
/// that have been read. `None` where the object cannot be had in a manager's version.
#[must_use]
pub fn merge_update<'s>(
    schema: impl Into<SchemaRef<'s>>,
    before: &Value,
    after: &Value,
    managers: Managers,
    who: &Writer<'_>,
) -> Option<Managers> {
    write_through(schema.into(), before, after, managers, who).ok()
}

/// The managers after the writer changed an object from one state to another.
// Upstream: structured-merge-diff/merge/update.go Updater.Update (v6.4.2);
// apimachinery/pkg/util/managedfields/internal/managedfieldsupdater.go managedFieldsUpdater.Update (v1.37.2)
pub(crate) fn write_through(
    schema: SchemaRef,
    before: &Value,
    after: &Value,
    mut managers: Managers,
    who: &Writer<'_>,
) -> Result<Managers, Unconverted> {
    let written = who.written(schema);
    written.reconcile(&mut managers, before)?;
    let mut own = compare(schema, before, after);
    if !who.reset.is_empty() {
        own.ignore(&who.reset_set());
    }
    let changes = Changes::new(&written, &managers, own, before, || Cow::Borrowed(after))?;
    disown(&mut managers, None, &changes);
    let mut fields = changes.own.taken;
    strip(&mut fields);
    if !fields.is_empty() {
        let mut owner = who.owner(Operation::Update, fields);
        owner.time = Some(who.now.to_owned());
        if let Some(previous) = managers.0.remove(&owner.identifier()) {
            owner.fields.absorb(previous.fields);
        }
        managers.put(owner);
    }
    managers.cap();
    Ok(managers)
}

/// Takes what changed and what was removed from every manager but one, as its version has it. Managers that are left with nothing go.
pub(crate) fn disown(managers: &mut Managers, but: Option<&str>, changes: &Changes) {
    for (id, owner) in &mut managers.0 {
        if Some(id.as_str()) != but {
            let Change { taken, removed } = changes.of(&owner.api_version);
            let [taken, removed] = [taken, removed].map(|gone| owner.fields.remove_all(gone));
            if taken || removed {
                owner.read = None;
            }
        }
    }
    managers.0.retain(|_, owner| !owner.fields.is_empty());
}

/// Members of metadata that nobody owns.
const UNOWNED_METADATA: [&str; 9] = [
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "clusterName",
    "generation",
    "managedFields",
    "resourceVersion",
];

/// Leaves out what nobody owns.
// Upstream: apimachinery/pkg/util/managedfields/internal/stripmeta.go stripMetaManager.stripFields (v1.37.2)
pub(crate) fn strip(owned: &mut Set) {
    static UNOWNED: LazyLock<Set> = LazyLock::new(|| {
        let mut unowned = Set::new();
        for name in ["apiVersion", "kind", "metadata"] {
            unowned.insert(&[PathElement::field(name)]);
        }
        for name in UNOWNED_METADATA {
            unowned.insert(&[PathElement::field("metadata"), PathElement::field(name)]);
        }
        unowned
    });
    owned.remove_all(&UNOWNED);
}

/// The object of this kind in which only its type is set, which is what a create starts from.
pub(crate) fn new_object(schema: SchemaRef, who: &Writer<'_>) -> Value {
    schema.settle(json!({"kind": who.kind, "apiVersion": who.api_version}))
}

/// An object's managedFields; null where it has none.
pub(crate) fn managed_fields(object: &Value) -> &Value {
    object.get("metadata").and_then(|metadata| metadata.get("managedFields")).unwrap_or(&Value::Null)
}

/// A copy of the object without its managedFields.
pub(crate) fn without_managers(object: &Value) -> Value {
    let members_but = |members: &Members, but: &str, instead: &dyn Fn(&Value) -> Option<Value>| {
        let copied = members.iter().filter_map(|(name, value)| {
            let value = if name == but { instead(value)? } else { value.clone() };
            Some((name.clone(), value))
        });
        copied.collect::<Value>()
    };
    let metadata = |metadata: &Value| match metadata {
        Value::Object(members) => Some(members_but(members, "managedFields", &|_| None)),
        other => Some(other.clone()),
    };
    object.as_object().map_or_else(|| object.clone(), |members| members_but(members, "metadata", &metadata))
}

fn take_managed_fields(object: &mut Value) -> Option<Value> {
    object.get_mut("metadata")?.as_object_mut()?.remove("managedFields")
}

/// Puts managedFields in its place, which is the last of metadata.
pub(crate) fn set_managed_fields(object: &mut Value, managed_fields: Option<Value>) {
    take_managed_fields(object);
    if let (Some(metadata), Some(managed_fields)) =
        (object.get_mut("metadata").and_then(Value::as_object_mut), managed_fields)
    {
        metadata.insert("managedFields", managed_fields);
    }
}

//! Server-side apply: merge a document, take its fields or report who else owns them, remove what is no longer applied.

use std::borrow::Cow;
use std::sync::LazyLock;

use coracle_object::{SchemaRef, Value, time};

use crate::combine::{self, Merged, combine};
use crate::compare::{Comparison, compare};
use crate::conflict;
use crate::convert::{convert, numbers_as_read};
use crate::error::ApplyError;
use crate::lastapplied;
use crate::managers::{Managers, Operation, Owner};
use crate::path::PathElement;
use crate::prune::{prune, prune_across};
use crate::set::Set;
use crate::shape::{Form, Shape};
use crate::times::same_but_managers;
use crate::typed::{field_set, same};
use crate::update::{
    Writer, disown, managed_fields, new_object, set_managed_fields, strip, without_managers, write_through,
};
use crate::validate::{unfit, validate};
use crate::versions::{Changes, Unconverted, Written, split_version};

/// The manager that gets the fields of an object that nobody's ownership is known of.
const BEFORE_FIRST_APPLY: &str = "before-first-apply";

/// Whether an apply takes fields that others own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// It reports a conflict.
    No,
    /// It takes them.
    Yes,
}

/// The object with the document applied, and `metadata.managedFields` after that.
///
/// `current` is in typed form; `None` where the apply creates the object. `applied` is the document as it was read from
/// YAML. What comes out is not in typed form: members may be null or empty, their order is any, and nothing is
/// defaulted. The caller decodes and defaults it.
///
/// # Errors
/// See [`ApplyError`]. The order is the reference's.
// Upstream: apimachinery/pkg/util/managedfields/internal/fieldmanager.go NewDefaultFieldManager (v1.37.2). This is its chain
// of managers.
pub fn apply<'s>(
    schema: impl Into<SchemaRef<'s>>,
    current: Option<&Value>,
    applied: &Value,
    who: &Writer<'_>,
    force: Force,
) -> Result<Value, ApplyError> {
    let schema = schema.into();
    let current = current.map_or_else(|| Cow::Owned(new_object(schema, who)), Cow::Borrowed);
    let current = current.as_ref();
    let mut managers = Managers::read(managed_fields(current))?;
    check_type(applied, who)?;
    let errors = unfit(schema, current);
    if managers.is_empty() {
        if let Some(errors) = errors {
            return Err(ApplyError::Unowned { object: printed_object(current), errors });
        }
        let before = Writer { manager: BEFORE_FIRST_APPLY, ..*who };
        managers = write_through(schema, &new_object(schema, who), current, managers, &before)?;
    }
    let request = Request { schema, current, applied, who };
    request.check()?;
    if let Some(errors) = errors {
        return Err(ApplyError::Current { object: printed_object(current), errors });
    }
    let (converted, unfit) = convert(schema, applied);
    let request = Request { applied: &converted, ..request };
    who.written(schema).reconcile(&mut managers, current)?;
    // Only one manager may come to a second try.
    let again = (who.manager == lastapplied::MANAGER).then(|| managers.clone());
    let (changed, managers) = match (request.run(managers, force), again) {
        (Err(ApplyError::Conflicts(conflicts)), Some(managers)) => {
            let unexcused = lastapplied::unexcused(schema, current, conflicts, who);
            if !unexcused.is_empty() {
                return Err(ApplyError::Conflicts(unexcused));
            }
            request.run(managers, Force::Yes)?
        }
        (outcome, _) => outcome?,
    };
    if let Some(reason) = unfit {
        return Err(ApplyError::Unfit { object: printed_object(request.applied), kind: printed_type(applied), reason });
    }
    let mut applied_object = request.finish(changed, &managers);
    if who.manager == lastapplied::MANAGER {
        lastapplied::keep_in_step(&mut applied_object, applied);
    }
    Ok(applied_object)
}

/// The middle of [`apply`]: an object without managedFields and its managers, after a document has been applied that has the shape of its
/// kind. For whoever holds managers that have been read. No object is one that is as it was.
///
/// # Errors
/// [`ApplyError::Conflicts`] and [`ApplyError::Unconverted`].
pub fn merge_apply<'s>(
    schema: impl Into<SchemaRef<'s>>,
    current: &Value,
    applied: &Value,
    mut managers: Managers,
    who: &Writer<'_>,
    force: Force,
) -> Result<(Option<Value>, Managers), ApplyError> {
    let schema = schema.into();
    who.written(schema).reconcile(&mut managers, current)?;
    Request { schema, current, applied, who }.run(managers, force)
}

// Upstream: apimachinery/pkg/util/managedfields/internal/versioncheck.go versionCheckManager.Apply (v1.37.2)
fn check_type(applied: &Value, who: &Writer<'_>) -> Result<(), ApplyError> {
    let (group, version, kind) = type_of(applied);
    if (group, version, kind) == split_version(who.api_version).map_or(("", "", ""), |(g, v)| (g, v, who.kind)) {
        return Ok(());
    }
    Err(ApplyError::WrongType(printed_type(applied)))
}

/// The group, version and kind that a document gives; all empty where its apiVersion has more than one slash.
fn type_of(document: &Value) -> (&str, &str, &str) {
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
    split_version(text("apiVersion")).map_or(("", "", ""), |(group, version)| (group, version, text("kind")))
}

fn printed_type(document: &Value) -> String {
    let (group, version, kind) = type_of(document);
    format!("{group}/{version}, Kind={kind}")
}

/// An object as messages name it: namespace, name and type.
fn printed_object(object: &Value) -> String {
    let metadata = |name: &str| object.get("metadata")?.get(name)?.as_str();
    let (namespace, name) = (metadata("namespace").unwrap_or_default(), metadata("name").unwrap_or_default());
    format!("{namespace}/{name}; {}", printed_type(object))
}

/// An apply over an object whose managers are known.
struct Request<'a> {
    schema: SchemaRef<'a>,
    current: &'a Value,
    applied: &'a Value,
    who: &'a Writer<'a>,
}

static MANAGED_FIELDS: LazyLock<Set> =
    LazyLock::new(|| [["metadata", "managedFields"].map(PathElement::field)].iter().map(<[_; 2]>::as_slice).collect());

impl Request<'_> {
    // Upstream: apimachinery/pkg/util/managedfields/internal/structuredmerge.go Apply (v1.37.2)
    fn check(&self) -> Result<(), ApplyError> {
        // Quirk: managedFields that the reference cannot read count as absent here, and fail as to their shape
        // (quirks/apply-managed-fields).
        if managed_fields(self.applied).as_array().is_some_and(|entries| entries.iter().all(is_entry)) {
            return Err(ApplyError::ManagedFields);
        }
        let malformed = |_| {
            // Only the words for what is wrong show how a number was read.
            let mut applied = self.applied.clone();
            numbers_as_read(&mut applied);
            let errors = validate(self.schema, &applied).err().unwrap_or_default();
            ApplyError::Malformed { object: printed_object(self.applied), errors }
        };
        validate(self.schema, self.applied).map_err(malformed)
    }

    /// The object after the apply, without managedFields, and its managers. `None` where all of it is as it was.
    // Upstream: structured-merge-diff/merge/update.go Updater.Apply (v6.4.2)
    fn run(&self, mut managers: Managers, force: Force) -> Result<(Option<Value>, Managers), ApplyError> {
        let shape = Shape::from(self.schema);
        let mut fields = field_set(shape, self.applied);
        if !self.who.reset.is_empty() {
            fields.remove_all_and_below(&self.who.reset_set());
        }
        let owner = self.who.owner(Operation::Apply, fields);
        let id = owner.identifier();
        let before = managers.0.insert(id.clone(), owner);

        let merged = combine(shape, self.current, self.applied);
        let last = before.as_ref().filter(|last| !last.fields.is_empty());
        let whole = last.map(|last| (last, merged.value()));
        let pruned = match &whole {
            Some((last, whole)) => self.prune(whole, &managers, &id, last)?,
            None => None,
        };
        let changes = match &pruned {
            Some(pruned) => self.changes_to(pruned),
            None => combine::changes(shape, self.current, &merged),
        };
        let after = || pruned.as_ref().map_or_else(|| merged.value(), Cow::Borrowed);
        self.take(&mut managers, &id, changes, after, force)?;
        let after = match (pruned, whole) {
            (Some(pruned), _) => Some(pruned),
            (None, _) if matches!(merged, Merged::Old(_)) => None,
            (None, Some((_, whole))) => Some(whole.into_owned()),
            (None, None) => Some(merged.value().into_owned()),
        };
        let after = after.filter(|object| !same_but_managers(self.current, object, same));
        if let Some(owner) = managers.0.get_mut(&id) {
            // An apply that changes nothing keeps its time; its first one then has none.
            strip(&mut owner.fields);
            owner.read = before.as_ref().filter(|before| before.fields == owner.fields).and_then(|before| before.read);
            owner.time =
                if after.is_none() { before.and_then(|before| before.time) } else { Some(self.who.now.to_owned()) };
        }
        managers.0.retain(|_, owner| !owner.fields.is_empty());
        Ok((after, managers))
    }

    /// The object with what [`Self::run`] made of it.
    fn finish(&self, changed: Option<Value>, managers: &Managers) -> Value {
        let mut object = changed.unwrap_or_else(|| without_managers(self.current));
        set_managed_fields(&mut object, managers.write(Cow::Borrowed(managed_fields(self.current))));
        if let Some(members) = object.as_object_mut() {
            // A document may write its version as `/v1`.
            members.insert("apiVersion", self.who.api_version.into());
        }
        object
    }

    /// What changes from the current object to one without managedFields, which nobody removed.
    fn changes_to(&self, object: &Value) -> Comparison {
        let mut changes = compare(self.schema, self.current, object);
        changes.removed.remove_all(&MANAGED_FIELDS);
        changes
    }

    fn written(&self) -> Written<'_> {
        self.who.written(self.schema)
    }

    /// The merged object without what is no longer applied, where that is another one.
    fn prune(&self, merged: &Value, managers: &Managers, id: &str, last: &Owner) -> Result<Option<Value>, ApplyError> {
        let written = self.written();
        let shape = Shape::from(self.schema);
        let is_simple = managers.0.values().chain([last]).all(|owner| written.is_own(&owner.api_version));
        if is_simple && !shape.is_atomic(Form::Members) {
            return Ok(prune(shape, merged, managers, id, &last.fields));
        }
        let pruned = prune_across(&written, merged, managers, last);
        Ok(Some(pruned.map_err(Unconverted::while_doing("failed to prune fields"))?))
    }

    /// Takes what the apply changes from the others, or reports them.
    // Upstream: structured-merge-diff/merge/update.go Updater.update (v6.4.2)
    fn take<'v>(
        &'v self,
        managers: &mut Managers,
        id: &str,
        mut changes: Comparison,
        after: impl FnOnce() -> Cow<'v, Value>,
        force: Force,
    ) -> Result<(), ApplyError> {
        if !self.who.reset.is_empty() {
            changes.ignore(&self.who.reset_set());
        }
        let changes = Changes::new(&self.written(), managers, changes, self.current, after)?;
        if force == Force::No {
            let others = managers.0.iter().filter(|(other, _)| *other != id).map(|(_, owner)| owner);
            let conflicts = conflict::with(others.map(|owner| (owner, &changes.of(&owner.api_version).taken)));
            if !conflicts.is_empty() {
                return Err(ApplyError::Conflicts(conflicts));
            }
        }
        disown(managers, Some(id), &changes);
        Ok(())
    }
}

/// Whether the reference can read an entry of managedFields that a document has.
fn is_entry(entry: &Value) -> bool {
    let texts = ["manager", "operation", "apiVersion", "time", "fieldsType", "subresource"];
    let time = entry.get("time").and_then(Value::as_str);
    let is_text = |name: &&str| entry.get(*name).is_none_or(|value| value.is_string() || value.is_null());
    entry.is_object() && texts.iter().all(is_text) && time.is_none_or(|text| time::parse(text).is_ok())
}

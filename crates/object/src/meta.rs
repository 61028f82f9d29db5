//! An object's metadata: reading and writing it, and its rules.
//!
//! Errors come in the reference's order, and a rule that the reference checks twice is told twice here too: whoever
//! puts the rules together drops the repeats ([`crate::field::without_repeats`]).

use std::collections::{BTreeSet, HashSet};

use crate::field::{ERRORS_MAX, FieldError, Path};
use crate::names::{self, Part, Reasons};
use crate::text::quote;
use crate::{Members, Value};

/// Annotations may hold this many bytes in all, keys and values together.
// Upstream: apimachinery/pkg/api/validation/objectmeta.go TotalAnnotationSizeLimitB (v1.37.2)
pub const ANNOTATION_BYTES_MAX: usize = 256 * 1024;
/// A manager's name may have this many bytes.
const MANAGER_BYTES_MAX: usize = 128;
const SUBRESOURCE_BYTES_MAX: usize = 256;

/// The finalizer of an object whose dependents are left alone.
pub const ORPHAN: &str = "orphan";
/// The finalizer of an object whose dependents go first.
pub const FOREGROUND: &str = "foregroundDeletion";

/// A text of the metadata; empty where there is none.
#[must_use]
pub fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    member(&object["metadata"], name)
}

/// A list of the metadata; empty where there is none.
#[must_use]
pub fn list<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    object["metadata"][name].as_array().map_or(&[], Vec::as_slice)
}

/// `labels` or `annotations`; `None` where there are none.
#[must_use]
pub fn map<'a>(object: &'a Value, name: &str) -> Option<&'a Members> {
    object["metadata"][name].as_object()
}

/// Whether a deletion has begun.
#[must_use]
pub fn is_deleting(object: &Value) -> bool {
    object["metadata"]["deletionTimestamp"].is_string()
}

/// Whether the objects of a kind are in namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Each is in a namespace.
    Namespaced,
    /// None is.
    Cluster,
}

/// What is wrong with an object's metadata, whatever was there before. A name must have been generated already.
// Upstream: apimachinery/pkg/api/validation/objectmeta.go ValidateObjectMetaAccessor (v1.37.2)
#[must_use]
pub fn validate(object: &Value, scope: Scope, rule: impl Fn(&str, Part) -> Reasons) -> Vec<FieldError> {
    validate_at(object, scope, rule, &Path::new("metadata"))
}

/// As [`validate`], of metadata that stands at another path.
#[must_use]
pub(crate) fn validate_at(
    object: &Value,
    scope: Scope,
    rule: impl Fn(&str, Part) -> Reasons,
    path: &Path<'_>,
) -> Vec<FieldError> {
    let mut errors = validate_names(object, rule, path);
    errors.extend(validate_namespace(text(object, "namespace"), scope, &path.child("namespace")));
    errors.extend(validate_generation(object, &path.child("generation")));
    errors.extend(validate_maps(object, path));
    errors.extend(validate_owners(list(object, "ownerReferences"), &path.child("ownerReferences")));
    errors.extend(validate_finalizers(list(object, "finalizers"), &path.child("finalizers")));
    errors.extend(validate_managers(list(object, "managedFields"), &path.child("managedFields")));
    errors
}

/// What is wrong with a change of an object's metadata. The proposed object carries the resourceVersion that it would
/// replace, its own or the current one.
// Upstream: apimachinery/pkg/api/validation/objectmeta.go ValidateObjectMetaAccessorUpdate (v1.37.2)
#[must_use]
pub fn validate_update(object: &Value, current: &Value) -> Vec<FieldError> {
    let path = Path::new("metadata");
    let mut errors = Vec::new();
    if is_deleting(current) {
        errors.extend(validate_no_new_finalizers(object, current, &path.child("finalizers")));
    }
    if text(object, "resourceVersion").is_empty() {
        errors.push(FieldError::invalid(&path.child("resourceVersion"), "", "must be specified for an update"));
    }
    errors.extend(validate_generation(object, &path.child("generation")));
    let generation = |of: &Value| of["metadata"]["generation"].as_i64().unwrap_or_default();
    if generation(object) < generation(current) {
        let detail = "must not be decremented";
        errors.push(FieldError::invalid(&path.child("generation"), generation(object), detail));
    }
    for name in ["name", "namespace"] {
        if text(object, name) != text(current, name) {
            errors.push(FieldError::immutable(&path.child(name), text(object, name)));
        }
    }
    if text(object, "uid") != text(current, "uid") {
        // A type of its own in the reference, and so printed as JSON.
        let uid = Value::from(text(object, "uid"));
        errors.push(FieldError::immutable(&path.child("uid"), uid));
    }
    for name in ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] {
        let (proposed, before) = (&object["metadata"][name], &current["metadata"][name]);
        if proposed != before {
            errors.push(FieldError::immutable(&path.child(name), proposed));
        }
    }
    errors.extend(validate_maps(object, &path));
    errors.extend(validate_owners(list(object, "ownerReferences"), &path.child("ownerReferences")));
    errors.extend(validate_managers(list(object, "managedFields"), &path.child("managedFields")));
    errors
}

/// What the kinds of the core group ask of finalizers' names on top: one without a prefix must be a known one.
// Upstream: kubernetes/pkg/apis/core/validation/validation.go ValidateObjectMeta (v1.37.2)
#[must_use]
pub fn validate_core_finalizers(object: &Value) -> Vec<FieldError> {
    let (metadata, list) = (Path::new("metadata"), list(object, "finalizers"));
    let path = metadata.child("finalizers");
    let each = list.iter().enumerate();
    each.filter_map(|(i, finalizer)| validate_core_finalizer(as_text(finalizer), &path.index(i)))
        .take(ERRORS_MAX)
        .collect()
}

/// The rule of [`validate_core_finalizers`] for one name.
// Upstream: kubernetes/pkg/apis/core/validation/validation.go validateKubeFinalizerName (v1.37.2)
#[must_use]
pub fn validate_core_finalizer(name: &str, path: &Path<'_>) -> Option<FieldError> {
    let known = name.contains('/') || matches!(name, "kubernetes" | ORPHAN | FOREGROUND);
    let detail = "name is neither a standard finalizer name nor is it fully qualified";
    (!known).then(|| FieldError::invalid(path, name, detail))
}

/// A finalizer's name is a qualified name.
// Upstream: apimachinery/pkg/api/validation/objectmeta.go ValidateFinalizerName (v1.37.2)
pub fn validate_finalizer<'a>(name: &'a str, path: &'a Path<'a>) -> impl Iterator<Item = FieldError> + 'a {
    names::qualified_name(name).into_iter().map(move |reason| FieldError::invalid(path, name, reason))
}

/// Drops the owner references that repeat an earlier one. Answers with the warning about them, if there were any;
/// `after_admission` is how a patch is told, which the reference looks at only then.
// Upstream: apiserver/pkg/endpoints/handlers/rest.go dedupOwnerReferencesAndAddWarning (v1.37.2)
pub fn dedup_owner_references(object: &mut Value, after_admission: bool) -> Option<String> {
    let owners = object.pointer_mut("/metadata/ownerReferences")?.as_array_mut()?;
    let mut uids = Vec::new();
    // By text, so that a long list costs no more an entry than a short one; typed form has one text a value.
    let mut seen = HashSet::new();
    owners.retain(|owner| {
        let new = seen.insert(owner.to_string());
        if !new {
            uids.push(member(owner, "uid").to_owned());
        }
        new
    });
    let when = if after_admission { " after mutating admission happens" } else { "" };
    (!uids.is_empty()).then(|| {
        format!(
            ".metadata.ownerReferences contains duplicate entries{when}; API server dedups owner references in 1.20+, \
             and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {}",
            uids.join(", ")
        )
    })
}

/// How often one rule may repeat a whole value, one error each time. The reference knows no bound here, and so an answer
/// to a 3 MiB body that grows with its square (docs/decisions/0011-bounded-answers.md).
const WHOLE_VALUES_MAX: usize = 128;

/// The name of a manager: not too long, and printable.
// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateFieldManager (v1.37.2)
#[must_use]
pub fn validate_manager(name: &str, path: &Path<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if name.len() > MANAGER_BYTES_MAX {
        errors.push(FieldError::too_long(path, MANAGER_BYTES_MAX));
    }
    let unprintable = name.char_indices().filter(|(_, c)| !crate::text::is_printable(*c));
    for (position, c) in unprintable.take(WHOLE_VALUES_MAX) {
        let detail = format!("invalid character U+{:04X} (at position {position})", u32::from(c));
        errors.push(FieldError::invalid(path, name, detail));
    }
    errors
}

fn validate_names(object: &Value, rule: impl Fn(&str, Part) -> Reasons, path: &Path<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut check = |field: &str, name: &str, part: Part| {
        let path = path.child(field);
        errors.extend(FieldError::invalid_each(&path, name, rule(name, part)));
    };
    let (name, base) = (text(object, "name"), text(object, "generateName"));
    if !base.is_empty() {
        check("generateName", base, Part::Prefix);
    }
    if name.is_empty() {
        errors.push(FieldError::required(&path.child("name"), "name or generateName is required"));
    } else {
        check("name", name, Part::Whole);
    }
    errors
}

fn validate_namespace(namespace: &str, scope: Scope, path: &Path<'_>) -> Vec<FieldError> {
    match (scope, namespace) {
        (Scope::Namespaced, "") => vec![FieldError::required(path, "")],
        (Scope::Namespaced, _) => {
            FieldError::invalid_each(path, namespace, names::name_is_label(namespace, Part::Whole))
        }
        (Scope::Cluster, "") => vec![],
        (Scope::Cluster, _) => vec![FieldError::forbidden(path, "not allowed on this type")],
    }
}

fn validate_generation(object: &Value, path: &Path<'_>) -> Option<FieldError> {
    let generation = object["metadata"]["generation"].as_i64().unwrap_or_default();
    (generation < 0).then(|| FieldError::invalid(path, generation, "must be greater than or equal to 0"))
}

/// Labels, then annotations; entries by key, where the reference takes them as they come.
// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateLabels,
// apimachinery/pkg/api/validation/objectmeta.go ValidateAnnotations (v1.37.2)
fn validate_maps(object: &Value, path: &Path<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let labels = path.child("labels");
    for (key, value) in sorted(map(object, "labels")) {
        if errors.len() >= ERRORS_MAX {
            break;
        }
        errors.extend(FieldError::invalid_each(&labels, key, names::qualified_name(key)));
        errors.extend(FieldError::invalid_each(&labels, value, names::label_value(value)));
    }
    let annotations = path.child("annotations");
    let mut bytes = 0;
    for (key, value) in sorted(map(object, "annotations")) {
        if errors.len() < ERRORS_MAX {
            errors.extend(FieldError::invalid_each(&annotations, key, names::annotation_key(key)));
        }
        bytes += key.len() + value.len();
    }
    if bytes > ANNOTATION_BYTES_MAX {
        errors.push(FieldError::too_long(&annotations, ANNOTATION_BYTES_MAX));
    }
    errors
}

fn sorted(entries: Option<&Members>) -> Vec<(&str, &str)> {
    let mut entries: Vec<_> =
        entries.into_iter().flatten().map(|(key, value)| (key.as_str(), as_text(value))).collect();
    entries.sort_unstable();
    entries
}

// Upstream: apimachinery/pkg/api/validation/objectmeta.go ValidateOwnerReferences (v1.37.2)
fn validate_owners(owners: &[Value], path: &Path<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut controller: Option<String> = None;
    let mut repeats = 0;
    for (i, owner) in owners.iter().enumerate() {
        if errors.len() >= ERRORS_MAX {
            break;
        }
        errors.extend(validate_owner(owner, &path.index(i)));
        if owner["controller"] == Value::Bool(true) {
            let name = format!("{}/{}", member(owner, "kind"), member(owner, "name"));
            if let Some(first) = &controller {
                let detail = format!(
                    "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {name}"
                );
                repeats += 1;
                if repeats <= WHOLE_VALUES_MAX {
                    errors.push(FieldError::invalid(path, Value::Array(owners.iter().map(in_order).collect()), detail));
                }
            } else {
                controller = Some(name);
            }
        }
    }
    errors
}

/// An owner with its members in the order of its Go type, which those of a custom resource may not have.
fn in_order(owner: &Value) -> Value {
    let names = ["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"];
    let members = names.into_iter().filter(|name| !owner[*name].is_null());
    Value::Object(members.map(|name| (name, owner[name].clone())).collect())
}

// Upstream: apimachinery/pkg/api/validation/objectmeta.go validateOwnerReference (v1.37.2)
fn validate_owner(owner: &Value, path: &Path<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let required = |name| FieldError::required(&path.child(name), "must not be empty");
    let api_version = member(owner, "apiVersion");
    let version = api_version.rsplit('/').next().unwrap_or_default();
    if api_version.is_empty() {
        errors.push(required("apiVersion"));
    } else if version.is_empty() || api_version.matches('/').count() > 1 {
        let detail = "must be <group>/<version> or <version>";
        errors.push(FieldError::invalid(&path.child("apiVersion"), api_version, detail));
    }
    for name in ["kind", "name", "uid"] {
        if member(owner, name).is_empty() {
            errors.push(required(name));
        }
    }
    // The core group may be written with its slash.
    if matches!(api_version, "v1" | "/v1") && member(owner, "kind") == "Event" {
        errors.push(FieldError::invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
    }
    errors
}

// Upstream: apimachinery/pkg/api/validation/objectmeta.go ValidateFinalizers (v1.37.2)
fn validate_finalizers(finalizers: &[Value], path: &Path<'_>) -> Vec<FieldError> {
    let errors = finalizers.iter().flat_map(|name| validate_finalizer(as_text(name), path));
    let mut errors: Vec<_> = errors.take(ERRORS_MAX).collect();
    let has = |wanted: &str| finalizers.iter().any(|name| name == wanted);
    if has(ORPHAN) && has(FOREGROUND) {
        let detail = format!("finalizer {ORPHAN} and {FOREGROUND} cannot be both set");
        errors.push(FieldError::invalid(path, Value::from(finalizers), detail));
    }
    errors
}

// Upstream: apimachinery/pkg/api/validation/objectmeta.go ValidateNoNewFinalizers (v1.37.2)
fn validate_no_new_finalizers(object: &Value, current: &Value, path: &Path<'_>) -> Option<FieldError> {
    let names = |of| list(of, "finalizers").iter().map(as_text).collect::<BTreeSet<_>>();
    let (proposed, before) = (names(object), names(current));
    let new: Vec<String> = proposed.difference(&before).map(|name| quote(name)).collect();
    // The list is printed as Go code.
    let detail = format!(
        "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
        new.join(", ")
    );
    (!new.is_empty()).then(|| FieldError::forbidden(path, detail))
}

// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateManagedFields (v1.37.2)
fn validate_managers(entries: &[Value], path: &Path<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        let path = path.index(i);
        match member(entry, "operation") {
            "" => errors.push(FieldError::required(&path.child("operation"), "must not be empty")),
            "Apply" | "Update" => {}
            _ => {
                let operation = &entry["operation"];
                errors.push(FieldError::not_supported(&path.child("operation"), operation, &["Apply", "Update"]));
            }
        }
        let fields_type = member(entry, "fieldsType");
        if !matches!(fields_type, "" | "FieldsV1") {
            errors.push(FieldError::invalid(&path.child("fieldsType"), fields_type, "must be `FieldsV1`"));
        }
        errors.extend(validate_manager(member(entry, "manager"), &path.child("manager")));
        if member(entry, "subresource").len() > SUBRESOURCE_BYTES_MAX {
            errors.push(FieldError::too_long(&path.child("subresource"), SUBRESOURCE_BYTES_MAX));
        }
    }
    errors
}

fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn member<'a>(of: &'a Value, name: &str) -> &'a str {
    as_text(&of[name])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn errors_are_bounded_in_number() {
        let object = |finalizers: usize, labels: usize| {
            let labels: Members = (0..labels).map(|n| (format!("-{n}"), Value::from(""))).collect();
            json!({"metadata": {"finalizers": vec![""; finalizers], "labels": labels}})
        };
        let path = Path::new("metadata");
        assert_eq!(validate_finalizers(&vec![json!("-"); 70_000], &path).len(), ERRORS_MAX);
        assert_eq!(validate_core_finalizers(&object(70_000, 0)).len(), ERRORS_MAX);
        assert_eq!(validate_maps(&object(0, 70_000), &path).len(), ERRORS_MAX);
        assert_eq!(validate_maps(&object(0, 70), &path).len(), 70);
        assert!(validate_owners(&vec![json!({}); 70_000], &path).len() < ERRORS_MAX + 4);
    }

    #[test]
    fn errors_that_repeat_a_whole_value_are_bounded() {
        let owner =
            |n: usize| json!({"apiVersion": "v1", "kind": "K", "name": n.to_string(), "uid": "u", "controller": true});
        let owners: Vec<Value> = (0..5000).map(owner).collect();
        assert_eq!(validate_owners(&owners, &Path::new("owners")).len(), WHOLE_VALUES_MAX);
        assert_eq!(validate_owners(&owners[..20], &Path::new("owners")).len(), 19);
        assert_eq!(validate_manager(&"\u{7}".repeat(100_000), &Path::new("m")).len(), 1 + WHOLE_VALUES_MAX);
    }
}

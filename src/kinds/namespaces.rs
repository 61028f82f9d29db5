//! Namespaces: they hold the objects of other kinds, and go only when they are empty.
//!
//! Emptying one that is being deleted is a controller's work.

use coracle_object::field::{FieldError, Path};
use coracle_object::names;
use coracle_object::schema::{self, Struct};
use coracle_object::{Members, Value, meta};

use super::{AGE, Column, Kind, NAME, Subresource, age};
use crate::change::delete::{FOREGROUND, ORPHAN, settle};
use crate::change::meta::{set_text, set_texts, texts};
use crate::change::{Current, Decision, Scope};
use crate::request::options::DeleteOptions;
use crate::status::Failure;

/// The kind, as a write by one of its paths sees it.
pub struct Namespaces {
    part: Part,
}

/// A namespace by its own path.
pub static WHOLE: Namespaces = Namespaces { part: Part::Whole };
static STATUS: Namespaces = Namespaces { part: Part::Status };
static FINALIZE: Namespaces = Namespaces { part: Part::Finalize };

static SUBRESOURCES: [Subresource; 2] = [
    Subresource { name: "finalize", verbs: &["update"], kind: &FINALIZE, tables: false },
    Subresource { name: "status", verbs: &["get", "patch", "update"], kind: &STATUS, tables: true },
];

/// What a path may change.
enum Part {
    /// Everything but status and finalizers.
    Whole,
    /// Everything but the finalizers.
    Status,
    /// Everything but the status.
    Finalize,
}

/// The finalizer that keeps a namespace until it is empty.
const KUBERNETES: &str = "kubernetes";
/// The label by which selectors find a namespace.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";
/// They may not be deleted.
const IMMORTAL: [&str; 3] = ["default", "kube-system", "kube-public"];

impl Kind for Namespaces {
    fn kind(&self) -> &'static str {
        "Namespace"
    }

    fn resource(&self) -> &'static str {
        "namespaces"
    }

    fn singular(&self) -> &'static str {
        "namespace"
    }

    fn short_names(&self) -> &'static [&'static str] {
        &["ns"]
    }

    fn namespaced(&self) -> bool {
        false
    }

    fn schema(&self) -> &'static Struct {
        &schema::NAMESPACE
    }

    fn verbs(&self) -> &'static [&'static str] {
        &["create", "delete", "get", "list", "patch", "update", "watch"]
    }

    fn subresources(&self) -> &'static [Subresource] {
        &SUBRESOURCES
    }

    fn storage_hash(&self) -> &'static str {
        "Q3oi5N2YM8M="
    }

    fn create_on_update(&self) -> bool {
        false
    }

    // Upstream: pkg/registry/core/namespace/strategy.go GetResetFields (v1.37.2)
    fn reset_fields(&self) -> &'static [&'static str] {
        match self.part {
            Part::Whole | Part::Finalize => &["status"],
            Part::Status => &["spec"],
        }
    }

    // Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Namespace, SetDefaults_NamespaceStatus (v1.37.2)
    fn default(&self, object: &mut Value) {
        if !meta::text(object, "name").is_empty() {
            label_with_name(object);
        }
        if object["status"]["phase"].as_str().unwrap_or_default().is_empty() {
            set_in(object, "status", "phase", "Active".into());
        }
    }

    // Upstream: pkg/registry/core/namespace/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        set(object, "status", serde_json::json!({"phase": "Active"}));
        let mut finalizers = spec_finalizers(object).to_vec();
        if !finalizers.iter().any(|f| f == KUBERNETES) {
            finalizers.push(KUBERNETES.into());
        }
        set_in(object, "spec", "finalizers", finalizers.into());
    }

    // Upstream: pkg/registry/core/namespace/strategy.go PrepareForUpdate, one for each strategy (v1.37.2)
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        let kept: &[&str] = match self.part {
            Part::Whole => &["spec", "status"],
            Part::Status => &["spec"],
            Part::Finalize => &["status"],
        };
        for name in kept {
            set(object, name, current[*name].clone());
        }
    }

    /// A generated name was not known when defaults were filled in.
    // Upstream: pkg/registry/core/namespace/strategy.go Canonicalize (v1.37.2)
    fn canonicalize(&self, object: &mut Value) {
        label_with_name(object);
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateNamespace (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = meta::validate(object, self.placement(), names::name_is_label);
        errors.extend(meta::validate_core_finalizers(object));
        let spec = Path::new("spec");
        let path = spec.child("finalizers");
        for finalizer in spec_finalizers(object) {
            errors.extend(validate_finalizer(finalizer, &path));
        }
        errors
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateNamespaceUpdate, ValidateNamespaceStatusUpdate,
    // ValidateNamespaceFinalizeUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value) -> Vec<FieldError> {
        let mut errors = match self.part {
            Part::Whole => self.check_create(object),
            Part::Status | Part::Finalize => vec![],
        };
        errors.extend(meta::validate_update(object, current));
        errors.extend(meta::validate_core_finalizers(object));
        match self.part {
            Part::Whole => {}
            Part::Status => errors.extend(validate_phase(object)),
            Part::Finalize => {
                let spec = Path::new("spec");
                let path = spec.child("finalizers");
                for (i, finalizer) in spec_finalizers(object).iter().enumerate() {
                    errors.extend(validate_finalizer(finalizer, &path.index(i)));
                }
            }
        }
        errors
    }

    // Upstream: pkg/registry/core/namespace/storage/storage.go ShouldDeleteNamespaceDuringUpdate (v1.37.2)
    fn may_go(&self, object: &Value) -> bool {
        spec_finalizers(object).is_empty()
    }

    /// Quirk: it wraps the reference's common store, and does not pass this on.
    fn deletes_unread(&self) -> bool {
        false
    }

    /// The first deletion only begins it; a later one changes nothing until the namespace is empty.
    // Upstream: pkg/registry/core/namespace/storage/storage.go Delete,
    // admission/plugin/namespace/lifecycle/admission.go Admit (v1.37.2)
    fn delete(&self, scope: &Scope, options: &DeleteOptions, current: &Current) -> Option<Result<Decision, Failure>> {
        let object = &current.object;
        let version = current.revision.to_string();
        let preconditions = [
            ("UID in precondition", "UID in object meta", &options.uid, meta::text(object, "uid")),
            ("ResourceVersion in precondition", "ResourceVersion in object meta", &options.resource_version, &version),
        ];
        for (asked, found, given, actual) in preconditions {
            if let Some(given) = given.as_deref().filter(|given| *given != actual) {
                let why = format!("Precondition failed: {asked}: {given}, {found}: {actual}");
                return Some(Err(Failure::conflict(self.resource(), scope.name, &why)));
            }
        }
        if IMMORTAL.contains(&scope.name) {
            let why = "this namespace may not be deleted";
            return Some(Err(Failure::forbidden("", self.resource(), scope.name, why)));
        }
        if !meta::is_deleting(object) {
            return Some(Ok(settle(scope, terminating(scope, options, object), current)));
        }
        (!spec_finalizers(object).is_empty()).then(|| Ok(Decision::Unchanged(object.clone())))
    }

    // Upstream: pkg/apis/core/v1/conversion.go AddFieldLabelConversionsForNamespace (v1.37.2)
    fn selectable<'a>(&self, object: &'a Value, field: &str) -> Option<&'a str> {
        match field {
            "metadata.name" => Some(meta::text(object, "name")),
            "status.phase" => Some(phase(object)),
            _ => None,
        }
    }

    fn not_selectable(&self, field: &str) -> String {
        format!("field label not supported: {field}")
    }

    fn columns(&self) -> &'static [Column] {
        const STATUS: Column = Column {
            name: "Status",
            description: "The status of the namespace",
            cell_type: "string",
            format: "",
            priority: 0,
        };
        &[NAME, STATUS, AGE]
    }

    fn cells(&self, object: &Value, now: i64) -> Vec<Value> {
        vec![meta::text(object, "name").into(), phase(object).into(), age(object, now).into()]
    }
}

/// The namespace with its deletion begun.
fn terminating(scope: &Scope, options: &DeleteOptions, object: &Value) -> Value {
    let mut object = object.clone();
    set_text(&mut object, "deletionTimestamp", &scope.moment.now);
    set_in(&mut object, "status", "phase", "Terminating".into());
    let after = finalizers(options, texts(&object, "finalizers"));
    set_texts(&mut object, "finalizers", after);
    object
}

/// The finalizers that keep a namespace besides those of its spec: its own, and what the options say of its dependents.
///
/// Quirk: unlike elsewhere, dependents that are not to be orphaned are to go first, and what is right already stays in its place.
// Upstream: pkg/registry/core/namespace/storage/storage.go shouldHaveOrphanFinalizer, shouldHaveDeleteDependentsFinalizer
// (v1.37.2)
fn finalizers(options: &DeleteOptions, mut all: Vec<String>) -> Vec<String> {
    let policy = options.propagation_policy.as_deref();
    for (finalizer, orphans, named) in [(ORPHAN, true, "Orphan"), (FOREGROUND, false, "Foreground")] {
        let has = all.iter().any(|f| f == finalizer);
        let by_policy = policy.map_or(has, |policy| policy == named);
        let wanted = options.orphan_dependents.map_or(by_policy, |orphan| orphan == orphans);
        if has && !wanted {
            all.retain(|f| f != finalizer);
        } else if wanted && !has {
            all.push(finalizer.to_owned());
        }
    }
    all
}

fn label_with_name(object: &mut Value) {
    let name = Value::from(meta::text(object, "name"));
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    let labels = metadata.entry("labels").or_insert_with(|| Value::Object(Members::new()));
    if let Some(labels) = labels.as_object_mut() {
        labels.insert(NAME_LABEL.to_owned(), name);
    }
}

// Upstream: pkg/apis/core/validation/validation.go validateFinalizerName (v1.37.2)
fn validate_finalizer(finalizer: &Value, path: &Path) -> Vec<FieldError> {
    let name = finalizer.as_str().unwrap_or_default();
    meta::validate_finalizer(name, path).chain(meta::validate_core_finalizer(name, path)).collect()
}

// Upstream: pkg/apis/core/validation/validation.go ValidateNamespaceStatusUpdate (v1.37.2)
fn validate_phase(object: &Value) -> Option<FieldError> {
    let (expected, when) = if meta::is_deleting(object) { ("Terminating", "not ") } else { ("Active", "") };
    // Quirk: the field's name in the message begins with a capital.
    let status = Path::new("status");
    let detail = format!("may only be '{expected}' if `deletionTimestamp` is {when}empty");
    (phase(object) != expected).then(|| FieldError::invalid(&status.child("Phase"), Value::from(phase(object)), detail))
}

fn phase(object: &Value) -> &str {
    object["status"]["phase"].as_str().unwrap_or_default()
}

fn spec_finalizers(object: &Value) -> &[Value] {
    object["spec"]["finalizers"].as_array().map_or(&[], Vec::as_slice)
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// Sets a member of `spec` or `status`.
fn set_in(object: &mut Value, part: &str, name: &str, value: Value) {
    let Some(members) = object.as_object_mut() else { return };
    let part = members.entry(part).or_insert_with(|| Value::Object(Members::new()));
    if let Some(part) = part.as_object_mut() {
        part.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_decide_what_becomes_of_dependents() {
        let policy = |p: &str| DeleteOptions { propagation_policy: Some(p.into()), ..DeleteOptions::default() };
        let orphan = |o| DeleteOptions { orphan_dependents: Some(o), ..DeleteOptions::default() };
        for (options, before, after) in [
            (DeleteOptions::default(), "", ""),
            (DeleteOptions::default(), "foregroundDeletion a", "foregroundDeletion a"),
            (policy("Orphan"), "a", "a orphan"),
            (policy("Foreground"), "foregroundDeletion a", "foregroundDeletion a"),
            (policy("Foreground"), "orphan a", "a foregroundDeletion"),
            (policy("Background"), "orphan a", "a"),
            (orphan(true), "foregroundDeletion", "orphan"),
            (orphan(false), "", "foregroundDeletion"),
            (orphan(false), "orphan a", "a foregroundDeletion"),
        ] {
            let before = before.split_whitespace().map(ToOwned::to_owned).collect();
            assert_eq!(finalizers(&options, before).join(" "), after, "{options:?}");
        }
    }
}

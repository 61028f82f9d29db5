//! Namespaces: they hold the objects of other kinds, and go only when they are empty.
//!
//! Emptying one that is being deleted is a controller's work.

use std::borrow::Cow;
use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::json;
use coracle_object::meta::{FOREGROUND, ORPHAN, Scope};
use coracle_object::{Members, Value, edit, meta, names, schema};

use crate::columns::Column;
use crate::kind::{self, Identity, Kind};
use crate::read::{set, set_in};
use crate::rules::{Deletion, Intent, Refusal, Rules};
use crate::verb::Verb;

/// What namespaces are stored under.
pub const NAMESPACES: &str = "namespaces";

/// A namespace as a write by one of its paths sees it: what the path may change.
enum Namespaces {
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

/// The kind.
pub(crate) fn kind() -> Kind {
    let part = |name: &'static str, verbs: &[Verb], rules, tables| kind::Part {
        name: name.into(),
        verbs: verbs.to_vec(),
        kind: Arc::new(by(rules)),
        tables,
    };
    Kind {
        parts: vec![
            part("finalize", &[Verb::Update], Namespaces::Finalize, false),
            part("status", &[Verb::Get, Verb::Patch, Verb::Update], Namespaces::Status, true),
        ],
        // Upstream: pkg/controlplane/controller/systemnamespaces/system_namespaces_controller.go NewController (v1.37.2)
        first: IMMORTAL
            .into_iter()
            .chain(["kube-node-lease"])
            .map(|name| json!({"metadata": {"name": name}}))
            .collect(),
        ..by(Namespaces::Whole)
    }
}

/// The kind by one of its paths.
fn by(rules: Namespaces) -> Kind {
    let status = Column::text("Status", "The status of the namespace", |object| phase(object).into());
    Kind {
        short_names: vec!["ns".into()],
        scope: Scope::Cluster,
        verbs: Verb::ALL.into_iter().filter(|verb| *verb != Verb::DeleteCollection).collect(),
        columns: vec![Column::NAME, status, Column::AGE],
        // Quirk: it wraps the reference's common store, and does not pass this on (unsafedelete/namespace).
        deletes_unread: false,
        // Upstream: pkg/registry/core/namespace/strategy.go GetResetFields (v1.37.2)
        reset_fields: match rules {
            Namespaces::Whole | Namespaces::Finalize => &["status"],
            Namespaces::Status => &["spec"],
        },
        rules: Arc::new(rules),
        ..Kind::new(Identity::new("", "v1", "Namespace", NAMESPACES), &schema::NAMESPACE)
    }
}

impl Rules for Namespaces {
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
        set(object, "status", coracle_object::json!({"phase": "Active"}));
        let mut finalizers = spec_finalizers(object).to_vec();
        if !finalizers.iter().any(|f| f == KUBERNETES) {
            finalizers.push(KUBERNETES.into());
        }
        set_in(object, "spec", "finalizers", finalizers.into());
    }

    // Upstream: pkg/registry/core/namespace/strategy.go PrepareForUpdate (v1.37.2). There is one for each strategy.
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        let kept: &[&str] = match self {
            Namespaces::Whole => &["spec", "status"],
            Namespaces::Status => &["spec"],
            Namespaces::Finalize => &["status"],
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
        let mut errors = meta::validate(object, Scope::Cluster, names::name_is_label);
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
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = match self {
            Namespaces::Whole => self.check_create(object),
            Namespaces::Status | Namespaces::Finalize => vec![],
        };
        errors.extend(meta::validate_update(object, current));
        errors.extend(meta::validate_core_finalizers(object));
        match self {
            Namespaces::Whole => {}
            Namespaces::Status => errors.extend(validate_phase(object)),
            Namespaces::Finalize => {
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

    /// The first deletion only begins it; a later one changes nothing until the namespace is empty.
    // Upstream: pkg/registry/core/namespace/storage/storage.go Delete,
    // admission/plugin/namespace/lifecycle/admission.go Admit (v1.37.2)
    fn deletion(&self, intent: &Intent, current: &Value) -> Deletion {
        let version = intent.revision.to_string();
        let preconditions = [
            ("UID in precondition", "UID in object meta", intent.uid, meta::text(current, "uid")),
            ("ResourceVersion in precondition", "ResourceVersion in object meta", intent.resource_version, &version),
        ];
        for (asked, found, given, actual) in preconditions {
            if let Some(given) = given.filter(|given| *given != actual) {
                let why = format!("Precondition failed: {asked}: {given}, {found}: {actual}");
                return Deletion::Refuse(Refusal::Conflict(why));
            }
        }
        if IMMORTAL.contains(&intent.name) {
            return Deletion::Refuse(Refusal::Forbidden("this namespace may not be deleted".to_owned()));
        }
        match (meta::is_deleting(current), spec_finalizers(current)) {
            (false, _) => Deletion::Begin(terminating(intent, current)),
            (true, []) => Deletion::Usual,
            (true, _) => Deletion::Wait,
        }
    }

    // Upstream: pkg/apis/core/v1/conversion.go AddFieldLabelConversionsForNamespace (v1.37.2)
    fn selectable<'a>(&self, object: &'a Value, field: &str) -> Option<Cow<'a, str>> {
        match field {
            "metadata.name" => Some(meta::text(object, "name").into()),
            "status.phase" => Some(phase(object).into()),
            _ => None,
        }
    }

    fn not_selectable(&self, field: &str) -> String {
        format!("field label not supported: {field}")
    }
}

/// The namespace with its deletion begun.
fn terminating(intent: &Intent, object: &Value) -> Value {
    let mut object = object.clone();
    edit::set_text(&mut object, "deletionTimestamp", intent.now);
    set_in(&mut object, "status", "phase", "Terminating".into());
    let after = finalizers(intent, edit::texts(&object, "finalizers"));
    edit::set_texts(&mut object, "finalizers", after);
    object
}

/// The finalizers that keep a namespace besides those of its spec: its own, and what the options say of its dependents.
///
/// Quirk: unlike elsewhere, dependents that are not to be orphaned are to go first (quirks/namespace-finalizers-foreground). In which
/// order the finalizers then stand is chance in the reference; here what is right already stays in its place.
// Upstream: pkg/registry/core/namespace/storage/storage.go shouldHaveOrphanFinalizer, shouldHaveDeleteDependentsFinalizer
// (v1.37.2)
fn finalizers(intent: &Intent, mut all: Vec<String>) -> Vec<String> {
    let policy = intent.propagation_policy;
    for (finalizer, orphans, named) in [(ORPHAN, true, "Orphan"), (FOREGROUND, false, "Foreground")] {
        let has = all.iter().any(|f| f == finalizer);
        let by_policy = policy.map_or(has, |policy| policy == named);
        let wanted = intent.orphan_dependents.map_or(by_policy, |orphan| orphan == orphans);
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
    // Quirk: the field's name in the message begins with a capital (namespaces/special-37-9).
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_decide_what_becomes_of_dependents() {
        let intent = |orphan_dependents, propagation_policy| Intent {
            name: "n",
            revision: 1,
            now: "",
            uid: None,
            resource_version: None,
            orphan_dependents,
            propagation_policy,
        };
        let policy = |policy: &'static str| intent(None, Some(policy));
        let orphan = |orphan| intent(Some(orphan), None);
        for (options, before, after) in [
            (intent(None, None), "", ""),
            (intent(None, None), "foregroundDeletion a", "foregroundDeletion a"),
            (policy("Orphan"), "a", "a orphan"),
            (policy("Foreground"), "foregroundDeletion a", "foregroundDeletion a"),
            (policy("Foreground"), "orphan a", "a foregroundDeletion"),
            (policy("Background"), "orphan a", "a"),
            (orphan(true), "foregroundDeletion", "orphan"),
            (orphan(false), "", "foregroundDeletion"),
            (orphan(false), "orphan a", "a foregroundDeletion"),
        ] {
            let before = before.split_whitespace().map(ToOwned::to_owned).collect();
            let said = (options.orphan_dependents, options.propagation_policy);
            assert_eq!(finalizers(&options, before).join(" "), after, "{said:?}");
        }
    }
}

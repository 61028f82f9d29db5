//! The kind `StorageClass`: what volumes can be had, and who makes them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use coracle_object::field::{ERRORS_MAX, FieldError, Path};
use coracle_object::meta::{self, Scope};
use coracle_object::{Value, names, schema};

use super::classes;
use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::read::{list, set, text};
use crate::rules::Rules;
use crate::{metadata, node_labels};

struct Classes;

/// The fields that have a default, each with that and with what else it may be.
const CHOICES: [(&str, &str, [&str; 2]); 2] = [
    ("reclaimPolicy", "Delete", ["Delete", "Retain"]),
    ("volumeBindingMode", "Immediate", ["Immediate", "WaitForFirstConsumer"]),
];
/// What says of a class that claims without one are of it; the second is of former times.
const IS_DEFAULT: [&str; 2] =
    ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];

/// The kind.
pub(crate) fn kind() -> Kind {
    Kind {
        short_names: vec!["sc".into()],
        scope: Scope::Cluster,
        returns_deleted: true,
        columns: vec![
            Column::NAME,
            Column::text("Provisioner", "Who makes its volumes.", |class| text(class, "provisioner").into()),
            Column::text("ReclaimPolicy", "What becomes of a volume that is let go.", |class| {
                text(class, "reclaimPolicy").into()
            }),
            Column::text("VolumeBindingMode", "When a volume is made.", |class| {
                text(class, "volumeBindingMode").into()
            }),
            Column::text("AllowVolumeExpansion", "Whether a volume can grow.", |class| {
                (class["allowVolumeExpansion"] == true).into()
            }),
            Column::AGE,
        ],
        rules: Arc::new(Classes),
        ..Kind::new(Identity::new("storage.k8s.io", "v1", "StorageClass", "storageclasses"), &schema::STORAGE_CLASS)
    }
}

impl Rules for Classes {
    // Upstream: pkg/apis/storage/v1/defaults.go SetDefaults_StorageClass (v1.37.2)
    fn default(&self, object: &mut Value) {
        for (name, usual, _) in CHOICES {
            if object[name].is_null() {
                set(object, name, usual.into());
            }
        }
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateStorageClass (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = check(object);
        errors.extend(missing_provisioner(object));
        errors
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateStorageClassUpdate,
    // pkg/apis/storage/v1/zz_generated.validations.go Validate_StorageClass (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = check(object);
        errors.extend(metadata::check_change(object, current));
        // The reference says so by declarations, whose errors come after all others, and tell no value.
        for name in ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"] {
            if is_same(&object[name], &current[name]) {
                continue;
            }
            if name == "provisioner" {
                errors.extend(missing_provisioner(object));
            }
            errors.push(FieldError::immutable(&Path::new(name), Value::Null));
        }
        errors
    }

    // Upstream: pkg/api/storage/util.go GetWarningsForStorageClass (v1.37.2)
    fn warnings_create(&self, object: &Value) -> Vec<String> {
        let mut warnings = Vec::new();
        let root = Path::new("allowedTopologies");
        for (i, topology) in list(object, "allowedTopologies").iter().enumerate() {
            let path = root.index(i);
            let path = path.child("matchLabelExpressions");
            for (i, expression) in list(topology, "matchLabelExpressions").iter().enumerate() {
                let path = path.index(i);
                let why = node_labels::given_up(text(expression, "key"));
                warnings.extend(why.map(|why| format!("{}: {why}", path.child("key"))));
            }
        }
        warnings
    }

    fn warnings_update(&self, object: &Value, _current: &Value) -> Vec<String> {
        self.warnings_create(object)
    }

    fn outstanding(&self) -> Option<&'static str> {
        Some(" (default)")
    }

    /// The newest of those that say that they are the default, and of those the first by name, is.
    // Upstream: pkg/printers/internalversion/printers.go getEffectiveDefaultStorageClass (v1.37.2)
    fn outranks(&self, object: &Value, before: Option<&Value>) -> bool {
        let rank = |class| (meta::text(class, "creationTimestamp"), Reverse(meta::text(class, "name")));
        is_default(object) && before.is_none_or(|before| rank(object) > rank(before))
    }
}

/// A map without anything in it is as good as none.
fn is_same(proposed: &Value, current: &Value) -> bool {
    let entries = |value: &Value| value.as_object().cloned().filter(|members| !members.is_empty());
    match (proposed, current) {
        (Value::Object(_) | Value::Null, Value::Object(_) | Value::Null) => entries(proposed) == entries(current),
        _ => proposed == current,
    }
}

// Upstream: pkg/apis/storage/util/helpers.go IsDefaultAnnotation (v1.37.2)
fn is_default(class: &Value) -> bool {
    let annotations = &class["metadata"]["annotations"];
    IS_DEFAULT.iter().any(|name| annotations[*name] == "true")
}

fn missing_provisioner(object: &Value) -> Option<FieldError> {
    text(object, "provisioner").is_empty().then(|| FieldError::required(&Path::new("provisioner"), ""))
}

fn check(object: &Value) -> Vec<FieldError> {
    let mut errors = metadata::check(object, Scope::Cluster);
    errors.extend(classes::check_provisioner(text(object, "provisioner"), &Path::new("provisioner")));
    errors.extend(classes::check_parameters(&object["parameters"], &Path::new("parameters")));
    for (name, _, known) in CHOICES {
        let given = text(object, name);
        // Quirk: a policy may be the empty word (asked of the reference: a class with it).
        let passes = known.contains(&given) || given.is_empty() && name == "reclaimPolicy";
        if !passes {
            errors.push(FieldError::not_supported(&Path::new(name), &object[name], &known));
        }
    }
    errors.extend(check_topologies(list(object, "allowedTopologies")));
    errors
}

// Upstream: pkg/apis/storage/validation/validation.go validateAllowedTopologies (v1.37.2)
fn check_topologies(topologies: &[Value]) -> Vec<FieldError> {
    let root = Path::new("allowedTopologies");
    let (mut errors, mut seen) = (Vec::new(), BTreeMap::new());
    // Quirk: as many topologies without anything in them are taken for granted as there are ones (asked of the reference: `allowedTopologies: [{}, {}]`).
    if !topologies.is_empty() {
        seen.insert(BTreeMap::new(), topologies.len());
    }
    for (i, topology) in topologies.iter().enumerate() {
        if errors.len() >= ERRORS_MAX {
            break;
        }
        let path = root.index(i);
        let path = path.child("matchLabelExpressions");
        let selected = check_topology(list(topology, "matchLabelExpressions"), &path, &mut errors);
        let times = seen.entry(selected).or_default();
        errors.extend((0..*times).map(|_| FieldError::duplicate(&path, "")));
        *times += 1;
    }
    errors
}

/// What a topology selects: the values of each label.
// Upstream: pkg/apis/core/validation/validation.go ValidateTopologySelectorTerm (v1.37.2)
fn check_topology<'a>(
    expressions: &'a [Value],
    root: &Path,
    errors: &mut Vec<FieldError>,
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut selected = BTreeMap::new();
    for (i, expression) in expressions.iter().enumerate() {
        let (path, key) = (root.index(i), text(expression, "key"));
        let (at, given) = (path.child("values"), list(expression, "values"));
        if given.is_empty() {
            errors.push(FieldError::required(&at, ""));
        }
        let mut values = BTreeSet::new();
        for (i, value) in given.iter().filter_map(Value::as_str).enumerate() {
            if !values.insert(value) {
                errors.push(FieldError::duplicate(&at.index(i), value));
            }
        }
        errors.extend(FieldError::invalid_each(&path.child("key"), key, names::qualified_name(key)));
        if selected.insert(key, values).is_some() {
            errors.push(FieldError::duplicate(&path.child("key"), key));
        }
    }
    selected
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn the_newest_default_counts() {
        let class = |name: &str, second: u8, is_default: &str| {
            let annotations = json!({(IS_DEFAULT[0]): is_default});
            json!({"metadata": {"name": name, "creationTimestamp": format!("2026-01-01T00:00:0{second}Z"), "annotations": annotations}})
        };
        for (classes, expected) in [
            (
                vec![class("b", 2, "true"), class("a", 1, "true"), class("c", 2, "true"), class("d", 3, "false")],
                Some("b"),
            ),
            (vec![class("c", 2, "true"), class("b", 2, "true")], Some("b")),
            (vec![class("d", 3, "false")], None),
        ] {
            let mut found = None;
            for class in &classes {
                if Classes.outranks(class, found) {
                    found = Some(class);
                }
            }
            assert_eq!(found.map(|class| meta::text(class, "name")), expected);
        }
    }

    #[test]
    fn topologies_differ() {
        let topology = |key: &str, values: &[&str]| json!({"matchLabelExpressions": [{"key": key, "values": values}]});
        let told =
            |topologies: &[Value]| check_topologies(topologies).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(told(&[topology("a", &["x"]), topology("a", &["y"])]), [""; 0]);
        let twice = r#"allowedTopologies[1].matchLabelExpressions: Duplicate value: """#;
        assert_eq!(told(&[topology("a", &["x", "y"]), topology("a", &["y", "x"])]), [twice]);
        let repeated = r#"allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "x""#;
        assert_eq!(told(&[topology("a", &["x", "x"])]), [repeated]);
        let empty = r#"allowedTopologies[0].matchLabelExpressions: Duplicate value: """#;
        assert_eq!(told(&[json!({})]), [empty]);
    }
}

//! The kind `CSINode`: which drivers of volumes a node has.

use std::collections::HashSet;
use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::meta::Scope;
use coracle_object::{Value, json, names, schema};

use super::drivers;
use crate::columns::Column;
use crate::kind::{Identity, Kind, Part};
use crate::metadata;
use crate::read::{list, set, text};
use crate::rules::Rules;
use crate::verb::Verb;

/// A node's drivers as a write by one of its paths sees them.
enum Nodes {
    Whole,
    /// Nothing of a status is kept: it is behind the gate `CSIVolumeHealth`, which is off.
    Status,
}

/// What a driver calls the node has at most this many bytes.
// Upstream: pkg/apis/storage/validation/validation.go csiNodeIDMaxLength (v1.37.2)
const NODE_ID_BYTES_MAX: usize = 256;

/// The kind.
pub(crate) fn kind() -> Kind {
    let verbs = vec![Verb::Get, Verb::Patch, Verb::Update];
    let status = Part { name: "status".into(), verbs, kind: Arc::new(by(Nodes::Status)), tables: true };
    Kind { parts: vec![status], ..by(Nodes::Whole) }
}

/// The kind by one of its paths.
fn by(rules: Nodes) -> Kind {
    let count = |node: &Value| list(&node["spec"], "drivers").len().into();
    Kind {
        scope: Scope::Cluster,
        returns_deleted: true,
        unconditional_update: false,
        columns: vec![
            Column::NAME,
            Column::new("Drivers", "How many drivers of volumes the node has.", "integer", count),
            Column::AGE,
        ],
        // Upstream: pkg/registry/storage/csinode/strategy.go GetResetFields (v1.37.2)
        reset_fields: match rules {
            Nodes::Whole => &["status"],
            Nodes::Status => &["metadata", "spec"],
        },
        rules: Arc::new(rules),
        ..Kind::new(Identity::new("storage.k8s.io", "v1", "CSINode", "csinodes"), &schema::CSI_NODE)
    }
}

impl Rules for Nodes {
    // Upstream: pkg/registry/storage/csinode/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        set(object, "status", json!({}));
    }

    // Upstream: pkg/registry/storage/csinode/strategy.go PrepareForUpdate (v1.37.2). There is one for each strategy.
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        set(object, "status", json!({}));
        if matches!(self, Nodes::Status) {
            set(object, "spec", current["spec"].clone());
            metadata::keep(object, current);
        }
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateCSINode (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Cluster);
        errors.extend(check_drivers(list(&object["spec"], "drivers")));
        errors
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateCSINodeUpdate, ValidateCSINodeStatusUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        if matches!(self, Nodes::Status) {
            return metadata::check_change(object, current);
        }
        let mut errors = self.check_create(object);
        for before in list(&current["spec"], "drivers") {
            for driver in list(&object["spec"], "drivers") {
                if text(driver, "name") == text(before, "name") && fixed(driver) != fixed(before) {
                    errors.push(FieldError::immutable(&Path::new("spec").child("drivers"), fixed(driver)));
                }
            }
        }
        errors
    }
}

/// What of a driver may not change, as the reference's own type shows it.
fn fixed(driver: &Value) -> Value {
    let keys = list(driver, "topologyKeys");
    let keys = if keys.is_empty() { Value::Null } else { Value::Array(keys.to_vec()) };
    json!({"Name": driver["name"], "NodeID": driver["nodeID"], "TopologyKeys": keys, "Allocatable": null})
}

// Upstream: pkg/apis/storage/validation/validation.go validateCSINodeDriver (v1.37.2)
fn check_drivers(all: &[Value]) -> Vec<FieldError> {
    let spec = Path::new("spec");
    let root = spec.child("drivers");
    let (mut errors, mut names) = (Vec::new(), HashSet::new());
    for (i, driver) in all.iter().enumerate() {
        let (path, name) = (root.index(i), text(driver, "name"));
        errors.extend(drivers::check_name(name, &path.child("name")));
        errors.extend(check_id(text(driver, "nodeID"), &path.child("nodeID")));
        let allocatable = path.child("allocatable");
        if let Some(count) = driver["allocatable"]["count"].as_i64().filter(|count| *count < 0) {
            let why = "must be greater than or equal to 0";
            errors.push(FieldError::invalid(&allocatable.child("count"), count, why));
        }
        if !names.insert(name) {
            errors.push(FieldError::duplicate(&path.child("name"), name));
        }
        errors.extend(check_keys(list(driver, "topologyKeys"), &path));
    }
    errors
}

// Upstream: pkg/apis/storage/validation/validation.go validateCSINodeDriverNodeID (v1.37.2)
fn check_id(id: &str, path: &Path) -> Option<FieldError> {
    match id.len() {
        0 => Some(FieldError::required(path, "")),
        1..=NODE_ID_BYTES_MAX => None,
        _ => Some(FieldError::invalid(path, id, format!("must be {NODE_ID_BYTES_MAX} characters or less"))),
    }
}

/// What is wrong with the keys of labels that tell where the node is. Which of them it is is not told.
fn check_keys(keys: &[Value], driver: &Path) -> Vec<FieldError> {
    let (mut errors, mut seen) = (Vec::new(), HashSet::new());
    for key in keys.iter().filter_map(Value::as_str) {
        if key.is_empty() {
            errors.push(FieldError::required(driver, ""));
        }
        if !seen.insert(key) {
            errors.push(FieldError::duplicate(driver, key));
        }
        errors.extend(FieldError::invalid_each(driver, key, names::qualified_name(key)));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(drivers: &Value) -> Value {
        json!({"metadata": {"name": "a", "resourceVersion": "1"}, "spec": {"drivers": drivers}})
    }

    #[test]
    fn a_driver_stays_as_it_is_but_for_how_much_it_takes() {
        let driver = |id: &str, count: i64| json!({"name": "d", "nodeID": id, "allocatable": {"count": count}});
        let current = node(&json!([driver("x", 1)]));
        let told = |drivers: Value| {
            let errors = Nodes::Whole.check_update(&node(&drivers), &current, &mut Vec::new());
            errors.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told(json!([driver("x", 2)])), [""; 0]);
        assert_eq!(told(json!([])), [""; 0]);
        let other = r#"spec.drivers: Invalid value: {"Name":"d","NodeID":"y","TopologyKeys":null,"Allocatable":null}: field is immutable"#;
        assert_eq!(told(json!([driver("y", 1)])), [other]);
    }

    #[test]
    fn names_and_keys_are_there_once() {
        let drivers = json!([
            {"name": "d", "nodeID": "x", "topologyKeys": ["a", "a", ""]},
            {"name": "d", "nodeID": ""},
        ]);
        let told: Vec<_> = check_drivers(drivers.as_array().unwrap()).iter().map(ToString::to_string).collect();
        assert_eq!(told[..2], [r#"spec.drivers[0]: Duplicate value: "a""#, "spec.drivers[0]: Required value"]);
        let last = ["spec.drivers[1].nodeID: Required value", r#"spec.drivers[1].name: Duplicate value: "d""#];
        assert_eq!(told[told.len() - 2..], last);
    }
}

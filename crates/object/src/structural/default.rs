//! Filling in what a schema says is meant where nothing is said.

use super::Structural;
use crate::Value;

/// Fills in defaults: a member's own first, then what it lacks below. What is `null` and cannot be takes the default, too.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/algorithm.go Default (v1.37.2)
pub fn default(value: &mut Value, schema: &Structural) {
    match value {
        Value::Object(members) => {
            let known = members.len();
            for (name, property) in &schema.properties {
                let Some(default) = &property.default else { continue };
                if members.get(name).is_none_or(|value| is_unfit_null(value, property)) {
                    members.insert(name.clone(), default.clone());
                }
            }
            if members.len() > known {
                members.sort_keys();
            }
            for (name, value) in members {
                if let Some(below) = schema.member(name).schema() {
                    item(value, below);
                }
            }
        }
        Value::Array(items) => {
            let Some(below) = &schema.items else { return };
            for value in items {
                item(value, below);
            }
        }
        _ => {}
    }
}

/// Fills in a list's item or a map's value, which itself may be nothing.
fn item(value: &mut Value, schema: &Structural) {
    if is_unfit_null(value, schema) {
        *value = schema.default.clone().unwrap_or_default();
    }
    default(value, schema);
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/algorithm.go isNonNullableNull (v1.37.2)
fn is_unfit_null(value: &Value, schema: &Structural) -> bool {
    value.is_null() && !schema.nullable
}

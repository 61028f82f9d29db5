//! The form that a definition's values of any JSON have once they were read.

use coracle_object::{Members, Value};

/// Keywords whose value is one schema.
const ONE: [&str; 4] = ["items", "not", "additionalProperties", "additionalItems"];
/// Keywords whose value is a list of schemas.
const LISTS: [&str; 4] = ["items", "allOf", "oneOf", "anyOf"];
/// Keywords whose values are schemas by name.
const MAPS: [&str; 4] = ["properties", "patternProperties", "dependencies", "definitions"];
/// Keywords that hold any JSON.
const JSON: [&str; 3] = ["default", "enum", "example"];

/// Brings the JSON in a version's schema in form: the members of its maps in the order of their names.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/conversion.go Convert_v1_JSON_To_apiextensions_JSON (v1.37.2)
pub(super) fn sort_json(schema: &mut Value) {
    let Some(keywords) = schema.as_object_mut() else { return };
    for (name, value) in keywords.iter_mut() {
        if JSON.contains(&name.as_str()) {
            value.sort_all_objects();
        }
        match value {
            Value::Object(_) if ONE.contains(&name.as_str()) => sort_json(value),
            Value::Array(schemas) if LISTS.contains(&name.as_str()) => schemas.iter_mut().for_each(sort_json),
            Value::Object(schemas) if MAPS.contains(&name.as_str()) => Members::values_mut(schemas).for_each(sort_json),
            _ => {}
        }
    }
}

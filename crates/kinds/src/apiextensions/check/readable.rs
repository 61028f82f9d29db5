//! Whether a schema can be read as a structural one, whether or not it is one.

use coracle_object::{SmolStr, Value};

use super::options::TYPES;
use crate::apiextensions::keywords::Schema;

/// What no structural schema can say: a keyword, and its sentence.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/convert.go validateUnsupportedFields (v1.37.2)
const UNSUPPORTED: [(&str, &str); 7] = [
    ("id", "id"),
    ("$schema", "schema"),
    ("$ref", "$ref"),
    ("patternProperties", "patternProperties"),
    ("dependencies", "dependencies"),
    ("additionalItems", "additionalItems"),
    ("definitions", "definitions"),
];

/// Why a schema cannot be read so.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/convert.go NewStructural (v1.37.2)
pub(super) fn unsupported(schema: Schema) -> Option<String> {
    let mut found = None;
    schema.any(&mut |schema| {
        found = said(schema);
        found.is_some()
    });
    found
}

/// The same of the schema itself, whatever those within it say.
pub(super) fn said(schema: Schema) -> Option<String> {
    let is_said = |keyword: &str| match schema.get(keyword) {
        None => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Object(members)) => keyword == "additionalItems" || !members.is_empty(),
        Some(_) => true,
    };
    if let Some((_, name)) = UNSUPPORTED.iter().find(|(keyword, _)| is_said(keyword)) {
        return Some(format!("OpenAPIV3Schema '{name}' is not supported"));
    }
    if schema.get("x-kubernetes-preserve-unknown-fields") == Some(&Value::Bool(false)) {
        return Some("internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined".to_owned());
    }
    let is_list = !schema.list("items").is_empty();
    is_list.then(|| "OpenAPIV3Schema 'items' must be a schema, but is an array".to_owned())
}

/// A schema without what the reference reads though it does not know it, and refuses elsewhere: types that there are not, and sets of any elements.
pub(super) fn tolerated(schema: &Value) -> Value {
    let Some(members) = schema.as_object() else { return schema.clone() };
    let known = |keyword: &str, value: &Value| match keyword {
        "type" => value.as_str().is_some_and(|ty| ty.is_empty() || TYPES.contains(&ty)),
        "x-kubernetes-list-type" => matches!(value.as_str(), Some("atomic" | "set" | "map")),
        "x-kubernetes-map-type" => matches!(value.as_str(), Some("granular" | "atomic")),
        "uniqueItems" => *value == Value::Bool(false),
        _ => true,
    };
    let within = |(keyword, value): (&SmolStr, &Value)| {
        let value = match (keyword.as_str(), value) {
            ("properties", Value::Object(named)) => {
                Value::Object(named.iter().map(|(name, schema)| (name.clone(), tolerated(schema))).collect())
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => Value::Array(all.iter().map(tolerated).collect()),
            ("items" | "additionalProperties" | "not", schema) => tolerated(schema),
            _ => value.clone(),
        };
        (keyword.clone(), value)
    };
    Value::Object(members.iter().filter(|(keyword, value)| known(keyword, value)).map(within).collect())
}

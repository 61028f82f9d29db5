//! Whether lists hold nothing twice: sets no item, keyed lists no key.

use std::collections::HashMap;

use super::{ListType, Structural};
use crate::field::{BadValue, ERRORS_MAX, FieldError, Path};
use crate::{Members, Value, text};

/// What is there twice, in the reference's words, told at its second place; at most 10,000 errors.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go ValidateListSetsAndMaps (v1.37.2)
#[must_use]
pub fn validate_lists(object: &Value, schema: &Structural) -> Vec<FieldError> {
    let mut errors = Vec::new();
    below(object, schema, None, &mut errors);
    errors
}

fn below(value: &Value, schema: &Structural, at: Option<&Path<'_>>, errors: &mut Vec<FieldError>) {
    match (value, at) {
        (Value::Array(items), Some(at)) => list(items, schema, at, errors),
        (Value::Object(members), _) => {
            // Quirk: a member that has a schema by name is looked at by the schema of all others, too (asked of the reference: a set
            // by name beside additional sets).
            if let Some(super::AdditionalProperties::Schema(schema)) = &schema.additional_properties {
                for (name, value) in members {
                    below(value, schema, Some(&Path::entry(at, name)), errors);
                }
            }
            for (name, value) in members {
                if let Some(property) = schema.properties.get(name) {
                    below(value, property, Some(&Path::below(at, name)), errors);
                }
            }
        }
        _ => {}
    }
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go validateListSetsAndMapsArray (v1.37.2)
fn list(items: &[Value], schema: &Structural, at: &Path<'_>, errors: &mut Vec<FieldError>) {
    let room = ERRORS_MAX.saturating_sub(errors.len());
    match schema.list_type {
        Some(ListType::Set) => {
            let error = |index: usize| FieldError::duplicate(&at.index(index), BadValue::untyped(&items[index]));
            errors.extend(repeated(items.iter().map(identity)).take(room).map(error));
        }
        Some(ListType::Map) => errors.extend(keyed(items, &schema.list_map_keys, at).into_iter().take(room)),
        Some(ListType::Atomic) | None => {}
    }
    let Some(of_items) = &schema.items else { return };
    for (index, item) in items.iter().enumerate() {
        below(item, of_items, Some(&at.index(index)), errors);
    }
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go validateListMap (v1.37.2)
fn keyed(items: &[Value], keys: &[String], at: &Path<'_>) -> Vec<FieldError> {
    if let Some((index, item)) = items.iter().enumerate().find(|(_, item)| !item.is_object() && !item.is_null()) {
        let detail = "must be an object for an array of list-type map";
        return vec![FieldError::invalid(&at.index(index), BadValue::untyped(item), detail)];
    }
    let of = |item: &Value| -> Members {
        keys.iter().filter_map(|key| Some((key.clone(), item.get(key)?.clone()))).collect()
    };
    let all: Vec<_> = items.iter().map(|item| Value::Object(of(item))).collect();
    let identity = |key: &Value| match (keys, key.as_object().and_then(|key| key.values().next())) {
        ([_], Some(only)) => identity(only),
        ([_], None) => String::new(),
        _ => text::json(key),
    };
    let error = |index: usize| FieldError::duplicate(&at.index(index), sorted(&all[index]));
    repeated(all.iter().map(identity)).take(ERRORS_MAX).map(error).collect()
}

fn sorted(value: &Value) -> Value {
    let mut value = value.clone();
    value.sort_all_objects();
    value
}

/// A text for a value that no other value has.
///
/// Quirk: a float is no integer, but that within a list or an object it is written as one (asked of the reference: [1, 1.0] is a
/// set, [[1], [1.0]] is none).
fn identity(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_f64() => format!("float {}", text::json(value)),
        _ => text::json(value),
    }
}

/// The places at which something comes for the second time; from the third on, it is not told again.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go validateListSet (v1.37.2)
fn repeated(all: impl Iterator<Item = String>) -> impl Iterator<Item = usize> {
    let mut times = HashMap::new();
    all.enumerate().filter_map(move |(index, one)| {
        let times: &mut usize = times.entry(one).or_default();
        *times += 1;
        (*times == 2).then_some(index)
    })
}

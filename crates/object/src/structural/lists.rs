//! Whether lists hold nothing twice: sets no item, keyed lists no key.

use std::collections::HashMap;
use std::hash::Hash;
use std::ptr;

use super::{ListType, Structural};
use crate::field::{BadValue, ERRORS_MAX, FieldError, Path};
use crate::{Members, Value, text};

/// What is there twice, in the reference's words, told at its second place; at most 10,000 errors.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go ValidateListSetsAndMaps (v1.37.2)
#[must_use]
pub fn validate_lists(object: &Value, schema: &Structural) -> Vec<FieldError> {
    let mut walk = Walk::default();
    walk.below(object, schema, None);
    walk.errors
}

#[derive(Default)]
struct Walk<'v> {
    errors: Vec<FieldError>,
    identities: Identities<'v>,
}

impl<'v> Walk<'v> {
    fn below(&mut self, value: &'v Value, schema: &Structural, at: Option<&Path<'_>>) {
        match (value, at) {
            (Value::Array(items), Some(at)) => self.list(items, schema, at),
            (Value::Object(members), _) => {
                // Quirk: a member that has a schema by name is looked at by the schema of all others, too (asked of the reference: a set
                // by name beside additional sets).
                if let Some(super::AdditionalProperties::Schema(schema)) = &schema.additional_properties {
                    for (name, value) in members {
                        self.below(value, schema, Some(&Path::entry(at, name)));
                    }
                }
                for (name, value) in members {
                    if let Some(property) = schema.properties.get(name.as_str()) {
                        self.below(value, property, Some(&Path::below(at, name)));
                    }
                }
            }
            _ => {}
        }
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go validateListSetsAndMapsArray (v1.37.2)
    fn list(&mut self, items: &'v [Value], schema: &Structural, at: &Path<'_>) {
        let room = ERRORS_MAX.saturating_sub(self.errors.len());
        match schema.list_type {
            Some(ListType::Set) => {
                let error = |index: usize| FieldError::duplicate(&at.index(index), BadValue::untyped(&items[index]));
                let identities = &mut self.identities;
                self.errors.extend(repeated(items.iter().map(|item| identities.of_item(item))).take(room).map(error));
            }
            Some(ListType::Map) => self.errors.extend(keyed(items, &schema.list_map_keys, at).into_iter().take(room)),
            Some(ListType::Atomic) | None => {}
        }
        let Some(of_items) = &schema.items else { return };
        for (index, item) in items.iter().enumerate() {
            self.below(item, of_items, Some(&at.index(index)));
        }
    }
}

/// A number for each value within sets, which no other value has. A set's items may be sets: each value is looked at once, however
/// many sets it is in.
#[derive(Default)]
struct Identities<'v> {
    known: HashMap<Shape<'v>, usize>,
    /// Those of lists and objects, by where they are.
    found: HashMap<*const Value, usize>,
}

/// A value, with what is in it by its number.
#[derive(PartialEq, Eq, Hash)]
enum Shape<'v> {
    Scalar(String),
    List(Vec<usize>),
    Object(Vec<(&'v str, usize)>),
}

impl<'v> Identities<'v> {
    /// What an item is to its set, and whether it is a float.
    ///
    /// Quirk: a float is no integer, but that within a list or an object it is written as one (asked of the reference: [1, 1.0] is a
    /// set, [[1], [1.0]] is none).
    fn of_item(&mut self, item: &'v Value) -> (usize, bool) {
        (self.of(item), item.is_f64())
    }

    fn of(&mut self, value: &'v Value) -> usize {
        if let Some(found) = self.found.get(&ptr::from_ref(value)) {
            return *found;
        }
        let shape = match value {
            Value::Array(items) => Shape::List(items.iter().map(|item| self.of(item)).collect()),
            Value::Object(members) => {
                Shape::Object(members.iter().map(|(name, value)| (name.as_str(), self.of(value))).collect())
            }
            scalar => Shape::Scalar(text::json(scalar)),
        };
        let is_scalar = matches!(shape, Shape::Scalar(_));
        let next = self.known.len();
        let identity = *self.known.entry(shape).or_insert(next);
        if !is_scalar {
            self.found.insert(value, identity);
        }
        identity
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

/// A text for a key that no other key has; see [`Identities::of_item`].
fn identity(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_f64() => format!("float {}", text::json(value)),
        _ => text::json(value),
    }
}

/// The places at which something comes for the second time; from the third on, it is not told again.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go validateListSet (v1.37.2)
fn repeated<T: Eq + Hash>(all: impl Iterator<Item = T>) -> impl Iterator<Item = usize> {
    let mut times = HashMap::new();
    all.enumerate().filter_map(move |(index, one)| {
        let times: &mut usize = times.entry(one).or_default();
        *times += 1;
        (*times == 2).then_some(index)
    })
}

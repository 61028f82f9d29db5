//! What a value was before: an error of what has not changed is overlooked.

// Upstream: apiserver/pkg/cel/common/equality.go CorrelatedObject, maplist.go MapList (v1.37.2)

use std::collections::HashMap;
use std::ptr;

use crate::structural::{AdditionalProperties, ListType, Structural};
use crate::{Value, text};

/// A value before a change, and the schema by which what is in it is found again.
#[derive(Clone, Copy)]
pub struct Before<'v> {
    /// The value.
    pub value: &'v Value,
    /// Its schema.
    pub schema: &'v Structural,
}

impl<'v> Before<'v> {
    /// What a member was.
    #[must_use]
    pub fn member(self, name: &str) -> Option<Self> {
        Some(Before { value: self.value.as_object()?.get(name)?, schema: of_member(self.schema, name)? })
    }

    /// What a list's items were, where they have keys.
    #[must_use]
    pub fn items(self) -> Option<Items<'v>> {
        let (schema, items) = (self.schema, self.value.as_array()?);
        let keys = keys(schema)?;
        let mut by_key = HashMap::new();
        for item in items {
            if let Some(key) = key_of(item, keys) {
                by_key.entry(key).or_insert(item);
            }
        }
        Some(Items { by_key, keys, schema: schema.items.as_deref()? })
    }
}

/// What the items of a list were, by their keys.
pub struct Items<'v> {
    by_key: HashMap<String, &'v Value>,
    keys: &'v [String],
    schema: &'v Structural,
}

impl<'v> Items<'v> {
    /// What an item was.
    #[must_use]
    pub fn of(&self, item: &Value) -> Option<Before<'v>> {
        let value = *self.by_key.get(&key_of(item, self.keys)?)?;
        Some(Before { value, schema: self.schema })
    }
}

fn of_member<'v>(schema: &'v Structural, name: &str) -> Option<&'v Structural> {
    match (schema.properties.get(name), &schema.additional_properties) {
        (Some(property), _) => Some(property),
        (None, Some(AdditionalProperties::Schema(schema))) => Some(schema),
        (None, _) => None,
    }
}

/// The members by which a list's items are told apart, if they are.
fn keys(schema: &Structural) -> Option<&[String]> {
    (schema.list_type == Some(ListType::Map) && !schema.list_map_keys.is_empty()).then_some(&schema.list_map_keys)
}

/// An item's key as one text; none where a part of it is missing or no scalar.
fn key_of(item: &Value, keys: &[String]) -> Option<String> {
    let members = item.as_object()?;
    let part = |name: &String| {
        let value = members.get(name)?;
        Some(match value {
            // Quirk: of several keys, numbers count to the sixth digit behind the point (asked of the reference: keys of 1.0000001 and 1.0000002).
            Value::Number(number) if number.is_f64() && keys.len() > 1 => format!("{:.6}", number.as_f64()?),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => text::json(value),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        })
    };
    keys.iter().map(part).collect::<Option<Vec<_>>>().map(|parts| parts.join("\0"))
}

/// Which values are what they were, each looked at once.
#[derive(Default)]
pub struct Same(HashMap<(*const Value, *const Value), bool>);

impl Same {
    /// Is a value what it was?
    ///
    /// Quirk: an object with members that its schema does not know is not, whatever they were; of a list whose items have keys, the
    /// order does not count (asked of the reference: a map list in another order, and members beside unknown ones).
    pub fn is(&mut self, value: &Value, before: Before<'_>) -> bool {
        if !matches!(value, Value::Array(_) | Value::Object(_)) {
            return value == before.value;
        }
        let pair = (ptr::from_ref(value), ptr::from_ref(before.value));
        if let Some(known) = self.0.get(&pair) {
            return *known;
        }
        let same = match (value, before.value) {
            (Value::Array(items), Value::Array(old)) if items.len() != old.len() => false,
            (Value::Array(items), Value::Array(old)) => match (before.items(), keys(before.schema)) {
                (Some(were), _) => items.iter().all(|item| were.of(item).is_some_and(|was| self.is(item, was))),
                (None, Some(_)) => items.is_empty(),
                (None, None) => items == old,
            },
            (Value::Object(members), Value::Object(old)) => {
                let is = |(name, value): (&crate::SmolStr, &Value)| {
                    before.member(name).is_some_and(|was| self.is(value, was))
                };
                members.len() == old.len() && members.iter().all(is)
            }
            _ => false,
        };
        self.0.insert(pair, same);
        same
    }
}

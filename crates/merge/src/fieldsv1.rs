//! The `fieldsV1` of a managedFields entry: a set of paths as JSON, both ways.

use coracle_object::text::json;
use coracle_object::{Members, Value};

use crate::path::PathElement;
use crate::set::Set;

/// Why a `fieldsV1` is not a set of paths.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldsV1Error {
    /// Something other than a map stands where a map of path elements must.
    #[error("expected a map of path elements")]
    NotAMap,
    /// A key is too short, has no colon after its letter, or what follows does not parse.
    #[error("{0:?} is not a path element")]
    PathElement(String),
}

/// The set as the reference writes it: sorted, `"."` where a path is owned besides paths below it.
// Upstream: structured-merge-diff/fieldpath/serialize.go Set.emitContentsV1 (v6.4.2)
#[must_use]
pub fn write(set: &Set) -> Value {
    Value::Object(members(set, false))
}

fn members(set: &Set, with_self: bool) -> Members {
    let mut out = Members::new();
    if with_self {
        out.insert(".".to_owned(), Value::Object(Members::new()));
    }
    for (element, node) in set.nodes() {
        let owned_besides = node.member && !node.below.is_empty();
        out.insert(element_text(element), Value::Object(members(&node.below, owned_besides)));
    }
    out
}

// Upstream: structured-merge-diff/fieldpath/serialize-pe.go SerializePathElement (v6.4.2)
fn element_text(element: &PathElement) -> String {
    match element {
        PathElement::Field(name) => format!("f:{name}"),
        PathElement::Key(key) => {
            let members: Vec<_> = key
                .iter()
                .map(|(name, value)| format!("{}:{}", json(&name.as_str().into()), sorted_json(value)))
                .collect();
            format!("k:{{{}}}", members.join(","))
        }
        PathElement::Value(value) => format!("v:{}", sorted_json(value)),
        PathElement::Index(index) => format!("i:{index}"),
    }
}

fn sorted_json(value: &Value) -> String {
    json(&sorted(value))
}

/// The value with the members of its maps in order of their names.
pub(crate) fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(members.into_iter().collect())
        }
        _ => value.clone(),
    }
}

/// Reads a set. Elements of a kind that is not known are left out, with all below them.
///
/// # Errors
/// Where anything but maps is nested, or a key of a known kind does not parse.
// Upstream: structured-merge-diff/fieldpath/serialize.go readIterV1 (v6.4.2)
pub fn read(fields: &Value) -> Result<Set, FieldsV1Error> {
    Ok(read_below(fields)?.0.unwrap_or_default())
}

/// What is below, if anything, and whether the path itself is a member.
fn read_below(fields: &Value) -> Result<(Option<Set>, bool), FieldsV1Error> {
    let members = match fields {
        Value::Null => return Ok((None, true)),
        Value::Object(members) => members,
        _ => return Err(FieldsV1Error::NotAMap),
    };
    let mut below: Option<Set> = None;
    let mut member = false;
    for (key, value) in members {
        if key == "." {
            member = true;
            continue;
        }
        let Some(element) = read_element(key)? else { continue };
        let (deeper, is_member) = read_below(value)?;
        below.get_or_insert_default().put(element, is_member, deeper);
    }
    // Quirk: a path with nothing known below it is a member, even where it says so nowhere
    // (quirks/fields-of-no-known-kind).
    let member = member || below.is_none();
    Ok((below, member))
}

// Upstream: structured-merge-diff/fieldpath/serialize-pe.go DeserializePathElement (v6.4.2)
fn read_element(key: &str) -> Result<Option<PathElement>, FieldsV1Error> {
    let wrong = || FieldsV1Error::PathElement(key.to_owned());
    if key.as_bytes().get(1) != Some(&b':') {
        return Err(wrong());
    }
    let rest = &key[2..];
    let element = match key.as_bytes()[0] {
        b'f' => PathElement::Field(rest.to_owned()),
        b'v' => PathElement::Value(Box::new(read_value(rest).ok_or_else(wrong)?)),
        b'k' => {
            let mut key: Vec<_> = match read_value(rest).ok_or_else(wrong)? {
                Value::Null => Vec::new(),
                Value::Object(members) => members.into_iter().collect(),
                _ => return Err(wrong()),
            };
            key.sort_by(|(a, _), (b, _)| a.cmp(b));
            PathElement::Key(key)
        }
        b'i' => PathElement::Index(rest.parse().map_err(|_| wrong())?),
        _ => return Ok(None),
    };
    Ok(Some(element))
}

/// A value inside a key. All its numbers are floats to the reference, so that 1.0 is written as 1.
fn read_value(text: &str) -> Option<Value> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    floats(&mut value);
    Some(value)
}

/// Turns every number into the float that the reference's JSON reader would have made of it.
pub(crate) fn floats(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number.as_f64().and_then(serde_json::Number::from_f64) {
                *number = float;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(floats),
        Value::Object(members) => members.values_mut().for_each(floats),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

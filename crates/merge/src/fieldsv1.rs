//! The `fieldsV1` of a managedFields entry: a set of paths as JSON, both ways.

use std::sync::Arc;

use coracle_object::text::{json, json_of_iterator};
use coracle_object::{Members, SmolStr, Value};

use crate::path::PathElement;
use crate::set::{Node, Set};

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
    let mut out = Members::with_capacity(set.nodes().len() + usize::from(with_self));
    if with_self {
        out.insert(".", Value::Object(Members::new()));
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
        PathElement::Field(name) => ["f:", name].concat(),
        PathElement::Key(key) => {
            let mut text = "k:{".to_owned();
            for (i, (name, value)) in key.iter().enumerate() {
                text += if i > 0 { "," } else { "" };
                push_text(name, &mut text);
                text += ":";
                push_sorted(value, &mut text);
            }
            text + "}"
        }
        PathElement::Value(value) => {
            let mut text = "v:".to_owned();
            push_sorted(value, &mut text);
            text
        }
        PathElement::Index(index) => format!("i:{index}"),
    }
}

/// A text as JSON.
fn push_text(text: &str, out: &mut String) {
    // What JSON escapes is none of these.
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -_./:=".contains(&byte)) {
        out.extend(["\"", text, "\""]);
    } else {
        *out += &json(&text.into());
    }
}

/// The value as JSON, the members of its maps in order of their names.
fn push_sorted(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => push_text(text, out),
        _ => *out += &json_of_iterator(&sorted(value)),
    }
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
    read_as_written(fields).map(|(set, _)| set)
}

/// Reads a set, and says whether [`write`] would write it as it is there.
pub(crate) fn read_as_written(fields: &Value) -> Result<(Set, bool), FieldsV1Error> {
    let mut as_written = true;
    Ok((read_below(fields, &mut as_written)?.below, as_written))
}

fn read_below(fields: &Value, as_written: &mut bool) -> Result<Node, FieldsV1Error> {
    let members = match fields {
        Value::Null => {
            *as_written = false;
            return Ok(Node { member: true, below: Set::new() });
        }
        Value::Object(members) => members,
        _ => return Err(FieldsV1Error::NotAMap),
    };
    let mut member = false;
    let mut below = Vec::with_capacity(members.len());
    for (key, value) in members {
        if key == "." {
            // It is written first, and only where more follows.
            *as_written &=
                !member && below.is_empty() && members.len() > 1 && value.as_object().is_some_and(Members::is_empty);
            member = true;
            continue;
        }
        let Some(element) = read_element(key)? else {
            *as_written = false;
            continue;
        };
        let in_order = below.last().is_none_or(|(last, _)| *last < element);
        *as_written &= in_order && (matches!(element, PathElement::Field(_)) || element_text(&element) == *key);
        below.push((element, read_below(value, as_written)?));
    }
    // Of an element that is there again, what is below it counts, if there is anything.
    let below = Set::from_nodes(below, |there, again| {
        there.member |= again.member;
        if !again.below.is_empty() {
            there.below = again.below;
        }
    });
    // Quirk: a path with nothing known below it is a member, even where it says so nowhere
    // (quirks/fields-of-no-known-kind).
    let member = member || below.is_empty();
    Ok(Node { member, below })
}

// Upstream: structured-merge-diff/fieldpath/serialize-pe.go DeserializePathElement (v6.4.2)
fn read_element(key: &str) -> Result<Option<PathElement>, FieldsV1Error> {
    let wrong = || FieldsV1Error::PathElement(key.to_owned());
    if key.as_bytes().get(1) != Some(&b':') {
        return Err(wrong());
    }
    let rest = &key[2..];
    let element = match key.as_bytes()[0] {
        b'f' => PathElement::field(rest),
        b'v' => PathElement::Value(Arc::new(read_value(rest).ok_or_else(wrong)?)),
        b'k' => PathElement::Key(read_key(rest).ok_or_else(wrong)?.into()),
        b'i' => PathElement::Index(rest.parse().map_err(|_| wrong())?),
        _ => return Ok(None),
    };
    Ok(Some(element))
}

/// The members of a key, or none where it is null; of those of one name the last counts.
fn read_key(text: &str) -> Option<Vec<(SmolStr, Value)>> {
    let mut key: Vec<_> = match read_value(text)? {
        Value::Null => Vec::new(),
        Value::Object(members) => members.into_iter().collect(),
        _ => return None,
    };
    key.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    Some(key)
}

/// Does a set have keys with numbers so long that they are other floats, and would be written otherwise once they are read?
pub(crate) fn rounds_numbers(fields: &Value) -> bool {
    let rounds = |key: &str| {
        let is_long = matches!(key.as_bytes(), [b'v' | b'k', ..])
            && key.bytes().filter(u8::is_ascii_digit).count() >= FLOAT_DIGITS;
        is_long && read_element(key).is_ok_and(|element| element.is_some_and(|element| element_text(&element) != key))
    };
    fields.as_object().into_iter().flatten().any(|(key, below)| rounds(key) || rounds_numbers(below))
}

/// A whole number of fewer digits is the same as a float.
const FLOAT_DIGITS: usize = 16;

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
            if let Some(float) = number.as_f64().and_then(coracle_object::Number::from_f64) {
                *number = float;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(floats),
        Value::Object(members) => members.values_mut().for_each(floats),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

//! Typed form, and writing it as the reference does.
//!
//! Typed form is already what Go would write: `omitempty` and the fields' order are settled when an object is decoded
//! or [`normalize`]d, so that [`encode`] needs no schema.

use crate::schema::{Either, Field, Or, Struct, Type};
use crate::{Members, SmolStr, Value, text, time};

/// An object in typed form as JSON, as the reference writes it.
#[must_use]
pub fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    text::write_json(value, &mut out);
    out
}

/// An object in typed form as it is stored: its resourceVersion is no part of that.
#[must_use]
pub fn encode_stored(object: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    text::write_json_but(object, &["metadata", "resourceVersion"], &mut out);
    out
}

/// Puts a typed tree that was edited back in typed form: the schema's members in the schema's order, maps by key, what
/// `omitempty` leaves out left out, what is missing and must be written set to its zero value.
///
/// Members that the schema does not know go. `null` is no value. What has the wrong JSON type stays as it is.
#[must_use]
pub fn normalize(mut value: Value, ty: &Struct) -> Value {
    match &mut value {
        Value::Object(members) => settle_struct(members, ty),
        Value::Null => value = struct_zero(ty),
        _ => {}
    }
    value
}

/// What is in form stays as it is: only where something is missing, too much or out of order is a struct built anew.
fn settle_struct(members: &mut Members, ty: &Struct) {
    let (mut fields, mut in_order) = (ty.fields.iter(), true);
    for (name, value) in members.iter_mut() {
        // The next one that is there, unless one before it that has to be written is missing.
        let next = if in_order { fields.find(|field| field.name == name || !field.omitempty) } else { None };
        let field = next.filter(|field| field.name == name);
        in_order = field.is_some();
        if let Some(field) = field.or_else(|| ty.field(name)) {
            in_order &= settle_field(ty, field, value);
        }
    }
    if in_order && fields.all(|field| field.omitempty) {
        return;
    }
    let mut left = std::mem::take(members);
    // The order of what is left does not matter any more.
    let form = |field: &Field| {
        written(ty, field, left.swap_remove(field.name)).map(|value| (SmolStr::new_static(field.name), value))
    };
    *members = ty.fields.iter().filter_map(form).collect();
}

/// Settles a field's value, and says whether it is written.
fn settle_field(of: &Struct, field: &Field, value: &mut Value) -> bool {
    if !value.is_null() {
        settle(value, &field.ty);
    }
    let settled = written(of, field, Some(value.take()));
    let is_written = settled.is_some();
    *value = settled.unwrap_or_default();
    is_written
}

fn settle(value: &mut Value, ty: &Type) {
    match (&mut *value, ty) {
        (Value::Null, _) => *value = zero(ty),
        (Value::Object(members), Type::Struct(ty) | Type::Either(Either { of: ty, .. })) => settle_struct(members, ty),
        (Value::Object(members), Type::Map(map)) => {
            members.values_mut().for_each(|value| settle(value, &map.of));
            if !members.keys().is_sorted() {
                members.sort_keys();
            }
        }
        (Value::Array(items), Type::List(list) | Type::Either(Either { or: Or::List(list), .. })) => {
            for item in items {
                settle(item, &list.of);
            }
        }
        (Value::String(text), Type::Time | Type::MicroTime) if is_zero_time(text, ty) => *value = Value::Null,
        _ => {}
    }
}

fn is_zero_time(text: &str, ty: &Type) -> bool {
    // Most times are of another year, whatever the zone.
    let near = text.starts_with("000");
    near && match ty {
        Type::MicroTime => time::parse_micro(text) == Ok((time::ZERO, 0)),
        _ => time::parse(text) == Ok(time::ZERO),
    }
}

/// What is written for a field: its value, its zero value, or nothing.
///
/// `None` is no value: a nil pointer or what was never set. So is `null`, but for a pointer to what can be it.
pub(crate) fn written(of: &Struct, field: &Field, value: Option<Value>) -> Option<Value> {
    // Quirk: a time behind a pointer that is Go's zero time is written as null (leases.coordination.k8s.io/special-times).
    match value.filter(|value| !value.is_null() || field.pointer && field.ty.has_null()) {
        None if field.omitempty => None,
        None if field.pointer => Some(Value::Null),
        None => Some(zero(&field.ty)),
        // Quirk: an empty list of owners is not nothing: it takes away those that there are. Whoever owns fields sets it
        // right before anything is written (quirks/no-managers).
        // Upstream: apimachinery/pkg/util/managedfields/internal/fieldmanager.go isResetManagedFields (v1.37.2)
        Some(Value::Array(items)) if items.is_empty() && field.name == "managedFields" => Some(Value::Array(items)),
        Some(value) if of.keeps_empty && (value.is_array() || value.is_object()) => Some(value),
        // Quirk: a pointer to the zero time is not empty, and is written as null (leases.coordination.k8s.io/special-times).
        Some(value) if field.omitempty && !field.pointer && is_empty(&value) => None,
        Some(value) => Some(value),
    }
}

/// What Go writes for a type's zero value.
pub(crate) fn zero(ty: &Type) -> Value {
    match ty {
        Type::String => Value::from(""),
        Type::Bool | Type::Either(Either { or: Or::Bool, .. }) => Value::Bool(false),
        Type::Int32 | Type::Int64 | Type::IntOrString => Value::from(0),
        Type::Float => Value::from(0.0),
        Type::Quantity => Value::from("0"),
        Type::Struct(ty) => struct_zero(ty),
        Type::Time | Type::MicroTime | Type::Bytes | Type::Raw(_) | Type::Either(_) | Type::List(_) | Type::Map(_) => {
            Value::Null
        }
    }
}

fn struct_zero(ty: &Struct) -> Value {
    let mut members = Members::new();
    settle_struct(&mut members, ty);
    Value::Object(members)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

//! Typed form, and writing it as the reference does.
//!
//! Typed form is already what Go would write: `omitempty` and the fields' order are settled when an object is decoded
//! or [`normalize`]d, so that [`encode`] needs no schema.

use crate::schema::{Either, Field, Or, Struct, Type};
use crate::{Members, Value, text, time};

/// An object in typed form as JSON, as the reference writes it.
#[must_use]
pub fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    text::write_json(value, &mut out);
    out
}

/// Puts a typed tree that was edited back in typed form: the schema's members in the schema's order, maps by key, what
/// `omitempty` leaves out left out, what is missing and must be written set to its zero value.
///
/// Members that the schema does not know go. `null` is no value. What has the wrong JSON type stays as it is.
#[must_use]
pub fn normalize(value: Value, ty: &Struct) -> Value {
    match value {
        Value::Object(members) => struct_form(members, ty),
        Value::Null => struct_form(Members::new(), ty),
        other => other,
    }
}

/// What is in form already stays where it is: only where something is missing, too much or out of order is anything built anew.
fn struct_form(mut members: Members, ty: &Struct) -> Value {
    let mut fields = ty.fields.iter();
    let settled = members.iter_mut().all(|(name, value)| {
        // One before it that has to be written is missing.
        let Some(field) = fields.find(|field| field.name == name || !field.omitempty) else { return false };
        field.name == name && field_form(field, Some(value.take())).map(|formed| *value = formed).is_some()
    });
    if settled && fields.all(|field| field.omitempty) { Value::Object(members) } else { rebuilt(members, ty) }
}

/// Where it has been in form so far, this changes nothing but the members' order: a form's form is itself.
fn rebuilt(mut members: Members, ty: &Struct) -> Value {
    let form = |field: &Field| {
        // The order of what is left does not matter any more.
        field_form(field, members.swap_remove(field.name)).map(|value| (field.name.to_owned(), value))
    };
    Value::Object(ty.fields.iter().filter_map(form).collect())
}

/// What is written for a field that has this value.
fn field_form(field: &Field, value: Option<Value>) -> Option<Value> {
    let value = match value {
        // Quirk: a time behind a pointer that is Go's zero time is written as null; see `written`
        // (leases.coordination.k8s.io/special-times).
        Some(Value::Null) if field.pointer && field.ty.has_null() => Some(Value::Null),
        Some(Value::Null) | None => None,
        Some(value) => Some(type_form(value, &field.ty)),
    };
    written(field, value)
}

fn type_form(value: Value, ty: &Type) -> Value {
    match (value, ty) {
        (Value::Null, _) => zero(ty),
        (Value::Object(members), Type::Struct(ty) | Type::Either(Either { of: ty, .. })) => struct_form(members, ty),
        (Value::Object(mut members), Type::Map(map)) => {
            members.values_mut().for_each(|value| *value = type_form(value.take(), &map.of));
            members.sort_keys();
            Value::Object(members)
        }
        (Value::Array(items), Type::List(list) | Type::Either(Either { or: Or::List(list), .. })) => {
            Value::Array(items.into_iter().map(|item| type_form(item, &list.of)).collect())
        }
        (Value::String(text), Type::Time) if time::parse(&text) == Ok(time::ZERO) => Value::Null,
        (Value::String(text), Type::MicroTime) if time::parse_micro(&text) == Ok((time::ZERO, 0)) => Value::Null,
        (value, _) => value,
    }
}

/// What is written for a field: its value, its zero value, or nothing.
///
/// `None` is no value: a nil pointer or what was never set.
pub(crate) fn written(field: &Field, value: Option<Value>) -> Option<Value> {
    match value {
        None if field.omitempty => None,
        None if field.pointer => Some(Value::Null),
        None => Some(zero(&field.ty)),
        // Quirk: an empty list of owners is not nothing: it takes away those that there are. Whoever owns fields sets it
        // right before anything is written (quirks/no-managers).
        // Upstream: apimachinery/pkg/util/managedfields/internal/fieldmanager.go isResetManagedFields (v1.37.2)
        Some(Value::Array(items)) if items.is_empty() && field.name == "managedFields" => Some(Value::Array(items)),
        // Quirk: a pointer to the zero time is not empty, and is written as null (leases.coordination.k8s.io/special-times).
        Some(value) if field.omitempty && !field.pointer && is_empty(&value) => None,
        Some(value) => Some(value),
    }
}

/// What Go writes for a type's zero value.
pub(crate) fn zero(ty: &Type) -> Value {
    match ty {
        Type::String => Value::String(String::new()),
        Type::Bool | Type::Either(Either { or: Or::Bool, .. }) => Value::Bool(false),
        Type::Int32 | Type::Int64 | Type::IntOrString => Value::from(0),
        Type::Float => Value::from(0.0),
        Type::Quantity => Value::from("0"),
        Type::Struct(ty) => struct_form(Members::new(), ty),
        Type::Time | Type::MicroTime | Type::Bytes | Type::Raw(_) | Type::Either(_) | Type::List(_) | Type::Map(_) => {
            Value::Null
        }
    }
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

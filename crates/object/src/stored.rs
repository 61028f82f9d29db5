//! What becomes of an object where the reference stores it: protobuf knows no list or map that is there without anything in it.

use crate::schema::{Either, Or, Struct, Type};
use crate::{Members, Value};

/// Takes what is empty for what is not there, in an object in typed form, and bytes of a map that are nothing (`null`) for none.
///
/// Says whether there were such bytes: the reference's store takes that for a change, even where the outcome is what it was.
// Upstream: apiserver/pkg/storage/etcd3/store.go store.Create, apiserver/pkg/registry/generic/registry/dryrun.go
// DryRunnableStorage.copyInto (v1.37.2). Both answer with what they decode from what is or would be stored.
pub fn forget_empty(object: &mut Value, ty: &Struct) -> bool {
    let Some(members) = object.as_object_mut() else { return false };
    let contained = |ty: &Type| matches!(ty, Type::Struct(_) | Type::Either(_) | Type::List(_) | Type::Map(_));
    let mut had_nothing = false;
    for field in ty.fields.iter().filter(|field| contained(&field.ty)) {
        if let Some(value) = members.get_mut(field.name) {
            had_nothing |= forget_in(value, &field.ty);
        }
    }
    had_nothing
}

/// The same of an object that is stored as JSON: what is empty goes where the type's JSON leaves it out, and stays elsewhere.
pub fn leave_out_empty(object: &mut Value, ty: &Struct) {
    leave_out(object, ty, false);
}

/// The same, and of what may be one thing or another what is neither: it is written as `null` (`items: []` of a schema), and read as
/// nothing.
pub fn leave_out_nothing(object: &mut Value, ty: &Struct) {
    leave_out(object, ty, true);
}

fn leave_out(object: &mut Value, ty: &Struct, nothing: bool) {
    let Some(members) = object.as_object_mut() else { return };
    members.retain(|name, value| {
        let Some(field) = ty.field(name) else { return true };
        leave_out_in(value, &field.ty, nothing);
        let is_empty = value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Members::is_empty);
        let is_left_out = ty.keeps_empty && field.omitempty && matches!(field.ty, Type::List(_) | Type::Map(_));
        let is_nothing = nothing && value.is_null() && field.omitempty && matches!(field.ty, Type::Either(_));
        !(is_empty && is_left_out || is_nothing)
    });
}

fn leave_out_in(value: &mut Value, ty: &Type, nothing: bool) {
    match (ty, value) {
        (Type::List(list) | Type::Either(Either { or: Or::List(list), .. }), Value::Array(items)) => {
            for item in items {
                leave_out_in(item, &list.of, nothing);
            }
        }
        (Type::Map(map), Value::Object(members)) => {
            for value in Members::values_mut(members) {
                leave_out_in(value, &map.of, nothing);
            }
        }
        (Type::Struct(ty) | Type::Either(Either { of: ty, .. }), value) => leave_out(value, ty, nothing),
        _ => {}
    }
}

fn forget_in(value: &mut Value, ty: &Type) -> bool {
    let is_empty = match &*value {
        Value::Array(items) => items.is_empty() && matches!(ty, Type::List(_)),
        Value::Object(members) => members.is_empty() && matches!(ty, Type::Map(_)),
        _ => false,
    };
    match (ty, value) {
        (_, value) if is_empty => {
            *value = Value::Null;
            false
        }
        (Type::List(list) | Type::Either(Either { or: Or::List(list), .. }), Value::Array(items)) => {
            items.iter_mut().fold(false, |had, item| forget_in(item, &list.of) | had)
        }
        (Type::Map(map), Value::Object(members)) => {
            members.values_mut().fold(false, |had, value| forget_of_map(value, &map.of) | had)
        }
        (Type::Struct(ty) | Type::Either(Either { of: ty, .. }), value) => forget_empty(value, ty),
        _ => false,
    }
}

fn forget_of_map(value: &mut Value, of: &Type) -> bool {
    let is_nothing = value.is_null() && matches!(of, Type::Bytes);
    if is_nothing {
        *value = Value::from("");
    }
    is_nothing || forget_in(value, of)
}

//! What becomes of an object where the reference stores it: protobuf knows no list or map that is there without anything in it.

use crate::Value;
use crate::schema::{Either, Or, Struct, Type};

/// Takes what is empty for what is not there, in an object in typed form.
// Upstream: apiserver/pkg/storage/etcd3/store.go store.Create, apiserver/pkg/registry/generic/registry/dryrun.go
// DryRunnableStorage.copyInto (v1.37.2). Both answer with what they decode from what is or would be stored.
pub fn forget_empty(object: &mut Value, ty: &Struct) {
    let Some(members) = object.as_object_mut() else { return };
    let contained = |ty: &Type| matches!(ty, Type::Struct(_) | Type::Either(_) | Type::List(_) | Type::Map(_));
    for field in ty.fields.iter().filter(|field| contained(&field.ty)) {
        if let Some(value) = members.get_mut(field.name) {
            forget_in(value, &field.ty);
        }
    }
}

fn forget_in(value: &mut Value, ty: &Type) {
    let is_empty = match &*value {
        Value::Array(items) => items.is_empty() && matches!(ty, Type::List(_)),
        Value::Object(members) => members.is_empty() && matches!(ty, Type::Map(_)),
        _ => false,
    };
    match (ty, value) {
        (_, value) if is_empty => *value = Value::Null,
        (Type::List(list) | Type::Either(Either { or: Or::List(list), .. }), Value::Array(items)) => {
            for item in items {
                forget_in(item, &list.of);
            }
        }
        (Type::Map(map), Value::Object(members)) => members.values_mut().for_each(|value| forget_in(value, &map.of)),
        (Type::Struct(ty) | Type::Either(Either { of: ty, .. }), value) => forget_empty(value, ty),
        _ => {}
    }
}

//! Values that may not be there, and maps that grow entry by entry.

use super::{Implementation, arguments, first};
use crate::value::{Error, NO_OVERLOAD, Val, insert};

// Upstream: cel-go/cel/library.go optionalLib, cel-go/ext/comprehensions.go compreV2Lib (v0.29.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "optional_of" => |args, _| Ok(Val::some(first(args)?.clone())),
        "optional_ofNonZeroValue" => |args, _| {
            let value = first(args)?;
            Ok(if value.is_zero() { Val::Optional(None) } else { Val::some(value.clone()) })
        },
        "optional_none" => |_, _| Ok(Val::Optional(None)),
        "optional_value" => |args, _| match first(args)? {
            Val::Optional(Some(value)) => (**value).clone().settle(),
            Val::Optional(None) => Error::new("optional.none() dereference").fail(),
            _ => Err(NO_OVERLOAD),
        },
        "optional_hasValue" => |args, _| match first(args)? {
            Val::Optional(value) => Ok(Val::Bool(value.is_some())),
            _ => Err(NO_OVERLOAD),
        },
        "optional_unwrap" | "optional_unwrapOpt" => |args, room| {
            arguments!(args, Val::List(list));
            room.make_elements(list.len())?;
            let mut items = Vec::new();
            for item in list.iter() {
                match item {
                    Val::Optional(None) => {}
                    Val::Optional(Some(value)) => items.push((*value).clone()),
                    other => return Error::of(format!("value {} is not optional", other.shown())).fail(),
                }
            }
            Ok(Val::list(items))
        },
        "@mapInsert_map_key_value" => |args, room| {
            arguments!(args, Val::Map(map), key, value);
            room.make_elements(2)?;
            insert(map.clone(), key.clone(), value.clone()).map(Val::Map)
        },
        "@mapInsert_map_map" => |args, room| {
            arguments!(args, Val::Map(map), Val::Map(more));
            room.make_elements(more.len().saturating_mul(2))?;
            let mut map = map.clone();
            for key in more.keys() {
                map = insert(map, key.clone(), more.value(&key).settle()?)?;
            }
            Ok(Val::Map(map))
        },
        _ => return None,
    })
}

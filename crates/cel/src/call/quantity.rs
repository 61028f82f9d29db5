//! Quantities.

use std::cmp::Ordering;
use std::sync::Arc;

use coracle_object::quantity::{self, Quantity};

use super::{Implementation, arguments};
use crate::value::{Error, NO_OVERLOAD, Opaque, Val};

// Upstream: apiserver/pkg/cel/library/quantity.go quantityLibraryDecls (v1.37.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "string_to_quantity" => |args, _| {
            arguments!(args, Val::String(text));
            let quantity = quantity::parse(text).map_err(|error| Error::of(error.to_string()))?;
            Ok(Val::Opaque(Arc::new(Opaque::Quantity(quantity, false))))
        },
        "is_quantity_string" => |args, _| {
            arguments!(args, Val::String(text));
            Ok(Val::Bool(quantity::parse(text).is_ok()))
        },
        "quantity_sign" => |args, _| Ok(Val::Int(of(args)?.sign())),
        "quantity_is_greater_than" => |args, _| Ok(Val::Bool(compare(args)?.is_gt())),
        "quantity_is_less_than" => |args, _| Ok(Val::Bool(compare(args)?.is_lt())),
        "quantity_compare_to" => |args, _| Ok(Val::Int(compare(args)? as i64)),
        "quantity_get_float" => |args, _| Ok(Val::Double(of(args)?.as_float())),
        "quantity_is_integer" => |args, _| Ok(Val::Bool(of(args)?.as_integer().is_some())),
        "quantity_get_int" => |args, _| {
            let number = of(args)?.as_integer().ok_or(Error::new("cannot convert value to integer"))?;
            Ok(Val::Int(number))
        },
        "quantity_add" => |args, _| made(of(args)?.plus(of(&args[1..])?)),
        "quantity_sub" => |args, _| made(of(args)?.minus(of(&args[1..])?)),
        "quantity_add_int" => |args, _| {
            arguments!(args, _, Val::Int(number));
            made(of(args)?.plus(&Quantity::of_integer(*number)))
        },
        "quantity_sub_int" => |args, _| {
            arguments!(args, _, Val::Int(number));
            made(of(args)?.minus(&Quantity::of_integer(*number)))
        },
        _ => return None,
    })
}

fn of<'v>(args: &'v [Val<'_>]) -> Result<&'v Quantity, Error> {
    let [Val::Opaque(opaque), ..] = args else { return Err(NO_OVERLOAD) };
    match &**opaque {
        Opaque::Quantity(quantity, _) => Ok(quantity),
        _ => Err(NO_OVERLOAD),
    }
}

fn compare(args: &[Val<'_>]) -> Result<Ordering, Error> {
    Ok(of(args)?.cmp(of(&args[1..])?))
}

fn made<'a>(quantity: Option<Quantity>) -> Result<Val<'a>, Error> {
    Ok(Val::Opaque(Arc::new(Opaque::Quantity(quantity.ok_or(Error::Over)?, true))))
}

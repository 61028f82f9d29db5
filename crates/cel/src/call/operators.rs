//! Operators, and functions that ask a value's type whether it has them.

use std::cmp::Ordering;

use super::{Implementation, Room, first};
use crate::value::convert::Target;
use crate::value::{Error, NO_OVERLOAD, Trait, Val};

/// What a function does whose forms are all one; and what the first argument's type must have for it.
// Upstream: cel-go/common/stdlib/standard.go SingletonUnaryBinding, SingletonBinaryBinding (v0.29.2)
#[must_use]
pub fn of_operator(function: &str) -> Option<(Implementation, Option<Trait>)> {
    let (implementation, wanted): (Implementation, _) = match function {
        "!_" => (
            |args, _| match first(args)? {
                Val::Bool(value) => Ok(Val::Bool(!value)),
                _ => Err(NO_OVERLOAD),
            },
            None,
        ),
        "-_" => (|args, _| first(args)?.negate(), Some(Trait::Negator)),
        "_+_" => (add, Some(Trait::Adder)),
        "_-_" => (|args, _| pair(args, |a, b| a.subtract(b)), Some(Trait::Subtractor)),
        "_*_" => (|args, _| pair(args, |a, b| a.multiply(b)), Some(Trait::Multiplier)),
        "_/_" => (|args, _| pair(args, |a, b| a.divide(b)), Some(Trait::Divider)),
        "_%_" => (|args, _| pair(args, |a, b| a.modulo(b)), Some(Trait::Modder)),
        "_<_" => (|args, _| ordered(args, Ordering::is_lt), Some(Trait::Comparer)),
        "_<=_" => (|args, _| ordered(args, Ordering::is_le), Some(Trait::Comparer)),
        "_>_" => (|args, _| ordered(args, Ordering::is_gt), Some(Trait::Comparer)),
        "_>=_" => (|args, _| ordered(args, Ordering::is_ge), Some(Trait::Comparer)),
        "_in_" | "@in" | "in" => (|args, room| pair_in(args, room), None),
        "size" => (
            |args, _| {
                let size = first(args)?.size().ok_or(NO_OVERLOAD)?;
                Ok(Val::Int(i64::try_from(size).unwrap_or(i64::MAX)))
            },
            Some(Trait::Sizer),
        ),
        "type" => (|args, _| first(args)?.convert(Target::Type), None),
        "dyn" => (|args, _| Ok(first(args)?.clone()), None),
        "matches" => (super::regex::matches, Some(Trait::Matcher)),
        "sort" => (super::lists::sort, Some(Trait::Lister)),
        "@sortByAssociatedKeys" => (super::lists::sort_by, Some(Trait::Lister)),
        _ => return None,
    };
    Some((implementation, wanted))
}

fn pair<'a>(
    args: &[Val<'a>],
    operator: impl FnOnce(&Val<'a>, &Val<'a>) -> Result<Val<'a>, Error>,
) -> Result<Val<'a>, Error> {
    super::arguments!(args, a, b);
    operator(a, b)
}

fn add<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    super::arguments!(args, a, b);
    match (a, b) {
        (Val::String(_), Val::String(_)) | (Val::Bytes(_), Val::Bytes(_)) => {
            room.make_text(a)?;
            room.make_text(b)?;
        }
        (Val::List(a), Val::List(b)) if a.kind().is_some() => {
            room.make_elements(a.len())?;
            room.make_elements(b.len())?;
        }
        _ => {}
    }
    a.add(b)
}

fn ordered<'a>(args: &[Val<'a>], is: fn(Ordering) -> bool) -> Result<Val<'a>, Error> {
    super::arguments!(args, a, b);
    a.compare(b).map(|ordering| Val::Bool(is(ordering)))
}

/// Whether a list has an element, or a map a key.
// Upstream: cel-go/common/stdlib/standard.go inAggregate (v0.29.2)
fn pair_in<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    super::arguments!(args, sought, all);
    match all {
        Val::List(list) => super::sets::contains(list, sought, room).map(Val::Bool),
        Val::Map(map) => Ok(Val::Bool(match map.find(sought)? {
            // Quirk: of what an object holds, what is not what the schema says cannot be asked for (asked of the reference: 'a' in a map of
            // whole numbers that has a text there).
            Some(Val::Error(error)) if matches!(map, crate::value::Map::Data(..)) => return Err(error),
            found => found.is_some(),
        })),
        _ => Err(NO_OVERLOAD),
    }
}

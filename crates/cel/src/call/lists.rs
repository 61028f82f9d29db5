//! Lists.

use std::cmp::Ordering;

use super::{Implementation, Room, arguments, first};
use crate::value::{Error, List, NO_OVERLOAD, Trait, Val, whole_type};

/// How long a range can be.
// Upstream: cel-go/ext/lists.go defaultMaxRangeSize (v0.29.2)
const RANGE_MAX: i64 = 1_000_000;

// Upstream: cel-go/ext/lists.go listsLib.CompileOptions (v0.29.2); apiserver/pkg/cel/library/lists.go lists.CompileOptions (v1.37.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "list_slice" => slice,
        "list_flatten" => |args, room| {
            let one = first(args)?;
            let Val::List(list) = one else {
                return Error::of(format!("no such overload: {}.flatten()", whole_type(one.type_name()))).fail();
            };
            let mut items = Vec::new();
            flatten(list, 1, &mut items, room)?;
            Ok(Val::list(items))
        },
        "list_flatten_int" => flatten_to,
        "lists_range" => |args, room| {
            arguments!(args, Val::Int(size));
            if *size < 0 {
                return Error::of(format!("lists.range: size must be non-negative, got {size}")).fail();
            }
            if *size > RANGE_MAX {
                let said = format!("lists.range: size {size} exceeds maximum allowed ({RANGE_MAX})");
                return Error::of(said).fail();
            }
            room.make_elements(usize::try_from(*size).unwrap_or(usize::MAX))?;
            Ok(Val::list((0..*size).map(Val::Int).collect()))
        },
        "list_reverse" => |args, room| {
            arguments!(args, Val::List(list));
            let mut items = collect(list, room)?;
            items.reverse();
            Ok(Val::list(items))
        },
        "list_distinct" => distinct,
        "list_first" => |args, _| {
            arguments!(args, Val::List(list));
            Ok(Val::Optional(list.get(0).map(Into::into)))
        },
        "list_last" => |args, _| {
            arguments!(args, Val::List(list));
            let last = list.len().checked_sub(1).and_then(|last| list.get(last));
            Ok(Val::Optional(last.map(Into::into)))
        },
        "list_a_index_of_int" => |args, room| index_of(args, room, false),
        "list_a_last_index_of_int" => |args, room| index_of(args, room, true),
        "list_includes_dyn_dyn" => |args, room| {
            arguments!(args, target, sought);
            match target {
                Val::List(list) => {
                    for item in list.iter() {
                        room.step()?;
                        if room.same(&item, sought)? {
                            return Ok(Val::Bool(true));
                        }
                    }
                    Ok(Val::Bool(false))
                }
                target => room.same(target, sought).map(Val::Bool),
            }
        },
        _ => return of_element_type(overload),
    })
}

/// Takes the elements out of lists in a list, so many levels deep.
fn flatten_to<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    arguments!(args, one, two);
    let (Val::List(list), Val::Int(depth)) = (one, two) else {
        let (one, two) = (whole_type(one.type_name()), whole_type(two.type_name()));
        return Error::of(format!("no such overload: {one}.flatten({two})")).fail();
    };
    let mut items = Vec::new();
    flatten(list, *depth, &mut items, room)?;
    Ok(Val::list(items))
}

/// What has a form for each type of elements, as `list_int_max_int`.
fn of_element_type(overload: &str) -> Option<Implementation> {
    let rest = overload.strip_prefix("list_")?;
    Some(if rest.ends_with("_is_sorted_bool") {
        is_sorted
    } else if rest.contains("_sum_") {
        match rest.split('_').next()? {
            "int" => |args, _| sum(args, Val::Int(0)),
            "uint" => |args, _| sum(args, Val::Uint(0)),
            "double" => |args, _| sum(args, Val::Double(0.0)),
            _ => |args, _| sum(args, Val::Duration(0)),
        }
    } else if rest.contains("_max_") {
        |args, _| extreme(args, "max", Ordering::Less)
    } else if rest.contains("_min_") {
        |args, _| extreme(args, "min", Ordering::Greater)
    } else {
        return None;
    })
}

/// All elements; one that is not what its schema says is in its place.
fn collect<'a>(list: &List<'a>, room: &mut Room<'_>) -> Result<Vec<Val<'a>>, Error> {
    room.make_elements(list.len())?;
    Ok(list.iter().collect())
}

fn slice<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    arguments!(args, Val::List(list), Val::Int(start), Val::Int(end));
    let failed = |why: String| Error::of(format!("cannot slice({start}, {end}), {why}")).fail();
    if *start < 0 || *end < 0 {
        return failed("negative indexes not supported".to_owned());
    }
    if start > end {
        return failed("start index must be less than or equal to end index".to_owned());
    }
    let (Ok(from), Ok(until)) = (usize::try_from(*start), usize::try_from(*end)) else { return Err(NO_OVERLOAD) };
    if list.len() < until {
        return failed(format!("list is length {}", list.len()));
    }
    room.make_elements(until - from)?;
    Ok(Val::list(list.iter().skip(from).take(until - from).collect()))
}

fn flatten<'a>(list: &List<'a>, depth: i64, items: &mut Vec<Val<'a>>, room: &mut Room<'_>) -> Result<(), Error> {
    if depth < 0 {
        return Error::new("level must be non-negative").fail();
    }
    for item in list.iter() {
        match item {
            Val::List(inner) if depth > 0 => flatten(&inner, depth - 1, items, room)?,
            item => {
                room.make_elements(1)?;
                items.push(item);
            }
        }
    }
    Ok(())
}

fn distinct<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    arguments!(args, Val::List(list));
    if list.is_empty() {
        return Ok(Val::List(list.clone()));
    }
    let mut kept: Vec<Val<'a>> = Vec::new();
    for item in collect(list, room)? {
        let mut seen = false;
        for other in &kept {
            room.step()?;
            if room.same(&item, other)? {
                seen = true;
                break;
            }
        }
        if !seen {
            kept.push(item);
        }
    }
    Ok(Val::list(kept))
}

fn index_of<'a>(args: &[Val<'a>], room: &mut Room<'_>, last: bool) -> Result<Val<'a>, Error> {
    arguments!(args, Val::List(list), sought);
    let mut found = None;
    for (at, item) in list.iter().enumerate() {
        room.step()?;
        if room.same(&item, sought)? {
            found = Some(at);
            if !last {
                break;
            }
        }
    }
    Ok(Val::Int(found.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)))
}

// Upstream: apiserver/pkg/cel/library/lists.go isSorted (v1.37.2)
fn is_sorted<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    arguments!(args, Val::List(list));
    let mut previous: Option<Val<'a>> = None;
    for item in list.iter() {
        room.step()?;
        let item = item.settle()?;
        if !item.has(Trait::Comparer) {
            return Err(NO_OVERLOAD);
        }
        // Quirk: what cannot be compared is in order (asked of the reference: whether 1 and a text are sorted).
        if previous.is_some_and(|previous| previous.compare(&item) == Ok(Ordering::Greater)) {
            return Ok(Val::Bool(false));
        }
        previous = Some(item);
    }
    Ok(Val::Bool(true))
}

// Upstream: apiserver/pkg/cel/library/lists.go sum (v1.37.2)
fn sum<'a>(args: &[Val<'a>], zero: Val<'a>) -> Result<Val<'a>, Error> {
    arguments!(args, Val::List(list));
    let mut sum = zero;
    for item in list.iter() {
        let item = item.settle()?;
        if !item.has(Trait::Adder) {
            return Err(NO_OVERLOAD);
        }
        sum = sum.add(&item)?;
    }
    Ok(sum)
}

// Upstream: apiserver/pkg/cel/library/lists.go cmp (v1.37.2)
fn extreme<'a>(args: &[Val<'a>], name: &str, replaced: Ordering) -> Result<Val<'a>, Error> {
    arguments!(args, Val::List(list));
    let mut extreme: Option<Val<'a>> = None;
    for item in list.iter() {
        let item = item.settle()?;
        if !item.has(Trait::Comparer) {
            return Err(NO_OVERLOAD);
        }
        extreme = Some(match extreme {
            // Quirk: what cannot be compared does not count (asked of the reference: the maximum of 1 and a text is the first of them).
            Some(extreme) if extreme.compare(&item) != Ok(replaced) => extreme,
            _ => item,
        });
    }
    extreme.ok_or_else(|| Error::of(format!("{name} called on empty list")))
}

pub(super) fn sort<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    let list = first(args)?;
    sort_by(&[list.clone(), list.clone()], room)
}

// Upstream: cel-go/ext/lists.go sortListByAssociatedKeys (v0.29.2)
pub(super) fn sort_by<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    arguments!(args, Val::List(list), Val::List(keys));
    if list.len() != keys.len() {
        return Error::of(format!(
            "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got {} and {} elements respectively",
            list.len(),
            keys.len()
        ))
        .fail();
    }
    let Some(one) = keys.get(0) else { return Ok(Val::List(list.clone())) };
    if !one.has(Trait::Comparer) {
        return Error::new("list elements must be comparable").fail();
    }
    room.make_elements(list.len().saturating_mul(2))?;
    let mut pairs: Vec<(Val<'a>, Val<'a>)> = keys.iter().zip(list.iter()).collect();
    if pairs.len() > 1 && pairs.iter().any(|(key, _)| key.type_name() != one.type_name()) {
        return Error::new("list elements must have the same type").fail();
    }
    super::sort::sort(&mut pairs, |(a, _), (b, _)| a.compare(b) == Ok(Ordering::Less));
    Ok(Val::list(pairs.into_iter().map(|(_, item)| item).collect()))
}

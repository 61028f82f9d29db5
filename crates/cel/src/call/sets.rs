//! Lists as sets.

use super::{Implementation, Room, arguments};
use crate::value::{Error, List, Val};

// Upstream: cel-go/ext/sets.go setsLib.CompileOptions (v0.29.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "list_sets_contains_list" => |args, room| {
            arguments!(args, Val::List(all), Val::List(some));
            contains_all(all, some, room).map(Val::Bool)
        },
        "list_sets_equivalent_list" => |args, room| {
            arguments!(args, Val::List(a), Val::List(b));
            Ok(Val::Bool(contains_all(a, b, room)? && contains_all(b, a, room)?))
        },
        "list_sets_intersects_list" => |args, room| {
            arguments!(args, Val::List(a), Val::List(b));
            for item in a.iter() {
                match contains(b, &item, room) {
                    Ok(true) => return Ok(Val::Bool(true)),
                    // Quirk: what cannot be compared is not there (asked of the reference: whether sets of two maps meet, one of which holds
                    // what its schema does not say).
                    Ok(false) | Err(Error::Said(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(Val::Bool(false))
        },
        _ => return None,
    })
}

fn contains_all(all: &List<'_>, some: &List<'_>, room: &mut Room<'_>) -> Result<bool, Error> {
    for item in some.iter() {
        if !contains(all, &item, room)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a list has an element.
///
/// # Errors
/// It cannot be compared with one.
// Upstream: cel-go/common/types/list.go baseList.Contains (v0.29.2); apiserver/pkg/cel/common/valuesunstructured.go unstructuredList.Contains
// (v1.37.2)
pub(super) fn contains<'a>(list: &List<'a>, sought: &Val<'_>, room: &mut Room<'_>) -> Result<bool, Error> {
    if let List::Joined(joined) = list {
        return contains_joined(joined, sought, room);
    }
    let is_data = matches!(list, List::Data(..));
    if let (true, Val::Error(error)) = (is_data, sought) {
        return Err(error.clone());
    }
    let mut later = None;
    for item in list.iter() {
        room.step()?;
        let equal = if is_data { room.equals_as(&item, sought) } else { room.equals_as(sought, &item) };
        match equal {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(error) if error.ends() => return Err(error),
            // Quirk: in a list that was made, what cannot be compared is not equal (asked of the reference: whether a list has a map that holds
            // what its schema does not say).
            Err(error) if is_data => later = later.or(Some(error)),
            Err(_) => {}
        }
    }
    later.map_or(Ok(false), Err)
}

/// The same in lists that stand one behind the other.
// Upstream: cel-go/common/types/list.go concatList.Contains (v0.29.2)
fn contains_joined(joined: &crate::value::Joined<'_>, sought: &Val<'_>, room: &mut Room<'_>) -> Result<bool, Error> {
    let mut left = vec![&joined.second, &joined.first];
    let mut later = None;
    while let Some(list) = left.pop() {
        if let List::Joined(joined) = list {
            left.extend([&joined.second, &joined.first]);
            continue;
        }
        match contains(list, sought, room) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(error) if error.ends() => return Err(error),
            Err(error) => later = later.or(Some(error)),
        }
    }
    later.map_or(Ok(false), Err)
}

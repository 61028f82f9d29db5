//! Whether two values are equal.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use coracle_object::Value;

use super::arithmetic::{map_key, set_key};
use super::error::NO_OVERLOAD;
use super::{Error, Key, List, Map, Opaque, Shared, Val, compare, map};
use crate::schema::ListType;

/// How much may still be compared, in values.
pub type Steps = u64;

impl<'a> Val<'a> {
    /// `==`: whether two values are equal.
    ///
    /// # Errors
    /// They cannot be compared; or there is too much of them, since what is in a list more than once can have the same in it.
    // Upstream: cel-go/common/types/util.go Equal (v0.29.2)
    pub fn equals(&self, other: &Val<'a>, left: &mut Steps) -> Result<bool, Error> {
        match (self, other) {
            (Val::Null, other) => Ok(matches!(other, Val::Null)),
            (_, Val::Null) => Ok(false),
            _ => self.equals_as(other, left),
        }
    }

    /// Whether two values are equal, as the first one's type says.
    ///
    /// # Errors
    /// They cannot be compared, or there is too much of them.
    // Upstream: cel-go/common/types/ref/reference.go Val.Equal (v0.29.2); apiserver/pkg/cel/quantity.go Quantity.Equal, url.go URL.Equal
    // (v1.37.2)
    pub fn equals_as(&self, other: &Val<'a>, left: &mut Steps) -> Result<bool, Error> {
        *left = left.checked_sub(1).ok_or(Error::Over)?;
        Ok(match (self, other) {
            (Val::Error(error), _) => return Err(error.clone()),
            (Val::Null, other) => matches!(other, Val::Null),
            (Val::Bool(a), Val::Bool(b)) => a == b,
            (Val::Int(a), Val::Int(b)) | (Val::Duration(a), Val::Duration(b)) => a == b,
            (Val::Uint(a), Val::Uint(b)) => a == b,
            (Val::Double(a), Val::Double(b)) => a == b,
            (Val::Int(a), Val::Uint(b)) | (Val::Uint(b), Val::Int(a)) => u64::try_from(*a).is_ok_and(|a| a == *b),
            (Val::Int(a), Val::Double(b)) | (Val::Double(b), Val::Int(a)) => {
                compare::double_to_int(*b, *a).is_some_and(std::cmp::Ordering::is_eq)
            }
            (Val::Uint(a), Val::Double(b)) | (Val::Double(b), Val::Uint(a)) => {
                compare::double_to_uint(*b, *a).is_some_and(std::cmp::Ordering::is_eq)
            }
            (Val::String(a), Val::String(b)) | (Val::Type(a), Val::Type(b)) => **a == **b,
            (Val::Bytes(a), Val::Bytes(b)) => **a == **b,
            (Val::Timestamp(a), Val::Timestamp(b)) => a == b,
            (Val::Optional(Some(a)), Val::Optional(Some(b))) => return a.equals_as(b, left),
            (Val::Optional(a), Val::Optional(b)) => a.is_none() && b.is_none(),
            (Val::List(a), b) => return equal_lists(a, b, left),
            (Val::Map(a), b) => return equal_maps(a, b, left),
            (Val::Opaque(a), b) => return equal_opaque(a, b),
            (Val::Unknown(a), b) => is_same(a, b),
            _ => false,
        })
    }
}

fn equal_lists<'a>(first: &List<'a>, other: &Val<'a>, left: &mut Steps) -> Result<bool, Error> {
    let is_strict = first.kind().is_some();
    let Val::List(second) = other else {
        return match (is_strict, other) {
            (true, Val::Error(error)) => Err(error.clone()),
            (true, _) => Err(NO_OVERLOAD),
            (false, _) => Ok(false),
        };
    };
    if first.len() != second.len() {
        return Ok(false);
    }
    match first.kind() {
        Some(ListType::Set) => return equal_sets(first, second),
        Some(ListType::Map(names)) => return equal_keyed(first, second, names, left),
        _ => {}
    }
    let mut later = None;
    for (a, b) in first.iter().zip(second.iter()) {
        if is_strict {
            if !a.equals_as(&b, left)? {
                return Ok(false);
            }
            continue;
        }
        match a.equals(&b, left) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) if error.ends() => return Err(error),
            Err(error) => later = later.or(Some(error)),
        }
    }
    // Quirk: what cannot be compared is equal, but in a sum of lists (asked of the reference: lists of maps that hold what their schema does not
    // say, and sums of such lists).
    match later {
        Some(error) if matches!(first, List::Joined(_)) => Err(error),
        _ => Ok(true),
    }
}

// Upstream: apiserver/pkg/cel/common/valuesunstructured.go unstructuredSetList.Equal (v1.37.2)
fn equal_sets<'a>(first: &List<'a>, second: &List<'a>) -> Result<bool, Error> {
    let mut all = HashSet::with_capacity(first.len());
    for item in first.iter() {
        all.insert(set_key(&item)?);
    }
    let mut seen = HashSet::with_capacity(all.len());
    for item in second.iter() {
        let key = set_key(&item)?;
        if !all.contains(&key) {
            return Ok(false);
        }
        seen.insert(key);
    }
    Ok(seen.len() == all.len())
}

// Upstream: apiserver/pkg/cel/common/valuesunstructured.go unstructuredMapList.Equal (v1.37.2)
fn equal_keyed<'a>(
    first: &List<'a>,
    second: &List<'a>,
    names: &[smol_str::SmolStr],
    left: &mut Steps,
) -> Result<bool, Error> {
    // Quirk: in what an object holds, keys are sought by the names that expressions use (asked of the reference: a list whose key is `x-y`,
    // beside itself).
    let raw = matches!(first, List::Data(..));
    let key = |item: &Val<'a>| if raw { raw_key(item, names) } else { map_key(item, names) };
    let mut all: HashMap<Vec<Option<Key<'a>>>, Val<'a>> = HashMap::with_capacity(first.len());
    for item in first.iter() {
        all.insert(key(&item), item);
    }
    let mut seen = HashSet::with_capacity(all.len());
    for item in second.iter() {
        let key = key(&item);
        let Some(found) = all.get(&key) else { return Ok(false) };
        if !found.equals_as(&item, left)? {
            return Ok(false);
        }
        seen.insert(key);
    }
    Ok(seen.len() == all.len())
}

fn raw_key<'a>(item: &Val<'a>, names: &[smol_str::SmolStr]) -> Vec<Option<Key<'a>>> {
    let members = match item {
        Val::Map(Map::Data(members, _) | Map::Plain(members)) => *members,
        _ => return map_key(item, names),
    };
    names.iter().map(|name| members.get(name).map(|value| Key(Val::plain(value)))).collect()
}

fn equal_maps<'a>(first: &Map<'a>, other: &Val<'a>, left: &mut Steps) -> Result<bool, Error> {
    let second = match (first, other) {
        (_, Val::Map(second)) => second,
        (Map::Data(..), Val::Error(error)) => return Err(error.clone()),
        (Map::Data(..), _) => return Err(NO_OVERLOAD),
        _ => return Ok(false),
    };
    if first.len() != second.len() {
        return Ok(false);
    }
    if let Map::Data(members, schema) = first {
        for (name, value) in members.iter() {
            if !equal_member(first, second, (schema, name, value), left)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    for key in first.keys() {
        // Quirk: what cannot be found is as good as what is not equal; what cannot be compared is equal (asked of the reference: maps of maps
        // that hold what their schema does not say).
        let Some(b) = second.find(&key).unwrap_or_else(|error| Some(Val::Error(error))) else { return Ok(false) };
        match first.value(&key).equals(&b, left) {
            Ok(false) => return Ok(false),
            Err(error) if error.ends() => return Err(error),
            _ => {}
        }
    }
    Ok(true)
}

// Upstream: apiserver/pkg/cel/common/valuesunstructured.go unstructuredMap.Equal (v1.37.2)
fn equal_member<'a>(
    first: &Map<'a>,
    second: &Map<'a>,
    (schema, name, value): (&'a crate::schema::Schema, &'a str, &'a Value),
    left: &mut Steps,
) -> Result<bool, Error> {
    if map::schema_of(schema, name).is_some() {
        // Quirk: the name is taken for what expressions call it (asked of the reference: objects that differ in the member `a__dash__b`).
        let key = Val::String(Shared::Borrowed(name));
        let find = |map: &Map<'a>| map.find(&key).unwrap_or_else(|error| Some(Val::Error(error)));
        return match (find(first), find(second)) {
            (None, None) => Ok(true),
            (Some(a), Some(b)) => a.equals_as(&b, left),
            _ => Ok(false),
        };
    }
    let Map::Data(others, _) = second else { return Err(NO_OVERLOAD) };
    Ok(others.get(name).is_none_or(|other| deep_equal(value, other)))
}

fn equal_opaque(first: &Arc<Opaque>, other: &Val<'_>) -> Result<bool, Error> {
    let Val::Opaque(second) = other else {
        return match other {
            Val::Error(error) => Err(error.clone()),
            _ => Err(NO_OVERLOAD),
        };
    };
    Ok(match (&**first, &**second) {
        // Quirk: a sum or difference is equal to nothing (asked of the reference: 1 + 1 == 1 + 1 of quantities).
        (Opaque::Quantity(a, _), Opaque::Quantity(b, false)) => a == b,
        (Opaque::Ip(a), Opaque::Ip(b)) => a == b,
        (Opaque::Cidr(a, a_bits), Opaque::Cidr(b, b_bits)) => a == b && a_bits == b_bits,
        (Opaque::Url(a), Opaque::Url(b)) => a.to_string() == b.to_string(),
        (Opaque::Format(a), Opaque::Format(b)) => a.name == b.name,
        (Opaque::Semver(a), Opaque::Semver(b)) => a.compare(b).is_eq(),
        _ => return Err(NO_OVERLOAD),
    })
}

/// Whether a value is what stands in an object where its schema does not say what it is.
// Upstream: apiserver/pkg/cel/common/valuesunstructured.go unknownPreserved.Equal (v1.37.2)
fn is_same(value: &Value, other: &Val<'_>) -> bool {
    match other {
        Val::Unknown(other) => deep_equal(value, other),
        Val::Map(Map::Data(members, _) | Map::Plain(members)) => match value {
            Value::Object(own) => equal_members(own, members),
            _ => false,
        },
        Val::List(List::Data(items, _) | List::Plain(items)) => match value {
            Value::Array(own) => own.len() == items.len() && own.iter().zip(*items).all(|(a, b)| deep_equal(a, b)),
            _ => false,
        },
        Val::Bool(b) => value.as_bool() == Some(*b),
        Val::Int(b) => value.as_i64() == Some(*b),
        Val::Double(b) => !value.is_i64() && value.as_f64() == Some(*b),
        Val::String(b) => value.as_str() == Some(b),
        _ => false,
    }
}

/// Whether two values are the same; a whole number and a float are not.
// Upstream: apimachinery/pkg/api/equality/semantic.go Semantic (v1.37.2)
fn deep_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| deep_equal(a, b)),
        (Value::Object(a), Value::Object(b)) => equal_members(a, b),
        (Value::Number(a), Value::Number(b)) => a.is_i64() == b.is_i64() && a == b,
        (a, b) => a == b,
    }
}

fn equal_members(a: &coracle_object::Members, b: &coracle_object::Members) -> bool {
    a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| deep_equal(a, b)))
}

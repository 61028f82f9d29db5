//! Sums, differences, products and quotients, none of which leaves its type's range.

use std::collections::HashMap;
use std::sync::Arc;

use super::error::NO_OVERLOAD;
use super::{Error, Key, List, Map, Shared, Unordered, Val};
use crate::schema::ListType;

/// A whole number left its range.
pub const INT_OVERFLOW: Error = Error::new("integer overflow");
/// A whole number without a sign left its range.
pub const UINT_OVERFLOW: Error = Error::new("unsigned integer overflow");
const TIMESTAMP_OVERFLOW: Error = Error::new("timestamp overflow");
const DIVIDED_BY_ZERO: Error = Error::new("division by zero");
const MODULUS_BY_ZERO: Error = Error::new("modulus by zero");

impl<'a> Val<'a> {
    /// `+`
    ///
    /// # Errors
    /// There is no sum.
    // Upstream: cel-go/common/types/traits/math.go Adder, cel-go/common/types/overflow.go addInt64Checked (v0.29.2)
    pub fn add(&self, other: &Val<'a>) -> Result<Val<'a>, Error> {
        Ok(match (self, other) {
            (Val::Int(a), Val::Int(b)) => Val::Int(a.checked_add(*b).ok_or(INT_OVERFLOW)?),
            (Val::Uint(a), Val::Uint(b)) => Val::Uint(a.checked_add(*b).ok_or(UINT_OVERFLOW)?),
            (Val::Double(a), Val::Double(b)) => Val::Double(a + b),
            (Val::String(a), Val::String(b)) => Val::text([&**a, &**b].concat()),
            (Val::Bytes(a), Val::Bytes(b)) => Val::Bytes(Shared::Made([&**a, &**b].concat().into())),
            (Val::Duration(a), Val::Duration(b)) => Val::Duration(a.checked_add(*b).ok_or(INT_OVERFLOW)?),
            (Val::Timestamp(moment), Val::Duration(nanos)) | (Val::Duration(nanos), Val::Timestamp(moment)) => {
                Val::Timestamp(moment.plus(*nanos).ok_or(TIMESTAMP_OVERFLOW)?)
            }
            (Val::List(a), Val::List(b)) => Val::List(add_lists(a, b)?),
            _ => return Err(NO_OVERLOAD),
        })
    }

    /// `-`
    ///
    /// # Errors
    /// There is no difference.
    pub fn subtract(&self, other: &Val<'a>) -> Result<Val<'a>, Error> {
        Ok(match (self, other) {
            (Val::Int(a), Val::Int(b)) => Val::Int(a.checked_sub(*b).ok_or(INT_OVERFLOW)?),
            (Val::Uint(a), Val::Uint(b)) => Val::Uint(a.checked_sub(*b).ok_or(UINT_OVERFLOW)?),
            (Val::Double(a), Val::Double(b)) => Val::Double(a - b),
            (Val::Duration(a), Val::Duration(b)) => Val::Duration(a.checked_sub(*b).ok_or(INT_OVERFLOW)?),
            (Val::Timestamp(moment), Val::Duration(nanos)) => {
                let less = nanos.checked_neg().ok_or(INT_OVERFLOW)?;
                Val::Timestamp(moment.plus(less).ok_or(TIMESTAMP_OVERFLOW)?)
            }
            (Val::Timestamp(a), Val::Timestamp(b)) => Val::Duration(a.minus(*b).ok_or(INT_OVERFLOW)?),
            _ => return Err(NO_OVERLOAD),
        })
    }

    /// `*`
    ///
    /// # Errors
    /// There is no product.
    pub fn multiply(&self, other: &Val<'a>) -> Result<Val<'a>, Error> {
        Ok(match (self, other) {
            (Val::Int(a), Val::Int(b)) => Val::Int(a.checked_mul(*b).ok_or(INT_OVERFLOW)?),
            (Val::Uint(a), Val::Uint(b)) => Val::Uint(a.checked_mul(*b).ok_or(UINT_OVERFLOW)?),
            (Val::Double(a), Val::Double(b)) => Val::Double(a * b),
            _ => return Err(NO_OVERLOAD),
        })
    }

    /// `/`
    ///
    /// # Errors
    /// There is no quotient.
    pub fn divide(&self, other: &Val<'a>) -> Result<Val<'a>, Error> {
        Ok(match (self, other) {
            (Val::Int(_), Val::Int(0)) | (Val::Uint(_), Val::Uint(0)) => return Err(DIVIDED_BY_ZERO),
            (Val::Int(a), Val::Int(b)) => Val::Int(a.checked_div(*b).ok_or(INT_OVERFLOW)?),
            (Val::Uint(a), Val::Uint(b)) => Val::Uint(a.checked_div(*b).ok_or(DIVIDED_BY_ZERO)?),
            (Val::Double(a), Val::Double(b)) => Val::Double(a / b),
            _ => return Err(NO_OVERLOAD),
        })
    }

    /// `%`
    ///
    /// # Errors
    /// Nothing can be left.
    pub fn modulo(&self, other: &Val<'a>) -> Result<Val<'a>, Error> {
        Ok(match (self, other) {
            (Val::Int(_), Val::Int(0)) | (Val::Uint(_), Val::Uint(0)) => return Err(MODULUS_BY_ZERO),
            (Val::Int(a), Val::Int(b)) => Val::Int(a.checked_rem(*b).ok_or(INT_OVERFLOW)?),
            (Val::Uint(a), Val::Uint(b)) => Val::Uint(a.checked_rem(*b).ok_or(MODULUS_BY_ZERO)?),
            _ => return Err(NO_OVERLOAD),
        })
    }

    /// `-` before a number.
    ///
    /// # Errors
    /// There is no such number.
    pub fn negate(&self) -> Result<Val<'a>, Error> {
        Ok(match self {
            Val::Int(number) => Val::Int(number.checked_neg().ok_or(INT_OVERFLOW)?),
            Val::Double(number) => Val::Double(-number),
            Val::Duration(nanos) => Val::Duration(nanos.checked_neg().ok_or(INT_OVERFLOW)?),
            _ => return Err(NO_OVERLOAD),
        })
    }
}

/// The sum of two lists: as the first says.
// Upstream: apiserver/pkg/cel/common/valuesreflect.go addToSetList, addToMapList (v1.37.2)
fn add_lists<'a>(first: &List<'a>, second: &List<'a>) -> Result<List<'a>, Error> {
    match first.kind() {
        None => List::joined(first.clone(), second.clone()),
        Some(ListType::Atomic) => Ok(List::Made(Shared::Made(Arc::new(first.iter().chain(second.iter()).collect())))),
        Some(list @ ListType::Set) => {
            let mut items: Vec<Val<'a>> = first.iter().collect();
            let mut seen = std::collections::HashSet::new();
            for item in &items {
                seen.insert(set_key(item)?);
            }
            for item in second.iter() {
                if seen.insert(set_key(&item)?) {
                    items.push(item);
                }
            }
            Ok(List::Unordered(Arc::new(Unordered { items, list })))
        }
        Some(list @ ListType::Map(names)) => {
            let mut items: Vec<Val<'a>> = first.iter().collect();
            let mut places: HashMap<Vec<Option<Key<'a>>>, usize> = HashMap::new();
            for (at, item) in items.iter().enumerate() {
                places.insert(map_key(item, names), at);
            }
            for item in second.iter() {
                match places.get(&map_key(&item, names)) {
                    Some(at) => items[*at] = item,
                    None => items.push(item),
                }
            }
            Ok(List::Unordered(Arc::new(Unordered { items, list })))
        }
    }
}

/// What an element of a set is found by.
///
/// # Errors
/// There is no such element.
// Upstream: apiserver/pkg/cel/common/valuesreflect.go setElementKey (v1.37.2)
pub(super) fn set_key<'a>(item: &Val<'a>) -> Result<Key<'a>, Error> {
    match item {
        Val::List(_) | Val::Map(_) => {
            Error::new("listSet operations are only supported on lists of scalar values").fail()
        }
        item => Ok(Key(item.clone())),
    }
}

/// What an element of a list is found by whose elements have these members as keys.
// Upstream: apiserver/pkg/cel/common/valuesreflect.go refValMapKey (v1.37.2)
pub(super) fn map_key<'a>(item: &Val<'a>, names: &[smol_str::SmolStr]) -> Vec<Option<Key<'a>>> {
    let find = |name: &smol_str::SmolStr| match item {
        Val::Map(map) => map.find(&Val::String(Shared::Borrowed(name))).ok().flatten(),
        _ => None,
    };
    names.iter().map(|name| find(name).filter(|value| !matches!(value, Val::Error(_))).map(Key)).collect()
}

/// A map without this key and then with it.
///
/// # Errors
/// It has it.
// Upstream: cel-go/common/types/map.go InsertMapKeyValue (v0.29.2)
pub fn insert<'a>(map: Map<'a>, key: Val<'a>, value: Val<'a>) -> Result<Map<'a>, Error> {
    if map.find(&key)?.is_some() {
        return Error::of(format!("insert failed: key {} already exists", key.shown())).fail();
    }
    let mut entries = match map {
        Map::Made(Shared::Made(entries)) => entries,
        Map::Made(Shared::Borrowed(entries)) => Arc::new(entries.clone()),
        map => Arc::new(map.keys().into_iter().map(|key| (Key(key.clone()), map.value(&key))).collect()),
    };
    // Whoever makes a map entry by entry has the only copy.
    Arc::make_mut(&mut entries).insert(Key(key), value);
    Ok(Map::Made(Shared::Made(entries)))
}

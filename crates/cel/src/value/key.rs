//! Values as keys of maps, and as elements of sets: equal where they are the same value of the same type.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Opaque, Val};

/// A value as a key: equal to another where they are the same value of the same type, so that `1` and `1u` are two.
#[derive(Clone, Debug)]
pub struct Key<'a>(pub Val<'a>);

impl PartialEq for Key<'_> {
    // Upstream: cel-go/common/types/map.go refValMapAccessor.Find (v0.29.2). It is Go's comparison of interfaces.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Val::Null, Val::Null) => true,
            (Val::Bool(a), Val::Bool(b)) => a == b,
            (Val::Int(a), Val::Int(b)) | (Val::Duration(a), Val::Duration(b)) => a == b,
            (Val::Uint(a), Val::Uint(b)) => a == b,
            (Val::Double(a), Val::Double(b)) => a == b,
            (Val::String(a), Val::String(b)) | (Val::Type(a), Val::Type(b)) => **a == **b,
            (Val::Bytes(a), Val::Bytes(b)) => **a == **b,
            (Val::Timestamp(a), Val::Timestamp(b)) => a == b && a.offset == b.offset,
            (Val::Opaque(a), Val::Opaque(b)) => match (&**a, &**b) {
                (Opaque::Ip(a), Opaque::Ip(b)) => a == b,
                (Opaque::Cidr(a, a_bits), Opaque::Cidr(b, b_bits)) => a == b && a_bits == b_bits,
                _ => Arc::ptr_eq(a, b),
            },
            // What has no value of its own as a key is the same where it is at the same place.
            (Val::List(a), Val::List(b)) => a.is_at_place_of(b),
            (Val::Map(a), Val::Map(b)) => a.is_at_place_of(b),
            (Val::Optional(Some(a)), Val::Optional(Some(b))) => Arc::ptr_eq(a, b),
            (Val::Optional(None), Val::Optional(None)) => true,
            _ => false,
        }
    }
}

impl Eq for Key<'_> {}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(&self.0).hash(state);
        match &self.0 {
            Val::Bool(value) => value.hash(state),
            Val::Int(number) | Val::Duration(number) => number.hash(state),
            Val::Uint(number) => number.hash(state),
            // The two zeros are equal.
            Val::Double(number) => (number + 0.0).to_bits().hash(state),
            Val::String(text) | Val::Type(text) => (**text).hash(state),
            Val::Bytes(bytes) => (**bytes).hash(state),
            Val::Timestamp(moment) => (moment.seconds, moment.nanos).hash(state),
            Val::Opaque(value) => match &**value {
                Opaque::Ip(address) => address.hash(state),
                Opaque::Cidr(address, bits) => (address, bits).hash(state),
                _ => {}
            },
            other => other.size().hash(state),
        }
    }
}

/// The whole number that a float is, where it is one of 64 bits.
// Upstream: cel-go/common/types/overflow.go doubleToInt64Lossless (v0.29.2)
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "it is looked whether something is lost"
)]
pub fn lossless_int(number: f64) -> Option<i64> {
    let in_range = number > -9_223_372_036_854_775_808.0 && number < 9_223_372_036_854_775_808.0;
    (in_range && (number as i64) as f64 == number).then_some(number as i64)
}

/// The whole number that a float is, where it is one of 64 bits that is not negative.
// Upstream: cel-go/common/types/overflow.go doubleToUint64Lossless (v0.29.2)
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "it is looked whether something is lost"
)]
pub fn lossless_uint(number: f64) -> Option<u64> {
    let in_range = (0.0..18_446_744_073_709_551_616.0).contains(&number);
    (in_range && (number as u64) as f64 == number).then_some(number as u64)
}

/// The same number as a value of the other types, as keys that a map is asked for, too.
// Upstream: cel-go/common/types/map.go refValMapAccessor.Find (v0.29.2)
pub fn same_number<'a>(key: &Val<'_>) -> impl Iterator<Item = Val<'a>> + use<'a> {
    let (int, uint) = match key {
        Val::Double(number) => (lossless_int(*number), lossless_uint(*number)),
        Val::Int(number) => (None, u64::try_from(*number).ok()),
        Val::Uint(number) => (i64::try_from(*number).ok(), None),
        _ => (None, None),
    };
    int.map(Val::Int).into_iter().chain(uint.map(Val::Uint))
}

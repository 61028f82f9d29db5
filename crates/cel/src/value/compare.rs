//! Which of two values is less.

use std::cmp::Ordering;

use super::error::NO_OVERLOAD;
use super::{Error, Val};

impl Val<'_> {
    /// Compares two values that have an order; numbers of any types by size.
    ///
    /// # Errors
    /// They have none.
    // Upstream: cel-go/common/types/traits/comparer.go Comparer, cel-go/common/types/compare.go compareDoubleInt (v0.29.2)
    pub fn compare(&self, other: &Val<'_>) -> Result<Ordering, Error> {
        Ok(match (self, other) {
            (Val::Bool(a), Val::Bool(b)) => a.cmp(b),
            (Val::Int(a), Val::Int(b)) | (Val::Duration(a), Val::Duration(b)) => a.cmp(b),
            (Val::Uint(a), Val::Uint(b)) => a.cmp(b),
            (Val::Double(a), Val::Double(b)) => a.partial_cmp(b).ok_or(NO_ORDER)?,
            (Val::Int(a), Val::Uint(b)) => i128::from(*a).cmp(&i128::from(*b)),
            (Val::Uint(a), Val::Int(b)) => i128::from(*a).cmp(&i128::from(*b)),
            (Val::Double(a), Val::Int(b)) => double_to_int(*a, *b).ok_or(NO_ORDER)?,
            (Val::Int(a), Val::Double(b)) => double_to_int(*b, *a).ok_or(NO_ORDER)?.reverse(),
            (Val::Double(a), Val::Uint(b)) => double_to_uint(*a, *b).ok_or(NO_ORDER)?,
            (Val::Uint(a), Val::Double(b)) => double_to_uint(*b, *a).ok_or(NO_ORDER)?.reverse(),
            (Val::String(a), Val::String(b)) => (**a).cmp(&**b),
            (Val::Bytes(a), Val::Bytes(b)) => (**a).cmp(&**b),
            (Val::Timestamp(a), Val::Timestamp(b)) => (a.seconds, a.nanos).cmp(&(b.seconds, b.nanos)),
            (_, Val::Error(error)) => return Err(error.clone()),
            _ => return Err(NO_OVERLOAD),
        })
    }
}

const NO_ORDER: Error = Error::new("NaN values cannot be ordered");

/// Compares a float and a whole number as floats, but for what no whole number can be.
#[expect(clippy::cast_precision_loss, reason = "as the reference does")]
pub(super) fn double_to_int(a: f64, b: i64) -> Option<Ordering> {
    match a {
        _ if a < i64::MIN as f64 => Some(Ordering::Less),
        _ if a > i64::MAX as f64 => Some(Ordering::Greater),
        _ => a.partial_cmp(&(b as f64)),
    }
}

/// The same with one that is not negative.
#[expect(clippy::cast_precision_loss, reason = "as the reference does")]
pub(super) fn double_to_uint(a: f64, b: u64) -> Option<Ordering> {
    match a {
        _ if a < 0.0 => Some(Ordering::Less),
        _ if a > u64::MAX as f64 => Some(Ordering::Greater),
        _ => a.partial_cmp(&(b as f64)),
    }
}

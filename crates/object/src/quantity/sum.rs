//! Sums and differences of quantities, and what numbers they are.

use std::cmp::Ordering;

use super::{Amount, Form, Quantity};

/// How many digits a sum may have.
const DIGITS_MAX: i64 = 1 << 17;

impl Quantity {
    /// A whole number.
    #[must_use]
    pub fn of_integer(number: i64) -> Self {
        Self::small(number, 0, Form::Exponent)
    }

    fn small(value: i64, scale: i32, form: Form) -> Self {
        let digits = value.unsigned_abs().to_string().into_bytes();
        let mut quantity =
            Self { negative: value < 0, digits, exponent: scale, form, amount: Amount::Small(value, scale) };
        quantity.trim();
        quantity
    }

    /// The digits as a number of 64 bits with its sign.
    pub(super) fn signed(&self) -> Option<i64> {
        let digits = std::str::from_utf8(&self.digits).ok()?;
        let size: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        i64::try_from(if self.negative { -size } else { size }).ok()
    }

    /// -1, 0 or 1.
    #[must_use]
    pub fn sign(&self) -> i64 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (_, true) => -1,
            _ => 1,
        }
    }

    /// The whole number that it is.
    ///
    /// Quirk: one that is written with parts of a unit is none, nor is one of many digits (asked of the reference: 1500m + 500m, and 1 with
    /// twenty zeros).
    // Upstream: apimachinery/pkg/api/resource/quantity.go AsInt64 (v1.37.2)
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self.amount {
            Amount::Small(value, scale) => scale_up(value, u32::try_from(scale).ok()?),
            Amount::Large(_) => None,
        }
    }

    /// How often 10 to this power is in it, a part of one counting as one; 0 where that is more than 64 bits.
    // Upstream: apimachinery/pkg/api/resource/quantity.go ScaledValue (v1.37.2)
    #[must_use]
    pub fn scaled(&self, power: i32) -> i64 {
        let Ok(digits) = std::str::from_utf8(&self.digits).unwrap_or_default().parse::<i128>() else { return 0 };
        let by = self.exponent.saturating_sub(power);
        let size = match 10_i128.checked_pow(by.unsigned_abs()) {
            Some(factor) if by < 0 => Some(digits / factor + i128::from(digits % factor != 0)),
            Some(factor) => digits.checked_mul(factor),
            None => (by < 0).then_some(1),
        };
        let signed = size.map(|size| if self.negative { -size } else { size });
        signed.and_then(|size| i64::try_from(size).ok()).unwrap_or(0)
    }

    /// The float that is near it.
    // Upstream: apimachinery/pkg/api/resource/quantity.go AsApproximateFloat64 (v1.37.2)
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "as the reference does")]
    pub fn as_float(&self) -> f64 {
        let (base, exponent) = match self.amount {
            Amount::Small(value, scale) => (value as f64, scale),
            Amount::Large(exponent) => {
                let zeros = usize::try_from(i64::from(self.exponent) - i64::from(exponent)).unwrap_or(0);
                let mut digits = String::from_utf8_lossy(&self.digits).into_owned();
                digits.extend(std::iter::repeat_n('0', zeros.min(1 << 17)));
                let size: f64 = digits.parse().unwrap_or(0.0);
                (if self.negative { -size } else { size }, exponent)
            }
        };
        if exponent == 0 { base } else { base * power_of_ten(exponent) }
    }

    /// The sum; nothing where it would have more digits than anything needs.
    // Upstream: apimachinery/pkg/api/resource/quantity.go Add (v1.37.2)
    #[must_use]
    pub fn plus(&self, other: &Self) -> Option<Self> {
        let form = if self.is_zero() { other.form } else { self.form };
        self.sum(other, form)
    }

    /// The difference; nothing where it would have more digits than anything needs.
    // Upstream: apimachinery/pkg/api/resource/quantity.go Sub (v1.37.2)
    #[must_use]
    pub fn minus(&self, other: &Self) -> Option<Self> {
        let form = if self.is_zero() { other.form } else { self.form };
        let amount = match other.amount {
            Amount::Small(value, scale) => Amount::Small(value.wrapping_neg(), scale),
            large @ Amount::Large(_) => large,
        };
        self.sum(&Self { negative: !other.negative, amount, ..other.clone() }, form)
    }

    fn sum(&self, other: &Self, form: Form) -> Option<Self> {
        if let (Amount::Small(a, a_scale), Amount::Small(b, b_scale)) = (self.amount, other.amount)
            && let Some((value, scale)) = small_sum((a, a_scale), (b, b_scale))
        {
            return Some(Self::small(value, scale, form));
        }
        let last = |quantity: &Self| match quantity.amount {
            Amount::Small(_, scale) | Amount::Large(scale) => scale,
        };
        let exponent = last(self).min(last(other));
        let (a, b) = (self.digits_from(exponent)?, other.digits_from(exponent)?);
        let (negative, digits) = if self.negative == other.negative {
            (self.negative, added(&a, &b))
        } else {
            match compare(&a, &b) {
                Ordering::Less => (other.negative, subtracted(&b, &a)),
                _ => (self.negative, subtracted(&a, &b)),
            }
        };
        let mut sum = Self { negative, digits, exponent, form, amount: Amount::Large(exponent) };
        sum.trim();
        Some(sum)
    }

    /// The digits down to this power of ten, the last first.
    fn digits_from(&self, exponent: i32) -> Option<Vec<u8>> {
        if self.is_zero() {
            return Some(Vec::new());
        }
        let zeros = i64::from(self.exponent) - i64::from(exponent);
        let zeros = usize::try_from(Some(zeros).filter(|zeros| *zeros <= DIGITS_MAX)?).ok()?;
        let digits = self.digits.iter().rev().map(|digit| digit - b'0');
        Some(std::iter::repeat_n(0, zeros).chain(digits).collect())
    }
}

// Upstream: apimachinery/pkg/api/resource/amount.go int64Amount.Add (v1.37.2)
fn small_sum((a, a_scale): (i64, i32), (b, b_scale): (i64, i32)) -> Option<(i64, i32)> {
    if b == 0 {
        return Some((a, a_scale));
    }
    if a == 0 {
        return Some((b, b_scale));
    }
    let scale = a_scale.min(b_scale);
    let down = |value, from: i32| scale_up(value, from.abs_diff(scale));
    Some((down(a, a_scale)?.checked_add(down(b, b_scale)?)?, scale))
}

/// A number times a power of ten.
// Upstream: apimachinery/pkg/api/resource/math.go positiveScaleInt64 (v1.37.2)
fn scale_up(value: i64, power: u32) -> Option<i64> {
    if value == 0 {
        return Some(0);
    }
    value.checked_mul(10_i64.checked_pow(power)?)
}

// Upstream: math/pow10.go Pow10 (go1.26.8)
fn power_of_ten(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or(0.0)
}

fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let significant = |digits: &[u8]| digits.iter().rposition(|digit| *digit != 0).map_or(0, |at| at + 1);
    let (a, b) = (&a[..significant(a)], &b[..significant(b)]);
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

fn added(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut sum: Vec<u8> = (0..a.len().max(b.len()))
        .map(|at| {
            let digit = a.get(at).unwrap_or(&0) + b.get(at).unwrap_or(&0) + carry;
            carry = digit / 10;
            b'0' + digit % 10
        })
        .collect();
    sum.push(b'0' + carry);
    sum.reverse();
    sum
}

/// What is left of the larger without the smaller.
fn subtracted(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrowed = 0;
    let mut difference: Vec<u8> = a
        .iter()
        .enumerate()
        .map(|(at, digit)| {
            let less = b.get(at).unwrap_or(&0) + borrowed;
            borrowed = u8::from(*digit < less);
            b'0' + digit + 10 * borrowed - less
        })
        .collect();
    difference.reverse();
    difference
}

//! Numbers of which the least and the most are known.

/// How large something is, or how much it costs: at least and at most. Nothing overflows: the largest number stands for all above.
// Upstream: cel-go/checker/cost.go SizeEstimate, CostEstimate (v0.29.2)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// At least.
    pub min: u64,
    /// At most.
    pub max: u64,
}

impl Cost {
    pub(super) const ZERO: Self = Self::fixed(0);
    pub(super) const ONE: Self = Self::fixed(1);
    pub(super) const UNKNOWN: Self = Self { min: 0, max: u64::MAX };
    /// What nothing has been joined to yet.
    pub(super) const NONE: Self = Self { min: u64::MAX, max: 0 };

    pub(super) const fn fixed(number: u64) -> Self {
        Self { min: number, max: number }
    }

    pub(super) const fn up_to(max: u64) -> Self {
        Self { min: 0, max }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { min: self.min.saturating_add(other.min), max: self.max.saturating_add(other.max) }
    }

    pub(super) fn times(self, other: Self) -> Self {
        Self { min: self.min.saturating_mul(other.min), max: self.max.saturating_mul(other.max) }
    }

    pub(super) fn scaled(self, factor: f64) -> Self {
        Self { min: scaled(self.min, factor), max: scaled(self.max, factor) }
    }

    /// What holds both.
    pub(super) fn union(self, other: Self) -> Self {
        Self { min: self.min.min(other.min), max: self.max.max(other.max) }
    }
}

/// 2^64
const TOO_LARGE: f64 = 18_446_744_073_709_551_616.0;

// Upstream: cel-go/checker/cost.go multiplyByCostFactor (v0.29.2)
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as Go does")]
fn scaled(number: u64, factor: f64) -> u64 {
    let number = number as f64;
    if number > 0.0 && factor > 0.0 && number > TOO_LARGE / factor {
        return u64::MAX;
    }
    let product = (number * factor).ceil();
    if product >= TOO_LARGE { u64::MAX } else { product as u64 }
}

/// How often a part of this size at least is in something of this size at most.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as Go does")]
pub(super) fn quotient(size: u64, part: u64) -> u64 {
    (size as f64 / part as f64).ceil() as u64
}

//! What numbers may be. A float of Go's is an integer to it when it has none behind the point.

use crate::Number;

use super::findings::{Findings, anywhere, at};
use crate::Value;
use crate::field::Reason;
use crate::structural::{Type, Validation};
use crate::text::plain;

/// 2^63, the first number above the integers.
const INTEGERS_END: f64 = 9_223_372_036_854_775_808.0;

/// Checks a number at a path; `range` is its type and format, if it has a single one.
// Upstream: kube-openapi/pkg/validation/validate/validator.go numberValidator.Validate (v1.37.2)
pub(super) fn check(
    path: &str,
    number: &Number,
    range: Option<(Type, &str)>,
    validation: Option<&Validation>,
    findings: &mut Findings<'_>,
) {
    let check = Check { path, number, range };
    check.in_range(number, "Checked", findings);
    let Some(validation) = validation else { return };
    if let Some(factor) = validation.multiple_of {
        check.multiple(factor, findings);
    }
    if let Some(min) = validation.minimum {
        check.bound(min, Bound { greatest: false, exclusive: validation.exclusive_minimum }, findings);
    }
    if let Some(max) = validation.maximum {
        check.bound(max, Bound { greatest: true, exclusive: validation.exclusive_maximum }, findings);
    }
}

#[derive(Clone, Copy)]
struct Bound {
    greatest: bool,
    exclusive: bool,
}

impl Bound {
    fn words(self) -> &'static str {
        match (self.greatest, self.exclusive) {
            (true, true) => "less than",
            (true, false) => "less than or equal to",
            (false, true) => "greater than",
            (false, false) => "greater than or equal to",
        }
    }

    fn holds<T: PartialOrd + Copy>(self, number: T, bound: T) -> bool {
        match (self.greatest, self.exclusive) {
            (true, true) => number < bound,
            (true, false) => number <= bound,
            (false, true) => number > bound,
            (false, false) => number >= bound,
        }
    }
}

struct Check<'a> {
    path: &'a str,
    number: &'a Number,
    range: Option<(Type, &'a str)>,
}

impl Check<'_> {
    /// Whether a number is one of the type and format; says so of the value or of what limits it.
    // Upstream: kube-openapi/pkg/validation/validate/values.go IsValueValidAgainstRange (v1.37.2)
    fn in_range(&self, number: &Number, prefix: &str, findings: &mut Findings<'_>) -> bool {
        let Some((ty, format)) = self.range else { return true };
        let holds = match (ty, format) {
            (Type::Integer, "int32") => whole(number).is_some_and(|whole| i32::try_from(whole).is_ok()),
            (Type::Integer, _) => whole(number).is_some(),
            (_, "float") => is_single(float(number)),
            _ => true,
        };
        if !holds {
            let format =
                if format.is_empty() { "(default format)".to_owned() } else { format!("with format {format}") };
            let (ty, path) = (ty.name(), self.path);
            findings.add(|| anywhere(format!("{prefix} value must be of type {ty} {format} in {path}")));
        }
        holds
    }

    /// Where the limit is none of the type's numbers, numbers are compared as floats, whatever the value is.
    fn native(&self, limit: f64, prefix: &str, findings: &mut Findings<'_>) -> Option<i64> {
        let limit = Number::from_f64(limit)?;
        if self.in_range(&limit, prefix, findings) { self.number.as_i64() } else { None }
    }

    // Upstream: kube-openapi/pkg/validation/validate/values.go MultipleOfNativeType, MultipleOfInt, MultipleOf (v1.37.2)
    fn multiple(&self, factor: f64, findings: &mut Findings<'_>) {
        let (holds, positive, value, factor) = if let Some(number) = self.native(factor, "MultipleOf", findings) {
            let factor = truncated(factor);
            (factor > 0 && number % factor == 0, factor > 0, Value::from(number), Value::from(factor))
        } else {
            let number = float(self.number);
            let times = if factor < 1.0 { 1.0 / factor * number } else { number / factor };
            (factor > 0.0 && is_whole(times), factor > 0.0, Value::from(number), Value::from(factor))
        };
        let (path, shown) = (self.path, plain(&factor));
        if !positive {
            let detail = || format!("factor MultipleOf declared for {path} must be positive: {shown}");
            findings.add(|| at(path, Reason::Invalid, factor, detail()));
        } else if !holds {
            let detail = || format!("{path} in body should be a multiple of {shown}");
            findings.add(|| at(path, Reason::Invalid, value, detail()));
        }
    }

    // Upstream: kube-openapi/pkg/validation/validate/values.go MaximumNativeType, MinimumNativeType (v1.37.2)
    fn bound(&self, limit: f64, bound: Bound, findings: &mut Findings<'_>) {
        let prefix = if bound.greatest { "Maximum boundary" } else { "Minimum boundary" };
        let (holds, value, limit) = if let Some(number) = self.native(limit, prefix, findings) {
            // Quirk: a limit beyond all integers is the least of them (asked of the reference: 5 against a maximum of 1e20).
            let limit = truncated(limit);
            (bound.holds(number, limit), Value::from(number), Value::from(limit))
        } else {
            let number = float(self.number);
            (bound.holds(number, limit), Value::from(number), Value::from(limit))
        };
        if !holds {
            let (path, words, limit) = (self.path, bound.words(), plain(&limit));
            let detail = || format!("{path} in body should be {words} {limit}");
            findings.add(|| at(path, Reason::Invalid, value, detail()));
        }
    }
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default()
}

/// The integer that a number is.
fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = float(number);
        // Quirk: the least integer is none as a float, since Go writes it rounded to 17 digits and reads that (cr-validate/least-integer).
        let fits = float.fract() == 0.0 && float.abs() < INTEGERS_END;
        fits.then(|| truncated(float))
    })
}

/// As Go turns a float into an integer, on the machines that matter: what is none is the least one.
#[expect(clippy::cast_possible_truncation, reason = "it is within the integers")]
pub(super) fn truncated(float: f64) -> i64 {
    if (-INTEGERS_END..INTEGERS_END).contains(&float) { float as i64 } else { i64::MIN }
}

/// Whether a float of 32 bits can hold it.
#[expect(clippy::cast_possible_truncation, reason = "that is what is asked")]
fn is_single(float: f64) -> bool {
    (float as f32).is_finite()
}

/// Whether a float is an integer, or as near to one as makes no difference.
// Upstream: go-openapi/swag/conv/convert.go IsFloat64AJSONInteger (v0.27.1)
#[expect(clippy::float_cmp, reason = "what is rounded is the same or not")]
pub(super) fn is_whole(float: f64) -> bool {
    const GREATEST: f64 = 9_007_199_254_740_991.0;
    const EPSILON: f64 = 1e-9;
    if !(-GREATEST..=GREATEST).contains(&float) {
        return false;
    }
    let rounded = float.round();
    float == rounded || (rounded != 0.0 && (float - rounded).abs() < EPSILON * rounded.abs())
}

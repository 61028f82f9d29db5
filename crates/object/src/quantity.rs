//! Quantities: numbers with a suffix that says their scale, such as `500m` or `2Gi`. They are read, compared, and written as the
//! reference writes them back.
//!
//! Numbers are decimal digits of any length, since that is what the reference holds beyond 64 bits.

// Upstream: apimachinery/pkg/api/resource/quantity.go ParseQuantity, CanonicalizeBytes (v1.37.2)

mod sum;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// Why a text is no quantity, in the reference's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not look like one.
    #[error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    Format,
    /// There are no digits.
    #[error("unable to parse numeric part of quantity")]
    Numeric,
    /// There is no such suffix.
    #[error("unable to parse quantity's suffix")]
    Suffix,
}

/// A quantity.
///
/// Ordered by size, whatever the suffix: `1` and `1000m` are equal.
#[derive(Debug, Clone)]
pub struct Quantity {
    negative: bool,
    /// From the first digit that is not zero to the last: none for zero.
    digits: Vec<u8>,
    /// The power of ten of the last digit.
    exponent: i32,
    form: Form,
    amount: Amount,
}

/// What the reference holds a number as, which says what it can be asked for.
// Upstream: apimachinery/pkg/api/resource/amount.go int64Amount, infDecAmount (v1.37.2)
#[derive(Debug, Clone, Copy)]
enum Amount {
    /// 64 bits, and the power of ten that they count.
    Small(i64, i32),
    /// Any digits; the power of ten of the last, which may be a zero.
    Large(i32),
}

/// What suffixes a quantity is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Powers of a thousand: `m`, `k`, `M`.
    Decimal,
    /// Exponents: `e3`.
    Exponent,
    /// Powers of 1024: `Ki`, `Mi`.
    Binary,
}

/// Suffixes for the powers of ten.
const DECIMAL: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];

/// Suffixes for the powers of 1024, from the first.
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// The smallest power of ten that is kept; what is smaller is rounded up to it.
const NANO: i32 = -9;

/// As many digits fit 64 bits.
const DIGITS_MAX: i32 = 18;

/// A text's parts.
struct Parts<'t> {
    negative: bool,
    /// The digits before the dot without leading zeros; `0` where there are none.
    whole: &'t str,
    /// The digits behind the dot.
    fraction: &'t str,
    suffix: &'t str,
    /// Whether there is any digit before the suffix.
    digits: bool,
}

impl<'t> Parts<'t> {
    // Upstream: apimachinery/pkg/api/resource/quantity.go parseQuantityString (v1.37.2)
    fn of(text: &'t str) -> Result<Self, Error> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let significant = unsigned.trim_start_matches('0');
        let digits_end = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (whole, rest) = significant.split_at(digits_end(significant));
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(digits_end(rest)),
            None => ("", rest),
        };
        let letters = suffix.trim_start_matches(|c| "eEinumkKMGTP".contains(c));
        let exponent = letters.strip_prefix(['+', '-']).unwrap_or(letters);
        if exponent.bytes().any(|b| !b.is_ascii_digit()) {
            return Err(Error::Format);
        }
        let digits = unsigned.len() > significant.len() || !whole.is_empty() || !fraction.is_empty();
        let whole = if whole.is_empty() { "0" } else { whole };
        Ok(Parts { negative: text.starts_with('-'), whole, fraction, suffix, digits })
    }

    /// The suffix's form and its power, of ten or of two.
    // Upstream: apimachinery/pkg/api/resource/suffix.go suffixHandler.interpret (v1.37.2)
    fn scale(&self) -> Result<(Form, i32), Error> {
        if let Some((_, power)) = DECIMAL.iter().find(|(suffix, _)| *suffix == self.suffix) {
            return Ok((Form::Decimal, *power));
        }
        if let Some(power) =
            (10..).step_by(10).zip(BINARY).find_map(|(power, suffix)| (suffix == self.suffix).then_some(power))
        {
            return Ok((Form::Binary, power));
        }
        let power: i64 =
            self.suffix.strip_prefix(['e', 'E']).and_then(|power| power.parse().ok()).ok_or(Error::Suffix)?;
        // Quirk: of a power that has more than 32 bits the lower ones count (quantities.jsonl: 1e4294967296).
        let [a, b, c, d, ..] = power.to_le_bytes();
        Ok((Form::Exponent, i32::from_le_bytes([a, b, c, d])))
    }
}

/// A quantity, and whether its text stays as it is when it is written.
fn read(text: &str) -> Result<(Quantity, bool), Error> {
    if text.is_empty() {
        return Err(Error::Format);
    }
    let parts = Parts::of(text)?;
    let (form, power) = parts.scale()?;
    let count = |digits: &str| i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let (whole, fraction) = (count(parts.whole), count(parts.fraction));
    // Quirk: a number that has few digits is not rounded or capped, and its text may be kept (quantities.jsonl: 1.500).
    let few = match form {
        Form::Binary => fraction == 0 && whole <= 14 - power * 3 / 10,
        _ => whole.saturating_add(fraction) <= DIGITS_MAX && power.wrapping_sub(fraction) >= NANO,
    };
    let digits = [parts.whole, parts.fraction].concat();
    let mut quantity = Quantity {
        negative: parts.negative,
        digits: digits.clone().into_bytes(),
        exponent: 0,
        form,
        amount: Amount::Large(0),
    };
    if few {
        let kept = if form == Form::Binary {
            quantity.double(power);
            digits.parse::<u64>().is_ok_and(|number| number % 8 != 0)
        } else {
            quantity.exponent = power.wrapping_sub(fraction);
            quantity.exponent % 3 == 0 && !digits.ends_with("000") && !digits.starts_with('0')
        };
        if let Some(value) = quantity.signed() {
            quantity.amount = Amount::Small(value, quantity.exponent);
        }
        quantity.trim();
        return Ok((quantity, kept || text == "0"));
    }
    if !parts.digits {
        return Err(Error::Numeric);
    }
    quantity.exponent = fraction.wrapping_neg();
    match form {
        Form::Binary => quantity.double(power),
        _ => quantity.exponent = power.wrapping_sub(fraction),
    }
    // Its places are counted in 32 bits.
    if quantity.exponent.checked_add(count(&digits)).is_none() {
        return Err(Error::Numeric);
    }
    // Quirk: what does not fit 64 bits is held in billionths (asked of the reference: 12345678901234567891 as a float is not the nearest one).
    let fits = quantity.signed().is_some() && quantity.exponent >= NANO;
    quantity.amount = Amount::Large(if fits { quantity.exponent } else { NANO });
    quantity.trim();
    quantity.round_up(NANO);
    if form == Form::Binary {
        quantity.bound();
    }
    Ok((quantity, false))
}

/// Reads a quantity.
///
/// # Errors
/// It is none.
pub fn parse(text: &str) -> Result<Quantity, Error> {
    read(text).map(|(quantity, _)| quantity)
}

/// A quantity's text as the reference writes it back. What is canonical, and some of what is not, stays as it is.
///
/// # Errors
/// It is none.
pub fn settle(text: &str) -> Result<Cow<'_, str>, Error> {
    let (quantity, kept) = read(text)?;
    Ok(if kept { Cow::Borrowed(text) } else { Cow::Owned(quantity.to_string()) })
}

impl Quantity {
    fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Takes away the zeros at both ends.
    fn trim(&mut self) {
        let zeros = self.digits.iter().take_while(|digit| **digit == b'0').count();
        self.digits.drain(..zeros);
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
            self.exponent = self.exponent.wrapping_add(1);
        }
    }

    /// Doubles it so many times, at most 60.
    fn double(&mut self, times: i32) {
        let mut carry = 0;
        for digit in self.digits.iter_mut().rev() {
            // A digit and what is carried to it are less than ten times two to the sixtieth, which 64 bits hold.
            carry += u64::from(*digit - b'0') << times;
            *digit = to_digit(carry % 10);
            carry /= 10;
        }
        while carry > 0 {
            self.digits.insert(0, to_digit(carry % 10));
            carry /= 10;
        }
    }

    /// Rounds it away from zero, so that its last digit has this power of ten or a higher one.
    fn round_up(&mut self, power: i32) {
        let Some(lost) = usize::try_from(i64::from(power) - i64::from(self.exponent)).ok().filter(|lost| *lost > 0)
        else {
            return;
        };
        if self.is_zero() {
            return;
        }
        // The last digit is not zero, so something is lost.
        self.digits.truncate(self.digits.len().saturating_sub(lost));
        self.exponent = power;
        let nines = self.digits.iter().rev().take_while(|digit| **digit == b'9').count();
        self.digits.truncate(self.digits.len() - nines);
        self.exponent += i32::try_from(nines).unwrap_or(i32::MAX);
        match self.digits.last_mut() {
            Some(digit) => *digit += 1,
            None => self.digits.push(b'1'),
        }
    }

    /// What is written in powers of 1024 is no larger than what 64 bits hold, and not a part of one.
    fn bound(&mut self) {
        let size = |text: &str| Self {
            negative: false,
            digits: text.into(),
            exponent: 0,
            form: Form::Binary,
            amount: Amount::Large(0),
        };
        let largest = size(&i64::MAX.to_string());
        if self.compare_sizes(&largest).is_gt() {
            *self = Self { negative: self.negative, ..largest };
        }
        if self.compare_sizes(&size("1")).is_lt() && !self.is_zero() {
            self.form = Form::Decimal;
        }
    }

    /// Compares them without their signs.
    fn compare_sizes(&self, other: &Self) -> Ordering {
        // The power of ten of the first digit.
        let first =
            |quantity: &Self| i64::from(quantity.exponent) + i64::try_from(quantity.digits.len()).unwrap_or(i64::MAX);
        match (self.is_zero(), other.is_zero()) {
            (false, false) => first(self).cmp(&first(other)).then_with(|| self.digits.cmp(&other.digits)),
            (zero, other_is_zero) => other_is_zero.cmp(&zero),
        }
    }

    /// The size as a whole number of 64 bits, if it is one of 1024 or more.
    fn units_of_1024(&self) -> Option<u64> {
        let zeros = usize::try_from(self.exponent).ok().filter(|zeros| *zeros < 20)?;
        let digits = std::str::from_utf8(&self.digits).ok()?;
        let whole: u64 = [digits, &"0".repeat(zeros)].concat().parse().ok()?;
        (whole >= 1024).then_some(whole)
    }

    /// The digits of a number whose power of ten is one of a thousand, and that power.
    fn thousands(&self) -> (String, i32) {
        let more = self.exponent.rem_euclid(3);
        let mut digits = String::from_utf8_lossy(&self.digits).into_owned();
        digits.extend((0..more).map(|_| '0'));
        (digits, self.exponent.wrapping_sub(more))
    }
}

fn to_digit(value: u64) -> u8 {
    b'0' + value.to_le_bytes()[0]
}

impl fmt::Display for Quantity {
    // Upstream: apimachinery/pkg/api/resource/quantity.go CanonicalizeBytes (v1.37.2)
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        if let Some(mut units) = self.units_of_1024().filter(|_| self.form == Form::Binary) {
            let mut suffixes = BINARY.iter();
            let mut suffix = "";
            while units % 1024 == 0 {
                units /= 1024;
                suffix = suffixes.next().unwrap_or(&"");
            }
            return write!(f, "{units}{suffix}");
        }
        let (digits, power) = self.thousands();
        match self.form {
            Form::Exponent if power != 0 => write!(f, "{digits}e{power}"),
            Form::Exponent => f.write_str(&digits),
            // Quirk: a power beyond the last suffix is not written at all (quantities.jsonl: 1000E).
            _ => {
                let suffix = DECIMAL.iter().find(|(_, of)| *of == power).map_or("", |(suffix, _)| suffix);
                write!(f, "{digits}{suffix}")
            }
        }
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        let is_negative = |quantity: &Self| quantity.negative && !quantity.is_zero();
        match (is_negative(self), is_negative(other)) {
            (false, false) => self.compare_sizes(other),
            (true, true) => other.compare_sizes(self),
            (negative, other_is_negative) => other_is_negative.cmp(&negative),
        }
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Quantity {}

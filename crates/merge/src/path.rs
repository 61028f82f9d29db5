//! How a field is pointed at: path elements, their order, and how messages print them.
//!
//! It does not know schemas; which kind of element a list's item gets is decided where values are walked.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use coracle_object::text::{plain, quote};
use coracle_object::{Number, SmolStr, Value};

/// A path from an object's root.
pub type Path = Vec<PathElement>;

/// One step of a path.
///
/// Ordered as the reference writes it: fields, then keys, then values, then indexes. Whole numbers compare as what they are, and a whole number with
/// another as floats, as all are that were read from `managedFields`. Beyond 2^53 that is no total order: what is sorted is sorted by
/// [`PathElement::in_order`], in which it is in this order, too.
///
/// Sets are copied far more often than elements are made, so that a copy is cheap.
#[derive(Debug, Clone)]
pub enum PathElement {
    /// A member of a struct or map, by its name.
    Field(SmolStr),
    /// An item of a keyed list, by the members that tell items apart, sorted by name.
    Key(Arc<[(SmolStr, Value)]>),
    /// An item of a set, by its value.
    Value(Arc<Value>),
    /// An item by its place, counted from zero.
    Index(i64),
}

impl Ord for PathElement {
    // Upstream: structured-merge-diff/fieldpath/element.go PathElement.Compare (v6.4.2)
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(other, compare_numbers)
    }
}

impl PartialOrd for PathElement {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for PathElement {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for PathElement {}

impl PathElement {
    /// A member of this name.
    pub(crate) fn field(name: impl Into<SmolStr>) -> Self {
        Self::Field(name.into())
    }

    /// In a total order: numbers by what they are exactly.
    pub(crate) fn in_order(&self, other: &Self) -> Ordering {
        self.compare(other, compare_exactly)
    }

    fn compare(&self, other: &Self, numbers: Compare) -> Ordering {
        match (self, other) {
            (Self::Field(a), Self::Field(b)) => a.cmp(b),
            (Self::Key(a), Self::Key(b)) => {
                compare_lists(a.iter(), b.iter(), |(a, x), (b, y)| a.cmp(b).then_with(|| compare_values(x, y, numbers)))
            }
            (Self::Value(a), Self::Value(b)) => compare_values(a, b, numbers),
            (Self::Index(a), Self::Index(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Field(_) => 0,
            Self::Key(_) => 1,
            Self::Value(_) => 2,
            Self::Index(_) => 3,
        }
    }
}

impl fmt::Display for PathElement {
    // Upstream: structured-merge-diff/fieldpath/element.go PathElement.String (v6.4.2)
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{name}"),
            Self::Key(members) => {
                f.write_str("[")?;
                for (i, (name, value)) in members.iter().enumerate() {
                    let comma = if i > 0 { "," } else { "" };
                    write!(f, "{comma}{name}={}", shown(value))?;
                }
                f.write_str("]")
            }
            Self::Value(value) => write!(f, "[={}]", shown(value)),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// The path as messages print it: `.metadata.ownerReferences[uid="x"].name`.
#[must_use]
pub fn printed(path: &[PathElement]) -> String {
    path.iter().map(ToString::to_string).collect()
}

// Upstream: structured-merge-diff/value/value.go ToString (v6.4.2)
fn shown(value: &Value) -> String {
    let mut out = String::new();
    push_shown(value, &mut out);
    out
}

fn push_shown(value: &Value, out: &mut String) {
    match value {
        Value::Null => *out += "null",
        Value::Bool(_) | Value::Number(_) => *out += &plain(value),
        Value::String(text) => *out += &quote(text),
        Value::Array(items) => {
            *out += "[";
            for (i, item) in items.iter().enumerate() {
                *out += if i > 0 { "," } else { "" };
                push_shown(item, out);
            }
            *out += "]";
        }
        // Quirk: a map's members are run together without a separator (asked of the reference: to apply an owner whose uid is a map
        // of three). In which order is chance there.
        Value::Object(members) => {
            for (name, value) in members {
                *out += name;
                *out += "=";
                push_shown(value, out);
            }
        }
    }
}

/// How two numbers compare.
type Compare = fn(&Number, &Number) -> Ordering;

/// An order over values of any kinds: numbers, texts, booleans, lists, maps, null.
// Upstream: structured-merge-diff/value/value.go CompareUsing (v6.4.2)
fn compare_values(a: &Value, b: &Value, numbers: Compare) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => numbers(a, b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => compare_lists(a.iter(), b.iter(), |a, b| compare_values(a, b, numbers)),
        (Value::Object(a), Value::Object(b)) => {
            let (mut a, mut b): (Vec<_>, Vec<_>) = (a.iter().collect(), b.iter().collect());
            a.sort_unstable_by_key(|(name, _)| *name);
            b.sort_unstable_by_key(|(name, _)| *name);
            compare_lists(a.iter(), b.iter(), |(a, x), (b, y)| a.cmp(b).then_with(|| compare_values(x, y, numbers)))
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

fn compare_numbers(a: &Number, b: &Number) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => float(a).partial_cmp(&float(b)).unwrap_or(Ordering::Equal),
    }
}

fn compare_exactly(a: &Number, b: &Number) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), None) => compare_with_float(a, float(b)),
        (None, Some(b)) => compare_with_float(b, float(a)).reverse(),
        _ => compare_numbers(a, b),
    }
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, reason = "what is no integer stays at the end of 128 bits")]
fn compare_with_float(whole: i64, float: f64) -> Ordering {
    let fraction = 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal);
    i128::from(whole).cmp(&(float.trunc() as i128)).then(fraction)
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Number(_) => 0,
        Value::String(_) => 1,
        Value::Bool(_) => 2,
        Value::Array(_) => 3,
        Value::Object(_) => 4,
        Value::Null => 5,
    }
}

/// Item by item; a list that ends first comes first.
fn compare_lists<T>(
    mut a: impl Iterator<Item = T>,
    mut b: impl Iterator<Item = T>,
    compare: impl Fn(T, T) -> Ordering,
) -> Ordering {
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match compare(x, y) {
                Ordering::Equal => {}
                order => return order,
            },
        }
    }
}

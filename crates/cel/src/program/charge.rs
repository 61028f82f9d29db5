//! What functions cost when they are called.

use crate::value::{Error, NamedFormat, Opaque, Val};

/// What a character costs where a text is gone through.
// Upstream: cel-go/common/cost.go StringTraversalCostFactor (v0.29.2)
const CHARACTER: f64 = 0.1;
/// What a character of a regular expression costs.
// Upstream: cel-go/common/cost.go RegexStringLengthCostFactor (v0.29.2)
const PATTERN_CHARACTER: f64 = 0.25;
/// What it costs to make a list.
// Upstream: cel-go/common/cost.go ListCreateBaseCost (v0.29.2)
pub(super) const LIST: u64 = 10;
/// What it costs to make a map.
pub(super) const MAP: u64 = 30;
/// What it costs to make a message.
pub(super) const MESSAGE: u64 = 40;

/// How what a function costs is found.
// Upstream: cel-go/interpreter/runtimecost.go costCall (v0.29.2); apiserver/pkg/cel/library/cost.go CallCost (v1.37.2)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Price {
    /// Always the same.
    Fixed(u64),
    /// By the characters of one argument, which are gone through so many times.
    Traversed { argument: usize, times: u8 },
    /// By the characters of two arguments.
    Both,
    /// By the size of the second argument.
    SizeOfSecond,
    /// By the smaller of both.
    Smaller,
    /// The same, but for what is equal at one glance.
    Equality,
    /// By a text and an expression.
    Pattern,
    /// By a text and a part.
    Contains,
    /// By all that is in the first argument.
    Tree,
    /// By the result.
    Joined,
    /// Whether a network has an address: whether that is to be read.
    Network { reads: bool, network: bool },
    /// By a format and a text.
    Format,
    /// By the sizes of two sets, so many times.
    Sets(u8),
    /// A list of the result's size.
    MadeList,
    /// A list from lists, so deep as the second argument says.
    Flat,
    /// A list whose elements are compared with each other; those of this argument.
    Compared(usize),
}

impl Price {
    /// How it is found for a function; for one form of it where it is known which.
    pub(super) fn of(function: &str, overload: Option<&str>) -> Self {
        if let Some(price) = overload.and_then(of_form) {
            return price;
        }
        if let Some(price) = of_function(function, overload.unwrap_or_default()) {
            return price;
        }
        match overload.unwrap_or_default() {
            "starts_with_string" | "ends_with_string" => Price::Traversed { argument: 1, times: 1 },
            "string_to_bytes" | "bytes_to_string" | "strings_quote" | "string_format" => {
                Price::Traversed { argument: 0, times: 1 }
            }
            "in_list" => Price::SizeOfSecond,
            "less_string"
            | "greater_string"
            | "less_equals_string"
            | "greater_equals_string"
            | "less_bytes"
            | "greater_bytes"
            | "less_equals_bytes"
            | "greater_equals_bytes" => Price::Smaller,
            "add_string" | "add_bytes" => Price::Both,
            "matches" | "matches_string" => Price::Pattern,
            "contains_string" => Price::Contains,
            _ => Price::Fixed(1),
        }
    }

    /// Whether what a function gave says what it cost.
    pub(super) fn needs_result(self) -> bool {
        matches!(self, Price::Joined | Price::MadeList)
    }

    /// What a call costs that gave this.
    ///
    /// # Errors
    /// The reference does not survive it.
    pub(super) fn charge(self, args: &[Val<'_>], result: &Result<Val<'_>, Error>) -> Result<u64, Error> {
        let size = |at: usize| args.get(at).map_or(1, size);
        // Whether the sizes of optionals are those of what is in them depends on who asks.
        let plain = |at: usize| args.get(at).map_or(1, plain_size);
        Ok(match self {
            Price::Fixed(cost) => cost,
            Price::Traversed { argument, times } => times_characters(plain(argument), f64::from(times)),
            Price::Both => times_characters(size(0).saturating_add(size(1)), 1.0),
            Price::SizeOfSecond => size(1),
            Price::Smaller => smaller(args),
            Price::Equality => match args.first() {
                Some(Val::Opaque(_)) => 1,
                _ => smaller(args),
            },
            Price::Pattern => pattern(plain(0), plain(1)),
            Price::Contains => times_characters(size(0), 1.0).saturating_mul(times_characters(size(1), 1.0)),
            Price::Tree => args.first().map_or(0, |value| {
                let mut left = TREE_MAX;
                tree(value, &mut left)
            }),
            Price::Joined => times_characters(result_size(result), 2.0),
            Price::Network { reads, network } => {
                let mut cost = times_characters(plain(0).saturating_mul(2), 1.0);
                if network {
                    cost += times_characters(plain(0), 1.0) + 1;
                }
                if reads { cost + times_characters(plain(1), 1.0) } else { cost }
            }
            Price::Format => match args.first() {
                Some(Val::Opaque(opaque)) => match &**opaque {
                    Opaque::Format(NamedFormat { pattern_length, .. }) => pattern(plain(1), *pattern_length),
                    _ => 1,
                },
                _ => 1,
            },
            Price::Sets(times) => {
                let product = plain(0).wrapping_mul(plain(1));
                product.saturating_mul(u64::from(times)).saturating_add(1)
            }
            Price::MadeList => made_list(1.0, result_size(result)),
            Price::Flat => {
                let depth = match args.get(1) {
                    Some(Val::Int(depth)) => as_float(*depth),
                    Some(other) => {
                        let given = other.go_type();
                        let said = format!("interface conversion: ref.Val is {given}, not types.Int");
                        return Err(Error::Internal(said.into()));
                    }
                    None => 1.0,
                };
                made_list(depth, plain(0))
            }
            Price::Compared(argument) => compared(args.get(argument))?,
        })
    }
}

// Upstream: cel-go/ext/lists.go listsLib.ProgramOptions, sets.go setsLib.ProgramOptions (v0.29.2)
fn of_form(overload: &str) -> Option<Price> {
    Some(match overload {
        "list_slice" | "lists_range" | "list_reverse" => Price::MadeList,
        "list_flatten" | "list_flatten_int" => Price::Flat,
        "list_distinct" => Price::Compared(0),
        "list_sets_contains_list" | "list_sets_intersects_list" => Price::Sets(1),
        "list_sets_equivalent_list" => Price::Sets(2),
        form if form.starts_with("list_") && form.ends_with("_sort") => Price::Compared(0),
        form if form.starts_with("list_") && form.ends_with("_sortByAssociatedKeys") => Price::Compared(1),
        _ => return None,
    })
}

// Upstream: apiserver/pkg/cel/library/cost.go CallCost (v1.37.2)
fn of_function(function: &str, overload: &str) -> Option<Price> {
    Some(match function {
        "check" => Price::Fixed(350_000),
        "isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf" | "includes" => Price::Tree,
        "url" | "lowerAscii" | "upperAscii" | "substring" | "trim" | "cidr" | "isIP" | "isCIDR" | "quantity"
        | "isQuantity" | "semver" | "isSemver" => Price::Traversed { argument: 0, times: 1 },
        "ip" if overload != "cidr_ip" => Price::Traversed { argument: 0, times: 1 },
        "replace" | "split" | "ip.isCanonical" => Price::Traversed { argument: 0, times: 2 },
        "join" => Price::Joined,
        "find" | "findAll" => Price::Pattern,
        "containsIP" => Price::Network { reads: overload == "cidr_contains_ip_string", network: false },
        "containsCIDR" => Price::Network { reads: overload == "cidr_contains_cidr_string", network: true },
        "validate" => Price::Format,
        _ => return None,
    })
}

#[expect(clippy::cast_precision_loss, reason = "as the reference does")]
fn as_float(number: i64) -> f64 {
    number as f64
}

/// So many characters, gone through so many times, rounded up.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as the reference does"
)]
fn times_characters(size: u64, times: f64) -> u64 {
    (size as f64 * times * CHARACTER).ceil() as u64
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as the reference does"
)]
fn pattern(text: u64, pattern: u64) -> u64 {
    let text = ((1.0 + text as f64) * CHARACTER).ceil() as u64;
    text.saturating_mul((pattern as f64 * PATTERN_CHARACTER).ceil() as u64)
}

fn smaller(args: &[Val<'_>]) -> u64 {
    let [a, b] = args else { return 1 };
    // Where one has few bytes it has few characters, and the other need not be counted.
    if let (Val::String(a), Val::String(b)) = (a, b)
        && a.len().min(b.len()) <= 10
    {
        return u64::from(!a.is_empty() && !b.is_empty());
    }
    times_characters(size(a).min(size(b)), 1.0)
}

// Upstream: cel-go/interpreter/runtimecost.go actualSize (v0.29.2)
fn size(value: &Val<'_>) -> u64 {
    let mut value = value;
    while let Val::Optional(Some(inner)) = value {
        value = inner;
    }
    value.size().unwrap_or(1)
}

// Upstream: apiserver/pkg/cel/library/cost.go actualSize (v1.37.2)
fn plain_size(value: &Val<'_>) -> u64 {
    value.size().unwrap_or(1)
}

fn result_size(result: &Result<Val<'_>, Error>) -> u64 {
    result.as_ref().map_or(1, plain_size)
}

/// In how many values it is looked for what they cost, before that is too much.
const TREE_MAX: u64 = 1 << 22;

/// What it costs to go through all that is in a value.
// Upstream: apiserver/pkg/cel/library/cost.go traversalCost (v1.37.2)
fn tree(value: &Val<'_>, left: &mut u64) -> u64 {
    let Some(less) = left.checked_sub(1) else { return u64::MAX };
    *left = less;
    match value {
        Val::String(text) => characters_of(text.len()),
        Val::Bytes(bytes) => characters_of(bytes.len()),
        Val::List(list) => {
            let mut sum = 0_u64;
            for item in list.iter() {
                sum = sum.saturating_add(tree(&item, left));
                if sum == u64::MAX {
                    break;
                }
            }
            sum
        }
        Val::Map(map) => {
            let mut sum = 0_u64;
            for key in map.keys() {
                sum = sum.saturating_add(tree(&key, left)).saturating_add(tree(&map.value(&key), left));
            }
            sum
        }
        _ => 1,
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as the reference does"
)]
fn characters_of(bytes: usize) -> u64 {
    (bytes as f64 * CHARACTER) as u64
}

// Upstream: cel-go/ext/lists.go trackAllocatingListCall (v0.29.2)
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as the reference does"
)]
fn made_list(factor: f64, size: u64) -> u64 {
    let factor = if factor < 0.0 { 1.0 } else { factor };
    ((size as f64 * factor) as u64).saturating_add(1 + LIST)
}

// Upstream: cel-go/ext/lists.go trackListSelfCompare (v0.29.2)
fn compared(list: Option<&Val<'_>>) -> Result<u64, Error> {
    let Some(Val::List(list)) = list else {
        let given = list.map_or("nil", Val::go_type);
        let said = format!("interface conversion: {given} is not traits.Lister: missing method Add");
        return Err(Error::Internal(said.into()));
    };
    let size = list.len() as u64;
    let of_texts = matches!(list.get(0), Some(Val::String(_) | Val::Bytes(_)));
    Ok(made_list(if of_texts { 2.0 + CHARACTER } else { 2.0 }, size.saturating_mul(size)))
}

//! What calls cost: by the library of the API server, then by that of the language.

use super::extensions;
use super::{Argument, CHARACTER, Call, CallCost, Cost, Estimate, LIST, MESSAGE};
use crate::ast::{Kind, Literal};
use crate::functions::Overload;
use crate::types::Type;

/// Cost of a character of a regular expression.
// Upstream: cel-go/common/cost.go RegexStringLengthCostFactor (v0.29.2)
const PATTERN_CHARACTER: f64 = 0.25;

/// How long the name of a format, and the regular expression behind it, can be.
// Upstream: apiserver/pkg/cel/limits.go MaxFormatSize, MaxNameFormatRegexSize (v1.37.2)
const FORMAT_NAME_MAX: u64 = 64;
const FORMAT_PATTERN_MAX: f64 = 128.0;

/// How many bytes an IP address has.
const IP: Cost = Cost { min: 4, max: 16 };

impl<'a> Estimate<'a> {
    /// What a call of this form costs, and how large its result is.
    // Upstream: cel-go/checker/cost.go functionCost (v0.29.2)
    pub(super) fn call_cost(&mut self, call: &Call<'_, 'a>, overload: &Overload) -> CallCost {
        let of_args = call.costs.iter().fold(Cost::ZERO, |sum, cost| sum.plus(*cost));
        if let Some((cost, size)) =
            extensions::call_cost(self, call, overload.id).or_else(|| self.library_cost(call, overload.id))
        {
            return (cost.plus(of_args), size);
        }
        match (overload.id, call.costs) {
            // What is on the right need not be evaluated.
            ("logical_or" | "logical_and", [left, right]) => {
                return (Cost { min: left.min, max: left.plus(*right).max }, None);
            }
            ("conditional", [condition, yes, no]) => {
                let (one, other) = (call.args[1], call.args[2]);
                let size = one.size_or_unknown().union(other.size_or_unknown());
                self.join_entries(call, one, other);
                return (condition.plus(yes.union(*no)), Some(size));
            }
            _ => {}
        }
        let (cost, size) = self.language_cost(call, overload.id).unwrap_or((Cost::ONE, None));
        (cost.plus(of_args), size)
    }

    /// Notes that the result's keys and values are those of both.
    fn join_entries(&mut self, call: &Call<'_, 'a>, one: Argument<'a>, other: Argument<'a>) {
        if let (Some(one), Some(other)) = (self.entry_sizes(one.id), self.entry_sizes(other.id)) {
            self.entries[call.id.index()] = Some(one.union(other));
        }
    }

    /// What goes through its arguments; nothing where a call costs 1.
    fn language_cost(&mut self, call: &Call<'_, 'a>, overload: &str) -> Option<CallCost> {
        let target = call.target.map(|target| target.size_or_unknown());
        let sizes: Vec<Cost> = call.args.iter().map(Argument::size_or_unknown).collect();
        Some(match (overload, target, &*sizes) {
            ("string_format", Some(target), _) => (target.scaled(CHARACTER), None),
            // A character is four bytes at most.
            ("string_to_bytes", _, [size]) => {
                (size.scaled(CHARACTER), Some(Cost { min: size.min, max: size.max.wrapping_mul(4) }))
            }
            ("bytes_to_string", _, [size]) => (size.scaled(CHARACTER), Some(Cost { min: size.min / 4, max: size.max })),
            ("strings_quote", _, [size]) => {
                let quoted = Cost { min: size.min.wrapping_add(2), max: size.max.wrapping_mul(2).wrapping_add(2) };
                (size.scaled(CHARACTER), Some(quoted))
            }
            ("starts_with_string" | "ends_with_string", _, [size]) => (size.scaled(CHARACTER), None),
            ("in_list", _, [_, list]) => (list.scaled(1.0), None),
            ("matches_string", Some(text), &[pattern]) | ("matches", None, &[text, pattern]) => {
                (pattern_cost(text, pattern), None)
            }
            ("contains_string", Some(text), [part]) => (text.scaled(CHARACTER).times(part.scaled(CHARACTER)), None),
            ("add_string" | "add_bytes" | "add_list", _, [left, right]) => {
                let size = left.plus(*right);
                self.join_entries(call, call.args[0], call.args[1]);
                (if overload == "add_list" { Cost::ONE } else { size.scaled(CHARACTER) }, Some(size))
            }
            (
                "less_string"
                | "greater_string"
                | "less_equals_string"
                | "greater_equals_string"
                | "less_bytes"
                | "greater_bytes"
                | "less_equals_bytes"
                | "greater_equals_bytes"
                | "equals"
                | "not_equals",
                _,
                [left, right],
            ) => {
                let max = left.max.min(right.max);
                (Cost { min: max.min(1), max }.scaled(CHARACTER), None)
            }
            _ => return None,
        })
    }

    /// How large an argument is.
    // Upstream: apiserver/pkg/cel/library/cost.go sizeEstimate (v1.37.2)
    pub(super) fn size_of(&mut self, argument: Argument<'a>) -> Cost {
        argument.size.or_else(|| Some(Cost::up_to(self.paths.size(argument.place)?))).unwrap_or(Cost::UNKNOWN)
    }

    /// The first parameter of an argument's type, and how large values of it are there.
    ///
    /// Of a map that is the type of its keys.
    // Upstream: apiserver/pkg/cel/library/cost.go listElementNode (v1.37.2)
    fn element_of(&mut self, list: Argument<'a>) -> Option<(&'a Type, Cost)> {
        let ty = match list.ty {
            Type::List(of) | Type::Type(of) => of,
            Type::Map(entry) => &entry.0,
            Type::Opaque(_, params) => params.first()?,
            _ => return None,
        };
        if list.place.is_empty() {
            return Some((ty, Cost::UNKNOWN));
        }
        let size = self.paths.element_size(list.place);
        Some((ty, size.map_or(Cost::UNKNOWN, Cost::up_to)))
    }

    /// What calls of the API server's functions cost, by the function's name; nothing where it does not say.
    // Upstream: apiserver/pkg/cel/library/cost.go EstimateCallCost (v1.37.2)
    fn library_cost(&mut self, call: &Call<'_, 'a>, overload: &str) -> Option<CallCost> {
        let target = call.target.map(|target| self.size_of(target));
        let sizes: Vec<Cost> = call.args.iter().map(|arg| self.size_of(*arg)).collect();
        let plain = |cost| Some((cost, None));
        match (call.function, target, &*sizes) {
            ("check", ..) => plain(Cost::fixed(350_000)),
            ("serviceAccount" | "path" | "group" | "resource" | "subresource" | "namespace" | "name", ..)
            | ("allowed" | "reason" | "error" | "errored", ..)
            | ("masked" | "prefixLength" | "family" | "isUnspecified" | "isLoopback" | "isLinkLocalMulticast", ..)
            | ("isLinkLocalUnicast" | "isGlobalUnicast" | "format.named", ..)
            | ("sign" | "asInteger" | "isInteger" | "asApproximateFloat" | "isGreaterThan" | "isLessThan", ..)
            | ("compareTo" | "add" | "sub" | "major" | "minor" | "patch", ..)
            | ("getScheme" | "getHostname" | "getHost" | "getPort" | "getEscapedPath" | "getQuery", ..) => {
                plain(Cost::ONE)
            }
            ("fieldSelector" | "labelSelector", _, [size]) => plain(selector(*size)),
            ("isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf" | "includes", Some(size), _) => {
                plain(self.search(call, size))
            }
            ("url" | "jsonpatch.escapeKey", _, &[size])
            | ("lowerAscii" | "upperAscii" | "substring" | "trim", Some(size), _) => {
                Some((size.scaled(CHARACTER), Some(size)))
            }
            ("replace", Some(size), [part, by, ..]) => {
                Some((size.scaled(2.0 * CHARACTER), Some(replaced(size, *part, *by))))
            }
            ("split", Some(size), _) => {
                let most = match call.args.get(1).map(|arg| self.kind(arg.id)) {
                    Some(Kind::Literal(Literal::Int(most))) => most.cast_unsigned(),
                    _ => size.max,
                };
                Some((size.scaled(2.0 * CHARACTER), Some(Cost::up_to(most))))
            }
            ("join", Some(size), separator) => {
                let size = self.joined(call, size, separator.first().copied());
                Some((size.scaled(CHARACTER), Some(size)))
            }
            ("find" | "findAll", Some(text), [pattern, ..]) => {
                Some((pattern_cost(text, *pattern), Some(Cost::up_to(text.max))))
            }
            ("ip", ..) if overload == "cidr_ip" => plain(Cost::ONE),
            ("cidr" | "isIP" | "isCIDR" | "ip" | "quantity" | "isQuantity" | "semver" | "isSemver", _, [size, ..]) => {
                plain(size.scaled(CHARACTER))
            }
            ("ip.isCanonical", _, [size, ..]) => plain(size.scaled(2.0 * CHARACTER)),
            ("containsIP" | "containsCIDR", _, [size, ..]) => plain(contained(overload, *size)),
            ("validate", _, [size, ..]) => plain(size.scaled(CHARACTER).scaled(FORMAT_PATTERN_MAX * PATTERN_CHARACTER)),
            ("_==_", ..) => equality(call).map(|cost| (cost, None)),
            _ => None,
        }
    }

    /// A list or text that is gone through for something.
    fn search(&mut self, call: &Call<'_, 'a>, size: Cost) -> Cost {
        match call.target.and_then(|target| self.element_of(target)) {
            Some((ty, of_element)) if matches!(ty.without_null(), Type::String | Type::Bytes) => {
                size.times(Cost::ONE.plus(of_element.scaled(CHARACTER)))
            }
            None if call.function != "includes" => size.scaled(CHARACTER),
            _ => size,
        }
    }

    fn joined(&mut self, call: &Call<'_, 'a>, size: Cost, separator: Option<Cost>) -> Cost {
        let elements = call.target.and_then(|target| self.element_of(target));
        let joined = elements.map_or(Cost::ZERO, |(_, element)| size.times(element));
        let between = Cost { min: size.min.saturating_sub(1), max: size.max.saturating_sub(1) };
        joined.plus(separator.map_or(Cost::ZERO, |separator| separator.times(between)))
    }
}

/// A text that a regular expression is looked for in. An empty one costs as much as a character.
fn pattern_cost(text: Cost, pattern: Cost) -> Cost {
    text.plus(Cost::ONE).scaled(CHARACTER).times(pattern.scaled(PATTERN_CHARACTER))
}

/// Reading a selector: at most a requirement for each two characters, each a list and a message.
// Upstream: apiserver/pkg/cel/library/cost.go selectorCostEstimate (v1.37.2)
fn selector(size: Cost) -> Cost {
    #[expect(clippy::cast_precision_loss, reason = "they are small")]
    let requirement = (LIST.max + MESSAGE.max) as f64;
    LIST.plus(size.scaled(CHARACTER)).plus(size.scaled(0.5).scaled(requirement))
}

/// Bits of two addresses that are compared, and perhaps a text to be read.
fn contained(overload: &str, size: Cost) -> Cost {
    let mut cost = IP.plus(IP).scaled(CHARACTER);
    if overload.starts_with("cidr_contains_cidr") {
        cost = cost.plus(IP.scaled(CHARACTER)).plus(Cost::ONE);
    }
    if overload.ends_with("_string") {
        cost = cost.plus(size.scaled(CHARACTER));
    }
    cost
}

/// How long a text is in which parts were replaced.
// Upstream: apiserver/pkg/cel/library/cost.go EstimateCallCost (v1.37.2)
fn replaced(size: Cost, part: Cost, by: Cost) -> Cost {
    let (mut count, mut kept) = (Cost::ZERO, Cost::ZERO);
    if part.min == 0 {
        // What replaces nothing stands around each character.
        count.max = size.max.saturating_add(1);
        kept.max = size.max;
    } else if by.max <= part.min {
        kept.max = size.max;
    } else {
        count.max = super::range::quotient(size.max, part.min);
    }
    if part.max == 0 {
        count.min = size.min.saturating_add(1);
        kept.min = size.min;
    } else if part.max <= by.min {
        kept.min = size.min;
    } else {
        count.min = super::range::quotient(size.min, part.max);
    }
    count.times(by).plus(kept)
}

/// Comparing two values of a library's own type.
fn equality(call: &Call<'_, '_>) -> Option<Cost> {
    let [left, right] = call.args else {
        return None;
    };
    match (left.ty, right.ty) {
        (Type::Opaque(name, _), Type::Opaque(other, _)) if name == other => match *name {
            "kubernetes.NamedFormat" => Some(Cost { min: 1, max: FORMAT_NAME_MAX }.scaled(CHARACTER)),
            // Quirk: the right one's size stands for both (asked of the reference: a URL of three characters beside a long one costs less on the
            // right).
            "kubernetes.URL" => Some(Cost { min: 1, max: right.size.map_or(1, |size| size.max) }.scaled(CHARACTER)),
            "net.IP" | "net.CIDR" => Some(Cost::ONE),
            name => name.starts_with("kubernetes.").then_some(Cost::ONE),
        },
        _ => None,
    }
}

//! What calls of the language's extensions cost: lists and sets.

use super::{Argument, CHARACTER, Call, CallCost, Cost, Estimate, LIST};
use crate::ast::{Kind, Literal};

/// What this form of a function costs; nothing where it is none of an extension's.
// Upstream: cel-go/ext/sets.go estimateSetsCost, lists.go estimateListSlice, estimateListsRange, estimateListReverse, estimateListFlatten,
// estimateListDistinct, estimateListSort, estimateListSortBy (v0.29.2)
pub(super) fn call_cost<'a>(estimate: &mut Estimate<'a>, call: &Call<'_, 'a>, overload: &str) -> Option<CallCost> {
    match (overload, call.target, call.args) {
        ("list_sets_contains_list" | "list_sets_intersects_list" | "list_sets_equivalent_list", _, [left, right]) => {
            let factor = if overload == "list_sets_equivalent_list" { 2.0 } else { 1.0 };
            let compared = estimate.size_of(*left).times(estimate.size_of(*right));
            Some((compared.scaled(factor).plus(Cost::ONE), None))
        }
        ("list_slice", Some(target), [from, to]) => {
            let size = estimate.size_of(target);
            let (from, to) = (number(estimate, *from, 0), number(estimate, *to, size.max));
            Some(made(1.0, Cost::fixed(to.wrapping_sub(from))))
        }
        ("lists_range", None, [length]) => Some(made(1.0, Cost::fixed(number(estimate, *length, u64::MAX)))),
        ("list_reverse", Some(target), []) => Some(made(1.0, estimate.size_of(target))),
        ("list_flatten", Some(target), []) => Some(made(1.0, estimate.size_of(target))),
        ("list_flatten_int", Some(target), [depth]) => {
            #[expect(clippy::cast_precision_loss, reason = "as Go does")]
            let depth = number(estimate, *depth, u64::MAX) as f64;
            Some(made(depth, estimate.size_of(target)))
        }
        ("list_distinct", Some(target), []) => Some(compared(estimate, target, 2.0)),
        (sort, target, args) if sort.starts_with("list_") => {
            let texts = sort.starts_with("list_string_") || sort.starts_with("list_bytes_");
            let factor = if texts { 2.0 + CHARACTER } else { 2.0 };
            match (target, args) {
                (Some(target), []) if sort.ends_with("_sort") => Some(compared(estimate, target, factor)),
                (Some(_), [keys]) if sort.ends_with("_sortByAssociatedKeys") => Some(compared(estimate, *keys, factor)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Each element with each other one.
fn compared<'a>(estimate: &mut Estimate<'a>, list: Argument<'a>, factor: f64) -> CallCost {
    let size = estimate.size_of(list);
    made(factor, size.times(size))
}

/// A list that is made.
// Upstream: cel-go/ext/lists.go estimateAllocatingListCall (v0.29.2)
fn made(factor: f64, size: Cost) -> CallCost {
    (size.scaled(factor).plus(Cost::ONE).plus(LIST), Some(size))
}

/// A whole number that is written out.
// Upstream: cel-go/ext/costs.go nodeAsUintValue (v0.29.2)
fn number(estimate: &Estimate<'_>, argument: Argument<'_>, otherwise: u64) -> u64 {
    match estimate.kind(argument.id) {
        Kind::Literal(Literal::Int(number)) => u64::try_from(*number).unwrap_or(0),
        _ => otherwise,
    }
}

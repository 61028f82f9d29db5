//! The library's sets of characters, as they were in Unicode 15, which Go has.
//!
//! The library is a year younger: what came later is taken out.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

use super::ranges::Ranges;

/// The only character whose category was another: a mark that took no room.
const RECLASSIFIED: &str = "\u{1171e}";

/// The characters of a category.
pub(super) fn of_category(category: &str) -> Ranges {
    let known = known(&format!("gc={category}"));
    let reclassified = || RECLASSIFIED.chars().map(|one| (u32::from(one), u32::from(one))).collect();
    match category {
        // What is assigned later is not assigned yet.
        "C" | "Cn" => Ranges([known.0, assigned().others().0].concat()).settled(),
        "Mn" => Ranges([known.0, reclassified()].concat()).settled(),
        "Mc" => Ranges([known.others().0, reclassified()].concat()).settled().others(),
        _ => known,
    }
}

/// The characters of a property that are assigned.
pub(super) fn known(property: &str) -> Ranges {
    let assigned = assigned();
    let others = Ranges([of_property(property).others().0, assigned.others().0].concat());
    others.settled().others()
}

/// All characters that Go knows of.
pub(super) fn assigned() -> &'static Ranges {
    static ASSIGNED: LazyLock<Ranges> = LazyLock::new(|| of_property("age=V15_0"));
    &ASSIGNED
}

/// The library's characters of a property; none where it has no such property.
fn of_property(property: &str) -> Ranges {
    let Ok(class) = regex_syntax::parse(&format!(r"\p{{{property}}}")) else { return Ranges::default() };
    let ranges = match class.into_kind() {
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().map(|range| (u32::from(range.start()), u32::from(range.end()))).collect()
        }
        // A set of one.
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0).into_owned();
            text.chars().map(|one| (u32::from(one), u32::from(one))).collect()
        }
        _ => Vec::new(),
    };
    Ranges(ranges).settled()
}

//! The characters that are the same but for case.

use std::sync::LazyLock;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::ranges::Ranges;
use super::tables::assigned;

/// The set with all that are the same but for case, settled.
pub(super) fn folded(mut set: Ranges) -> Ranges {
    for at in 0..set.0.len() {
        let (first, last) = set.0[at];
        let from = FOLDS.partition_point(|(character, _)| *character < first);
        let others = FOLDS[from..].iter().take_while(|(character, _)| *character <= last);
        set.0.extend(others.map(|(_, other)| (*other, *other)));
    }
    set.settled()
}

/// Each character with each other one that is the same but for case, in order.
// Upstream: unicode/letter.go SimpleFold (go1.26.8)
static FOLDS: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let assigned = assigned();
    let mut folds = Vec::new();
    for character in assigned.0.iter().flat_map(|(first, last)| *first..=*last).filter_map(char::from_u32) {
        let mut same = ClassUnicode::new([ClassUnicodeRange::new(character, character)]);
        same.case_fold_simple();
        let same = same.ranges().iter().flat_map(|range| range.start()..=range.end());
        let others = same.filter(|other| *other != character && assigned.has(*other));
        folds.extend(others.map(|other| (u32::from(character), u32::from(other))));
    }
    folds
});

//! Sets of characters, as ranges.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir};

/// The last character.
pub(super) const LAST: u32 = 0x10_ffff;

/// First and last characters. Surrogates may be among them, which no text has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ranges(pub(super) Vec<(u32, u32)>);

impl Ranges {
    pub(super) fn of(ranges: &[(char, char)]) -> Self {
        Self(ranges.iter().map(|(first, last)| (u32::from(*first), u32::from(*last))).collect())
    }

    /// Sorted, and with what touches or overlaps made one.
    pub(super) fn settled(mut self) -> Self {
        self.0.sort_unstable();
        let mut settled: Vec<(u32, u32)> = Vec::with_capacity(self.0.len());
        for (first, last) in self.0 {
            match settled.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => settled.push((first, last)),
            }
        }
        settled.shrink_to_fit();
        Self(settled)
    }

    /// All other characters; of settled ranges.
    pub(super) fn others(&self) -> Self {
        let mut others = Vec::with_capacity(self.0.len() + 1);
        let mut next = 0;
        for &(first, last) in &self.0 {
            if next < first {
                others.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= LAST {
            others.push((next, LAST));
        }
        Self(others)
    }

    /// Whether a character is among settled ranges.
    pub(super) fn has(&self, character: char) -> bool {
        let character = u32::from(character);
        let at = self.0.partition_point(|(_, last)| *last < character);
        self.0.get(at).is_some_and(|(first, _)| *first <= character)
    }

    /// The only character that there is, if there is one only.
    pub(super) fn single(&self) -> Option<char> {
        match self.0[..] {
            [(first, last)] if first == last => char::from_u32(first),
            _ => None,
        }
    }

    /// What matches any of them.
    pub(super) fn into_hir(self) -> Hir {
        let ranges = self.0.into_iter().filter_map(|(first, last)| {
            // Surrogates lie between these two.
            let first = char::from_u32(first).unwrap_or('\u{e000}');
            let last = char::from_u32(last).unwrap_or('\u{d7ff}');
            (first <= last).then(|| ClassUnicodeRange::new(first, last))
        });
        Hir::class(Class::Unicode(ClassUnicode::new(ranges)))
    }
}

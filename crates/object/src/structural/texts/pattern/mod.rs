//! Regular expressions of Go's: whether they are any, and what they are found in.
//!
//! Go's syntax is read here, since it differs from every other in what it takes and in what it means (`\d` is ASCII, `\z`, `\Q`, a
//! count of at most 1,000); a library does the matching.

mod class;
mod finder;
mod folds;
mod kept;
mod parse;
mod program;
mod ranges;
mod scan;
mod tables;
mod unicode;

use std::sync::Arc;

use finder::Finder;
use program::Program;
use scan::Error;

/// Whether a text is a regular expression.
///
/// An expression nests up to 1,000 deep, for which this needs some 8 MiB of stack.
///
/// # Errors
/// What is wrong with it, in Go's words.
// Upstream: regexp/regexp.go Compile (go1.26.8)
pub fn check_pattern(pattern: &str) -> Result<(), String> {
    compiled(pattern).map(|_| ()).map_err(|error| error.to_string())
}

/// Whether an expression is found in a text; one that is none is in no text.
pub(super) fn is_found(pattern: &str, text: &str) -> bool {
    compiled(pattern).is_ok_and(|(program, _)| program.is_found_in(text))
}

fn compiled(pattern: &str) -> Result<(Arc<Program>, usize), Error> {
    kept::program(pattern, || Program::of(parse::parse(pattern)?).map_err(|_| Error::too_large(pattern)))
}

/// A regular expression that is kept.
pub struct Pattern {
    program: Arc<Program>,
    made: usize,
}

impl Pattern {
    /// Compiles an expression, with the stack that [`check_pattern`] needs.
    ///
    /// # Errors
    /// What is wrong with it, in Go's words.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let compiled = compiled(pattern).map(|(program, made)| Self { program, made });
        compiled.map_err(|error| error.to_string())
    }

    /// How many bytes were made to compile it; none where it was there already.
    #[must_use]
    pub fn made(&self) -> usize {
        self.made
    }

    /// Whether it is found in a text.
    #[must_use]
    pub fn is_found_in(&self, text: &str) -> bool {
        self.program.is_found_in(text)
    }
}

/// A regular expression that is kept to find places in texts.
pub struct Places(Finder);

impl Places {
    /// Compiles an expression, with the stack that [`check_pattern`] needs.
    ///
    /// # Errors
    /// What is wrong with it, in Go's words.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let finder = parse::parse(pattern).and_then(|hir| Finder::of(hir).map_err(|_| Error::too_large(pattern)));
        finder.map(Places).map_err(|error| error.to_string())
    }

    /// How many bytes it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.bytes()
    }

    /// Where it is found first in a text from this byte on, and where that ends, in bytes.
    // Upstream: regexp/regexp.go doExecute (go1.26.8)
    #[must_use]
    pub fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        self.0.find(text, from)
    }

    /// All places in a text, one behind the other.
    // Upstream: regexp/regexp.go allMatches (go1.26.8)
    pub fn find_all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let (mut at, mut end) = (Some(0), None);
        std::iter::from_fn(move || {
            loop {
                let from = at?;
                let (begin, until) = self.find(text, from)?;
                let is_empty = until == from;
                // Nothing is not found right behind something.
                let accepted = !(is_empty && end == Some(begin));
                at = match text[from..].chars().next() {
                    _ if !is_empty => Some(until),
                    Some(next) => Some(from + next.len_utf8()),
                    None => None,
                };
                end = Some(until);
                if accepted {
                    return Some((begin, until));
                }
            }
        })
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pattern").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Places").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn places() {
        let all = |pattern: &str, text: &str| Places::new(pattern).unwrap().find_all(text).collect::<Vec<_>>();
        assert_eq!(all("a+", "aabab"), [(0, 2), (3, 4)]);
        assert_eq!(all("", "aä"), [(0, 0), (1, 1), (3, 3)]);
        assert_eq!(all("a*", "baa"), [(0, 0), (1, 3)]);
        assert_eq!(all("^a", "aa"), [(0, 1)]);
        assert_eq!(all(r"\b", "a b"), [(0, 0), (1, 1), (2, 2), (3, 3)]);
        assert_eq!(all("a|ab", "ab"), [(0, 1)]);
    }
}

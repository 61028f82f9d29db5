//! Regular expressions of Go's: whether they are any, and what they are found in.
//!
//! Go's syntax is read here, since it differs from every other in what it takes and in what it means (`\d` is ASCII, `\z`, `\Q`, a
//! count of at most 1,000); a library does the matching.

mod class;
mod folds;
mod kept;
mod parse;
mod program;
mod ranges;
mod scan;
mod tables;
mod unicode;

use std::sync::Arc;

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
    compiled(pattern).is_ok_and(|program| program.is_found_in(text))
}

fn compiled(pattern: &str) -> Result<Arc<Program>, Error> {
    kept::program(pattern, || Program::of(parse::parse(pattern)?).map_err(|_| Error::too_large(pattern)))
}

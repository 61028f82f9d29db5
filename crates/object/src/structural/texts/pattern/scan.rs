//! What all readers of parts of an expression share: going on in it, its flags, and what is wrong with it.

use std::fmt;

/// What holds for a part of an expression.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Flags {
    /// `i`: case does not matter.
    pub(super) fold: bool,
    /// `m`: `^` and `$` are the beginning and the end of a line.
    pub(super) many_lines: bool,
    /// `s`: `.` is the end of a line, too.
    pub(super) dot_all: bool,
    /// `U`: a repetition is as short as can be, and with `?` behind it as long as can be.
    pub(super) lazy: bool,
}

/// The first character and the rest.
pub(super) fn next(text: &str) -> (Option<char>, &str) {
    let mut chars = text.chars();
    (chars.next(), chars.as_str())
}

/// What was read of a text, given what is left of it.
pub(super) fn read<'e>(text: &'e str, rest: &str) -> &'e str {
    &text[..text.len() - rest.len()]
}

/// What is wrong with an expression; shown in Go's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Error {
    code: &'static str,
    part: String,
}

impl Error {
    pub(super) fn new(code: &'static str, part: &str) -> Self {
        Self { code, part: part.to_owned() }
    }

    pub(super) fn too_large(expression: &str) -> Self {
        Self::new("expression too large", expression)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error parsing regexp: {}: `{}`", self.code, self.part)
    }
}

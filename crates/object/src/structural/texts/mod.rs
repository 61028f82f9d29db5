//! What text looks like by the reference's own libraries: formats, and Go's regular expressions.

mod format;
mod pattern;

pub use format::go_duration;
pub use pattern::{Pattern, Places, check_pattern};

use super::Texts;

/// Formats and regular expressions as the reference has them.
///
/// An expression is compiled when it is first asked for. What was compiled is kept for all that ask, within bounds, so that a value
/// of this type holds nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextRules;

impl Texts for TextRules {
    fn matches(&self, pattern: &str, text: &str) -> bool {
        pattern::is_found(pattern, text)
    }

    fn has_format(&self, format: &str, text: &str) -> bool {
        format::has(format, text)
    }
}

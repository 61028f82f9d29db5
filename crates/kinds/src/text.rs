//! Texts of kinds.

use std::borrow::Cow;

/// A text of a kind: borrowed from the program, or owned by a kind that came while it runs.
pub type Text = Cow<'static, str>;

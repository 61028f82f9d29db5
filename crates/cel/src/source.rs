//! An expression's text: where its lines begin, and how an error in it is told.

/// What is wrong at a place of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Where, in characters from the beginning; nowhere where the whole is meant.
    pub at: Option<u32>,
    /// What.
    pub message: String,
}

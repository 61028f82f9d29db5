//! Why there is no value.

use std::fmt;

use smol_str::SmolStr;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// What went wrong, which a logical operator may do without.
    Said(SmolStr),
    /// It cost more than it may.
    Over,
    /// Whoever asked does not want to know any more.
    Stopped,
    /// What the reference itself does not survive.
    Internal(SmolStr),
}

impl Error {
    /// A sentence that is always the same.
    #[must_use]
    pub const fn new(said: &'static str) -> Self {
        Error::Said(SmolStr::new_static(said))
    }

    /// A sentence that was made.
    #[must_use]
    pub fn of(said: impl Into<SmolStr>) -> Self {
        Error::Said(said.into())
    }

    /// Whether the evaluation ends here.
    #[must_use]
    pub fn ends(&self) -> bool {
        !matches!(self, Error::Said(_))
    }

    /// As a result.
    ///
    /// # Errors
    /// It.
    pub fn fail<T>(self) -> Result<T, Error> {
        Err(self)
    }
}

/// The function does not take such arguments.
pub const NO_OVERLOAD: Error = Error::new("no such overload");

impl fmt::Display for Error {
    // Upstream: cel-go/interpreter/runtimecost.go costTrackerFactory.Observe, cel-go/interpreter/interpretable.go InterruptError,
    // cel-go/cel/program.go prog.Eval (v0.29.2)
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Said(said) => f.write_str(said),
            Error::Over => f.write_str("operation cancelled: actual cost limit exceeded"),
            Error::Stopped => f.write_str("operation interrupted"),
            Error::Internal(said) => write!(f, "internal error: {said}"),
        }
    }
}

impl std::error::Error for Error {}

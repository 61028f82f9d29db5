//! The group of what processes agree on.

pub(crate) mod lease;

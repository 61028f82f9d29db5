//! The core group.

pub(crate) mod endpoints;
pub(crate) mod namespace;

pub use namespace::{NAMESPACES, first_namespaces};

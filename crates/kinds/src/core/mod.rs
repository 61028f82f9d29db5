//! The core group.

pub(crate) mod config_map;
mod data;
pub(crate) mod endpoints;
pub(crate) mod namespace;
pub(crate) mod secret;
pub(crate) mod service_account;

pub use namespace::NAMESPACES;

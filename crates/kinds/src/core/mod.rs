//! The core group.

pub(crate) mod config_map;
mod data;
pub(crate) mod endpoints;
pub(crate) mod limit_range;
pub(crate) mod namespace;
mod resources;
pub(crate) mod secret;
pub(crate) mod service_account;

pub use namespace::NAMESPACES;

//! The core group.

pub(crate) mod config_map;
mod data;
pub(crate) mod endpoints;
mod metadata;
pub(crate) mod namespace;
pub(crate) mod secret;
pub(crate) mod service_account;
mod tls;

pub use namespace::{NAMESPACES, first_namespaces};

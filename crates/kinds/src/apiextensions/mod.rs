//! The group of definitions: kinds that clients bring along.

pub mod conditions;
pub(crate) mod definition;
mod form;

/// What definitions are stored under.
pub const DEFINITIONS: &str = "customresourcedefinitions.apiextensions.k8s.io";

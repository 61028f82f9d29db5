//! The group of definitions: kinds that clients bring along.

mod approval;
mod check;
pub mod conditions;
pub(crate) mod definition;
mod errors;
mod form;
mod internal;
mod keywords;
mod warnings;

/// What definitions are stored under.
pub const DEFINITIONS: &str = "customresourcedefinitions.apiextensions.k8s.io";

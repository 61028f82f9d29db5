//! The kinds of custom resources, as a `CustomResourceDefinition` makes them.

mod columns;
mod definition;
mod rules;

pub use definition::{Made, make};

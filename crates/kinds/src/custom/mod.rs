//! The kinds of custom resources, as a `CustomResourceDefinition` makes them.

mod columns;
mod definition;
mod rules;
mod scale;

pub use definition::{Made, make};

//! The group of definitions: kinds that clients bring along.

pub(crate) mod definition;
mod form;

//! The group of what is scheduled before what.

pub(crate) mod priority_class;

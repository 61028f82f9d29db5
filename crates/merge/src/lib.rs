//! Who owns which field of an object.

#![warn(clippy::pedantic)]

mod compare;
mod fieldsv1;
mod managers;
mod path;
mod set;
mod shape;
mod typed;
mod update;

pub use compare::{Comparison, compare};
pub use fieldsv1::{FieldsV1Error, read as read_fields_v1, write as write_fields_v1};
pub use managers::{ManagersError, Operation, Row, rows};
pub use path::{Path, PathElement, printed};
pub use set::Set;
pub use update::{Writer, check_managed_fields, update};

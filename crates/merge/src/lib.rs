//! Who owns which field of an object: what a write takes from whom, what an apply conflicts with, and `managedFields`.
//!
//! Pure: times come in as text, and nothing here knows HTTP, a database or a client. It does not decode, default or validate
//! objects; it only looks at their shape.
//!
//! # What the server calls, and when
//!
//! 1. **Create, update, and every patch but apply**: decode (and for a patch, patch and default) the object, then
//!    [`update`], before admission, preparation and validation. `current` is `None` for a create and for an update that
//!    creates. The decoder must leave `metadata.managedFields: []` in place until then, since it resets ownership.
//! 2. **Apply**: [`apply`] with the document as YAML gave it, then decode and default what comes out. After that the
//!    reference looks at the document's duplicate keys, at uid, namespace and name, in that order.
//! 3. **After mutating admission**: [`check_managed_fields`]; on an error put back what was there before admission, with
//!    the warning `.metadata.managedFields was in an invalid state after admission; this could be caused by an outdated
//!    mutating admission controller; please fix your requests: ` and the error.
//! 4. **Update and patch of an existing object**, after admission: [`keep_times`], so that a write which would move
//!    nothing but a time is no write.
//!
//! # How it is cut
//!
//! [`PathElement`] and [`Set`] are the algebra. `typed`, `compare`, `combine` and `validate` walk values by the schema.
//! `managers` is managedFields; `update` and `apply` put the parts together, `prune` says what an apply leaves behind, and
//! `versions` what of it is seen by whom in a kind of several versions, `within` which values of an object a set has. `scale` is about the managers of an object's Scale.

#![warn(clippy::pedantic)]

mod apply;
mod combine;
mod compare;
mod conflict;
mod convert;
mod error;
mod fieldsv1;
mod lastapplied;
mod managers;
mod path;
mod prune;
mod scale;
mod set;
mod shape;
mod times;
mod typed;
mod update;
mod validate;
mod versions;
mod within;

pub use apply::{Force, apply, merge_apply};
pub use compare::{Comparison, compare};
pub use conflict::Conflict;
pub use error::ApplyError;
pub use fieldsv1::{FieldsV1Error, read as read_fields_v1, write as write_fields_v1};
pub use managers::{Managers, ManagersError, Operation, Owner};
pub use path::{Path, PathElement, printed};
pub use scale::Replicas;
pub use set::Set;
pub use times::keep_times;
pub use update::{Writer, check_managed_fields, merge_update, update};
pub use versions::Versions;
pub use within::each_within;

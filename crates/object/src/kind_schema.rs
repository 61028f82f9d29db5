//! The schema of a kind: one of Go's types, or what a definition says of a custom resource.
//!
//! Whoever holds an object of any kind puts it in form by this.

use std::sync::Arc;

use crate::Value;
use crate::encode::normalize;
use crate::schema::Struct;
use crate::structural::Structural;

/// The schema of a kind.
#[derive(Debug, Clone)]
pub enum Schema {
    /// One of the program's own types.
    Go(&'static Struct),
    /// One that was made while the server runs.
    Custom(Arc<Structural>),
}

/// A schema that is lent.
#[derive(Debug, Clone, Copy)]
pub enum SchemaRef<'s> {
    /// One of Go's types.
    Go(&'s Struct),
    /// A custom resource's.
    Custom(&'s Structural),
}

impl<'s> From<&'s Schema> for SchemaRef<'s> {
    fn from(schema: &'s Schema) -> Self {
        match schema {
            Schema::Go(ty) => Self::Go(ty),
            Schema::Custom(structural) => Self::Custom(structural),
        }
    }
}

impl<'s> From<&'s Struct> for SchemaRef<'s> {
    fn from(ty: &'s Struct) -> Self {
        Self::Go(ty)
    }
}

impl<'s> From<&'s Structural> for SchemaRef<'s> {
    fn from(schema: &'s Structural) -> Self {
        Self::Custom(schema)
    }
}

impl SchemaRef<'_> {
    /// Puts an object that was edited back in typed form: see [`normalize`]. A custom resource's members are sorted by name,
    /// and nothing is added or taken away.
    #[must_use]
    pub fn settle(self, mut object: Value) -> Value {
        match self {
            Self::Go(ty) => normalize(object, ty),
            Self::Custom(_) => {
                object.sort_all_objects();
                object
            }
        }
    }
}

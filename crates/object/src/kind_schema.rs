//! The schema of a kind: one of Go's types, or what a definition says of a custom resource.
//!
//! Whoever holds an object of any kind puts it in form by this.

use std::sync::Arc;

use crate::Value;
use crate::decode::decode_stored;
use crate::encode::normalize;
use crate::schema::Struct;
use crate::stored::forget_empty;
use crate::structural::{self, Source, Structural};
use crate::syntax::DEPTH_MAX;

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

impl Schema {
    /// Its type in Go, if it has one.
    #[must_use]
    pub fn go(&self) -> Option<&'static Struct> {
        match self {
            Self::Go(ty) => Some(ty),
            Self::Custom(_) => None,
        }
    }

    /// Reads an object that was stored, in typed form. A custom resource is pruned and filled in by the schema of now.
    ///
    /// # Errors
    /// It is not what was stored.
    pub fn decode_stored(&self, text: &[u8]) -> Result<Value, String> {
        match self {
            Self::Go(ty) => decode_stored(text, ty),
            Self::Custom(schema) => {
                let (mut object, _) = structural::decode(text, text)?;
                structural::settle(&mut object, Some(schema), Source::Stored)?;
                Ok(object)
            }
        }
    }

    /// [`SchemaRef::settle`]
    #[must_use]
    pub fn settle(&self, object: Value) -> Value {
        SchemaRef::from(self).settle(object)
    }

    /// Whether an object can be read again once it is stored. Its managers nest deeper than what they own.
    #[must_use]
    pub fn is_readable(&self, object: &Value) -> bool {
        match self {
            Self::Go(_) => true,
            Self::Custom(_) => is_within(object, DEPTH_MAX),
        }
    }

    /// [`forget_empty`], where an object is stored so. A custom resource is stored as it is.
    pub fn forget_empty(&self, object: &mut Value) -> bool {
        match self {
            Self::Go(ty) => forget_empty(object, ty),
            Self::Custom(_) => false,
        }
    }
}

/// Whether lists and maps nest so deep at most.
fn is_within(value: &Value, depth: usize) -> bool {
    match (value, depth.checked_sub(1)) {
        (Value::Array(items), Some(depth)) => items.iter().all(|item| is_within(item, depth)),
        (Value::Object(members), Some(depth)) => members.values().all(|value| is_within(value, depth)),
        (Value::Array(_) | Value::Object(_), None) => false,
        _ => true,
    }
}

impl From<&'static Struct> for Schema {
    fn from(ty: &'static Struct) -> Self {
        Self::Go(ty)
    }
}

impl From<Arc<Structural>> for Schema {
    fn from(schema: Arc<Structural>) -> Self {
        Self::Custom(schema)
    }
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

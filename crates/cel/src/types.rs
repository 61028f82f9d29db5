//! The types of expressions.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::schema::Schema;

/// A type. Copies share what is in it.
// Upstream: cel-go/common/types/types.go Type, Kind (v0.29.2)
#[derive(Clone, Debug)]
pub enum Type {
    /// Whatever; it is looked at when evaluated.
    Dyn,
    /// `google.protobuf.Any`.
    Any,
    /// The type of what has none, after an error that was told.
    Error,
    /// `null_type`
    Null,
    /// `bool`
    Bool,
    /// `int`, of 64 bits
    Int,
    /// `uint`, of 64 bits
    Uint,
    /// `double`, of 64 bits
    Double,
    /// `string`
    String,
    /// `bytes`
    Bytes,
    /// `google.protobuf.Duration`
    Duration,
    /// `google.protobuf.Timestamp`
    Timestamp,
    /// A list, and what its elements are.
    List(Arc<Type>),
    /// A map, and what its keys and its values are.
    Map(Arc<(Type, Type)>),
    /// A type as a value, as `int` or `type(1)` is.
    Type(Arc<Type>),
    /// An object whose members a schema names.
    Object(Object),
    /// A type of a library's own, and its parameters, as `optional_type(int)`.
    Opaque(&'static str, Arc<[Type]>),
    /// A parameter of a function's declaration, or a type that is still sought.
    Param(SmolStr),
    /// `wrapper(T)`: a T or null, as `google.protobuf.Int64Value`.
    Nullable(Arc<Type>),
}

/// An object type: the schema is the type, so that two of them are the same where they stand at the same place.
#[derive(Clone, Debug)]
pub struct Object {
    /// What stands at that place; [`crate::schema::Form::Object`].
    pub schema: Arc<Schema>,
    /// What it is called in errors.
    pub name: SmolStr,
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

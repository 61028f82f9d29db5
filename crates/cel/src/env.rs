//! What an expression can name: its variables, the types and constants that there always are, and which functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::ast::Literal;
use crate::types::Type;

/// What an expression can name.
// Upstream: apiserver/pkg/cel/environment/base.go baseOpts, environment.go EnvSet (v1.37.2)
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The variables and their types.
    pub variables: BTreeMap<SmolStr, Type>,
    /// Whether the expression has been stored before: all functions of this version. Otherwise those that the version before has, too.
    pub stored: bool,
}

/// The type with this name, as a value.
// Upstream: cel-go/common/types/provider.go NewProtoRegistry, Registry.RegisterType, types.go checkedWellKnowns (v0.29.2);
// apiserver/pkg/cel/types.go findScalar (v1.37.2). That has `duration` and `timestamp` by their short names, too.
pub(crate) fn type_named(name: &str) -> Option<Type> {
    let list = |of| Type::List(Arc::new(of));
    let map = |key, value| Type::Map(Arc::new((key, value)));
    let nullable = |of| Type::Nullable(Arc::new(of));
    Some(match name {
        "bool" => Type::Bool,
        "bytes" => Type::Bytes,
        "double" => Type::Double,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "string" => Type::String,
        "null_type" => Type::Null,
        "list" => list(Type::Dyn),
        "map" => map(Type::Dyn, Type::Dyn),
        "type" => Type::bare(),
        "optional_type" => Type::optional(Type::Dyn),
        "net.IP" => Type::Opaque("net.IP", Arc::default()),
        "net.CIDR" => Type::Opaque("net.CIDR", Arc::default()),
        "duration" => Type::Duration,
        "timestamp" => Type::Timestamp,
        name => match name.strip_prefix("google.protobuf.")? {
            "Any" => Type::Any,
            "Duration" => Type::Duration,
            "Timestamp" => Type::Timestamp,
            "BoolValue" => nullable(Type::Bool),
            "BytesValue" => nullable(Type::Bytes),
            "DoubleValue" | "FloatValue" => nullable(Type::Double),
            "Int32Value" | "Int64Value" => nullable(Type::Int),
            "UInt32Value" | "UInt64Value" => nullable(Type::Uint),
            "StringValue" => nullable(Type::String),
            "ListValue" => list(Type::Dyn),
            "Struct" => map(Type::String, Type::Dyn),
            "Value" => Type::Dyn,
            "Empty" => Type::Opaque("google.protobuf.Empty", Arc::default()),
            "Struct.FieldsEntry" => Type::Opaque("google.protobuf.Struct.FieldsEntry", Arc::default()),
            _ => return None,
        },
    })
}

/// The value with this name.
pub(crate) fn constant_named(name: &str) -> Option<Literal> {
    (name == "google.protobuf.NullValue.NULL_VALUE").then_some(Literal::Int(0))
}

/// The name of the message that is made where a value of this type is written as one; none where it cannot be.
// Upstream: cel-go/checker/checker.go isWellKnownType, getWellKnownTypeName (v0.29.2)
pub(crate) fn message_of(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Any => "google.protobuf.Any",
        Type::Duration => "google.protobuf.Duration",
        Type::Timestamp => "google.protobuf.Timestamp",
        Type::Dyn => "google.protobuf.Value",
        Type::Null => "google.protobuf.NullValue",
        Type::Nullable(of) => match **of {
            Type::Bool => "google.protobuf.BoolValue",
            Type::Bytes => "google.protobuf.BytesValue",
            Type::Double => "google.protobuf.DoubleValue",
            Type::Int => "google.protobuf.Int64Value",
            Type::String => "google.protobuf.StringValue",
            Type::Uint => "google.protobuf.UInt64Value",
            _ => return None,
        },
        Type::List(of) if matches!(**of, Type::Dyn) => "google.protobuf.ListValue",
        Type::Map(entry) if matches!(**entry, (Type::String, Type::Dyn)) => "google.protobuf.Struct",
        Type::Opaque(name, _) if Type::is_message(name) => name,
        _ => return None,
    })
}

/// What a message's members are, by its name; none where there is no such message.
pub(crate) fn message_fields(message: &str) -> Option<&'static [(&'static str, Member)]> {
    use Member as M;
    Some(match message.strip_prefix("google.protobuf.")? {
        "Any" => &[("type_url", M::String), ("value", M::Bytes)],
        "Duration" | "Timestamp" => &[("seconds", M::Int), ("nanos", M::Int)],
        "BoolValue" => &[("value", M::Bool)],
        "BytesValue" => &[("value", M::Bytes)],
        "DoubleValue" => &[("value", M::Double)],
        "Int64Value" => &[("value", M::Int)],
        "StringValue" => &[("value", M::String)],
        "UInt64Value" => &[("value", M::Uint)],
        "ListValue" => &[("values", M::List)],
        "Struct" => &[("fields", M::Map)],
        "Struct.FieldsEntry" => &[("key", M::String), ("value", M::Dyn)],
        "Value" => &[
            ("null_value", M::Int),
            ("number_value", M::Double),
            ("string_value", M::String),
            ("bool_value", M::Bool),
            ("struct_value", M::Map),
            ("list_value", M::List),
        ],
        "Empty" => &[],
        _ => return None,
    })
}

/// The type of a message's member.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Member {
    Bool,
    Bytes,
    Double,
    Dyn,
    Int,
    /// Of anything.
    List,
    /// From texts to anything.
    Map,
    String,
    Uint,
}

impl From<Member> for Type {
    fn from(member: Member) -> Self {
        match member {
            Member::Bool => Self::Bool,
            Member::Bytes => Self::Bytes,
            Member::Double => Self::Double,
            Member::Dyn => Self::Dyn,
            Member::Int => Self::Int,
            Member::List => Self::List(Arc::new(Self::Dyn)),
            Member::Map => Self::Map(Arc::new((Self::String, Self::Dyn))),
            Member::String => Self::String,
            Member::Uint => Self::Uint,
        }
    }
}

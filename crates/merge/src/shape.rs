//! The schema as ownership sees it: scalars, structs, maps and lists, and which of them are owned as a whole.

use coracle_object::Value;
use coracle_object::schema::{List, Map, Struct, Topology, Type};

/// What a value at some place may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape<'s> {
    /// A value without parts.
    Scalar(Scalar),
    /// Named fields.
    Struct(&'s Struct),
    /// Members of any names.
    Map(&'s Map),
    /// A list.
    List(&'s List),
    /// A map of anything (`fieldsV1`).
    AnyMap,
}

/// What a value without parts may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    Numeric,
    String,
    Boolean,
    /// Any of the others. Times: their text is looked at only when the object is decoded.
    Untyped,
}

impl<'s> Shape<'s> {
    pub fn of(ty: &'s Type) -> Self {
        match ty {
            Type::String | Type::Bytes => Self::Scalar(Scalar::String),
            Type::Bool => Self::Scalar(Scalar::Boolean),
            Type::Int32 | Type::Int64 => Self::Scalar(Scalar::Numeric),
            Type::Time | Type::MicroTime => Self::Scalar(Scalar::Untyped),
            Type::Raw => Self::AnyMap,
            Type::Struct(fields) => Self::Struct(fields),
            Type::List(list) => Self::List(list),
            Type::Map(map) => Self::Map(map),
        }
    }

    /// Whether a struct has a field of this name. A map has members, not named fields.
    pub fn names(self, name: &str) -> bool {
        matches!(self, Self::Struct(fields) if fields.field(name).is_some())
    }

    /// What the member may be; `None` where there can be no such member, or where it may be anything.
    pub fn member(self, name: &str) -> Option<Self> {
        match self {
            Self::Struct(fields) => fields.field(name).map(|field| Self::of(&field.ty)),
            Self::Map(map) => Some(Self::of(&map.of)),
            _ => None,
        }
    }

    /// What a list's items may be.
    pub fn item(self) -> Option<Self> {
        match self {
            Self::List(list) => Some(Self::of(&list.of)),
            _ => None,
        }
    }

    /// Owned as one value.
    pub fn is_atomic(self) -> bool {
        match self {
            Self::Struct(fields) => fields.atomic,
            Self::List(list) => list.topology == Topology::Atomic,
            Self::Map(map) => map.atomic,
            Self::Scalar(_) | Self::AnyMap => false,
        }
    }
}

/// The value that a keyed list's item has for a key it leaves out; `None` where leaving it out makes it another item.
///
/// Upstream: structured-merge-diff typed/helpers.go getAssociativeKeyDefault (v6.4.2); fields that are always written
/// and have no other default have their zero value as default in the published API.
pub(crate) fn key_default(list: &List, key: &str) -> Option<Value> {
    let Type::Struct(fields) = &list.of else { return None };
    let field = fields.field(key)?;
    if !field.default.is_empty() {
        return serde_json::from_str(field.default).ok();
    }
    match field.ty {
        _ if field.omitempty || field.pointer => None,
        Type::String => Some("".into()),
        Type::Bool => Some(false.into()),
        Type::Int32 | Type::Int64 => Some(0.into()),
        _ => None,
    }
}

//! The types of expressions.

use std::fmt::{self, Display, Formatter, Write};
use std::sync::Arc;

use smol_str::SmolStr;

use super::Schema;

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
    /// A type of a library's own, and its parameters, as `optional_type(int)`; `type` itself, without one, as `type(type)` has it; and
    /// messages that nobody can see into ([`Type::is_message`]).
    Opaque(&'static str, Arc<[Type]>),
    /// A parameter of a function's declaration, by its letter.
    Param(char),
    /// A type that is still sought while types are found, by its number; no finished expression has one.
    Sought(u32),
    /// `wrapper(T)`: a T or null, as `google.protobuf.Int64Value`.
    Nullable(Arc<Type>),
}

/// An object type: the schema is the type, so that two of them are the same where they stand at the same place.
#[derive(Clone, Debug)]
pub struct Object {
    /// What stands at that place; [`super::Form::Object`].
    pub schema: Arc<Schema>,
    /// What it is called in errors.
    pub name: SmolStr,
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Type {
    /// `type`, where it is not known of what.
    #[must_use]
    pub fn bare() -> Self {
        Self::Opaque("type", Arc::default())
    }

    /// A value of this type, or none.
    #[must_use]
    pub fn optional(of: Self) -> Self {
        Self::Opaque("optional_type", Arc::new([of]))
    }

    /// What is in an optional value; none for other types.
    #[must_use]
    pub fn in_optional(&self) -> Option<&Self> {
        match self {
            Self::Opaque("optional_type", of) => of.first(),
            _ => None,
        }
    }

    /// Whether it is looked at when evaluated only.
    #[must_use]
    pub fn is_dyn(&self) -> bool {
        matches!(self, Self::Dyn | Self::Any)
    }

    /// The type without the word that null is one of its values.
    #[must_use]
    pub fn without_null(&self) -> &Self {
        match self {
            Self::Nullable(of) => of,
            other => other,
        }
    }

    /// Its name without parameters, as a value of type `type` has it: `list`.
    // Upstream: cel-go/common/types/types.go Type.TypeName (v0.29.2)
    #[must_use]
    pub fn name(&self) -> String {
        match self.without_null() {
            Self::List(_) => "list".into(),
            Self::Map(_) => "map".into(),
            Self::Type(_) => "type".into(),
            Self::Opaque(name, _) => (*name).into(),
            other => other.to_string(),
        }
    }

    /// Whether it is a message of the reference's, though nobody can see into it: no library's own type, as `net.IP` is.
    // Upstream: apiserver/pkg/cel/quantity.go QuantityType, semver.go SemverType, url.go URLType, format.go FormatType (v1.37.2);
    // apiserver/pkg/cel/library/authz.go AuthorizerType (v1.37.2)
    #[must_use]
    pub fn is_message(name: &str) -> bool {
        name.starts_with("kubernetes.") || name.starts_with("google.protobuf.")
    }

    /// What it is called in errors.
    // Upstream: cel-go/checker/format.go FormatCELType (v0.29.2)
    #[must_use]
    pub fn in_errors(&self) -> Text<'_> {
        Text { ty: self, names: Names::Short }
    }
}

/// Writes a type as its own name says it: a timestamp is `google.protobuf.Timestamp`, and `null` is `null_type`.
// Upstream: cel-go/common/types/types.go Type.String (v0.29.2)
impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Text { ty: self, names: Names::Full }.fmt(f)
    }
}

/// A type to be written; how deep and how large it may be is not limited.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    ty: &'a Type,
    names: Names,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Names {
    /// `timestamp`
    Short,
    /// `google.protobuf.Timestamp`
    Full,
}

impl Display for Text<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let inner = |ty| Text { ty, names: self.names };
        let full = self.names == Names::Full;
        match self.ty {
            Type::Dyn => f.write_str("dyn"),
            Type::Any if full => f.write_str("google.protobuf.Any"),
            Type::Any => f.write_str("any"),
            Type::Error if full => f.write_str("error"),
            Type::Error => f.write_str("!error!"),
            Type::Null if full => f.write_str("null_type"),
            Type::Null => f.write_str("null"),
            Type::Bool => f.write_str("bool"),
            Type::Int => f.write_str("int"),
            Type::Uint => f.write_str("uint"),
            Type::Double => f.write_str("double"),
            Type::String => f.write_str("string"),
            Type::Bytes => f.write_str("bytes"),
            Type::Duration if full => f.write_str("google.protobuf.Duration"),
            Type::Duration => f.write_str("duration"),
            Type::Timestamp if full => f.write_str("google.protobuf.Timestamp"),
            Type::Timestamp => f.write_str("timestamp"),
            Type::List(element) => write!(f, "list({})", inner(element)),
            Type::Map(entry) => write!(f, "map({}, {})", inner(&entry.0), inner(&entry.1)),
            Type::Type(ty) => write!(f, "type({})", inner(ty)),
            Type::Object(object) => f.write_str(&object.name),
            Type::Opaque(name, parameters) => {
                f.write_str(name)?;
                for (index, parameter) in parameters.iter().enumerate() {
                    write!(f, "{}{}", if index == 0 { "(" } else { ", " }, inner(parameter))?;
                }
                if parameters.is_empty() { Ok(()) } else { f.write_char(')') }
            }
            Type::Param(letter) => f.write_char(*letter),
            Type::Sought(number) => write!(f, "_var{number}"),
            Type::Nullable(ty) => write!(f, "wrapper({})", inner(ty)),
        }
    }
}

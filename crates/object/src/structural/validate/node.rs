//! A schema as the validator sees it, which knows no difference between structure and what stands below logical operators.

use crate::structural::{AdditionalProperties, Nested, Structural, Type, Validation};

/// A schema, or what stands below a logical operator of one.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    Whole(&'a Structural),
    Nested(&'a Nested),
}

/// Formats of text that are looked at, without dashes. All others are passed over.
// Upstream: apiextensions-apiserver/pkg/apiserver/validation/formats.go supportedVersionedFormats (v1.37.2)
const TEXT_FORMATS: [&str; 26] = [
    "bsonobjectid",
    "uri",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "cidr",
    "mac",
    "uuid",
    "uuid3",
    "uuid4",
    "uuid5",
    "isbn",
    "isbn10",
    "isbn13",
    "creditcard",
    "ssn",
    "hexcolor",
    "rgbcolor",
    "byte",
    "password",
    "date",
    "duration",
    "datetime",
    "k8sshortname",
    "k8slongname",
];

impl<'a> Node<'a> {
    pub(super) fn types(self) -> &'a [Type] {
        match self {
            Self::Whole(schema) if schema.int_or_string => &[Type::Integer, Type::String],
            Self::Whole(schema) => schema.ty.as_slice(),
            Self::Nested(below) => below.ty.as_slice(),
        }
    }

    pub(super) fn is_int_or_string(self) -> bool {
        matches!(self, Self::Whole(schema) if schema.int_or_string)
    }

    pub(super) fn nullable(self) -> bool {
        matches!(self, Self::Whole(schema) if schema.nullable)
    }

    pub(super) fn validation(self) -> Option<&'a Validation> {
        match self {
            Self::Whole(schema) => schema.validation.as_deref(),
            Self::Nested(below) => Some(&below.validation),
        }
    }

    pub(super) fn items(self) -> Option<Self> {
        match self {
            Self::Whole(schema) => schema.items.as_deref().map(Self::Whole),
            Self::Nested(below) => below.items.as_deref().map(Self::Nested),
        }
    }

    pub(super) fn property(self, name: &str) -> Option<Self> {
        match self {
            Self::Whole(schema) => schema.properties.get(name).map(|property| Self::Whole(property)),
            Self::Nested(below) => below.properties.get(name).map(Self::Nested),
        }
    }

    /// The schema of members without one of their own.
    pub(super) fn additional(self) -> Option<Self> {
        match self {
            Self::Whole(Structural { additional_properties: Some(AdditionalProperties::Schema(schema)), .. }) => {
                Some(Self::Whole(schema))
            }
            _ => None,
        }
    }

    /// Whether no other members may be there.
    pub(super) fn is_closed(self) -> bool {
        match self {
            Self::Whole(schema) => schema.additional_properties == Some(AdditionalProperties::Allowed(false)),
            Self::Nested(below) => below.closed,
        }
    }

    /// The format that is looked at; empty where there is none.
    pub(super) fn format(self) -> &'a str {
        let format = self.validation().map_or("", |validation| validation.format.as_str());
        let ty = match self.types() {
            [ty] => Some(*ty),
            _ => None,
        };
        if knows_format(ty, format) { format } else { "" }
    }
}

/// Whether a format is looked at in values of a type, or in any where there is none. All others say nothing.
// Upstream: apiextensions-apiserver/pkg/apiserver/validation/formats.go GetUnrecognizedFormats (v1.37.2)
#[must_use]
pub fn knows_format(ty: Option<Type>, format: &str) -> bool {
    match ty {
        Some(Type::Integer) => matches!(format, "int32" | "int64"),
        Some(Type::Number) => matches!(format, "float" | "double"),
        Some(Type::Array | Type::Boolean | Type::Object) => false,
        Some(Type::String) | None => is_text_format(format),
    }
}

/// Whether it is the name of a form that text can have.
pub(super) fn is_text_format(format: &str) -> bool {
    TEXT_FORMATS.contains(&format.replace('-', "").as_str())
}

//! What the schema says of the fields that a merge meets.

// Upstream: apimachinery/pkg/util/strategicpatch/meta.go PatchMetaFromStruct (v1.37.2)

use coracle_object::schema::{Field, Patch, Struct, Type};

use super::shared::no_such_field;
use crate::Error;

/// The type of a value that is merged.
#[derive(Clone, Copy)]
pub(super) enum Schema<'s> {
    /// A struct, by name, with what a patch can say in it.
    Struct(&'s str, &'s [Field]),
    /// Anything else, by its Go kind.
    Kind(&'static str),
}

impl<'s> Schema<'s> {
    pub fn new(ty: &'s Struct) -> Self {
        Self::Struct(ty.name, ty.fields)
    }

    fn of(ty: &'s Type) -> Self {
        match ty {
            Type::String => Self::Kind("string"),
            Type::Bool => Self::Kind("bool"),
            Type::Int32 => Self::Kind("int32"),
            Type::Int64 => Self::Kind("int64"),
            Type::Float => Self::Kind("float64"),
            Type::List(_) | Type::Bytes => Self::Kind("slice"),
            Type::Map(_) => Self::Kind("map"),
            // Structs in Go, of which JSON shows no field.
            Type::Time => Self::Struct("Time", &[]),
            Type::MicroTime => Self::Struct("MicroTime", &[]),
            Type::Quantity => Self::Struct("Quantity", &[]),
            Type::IntOrString => Self::Struct("IntOrString", &[]),
            Type::Raw(raw) => Self::Struct(raw.name(), &[]),
            Type::Either(either) => Self::Struct(either.name, &[]),
            Type::Struct(ty) => Self::new(ty),
        }
    }

    /// Its Go kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Struct(..) => "struct",
            Self::Kind(kind) => kind,
        }
    }

    /// The schema of a member that is a map, and how patches treat it.
    pub fn member(self, key: &str) -> Result<(Self, &'s Patch), Error> {
        let field = self.field(key)?;
        Ok((Self::of(&field.ty), &field.patch))
    }

    /// The schema of the elements of a member that is a list, and how patches treat the list.
    pub fn elements(self, key: &str) -> Result<(Self, &'s Patch), Error> {
        let field = self.field(key)?;
        match &field.ty {
            Type::List(list) if matches!(list.of, Type::List(_)) => {
                Err(Error::Internal("unexpected slice of slice".to_owned()))
            }
            Type::List(list) => Ok((Self::of(&list.of), &field.patch)),
            Type::Bytes => Ok((Self::Kind("uint8"), &field.patch)),
            // Quirk: anything behind a pointer passes for a list (strategic.jsonl: $setElementOrder/deletionGracePeriodSeconds).
            ty if field.pointer => Ok((Self::of(ty), &field.patch)),
            _ => Err(Error::Internal(format!("expected slice or array type, but got: {}", self.kind()))),
        }
    }

    fn field(self, key: &str) -> Result<&'s Field, Error> {
        match self {
            Self::Struct(name, fields) => {
                let exact = fields.iter().find(|f| f.name == key);
                exact
                    .or_else(|| fields.iter().find(|f| equal_fold(f.name, key)))
                    .ok_or_else(|| no_such_field(name, key))
            }
            Self::Kind(kind) => Err(Error::Internal(format!(
                "merging an object in json but data type is not struct, instead is: {kind}"
            ))),
        }
    }
}

/// Whether a key is a field's name but for case. The Kelvin sign and the long s count as the letters they fold to.
// Upstream: apimachinery/third_party/forked/golang/json/fields.go foldFunc (v1.37.2)
fn equal_fold(name: &str, key: &str) -> bool {
    let fold = |c: char| match c {
        '\u{212a}' => 'k',
        '\u{17f}' => 's',
        _ => c.to_ascii_lowercase(),
    };
    name.chars().map(fold).eq(key.chars().map(fold))
}

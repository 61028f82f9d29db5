//! What objects look like, as expressions see them: the schema of an OpenAPI document, reduced to what types, sizes and values need;
//! and the types, some of which are such schemas.

mod escape;
mod structural;
pub mod types;

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

pub use escape::{escape, is_reserved, unescape};

use types::{Object, Type};

/// What a value is.
// Upstream: apiserver/pkg/cel/types.go DeclType, apiserver/pkg/cel/common/schemas.go SchemaDeclType (v1.37.2)
#[derive(Debug)]
pub struct Schema {
    /// What it is.
    pub form: Form,
    /// Whether `null` is a value.
    pub nullable: bool,
    /// Whether expressions can name it. What they cannot name still counts where two objects are compared.
    pub visible: bool,
    /// How long a text, list or map can be: characters or bytes, elements, entries. 0 where it has no length.
    pub max_elements: i64,
    /// How short it can be in JSON, in bytes.
    pub min_bytes: i64,
}

/// What a value is.
#[derive(Debug)]
pub enum Form {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number, which may be written as a whole one.
    Double,
    /// A text.
    String,
    /// A text in base64: bytes.
    Bytes,
    /// A text that says how long something takes.
    Duration,
    /// A text that says a day: its first moment.
    Date,
    /// A text that says a moment.
    Timestamp,
    /// `x-kubernetes-int-or-string`: a whole number or a text.
    IntOrString,
    /// `x-kubernetes-preserve-unknown-fields` without a type: anything, which can only be compared. Never visible.
    Unknown,
    /// A list.
    List {
        /// What its elements are.
        items: Arc<Schema>,
        /// What makes two lists equal, and what their sum is.
        list: ListType,
    },
    /// A map with any keys.
    Map {
        /// What its values are.
        values: Arc<Schema>,
    },
    /// An object with named members, by their names in the object.
    Object(BTreeMap<SmolStr, Field>),
}

/// A member of an object.
#[derive(Debug)]
pub struct Field {
    /// What expressions call it; none where no name of theirs says it.
    pub escaped: Option<SmolStr>,
    /// What it is.
    pub schema: Arc<Schema>,
}

/// What makes two lists equal, and what their sum is.
#[derive(Debug, PartialEq, Eq)]
pub enum ListType {
    /// Element by element; one behind the other.
    Atomic,
    /// In any order; without those that are there.
    Set,
    /// In any order, elements found by these members' values, by the names that expressions use; merged.
    Map(Vec<SmolStr>),
}

impl Schema {
    /// What a list's items are.
    #[must_use]
    pub fn items(&self) -> Option<&Arc<Self>> {
        if let Form::List { items, .. } = &self.form { Some(items) } else { None }
    }

    /// What a map's values are.
    #[must_use]
    pub fn values(&self) -> Option<&Arc<Self>> {
        if let Form::Map { values } = &self.form { Some(values) } else { None }
    }

    /// What an object's member is, by its name in the object.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Arc<Self>> {
        if let Form::Object(fields) = &self.form { fields.get(name).map(|field| &field.schema) } else { None }
    }

    /// The visible member that expressions call this, with its name in the object.
    // Upstream: apiserver/pkg/cel/types.go DeclType.FindField (v1.37.2)
    #[must_use]
    pub fn field(&self, escaped: &str) -> Option<(&SmolStr, &Field)> {
        let Form::Object(fields) = &self.form else {
            return None;
        };
        let (name, field) = match escaped.contains("__") {
            true => fields.get_key_value(&unescape(escaped)?)?,
            false => fields.get_key_value(escaped)?,
        };
        (field.schema.visible && field.escaped.as_deref() == Some(escaped)).then_some((name, field))
    }
}

/// The type of what a visible schema describes. `name` is what an object is called in errors.
// Upstream: apiserver/pkg/cel/types.go MaybeAssignTypeName (v1.37.2)
#[must_use]
pub fn type_of(schema: &Arc<Schema>, name: &str) -> Type {
    match &schema.form {
        Form::Bool => Type::Bool,
        Form::Int => Type::Int,
        Form::Double => Type::Double,
        Form::String => Type::String,
        Form::Bytes => Type::Bytes,
        Form::Duration => Type::Duration,
        Form::Date | Form::Timestamp => Type::Timestamp,
        Form::IntOrString | Form::Unknown => Type::Dyn,
        Form::List { items, .. } => Type::List(Arc::new(type_of(items, &format_smolstr!("{name}.@idx")))),
        Form::Map { values } => Type::Map(Arc::new((Type::String, type_of(values, &format_smolstr!("{name}.@elem"))))),
        Form::Object(_) => Type::Object(Object { schema: Arc::clone(schema), name: name.into() }),
    }
}

//! A custom resource's form: the schema that a definition gives its objects, as a value that is made while the server runs.
//!
//! An object of such a kind is a [`Value`] with its members sorted by name and nothing left out of it.

mod check;
mod decode;
mod default;
mod defaults;
mod embedded;
mod lists;
mod metadata;
mod prune;
mod read;
mod settle;
pub mod texts;
mod validate;

use std::collections::BTreeMap;

pub use decode::decode;
pub use default::{DEFAULT_BYTES_MAX, TooMuch, default};
pub use defaults::{DefaultRules, coerce_defaults, has_unpruned_defaults, validate_defaults};
pub use embedded::validate_embedded;
pub use lists::validate_lists;
pub use metadata::{Source, go_type};
pub use settle::{coerce, settle};
pub use validate::{Before, Items, Same, Texts, knows_format, validate, validate_default, validate_update};

use crate::Value;

/// How deep a schema may nest, in schemas within schemas. The reference has no such bound; definitions that are in use stay below 100.
pub const DEPTH_MAX: usize = 1000;

/// A structural schema: what a value looks like, and apart from that what it may be.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/structural.go Structural, Generic, Extensions, ValidationExtensions (v1.37.2)
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword of the schema's own")]
pub struct Structural {
    /// What a list's items are.
    pub items: Option<Box<Structural>>,
    /// An object's known members, by name.
    pub properties: BTreeMap<String, Box<Structural>>,
    /// What an object's other members are.
    pub additional_properties: Option<AdditionalProperties>,
    /// What a value is; nothing where it is an integer or text, or anything at all.
    pub ty: Option<Type>,
    /// Whether `null` is a value.
    pub nullable: bool,
    /// What is meant where nothing is said; never `null`.
    pub default: Option<Value>,
    /// A title, for documentation.
    pub title: String,
    /// A description, for documentation.
    pub description: String,
    /// Further documentation.
    pub external_docs: Option<ExternalDocs>,
    /// An example, for documentation; never `null`.
    pub example: Option<Value>,
    /// `x-kubernetes-preserve-unknown-fields`: members that are not named are kept, here and further down until there are named ones.
    pub preserve_unknown_fields: bool,
    /// `x-kubernetes-embedded-resource`: an object with `apiVersion`, `kind` and `metadata`, which need not be named.
    pub embedded_resource: bool,
    /// `x-kubernetes-int-or-string`: an integer or text.
    pub int_or_string: bool,
    /// `x-kubernetes-list-type`: how ownership sees a list; atomic where nothing is said.
    pub list_type: Option<ListType>,
    /// `x-kubernetes-list-map-keys`: the members that tell a list's items apart.
    pub list_map_keys: Vec<String>,
    /// `x-kubernetes-map-type`: how ownership sees an object; granular where nothing is said.
    pub map_type: Option<MapType>,
    /// What a value may be; nothing where it may be any of its type.
    pub validation: Option<Box<Validation>>,
    /// `x-kubernetes-validations`: rules in CEL, as they stand in the definition.
    pub rules: Vec<Value>,
}

impl Structural {
    /// Reads the `openAPIV3Schema` of a definition's version, with numbers as [`crate::decode::decode_any`] makes them.
    ///
    /// It needs a stack for how deep the schema nests: some 16 MiB for the deepest.
    ///
    /// Keywords that no definition can have are passed over, as they are when a definition is stored.
    ///
    /// # Errors
    /// What keeps it from being a structural schema, with its place; of several the first. The sentences are ours: whoever
    /// answers to a client must have checked the definition before, in the reference's words.
    pub fn read(schema: &Value) -> Result<Self, String> {
        let schema = read::root(schema)?;
        check::root(&schema)?;
        Ok(schema)
    }
}

/// What the members of an object are that have no schema by name.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/structural.go StructuralOrBool (v1.37.2)
#[derive(Debug, Clone, PartialEq)]
pub enum AdditionalProperties {
    /// `true`, or `false` where no others may be there. Neither drops them, but all that is inside of them.
    Allowed(bool),
    /// All of this schema.
    Schema(Box<Structural>),
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A list.
    Array,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Members by name.
    Object,
    /// Text.
    String,
}

impl Type {
    /// All of them.
    const ALL: [Self; 6] = [Self::Array, Self::Boolean, Self::Integer, Self::Number, Self::Object, Self::String];

    /// The one with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ty| ty.name() == name)
    }

    /// Its name in a schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }
}

/// How ownership sees a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListType {
    /// One value, owned as a whole.
    Atomic,
    /// Each item is its own, and none is there twice.
    Set,
    /// Items are told apart by [`Structural::list_map_keys`].
    Map,
}

/// How ownership sees an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapType {
    /// Member by member.
    Granular,
    /// One value, owned as a whole.
    Atomic,
}

/// Documentation that stands elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExternalDocs {
    /// What it is.
    pub description: String,
    /// Where it is.
    pub url: String,
}

/// What a value may be.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/structural.go ValueValidation (v1.37.2). Without uniqueItems, which no definition can have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Validation {
    /// The name of a form that text or numbers have: `date-time`, `int32`.
    pub format: String,
    /// The largest number.
    pub maximum: Option<f64>,
    /// Whether [`Self::maximum`] itself is too large.
    pub exclusive_maximum: bool,
    /// The smallest number.
    pub minimum: Option<f64>,
    /// Whether [`Self::minimum`] itself is too small.
    pub exclusive_minimum: bool,
    /// Of what a number must be a multiple.
    pub multiple_of: Option<f64>,
    /// How long text may be, in characters.
    pub max_length: Option<i64>,
    /// How long text must be, in characters.
    pub min_length: Option<i64>,
    /// A regular expression that must be found in text.
    pub pattern: String,
    /// How many items a list may have.
    pub max_items: Option<i64>,
    /// How many items a list must have.
    pub min_items: Option<i64>,
    /// How many members an object may have.
    pub max_properties: Option<i64>,
    /// How many members an object must have.
    pub min_properties: Option<i64>,
    /// The members that an object must have.
    pub required: Vec<String>,
    /// The values that there are (`enum`); none where it may be any.
    pub allowed: Vec<Value>,
    /// All of these must hold.
    pub all_of: Vec<Nested>,
    /// At least one of these must hold.
    pub any_of: Vec<Nested>,
    /// Exactly one of these must hold.
    pub one_of: Vec<Nested>,
    /// This must not hold.
    pub not: Option<Box<Nested>>,
}

/// What a value may be, below a logical operator: it adds nothing to the structure.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/structural.go NestedValueValidation (v1.37.2)
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nested {
    /// What the value itself may be.
    pub validation: Validation,
    /// What a list's items may be.
    pub items: Option<Box<Nested>>,
    /// What an object's members may be, by name.
    pub properties: BTreeMap<String, Nested>,
    /// Whether an object has no other members than those (`additionalProperties: false`).
    pub closed: bool,
    /// What it is; only in the two forms in which an integer or text may be written out.
    pub ty: Option<Type>,
}

//! What is known of the kinds' types, as data that decoding, encoding, merging and `OpenAPI` read.
//!
//! The tables themselves are generated (`table/`) from the published Kubernetes API modules; this file is their shape.

mod build;
#[rustfmt::skip]
mod table;

pub(crate) use build::{EMPTY, field};
pub use table::*;

/// A Go struct of the API.
#[derive(Debug)]
pub struct Struct {
    /// Its Go name without a package, as decoding errors say it: `EndpointSubset`.
    pub name: &'static str,
    /// Where `OpenAPI` says that it belongs, which is its Go package: `io.k8s.api.core.v1`. With its name this is who it is.
    pub package: &'static str,
    /// Its Go name with its package: `v1.EndpointSubset`.
    pub go_type: &'static str,
    /// Owned as a whole rather than field by field.
    pub atomic: bool,
    /// The structs that it embeds and that protobuf holds as messages of their own. Their fields are among [`Self::fields`].
    pub inline: &'static [Inline],
    /// Its lists and maps stay while they are empty, until the object is stored: what is asked of it depends on that.
    pub keeps_empty: bool,
    /// Its fields in the order in which the reference writes them.
    pub fields: &'static [Field],
}

/// A struct that another embeds: its fields are the other's in JSON, and a message of its own in protobuf.
#[derive(Debug)]
pub struct Inline {
    /// The number of its message.
    pub number: u32,
    /// Its name in Go, as errors of reading protobuf say it.
    pub go_name: &'static str,
    /// The struct.
    pub of: &'static Struct,
}

impl Struct {
    /// The field with this JSON name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }
}

/// The type of a kind that is read or written by itself: objects, lists, statuses, options, discovery.
///
/// What belongs to no group of its own, as a status does, is there in every version: what is known for that version, or
/// else for the first.
#[must_use]
pub fn root(api_version: &str, kind: &str) -> Option<&'static Struct> {
    let of_kind =
        |home: &'static str| ROOTS.iter().filter(move |(at, ty)| *at == home && ty.name == kind).map(|(_, ty)| *ty);
    if let Some((_, ty)) = ROOTS.iter().find(|(home, ty)| *home == api_version && ty.name == kind) {
        return Some(ty);
    }
    let version = api_version.rsplit('/').next().unwrap_or_default();
    of_kind("").find(|ty| ty.go_type.split('.').next() == Some(version)).or_else(|| of_kind("").next())
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// Its JSON name.
    pub name: &'static str,
    /// Its name in Go, as errors of reading protobuf say it: `UID`, `ObjectMeta`.
    pub go_name: &'static str,
    /// Its Go type as decoding errors say it: `[]v1.EndpointSubset`, `map[string]string`, `int32`. For a pointer, what it points to.
    pub go_type: &'static str,
    /// What it holds.
    pub ty: Type,
    /// The embedded struct that the field comes from (`TypeMeta`), which decoding errors name; empty for the struct's own.
    pub embedded: &'static str,
    /// A pointer in Go: a present zero value is then written, and differs from an absent one.
    pub pointer: bool,
    /// Left out when empty (`omitempty`, or `omitzero` for times). Not said of a struct, which `omitempty` never leaves out:
    /// an empty one is written, and a zero time without `omitzero` is written as `null`.
    pub omitempty: bool,
    /// Whether `OpenAPI` says that it must be given.
    pub required: bool,
    /// The texts that it may hold, or what is in it where it is a list; none where these may be any.
    pub values: &'static [&'static str],
    /// What is meant where nothing is said, as JSON; empty for Go's zero value, or nothing.
    pub default: &'static str,
    /// Its number in the protobuf encoding; 0 for one that is embedded, which travels outside the message or in its own.
    pub protobuf: u32,
    /// How a strategic merge patch treats it.
    pub patch: Patch,
}

/// What a field, a list's element or a map's value holds.
#[derive(Debug)]
pub enum Type {
    /// Text.
    String,
    /// `true` or `false`.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number of 64 bits that may have a fraction.
    Float,
    /// A time in whole seconds, RFC 3339 in UTC.
    Time,
    /// A time in microseconds, RFC 3339 in UTC with six digits behind the dot.
    MicroTime,
    /// Bytes, base64 in JSON.
    Bytes,
    /// A quantity with its suffix, such as `500m` or `2Gi`; may be read from a number, too.
    Quantity,
    /// A whole number of 32 bits, or a text.
    IntOrString,
    /// Any JSON, kept as it came.
    Raw(Raw),
    /// A struct, or something simpler in its place.
    Either(&'static Either),
    /// A struct.
    Struct(&'static Struct),
    /// A list.
    List(&'static List),
    /// A map from text.
    Map(&'static Map),
}

impl Type {
    /// Whether it is a time.
    #[must_use]
    pub fn is_time(&self) -> bool {
        matches!(self, Self::Time | Self::MicroTime)
    }

    /// Whether `null` is a value of it, which is there behind a pointer: the zero time, and what is written so when nothing is
    /// in it.
    #[must_use]
    pub fn has_null(&self) -> bool {
        matches!(self, Self::Raw(Raw::Extension | Raw::Json) | Self::Either(Either { or: Or::List(_), .. }))
            || self.is_time()
    }
}

/// The Go types that hold any JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raw {
    /// Who owns which fields: `FieldsV1`, an object.
    FieldsV1,
    /// An object of whatever kind: `RawExtension`.
    Extension,
    /// A value in a schema: `JSON`.
    Json,
}

impl Raw {
    /// Its Go name without a package.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FieldsV1 => "FieldsV1",
            Self::Extension => "RawExtension",
            Self::Json => "JSON",
        }
    }
}

/// A type that holds a struct, or something simpler in its place.
#[derive(Debug)]
pub struct Either {
    /// Its Go name without a package: `JSONSchemaPropsOrBool`.
    pub name: &'static str,
    /// The struct.
    pub of: &'static Struct,
    /// What may be in its place.
    pub or: Or,
}

/// What may be in a struct's place.
#[derive(Debug)]
pub enum Or {
    /// `true` or `false`. Where there is a struct, it is `true`.
    Bool,
    /// A list that is not empty.
    List(&'static List),
}

/// A map from text.
#[derive(Debug)]
pub struct Map {
    /// What its values hold.
    pub of: Type,
    /// Owned as a whole rather than value by value.
    pub atomic: bool,
}

/// A list.
#[derive(Debug)]
pub struct List {
    /// What its elements hold.
    pub of: Type,
    /// The elements' Go type as decoding errors say it: `v1.EndpointSubset`, `string`.
    pub go_type: &'static str,
    /// How ownership sees it.
    pub topology: Topology,
    /// Whether `OpenAPI` says so; where it says nothing, a list is atomic.
    pub declared: bool,
    /// In protobuf a message of its own, whose field 1 are the elements.
    pub boxed: bool,
}

/// How field ownership sees a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topology {
    /// One value, owned as a whole.
    Atomic,
    /// Each element is its own item.
    Set,
    /// Elements are told apart by these members.
    Keyed(&'static [&'static str]),
}

/// How a strategic merge patch treats a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patch {
    /// `merge`: a list's elements are merged rather than replaced.
    pub merge: bool,
    /// `replace`: a map is replaced.
    pub replace: bool,
    /// `retainKeys`: the patch says which keys stay.
    pub retain_keys: bool,
    /// The member that tells a merged list's elements apart; empty for a list of primitives or where none is given.
    pub merge_key: &'static str,
}

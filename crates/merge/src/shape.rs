//! The schema as ownership sees it: scalars, members and items, and which of them are owned as a whole.
//!
//! Go's types and a custom resource's schema answer the same questions here; nothing else in this crate knows which it is.

use coracle_object::schema::{List, Map, OBJECT_META, Raw, Struct, Topology, Type};
use coracle_object::structural::{self, AdditionalProperties, ListType, MapType, Structural};
use coracle_object::{SchemaRef, Value};

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
    /// An object of anything (`fieldsV1`).
    AnyMap,
    /// Anything: objects are owned member by member, lists as a whole.
    Any,
    /// A place in a custom resource.
    Custom(Place<'s>),
}

/// A place in a custom resource.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'s> {
    schema: &'s Structural,
    /// Members are kept here that no schema is known of, since it was said here or further up.
    keeps: bool,
    /// It has `apiVersion`, `kind` and `metadata`, whatever the schema says of them.
    is_resource: bool,
}

/// What a value without parts may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    Numeric,
    String,
    Boolean,
    /// Any of the others. Times and quantities: their text is looked at only when the object is decoded.
    Untyped,
    /// Anything that is owned as a whole, though it may have parts.
    Whole,
}

/// As what a value is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Scalar(Scalar),
    Members,
    Items,
}

/// How the items of a list are owned.
pub(crate) enum Items<'s> {
    /// The list as one value.
    Atomic,
    /// Each by its value.
    Set,
    /// Each by its members of these names.
    Keyed(Keys<'s>),
}

/// Names of members.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'s> {
    // One of the two is empty: Go's types know names of their own, a custom resource's those that it was given.
    own: &'s [&'s str],
    given: &'s [String],
}

impl<'s> Keys<'s> {
    pub fn iter(self) -> impl Iterator<Item = &'s str> {
        self.own.iter().copied().chain(self.given.iter().map(String::as_str))
    }
}

impl<'s> From<SchemaRef<'s>> for Shape<'s> {
    fn from(schema: SchemaRef<'s>) -> Self {
        match schema {
            SchemaRef::Go(ty) => Self::Struct(ty),
            SchemaRef::Custom(schema) => {
                Self::Custom(Place { schema, keeps: schema.preserve_unknown_fields, is_resource: true })
            }
        }
    }
}

impl<'s> Shape<'s> {
    pub fn of(ty: &'s Type) -> Self {
        match ty {
            Type::String | Type::Bytes => Self::Scalar(Scalar::String),
            Type::Bool => Self::Scalar(Scalar::Boolean),
            Type::Int32 | Type::Int64 | Type::Float => Self::Scalar(Scalar::Numeric),
            Type::Time | Type::MicroTime | Type::Quantity => Self::Scalar(Scalar::Untyped),
            Type::Raw(Raw::FieldsV1) => Self::AnyMap,
            Type::Raw(Raw::Extension) => Self::Scalar(Scalar::Whole),
            Type::IntOrString | Type::Raw(Raw::Json) | Type::Either(_) => Self::Any,
            Type::Struct(fields) => Self::Struct(fields),
            Type::List(list) => Self::List(list),
            Type::Map(map) => Self::Map(map),
        }
    }

    /// As what a value is walked; where it may be several things, by what it is.
    // Upstream: structured-merge-diff/typed/helpers.go deduceAtom, handleAtom (v6.4.2)
    pub fn form(self, value: &Value) -> Form {
        let declared = match self {
            Self::Scalar(scalar) => Some(Form::Scalar(scalar)),
            Self::List(_) => Some(Form::Items),
            Self::Struct(_) | Self::Map(_) | Self::AnyMap => Some(Form::Members),
            Self::Any => None,
            Self::Custom(place) => place.form(),
        };
        declared.unwrap_or(match value {
            Value::Array(_) => Form::Items,
            Value::Object(_) | Value::Null => Form::Members,
            Value::Bool(_) | Value::Number(_) | Value::String(_) => Form::Scalar(Scalar::Untyped),
        })
    }

    /// Whether there is a field of this name. A map has members, not named fields.
    pub fn names(self, name: &str) -> bool {
        match self {
            Self::Struct(fields) => fields.field(name).is_some(),
            Self::Custom(place) => place.field(name).is_some(),
            _ => false,
        }
    }

    /// What the member may be; `None` where there can be no such member.
    pub fn member(self, name: &str) -> Option<Self> {
        match self {
            Self::Struct(fields) => fields.field(name).map(|field| Self::of(&field.ty)),
            Self::Custom(place) => place.field(name).or_else(|| place.other()),
            _ => self.other(),
        }
    }

    /// What members may be that are no named fields; `None` where there can be none.
    pub fn other(self) -> Option<Self> {
        match self {
            Self::Map(map) => Some(Self::of(&map.of)),
            Self::AnyMap | Self::Any => Some(Self::Any),
            Self::Custom(place) => place.other(),
            Self::Scalar(_) | Self::Struct(_) | Self::List(_) => None,
        }
    }

    /// What a list's items may be; `None` where there is no list.
    pub fn item(self) -> Option<Self> {
        match self {
            Self::List(list) => Some(Self::of(&list.of)),
            Self::Any => Some(Self::Any),
            Self::Custom(Place { schema, keeps, .. }) => match &schema.items {
                Some(items) => Some(Self::at(items, keeps)),
                None => schema.ty.is_none().then_some(Self::Any),
            },
            _ => None,
        }
    }

    /// How a list's items are owned.
    pub fn items(self) -> Items<'s> {
        match self {
            Self::List(List { topology: Topology::Set, .. }) => Items::Set,
            Self::List(List { topology: Topology::Keyed(keys), .. }) => Items::Keyed(Keys { own: keys, given: &[] }),
            Self::Custom(Place { schema, .. }) => match schema.list_type {
                Some(ListType::Set) => Items::Set,
                Some(ListType::Map) => Items::Keyed(Keys { own: &[], given: &schema.list_map_keys }),
                Some(ListType::Atomic) | None => Items::Atomic,
            },
            _ => Items::Atomic,
        }
    }

    /// The value that a keyed list's item has for a key it leaves out; `None` where leaving it out makes it another item.
    // Upstream: structured-merge-diff/typed/helpers.go getAssociativeKeyDefault (v6.4.2)
    pub fn key_default(self, key: &str) -> Option<Value> {
        match self {
            Self::List(List { of: Type::Struct(fields), .. }) => go_default(fields, key),
            Self::Custom(_) => match self.item()? {
                Self::Custom(item) if item.common(key).is_none() => item.schema.properties.get(key)?.default.clone(),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether nothing is known of an object's members but that they may be anything.
    // Upstream: structured-merge-diff/typed/reconcile_schema.go isUntypedDeducedMap (v6.4.2)
    pub fn is_unknown(self) -> bool {
        match self {
            Self::Any | Self::AnyMap => true,
            Self::Custom(place) => match place.other() {
                Some(Self::Custom(of)) => place.declares_nothing() && of.form().is_none(),
                Some(Self::Any) => place.declares_nothing(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Owned as one value, where it is walked as this.
    pub fn is_atomic(self, form: Form) -> bool {
        match (self, form) {
            (_, Form::Scalar(_)) => false,
            (_, Form::Items) => matches!(self.items(), Items::Atomic),
            (Self::Struct(fields), _) => fields.atomic,
            (Self::Map(map), _) => map.atomic,
            (Self::Custom(place), _) => place.schema.map_type == Some(MapType::Atomic),
            _ => false,
        }
    }

    /// A place below one that keeps, or does not keep, what no schema is known of.
    // Upstream: kube-openapi/pkg/schemaconv/openapi.go convert.visitSpec (v1.37.2)
    fn at(schema: &'s Structural, above_keeps: bool) -> Self {
        let keeps = above_keeps || schema.preserve_unknown_fields;
        Self::Custom(Place { schema, keeps, is_resource: schema.embedded_resource })
    }
}

// Upstream: apiextensions-apiserver/pkg/controller/openapi/builder/builder.go buildKubeNative, addEmbeddedProperties (v1.37.2);
// kube-openapi/pkg/schemaconv/openapi.go convert.parseSchema, convert.parseObject (v1.37.2)
impl<'s> Place<'s> {
    /// What is declared; nothing where it may be anything.
    fn form(self) -> Option<Form> {
        use structural::Type;
        Some(match self.schema.ty? {
            Type::Object => Form::Members,
            Type::Array => Form::Items,
            Type::Integer | Type::Number => Form::Scalar(Scalar::Numeric),
            Type::Boolean => Form::Scalar(Scalar::Boolean),
            Type::String => Form::Scalar(match self.schema.validation.as_ref().map_or("", |v| &v.format) {
                "" | "byte" => Scalar::String,
                _ => Scalar::Untyped,
            }),
        })
    }

    fn field(self, name: &str) -> Option<Shape<'s>> {
        let declared = || self.schema.properties.get(name).map(|property| Shape::at(property, self.keeps));
        self.common(name).or_else(declared)
    }

    /// What every resource has.
    fn common(self, name: &str) -> Option<Shape<'s>> {
        match name {
            "apiVersion" | "kind" if self.is_resource => Some(Shape::Scalar(Scalar::String)),
            "metadata" if self.is_resource => Some(Shape::Struct(&OBJECT_META)),
            _ => None,
        }
    }

    fn declares_nothing(self) -> bool {
        self.schema.properties.is_empty() && !self.is_resource
    }

    /// What members may be that no schema is known of by name.
    fn other(self) -> Option<Shape<'s>> {
        match &self.schema.additional_properties {
            None => (self.keeps || self.declares_nothing()).then_some(Shape::Any),
            Some(AdditionalProperties::Schema(of)) => Some(Shape::at(of, self.keeps)),
            Some(AdditionalProperties::Allowed(allowed)) => allowed.then_some(Shape::Any),
        }
    }
}

/// Fields that are always written and have no other default have their zero value as default in the published API.
fn go_default(fields: &Struct, key: &str) -> Option<Value> {
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

//! Types as OpenAPI describes them, written from the table.
//!
//! Upstream: kube-openapi/pkg/generators/openapi.go, pkg/builder/openapi.go, pkg/builder3/openapi.go (v1.37.2)

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_kinds::Kind;
use coracle_object::json;
use coracle_object::schema::{self, Either, Field, List, Raw, Struct, Topology, Type};
use coracle_object::{Members, Schema, Value};

use super::custom::{self, Describe};
use super::known::{Scope, known_in};
use super::{Version, words};

/// A type that has a name in a document.
#[derive(Clone)]
pub enum Named {
    /// One of the table.
    Struct(&'static Struct),
    /// One that is told of by its name and what JSON it is alone.
    Plain(&'static Plain),
    /// One of which only its name is told.
    Either(&'static Either),
    /// A custom resource.
    Custom(Arc<Kind>),
    /// A list of custom resources.
    CustomList(Arc<Kind>),
}

/// A type without fields.
pub struct Plain {
    package: &'static str,
    name: &'static str,
    /// Nothing for any.
    json: &'static str,
    format: &'static str,
    /// What it may be, where the newer version tells of more than one.
    one_of: &'static [&'static str],
}

impl Plain {
    const fn new(package: &'static str, name: &'static str, json: &'static str, format: &'static str) -> Self {
        Plain { package, name, json, format, one_of: &[] }
    }
}

const META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1";
const EXTENSIONS: &str = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

/// The body of a patch.
pub static PATCH: Plain = Plain::new(META, "Patch", "object", "");
static TIME: Plain = Plain::new(META, "Time", "string", "date-time");
static MICRO_TIME: Plain = Plain::new(META, "MicroTime", "string", "date-time");
static FIELDS: Plain = Plain::new(META, "FieldsV1", "object", "");
static EXTENSION: Plain = Plain::new("io.k8s.apimachinery.pkg.runtime", "RawExtension", "object", "");
static JSON: Plain = Plain::new(EXTENSIONS, "JSON", "", "");
static QUANTITY: Plain = Plain {
    one_of: &["string", "number"],
    ..Plain::new("io.k8s.apimachinery.pkg.api.resource", "Quantity", "string", "")
};
static INT_OR_STRING: Plain = Plain {
    one_of: &["integer", "string"],
    ..Plain::new("io.k8s.apimachinery.pkg.util.intstr", "IntOrString", "string", "int-or-string")
};

impl Named {
    /// A kind's objects.
    pub fn object(kind: &Arc<Kind>) -> Self {
        match kind.schema() {
            Schema::Go(of) => Named::Struct(of),
            Schema::Custom(_) => Named::Custom(kind.clone()),
        }
    }

    /// A list of a kind's objects, if it has one.
    pub fn list(kind: &Arc<Kind>) -> Option<Self> {
        if kind.is_custom() {
            return Some(Named::CustomList(kind.clone()));
        }
        schema::root(kind.api_version(), &kind.list_kind).map(Named::Struct)
    }

    fn key(&self) -> String {
        let (package, name): (Cow<'_, str>, _) = match self {
            Named::Struct(of) => (of.package.into(), Cow::from(of.name)),
            Named::Plain(of) => (of.package.into(), of.name.into()),
            Named::Either(of) => (of.of.package.into(), of.name.into()),
            Named::Custom(kind) => (custom::package(kind).into(), kind.kind().into()),
            Named::CustomList(kind) => (custom::package(kind).into(), Cow::from(&*kind.list_kind)),
        };
        format!("{package}.{name}")
    }
}

/// The types of a document, by name.
pub struct Schemas<'a> {
    version: Version,
    scope: Scope<'a>,
    described: BTreeMap<String, Value>,
}

impl<'a> Schemas<'a> {
    /// None yet, of a document that tells of this much.
    pub fn new(version: Version, scope: Scope<'a>) -> Self {
        Schemas { version, scope, described: BTreeMap::new() }
    }

    /// All of them.
    pub fn into_members(self) -> Members {
        self.described.into_iter().collect()
    }

    /// A reference to a type. It is described, and so are those that it reaches.
    pub fn refer(&mut self, to: &Named) -> Value {
        let key = to.key();
        if !self.described.contains_key(&key) {
            // What refers to itself finds this.
            self.described.insert(key.clone(), Value::Null);
            let schema = match to {
                Named::Struct(of) => self.describe(of),
                Named::Plain(of) => plain(of, self.version),
                Named::Either(of) => json!({"description": words::of_type(of.of.package, of.name)}),
                Named::Custom(kind) => match kind.schema() {
                    Schema::Custom(of) => {
                        let metadata = &self.refer(&Named::Struct(&schema::OBJECT_META));
                        Describe { version: self.version, metadata }.object(kind, of)
                    }
                    Schema::Go(of) => self.describe(of),
                },
                Named::CustomList(kind) => {
                    let items = self.refer(&Named::object(kind));
                    let metadata = &self.list_metadata();
                    Describe { version: self.version, metadata }.list(kind, &items)
                }
            };
            self.described.insert(key.clone(), schema);
        }
        let place = match self.version {
            Version::V2 => "definitions",
            Version::V3 => "components/schemas",
        };
        json!({"$ref": format!("#/{place}/{key}")})
    }

    /// A reference to the metadata of lists.
    fn list_metadata(&mut self) -> Value {
        let of_lists = schema::PARTIAL_OBJECT_METADATA_LIST.field("metadata");
        of_lists.map(|field| self.value(&field.ty).0).unwrap_or_default()
    }

    fn describe(&mut self, of: &'static Struct) -> Value {
        let mut schema = json!({"description": words::of_type(of.package, of.name), "type": "object"});
        let required: Vec<&str> = of.fields.iter().filter(|f| f.required).map(|f| f.name).collect();
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        let properties: BTreeMap<&str, Value> = of.fields.iter().map(|f| (f.name, self.property(of, f))).collect();
        if !properties.is_empty() {
            schema["properties"] = json!(properties);
        }
        let known = known_in(of, self.scope).into_iter();
        let known: Vec<Value> =
            known.map(|(group, version)| json!({"group": group, "kind": of.name, "version": version})).collect();
        if !known.is_empty() {
            schema["x-kubernetes-group-version-kind"] = known.into();
        }
        if of.atomic {
            schema["x-kubernetes-map-type"] = "atomic".into();
        }
        schema
    }

    fn property(&mut self, of: &Struct, field: &'static Field) -> Value {
        let mut property = Members::new();
        let description = words::of_field(of, field);
        if !description.is_empty() {
            property.insert("description", description.into());
        }
        let (value, zero) = self.value(&field.ty);
        let always = !field.omitempty && !field.pointer;
        let default = serde_json::from_str(field.default).ok().or(zero.filter(|_| always));
        let zero = default.filter(|_| self.version == Version::V3);
        let is_alone = property.is_empty() && zero.is_none();
        if value.get("$ref").is_some() && self.version == Version::V3 && !is_alone {
            // Nothing may stand beside a reference there, hence the list of one.
            property.extend(zero.map(|zero| ("default".to_owned(), zero)));
            property.insert("allOf", json!([value]));
        } else {
            property.extend(value.as_object().cloned().unwrap_or_default());
            property.extend(zero.filter(|_| value.get("$ref").is_none()).map(|zero| ("default".to_owned(), zero)));
        }
        if !field.values.is_empty() {
            let of = match property.get_mut("items").and_then(Value::as_object_mut) {
                Some(items) => items,
                None => &mut property,
            };
            of.insert("enum", json!(field.values));
        }
        if !field.patch.merge_key.is_empty() {
            property.insert("x-kubernetes-patch-merge-key", field.patch.merge_key.into());
        }
        let strategies =
            [(field.patch.merge, "merge"), (field.patch.replace, "replace"), (field.patch.retain_keys, "retainKeys")];
        let strategies: Vec<&str> = strategies.into_iter().filter_map(|(given, name)| given.then_some(name)).collect();
        if !strategies.is_empty() {
            property.insert("x-kubernetes-patch-strategy", strategies.join(",").into());
        }
        property.into()
    }

    /// What a type holds, and what it is where nothing was said, if that is written.
    fn value(&mut self, ty: &'static Type) -> (Value, Option<Value>) {
        match ty {
            Type::String => (json!({"type": "string"}), Some("".into())),
            Type::Bool => (json!({"type": "boolean"}), Some(false.into())),
            Type::Int32 => (json!({"type": "integer", "format": "int32"}), Some(0.into())),
            Type::Int64 => (json!({"type": "integer", "format": "int64"}), Some(0.into())),
            Type::Bytes => (json!({"type": "string", "format": "byte"}), None),
            Type::Time => (self.refer(&Named::Plain(&TIME)), None),
            Type::MicroTime => (self.refer(&Named::Plain(&MICRO_TIME)), None),
            Type::Float => (json!({"type": "number", "format": "double"}), Some(0.into())),
            Type::Quantity => (self.refer(&Named::Plain(&QUANTITY)), None),
            Type::IntOrString => (self.refer(&Named::Plain(&INT_OR_STRING)), None),
            Type::Raw(Raw::FieldsV1) => (self.refer(&Named::Plain(&FIELDS)), None),
            Type::Raw(Raw::Extension) => (self.refer(&Named::Plain(&EXTENSION)), None),
            Type::Raw(Raw::Json) => (self.refer(&Named::Plain(&JSON)), None),
            Type::Either(either) => (self.refer(&Named::Either(either)), None),
            Type::Struct(of) => (self.refer(&Named::Struct(of)), Some(json!({}))),
            Type::List(list) => (self.list(list), None),
            Type::Map(map) => {
                let mut schema = json!({"type": "object", "additionalProperties": self.value(&map.of).0});
                if map.atomic {
                    schema["x-kubernetes-map-type"] = "atomic".into();
                }
                (schema, None)
            }
        }
    }

    fn list(&mut self, list: &'static List) -> Value {
        let mut schema = json!({"type": "array", "items": self.value(&list.of).0});
        if let Topology::Keyed(keys) = list.topology {
            schema["x-kubernetes-list-map-keys"] = json!(keys);
        }
        if list.declared {
            schema["x-kubernetes-list-type"] = match list.topology {
                Topology::Atomic => "atomic".into(),
                Topology::Set => "set".into(),
                Topology::Keyed(_) => "map".into(),
            };
        }
        schema
    }
}

fn plain(of: &Plain, version: Version) -> Value {
    let mut schema = json!({"description": words::of_type(of.package, of.name)});
    match (version, of.one_of) {
        (Version::V3, [_, ..]) => schema["oneOf"] = of.one_of.iter().map(|json| json!({"type": json})).collect(),
        _ if of.json.is_empty() => {}
        _ => schema["type"] = of.json.into(),
    }
    if !of.format.is_empty() {
        schema["format"] = of.format.into();
    }
    schema
}

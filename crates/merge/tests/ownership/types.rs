//! A story's type, made of the few words of `OpenAPI` that its file says it in, or a custom resource's of all of them.

use std::collections::BTreeMap;

use coracle_merge::Versions;
use coracle_object::schema::{Field, List, Map, OBJECT_META, Struct, Topology, Type};
use coracle_object::structural::Structural;
use coracle_object::{SchemaRef, Value};

/// What a story's objects are.
#[derive(Debug, Clone)]
pub enum Types {
    /// The same in whatever version is written.
    Same(SchemaRef<'static>),
    /// A custom resource of these versions.
    Several(BTreeMap<String, &'static Structural>),
}

impl Types {
    /// Those that a file or a step names, if it names any.
    pub fn named(said: &Value) -> Option<Self> {
        let custom = |schema| leak(Structural::read(schema).unwrap_or_else(|why| panic!("{why}: {schema}")));
        match (said.get("fields"), said.get("schema"), said.get("versions")) {
            (None, None, None) => None,
            (Some(fields), None, None) => Some(Self::Same(object(fields).into())),
            (None, Some(schema), None) => Some(Self::Same(custom(schema).into())),
            (None, None, Some(versions)) => {
                let versions = versions.as_object().expect("schemas by the names of their versions");
                let versions = versions.iter().map(|(name, schema)| (name.to_string(), custom(schema)));
                Some(Self::Several(versions.collect()))
            }
            _ => panic!("fields, a schema or versions, but one of them: {said}"),
        }
    }

    pub fn are_several(&self) -> bool {
        matches!(self, Self::Several(_))
    }

    pub fn schema(&self, version: &str) -> Option<SchemaRef<'static>> {
        match self {
            Self::Same(schema) => Some(*schema),
            Self::Several(versions) => versions.get(version).map(|schema| SchemaRef::Custom(schema)),
        }
    }
}

/// A custom resource whose objects are the same in all versions; what is written in one, and what is reset then.
#[derive(Debug)]
pub struct Definition<'s> {
    pub types: &'s Types,
    pub reset: BTreeMap<&'s str, Vec<&'s str>>,
}

impl Versions for Definition<'_> {
    fn schema(&self, api_version: &str) -> Option<SchemaRef<'_>> {
        self.types.schema(api_version)
    }

    fn convert(&self, object: &Value, api_version: &str) -> Result<Value, String> {
        let mut object = object.clone();
        object["apiVersion"] = api_version.into();
        Ok(object)
    }

    fn reset(&self, api_version: &str) -> &[&str] {
        self.reset.get(api_version).map_or(&[], Vec::as_slice)
    }
}

/// The type of an object whose own fields these are.
fn object(fields: &Value) -> &'static Struct {
    let text = |name| field(name, Type::String, false);
    let own = properties(fields);
    let meta = [text("apiVersion"), text("kind"), field("metadata", Type::Struct(&OBJECT_META), false)];
    leak(structure("Story", meta.into_iter().chain(own).collect(), false))
}

fn properties(fields: &Value) -> Vec<Field> {
    let fields = fields.as_object().expect("fields by their names");
    fields.iter().map(|(name, schema)| field(leak(name.clone()), of(schema), schema.get("default").is_some())).collect()
}

/// A field; with a default it is one that is always written.
fn field(name: &'static str, ty: Type, written: bool) -> Field {
    Field { omitempty: !written, ..Field::new(name, "", "", ty) }
}

fn structure(name: &'static str, fields: Vec<Field>, atomic: bool) -> Struct {
    Struct { name, package: "", go_type: "", atomic, inline: &[], keeps_empty: false, fields: Vec::leak(fields) }
}

fn of(schema: &Value) -> Type {
    match schema["type"].as_str() {
        Some("string") => Type::String,
        Some("boolean") => Type::Bool,
        Some("integer") => Type::Int64,
        Some("array") => Type::List(leak(List {
            of: of(&schema["items"]),
            go_type: "",
            topology: topology(schema),
            declared: true,
            boxed: false,
        })),
        Some("object") => match (schema.get("properties"), schema.get("additionalProperties")) {
            (Some(fields), None) => Type::Struct(leak(structure("", properties(fields), is_atomic(schema)))),
            (None, Some(values)) => Type::Map(leak(Map { of: of(values), atomic: is_atomic(schema) })),
            _ => panic!("an object has properties or additionalProperties: {schema}"),
        },
        _ => panic!("no type: {schema}"),
    }
}

fn is_atomic(schema: &Value) -> bool {
    schema.get("x-kubernetes-map-type").is_some_and(|kind| kind == "atomic")
}

fn topology(schema: &Value) -> Topology {
    let keys = schema["x-kubernetes-list-map-keys"].as_array();
    match schema["x-kubernetes-list-type"].as_str() {
        Some("atomic") => Topology::Atomic,
        Some("set") => Topology::Set,
        Some("map") => {
            let keys = keys.expect("keys").iter().map(|key| leak(key.as_str().expect("a key").to_owned()).as_str());
            Topology::Keyed(Vec::leak(keys.collect()))
        }
        _ => panic!("no list type: {schema}"),
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

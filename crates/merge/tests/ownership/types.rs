//! A story's type, made of the few words of `OpenAPI` that its file says it in, or a custom resource's of all of them.

use coracle_object::schema::{Field, List, Map, OBJECT_META, Struct, Topology, Type};
use coracle_object::structural::Structural;
use coracle_object::{SchemaRef, Value};

/// The schema that a file or a step names, if it names one.
pub fn schema(said: &Value) -> Option<SchemaRef<'static>> {
    let custom = |schema| leak(Structural::read(schema).unwrap_or_else(|why| panic!("{why}: {schema}")));
    match (said.get("fields"), said.get("schema")) {
        (None, schema) => schema.map(|schema| custom(schema).into()),
        (Some(fields), None) => Some(object(fields).into()),
        (Some(_), Some(_)) => panic!("fields and a schema: {said}"),
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
    Struct { name, package: "", go_type: "", atomic, inline: &[], fields: Vec::leak(fields) }
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

//! A story's type, made of the few words of `OpenAPI` that its file says it in.

use coracle_object::Value;
use coracle_object::schema::{Field, List, OBJECT_META, Patch, Struct, Topology, Type};

/// The type of an object whose own fields these are.
pub fn object(fields: &Value) -> &'static Struct {
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
    Field {
        name,
        go_name: "",
        go_type: "",
        ty,
        embedded: "",
        pointer: false,
        omitempty: !written,
        required: false,
        values: &[],
        protobuf: 0,
        patch: Patch { merge: false, replace: false, retain_keys: false, merge_key: "" },
    }
}

fn structure(name: &'static str, fields: Vec<Field>, atomic: bool) -> Struct {
    Struct { name, package: "", go_type: "", atomic, fields: Vec::leak(fields) }
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
            (Some(fields), None) => {
                let atomic = schema.get("x-kubernetes-map-type").is_some_and(|kind| kind == "atomic");
                Type::Struct(leak(structure("", properties(fields), atomic)))
            }
            (None, Some(values)) => Type::Map(leak(of(values))),
            _ => panic!("an object has properties or additionalProperties: {schema}"),
        },
        _ => panic!("no type: {schema}"),
    }
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

//! OpenAPI v3, written from the kinds' schemas: what kubectl needs to know which parameters a write takes and how lists merge.
//!
//! No prose and no read operations' details: those belong to a document that is meant to be read.

use bytes::Bytes;
use coracle_object::schema::{Field, List, Struct, Topology, Type};
use coracle_object::{Members, Value};
use serde_json::json;

use crate::answer::Response;
use crate::kinds::{self, Kind};

/// The structs that belong to `meta/v1`; every other one is of `core/v1`.
const META: [&str; 5] = ["ObjectMeta", "OwnerReference", "ManagedFieldsEntry", "DeleteOptions", "Preconditions"];

/// The documents that there are.
pub fn index() -> Response {
    json_text(&json!({"paths": {"api/v1": {"serverRelativeURL": "/openapi/v3/api/v1"}}}))
}

/// The core group's document.
pub fn core() -> Response {
    let mut paths = Members::new();
    let mut schemas = Members::new();
    for kind in kinds::kinds() {
        let collection = match kind.namespaced() {
            true => format!("/api/v1/namespaces/{{namespace}}/{}", kind.resource()),
            false => format!("/api/v1/{}", kind.resource()),
        };
        paths.insert(format!("{collection}/{{name}}"), item(*kind));
        paths.insert(
            collection,
            json!({"post": operation(*kind, "post", &["dryRun", "fieldManager", "fieldValidation"])}),
        );
        describe(kind.schema(), &mut schemas);
        if let Some(schema) = schemas.get_mut(&component(kind.schema())).and_then(Value::as_object_mut) {
            schema.insert("x-kubernetes-group-version-kind".into(), json!([identity(*kind)]));
        }
    }
    json_text(&json!({
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": super::KUBERNETES_VERSION},
        "paths": paths,
        "components": {"schemas": schemas},
    }))
}

fn item(kind: &dyn Kind) -> Value {
    json!({
        "get": operation(kind, "get", &["resourceVersion"]),
        "put": operation(kind, "put", &["dryRun", "fieldManager", "fieldValidation"]),
        "patch": operation(kind, "patch", &["dryRun", "fieldManager", "fieldValidation", "force"]),
        "delete": operation(kind, "delete", &["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"]),
    })
}

fn identity(kind: &dyn Kind) -> Value {
    json!({"group": "", "version": kind.api_version(), "kind": kind.kind()})
}

fn operation(kind: &dyn Kind, action: &str, parameters: &[&str]) -> Value {
    let parameters: Vec<Value> = parameters
        .iter()
        .chain(&["pretty"])
        .map(|name| {
            let ty = match *name {
                "force" | "orphanDependents" => "boolean",
                "gracePeriodSeconds" => "integer",
                _ => "string",
            };
            json!({"name": name, "in": "query", "schema": {"type": ty, "uniqueItems": true}})
        })
        .collect();
    let reference = json!({"$ref": format!("#/components/schemas/{}", component(kind.schema()))});
    let mut operation = json!({
        "operationId": format!("{action}CoreV1{}", kind.kind()),
        "parameters": parameters,
        "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": reference}}}},
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": identity(kind),
    });
    let bodies: &[&str] = match action {
        "patch" => &[
            "application/apply-patch+yaml",
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
        ],
        "post" | "put" => &["application/json", "application/yaml"],
        _ => &[],
    };
    if !bodies.is_empty() {
        let schema = if action == "patch" { json!({"type": "object"}) } else { reference };
        let content: Members = bodies.iter().map(|t| ((*t).to_owned(), json!({"schema": schema}))).collect();
        operation["requestBody"] = json!({"content": content, "required": true});
    }
    operation
}

fn component(of: &Struct) -> String {
    let package = if META.contains(&of.name) { "io.k8s.apimachinery.pkg.apis.meta.v1" } else { "io.k8s.api.core.v1" };
    format!("{package}.{}", of.name)
}

/// Describes a struct and those that it reaches.
fn describe(of: &'static Struct, schemas: &mut Members) {
    if schemas.contains_key(&component(of)) {
        return;
    }
    schemas.insert(component(of), Value::Null);
    let properties: Members = of.fields.iter().map(|f| (f.name.to_owned(), property(f, schemas))).collect();
    let required: Vec<&str> =
        of.fields.iter().filter(|f| !f.omitempty && !matches!(f.ty, Type::Struct(_))).map(|f| f.name).collect();
    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if of.atomic {
        schema["x-kubernetes-map-type"] = "atomic".into();
    }
    schemas.insert(component(of), schema);
}

fn property(field: &Field, schemas: &mut Members) -> Value {
    let mut property = value(&field.ty, schemas);
    let strategies: Vec<&str> =
        [(field.patch.retain_keys, "retainKeys"), (field.patch.merge, "merge"), (field.patch.replace, "replace")]
            .into_iter()
            .filter_map(|(given, name)| given.then_some(name))
            .collect();
    if !strategies.is_empty() {
        property["x-kubernetes-patch-strategy"] = strategies.join(",").into();
    }
    if !field.patch.merge_key.is_empty() {
        property["x-kubernetes-patch-merge-key"] = field.patch.merge_key.into();
    }
    property
}

fn value(ty: &Type, schemas: &mut Members) -> Value {
    match ty {
        Type::String => json!({"type": "string"}),
        Type::Bool => json!({"type": "boolean"}),
        Type::Int32 => json!({"type": "integer", "format": "int32"}),
        Type::Int64 => json!({"type": "integer", "format": "int64"}),
        Type::Time => json!({"type": "string", "format": "date-time"}),
        Type::Raw => json!({"type": "object"}),
        Type::Struct(of) => {
            describe(of, schemas);
            // A reference cannot stand beside other members in OpenAPI 3.0, hence the list of one.
            json!({"allOf": [{"$ref": format!("#/components/schemas/{}", component(of))}], "default": {}})
        }
        Type::List(list) => list_value(list, schemas),
        Type::Map(of) => json!({"type": "object", "additionalProperties": value(of, schemas)}),
    }
}

fn list_value(list: &List, schemas: &mut Members) -> Value {
    let mut schema = json!({"type": "array", "items": value(&list.of, schemas)});
    match list.topology {
        Topology::Atomic => schema["x-kubernetes-list-type"] = "atomic".into(),
        Topology::Set => schema["x-kubernetes-list-type"] = "set".into(),
        Topology::Keyed(keys) => {
            schema["x-kubernetes-list-type"] = "map".into();
            schema["x-kubernetes-list-map-keys"] = json!(keys);
        }
    }
    schema
}

fn json_text(value: &Value) -> Response {
    let body = Bytes::from(coracle_object::text::json(value));
    Response { code: 200, content_type: "application/json", headers: Vec::new(), body }
}

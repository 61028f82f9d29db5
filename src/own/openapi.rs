//! One document in OpenAPI of all that is served here, made of the operations.

use std::sync::LazyLock;

use bytes::Bytes;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{Operation, Shape, Shown, operations};
use crate::version;

pub const OPERATIONS: &[Operation] = &[Operation {
    id: "getOpenapi",
    method: "GET",
    path: "/coracle/v1/openapi.json",
    summary: "Shows this document.",
    parameters: &[],
    body: None,
    answer: Shape::Other("application/json"),
    code: 200,
    is_bulky: false,
    run: |_| Box::pin(async { Ok(Shown::Json(DOCUMENT.clone())) }),
}];

static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(format!("{:#}\n", document())));

/// What goes for every answer that is a refusal: the `Status` of the Kubernetes API.
fn status() -> Value {
    let text = json!({"type": "string"});
    json!({
        "type": "object",
        "description": "Why a request was refused, as the Kubernetes API says it.",
        "properties": {
            "kind": text, "apiVersion": text, "metadata": {"type": "object"}, "status": text, "message": text,
            "reason": text, "details": {"type": "object"}, "code": {"type": "integer", "format": "int32"},
        },
    })
}

fn document() -> Value {
    let mut settings = SchemaSettings::openapi3();
    settings.definitions_path = "/components/schemas".into();
    let mut schemas = settings.into_generator();
    let mut paths = Map::new();
    for operation in operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.to_lowercase()] = described(operation, &mut schemas);
    }
    let mut schemas = schemas.take_definitions(true);
    for operation in operations().filter(|operation| operation.body.is_some()) {
        let body = &mut paths[operation.path][operation.method.to_lowercase()]["requestBody"];
        body["required"] = is_needed(&body["content"]["application/json"]["schema"], &schemas).into();
    }
    schemas.insert("Status".to_owned(), status());
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Coracle",
            "description": "What is served beside the Kubernetes API. All of it is below /worlds/NAME, too, where it is about that world.",
            "version": env!("CARGO_PKG_VERSION"),
            "x-kubernetes-version": version::KUBERNETES,
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    })
}

/// Must there be a body? Not where `{}` would do.
fn is_needed(schema: &Value, schemas: &Map<String, Value>) -> bool {
    let place = schema["$ref"].as_str().and_then(|place| place.rsplit('/').next());
    let schema = place.and_then(|name| schemas.get(name)).unwrap_or(schema);
    schema.get("required").is_some() || schema.get("properties").is_none()
}

fn described(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let named = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameters =
        named.map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}));
    let parameters = parameters.chain(operation.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name, "in": "query", "description": parameter.says, "required": parameter.required,
            "schema": {"type": parameter.kind},
        })
    }));
    let content = match operation.answer {
        Shape::Json(schema) => json!({"application/json": {"schema": schema(schemas)}}),
        Shape::JsonOr(schema, other) => json!({"application/json": {"schema": schema(schemas)}, other: {}}),
        Shape::Lines(schema) => json!({"application/x-ndjson": {"schema": schema(schemas)}}),
        Shape::Other(content_type) => json!({content_type: {}}),
    };
    let refused = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}});
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters.collect::<Vec<Value>>(),
        "responses": {
            operation.code.to_string(): {"description": "It is done.", "content": content},
            "default": {"description": "It was refused.", "content": refused},
        },
    });
    if let Some(schema) = operation.body {
        described["requestBody"] = json!({"content": {"application/json": {"schema": schema(schemas)}}});
    }
    described
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All places that a document refers to.
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_operation_stands_in_the_document_and_all_that_it_refers_to() {
        let document = document();
        for operation in operations() {
            let described = &document["paths"][operation.path][operation.method.to_lowercase()];
            assert_eq!(described["operationId"], operation.id);
            assert_eq!(described["requestBody"].is_object(), operation.body.is_some(), "{}", operation.id);
        }
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > operations().count());
        for place in found {
            let there = place.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            assert!(there.is_some(), "{place}");
        }
        let needs = |path: &str| document["paths"][path]["post"]["requestBody"]["required"] == true;
        assert!(!needs("/coracle/v1/worlds") && needs("/coracle/v1/faults") && needs("/coracle/v1/blame"));
        let diff = &document["paths"]["/coracle/v1/diff"]["get"]["responses"]["200"]["content"];
        assert!(diff["application/json"]["schema"].is_object() && diff["text/x-diff"].is_object(), "{diff}");
        assert_eq!(document["components"]["schemas"]["Waited"]["required"], json!(["revision"]));
        let row = &document["components"]["schemas"]["Row"]["properties"];
        assert!(row["apiVersion"].is_object() && row["time"]["nullable"] == true, "{row}");
    }
}

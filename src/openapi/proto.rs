//! An OpenAPI v2 document in protobuf, as kubectl asks for it: what gnostic makes of the same JSON.
//!
//! It knows what `v2.rs` writes, no more.
//! Upstream: gnostic-models/openapiv2/OpenAPIv2.proto (v0.7.0). Its fields' numbers stand here.

use coracle_object::protobuf::wire::{self, push_bytes, push_nested, push_tag, push_varint};
use coracle_object::{Value, yaml};

/// Appends what a JSON value becomes within its message.
type Write = fn(&mut Vec<u8>, &Value);

/// The document.
pub fn document(of: &Value) -> Vec<u8> {
    let out = &mut Vec::new();
    text(out, 1, of, "swagger");
    one(out, 2, of, "info", |out, info| {
        text(out, 1, info, "title");
        text(out, 2, info, "version");
    });
    one(out, 8, of, "paths", |out, paths| named(out, 2, paths, path));
    one(out, 9, of, "definitions", |out, definitions| named(out, 1, definitions, schema));
    one(out, 10, of, "parameters", |out, parameters| named(out, 1, parameters, parameter));
    many(out, 12, of, "security", |out, requirement| {
        named(out, 1, requirement, |out, scopes| {
            scopes.as_array().into_iter().flatten().for_each(|s| string(out, 1, s))
        });
    });
    one(out, 13, of, "securityDefinitions", |out, definitions| {
        named(out, 1, definitions, |out, of| {
            // The one way that there is: apiKey.
            push_nested(out, 2, |out| {
                text(out, 1, of, "type");
                text(out, 2, of, "name");
                text(out, 3, of, "in");
                text(out, 4, of, "description");
            });
        });
    });
    std::mem::take(out)
}

fn path(out: &mut Vec<u8>, of: &Value) {
    for (number, method) in [(2, "get"), (3, "put"), (4, "post"), (5, "delete"), (8, "patch")] {
        one(out, number, of, method, operation);
    }
    many(out, 9, of, "parameters", parameter_or_reference);
}

fn operation(out: &mut Vec<u8>, of: &Value) {
    texts(out, 1, of, "tags");
    text(out, 3, of, "description");
    text(out, 5, of, "operationId");
    texts(out, 6, of, "produces");
    texts(out, 7, of, "consumes");
    many(out, 8, of, "parameters", parameter_or_reference);
    one(out, 9, of, "responses", |out, responses| {
        named(out, 1, responses, |out, response| {
            push_nested(out, 1, |out| {
                text(out, 1, response, "description");
                one(out, 2, response, "schema", |out, of| push_nested(out, 1, |out| schema(out, of)));
            });
        });
    });
    texts(out, 10, of, "schemes");
    extensions(out, 13, of);
}

fn parameter_or_reference(out: &mut Vec<u8>, of: &Value) {
    if of.get("$ref").is_some() {
        push_nested(out, 2, |out| text(out, 1, of, "$ref"));
    } else {
        push_nested(out, 1, |out| parameter(out, of));
    }
}

fn parameter(out: &mut Vec<u8>, of: &Value) {
    match of["in"].as_str() {
        Some("body") => push_nested(out, 1, |out| {
            text(out, 2, of, "name");
            text(out, 3, of, "in");
            flag(out, 4, of, "required");
            one(out, 5, of, "schema", schema);
        }),
        Some("path") => push_nested(out, 2, |out| push_nested(out, 4, |out| plain_parameter(out, of, [5, 19]))),
        _ => push_nested(out, 2, |out| push_nested(out, 3, |out| plain_parameter(out, of, [6, 20]))),
    }
}

/// A parameter of the path or the query, which number two of their fields differently.
fn plain_parameter(out: &mut Vec<u8>, of: &Value, [ty, unique]: [u32; 2]) {
    flag(out, 1, of, "required");
    text(out, 2, of, "in");
    text(out, 3, of, "description");
    text(out, 4, of, "name");
    text(out, ty, of, "type");
    flag(out, unique, of, "uniqueItems");
}

fn schema(out: &mut Vec<u8>, of: &Value) {
    text(out, 1, of, "$ref");
    text(out, 2, of, "format");
    text(out, 4, of, "description");
    texts(out, 19, of, "required");
    many(out, 20, of, "enum", any);
    one(out, 21, of, "additionalProperties", |out, of| push_nested(out, 1, |out| schema(out, of)));
    one(out, 22, of, "type", |out, of| string(out, 1, of));
    one(out, 23, of, "items", |out, of| push_nested(out, 1, |out| schema(out, of)));
    one(out, 25, of, "properties", |out, properties| named(out, 1, properties, schema));
    extensions(out, 31, of);
}

/// The members whose names begin with `x-`.
fn extensions(out: &mut Vec<u8>, number: u32, of: &Value) {
    let members = of.as_object().into_iter().flatten();
    members.filter(|(name, _)| name.starts_with("x-")).for_each(|(name, value)| pair(out, number, name, value, any));
}

/// Any value, as YAML. Unlike gnostic's writer, ours quotes words such as `no`, which nothing here has.
fn any(out: &mut Vec<u8>, value: &Value) {
    push_bytes(out, 2, yaml::from_json(value).as_bytes());
}

/// A message for each member: its name and its value.
fn named(out: &mut Vec<u8>, number: u32, members: &Value, write: Write) {
    let members = members.as_object().into_iter().flatten();
    members.for_each(|(name, value)| pair(out, number, name, value, write));
}

fn pair(out: &mut Vec<u8>, number: u32, name: &str, value: &Value, write: Write) {
    push_nested(out, number, |out| {
        push_bytes(out, 1, name.as_bytes());
        push_nested(out, 2, |out| write(out, value));
    });
}

fn one(out: &mut Vec<u8>, number: u32, of: &Value, name: &str, write: Write) {
    if let Some(value) = of.get(name) {
        push_nested(out, number, |out| write(out, value));
    }
}

fn many(out: &mut Vec<u8>, number: u32, of: &Value, name: &str, write: Write) {
    let items = of.get(name).and_then(Value::as_array).into_iter().flatten();
    items.for_each(|item| push_nested(out, number, |out| write(out, item)));
}

fn text(out: &mut Vec<u8>, number: u32, of: &Value, name: &str) {
    of.get(name).into_iter().for_each(|value| string(out, number, value));
}

fn texts(out: &mut Vec<u8>, number: u32, of: &Value, name: &str) {
    let items = of.get(name).and_then(Value::as_array).into_iter().flatten();
    items.for_each(|item| string(out, number, item));
}

fn string(out: &mut Vec<u8>, number: u32, value: &Value) {
    push_bytes(out, number, value.as_str().unwrap_or_default().as_bytes());
}

fn flag(out: &mut Vec<u8>, number: u32, of: &Value, name: &str) {
    if of.get(name) == Some(&Value::Bool(true)) {
        push_tag(out, number, wire::VARINT);
        push_varint(out, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_gnostic_makes_of_the_same_json() {
        let json = serde_json::from_str(include_str!("testdata/v2.json")).unwrap();
        assert!(document(&json) == include_bytes!("testdata/v2.pb"), "see tools/schema/main.go");
    }
}

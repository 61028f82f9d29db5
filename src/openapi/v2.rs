//! OpenAPI v2: one document, in which parameters that several operations share stand once.
//!
//! Upstream: kube-openapi/pkg/builder/openapi.go, parameters.go (v1.37.2)

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use coracle_kinds::Registry;
use coracle_object::json;
use coracle_object::{Members, Value, text};

use super::known::Scope;
use super::operations::{self, Operation, Parameter, Place};
use super::schemas::{Named, Schemas};
use super::{Version, common_parameters, info};

/// The document.
pub fn document(kinds: &Registry) -> Value {
    let mut writer = Writer { schemas: Schemas::new(Version::V2, Scope::All), shared: BTreeMap::new() };
    let paths: Members =
        operations::all(kinds).into_iter().map(|(_, place)| (place.path.clone(), writer.place(&place))).collect();
    let shared: Members = writer.shared.into_iter().collect();
    json!({
        "swagger": "2.0",
        "info": info(),
        "paths": paths,
        "definitions": writer.schemas.into_members(),
        "parameters": shared,
        "securityDefinitions": {"BearerToken": super::security()},
        "security": [{"BearerToken": []}],
    })
}

struct Writer {
    schemas: Schemas<'static>,
    /// The parameters that may be shared, by name.
    shared: BTreeMap<String, Value>,
}

impl Writer {
    fn place(&mut self, place: &Place) -> Value {
        let common = common_parameters(place);
        let mut members: Members =
            place.operations.iter().map(|o| (o.method.to_owned(), self.operation(o, &common))).collect();
        if !common.is_empty() {
            let common: Vec<Value> = common.iter().map(|parameter| self.parameter(parameter)).collect();
            members.insert("parameters", common.into());
        }
        members.into()
    }

    fn operation(&mut self, of: &Operation, common: &[Parameter]) -> Value {
        let mut operation = json!({
            "description": of.description,
            "consumes": of.consumes,
            "produces": of.produces,
            "schemes": ["https"],
            "tags": [of.tag],
            "operationId": of.id,
        });
        let body = of.body.as_ref().map(|(body, required)| self.body(body, *required));
        let own = of.parameters.iter().filter(|parameter| !common.contains(parameter));
        let mut parameters: Vec<(&str, Value)> = own.map(|p| (p.name, self.parameter(p))).collect();
        parameters.extend(body.map(|body| ("body", body)));
        parameters.sort_by_key(|(name, _)| *name);
        if !parameters.is_empty() {
            operation["parameters"] = parameters.into_iter().map(|(_, parameter)| parameter).collect();
        }
        operation["responses"] = self.responses(of);
        if let Some((action, kind)) = &of.action {
            operation["x-kubernetes-action"] = (*action).into();
            operation["x-kubernetes-group-version-kind"] =
                json!({"group": kind.group(), "kind": kind.kind(), "version": kind.version()});
        }
        operation
    }

    fn responses(&mut self, of: &Operation) -> Value {
        let mut responses = Members::new();
        for (code, words) in of.codes {
            responses.insert(*code, json!({"description": words, "schema": self.schemas.refer(&of.answer)}));
        }
        responses.insert("401", json!({"description": "Unauthorized"}));
        responses.into()
    }

    /// A body. One that belongs to no kind is shared.
    fn body(&mut self, body: &Named, required: bool) -> Value {
        let schema = self.schemas.refer(body);
        let of_a_kind = matches!(body, Named::Custom(_))
            || schema["$ref"].as_str().is_some_and(|name| name.starts_with("#/definitions/io.k8s.api."));
        let mut parameter = json!({"name": "body", "in": "body"});
        if required {
            parameter["required"] = true.into();
        }
        parameter["schema"] = schema;
        if of_a_kind { parameter } else { self.share("body", parameter) }
    }

    /// A parameter. Clients look for `dryRun` and `fieldValidation` where they are used, and so these are not shared.
    fn parameter(&mut self, of: &Parameter) -> Value {
        let mut parameter = json!({
            "uniqueItems": true,
            "type": of.json,
            "description": of.description,
            "name": of.name,
            "in": if of.in_path { "path" } else { "query" },
        });
        if of.in_path {
            parameter["required"] = true.into();
        }
        if matches!(of.name, "name" | "dryRun" | "fieldValidation") {
            parameter
        } else {
            self.share(of.name, parameter)
        }
    }

    fn share(&mut self, name: &str, parameter: Value) -> Value {
        let key = format!("{name}-{}", mark(&text::json(&parameter)));
        let reference = json!({"$ref": format!("#/parameters/{key}")});
        self.shared.insert(key, parameter);
        reference
    }
}

/// 8 characters that tell texts apart: 6 bytes of FNV-1.
fn mark(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    URL_SAFE.encode(&hash.to_be_bytes()[..6])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_parameters_name_is_the_references() {
        let parameter = r##"{"name":"body","in":"body","required":true,"schema":{"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Patch"}}"##;
        assert_eq!(mark(parameter), "78PwaGsr");
    }
}

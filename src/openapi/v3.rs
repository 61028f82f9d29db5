//! OpenAPI v3: a document for each group and version.
//!
//! Upstream: kube-openapi/pkg/builder3/openapi.go (v1.37.2)

use coracle_object::json;
use coracle_object::{Members, Value};

use super::known::Scope;
use super::operations::{Operation, Parameter, Place};
use super::schemas::Schemas;
use super::{Version, common_parameters, info};

/// The document with this name, which tells of these places.
pub fn document(name: &str, places: &[Place]) -> Value {
    let mut actions =
        places.iter().flat_map(|place| &place.operations).filter_map(|operation| operation.action.as_ref());
    let scope = match actions.any(|(_, kind)| kind.is_custom()) {
        true => Scope::Custom,
        false => Scope::Version(name.strip_prefix("apis/").or(name.strip_prefix("api/")).unwrap_or(name)),
    };
    let mut schemas = Schemas::new(Version::V3, scope);
    let paths: Members = places.iter().map(|at| (at.path.clone(), place(at, &mut schemas))).collect();
    json!({
        "openapi": "3.0.0",
        "info": info(),
        "paths": paths,
        "components": {"schemas": schemas.into_members(), "securitySchemes": {"BearerToken": super::security()}},
    })
}

fn place(place: &Place, schemas: &mut Schemas<'_>) -> Value {
    let common = common_parameters(place);
    let mut members: Members =
        place.operations.iter().map(|o| (o.method.to_owned(), operation(o, &common, schemas))).collect();
    if !common.is_empty() {
        members.insert("parameters", common.iter().map(parameter).collect());
    }
    members.into()
}

fn operation(of: &Operation, common: &[Parameter], schemas: &mut Schemas<'_>) -> Value {
    let mut operation = json!({"tags": [of.tag], "description": of.description, "operationId": of.id});
    let own: Vec<Value> = of.parameters.iter().filter(|p| !common.contains(p)).map(parameter).collect();
    if !own.is_empty() {
        operation["parameters"] = own.into();
    }
    if let Some((body, required)) = &of.body {
        operation["requestBody"] = json!({"content": content(of.consumes, &schemas.refer(body))});
        if *required {
            operation["requestBody"]["required"] = true.into();
        }
    }
    let mut responses = Members::new();
    for (code, words) in of.codes {
        let content = content(&of.produces, &schemas.refer(&of.answer));
        responses.insert(*code, json!({"description": words, "content": content}));
    }
    responses.insert("401", json!({"description": "Unauthorized"}));
    operation["responses"] = responses.into();
    if let Some((action, kind)) = &of.action {
        operation["x-kubernetes-action"] = (*action).into();
        operation["x-kubernetes-group-version-kind"] =
            json!({"group": kind.group(), "version": kind.version(), "kind": kind.kind()});
    }
    operation
}

/// The same schema in each of these types, by their names.
fn content(types: &[&str], schema: &Value) -> Value {
    let mut types = types.to_vec();
    types.sort_unstable();
    types.into_iter().map(|name| (name.to_owned(), json!({"schema": schema}))).collect::<Members>().into()
}

fn parameter(of: &Parameter) -> Value {
    let place = if of.in_path { "path" } else { "query" };
    let mut parameter = json!({"name": of.name, "in": place, "description": of.description});
    if of.in_path {
        parameter["required"] = true.into();
    }
    parameter["schema"] = json!({"type": of.json, "uniqueItems": true});
    parameter
}

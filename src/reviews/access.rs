//! May somebody do something: what is wrong with such a question, and its answer.
//!
//! Upstream: kubernetes/pkg/apis/authorization/validation/validation.go, pkg/registry/authorization/util/helpers.go (v1.37.2).

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::json;
use coracle_object::meta;

use super::{What, list, selectors, text};
use crate::auth::rules::Rules;
use crate::auth::{User, rights};
use crate::request::target::{Resource, Target};

const RESOURCE: &str = "resourceAttributes";
const PATH: &str = "nonResourceAttributes";

/// Refuses a question that cannot be answered.
pub fn check(object: &Value, what: What) -> Result<(), Vec<FieldError>> {
    let (spec, root) = (&object["spec"], Path::new("spec"));
    let mut errors = Vec::new();
    if spec.get(RESOURCE).is_some() == spec.get(PATH).is_some() {
        let why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
        errors.push(FieldError::invalid(&root, path_in_go(spec), why));
    }
    if what != What::OwnAccess && text(&spec["user"]).is_empty() && list(&spec["groups"]).is_empty() {
        errors.push(FieldError::invalid(&root.child("user"), "", "at least one of user or group must be specified"));
    }
    if let Some(resource) = spec.get(RESOURCE) {
        selectors::check(resource, &mut errors);
    }
    check_metadata(object, what, &mut errors);
    if what == What::LocalAccess {
        check_local(object, &mut errors);
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn check_metadata(object: &Value, what: What, errors: &mut Vec<FieldError>) {
    let (allowed, why): (&[&str], _) = match what {
        What::LocalAccess => (&["managedFields", "namespace"], "must be empty except for namespace"),
        _ => (&["managedFields"], "must be empty"),
    };
    let metadata = &object["metadata"];
    let mut names = metadata.as_object().into_iter().flat_map(|members| members.keys());
    if names.any(|name| !allowed.contains(&name.as_str())) {
        errors.push(FieldError::invalid(&Path::new("metadata"), metadata, why));
    }
}

fn check_local(object: &Value, errors: &mut Vec<FieldError>) {
    let (spec, root) = (&object["spec"], Path::new("spec"));
    if let Some(resource) = spec.get(RESOURCE) {
        let namespace = text(&resource["namespace"]);
        if namespace != meta::text(object, "namespace") {
            let resource = root.child(RESOURCE);
            errors.push(FieldError::invalid(&resource.child("namespace"), namespace, "must match metadata.namespace"));
        }
    }
    if spec.get(PATH).is_some() {
        errors.push(FieldError::invalid(&root.child(PATH), path_in_go(spec), "disallowed on this kind of request"));
    }
}

/// What is asked about a path, as the reference's own type is written.
fn path_in_go(spec: &Value) -> Value {
    spec.get(PATH).map_or(Value::Null, |path| json!({"Path": text(&path["path"]), "Verb": text(&path["verb"])}))
}

/// Whom a question is about.
pub fn user(spec: &Value) -> User {
    let extra = spec["extra"].as_object().into_iter().flatten();
    User {
        name: text(&spec["user"]).to_owned(),
        uid: text(&spec["uid"]).to_owned(),
        groups: list(&spec["groups"]),
        extra: extra.map(|(key, values)| (key.to_string(), list(values))).collect(),
    }
}

/// The status that answers a question.
pub fn decide(user: &User, spec: &Value, rules: &Rules) -> Value {
    let Some(resource) = spec.get(RESOURCE) else {
        let (path, verb) = (text(&spec[PATH]["path"]), text(&spec[PATH]["verb"]));
        let target = Target { path: path.to_owned(), verb: verb.to_owned(), resource: None };
        return json!({"allowed": rights::check(user, verb, &target, rules).is_ok()});
    };
    let said = |name: &str| text(&resource[name]).to_owned();
    let target = Target {
        path: String::new(),
        verb: said("verb"),
        resource: Some(Resource {
            group: said("group"),
            version: said("version"),
            resource: said("resource"),
            subresource: said("subresource"),
            namespace: said("namespace"),
            name: said("name"),
        }),
    };
    json!({
        "allowed": rights::check(user, &target.verb, &target, rules).is_ok(),
        // No right depends on a selector; the reference says all the same which it does not understand.
        "evaluationError": selectors::ignored(resource),
    })
}

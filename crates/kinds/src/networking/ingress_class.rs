//! The kind `IngressClass`: who answers for ingresses, and where their parameters are.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::meta::{self, Scope};
use coracle_object::names::{self, Part, name_is_path_segment};
use coracle_object::{domains, schema};

use crate::columns::{Cell, Column};
use crate::generation;
use crate::kind::{Identity, Kind};
use crate::metadata;
use crate::read::text;
use crate::rules::Rules;

struct IngressClasses;

/// A controller's name has at most this many bytes.
const CONTROLLER_BYTES_MAX: usize = 250;

/// The kind.
pub(crate) fn kind() -> Kind {
    let controller = |object: &Value| text(&object["spec"], "controller").into();
    Kind {
        scope: Scope::Cluster,
        columns: vec![
            Column { cell: Cell::Of(|object| name(object).into()), ..Column::NAME },
            Column::text("Controller", "Who answers for ingresses of this class.", controller),
            Column::text("Parameters", "Where more about the class is said.", |object| parameters(object).into()),
            Column::AGE,
        ],
        rules: Arc::new(IngressClasses),
        ..Kind::new(Identity::new("networking.k8s.io", "v1", "IngressClass", "ingressclasses"), &schema::INGRESS_CLASS)
    }
}

impl Rules for IngressClasses {
    // Upstream: pkg/apis/networking/v1/defaults.go SetDefaults_IngressClass (v1.37.2)
    fn default(&self, object: &mut Value) {
        let parameters = object.pointer_mut("/spec/parameters").and_then(Value::as_object_mut);
        if let Some(scope) = parameters.map(|parameters| parameters.entry("scope").or_insert(Value::Null))
            && scope.is_null()
        {
            *scope = "Cluster".into();
        }
    }

    // Upstream: pkg/registry/networking/ingressclass/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        generation::first(object);
    }

    // Upstream: pkg/registry/networking/ingressclass/strategy.go PrepareForUpdate (v1.37.2)
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        if object["spec"] != current["spec"] {
            generation::next(object, current);
        }
    }

    // Upstream: pkg/apis/networking/validation/validation.go ValidateIngressClass (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        check(object)
    }

    // Upstream: pkg/apis/networking/validation/validation.go ValidateIngressClassUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        let (proposed, before) = (text(&object["spec"], "controller"), text(&current["spec"], "controller"));
        if proposed != before {
            errors.push(FieldError::immutable(&Path::new("spec").child("controller"), proposed));
        }
        errors.extend(check(object));
        errors
    }
}

// Upstream: pkg/apis/networking/validation/validation.go ValidateIngressClass, validateIngressClassSpec (v1.37.2)
fn check(object: &Value) -> Vec<FieldError> {
    let mut errors = metadata::check(object, Scope::Cluster);
    let spec = Path::new("spec");
    let (path, controller) = (spec.child("controller"), text(&object["spec"], "controller"));
    if controller.len() > CONTROLLER_BYTES_MAX {
        errors.push(FieldError::too_long(&path, CONTROLLER_BYTES_MAX));
    }
    errors.extend(domains::validate_prefixed_path(&path, controller));
    let parameters = &object["spec"]["parameters"];
    if !parameters.is_null() {
        errors.extend(validate_parameters(parameters, &spec.child("parameters")));
    }
    errors
}

// Upstream: pkg/apis/networking/validation/validation.go validateIngressClassParametersReference (v1.37.2)
fn validate_parameters(parameters: &Value, path: &Path) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Some(group) = parameters["apiGroup"].as_str() {
        errors.extend(FieldError::invalid_each(&path.child("apiGroup"), group, names::subdomain(group)));
    }
    let named = ["kind", "name"].map(|field| (path.child(field), text(parameters, field)));
    for (path, name) in &named {
        errors.extend(FieldError::invalid_each(path, name, name_is_path_segment(name, Part::Whole)));
    }
    errors.extend(validate_place(text(parameters, "scope"), parameters["namespace"].as_str(), path));
    // The reference asks for these by declarations, whose errors come after all others.
    // Upstream: pkg/apis/networking/v1/zz_generated.validations.go Validate_IngressClassParametersReference (v1.37.2)
    errors.extend(named.iter().filter(|(_, name)| name.is_empty()).map(|(path, _)| FieldError::required(path, "")));
    errors
}

/// What is wrong with where the parameters are said to be.
fn validate_place(scope: &str, namespace: Option<&str>, path: &Path) -> Vec<FieldError> {
    let field = path.child("namespace");
    match (scope, namespace) {
        ("Namespace", None) => vec![FieldError::required(&field, "`parameters.scope` is set to 'Namespace'")],
        ("Namespace", Some(name)) => FieldError::invalid_each(&field, name, names::name_is_label(name, Part::Whole)),
        ("Cluster", None) => vec![],
        ("Cluster", Some(_)) => vec![FieldError::forbidden(&field, "`parameters.scope` is set to 'Cluster'")],
        _ => vec![FieldError::not_supported(&path.child("scope"), scope, &["Cluster", "Namespace"])],
    }
}

/// The name, with a word where ingresses without a class belong to this one.
// Upstream: pkg/printers/internalversion/printers.go printIngressClass (v1.37.2)
fn name(object: &Value) -> String {
    format!("{}{}", meta::text(object, "name"), if is_default(object) { " (default)" } else { "" })
}

/// Do ingresses without a class belong to this one?
// Upstream: pkg/apis/networking/util/helpers.go HasDefaultAnnotation (v1.37.2)
pub(super) fn is_default(object: &Value) -> bool {
    object["metadata"]["annotations"]["ingressclass.kubernetes.io/is-default-class"] == "true"
}

/// The parameters' kind, group and name.
// Upstream: pkg/printers/internalversion/printers.go printIngressClass (v1.37.2)
fn parameters(object: &Value) -> String {
    let parameters = &object["spec"]["parameters"];
    if parameters.is_null() {
        return "<none>".to_owned();
    }
    let group = parameters["apiGroup"].as_str().map(|group| format!(".{group}")).unwrap_or_default();
    format!("{}{group}/{}", text(parameters, "kind"), text(parameters, "name"))
}

//! A create: what a client sends becomes a new object.

use coracle_kinds::{Kind, Qualified};
use coracle_object::Value;
use coracle_object::edit;
use coracle_object::field::{FieldError, Path};

use super::{Decision, Facts, Scope, merge_owners};
use crate::status::Failure;

/// Decides a create. `proposed` is the client's document in typed form, `name` the name it is to have.
///
/// # Errors
/// What the reference answers, in its order.
// Upstream: endpoints/handlers/create.go createHandler, registry/store.go create (v1.37.2)
pub fn decide(
    scope: &Scope,
    proposed: &Value,
    name: &str,
    facts: &Facts,
    warnings: &mut Vec<String>,
) -> Result<Decision, Failure> {
    let mut object = arriving(scope, proposed, warnings)?;
    scope.admit_create(facts, edit::text(&object, "name"))?;
    scope.choose(facts, &mut object)?;
    merge_owners(&mut object, true, warnings);
    give_system_fields(scope, &mut object);
    edit::set_text(&mut object, "name", name);
    let object = prepare(scope, object, warnings)?;
    scope.admit_among(facts, &object, None)?;
    let given = edit::text(&object, "resourceVersion");
    // Quirk: a dry run does not mind a resourceVersion, nor does one that is no number (create/resource-version-set).
    if !scope.dry_run && given.parse::<u64>().is_ok_and(|v| v != 0) {
        return Err(Failure::unexplained("resourceVersion should not be set on objects to be created"));
    }
    if let Some(current) = &facts.current {
        return Err(exists(scope, name, edit::has(&current.object, "deletionTimestamp"), &object));
    }
    Ok(Decision::Create(object))
}

/// A client's document as a new object, before anything else is known of it. A warning of owners that it names twice comes along.
///
/// # Errors
/// 400: it names another namespace than the path.
pub fn arriving(scope: &Scope, proposed: &Value, warnings: &mut Vec<String>) -> Result<Value, Failure> {
    let mut object = proposed.clone();
    forget_system_fields(&mut object);
    scope.match_namespace(&mut object)?;
    merge_owners(&mut object, false, warnings);
    Ok(scope.own(None, object))
}

fn exists(scope: &Scope, name: &str, being_deleted: bool, object: &Value) -> Failure {
    let resource = scope.kind.group_resource();
    let generated = !edit::text(object, "generateName").is_empty();
    let failure =
        if generated { Failure::no_unique_name(resource, name) } else { Failure::already_exists(resource, name) };
    if being_deleted { failure.of_object_being_deleted() } else { failure }
}

/// A client does not set these; whatever stands there is dropped.
// Upstream: registry/rest/meta.go WipeObjectMetaSystemFields (v1.37.2)
pub fn forget_system_fields(object: &mut Value) {
    for name in ["creationTimestamp", "uid", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] {
        edit::set(object, name, None);
    }
}

/// What the server gives a new object.
pub fn give_system_fields(scope: &Scope, object: &mut Value) {
    edit::set_text(object, "creationTimestamp", &scope.moment.now);
    edit::set_text(object, "uid", &scope.moment.uid);
}

/// What a new object goes through before it is stored.
// Upstream: registry/rest/create.go BeforeCreate (v1.37.2)
pub fn prepare(scope: &Scope, mut object: Value, warnings: &mut Vec<String>) -> Result<Value, Failure> {
    scope.match_namespace(&mut object)?;
    scope.kind.rules.prepare_create(&mut object);
    let object = scope.kind.schema().settle(object);
    check_type(&scope.kind, &object)?;
    refuse(scope, &object, scope.kind.validate_create(&object))?;
    warnings.extend(scope.kind.rules.warnings_create(&object));
    let mut object = canonical(scope, object);
    scope.kind.forget_empty(&mut object);
    Ok(object)
}

/// Puts an object into the form that its kind stores.
pub fn canonical(scope: &Scope, mut object: Value) -> Value {
    scope.kind.rules.canonicalize(&mut object);
    scope.kind.schema().settle(object)
}

/// Refuses what says that it is another kind or version, as only a custom resource still can, and what could not be read again.
// Upstream: apiextensions-apiserver/pkg/registry/customresource/validator.go customResourceValidator.ValidateTypeMeta (v1.37.2)
pub fn check_type(kind: &Kind, object: &Value) -> Result<(), Failure> {
    let said = |name| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let (found, api_version) = (said("kind"), said("apiVersion"));
    let must_be = |field, found: &str, right: &str| {
        (found != right).then(|| FieldError::invalid(&Path::new(field), found, format!("must be {right}")))
    };
    let wrong = [must_be("kind", found, kind.kind()), must_be("apiVersion", api_version, kind.api_version())];
    let errors: Vec<FieldError> = wrong.into_iter().flatten().collect();
    if errors.is_empty() && !kind.schema().is_readable(object) {
        // The reference stores it (docs/differences.md).
        return Err(Failure::bad_request("the object nests too deep to be stored together with its managedFields"));
    }
    if errors.is_empty() {
        return Ok(());
    }
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    Err(Failure::invalid(Qualified { group, name: found }, edit::text(object, "name"), &errors))
}

/// Refuses an object with what is wrong with it.
pub fn refuse(scope: &Scope, object: &Value, errors: Vec<FieldError>) -> Result<(), Failure> {
    if errors.is_empty() {
        return Ok(());
    }
    Err(Failure::invalid(scope.kind.group_kind(), edit::text(object, "name"), &errors))
}

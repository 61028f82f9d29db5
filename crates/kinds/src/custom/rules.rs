//! What custom resources do differently from other kinds: their schema's checks, generation and status.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_object::field::FieldError;
use coracle_object::meta::{self, Scope};
use coracle_object::structural::texts::TextRules;
use coracle_object::structural::{self, Structural};
use coracle_object::{Value, edit, names, text};

use crate::generation;
use crate::read::{list, set, text as member};
use crate::scale::Scale;
use crate::validations::{self, Run, Validator};
use crate::versions::Variant;

/// The rules of a version.
pub(super) struct Rules {
    schema: Arc<Structural>,
    /// Its rules in CEL, if it has any.
    validator: Option<Arc<Validator>>,
    scope: Scope,
    /// Is the status written by a path of its own?
    has_status: bool,
    /// How it is scaled, if it is.
    scale: Option<Scale>,
    /// The fields that `fieldSelector` may ask for, by the names of the members that lead there.
    selectable: Vec<Vec<String>>,
}

impl Rules {
    /// Those of a version of a definition.
    pub(super) fn new(variant: &Variant, scope: Scope, version: &Value) -> Self {
        let path = |field: &Value| {
            let path = member(field, "jsonPath");
            path.trim_start_matches('.').split('.').map(ToOwned::to_owned).collect()
        };
        let selectable = list(version, "selectableFields").iter().map(path).collect();
        let scale = version["subresources"].get("scale").map(Scale::read);
        let Variant { schema, validator, has_status, .. } = variant.clone();
        Rules { schema, validator, scope, has_status, scale, selectable }
    }

    /// What is wrong by its rules in CEL, unless too much else is.
    // Upstream: apiextensions-apiserver/pkg/registry/customresource/strategy.go customResourceStrategy.ValidateUpdate (v1.37.2)
    fn check_rules(
        &self,
        object: &Value,
        current: Option<&Value>,
        errors: &mut Vec<FieldError>,
        overlooked: &mut Vec<String>,
    ) {
        let Some(validator) = &self.validator else { return };
        if let Some(error) = validations::blocking(errors) {
            errors.push(error);
            return;
        }
        let found = Run::object(validator, &self.schema, object, current);
        errors.extend(found.errors);
        overlooked.extend(found.warnings);
    }

    /// What is wrong with lists that are sets or maps, unless the current object had some wrong, too.
    fn check_lists(&self, object: &Value, current: &Value) -> Vec<FieldError> {
        let wrong = structural::validate_lists(object, &self.schema);
        if wrong.is_empty() || !structural::validate_lists(current, &self.schema).is_empty() {
            Vec::new()
        } else {
            wrong
        }
    }
}

// Upstream: apiextensions-apiserver/pkg/registry/customresource/strategy.go customResourceStrategy (v1.37.2)
impl crate::rules::Rules for Rules {
    fn prepare_create(&self, object: &mut Value) {
        if self.has_status
            && let Some(members) = object.as_object_mut()
        {
            members.remove("status");
        }
        generation::first(object);
    }

    fn prepare_update(&self, object: &mut Value, current: &Value) {
        if self.has_status {
            keep(object, "status", current);
        }
        if content(object) != content(current) {
            generation::next(object, current);
        }
    }

    // Upstream: pkg/registry/customresource/validator.go customResourceValidator.Validate (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = meta::validate(object, self.scope, names::name_is_subdomain);
        errors.extend(structural::validate(object, &self.schema, &TextRules));
        errors.extend(self.scale.iter().flat_map(|scale| scale.check(object)));
        errors.extend(structural::validate_embedded(object, &self.schema));
        errors.extend(structural::validate_lists(object, &self.schema));
        self.check_rules(object, None, &mut errors, &mut Vec::new());
        errors
    }

    fn check_update(&self, object: &Value, current: &Value, overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = meta::validate_update(object, current);
        errors.extend(structural::validate_update(object, current, &self.schema, &TextRules));
        errors.extend(self.scale.iter().flat_map(|scale| scale.check(object)));
        errors.extend(structural::validate_embedded(object, &self.schema));
        errors.extend(self.check_lists(object, current));
        self.check_rules(object, Some(current), &mut errors, overlooked);
        errors
    }

    fn is_costly(&self) -> bool {
        self.validator.as_ref().is_some_and(|validator| validator.is_costly())
    }

    fn warnings_create(&self, object: &Value) -> Vec<String> {
        warnings(object, &[])
    }

    fn warnings_update(&self, object: &Value, current: &Value) -> Vec<String> {
        warnings(object, &edit::texts(current, "finalizers"))
    }

    fn selectable_fields(&self) -> Vec<String> {
        self.selectable.iter().map(|path| path.join(".")).collect()
    }

    // Upstream: apiextensions-apiserver/pkg/registry/customresource/strategy.go selectableFields (v1.37.2)
    fn selectable<'a>(&self, object: &'a Value, field: &str) -> Option<Cow<'a, str>> {
        match field {
            "metadata.name" => return Some(meta::text(object, "name").into()),
            "metadata.namespace" if self.scope == Scope::Namespaced => {
                return Some(meta::text(object, "namespace").into());
            }
            _ => {}
        }
        let path = self.selectable.iter().find(|path| path.iter().map(String::as_str).eq(field.split('.')))?;
        let value = path.iter().try_fold(object, |value, name| value.get(name));
        Some(match value {
            None | Some(Value::Null) => Cow::Borrowed(""),
            Some(Value::String(text)) => Cow::Borrowed(text),
            Some(other) => Cow::Owned(text::plain(other)),
        })
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/conversion/converter.go crConverter.ConvertFieldLabel (v1.37.2)
    fn not_selectable(&self, field: &str) -> String {
        format!("field label not supported: {field}")
    }
}

/// The rules of a version as a write of the status sees it.
pub(super) struct StatusRules(pub(super) Arc<Rules>);

// Upstream: apiextensions-apiserver/pkg/registry/customresource/status_strategy.go statusStrategy (v1.37.2)
impl crate::rules::Rules for StatusRules {
    fn is_costly(&self) -> bool {
        self.0.is_costly()
    }

    fn prepare_update(&self, object: &mut Value, current: &Value) {
        let (status, managers) = (object.get("status").cloned(), edit::get(object, "managedFields").cloned());
        *object = current.clone();
        edit::set(object, "managedFields", managers);
        match (status, object.as_object_mut()) {
            (Some(status), _) => set(object, "status", status),
            (None, Some(members)) => {
                members.remove("status");
            }
            (None, None) => {}
        }
    }

    // Upstream: apiextensions-apiserver/pkg/registry/customresource/validator.go ValidateStatusUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = meta::validate_update(object, current);
        if let (Some(status), Some(schema)) = (object.get("status"), self.0.schema.properties.get("status")) {
            let current = current.get("status").unwrap_or(&Value::Null);
            let wrong = structural::validate_update(status, current, schema, &TextRules);
            errors.extend(wrong.into_iter().map(in_status));
        }
        errors.extend(self.0.scale.iter().flat_map(|scale| scale.check_status(object)));
        errors.extend(self.0.check_lists(object, current));
        self.0.check_rules(object, Some(current), &mut errors, overlooked);
        errors
    }

    fn selectable<'a>(&self, object: &'a Value, field: &str) -> Option<Cow<'a, str>> {
        self.0.selectable(object, field)
    }
}

/// An error of a status by itself as one of the object.
// Upstream: apiextensions-apiserver/pkg/apiserver/validation/validation.go kubeOpenAPIResultToFieldErrors (v1.37.2)
fn in_status(mut error: FieldError) -> FieldError {
    error.field = match error.field.as_str() {
        "<nil>" => "status".to_owned(),
        field => format!("status.{field}"),
    };
    error
}

/// Takes over a member of the current object, or its absence.
fn keep(object: &mut Value, name: &str, current: &Value) {
    match (current.get(name), object.as_object_mut()) {
        (Some(value), _) => set(object, name, value.clone()),
        (None, Some(members)) => {
            members.remove(name);
        }
        (None, None) => {}
    }
}

/// What a change of counts as another generation: all but the metadata, in whatever order.
fn content(object: &Value) -> BTreeMap<&str, &Value> {
    let members = object.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| *name != "metadata").collect()
}

/// What is unwise about finalizers that are new, by name.
// Upstream: apiextensions-apiserver/pkg/registry/customresource/strategy.go generateWarningsFromObj,
// validator.go validateKubeFinalizerName (v1.37.2)
fn warnings(object: &Value, before: &[String]) -> Vec<String> {
    let mut new = edit::texts(object, "finalizers");
    new.retain(|finalizer| !before.contains(finalizer));
    new.sort();
    new.dedup();
    let mut warnings = Vec::new();
    for finalizer in &new {
        let warn = |why: &str| format!("metadata.finalizers: {}: {why}", text::quote(finalizer));
        warnings.extend(names::qualified_name(finalizer).iter().map(|why| warn(why)));
        if !finalizer.contains('/') && ![meta::ORPHAN, meta::FOREGROUND, "kubernetes"].contains(&finalizer.as_str()) {
            let how = if finalizer.contains('.') { " including a path (/)" } else { "" };
            warnings.push(warn(&format!(
                "prefer a domain-qualified finalizer name{how} to avoid accidental conflicts with other finalizer writers"
            )));
        }
    }
    warnings
}

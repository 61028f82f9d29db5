//! Whether the defaults of a schema are values of it.

use std::ptr;
use std::rc::Rc;

use super::metadata::coerce;
use super::{Source, Structural, Texts, embedded, prune, validate_default};
use crate::field::{BadValue, ERRORS_MAX, FieldError, Path, aggregate};
use crate::{Members, Value, text};

/// What a schema asks of its defaults beside what it says of values.
pub trait DefaultRules {
    /// What is wrong with a default that stands at this path; `root` says whether it is a whole object.
    fn check(&mut self, default: &Value, schema: &Structural, root: bool, path: &Path<'_>) -> Vec<FieldError>;
    /// Whether nothing more is asked of any default.
    fn is_over(&self) -> bool;
}

/// How long all errors together may be, in bytes. The reference has no such bound.
const ERROR_BYTES_MAX: usize = 16 << 20;

/// What is wrong with the defaults of a whole schema, which stands at this path; in the order of names. `pruned` asks that they hold
/// nothing that would be dropped.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go ValidateDefaults (v1.37.2)
#[must_use]
pub fn validate_defaults(
    schema: &Structural,
    pruned: bool,
    path: &Path<'_>,
    texts: &dyn Texts,
    rules: &mut dyn DefaultRules,
) -> Vec<FieldError> {
    let root = as_object(schema);
    let mut check = Check { pruned, texts, rules, errors: Vec::new(), bytes: 0 };
    check.schema(&root, Place::of(&root), path);
    check.errors
}

/// Brings the embedded resources within the defaults of a whole schema in form, as they are stored: metadata without what it does not know. A
/// default that cannot be brought in form, which [`validate_defaults`] tells, stays as it is. `json` is what the schema was read from.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go validate (v1.37.2). It changes the defaults that it looks at.
pub fn coerce_defaults(json: &mut Value, schema: &Structural) {
    below_defaults(json, &as_object(schema), false);
}

fn below_defaults(json: &mut Value, schema: &Structural, in_metadata: bool) {
    let in_metadata = in_metadata && !schema.embedded_resource;
    if let Some(default) = schema.default.as_ref().filter(|_| !in_metadata) {
        let mut default = default.clone();
        let path = Path::new("default");
        if coerce(&mut default, schema, Some(&path), Source::Request, &mut Vec::new()).is_ok() {
            json["default"] = default;
        }
    }
    if let Some(items) = &schema.items {
        below_defaults(&mut json["items"], items, in_metadata);
    }
    for (name, below) in &schema.properties {
        let is_of_every_object = schema.embedded_resource && prune::OF_EVERY_OBJECT.contains(&name.as_str());
        below_defaults(&mut json["properties"][name.as_str()], below, in_metadata || is_of_every_object);
    }
}

/// Would anything of the defaults of a whole schema be dropped?
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/prune.go PruneDefaults (v1.37.2)
#[must_use]
pub fn has_unpruned_defaults(schema: &Structural) -> bool {
    let root = as_object(schema);
    let place = Place::of(&root);
    is_unpruned(&root, &place).unwrap_or(false)
}

/// What has a default within itself, as what it is: nothing where one cannot be pruned at all.
fn is_unpruned(schema: &Structural, place: &Place<'_>) -> Option<bool> {
    let mut found = false;
    if let Some(default) = &schema.default {
        let mut object = place.around(default.clone())?;
        coerce(&mut object, place.object, None, Source::Stored, &mut Vec::new()).ok()?;
        prune::unknown_fields(&mut object, place.object);
        let settled = place.focus(&object);
        found = settled != Some(default);
    }
    let additional = schema.additional_properties.as_ref().and_then(|additional| match additional {
        super::AdditionalProperties::Schema(schema) => Some(is_unpruned(schema, &place.step(Step::Member("*")))),
        super::AdditionalProperties::Allowed(_) => None,
    });
    let items = schema.items.as_ref().map(|items| is_unpruned(items, &place.step(Step::Item)));
    let members = schema.properties.iter().map(|(name, below)| is_unpruned(below, &place.step(Step::Member(name))));
    for below in additional.into_iter().chain(items).chain(members) {
        found |= below?;
    }
    Some(found)
}

/// The schema of a whole object has what every object has.
fn as_object(schema: &Structural) -> Structural {
    Structural { embedded_resource: true, ..schema.clone() }
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Item,
}

/// Where a schema stands within that of an object.
#[derive(Clone)]
struct Place<'a> {
    object: &'a Structural,
    /// The last step, and those before it.
    last: Option<Rc<(Step<'a>, Place<'a>)>>,
    /// Within what every object has.
    in_metadata: bool,
}

impl<'a> Place<'a> {
    fn of(object: &'a Structural) -> Self {
        Place { object, last: None, in_metadata: false }
    }

    fn step(&self, step: Step<'a>) -> Self {
        Place { object: self.object, last: Some(Rc::new((step, self.clone()))), in_metadata: self.in_metadata }
    }

    /// An object with this value here and nothing else; nothing where that would be no object.
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/surroundingobject.go SurroundingObjectFunc (v1.37.2)
    fn around(&self, mut value: Value) -> Option<Value> {
        let mut last = &self.last;
        while let Some(before) = last {
            let (step, place) = &**before;
            value = match step {
                Step::Member(name) => Value::Object(Members::from_iter([(*name, value)])),
                Step::Item => Value::Array(vec![value]),
            };
            last = &place.last;
        }
        value.is_object().then_some(value)
    }

    /// What stands here in such an object.
    fn focus<'v>(&self, object: &'v Value) -> Option<&'v Value> {
        let Some(before) = &self.last else { return Some(object) };
        let (step, place) = &**before;
        let outer = place.focus(object)?;
        match step {
            Step::Member(name) => outer.get(*name),
            Step::Item => outer.get(0),
        }
    }
}

struct Check<'t> {
    pruned: bool,
    texts: &'t dyn Texts,
    rules: &'t mut dyn DefaultRules,
    errors: Vec<FieldError>,
    bytes: usize,
}

impl Check<'_> {
    fn add(&mut self, error: FieldError) {
        let value = match &error.value {
            BadValue::Omitted => 0,
            BadValue::Text(text) => text.len(),
            BadValue::Json(value) => text::json(value).len(),
        };
        self.bytes += error.field.len() + error.detail.len() + value;
        if self.has_room() {
            self.errors.push(error);
        }
    }

    fn has_room(&self) -> bool {
        self.errors.len() < ERRORS_MAX && self.bytes < ERROR_BYTES_MAX
    }

    /// Is another default looked at?
    fn goes_on(&self) -> bool {
        self.has_room() && !self.rules.is_over()
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go validate (v1.37.2)
    fn schema<'a>(&mut self, schema: &'a Structural, place: Place<'a>, path: &Path<'_>) {
        let place = if schema.embedded_resource { Place::of(schema) } else { place };
        if let Some(default) = schema.default.as_ref().filter(|_| self.goes_on()) {
            let path = path.child("default");
            if place.in_metadata {
                self.in_metadata(default, schema, &place, &path);
            } else {
                self.elsewhere(default, schema, &place, &path);
            }
        }
        // Below any members there are no defaults.
        if let Some(items) = &schema.items {
            self.schema(items, place.step(Step::Item), &path.child("items"));
        }
        let properties = path.child("properties");
        for (name, below) in &schema.properties {
            let is_of_every_object = schema.embedded_resource && prune::OF_EVERY_OBJECT.contains(&name.as_str());
            let step = place.step(Step::Member(name));
            let step = Place { in_metadata: place.in_metadata || is_of_every_object, ..step };
            self.schema(below, step, &properties.key(name));
        }
    }

    /// A default within metadata is looked at in an object that has nothing else.
    fn in_metadata(&mut self, default: &Value, schema: &Structural, place: &Place<'_>, path: &Path<'_>) {
        let Some(mut object) = place.around(default.clone()) else { return };
        if let Value::Object(members) = &mut object {
            for (name, value) in [("kind", "Validation"), ("apiVersion", "validation/v1")] {
                if !members.contains_key(name) {
                    members.insert(name, value.into());
                }
            }
        }
        let wrong = if let Err(error) = coerce(&mut object, place.object, None, Source::Request, &mut Vec::new()) {
            error.to_string()
        } else {
            let mut errors = Vec::new();
            embedded::below(&object, place.object, None, &mut errors);
            aggregate(&errors)
        };
        if wrong.is_empty() {
            self.value(default, schema, place, path);
        } else {
            let detail = format!("must result in valid metadata: {wrong}");
            self.add(FieldError::invalid(path, BadValue::untyped(default), detail));
        }
    }

    fn elsewhere(&mut self, default: &Value, schema: &Structural, place: &Place<'_>, path: &Path<'_>) {
        let mut value = default.clone();
        let coerced = coerce(&mut value, schema, Some(path), Source::Request, &mut Vec::new());
        if self.pruned {
            let mut pruned = default.clone();
            prune::drop_from(&mut pruned, schema);
            if pruned != *default {
                // Told before, and shown as it is after unknown fields of embedded metadata were dropped.
                self.add(FieldError::invalid(path, BadValue::untyped(&value), "must not have unknown fields"));
            }
        }
        if let Err(error) = coerced {
            self.add(*error);
            return;
        }
        let mut errors = Vec::new();
        embedded::below(&value, schema, Some(path), &mut errors);
        if errors.is_empty() {
            self.value(&value, schema, place, path);
        }
        for error in errors {
            self.add(error);
        }
    }

    /// A value, by what its schema says of values, and then by its rules. Errors stand below the path.
    // Upstream: apiextensions-apiserver/pkg/apiserver/validation/validation.go kubeOpenAPIResultToFieldErrors (v1.37.2)
    fn value(&mut self, value: &Value, schema: &Structural, place: &Place<'_>, path: &Path<'_>) {
        let wrong = validate_default(value, schema, self.texts);
        let errors = if wrong.is_empty() {
            self.rules.check(value, schema, ptr::eq(schema, place.object), path)
        } else {
            wrong.into_iter().map(|error| below(error, path)).collect()
        };
        for error in errors {
            self.add(error);
        }
    }
}

/// An error of a value by itself as one of what stands at this path.
fn below(error: FieldError, path: &Path<'_>) -> FieldError {
    let field = match error.field.as_str() {
        "<nil>" => path.to_string(),
        field => format!("{path}.{field}"),
    };
    FieldError { field, ..error }
}

//! Whether a value is what its schema says: types, and what values may be.
//!
//! One walk does both, as in the reference: which alternative of several a value was meant for is told by how much of it was right.

// Upstream: kube-openapi/pkg/validation/validate/schema.go SchemaValidator (v1.37.2)

mod allowed;
mod node;
mod numbers;
mod outcome;

use super::{Nested, Structural, Type, Validation};
use crate::field::{BadValue, FieldError, Reason};
use crate::text::quote;
use crate::{Members, Value};
use node::{Node, is_text_format};
use outcome::{Outcome, anywhere, at, invalid_type};

/// What text looks like, which is no question of structure.
pub trait Texts {
    /// Whether a regular expression of Go's is found in a text.
    fn matches(&self, pattern: &str, text: &str) -> bool;
    /// Whether a text has the form of this name (`date-time`), one that definitions can name.
    fn has_format(&self, format: &str, text: &str) -> bool;
}

/// What is wrong with a value, in the reference's words, each once; members by name where the reference goes over them in any order.
///
/// What is told is bounded in number and in bytes.
// Upstream: apiextensions-apiserver/pkg/apiserver/validation/validation.go ValidateCustomResource (v1.37.2)
#[must_use]
pub fn validate(value: &Value, schema: &Structural, texts: &dyn Texts) -> Vec<FieldError> {
    let mut walk = Walk { path: String::new(), texts };
    walk.value(value, Node::Whole(schema)).into_errors()
}

struct Walk<'a> {
    /// Where we are, as the reference's validator writes it.
    path: String,
    texts: &'a dyn Texts,
}

impl Walk<'_> {
    /// Goes on a step further down.
    fn below(&mut self, step: &[&str], value: &Value, schema: Node<'_>) -> Outcome {
        let len = self.path.len();
        self.path.extend(step.iter().copied());
        let outcome = self.value(value, schema);
        self.path.truncate(len);
        outcome
    }

    // Upstream: kube-openapi/pkg/validation/validate/schema.go SchemaValidator.Validate (v1.37.2)
    fn value(&mut self, value: &Value, schema: Node<'_>) -> Outcome {
        let validation = schema.validation();
        let mut outcome = Outcome::default();
        if value.is_null() {
            outcome.merge(self.null(schema));
            outcome.merge(self.allowed(value, validation));
            return outcome;
        }
        // Each check that there is for such a value counts, besides what it counts itself.
        if !schema.types().is_empty() || !schema.format().is_empty() {
            outcome.merge(self.ty(value, schema));
            outcome.matches += 1;
        }
        outcome.merge(validation.map_or_else(Outcome::one, |validation| self.operators(value, validation)));
        outcome.matches += 1;
        match value {
            Value::String(text) => {
                outcome.merge(self.text(text, validation));
                outcome.matches += 1;
                if is_text_format(schema.format()) {
                    outcome.merge(self.format(text, schema.format()));
                    outcome.matches += 1;
                }
            }
            Value::Number(number) => {
                let range = match schema.types() {
                    [ty @ (Type::Integer | Type::Number)] => Some((*ty, schema.format())),
                    _ => None,
                };
                outcome.merge(numbers::check(&self.path, number, range, validation));
                outcome.matches += 1;
            }
            Value::Array(items) => {
                outcome.merge(self.list(items, schema));
                outcome.matches += 1;
            }
            _ => {}
        }
        outcome.merge(self.allowed(value, validation));
        outcome.matches += 1;
        if let Value::Object(members) = value {
            outcome.merge(self.object(members, schema));
            outcome.matches += 1;
        }
        outcome.matches += 1;
        outcome
    }

    // Upstream: kube-openapi/pkg/validation/validate/type.go typeValidator.Validate (v1.37.2)
    fn null(&self, schema: Node<'_>) -> Outcome {
        if schema.types().is_empty() || schema.nullable() {
            return Outcome::one();
        }
        Outcome::error(invalid_type(&self.path, &names(schema.types()), "null"))
    }

    fn ty(&self, value: &Value, schema: Node<'_>) -> Outcome {
        let (types, format) = (schema.types(), schema.format());
        let (name, found) = found(value);
        let is_text_or_list = matches!(value, Value::String(_) | Value::Array(_));
        let numeric = types.iter().any(|ty| matches!(ty, Type::Integer | Type::Number));
        let fits = types.iter().any(|ty| {
            ty.name() == name
                || match (ty, value) {
                    (Type::Number, Value::Number(number)) => !number.is_f64(),
                    (Type::Integer, Value::Number(number)) => number.as_f64().is_some_and(numbers::is_whole),
                    _ => false,
                }
        });
        if !is_text_or_list && !format.is_empty() && !fits && found != format {
            return Outcome::error(invalid_type(&self.path, format, found));
        }
        if fits || (!numeric && !format.is_empty() && is_text_or_list) {
            return Outcome::one();
        }
        Outcome::error(invalid_type(&self.path, &names(types), name))
    }

    fn allowed(&self, value: &Value, validation: Option<&Validation>) -> Outcome {
        match validation {
            Some(Validation { allowed, .. }) if !allowed.is_empty() && !allowed::is_among(value, allowed) => {
                Outcome::error(outcome::not_allowed(&self.path, value, allowed))
            }
            _ => Outcome::default(),
        }
    }

    // Upstream: kube-openapi/pkg/validation/validate/validator.go stringValidator.Validate (v1.37.2)
    fn text(&self, text: &str, validation: Option<&Validation>) -> Outcome {
        let Some(validation) = validation else { return Outcome::default() };
        let path = &self.path;
        let invalid = |detail| Outcome::error(at(path, Reason::Invalid, text, detail));
        let len = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        match validation {
            Validation { max_length: Some(max), .. } if len > *max => {
                // Quirk: characters are counted, and bytes told (asked of the reference: a text of two letters with accents).
                let detail = match max {
                    max if *max < 0 => "value is too long".to_owned(),
                    1 => "may not be more than 1 byte".to_owned(),
                    _ => format!("may not be more than {max} bytes"),
                };
                Outcome::error(at(path, Reason::TooLong, BadValue::Omitted, detail))
            }
            Validation { min_length: Some(min), .. } if len < *min => {
                invalid(format!("{path} in body should be at least {min} chars long"))
            }
            Validation { pattern, .. } if !pattern.is_empty() && !self.texts.matches(pattern, text) => {
                invalid(format!("{path} in body should match '{pattern}'"))
            }
            _ => Outcome::default(),
        }
    }

    // Upstream: kube-openapi/pkg/validation/validate/values.go FormatOf (v1.37.2)
    fn format(&self, text: &str, format: &str) -> Outcome {
        if self.texts.has_format(format, text) {
            return Outcome::default();
        }
        Outcome::error(invalid_type(&self.path, format, text))
    }

    // Upstream: kube-openapi/pkg/validation/validate/slice_validator.go schemaSliceValidator.Validate (v1.37.2)
    fn list(&mut self, items: &[Value], schema: Node<'_>) -> Outcome {
        let mut outcome = Outcome::one();
        if let Some(below) = schema.items() {
            for (index, item) in items.iter().enumerate() {
                outcome.merge(self.below(&["[", &index.to_string(), "]"], item, below));
            }
        }
        let Some(validation) = schema.validation() else { return outcome };
        let (path, len) = (&self.path, i64::try_from(items.len()).unwrap_or(i64::MAX));
        if let Some(min) = validation.min_items.filter(|min| len < *min) {
            outcome.add(at(path, Reason::Invalid, len, format!("{path} in body should have at least {min} items")));
        }
        if let Some(max) = validation.max_items.filter(|max| len > *max) {
            outcome.add_too_many(path, "items", len, max);
        }
        outcome
    }

    // Upstream: kube-openapi/pkg/validation/validate/object_validator.go objectValidator.Validate (v1.37.2)
    fn object(&mut self, members: &Members, schema: Node<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        let (validation, len) = (schema.validation(), i64::try_from(members.len()).unwrap_or(i64::MAX));
        if let Some(min) = validation.and_then(|v| v.min_properties).filter(|min| len < *min) {
            let detail = format!("{} in body should have at least {min} properties", self.path);
            outcome.add(at(&self.path, Reason::Invalid, len, detail));
        }
        if let Some(max) = validation.and_then(|v| v.max_properties).filter(|max| len > *max) {
            outcome.add_too_many(&self.path, "properties", len, max);
        }
        let others = || members.iter().filter(|(name, _)| schema.property(name).is_none());
        if schema.is_closed() {
            for (name, _) in others() {
                let detail = format!("{}.{name} in body is a forbidden property", self.path);
                outcome.add(at(&self.path, Reason::Invalid, name, detail));
            }
        } else if let Some(additional) = schema.additional() {
            for (name, value) in others() {
                outcome.merge(self.below(&[".", name], value, additional));
            }
        }
        for (name, value) in members {
            if let Some(property) = schema.property(name) {
                // Quirk: below a name that is empty, names stand as at the root (asked of the reference: "" in "").
                let dot = if self.path.is_empty() { "" } else { "." };
                outcome.merge(self.below(&[dot, name], value, property));
            }
        }
        for name in validation.map_or(&[][..], |v| &v.required).iter().filter(|name| !members.contains_key(*name)) {
            let path = format!("{}.{name}", self.path);
            outcome.add(at(&path, Reason::Required, BadValue::Omitted, String::new()));
        }
        outcome
    }

    // Upstream: kube-openapi/pkg/validation/validate/schema_props.go schemaPropsValidator.Validate (v1.37.2)
    fn operators(&mut self, value: &Value, validation: &Validation) -> Outcome {
        let mut outcome = Outcome::one();
        let path = quote(&self.path);
        if !validation.any_of.is_empty() {
            outcome.merge(self.any_of(value, &validation.any_of, &path));
        }
        if !validation.one_of.is_empty() {
            outcome.merge(self.one_of(value, &validation.one_of, &path));
        }
        let mut valid = 0;
        for below in &validation.all_of {
            let of_one = self.value(value, Node::Nested(below));
            valid += usize::from(of_one.is_valid());
            outcome.merge(of_one);
        }
        if valid != validation.all_of.len() {
            let none = if valid == 0 { ". None validated" } else { "" };
            outcome.add(anywhere(format!("{path} must validate all the schemas (allOf){none}")));
        }
        if let Some(not) = &validation.not
            && self.value(value, Node::Nested(not)).is_valid()
        {
            outcome.add(anywhere(format!("{path} must not validate the schema (not)")));
        }
        outcome
    }

    /// The first that holds; else an error, and what is wrong by the one of which most holds.
    fn any_of(&mut self, value: &Value, all: &[Nested], path: &str) -> Outcome {
        let mut best: Option<Outcome> = None;
        for below in all {
            let of_one = self.value(value, Node::Nested(below));
            if of_one.is_valid() {
                return of_one;
            }
            if best.as_ref().is_none_or(|best| of_one.matches > best.matches) {
                best = Some(of_one);
            }
        }
        let mut outcome = Outcome::default();
        outcome.add(anywhere(format!("{path} must validate at least one schema (anyOf)")));
        outcome.merge(best.unwrap_or_default());
        outcome
    }

    /// The only one that holds; else an error and, where none does, what is wrong by the one of which most holds.
    fn one_of(&mut self, value: &Value, all: &[Nested], path: &str) -> Outcome {
        let (mut valid, mut first, mut best) = (0, None, None::<Outcome>);
        for below in all {
            let of_one = self.value(value, Node::Nested(below));
            if of_one.is_valid() {
                valid += 1;
                first.get_or_insert(of_one);
            } else if best.as_ref().is_none_or(|best| of_one.matches > best.matches) {
                best = Some(of_one);
            }
        }
        let found = match valid {
            0 => "Found none valid".to_owned(),
            1 => return first.unwrap_or_default(),
            more => format!("Found {more} valid alternatives"),
        };
        let mut outcome = Outcome::default();
        outcome.add(anywhere(format!("{path} must validate one and only one schema (oneOf). {found}")));
        outcome.merge(best.filter(|_| valid == 0).unwrap_or_default());
        outcome
    }
}

fn names(types: &[Type]) -> String {
    types.iter().map(|ty| ty.name()).collect::<Vec<_>>().join(",")
}

/// The type of a value, and the format of its Go type.
// Upstream: kube-openapi/pkg/validation/validate/type.go typeValidator.schemaInfoForType (v1.37.2)
fn found(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::Null => ("null", ""),
        Value::Bool(_) => ("boolean", ""),
        Value::String(_) => ("string", ""),
        Value::Number(number) if number.is_f64() => ("number", "float64"),
        Value::Number(_) => ("integer", "int64"),
        Value::Array(_) => ("array", ""),
        Value::Object(_) => ("object", ""),
    }
}

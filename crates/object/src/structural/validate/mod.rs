//! Whether a value is what its schema says: types, and what values may be.
//!
//! One walk does both, as in the reference: which alternative of several a value was meant for is told by how much of it was right.

// Upstream: kube-openapi/pkg/validation/validate/schema.go SchemaValidator (v1.37.2)

mod allowed;
mod current;
mod findings;
mod node;
mod numbers;

use super::{Nested, Structural, Type, Validation};
use crate::field::{BadValue, FieldError, Reason};
use crate::text::quote;
use crate::{Members, Value};
pub use current::{Before, Items, Same};
use findings::{Aside, Findings, anywhere, at, invalid_type, not_allowed};
pub use node::knows_format;
use node::{Node, is_text_format};

/// So much may be looked at in one object: each schema that a value is tried against is a step, and so are four values that it is compared
/// with, 16 names that it must have, and 16 bytes of a text. The largest object has a million and a half values. The reference has no
/// such bound, and goes on when the client has long been told that it took too long.
const STEPS_MAX: usize = 30_000_000;

/// What text looks like, which is no question of structure.
pub trait Texts {
    /// Whether a regular expression of Go's is found in a text.
    fn matches(&self, pattern: &str, text: &str) -> bool;
    /// Whether a text has the form of this name (`date-time`), one that definitions can name.
    fn has_format(&self, format: &str, text: &str) -> bool;
}

/// What is wrong with a value, in the reference's words, each once; members by name where the reference goes over them in any order.
///
/// What is told is bounded in number and in bytes, and so is what is looked at.
// Upstream: apiextensions-apiserver/pkg/apiserver/validation/validation.go ValidateCustomResource (v1.37.2)
#[must_use]
pub fn validate(value: &Value, schema: &Structural, texts: &dyn Texts) -> Vec<FieldError> {
    let mut walk = Walk::new(texts);
    walk.value(value, Node::Whole(schema));
    walk.into_errors()
}

/// The same of a default.
#[must_use]
pub fn validate_default(value: &Value, schema: &Structural, texts: &dyn Texts) -> Vec<FieldError> {
    let mut walk = Walk { of_default: true, ..Walk::new(texts) };
    walk.value(value, Node::Whole(schema));
    walk.into_errors()
}

/// The same of a value that takes the place of another: what is wrong with a part of it that is what it was is overlooked.
// Upstream: apiextensions-apiserver/pkg/apiserver/validation/ratcheting.go ratchetingValueValidator (v1.37.2)
#[must_use]
pub fn validate_update(value: &Value, current: &Value, schema: &Structural, texts: &dyn Texts) -> Vec<FieldError> {
    let mut walk = Walk::new(texts);
    walk.overlooking(value, Node::Whole(schema), Some(Before { value: current, schema }));
    walk.into_errors()
}

/// Each check adds what it finds wrong, and says how many checks there were that went well; which alternative a value was meant
/// for is told by that.
// Upstream: kube-openapi/pkg/validation/validate/result.go Result (v1.37.2)
struct Walk<'v> {
    /// Where we are, as the reference's validator writes it.
    path: String,
    texts: &'v dyn Texts,
    /// What the value was where we are; none where it was not there, or this is no change.
    before: Option<Before<'v>>,
    same: Same,
    findings: Findings<'v>,
    /// How much more may be looked at.
    steps: usize,
    of_default: bool,
}

impl<'v> Walk<'v> {
    fn new(texts: &'v dyn Texts) -> Self {
        let (same, findings) = (Same::default(), Findings::default());
        Walk { path: String::new(), texts, before: None, same, findings, steps: STEPS_MAX, of_default: false }
    }

    fn into_errors(self) -> Vec<FieldError> {
        if self.is_over() {
            return vec![anywhere(format!("it takes more than {STEPS_MAX} steps to check"))];
        }
        self.findings.into_errors()
    }

    /// What a value is.
    // Quirk: a default may be anything where integers and texts may be (crd-create/defaults-where-integers-or-texts-may-be).
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/kubeopenapi.go ToKubeOpenAPI (v1.37.2)
    fn types(&self, schema: Node<'v>) -> &'v [Type] {
        if self.of_default && schema.is_int_or_string() { &[] } else { schema.types() }
    }

    /// Has more been looked at than may be? Then nothing more is, and what was found does not matter.
    fn is_over(&self) -> bool {
        self.steps == 0
    }

    fn count(&mut self, steps: usize) {
        self.steps = self.steps.saturating_sub(steps);
    }

    /// Goes on a step further down.
    fn below(&mut self, step: &[&str], value: &'v Value, schema: Node<'v>, before: Option<Before<'v>>) -> usize {
        let len = self.path.len();
        self.path.extend(step.iter().copied());
        let matches = self.overlooking(value, schema, before);
        self.path.truncate(len);
        matches
    }

    /// Looks at a value, and forgets what is wrong with it if it is what it was.
    fn overlooking(&mut self, value: &'v Value, schema: Node<'v>, before: Option<Before<'v>>) -> usize {
        let outer = std::mem::replace(&mut self.before, before);
        let mark = self.findings.mark();
        let matches = self.value(value, schema);
        if let Some(before) = before
            && !self.findings.none_since(mark)
            && self.same.is(value, before)
        {
            drop(self.findings.take_since(mark));
        }
        self.before = outer;
        matches
    }

    /// What a member was.
    fn member_before(&self, name: &str) -> Option<Before<'v>> {
        // What an object is cannot have changed.
        let is_type = self.path.is_empty() && matches!(name, "kind" | "apiVersion");
        self.before.filter(|_| !is_type)?.member(name)
    }

    // Upstream: kube-openapi/pkg/validation/validate/schema.go SchemaValidator.Validate (v1.37.2)
    fn value(&mut self, value: &'v Value, schema: Node<'v>) -> usize {
        self.count(1);
        if self.is_over() {
            return 0;
        }
        let validation = schema.validation();
        if value.is_null() {
            let matches = self.null(schema);
            self.allowed(value, validation);
            return matches;
        }
        // Each check that there is for such a value counts, besides what it counts itself.
        let mut matches = 0;
        if !self.types(schema).is_empty() || !schema.format().is_empty() {
            matches += 1 + self.ty(value, schema);
        }
        matches += 1 + validation.map_or(1, |validation| self.operators(value, validation));
        match value {
            Value::String(text) => {
                self.text(text, validation);
                matches += 1;
                if is_text_format(schema.format()) {
                    self.format(text, schema.format());
                    matches += 1;
                }
            }
            Value::Number(number) => {
                let range = match self.types(schema) {
                    [ty @ (Type::Integer | Type::Number)] => Some((*ty, schema.format())),
                    _ => None,
                };
                numbers::check(&self.path, number, range, validation, &mut self.findings);
                matches += 2;
            }
            Value::Array(items) => matches += 1 + self.list(items, schema),
            _ => {}
        }
        self.allowed(value, validation);
        matches += 1;
        if let Value::Object(members) = value {
            matches += 1 + self.object(members, schema);
        }
        matches + 1
    }

    // Upstream: kube-openapi/pkg/validation/validate/type.go typeValidator.Validate (v1.37.2)
    fn null(&mut self, schema: Node<'v>) -> usize {
        let types = self.types(schema);
        if types.is_empty() || schema.nullable() {
            return 1;
        }
        self.findings.add(|| invalid_type(&self.path, &names(types), "null"));
        0
    }

    fn ty(&mut self, value: &Value, schema: Node<'v>) -> usize {
        let (types, format) = (self.types(schema), schema.format());
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
            self.findings.add(|| invalid_type(&self.path, format, found));
            return 0;
        }
        if fits || (!numeric && !format.is_empty() && is_text_or_list) {
            return 1;
        }
        self.findings.add(|| invalid_type(&self.path, &names(types), name));
        0
    }

    fn allowed(&mut self, value: &'v Value, validation: Option<&'v Validation>) {
        let Some(Validation { allowed, .. }) = validation else { return };
        self.count(allowed.len() / 4);
        if !allowed.is_empty() && !allowed::is_among(value, allowed) {
            self.findings.add(|| not_allowed(&self.path, value, allowed));
        }
    }

    // Upstream: kube-openapi/pkg/validation/validate/validator.go stringValidator.Validate (v1.37.2)
    fn text(&mut self, text: &str, validation: Option<&Validation>) {
        let Some(validation) = validation else { return };
        self.count(text.len() / 16);
        let (path, findings) = (&self.path, &mut self.findings);
        let len = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        match validation {
            Validation { max_length: Some(max), .. } if len > *max => {
                // Quirk: characters are counted, and bytes told (asked of the reference: a text of two letters with accents).
                let detail = match max {
                    max if *max < 0 => "value is too long".to_owned(),
                    1 => "may not be more than 1 byte".to_owned(),
                    _ => format!("may not be more than {max} bytes"),
                };
                findings.add(|| at(path, Reason::TooLong, BadValue::Omitted, detail));
            }
            Validation { min_length: Some(min), .. } if len < *min => {
                let detail = || format!("{path} in body should be at least {min} chars long");
                findings.add(|| at(path, Reason::Invalid, text, detail()));
            }
            Validation { pattern, .. } if !pattern.is_empty() && !self.texts.matches(pattern, text) => {
                let detail = || format!("{path} in body should match '{pattern}'");
                findings.add(|| at(path, Reason::Invalid, text, detail()));
            }
            _ => {}
        }
    }

    // Upstream: kube-openapi/pkg/validation/validate/values.go FormatOf (v1.37.2)
    fn format(&mut self, text: &str, format: &str) {
        if !self.texts.has_format(format, text) {
            self.findings.add(|| invalid_type(&self.path, format, text));
        }
    }

    // Upstream: kube-openapi/pkg/validation/validate/slice_validator.go schemaSliceValidator.Validate (v1.37.2)
    fn list(&mut self, items: &'v [Value], schema: Node<'v>) -> usize {
        let mut matches = 1;
        if let Some(below) = schema.items() {
            let were = self.before.and_then(Before::items);
            for (index, item) in items.iter().enumerate() {
                let was = were.as_ref().and_then(|were: &Items<'v>| were.of(item));
                matches += self.below(&["[", &index.to_string(), "]"], item, below, was);
                if self.is_over() {
                    break;
                }
            }
        }
        let Some(validation) = schema.validation() else { return matches };
        let (path, findings) = (&self.path, &mut self.findings);
        let len = i64::try_from(items.len()).unwrap_or(i64::MAX);
        if let Some(min) = validation.min_items.filter(|min| len < *min) {
            let detail = || format!("{path} in body should have at least {min} items");
            findings.add(|| at(path, Reason::Invalid, len, detail()));
        }
        if let Some(max) = validation.max_items.filter(|max| len > *max) {
            findings.add_too_many(path, "items", len, max);
        }
        matches
    }

    // Upstream: kube-openapi/pkg/validation/validate/object_validator.go objectValidator.Validate (v1.37.2)
    fn object(&mut self, members: &'v Members, schema: Node<'v>) -> usize {
        let mut matches = 0;
        let (validation, len) = (schema.validation(), i64::try_from(members.len()).unwrap_or(i64::MAX));
        if let Some(min) = validation.and_then(|v| v.min_properties).filter(|min| len < *min) {
            let detail = || format!("{} in body should have at least {min} properties", self.path);
            self.findings.add(|| at(&self.path, Reason::Invalid, len, detail()));
        }
        if let Some(max) = validation.and_then(|v| v.max_properties).filter(|max| len > *max) {
            self.findings.add_too_many(&self.path, "properties", len, max);
        }
        let others = || members.iter().filter(|(name, _)| schema.property(name).is_none());
        if schema.is_closed() {
            for (name, _) in others() {
                let detail = || format!("{}.{name} in body is a forbidden property", self.path);
                self.findings.add(|| at(&self.path, Reason::Invalid, name.as_str(), detail()));
            }
        } else if let Some(additional) = schema.additional() {
            for (name, value) in others() {
                matches += self.below(&[".", name], value, additional, self.member_before(name));
            }
        }
        for (name, value) in members {
            if let Some(property) = schema.property(name) {
                // Quirk: below a name that is empty, names stand as at the root (asked of the reference: "" in "").
                let dot = if self.path.is_empty() { "" } else { "." };
                matches += self.below(&[dot, name], value, property, self.member_before(name));
            }
        }
        self.count(validation.map_or(0, |v| v.required.len() / 16));
        for name in validation.map_or(&[][..], |v| &v.required).iter().filter(|name| !members.contains_key(name)) {
            let path = || format!("{}.{name}", self.path);
            self.findings.add(|| at(&path(), Reason::Required, BadValue::Omitted, String::new()));
        }
        matches
    }

    // Upstream: kube-openapi/pkg/validation/validate/schema_props.go schemaPropsValidator.Validate (v1.37.2)
    fn operators(&mut self, value: &'v Value, validation: &'v Validation) -> usize {
        let mut matches = 1;
        // Quirk: below these, nothing is overlooked but all at once (asked of the reference: a property below allOf).
        let before = self.before.take();
        if !validation.any_of.is_empty() {
            matches += self.any_of(value, &validation.any_of);
        }
        if !validation.one_of.is_empty() {
            matches += self.one_of(value, &validation.one_of);
        }
        let mut valid = 0;
        for below in &validation.all_of {
            if self.is_over() {
                break;
            }
            let mark = self.findings.mark();
            matches += self.value(value, Node::Nested(below));
            valid += usize::from(self.findings.none_since(mark));
        }
        if valid != validation.all_of.len() {
            let none = if valid == 0 { ". None validated" } else { "" };
            self.add_here(&format!("must validate all the schemas (allOf){none}"));
        }
        if let Some(not) = &validation.not
            && self.alternative(value, not).holds
        {
            self.add_here("must not validate the schema (not)");
        }
        self.before = before;
        matches
    }

    /// The first that holds; else an error, and what is wrong by the one of which most holds.
    fn any_of(&mut self, value: &'v Value, all: &'v [Nested]) -> usize {
        let mut best = None;
        for below in all {
            if self.is_over() {
                break;
            }
            let one = self.alternative(value, below);
            if one.holds {
                return one.matches;
            }
            one.if_better_than(&mut best);
        }
        self.add_here("must validate at least one schema (anyOf)");
        self.put(best)
    }

    /// The only one that holds; else an error and, where none does, what is wrong by the one of which most holds.
    fn one_of(&mut self, value: &'v Value, all: &'v [Nested]) -> usize {
        let (mut valid, mut first, mut best) = (0, None, None);
        for below in all {
            if self.is_over() {
                break;
            }
            let one = self.alternative(value, below);
            if one.holds {
                valid += 1;
                first.get_or_insert(one.matches);
            } else {
                one.if_better_than(&mut best);
            }
        }
        let found = match valid {
            0 => "Found none valid".to_owned(),
            1 => return first.unwrap_or_default(),
            more => format!("Found {more} valid alternatives"),
        };
        self.add_here(&format!("must validate one and only one schema (oneOf). {found}"));
        self.put(best.filter(|_| valid == 0))
    }

    /// Tries a schema, and puts aside what is wrong by it.
    fn alternative(&mut self, value: &'v Value, below: &'v Nested) -> Alternative<'v> {
        let mark = self.findings.mark();
        let matches = self.value(value, Node::Nested(below));
        let holds = self.findings.none_since(mark);
        Alternative { holds, matches, wrong: self.findings.take_since(mark) }
    }

    fn put(&mut self, alternative: Option<Alternative<'v>>) -> usize {
        let Some(Alternative { matches, wrong, .. }) = alternative else { return 0 };
        self.findings.put(wrong);
        matches
    }

    /// An error of the object as a whole, that begins with where we are.
    fn add_here(&mut self, wrong: &str) {
        self.findings.add(|| anywhere(format!("{} {wrong}", quote(&self.path))));
    }
}

/// What came of one schema of several.
struct Alternative<'v> {
    holds: bool,
    matches: usize,
    wrong: Aside<'v>,
}

impl Alternative<'_> {
    /// Takes the place of the best so far if it has more that holds.
    fn if_better_than(self, best: &mut Option<Self>) {
        if best.as_ref().is_none_or(|best| self.matches > best.matches) {
            *best = Some(self);
        }
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

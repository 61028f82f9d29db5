//! What rules in CEL say: whether they compile, and what they may cost.

use std::collections::HashSet;
use std::sync::Arc;

use coracle_cel::schema::Schema as Seen;
use coracle_object::field::{FieldError, Path};
use coracle_object::structural::{AdditionalProperties, Structural};
use coracle_object::{Value, json};

use crate::apiextensions::errors::Errors;
use crate::apiextensions::keywords::Schema;
use crate::read::text;
use crate::validations::{Compiled, Environments, compile};

/// What one rule may cost by its estimate, wherever it applies in an object.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go StaticEstimatedCostLimit (v1.37.2)
const RULE_COST_MAX: u64 = 10_000_000;
/// What all rules of a schema may cost together.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go StaticEstimatedCRDCostLimit (v1.37.2)
const SCHEMA_COST_MAX: u64 = 100_000_000;
/// How many of the most expensive rules are told.
const TOLD_MAX: usize = 4;
/// How large a request can be, in bytes; what is estimated from it where nothing bounds how often a rule applies.
// Upstream: apiserver/pkg/apis/cel/config.go MaxRequestSizeBytes (v1.37.2)
const REQUEST_BYTES: u64 = 3 * 1024 * 1024;

/// The expressions of a definition that are stored already, which may use all that any server before knew.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go preexistingExpressions (v1.37.2)
#[derive(Default)]
pub(super) struct Known<'a> {
    rules: HashSet<&'a str>,
    messages: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    /// Adds those of a schema and all within it.
    pub(super) fn add(&mut self, schema: Schema<'a>) {
        schema.any(&mut |schema| {
            for rule in schema.list("x-kubernetes-validations") {
                self.rules.insert(text(rule, "rule"));
                self.messages.insert(text(rule, "messageExpression"));
            }
            false
        });
    }

    fn has(&self, field: &str, expression: &str) -> bool {
        if field == "rule" { self.rules.contains(expression) } else { self.messages.contains(expression) }
    }
}

/// Where rules stand in a schema, as far as they need to know.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/cel_validation.go CELSchemaContext (v1.37.2)
#[derive(Clone)]
pub(super) struct Context<'s> {
    structural: &'s Structural,
    /// What expressions see here; known at and below places that have rules.
    seen: Option<Arc<Seen>>,
    /// How often a value can stand here in an object; nothing where there is no bound.
    cardinality: Option<u64>,
}

impl<'s> Context<'s> {
    /// That of a whole schema.
    pub(super) fn root(structural: &'s Structural) -> Self {
        Self::at(structural, None, Some(1), true)
    }

    fn at(structural: &'s Structural, seen: Option<Arc<Seen>>, cardinality: Option<u64>, root: bool) -> Self {
        let here =
            || (!structural.rules.is_empty()).then(|| Seen::of(structural, root || structural.embedded_resource));
        Self { structural, seen: seen.or_else(here), cardinality }
    }

    /// That of a list's items.
    pub(super) fn items(&self) -> Option<Self> {
        let seen = self.seen.as_ref().and_then(|seen| seen.items().cloned());
        Some(Self::at(self.structural.items.as_deref()?, seen, self.below(), false))
    }

    /// That of a map's values.
    pub(super) fn values(&self) -> Option<Self> {
        let Some(AdditionalProperties::Schema(values)) = &self.structural.additional_properties else { return None };
        let seen = self.seen.as_ref().and_then(|seen| seen.values().cloned());
        Some(Self::at(values, seen, self.below(), false))
    }

    /// That of a property.
    pub(super) fn property(&self, name: &str) -> Option<Self> {
        let seen = self.seen.as_ref().and_then(|seen| seen.member(name).cloned());
        Some(Self::at(self.structural.properties.get(name)?, seen, self.below(), false))
    }

    /// How often something can stand within it.
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/cel_validation.go extractMaxElements (v1.37.2)
    fn below(&self) -> Option<u64> {
        use coracle_object::structural::Type;
        let validation = self.structural.validation.as_deref();
        let most = match self.structural.ty {
            Some(Type::Object) if self.structural.additional_properties.is_some() => {
                validation.and_then(|validation| validation.max_properties)?
            }
            Some(Type::Array) => validation.and_then(|validation| validation.max_items)?,
            _ => 1,
        };
        Some(self.cardinality?.saturating_mul(u64::try_from(most).unwrap_or(0)))
    }
}

/// What is wrong with the rules of a schema, and what they cost.
pub(super) struct Rules<'a> {
    known: &'a Known<'a>,
    /// Whether each may cost what it likes, as those of a schema that does not change.
    unbounded: bool,
    errors: Errors,
    total: u64,
    /// The most expensive ones that cost a hundredth of what all may at least, the most expensive first.
    expensive: Vec<(String, u64)>,
}

impl<'a> Rules<'a> {
    /// Those of a schema.
    pub(super) fn new(known: &'a Known<'a>, unbounded: bool) -> Self {
        Self { known, unbounded, errors: Errors::default(), total: 0, expensive: Vec::new() }
    }

    /// What is wrong, in the order in which it was found.
    pub(super) fn take_errors(&mut self) -> Vec<FieldError> {
        std::mem::take(&mut self.errors).into_vec()
    }

    /// What is wrong with what they cost together, of a schema at this path.
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateCustomResourceDefinitionValidation (v1.37.2)
    pub(super) fn check_total(&self, path: &Path, errors: &mut Errors) {
        if self.total <= SCHEMA_COST_MAX {
            return;
        }
        for (field, _) in &self.expensive {
            let detail = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema";
            errors.add(|| FieldError { field: field.clone(), ..FieldError::forbidden(path, detail) });
        }
        let what = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
        errors.add(|| FieldError::forbidden(path, too_expensive(what, self.total, SCHEMA_COST_MAX)));
    }

    /// Looks at the rules of a schema. `uncorrelated` is the first place around it below which nothing is found again after a change.
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema (v1.37.2)
    pub(super) fn check(&mut self, context: &Context<'_>, uncorrelated: Option<&Path>, path: &Path) {
        let path = path.child("x-kubernetes-validations");
        let Some(seen) = context.seen.as_ref().filter(|seen| seen.visible) else {
            let detail = "internal error: failed to construct type information for x-kubernetes-validations rules: \
                          unable to convert structural schema to CEL declarations";
            return self.errors.add(|| FieldError::internal(&path, detail));
        };
        let environments = Environments::new(seen);
        let often = context.cardinality.unwrap_or_else(|| REQUEST_BYTES / (seen.min_bytes.unsigned_abs() + 1));
        for (i, rule) in context.structural.rules.iter().enumerate() {
            let path = path.index(i);
            match compile(rule, &environments, |field, expression| self.known.has(field, expression)) {
                Ok(compiled) => self.compiled(compiled.as_ref(), rule, often, uncorrelated, &path),
                Err(why) => {
                    self.errors.add(|| FieldError::invalid(&path.child("rule"), print(rule), why));
                    self.old_self(false, rule, uncorrelated, &path);
                }
            }
        }
    }

    fn compiled(
        &mut self,
        compiled: Option<&Compiled>,
        rule: &Value,
        often: u64,
        uncorrelated: Option<&Path>,
        path: &Path,
    ) {
        let Some(compiled) = compiled else { return };
        self.cost("estimated rule cost", compiled.cost.saturating_mul(often), &path.child("rule"));
        let at = path.child("messageExpression");
        match &compiled.message {
            None => {}
            Some(Ok((_, cost))) => self.cost("estimated messageExpression cost", *cost, &at),
            Some(Err(why)) => self.errors.add(|| FieldError::invalid(&at, print(rule), why.as_str())),
        }
        self.old_self(compiled.uses_old_self, rule, uncorrelated, path);
    }

    fn cost(&mut self, what: &str, cost: u64, path: &Path) {
        if !self.unbounded && cost > RULE_COST_MAX {
            self.errors.add(|| FieldError::forbidden(path, too_expensive(what, cost, RULE_COST_MAX)));
        }
        self.total = self.total.saturating_add(cost);
        if cost >= SCHEMA_COST_MAX / 100 {
            self.expensive.push((path.to_string(), cost));
            self.expensive.sort_by(|(_, one), (_, other)| other.cmp(one));
            self.expensive.truncate(TOLD_MAX);
        }
    }

    fn old_self(&mut self, uses: bool, rule: &Value, uncorrelated: Option<&Path>, path: &Path) {
        let optional = &rule["optionalOldSelf"];
        if uses {
            let Some(around) = uncorrelated else { return };
            let detail = format!("oldSelf cannot be used on the uncorrelatable portion of the schema within {around}");
            self.errors.add(|| FieldError::invalid(&path.child("rule"), text(rule, "rule"), detail));
        } else if !optional.is_null() {
            let detail = "may not be set if oldSelf is not used in rule";
            self.errors.add(|| FieldError::invalid(&path.child("optionalOldSelf"), optional, detail));
        }
    }
}

/// A rule as the reference prints it: by the names of Go.
fn print(rule: &Value) -> Value {
    let [expression, message, said, field] =
        ["rule", "message", "messageExpression", "fieldPath"].map(|name| text(rule, name));
    json!({
        "Rule": expression,
        "Message": message,
        "MessageExpression": said,
        "Reason": rule["reason"].clone(),
        "FieldPath": field,
        "OptionalOldSelf": rule["optionalOldSelf"].clone(),
    })
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go getCostErrorMessage (v1.37.2)
#[expect(clippy::cast_precision_loss, reason = "as the reference does it")]
fn too_expensive(what: &str, cost: u64, most: u64) -> String {
    let factor = cost as f64 / most as f64;
    let factor = match factor {
        _ if factor > 100.0 => "more than 100x".to_owned(),
        _ if factor < 1.5 => format!("{factor:.6}x"),
        _ => format!("{factor:.1}x"),
    };
    format!(
        "{what} exceeds budget by factor of {factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where \
         arrays, maps, and strings are declared)"
    )
}

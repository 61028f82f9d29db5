//! Asking an object whether it keeps the rules of its schema.

use std::sync::Arc;

use coracle_cel::program::{Outcome, Program};
use coracle_cel::value::{Error, Val};
use coracle_object::field::{BadValue, ERRORS_MAX, FieldError, Path, Reason};
use coracle_object::structural::{AdditionalProperties, Before, Same, Structural, Type};
use coracle_object::{Members, Value};

use super::compile::{Compiled, OLD_SELF, SELF};
use super::validator::{Rule, Validator};

/// What all rules may cost together that are asked of one object.
// Upstream: apiserver/pkg/apis/cel/config.go RuntimeCELCostBudget (v1.37.2)
pub(super) const BUDGET: i64 = 10_000_000;
/// What one expression may cost.
// Upstream: apiserver/pkg/apis/cel/config.go PerCallLimit (v1.37.2)
const CALL_LIMIT: u64 = 1_000_000;
/// How long a message that is worked out may be, in bytes.
// Upstream: apiserver/pkg/apis/cel/config.go MaxEvaluatedMessageExpressionSizeBytes (v1.37.2)
const MESSAGE_BYTES_MAX: usize = 5 * 1024;
/// How often rules are asked of one object. Rules that cost nothing, as `true` does, could be asked without an end; the reference has no
/// such bound.
const ASKED_MAX: usize = 10_000_000;

const OUT_OF_BUDGET: &str =
    "validation failed due to running out of cost budget, no further validation rules will be run";

/// What is wrong with an object, and what would be, were it not what it was before.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) errors: Vec<FieldError>,
    pub(crate) warnings: Vec<String>,
}

/// What is told where anything is wrong that keeps rules from being asked.
// Upstream: apiextensions-apiserver/pkg/registry/customresource/strategy.go hasBlockingErr (v1.37.2)
pub(crate) fn blocking(errors: &[FieldError]) -> Option<FieldError> {
    use Reason::{NotSupported, Required, TooLong, TooMany, TypeInvalid};
    let blocks = |error: &FieldError| matches!(error.reason, NotSupported | Required | TooLong | TooMany | TypeInvalid);
    let detail = "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";
    errors.iter().any(blocks).then(|| error(None, "", Reason::Invalid, BadValue::Json(Value::Null), detail.to_owned()))
}

/// One object that is asked.
pub(crate) struct Run {
    findings: Findings,
    /// What may still be spent; negative where it ran out, or all ends for another reason.
    budget: i64,
    asked: usize,
    same: Same,
}

/// What a value was before, as far as errors of what has not changed are overlooked.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go ratchetingOptions (v1.37.2)
#[derive(Clone, Copy, Default)]
struct Correlation<'v> {
    current: Option<(&'v Value, Before<'v>)>,
    /// The nearest value around it of which it is known what it was.
    parent: Option<(&'v Value, Before<'v>)>,
}

impl Correlation<'_> {
    fn below(self, name: &str) -> Self {
        let Some((value, before)) = self.current else { return self };
        if self.parent.is_none() && matches!(name, "apiVersion" | "kind") {
            return Self::default();
        }
        let member = value.as_object().and_then(|members| members.get(name));
        Self { current: member.and_then(|value| Some((value, before.member(name)?))), parent: self.current }
    }
}

impl Run {
    /// Asks a whole object; `before` is what it was.
    pub(crate) fn object<'v>(
        validator: &'v Validator,
        structural: &'v Structural,
        object: &'v Value,
        before: Option<&'v Value>,
    ) -> Findings {
        let mut run = Self::new(BUDGET);
        let current = before.map(|before| (object, Before { value: before, schema: structural }));
        run.value(validator, structural, object, before, Correlation { current, parent: None }, None);
        run.findings
    }

    /// Asks a default, for which this may be spent: first as one that was there before, then as a new one. What is left is given back.
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go validate (v1.37.2)
    pub(super) fn default(
        validator: &Validator,
        structural: &Structural,
        value: &Value,
        path: &Path<'_>,
        budget: i64,
    ) -> (Vec<FieldError>, i64) {
        let mut run = Self::new(budget);
        run.value(validator, structural, value, Some(value), Correlation::default(), Some(path));
        if !run.findings.errors.is_empty() {
            return (run.findings.errors, run.budget);
        }
        let mut new = Self::new(budget);
        new.value(validator, structural, value, None, Correlation::default(), Some(path));
        (new.findings.errors, run.budget.min(new.budget))
    }

    fn new(budget: i64) -> Self {
        Self { findings: Findings::default(), budget, asked: 0, same: Same::default() }
    }

    fn is_over(&self) -> bool {
        self.budget < 0
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go Validator.validate (v1.37.2)
    fn value<'v>(
        &mut self,
        validator: &'v Validator,
        structural: &'v Structural,
        value: &'v Value,
        before: Option<&'v Value>,
        correlation: Correlation<'v>,
        path: Option<&Path<'_>>,
    ) {
        if value.is_null() {
            return;
        }
        let before = before.filter(|before| !before.is_null());
        self.rules(validator, structural, value, before, correlation, path);
        if self.is_over() {
            return;
        }
        match value {
            Value::Object(members) => {
                let before = before.and_then(Value::as_object);
                self.members(validator, structural, members, before, correlation, path);
            }
            Value::Array(items) => self.items(validator, structural, items, before, correlation, path),
            _ => {}
        }
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go validateMap (v1.37.2)
    fn members<'v>(
        &mut self,
        validator: &'v Validator,
        structural: &'v Structural,
        members: &'v Members,
        before: Option<&'v Members>,
        correlation: Correlation<'v>,
        path: Option<&Path<'_>>,
    ) {
        let was = |name: &str| before.and_then(|before| before.get(name));
        if let (Some(validator), Some(AdditionalProperties::Schema(schema))) =
            (&validator.additional, &structural.additional_properties)
        {
            for (name, value) in members {
                let path = Path::entry(path, name);
                self.value(validator, schema, value, was(name), correlation.below(name), Some(&path));
                if self.is_over() {
                    return;
                }
            }
        }
        for (name, value) in members {
            let below = validator.properties.get(name.as_str()).zip(structural.properties.get(name.as_str()));
            if let Some((validator, schema)) = below {
                let path = Path::below(path, name);
                self.value(validator, schema, value, was(name), correlation.below(name), Some(&path));
                if self.is_over() {
                    return;
                }
            }
        }
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go validateArray (v1.37.2)
    fn items<'v>(
        &mut self,
        validator: &'v Validator,
        structural: &'v Structural,
        items: &'v [Value],
        before: Option<&'v Value>,
        correlation: Correlation<'v>,
        path: Option<&Path<'_>>,
    ) {
        let (Some(validator), Some(schema), Some(path)) = (&validator.items, &structural.items, path) else { return };
        let were = before.and_then(|value| Before { value, schema: structural }.items());
        let known = correlation.current.and_then(|(_, before)| before.items());
        for (index, item) in items.iter().enumerate() {
            let was = were.as_ref().and_then(|were| were.of(item)).map(|before| before.value);
            let correlation = match correlation.current {
                None => correlation,
                parent => {
                    let current = known.as_ref().and_then(|known| known.of(item)).map(|before| (item, before));
                    Correlation { current, parent }
                }
            };
            self.value(validator, schema, item, was, correlation, Some(&path.index(index)));
            if self.is_over() {
                return;
            }
        }
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go validateExpressions (v1.37.2)
    fn rules<'v>(
        &mut self,
        validator: &'v Validator,
        structural: &'v Structural,
        value: &'v Value,
        before: Option<&'v Value>,
        correlation: Correlation<'v>,
        path: Option<&Path<'_>>,
    ) {
        let ty = structural.ty.map_or("", Type::name);
        let Some(schema) = &validator.schema else {
            if !structural.rules.is_empty() {
                let why = "failed to convert to declType for CEL validation rules";
                self.add(error(
                    path,
                    "",
                    Reason::Invalid,
                    ty.into(),
                    format!("rule compiler initialization error: {why}"),
                ));
            }
            return;
        };
        if validator.rules.is_empty() {
            return;
        }
        if self.budget <= 0 {
            return self.end(error(path, "", Reason::Invalid, ty.into(), OUT_OF_BUDGET.to_owned()));
        }
        let looks_back = validator.rules.iter().any(Rule::uses_old_self);
        let is = Val::of(value, schema);
        let was = before.filter(|_| looks_back).map(|before| Val::of(before, schema));
        let at = Place { path, ty, value };
        for rule in &validator.rules {
            let compiled = match &rule.compiled {
                Ok(Some(compiled)) => compiled,
                Ok(None) => continue,
                Err(why) => {
                    self.add(at.invalid(format!("rule compile error: {why}")));
                    continue;
                }
            };
            if compiled.uses_old_self && before.is_none() && !rule.optional_old_self {
                continue;
            }
            self.asked += 1;
            if self.asked > ASKED_MAX || self.findings.errors.len() >= ERRORS_MAX {
                return self
                    .end(at.invalid(format!("rules are asked more than {ASKED_MAX} times, or too much is wrong")));
            }
            self.rule(rule, compiled, &is, was.as_ref(), looks_back, correlation, &at);
            if self.is_over() {
                return;
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a rule, and all that it is asked of")]
    fn rule<'v>(
        &mut self,
        rule: &'v Rule,
        compiled: &'v Compiled,
        is: &Val<'v>,
        was: Option<&Val<'v>>,
        looks_back: bool,
        correlation: Correlation<'v>,
        at: &Place<'_>,
    ) {
        let plain = || was.cloned();
        let seen =
            if rule.optional_old_self && looks_back { Some(Val::Optional(plain().map(Arc::new))) } else { plain() };
        let outcome = evaluate(&compiled.program, is, seen);
        match i64::try_from(outcome.cost) {
            Ok(cost) if cost <= self.budget => self.budget -= cost,
            _ => return self.end(at.invalid(OUT_OF_BUDGET.to_owned())),
        }
        match outcome.value {
            Ok(Val::Bool(true)) => {}
            Ok(_) => self.broken(rule, compiled, is, plain(), correlation, at),
            Err(Error::Over) => {
                let (why, told) = (Error::Over, &rule.told);
                let detail = format!(
                    "'{why}': no further validation rules will be run due to call cost exceeds limit for rule: {told}"
                );
                self.end(at.invalid(detail));
            }
            Err(why) => {
                let (why, told) = (why.to_string(), &rule.told);
                if why.starts_with("no such overload") {
                    let detail = format!(
                        "'{why}': call arguments did not match a supported operator, function or macro signature for rule: {told}"
                    );
                    self.add(at.invalid(detail));
                } else {
                    self.add(at.invalid(format!("{why} evaluating rule: {told}")));
                }
            }
        }
    }

    /// Tells that a rule is broken.
    fn broken<'v>(
        &mut self,
        rule: &'v Rule,
        compiled: &'v Compiled,
        is: &Val<'v>,
        was: Option<Val<'v>>,
        correlation: Correlation<'v>,
        at: &Place<'_>,
    ) {
        let known = correlation.current.or(correlation.parent).filter(|_| !compiled.uses_old_self);
        let overlook = known.is_some_and(|(value, before)| self.same.is(value, before));
        let mut detail = None;
        if let Some(Ok((program, _))) = &compiled.message {
            match self.message(&rule.said, &evaluate(program, is, was)) {
                Ok(said) => detail = said,
                Err(why) => {
                    let error = error(at.path, &rule.field, Reason::Invalid, at.ty.into(), why);
                    self.tell(overlook, error);
                    self.budget = -1;
                    return;
                }
            }
        }
        let failed = if rule.has_message { "" } else { "failed rule: " };
        let detail = detail.unwrap_or_else(|| format!("{failed}{}", rule.told));
        let value = match at.ty {
            "object" | "array" => BadValue::Omitted,
            _ => BadValue::untyped(at.value),
        };
        let (reason, value, detail) = match rule.reason.as_str() {
            "FieldValueForbidden" => (Reason::Forbidden, BadValue::Omitted, detail),
            "FieldValueRequired" => (Reason::Required, BadValue::Omitted, detail),
            "FieldValueDuplicate" => (Reason::Duplicate, value, String::new()),
            _ => (Reason::Invalid, value, detail),
        };
        self.tell(overlook, error(at.path, &rule.field, reason, value, detail));
    }

    /// A message that was worked out; none where it is no message.
    ///
    /// # Errors
    /// Why all ends.
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go evalMessageExpression (v1.37.2)
    fn message(&mut self, said: &str, outcome: &Outcome<'_>) -> Result<Option<String>, String> {
        match i64::try_from(outcome.cost) {
            Ok(cost) if cost <= self.budget => self.budget -= cost,
            _ => {
                let why = "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run";
                return Err(why.to_owned());
            }
        }
        match &outcome.value {
            Err(Error::Over) => {
                let said = coracle_object::text::quote(said);
                Err(format!(
                    "no further validation rules will be run due to call cost exceeds limit for messageExpression: {said}"
                ))
            }
            Err(_) => Ok(None),
            Ok(value) => {
                let said = if let Val::String(text) = value { Some(text.trim()) } else { None };
                let is_message =
                    |said: &&str| !said.is_empty() && said.len() <= MESSAGE_BYTES_MAX && !said.contains('\n');
                Ok(said.filter(is_message).map(ToOwned::to_owned))
            }
        }
    }

    fn tell(&mut self, overlook: bool, error: FieldError) {
        if !overlook {
            self.add(error);
        } else if self.findings.warnings.len() < ERRORS_MAX {
            self.findings.warnings.push(error.to_string());
        }
    }

    fn add(&mut self, error: FieldError) {
        if self.findings.errors.len() < ERRORS_MAX {
            self.findings.errors.push(error);
        }
    }

    /// Adds an error after which no rule is asked any more.
    fn end(&mut self, error: FieldError) {
        self.add(error);
        self.budget = -1;
    }
}

/// A value that is asked, and where it is.
struct Place<'p> {
    path: Option<&'p Path<'p>>,
    ty: &'static str,
    value: &'p Value,
}

impl Place<'_> {
    fn invalid(&self, detail: String) -> FieldError {
        error(self.path, "", Reason::Invalid, self.ty.into(), detail)
    }
}

fn evaluate<'v>(program: &'v Program, is: &Val<'v>, was: Option<Val<'v>>) -> Outcome<'v> {
    match was {
        Some(was) => program.evaluate(&[(SELF, is.clone()), (OLD_SELF, was)], CALL_LIMIT),
        None => program.evaluate(&[(SELF, is.clone())], CALL_LIMIT),
    }
}

/// An error at a path, or at what is below it there.
fn error(path: Option<&Path<'_>>, below: &str, reason: Reason, value: BadValue, detail: String) -> FieldError {
    let field = match (path, below) {
        (None, "") => "<nil>".to_owned(),
        (Some(path), "") => path.to_string(),
        (path, below) => Path::below(path, below).to_string(),
    };
    FieldError { reason, field, value, detail }
}

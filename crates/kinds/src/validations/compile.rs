//! From a rule's text to its programs.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use coracle_cel::checked::{Checked, Reference};
use coracle_cel::cost;
use coracle_cel::env::Environment;
use coracle_cel::program::Program;
use coracle_cel::schema::{Schema, type_of};
use coracle_cel::types::Type;
use coracle_object::{SmolStr, Value};

use crate::read::text;

/// What an object is called in a rule.
pub(super) const SELF: &str = "self";
/// What it was before, in a rule about changes.
pub(super) const OLD_SELF: &str = "oldSelf";

/// A rule's programs, and what they may cost at most.
pub(crate) struct Compiled {
    /// Whether the object keeps the rule.
    pub(crate) program: Program,
    /// What it may cost at most.
    pub(crate) cost: u64,
    /// Whether it looks at what the object was.
    pub(crate) uses_old_self: bool,
    /// What is said where the object does not keep it, and what that may cost at most; or why there is no saying it.
    pub(crate) message: Option<Result<(Program, u64), String>>,
}

/// The variables that rules at one place of a schema have.
pub(crate) struct Environments<'s> {
    schema: &'s Arc<Schema>,
    /// Made when first asked for: by whether what was before may be missing, and by whether the expression was stored before.
    made: [[OnceCell<Environment>; 2]; 2],
    sizes: BTreeMap<SmolStr, Arc<Schema>>,
}

impl<'s> Environments<'s> {
    /// Those of objects with this schema.
    pub(crate) fn new(schema: &'s Arc<Schema>) -> Self {
        // Whatever a name is of, its size is looked for from the root.
        let sizes = [(SmolStr::default(), Arc::clone(schema))].into();
        Self { schema, made: Default::default(), sizes }
    }

    /// `optional`: what the object was before is there or not. `stored`: for expressions that were accepted before.
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go prepareEnvSet (v1.37.2)
    fn get(&self, optional: bool, stored: bool, rule: &str) -> &Environment {
        self.made[usize::from(optional)][usize::from(stored)].get_or_init(|| {
            let is = type_of(self.schema, &type_name(rule));
            let was = if optional { Type::optional(is.clone()) } else { is.clone() };
            Environment { variables: [(SELF.into(), is), (OLD_SELF.into(), was)].into(), stored }
        })
    }
}

/// What the type of a schema's root is called in errors. Nobody can count on it, as it depends on the rule that would have to say it.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go generateUniqueSelfTypeName (v1.37.2)
fn type_name(rule: &str) -> String {
    let mut hasher = DefaultHasher::new();
    rule.hash(&mut hasher);
    format!("selfType{}", hasher.finish() % 1_000_000_000)
}

/// Compiles a rule; nothing where it is empty. `stored`: whether an expression was accepted before.
///
/// # Errors
/// Why it cannot be, in the reference's words.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go compileRule (v1.37.2)
pub(crate) fn compile(
    rule: &Value,
    environments: &Environments<'_>,
    stored: impl Fn(&str, &str) -> bool,
) -> Result<Option<Compiled>, String> {
    let expression = text(rule, "rule");
    if expression.trim().is_empty() {
        return Ok(None);
    }
    let optional = rule["optionalOldSelf"] == true;
    let environment = |field, text| environments.get(optional, stored(field, text), expression);
    let checked = coracle_cel::compile(expression, environment("rule", expression))
        .map_err(|issues| format!("compilation failed: {issues}"))?;
    if !matches!(checked.result(), Type::Bool) {
        return Err("cel expression must evaluate to a bool".to_owned());
    }
    let uses_old_self = names(&checked, OLD_SELF);
    let cost = cost::estimate(&checked, &environments.sizes).max;
    let program = Program::new(&checked).map_err(|why| format!("program instantiation failed: {why}"))?;
    let said = text(rule, "messageExpression");
    let message = (!said.is_empty()).then(|| message(said, environment("messageExpression", said), environments));
    Ok(Some(Compiled { program, cost, uses_old_self, message }))
}

fn message(said: &str, environment: &Environment, environments: &Environments<'_>) -> Result<(Program, u64), String> {
    let checked = coracle_cel::compile(said, environment)
        .map_err(|issues| format!("messageExpression compilation failed: {issues}"))?;
    if !matches!(checked.result(), Type::String) {
        return Err("messageExpression must evaluate to a string".to_owned());
    }
    let cost = cost::estimate(&checked, &environments.sizes).max;
    let program = Program::new(&checked).map_err(|why| format!("messageExpression instantiation failed: {why}"))?;
    Ok((program, cost))
}

/// Is this variable named anywhere?
fn names(checked: &Checked, variable: &str) -> bool {
    let mut references = checked.references.iter().flatten();
    references.any(|reference| matches!(reference, Reference::Variable(name) if name == variable))
}

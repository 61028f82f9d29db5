//! The rules of a whole schema, place by place.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ptr;
use std::sync::Arc;

use coracle_cel::schema::Schema;
use coracle_object::Value;
use coracle_object::structural::{AdditionalProperties, Structural};

use super::compile::{Compiled, Environments, compile};
use crate::field_path::{self, Level, Notation};
use crate::read::text;

/// The rules of a schema and of all within it.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go Validator (v1.37.2)
pub(crate) struct Validator {
    /// What expressions see of values here; none where they see nothing.
    pub(super) schema: Option<Arc<Schema>>,
    /// What they all may cost at most, by their estimates.
    cost: u64,
    pub(super) rules: Vec<Rule>,
    pub(super) items: Option<Arc<Validator>>,
    pub(super) properties: BTreeMap<String, Arc<Validator>>,
    pub(super) additional: Option<Arc<Validator>>,
}

/// A rule.
pub(super) struct Rule {
    /// What is told of it: its message, or else the rule itself.
    pub(super) told: String,
    /// Its message, if it has one.
    pub(super) has_message: bool,
    /// Its messageExpression.
    pub(super) said: String,
    /// Why the value is wrong, in the word for programs; empty for any.
    pub(super) reason: String,
    /// The member that the error is told of, below the value; empty for the value itself.
    pub(super) field: String,
    /// Whether it is asked where nothing was before.
    pub(super) optional_old_self: bool,
    /// Its programs; nothing where it is empty, and the reason where it cannot be compiled, as all that are stored can.
    pub(super) compiled: Result<Option<Compiled>, String>,
}

/// The validators of schemas, by where these are in memory.
pub(super) type Made = HashMap<*const Structural, Arc<Validator>>;

/// What rules may cost, by their estimate, before an object is taken for much work. It is some tens of milliseconds at most.
const COSTLY: u64 = 1_000_000;

impl Validator {
    /// The rules of a schema; none where it has none. `root`: whether it is the schema of whole objects.
    ///
    /// It needs a stack for how deep the schema nests.
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go NewValidator (v1.37.2)
    pub(crate) fn new(structural: &Structural, root: bool) -> Option<Arc<Self>> {
        Self::made(structural, root, &mut Made::new())
    }

    /// The same, with all that are within it put where they are found again.
    pub(super) fn made(structural: &Structural, root: bool, made: &mut Made) -> Option<Arc<Self>> {
        let schema = || Schema::of(structural, root);
        has_rules(structural).then(|| Self::of(structural, Some(&schema()), root, false, made)).flatten()
    }

    /// May an object be much work?
    pub(crate) fn is_costly(&self) -> bool {
        self.cost > COSTLY
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go validator (v1.37.2)
    fn of(
        structural: &Structural,
        schema: Option<&Arc<Schema>>,
        root: bool,
        is_metadata: bool,
        made: &mut Made,
    ) -> Option<Arc<Self>> {
        let schema = schema.filter(|schema| schema.visible);
        let below = |below: &Structural, schema: Option<&Arc<Schema>>, made: &mut Made| {
            Self::of(below, schema, below.embedded_resource, false, made)
        };
        let items = structural.items.as_ref().and_then(|items| below(items, schema.and_then(|s| s.items()), made));
        let additional = match &structural.additional_properties {
            Some(AdditionalProperties::Schema(values)) => below(values, schema.and_then(|s| s.values()), made),
            _ => None,
        };
        let mut properties = BTreeMap::new();
        for (name, property) in &structural.properties {
            // What expressions cannot see has rules that nobody asks.
            let seen = schema.and_then(|schema| schema.member(name)).filter(|seen| seen.visible);
            let is_metadata = root && name == "metadata";
            let of_property = |seen| Self::of(property, Some(seen), property.embedded_resource, is_metadata, made);
            if let Some(validator) = seen.and_then(of_property) {
                properties.insert(name.clone(), validator);
            }
        }
        let rules = schema.map_or_else(Vec::new, |schema| {
            let environments = Environments::new(schema);
            structural.rules.iter().map(|rule| Rule::read(rule, structural, &environments)).collect()
        });
        if structural.rules.is_empty() && items.is_none() && additional.is_none() && properties.is_empty() {
            return None;
        }
        // Quirk: rules of a whole object's metadata are compiled with all that such objects have, and asked of what its schema
        // says (asked of the reference: a rule of metadata whose schema has no name).
        let values = if is_metadata { Some(Schema::of(structural, false)) } else { schema.cloned() };
        let cost = cost(&rules, schema, [&items, &additional], properties.values());
        let validator = Arc::new(Self { schema: values, cost, rules, items, properties, additional });
        made.insert(ptr::from_ref(structural), validator.clone());
        Some(validator)
    }
}

/// What rules may cost at a place, and what those within it may.
fn cost<'v>(
    rules: &[Rule],
    schema: Option<&Arc<Schema>>,
    many: [&Option<Arc<Validator>>; 2],
    properties: impl Iterator<Item = &'v Arc<Validator>>,
) -> u64 {
    let of_rule = |rule: &Rule| match &rule.compiled {
        Ok(Some(compiled)) => {
            let message =
                compiled.message.as_ref().and_then(|message| message.as_ref().ok()).map_or(0, |(_, cost)| *cost);
            compiled.cost.saturating_add(message)
        }
        _ => 0,
    };
    let often = schema.map_or(1, |schema| u64::try_from(schema.max_elements).unwrap_or(0));
    let within = many.into_iter().flatten().map(|validator| validator.cost.saturating_mul(often));
    let all = rules.iter().map(of_rule).chain(within).chain(properties.map(|validator| validator.cost));
    all.fold(0, u64::saturating_add)
}

impl Rule {
    /// Does it look at what the value was?
    pub(super) fn uses_old_self(&self) -> bool {
        matches!(&self.compiled, Ok(Some(compiled)) if compiled.uses_old_self)
    }

    fn read(rule: &Value, structural: &Structural, environments: &Environments<'_>) -> Self {
        let [expression, message, said, reason, field] =
            ["rule", "message", "messageExpression", "reason", "fieldPath"].map(|name| text(rule, name));
        Self {
            told: if message.is_empty() { expression } else { message }.trim().to_owned(),
            has_message: !message.is_empty(),
            said: said.to_owned(),
            reason: reason.to_owned(),
            field: place(field, structural),
            optional_old_self: rule["optionalOldSelf"] == true,
            compiled: compile(rule, environments, |_, _| true),
        }
    }
}

/// The path of a field below a value, as it is told; empty where it leads nowhere.
fn place(field: &str, structural: &Structural) -> String {
    let Ok((steps, _)) = field_path::find(field, Some(structural), Notation::Brackets) else { return String::new() };
    let mut told = String::new();
    for step in steps {
        let dot = if told.is_empty() { "" } else { "." };
        // A member without a name is shown as an entry without a key.
        let parts =
            if step.is_property && !step.name.is_empty() { [dot, &step.name, ""] } else { ["[", &step.name, "]"] };
        told.extend(parts);
    }
    told
}

impl Level for &Structural {
    fn has_properties(self) -> bool {
        !self.properties.is_empty()
    }

    fn property(self, name: &str) -> Option<Self> {
        self.properties.get(name).map(|property| &**property)
    }

    fn additional(self) -> Option<Option<Self>> {
        self.additional_properties.as_ref().map(|additional| match additional {
            AdditionalProperties::Schema(schema) => Some(&**schema),
            AdditionalProperties::Allowed(_) => None,
        })
    }
}

/// Has the schema a rule, or one within it?
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go hasXValidations (v1.37.2)
fn has_rules(structural: &Structural) -> bool {
    let additional = match &structural.additional_properties {
        Some(AdditionalProperties::Schema(schema)) => Some(&**schema),
        _ => None,
    };
    !structural.rules.is_empty()
        || structural.items.as_deref().into_iter().chain(additional).any(has_rules)
        || structural.properties.values().any(|property| has_rules(property))
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("rules", &self.rules.len()).finish_non_exhaustive()
    }
}

//! Dropping what a schema does not know: fields that it does not name, and `null` where nothing can be null.

use super::{AdditionalProperties, Structural};
use crate::{Members, Value};

/// How many unknown fields are told, and how long their paths may be together. The reference tells all of them.
const UNKNOWN_MAX: usize = 10_000;
const UNKNOWN_BYTES_MAX: usize = 1 << 20;

/// Members that every object has, whether or not its schema says so.
pub(super) const OF_EVERY_OBJECT: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// What a schema says of a member.
pub(super) enum Member<'a> {
    /// Nothing: it does not know it.
    Unknown,
    /// That it may be there.
    Anything,
    /// What it is.
    Of(&'a Structural),
}

impl<'a> Member<'a> {
    /// Its schema, where it has one.
    pub(super) fn schema(self) -> Option<&'a Structural> {
        match self {
            Self::Of(schema) => Some(schema),
            Self::Unknown | Self::Anything => None,
        }
    }
}

impl Structural {
    /// What is said of a member.
    pub(super) fn member(&self, name: &str) -> Member<'_> {
        match (self.properties.get(name), &self.additional_properties) {
            (Some(property), _) => Member::Of(property),
            (None, Some(AdditionalProperties::Schema(schema))) => Member::Of(schema),
            (None, Some(AdditionalProperties::Allowed(_))) => Member::Anything,
            (None, None) => Member::Unknown,
        }
    }
}

/// A place below the root.
#[derive(Clone, Copy)]
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

impl Place<'_> {
    /// As the reference writes it, whatever the names are: `a.b[0].c`.
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/options.go AppendKey, AppendIndex (v1.37.2)
    fn path(&self) -> String {
        let mut places: Vec<_> = std::iter::successors(Some(self), |place| place.parent).collect();
        let mut path = String::new();
        while let Some(place) = places.pop() {
            match place.step {
                Step::Member(name) if place.parent.is_some() => path.extend([".", name]),
                Step::Member(name) => path.push_str(name),
                Step::Item(index) => path.extend(["[", &index.to_string(), "]"]),
            }
        }
        path
    }
}

/// Unknown fields that were found.
#[derive(Default)]
struct Unknown {
    paths: Vec<String>,
    bytes: usize,
}

impl Unknown {
    fn add(&mut self, place: &Place<'_>) {
        if self.paths.len() < UNKNOWN_MAX && self.bytes < UNKNOWN_BYTES_MAX {
            let path = place.path();
            self.bytes += path.len();
            self.paths.push(path);
        }
    }
}

/// Which schema holds for a value, and how.
#[derive(Clone, Copy)]
struct Rule<'a> {
    schema: Option<&'a Structural>,
    /// Members that are not known are kept.
    keep: bool,
    /// It is an object of its own, with members that every object has.
    object: bool,
}

impl<'a> From<Option<&'a Structural>> for Rule<'a> {
    fn from(schema: Option<&'a Structural>) -> Self {
        let says = |flag: fn(&Structural) -> bool| schema.is_some_and(flag);
        Self { schema, keep: says(|s| s.preserve_unknown_fields), object: says(|s| s.embedded_resource) }
    }
}

/// Drops fields that the schema does not name, and tells their paths in order.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go PruneWithOptions (v1.37.2)
pub(super) fn unknown_fields(object: &mut Value, schema: &Structural) -> Vec<String> {
    let mut unknown = Unknown::default();
    drop_unknown(object, Rule { object: true, ..Some(schema).into() }, None, &mut unknown);
    unknown.paths.sort_unstable();
    unknown.paths
}

/// Drops what the schema does not name from a value that need be no object.
pub(super) fn drop_from(value: &mut Value, schema: &Structural) {
    drop_unknown(value, Some(schema).into(), None, &mut Unknown::default());
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go prune, skipPrune (v1.37.2)
fn drop_unknown(value: &mut Value, rule: Rule<'_>, parent: Option<&Place<'_>>, unknown: &mut Unknown) {
    match value {
        Value::Object(members) => drop_members(members, rule, parent, unknown),
        Value::Array(items) => {
            let of_items = rule.schema.and_then(|schema| schema.items.as_deref());
            if rule.keep && of_items.is_none() {
                return;
            }
            // Quirk: the items of a list that keeps what it does not know keep it, too, whatever they say (asked of the reference:
            // a list that preserves unknown fields, of objects that do not).
            let rule = Rule { keep: rule.keep || Rule::from(of_items).keep, ..of_items.into() };
            for (index, item) in items.iter_mut().enumerate() {
                drop_unknown(item, rule, Some(&Place { parent, step: Step::Item(index) }), unknown);
            }
        }
        _ => {}
    }
}

fn drop_members(members: &mut Members, rule: Rule<'_>, parent: Option<&Place<'_>>, unknown: &mut Unknown) {
    members.retain(|name, value| {
        if rule.object && OF_EVERY_OBJECT.contains(&name.as_str()) {
            return true;
        }
        let place = Place { parent, step: Step::Member(name) };
        match rule.schema.map_or(Member::Unknown, |schema| schema.member(name)) {
            Member::Unknown if rule.keep => {}
            Member::Unknown => {
                unknown.add(&place);
                return false;
            }
            known => drop_unknown(value, known.schema().into(), Some(&place), unknown),
        }
        true
    });
}

/// Drops members that are `null` where nothing can be, unless there is a default for them.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/prunenulls.go PruneNonNullableNullsWithoutDefaults (v1.37.2)
pub(super) fn nulls(value: &mut Value, schema: &Structural) {
    match value {
        Value::Object(members) => members.retain(|name, value| {
            let Some(below) = schema.member(name).schema() else { return true };
            if value.is_null() && !below.nullable && below.default.is_none() {
                return false;
            }
            nulls(value, below);
            true
        }),
        Value::Array(items) => {
            let Some(below) = &schema.items else { return };
            for item in items {
                nulls(item, below);
            }
        }
        _ => {}
    }
}

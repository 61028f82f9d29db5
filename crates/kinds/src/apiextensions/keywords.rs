//! A schema of a definition, by its keywords. It may be any that can be written down, structural or not.

use std::collections::BTreeMap;

use coracle_object::{Value, structural};

use crate::field_path::Level;

/// A schema in typed form.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a>(pub(super) &'a Value);

/// Keywords whose values are schemas by name, and that are no structure.
const ALSO_MAPS: [&str; 3] = ["patternProperties", "definitions", "dependencies"];

impl<'a> Schema<'a> {
    /// The schema of a version, or what stands in its place for all of them.
    pub(super) fn of(validation: &'a Value) -> Option<Self> {
        Some(Schema(&validation["openAPIV3Schema"])).filter(|schema| schema.0.is_object())
    }

    /// The value of a keyword, if there is one.
    pub(super) fn get(self, keyword: &str) -> Option<&'a Value> {
        self.0.get(keyword).filter(|value| !value.is_null())
    }

    /// Is the keyword there, whatever its value is?
    pub(super) fn has(self, keyword: &str) -> bool {
        self.0.as_object().is_some_and(|keywords| keywords.contains_key(keyword))
    }

    /// Text; empty where there is none.
    pub(super) fn text(self, keyword: &str) -> &'a str {
        self.word(keyword).unwrap_or_default()
    }

    /// Text, if there is any, be it empty.
    pub(super) fn word(self, keyword: &str) -> Option<&'a str> {
        self.get(keyword).and_then(Value::as_str)
    }

    /// The type; empty where there is none.
    pub(super) fn ty(self) -> &'a str {
        self.text("type")
    }

    /// Is this said?
    pub(super) fn flag(self, keyword: &str) -> bool {
        self.get(keyword) == Some(&Value::Bool(true))
    }

    /// A list; empty where there is none.
    pub(super) fn list(self, keyword: &str) -> &'a [Value] {
        self.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Texts of a list.
    pub(super) fn texts(self, keyword: &str) -> impl Iterator<Item = &'a str> {
        self.list(keyword).iter().filter_map(Value::as_str)
    }

    /// A schema; none where something simpler stands in its place.
    pub(super) fn schema(self, keyword: &str) -> Option<Schema<'a>> {
        self.get(keyword).filter(|value| value.is_object()).map(Schema)
    }

    /// Schemas of a list.
    pub(super) fn all(self, keyword: &str) -> impl Iterator<Item = (usize, Schema<'a>)> {
        self.list(keyword).iter().map(Schema).enumerate()
    }

    /// Schemas by name, in the order of their names, which Go's maps do not have.
    pub(super) fn named(self, keyword: &str) -> BTreeMap<&'a str, Schema<'a>> {
        let members = self.get(keyword).and_then(Value::as_object);
        members.into_iter().flatten().map(|(name, schema)| (name.as_str(), Schema(schema))).collect()
    }

    /// A property.
    pub(super) fn property(self, name: &str) -> Option<Schema<'a>> {
        self.get("properties")?.get(name).map(Schema)
    }

    /// Has it a property?
    pub(super) fn has_properties(self) -> bool {
        self.get("properties").and_then(Value::as_object).is_some_and(|properties| !properties.is_empty())
    }

    /// Does this hold of the schema, or of one within it?
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go SchemaHas (v1.37.2)
    pub(super) fn any(self, holds: &mut dyn FnMut(Schema<'a>) -> bool) -> bool {
        holds(self) || self.within().into_iter().any(|schema| schema.any(holds))
    }

    /// The schemas that it is made of.
    pub(super) fn within(self) -> Vec<Schema<'a>> {
        let mut within: Vec<_> = self.schema("items").into_iter().collect();
        for keyword in ["items", "allOf", "anyOf", "oneOf"] {
            within.extend(self.all(keyword).map(|(_, schema)| schema));
        }
        within.extend(self.schema("not"));
        within.extend(self.named("properties").into_values());
        within.extend(["additionalProperties", "additionalItems"].into_iter().filter_map(|one| self.schema(one)));
        let named = ALSO_MAPS.into_iter().flat_map(|map| self.named(map).into_values());
        within.extend(named.filter(|schema| schema.0.is_object()));
        within
    }

    /// Does it nest no deeper than a schema may?
    pub(super) fn is_shallow(self) -> bool {
        fn within(schema: Schema<'_>, levels: usize) -> bool {
            levels > 0 && schema.within().into_iter().all(|below| within(below, levels - 1))
        }
        within(self, structural::DEPTH_MAX)
    }
}

impl Level for Schema<'_> {
    fn has_properties(self) -> bool {
        Schema::has_properties(self)
    }

    fn property(self, name: &str) -> Option<Self> {
        Schema::property(self, name)
    }

    fn additional(self) -> Option<Option<Self>> {
        self.has("additionalProperties").then(|| self.schema("additionalProperties"))
    }
}

//! What is unwise about a definition, though not wrong.

use std::collections::{BTreeSet, HashSet};

use coracle_object::Value;
use coracle_object::structural::{Type, knows_format};
use coracle_object::text::quote;

use super::internal::Spec;
use super::keywords::Schema;

/// The warnings about a new definition.
// Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go WarningsOnCreate (v1.37.2)
pub(super) fn create(object: &Value) -> Vec<String> {
    let spec = Spec::of(object);
    let mut warnings = formats(spec);
    warnings.extend(sets(spec));
    warnings
}

/// The warnings about a changed one: what was so before is not told again.
// Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go WarningsOnUpdate (v1.37.2)
pub(super) fn update(object: &Value, current: &Value) -> Vec<String> {
    let (spec, before) = (Spec::of(object), Spec::of(current));
    let known: HashSet<String> = formats(before).into_iter().chain(sets(before)).collect();
    let told = formats(spec).into_iter().chain(sets(spec));
    told.filter(|warning| !known.contains(warning)).collect()
}

/// Formats that are not looked at, each once, in the order in which they stand.
// Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go getUnrecognizedFormatsInCRD (v1.37.2)
fn formats(spec: Spec) -> Vec<String> {
    let (mut seen, mut warnings) = (HashSet::new(), Vec::new());
    spec.any_schema(|schema| {
        let format = schema.text("format");
        if !format.is_empty() && !knows_format(Type::named(schema.ty()), format) && seen.insert(format) {
            warnings.push(format!("unrecognized format {}", quote(format)));
        }
        false
    });
    warnings
}

/// Sets of what is no single value, in the order of the sentences.
// Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go getNonScalarListTypeSetWarnings (v1.37.2)
fn sets(spec: Spec) -> BTreeSet<String> {
    let mut warnings = BTreeSet::new();
    spec.any_schema(|schema| {
        let items = schema.schema("items").filter(|_| schema.word("x-kubernetes-list-type") == Some("set"));
        if let Some(ty @ ("object" | "array")) = items.map(Schema::ty) {
            warnings.insert(format!(
                "x-kubernetes-list-type: set for items of type {} is not supported by server-side apply or CEL validation rules",
                quote(ty)
            ));
        }
        false
    });
    warnings
}

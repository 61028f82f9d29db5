//! What is stored may be older than a rule: who does not touch it is not held to it.

use std::collections::{HashMap, HashSet};

use coracle_object::Value;

use super::conversion::has_known_review;
use super::expressions::Known;
use super::options::{Options, Strictness, TYPES};
use super::parts::SELECTABLE_MAX;
use super::{lists, schema, structural};
use crate::apiextensions::conditions::{ESTABLISHED, holds};
use crate::apiextensions::internal::{Spec, list_of};
use crate::apiextensions::keywords::Schema;
use crate::read::text;
use crate::tls;

/// How strict a changed definition is checked.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionUpdate (v1.37.2)
pub(super) fn options<'a>(object: &'a Value, current: &'a Value) -> Options<'a> {
    let spec = Spec::of(current);
    let conversion = &spec.value["conversion"];
    let structural = !spec.schemas().into_iter().any(structural::is_broken);
    Options {
        strictness: Strictness {
            structural,
            types: !spec.any_schema(|schema| !schema.ty().is_empty() && !TYPES.contains(&schema.ty())),
            pruned_defaults: !spec.schemas().into_iter().any(schema::has_unpruned_defaults),
            atomic_sets: !spec.any_schema(|schema| lists::loose_set(schema).is_some()),
            map_keys: !spec.any_schema(lists::has_loose_keys),
        },
        structural,
        schemas: have_schemas(spec),
        immutable_names: holds(current, ESTABLISHED),
        known_reviews: has_known_review(conversion),
        bad_authorities: may_be_bad(current, conversion),
        known: known(spec),
        unchanged: unchanged(object, spec),
        many_selectable: many_selectable(object, spec),
    }
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go findPreexistingExpressions (v1.37.2)
fn known(spec: Spec<'_>) -> Known<'_> {
    let mut known = Known::default();
    for schema in spec.schemas() {
        known.add(schema);
    }
    known
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go findVersionsWithUnchangedSchemas (v1.37.2)
fn unchanged<'a>(object: &'a Value, before: Spec) -> HashSet<&'a str> {
    let spec = Spec::of(object);
    let is_same = |name: &&str| spec.validation_of(name).is_some_and(|now| before.validation_of(name) == Some(now));
    spec.versions().map(|version| text(version.value, "name")).filter(is_same).collect()
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go allVersionsSpecifyOpenAPISchema (v1.37.2)
fn have_schemas(spec: Spec) -> bool {
    spec.validation.and_then(Schema::of).is_some()
        || spec.versions().all(|version| Schema::of(version.validation).is_some())
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go allowInvalidCABundle (v1.37.2)
fn may_be_bad(current: &Value, conversion: &Value) -> bool {
    let bundle = text(&conversion["webhook"]["clientConfig"], "caBundle");
    !holds(current, ESTABLISHED) || (!bundle.is_empty() && tls::authority_problem(bundle).is_some())
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go findTooManySelectableFieldsAllowed (v1.37.2)
fn many_selectable<'a>(object: &'a Value, before: Spec) -> HashSet<&'a str> {
    let spec = Spec::of(object);
    let same = |now: &[Value], before: &[Value]| before.len() > SELECTABLE_MAX && now == before;
    let shared = |spec: Spec<'a>| spec.selectable.map_or(&[][..], list_of);
    let for_all = same(shared(spec), before.selectable.map_or(&[], list_of));
    // Of equal names, the last one's fields count.
    let of_name: HashMap<&str, &[Value]> =
        before.versions().map(|version| (text(version.value, "name"), version.selectable)).collect();
    let own = spec.versions().filter(|version| {
        let before = of_name.get(text(version.value, "name"));
        before.is_some_and(|before| same(version.selectable, before))
    });
    own.map(|version| text(version.value, "name")).chain(for_all.then_some("")).collect()
}

//! Versions that differ in nothing make no difference: whichever of them each applies in, the objects and what everybody owns are what they
//! are where all apply in one.

use std::collections::BTreeMap;

use coracle_merge::{ApplyError, Force, Versions, Writer, apply, printed, read_fields_v1};
use coracle_object::json;
use coracle_object::structural::Structural;
use coracle_object::{SchemaRef, Value};
use proptest::prelude::*;

/// A kind whose versions all have one schema.
#[derive(Debug)]
struct Alike(Structural);

impl Versions for Alike {
    fn schema(&self, _: &str) -> Option<SchemaRef<'_>> {
        Some((&self.0).into())
    }

    fn convert(&self, object: &Value, api_version: &str) -> Result<Value, String> {
        let mut object = object.clone();
        object["apiVersion"] = api_version.into();
        Ok(object)
    }

    fn reset(&self, _: &str) -> &[&str] {
        &[]
    }
}

fn alike() -> Alike {
    let text = json!({"type": "string"});
    let map = json!({"type": "object", "additionalProperties": text});
    let keyed = json!({"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["id"], "items": {
        "type": "object", "properties": {"id": {"type": "string", "default": "a"}, "b": text, "c": map},
    }});
    let set = json!({"type": "array", "x-kubernetes-list-type": "set", "items": text});
    let whole = json!({"type": "object", "x-kubernetes-map-type": "atomic", "additionalProperties": text});
    let spec =
        json!({"type": "object", "properties": {"keyed": keyed, "set": set, "map": map, "one": text, "whole": whole}});
    Alike(Structural::read(&json!({"type": "object", "properties": {"spec": spec, "other": map}})).unwrap())
}

/// An apply of a document.
#[derive(Debug, Clone)]
struct Step {
    by: &'static str,
    version: &'static str,
    force: Force,
    document: Value,
}

fn map() -> impl Strategy<Value = Option<Value>> {
    let members = prop::collection::btree_map("[kl]", "[xy]", 0..3);
    prop::option::of(members.prop_map(|members| members.into_iter().collect()))
}

/// What is there of these members.
fn members<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn document() -> impl Strategy<Value = Value> {
    let text = || prop::option::of("[xy]".prop_map(Value::from));
    let item = |id: &'static str| {
        (text(), map()).prop_map(move |(b, c)| members([("id", Some(id.into())), ("b", b), ("c", c)]))
    };
    let keyed = (prop::option::of(item("a")), prop::option::of(item("b")));
    let keyed = keyed.prop_map(|(a, b)| a.into_iter().chain(b).collect::<Value>());
    let set = prop::collection::btree_set("[st]", 0..3);
    let set = set.prop_map(|set| set.into_iter().map(Value::from).collect::<Value>());
    let parts = (prop::option::of(keyed), prop::option::of(set), map(), text(), map(), map());
    parts.prop_map(|(keyed, set, map, one, whole, other)| {
        let spec = members([("keyed", keyed), ("set", set), ("map", map), ("one", one), ("whole", whole)]);
        members([("metadata", Some(json!({"name": "a"}))), ("spec", Some(spec)), ("other", other)])
    })
}

fn step() -> impl Strategy<Value = Step> {
    let force = prop_oneof![Just(Force::No), Just(Force::Yes)];
    let by = prop::sample::select(vec!["one", "two", "three"]);
    let version = prop::sample::select(vec!["v1", "v2", "v3"]);
    (by, version, force, document()).prop_map(|(by, version, force, document)| Step { by, version, force, document })
}

/// The object, and what each owns; or what is in the way.
type Outcome = Result<(Value, BTreeMap<String, Vec<String>>), Vec<String>>;

/// What comes of each step.
fn outcomes(alike: &Alike, steps: &[Step]) -> Vec<Outcome> {
    let mut object: Option<Value> = None;
    let mut outcomes = Vec::new();
    for Step { by, version, force, document } in steps {
        let versions = Some(alike as &dyn Versions);
        let now = "2030-01-01T00:00:00Z";
        let who =
            Writer { manager: by, subresource: "", kind: "Kind", api_version: version, now, reset: &[], versions };
        let typed = |mut object: Value| {
            object["apiVersion"] = (*version).into();
            object["kind"] = "Kind".into();
            object
        };
        let current = object.clone().map(typed);
        match apply(&alike.0, current.as_ref(), &typed(document.clone()), &who, *force) {
            Ok(applied) => outcomes.push(Ok(shown(object.insert(applied)))),
            Err(ApplyError::Conflicts(conflicts)) => {
                let told = conflicts.iter().map(|conflict| format!("{} {}", conflict.manager, conflict.field()));
                outcomes.push(Err(told.collect()));
            }
            Err(other) => panic!("{other}"),
        }
    }
    outcomes
}

fn shown(object: &Value) -> (Value, BTreeMap<String, Vec<String>>) {
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
    let owned = entries.into_iter().flatten().map(|entry| {
        let fields = read_fields_v1(&entry["fieldsV1"]).unwrap();
        let manager = entry["manager"].as_str().unwrap_or_default();
        (manager.to_owned(), fields.paths().iter().map(|path| printed(path)).collect())
    });
    (json!([object["spec"], object["other"]]), owned.collect())
}

proptest! {
    #[test]
    fn versions_that_are_alike_make_no_difference(steps in prop::collection::vec(step(), 1..7)) {
        let alike = alike();
        let in_one: Vec<_> = steps.iter().map(|step| Step { version: "v1", ..step.clone() }).collect();
        prop_assert_eq!(outcomes(&alike, &steps), outcomes(&alike, &in_one));
    }
}

//! What goes when a manager no longer applies what it did.

use coracle_object::Value;

use crate::managers::{Managers, Owner};
use crate::set::{Node, Set};
use crate::shape::{Items, Shape};
use crate::typed::{field_set, item_element, without};
use crate::versions::{Unconverted, Versioned, Written};

/// Removes what the manager applied before, applies no longer, and nobody else owns; `None` where there is no such thing.
///
/// `last` is what it applied before; `managers` has what it applies now.
// Upstream: structured-merge-diff/merge/update.go Updater.prune (v6.4.2)
pub(crate) fn prune(shape: Shape, merged: &Value, managers: &Managers, id: &str, last: &Set) -> Option<Value> {
    // Most often it applies what it did.
    if managers.0.get(id).is_some_and(|owner| stays(shape, merged, last, &owner.fields)) {
        return None;
    }
    let owned: Vec<_> = managers.0.values().map(|owner| &owner.fields).collect();
    let owned = Set::union_of(&owned);
    (!stays(shape, merged, last, &owned)).then(|| prune_unowned(shape, merged, last, &owned))
}

fn prune_unowned(shape: Shape, merged: &Value, last: &Set, owned: &Set) -> Value {
    let (last, all) = (last.with_named_fields(Some(shape)), named_fields(shape, merged));
    // What is below something removed goes too, so what others own there is added back: each step starts again from
    // the merged object and removes less.
    let pruned = without(shape, merged, &last);
    let pruned = without(shape, merged, &unowned(shape, &all, &pruned, owned));
    // And what nobody owns is not this manager's to remove.
    without(shape, merged, &dropped(shape, &all, &pruned, &last))
}

/// The same where somebody wrote in another version: removed is in the version that was applied last, and added back in each version
/// in which somebody owns something.
// Upstream: structured-merge-diff/merge/update.go Updater.addBackOwnedItems, Updater.addBackDanglingItems (v6.4.2)
pub(crate) fn prune_across<'v>(
    written: &Written<'v>,
    merged: &'v Value,
    managers: &'v Managers,
    last: &'v Owner,
) -> Result<Value, Unconverted> {
    let merged = written.own(merged);
    let to_last = |object: &Versioned<'v>, what: &str| {
        let converted = written.convert(object, &last.api_version);
        converted.map_err(Unconverted::while_doing(&format!("failed to convert {what} object to last applied version")))
    };
    let merged = to_last(&merged, "merged")?;
    let shape = Shape::from(merged.schema);
    let last_fields = last.fields.with_named_fields(Some(shape));
    let pruned = merged.without(&last_fields);
    let pruned = add_back_owned(written, &merged, pruned, managers, &last.api_version)
        .map_err(Unconverted::while_doing("failed add back owned items"))?;
    let pruned = to_last(&pruned, "pruned").map_err(Unconverted::while_doing("failed add back dangling items"))?;
    let all = named_fields(shape, &merged.object);
    let pruned = merged.without(&dropped(shape, &all, &pruned.object, &last_fields));
    Ok(written.convert(&pruned, written.api_version)?.object.into_owned())
}

/// What was removed without being anybody's to remove comes back: first in the version that it was removed in, since other versions may not
/// do without it.
fn add_back_owned<'v>(
    written: &Written<'v>,
    merged: &Versioned<'v>,
    mut pruned: Versioned<'v>,
    managers: &'v Managers,
    first: &'v str,
) -> Result<Versioned<'v>, Unconverted> {
    let mut merged = merged.clone();
    let mut versions: Vec<&str> = managers.0.values().map(|owner| owner.api_version.as_str()).collect();
    versions.sort_unstable_by_key(|version| (*version != first, *version));
    versions.dedup();
    for version in versions {
        let convert = |object: &Versioned<'v>, what: &str| {
            let converted = written.convert(object, version);
            converted
                .map_err(Unconverted::while_doing(&format!("failed to convert {what} object at version {version}")))
        };
        merged = convert(&merged, "merged")?;
        let removed = convert(&pruned, "pruned")?;
        let shape = Shape::from(merged.schema);
        let of_version = managers.0.values().filter(|owner| owner.api_version == version);
        let owned = Set::union_of(&of_version.map(|owner| &owner.fields).collect::<Vec<_>>());
        let all = named_fields(shape, &merged.object);
        pruned = merged.without(&unowned(shape, &all, &removed.object, &owned));
    }
    Ok(pruned)
}

fn named_fields(shape: Shape, value: &Value) -> Set {
    field_set(shape, value).with_named_fields(Some(shape))
}

/// What is no longer there and owned by nobody.
fn unowned(shape: Shape, all: &Set, pruned: &Value, owned: &Set) -> Set {
    let mut kept = named_fields(shape, pruned);
    kept.absorb(owned.with_named_fields(Some(shape)));
    all.difference(&kept)
}

/// What is no longer there and was applied before.
fn dropped(shape: Shape, all: &Set, pruned: &Value, last: &Set) -> Set {
    all.difference(&named_fields(shape, pruned)).intersection(last)
}

/// Whether nothing of what was applied is removed, as far as that can be told by looking at what is there of it alone: all of it is owned,
/// with what leads to it.
fn stays(shape: Shape, value: &Value, last: &Set, owned: &Set) -> bool {
    look(shape, value, last, owned, false).is_some()
}

/// `None` where something may be removed; else whether there is something owned here or below.
///
/// A named field is as good as owned where it leads to something owned that is there; a list of separate items is there by its items
/// alone. An item stays only if its keys do, and some of what is in it, since one that has nothing left is none any more.
fn look(shape: Shape, value: &Value, last: &Set, owned: &Set, member: bool) -> Option<bool> {
    let is_whole = shape.is_atomic(shape.form(value));
    let mut shows = false;
    match value {
        Value::Object(members) if !is_whole && !members.is_empty() => {
            for (name, value) in members {
                let inner = shape.member(name);
                match (last.field(name), owned.field(name)) {
                    (Some(last), Some(owned)) => {
                        let below = look(inner?, value, &last.below, &owned.below, owned.member)?;
                        let stays = if shape.names(name) { below } else { owned.member };
                        shows |= stays.then_some(below)?;
                    }
                    (Some(_), None) => return None,
                    (None, Some(owned)) if !shows => {
                        shows = look(inner?, value, &Set::default(), &owned.below, owned.member)?;
                    }
                    (None, _) => {}
                }
            }
        }
        Value::Array(items) if !is_whole => {
            for item in items {
                let Ok(element) = item_element(shape, item) else { continue };
                let owned = owned.get(&element).filter(|owned| owned.member);
                let is_kept = owned.is_none_or(|owned| keeps_itself(shape, item, owned));
                if !is_kept && !last.is_empty() {
                    // It would become another item, perhaps one that is there.
                    return None;
                }
                shows |= is_kept && owned.is_some();
                if let Some(last) = last.get(&element) {
                    look(shape.item()?, item, &last.below, &owned?.below, true)?;
                }
            }
        }
        _ if last.is_empty() => shows = member,
        _ => return None,
    }
    Some(shows)
}

/// Whether an item is the same one without what nobody owns.
fn keeps_itself(shape: Shape, item: &Value, owned: &Node) -> bool {
    let Value::Object(members) = item else { return true };
    let is_owned = |name: &str| owned.below.field(name).is_some_and(|node| node.member);
    let keys_stay = match shape.items() {
        Items::Keyed(keys) => keys.iter().all(|key| !members.contains_key(key) || is_owned(key)),
        _ => true,
    };
    keys_stay && members.keys().any(|name| is_owned(name))
}

#[cfg(test)]
mod tests {
    use coracle_object::SchemaRef;
    use coracle_object::json;
    use coracle_object::structural::Structural;
    use proptest::prelude::*;

    use super::*;
    use crate::path::Path;

    fn schema() -> Structural {
        let text = json!({"type": "string"});
        let items = json!({"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["id"], "items": {
            "type": "object", "properties": {"id": {"type": "string", "default": "a"}, "b": text, "c": {"type": "object", "properties": {"d": text}}},
        }});
        let set = json!({"type": "array", "x-kubernetes-list-type": "set", "items": text});
        let map = json!({"type": "object", "additionalProperties": text});
        let spec = json!({"type": "object", "properties": {"items": items, "set": set, "map": map, "one": text}});
        Structural::read(&json!({"type": "object", "properties": {"spec": spec, "other": map}})).unwrap()
    }

    /// An item; what it does not have is left out.
    fn item() -> impl Strategy<Value = Value> {
        let parts = (prop::option::of("[ab]"), prop::option::of("[xy]"), prop::option::of("[xy]"));
        parts.prop_map(|(id, b, d)| {
            let d = d.map(|d| json!({"d": d}));
            let members = [("id", id.map(Value::from)), ("b", b.map(Value::from)), ("c", d)];
            members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
        })
    }

    fn document() -> impl Strategy<Value = Value> {
        let map = prop::collection::btree_map("[kl]", "[xy]", 0..3);
        let set = prop::collection::btree_set("[st]", 0..3);
        (prop::collection::vec(item(), 0..3), set, map.clone(), map).prop_map(|(items, set, map, other)| {
            json!({"spec": {"items": items, "set": set, "map": map, "one": "1"}, "other": other})
        })
    }

    /// Some of the paths to what documents have.
    fn some_of(paths: Vec<Path>) -> impl Strategy<Value = Set> {
        let len = paths.len();
        prop::sample::subsequence(paths, 0..=len).prop_map(|paths| paths.iter().map(Vec::as_slice).collect())
    }

    fn sets() -> impl Strategy<Value = (Value, Set, Set)> {
        (document(), document()).prop_flat_map(|(value, gone)| {
            let schema = schema();
            let fields = [&value, &gone].map(|value| field_set(SchemaRef::from(&schema).into(), value));
            let mut paths =
                fields[0].union(&fields[1]).with_named_fields(Some(SchemaRef::from(&schema).into())).paths();
            // Most are owned, so that there is something to be told.
            let owned = prop_oneof![some_of(paths.clone()), Just(paths.iter().map(Vec::as_slice).collect::<Set>())];
            paths.retain(|path| path.len() > 1);
            (Just(value), some_of(paths), owned)
        })
    }

    proptest! {
        #[test]
        fn what_stays_is_not_pruned((value, last, owned) in sets()) {
            let schema = schema();
            let shape = SchemaRef::from(&schema).into();
            if stays(shape, &value, &last, &owned) {
                prop_assert_eq!(prune_unowned(shape, &value, &last, &owned), value);
            }
        }
    }
}

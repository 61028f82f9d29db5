//! Merging maps, and the directives that stand in them.

use std::{collections::HashSet, rc::Rc};

use coracle_object::SmolStr;

use super::{
    directives::{DIRECTIVE, SET_ORDER, directive_field, snapshot, unknown_directive, without_directives},
    list,
    schema::Schema,
    shared::{Key, Map, Shared},
};
use crate::Error;

const RETAIN_KEYS: &str = "$retainKeys";
const DELETE_FROM_LIST: &str = "$deleteFromPrimitiveList";

/// Merges the patch into the original, which changes; the outcome may also be the patch itself, or empty.
// Upstream: apimachinery/pkg/util/strategicpatch/patch.go mergeMap (v1.37.2)
pub(super) fn merge(original: &Map, patch: &Map, schema: Schema) -> Result<Map, Error> {
    let directive = patch.borrow().get(DIRECTIVE).cloned();
    if let Some(directive) = directive {
        return follow_directive(&directive, patch);
    }
    retain_keys(original, patch)?;
    list::set_orders(original, patch, schema, merge)?;
    for (key, change) in snapshot(patch) {
        merge_member(original, &key, &change, schema)?;
    }
    Ok(Rc::clone(original))
}

fn follow_directive(directive: &Shared, patch: &Map) -> Result<Map, Error> {
    match directive.as_text() {
        Some("replace") => {
            patch.borrow_mut().remove(DIRECTIVE);
            Ok(Rc::clone(patch))
        }
        Some("delete") => Ok(Map::default()),
        _ => Err(unknown_directive(directive, patch)),
    }
}

/// Drops what `$retainKeys` does not list. Whatever else the patch sets must be listed.
///
/// Quirk: it is followed in any map, whatever the schema says (strategic.jsonl: {\"labels\":{\"$retainKeys\").
fn retain_keys(original: &Map, patch: &Map) -> Result<(), Error> {
    let Some(listed) = patch.borrow_mut().remove(RETAIN_KEYS) else { return Ok(()) };
    let malformed = || Error::BadRequest("invalid patch format of retainKeys".to_owned());
    let Shared::List(listed) = listed else { return Err(malformed()) };
    let listed = listed.iter().map(Shared::key).collect::<Result<HashSet<_>, _>>()?;
    let is_listed = |key: &SmolStr| listed.contains(&Key::Text(key.clone()));
    let is_directive = |key: &str| key.starts_with(DELETE_FROM_LIST) || key.starts_with(SET_ORDER);
    if patch.borrow().iter().any(|(key, value)| !value.is_null() && !is_directive(key) && !is_listed(key)) {
        return Err(malformed());
    }
    original.borrow_mut().retain(|key, _| is_listed(key));
    Ok(())
}

fn merge_member(original: &Map, key: &str, change: &Shared, schema: Schema) -> Result<(), Error> {
    let deletes = key.starts_with(DELETE_FROM_LIST);
    let key = if deletes {
        let listed = directive_field(key, DELETE_FROM_LIST, "invalid patch format of primitive list")?;
        // Quirk: a directive that names no field is one for the member with its own name
        // (strategic.jsonl: \"$deleteFromPrimitiveList/\":\"y\").
        if listed.is_empty() { key } else { listed }
    } else {
        key
    };
    if change.is_null() {
        original.borrow_mut().remove(key);
        return Ok(());
    }
    let current = original.borrow().get(key).cloned();
    let merged = match (current, change) {
        (Some(Shared::Map(current)), Shared::Map(change)) => {
            let (schema, patch) = schema.member(key)?;
            Shared::Map(if patch.replace { Rc::clone(change) } else { merge(&current, change, schema)? })
        }
        (Some(Shared::List(current)), Shared::List(change)) => {
            let (schema, patch) = schema.elements(key)?;
            let merges = patch.merge || deletes;
            let rule = list::Rule { schema, merge_key: patch.merge_key, deletes, maps: merge };
            Shared::List(if merges { rule.lists(&current, change)? } else { Rc::clone(change) })
        }
        // Quirk: deleting a scalar from a scalar of its type sets it (strategic.jsonl: \"$deleteFromPrimitiveList/name\":\"b\").
        (Some(current @ Shared::Scalar(_)), Shared::Scalar(_)) if deletes && current.go_type() == change.go_type() => {
            change.clone()
        }
        // There is nothing to delete from.
        _ if deletes => return Ok(()),
        _ => {
            discard_nulls(change);
            let Some(value) = without_directives(change) else {
                original.borrow_mut().remove(key);
                return Ok(());
            };
            value
        }
    };
    original.borrow_mut().insert(key.into(), merged);
    Ok(())
}

/// Drops members that are null, at any depth.
fn discard_nulls(value: &Shared) {
    match value {
        Shared::Map(map) => {
            map.borrow_mut().retain(|_, member| !member.is_null());
            map.borrow().values().for_each(discard_nulls);
        }
        Shared::List(items) => items.iter().for_each(discard_nulls),
        Shared::Scalar(_) => {}
    }
}

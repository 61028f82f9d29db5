//! Merging maps, and the directives that stand in them.

use std::{collections::HashSet, rc::Rc};

use super::{
    list,
    schema::Schema,
    shared::{Key, Map, Shared, as_go_string},
};
use crate::Error;

/// Says what to do with a map or an element: `replace`, `delete`.
pub(super) const DIRECTIVE: &str = "$patch";
const RETAIN_KEYS: &str = "$retainKeys";
const DELETE_FROM_LIST: &str = "$deleteFromPrimitiveList";
pub(super) const SET_ORDER: &str = "$setElementOrder";

/// Merges the patch into the original, which changes; the outcome may also be the patch itself, or empty.
// Upstream: apimachinery/pkg/util/strategicpatch/patch.go mergeMap (v1.37.2)
pub(super) fn merge(original: &Map, patch: &Map, schema: Schema) -> Result<Map, Error> {
    let directive = patch.borrow().get(DIRECTIVE).cloned();
    if let Some(directive) = directive {
        return follow_directive(&directive, patch);
    }
    retain_keys(original, patch)?;
    list::set_orders(original, patch, schema)?;
    for (key, change) in snapshot(patch) {
        merge_member(original, &key, &change, schema)?;
    }
    Ok(Rc::clone(original))
}

/// The members as they are now; values that are maps stay shared.
pub(super) fn snapshot(map: &Map) -> Vec<(String, Shared)> {
    map.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
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

// Upstream: apimachinery/pkg/util/mergepatch/errors.go ErrBadPatchType (v1.37.2)
pub(super) fn unknown_directive(directive: &Shared, map: &Map) -> Error {
    let shown = Shared::Map(Rc::clone(map)).plain();
    Error::Internal(format!("unknown patch type: {} in map: {shown}", as_go_string(&directive.to_value())))
}

/// Drops what `$retainKeys` does not list. Whatever else the patch sets must be listed.
///
/// Quirk: it is followed in any map, whatever the schema says.
fn retain_keys(original: &Map, patch: &Map) -> Result<(), Error> {
    let Some(listed) = patch.borrow_mut().remove(RETAIN_KEYS) else { return Ok(()) };
    let malformed = || Error::BadRequest("invalid patch format of retainKeys".to_owned());
    let Shared::List(listed) = listed else { return Err(malformed()) };
    let listed = listed.iter().map(Shared::key).collect::<Result<HashSet<_>, _>>()?;
    let is_listed = |key: &String| listed.contains(&Key::Text(key.clone()));
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
        // Quirk: a directive that names no field is one for the member with its own name.
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
            let rule = list::Rule { schema, merge_key: patch.merge_key, deletes };
            Shared::List(if merges { rule.lists(&current, change)? } else { Rc::clone(change) })
        }
        // Quirk: deleting a scalar from a scalar of its type sets it.
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
    original.borrow_mut().insert(key.to_owned(), merged);
    Ok(())
}

/// The field that a directive names behind its slash.
pub(super) fn directive_field<'a>(key: &'a str, prefix: &str, malformed: &str) -> Result<&'a str, Error> {
    let named = key.split_once('/').filter(|(before, _)| *before == prefix).map(|(_, field)| field);
    named.ok_or_else(|| Error::BadRequest(malformed.to_owned()))
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

/// The value without the maps in it that have a directive; `None` when it is one. Maps change in place.
// Upstream: apimachinery/pkg/util/strategicpatch/patch.go removeDirectives (v1.37.2)
pub(super) fn without_directives(value: &Shared) -> Option<Shared> {
    match value {
        Shared::Map(map) => {
            if map.borrow().contains_key(DIRECTIVE) {
                return None;
            }
            let kept = snapshot(map).into_iter().filter_map(|(key, member)| Some((key, without_directives(&member)?)));
            let kept = kept.collect();
            *map.borrow_mut() = kept;
            Some(value.clone())
        }
        Shared::List(items) => Some(Shared::List(Rc::new(items.iter().filter_map(without_directives).collect()))),
        Shared::Scalar(_) => Some(value.clone()),
    }
}

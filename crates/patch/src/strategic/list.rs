//! Merging lists, and the directives about them.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    rc::Rc,
};

use super::{
    directives::{DIRECTIVE, SET_ORDER, directive_field, is_deletion, snapshot, unknown_directive, without_directives},
    order::{Places, in_order},
    schema::Schema,
    shared::{Key, Map, Shared, no_merge_key},
};
use crate::Error;

/// How two maps are merged, which the elements of a list may be.
pub(super) type Maps<'s> = fn(&Map, &Map, Schema<'s>) -> Result<Map, Error>;

/// How a list is merged.
#[derive(Clone, Copy)]
pub(super) struct Rule<'s> {
    /// The elements' schema.
    pub schema: Schema<'s>,
    /// The member that tells elements apart; empty for none.
    pub merge_key: &'s str,
    /// The patch lists what to take out.
    pub deletes: bool,
    /// How elements that are maps are merged.
    pub maps: Maps<'s>,
}

impl Rule<'_> {
    // Upstream: apimachinery/pkg/util/strategicpatch/patch.go mergeSlice (v1.37.2)
    pub fn lists(self, original: &[Shared], patch: &[Shared]) -> Result<Rc<Vec<Shared>>, Error> {
        if original.is_empty() && patch.is_empty() {
            return Ok(Rc::new(Vec::new()));
        }
        let maps = are_maps(original, patch)?;
        let (merged, original, patch) = if maps {
            if self.merge_key.is_empty() {
                let kind = self.schema.kind();
                return Err(Error::Internal(format!("cannot merge lists without merge key for {kind}")));
            }
            let (original, patch) = self.follow_directives(original, patch)?;
            let mut merged = original.clone();
            self.merge_elements(&mut merged, &patch)?;
            // Elements of the original are told apart by what they were merged into.
            let original = merged[..original.len()].to_vec();
            (merged, original, patch)
        } else if self.deletes {
            let deleted = patch.iter().map(Shared::key).collect::<Result<HashSet<_>, _>>()?;
            let kept = original.iter().filter(|v| v.key().is_ok_and(|key| !deleted.contains(&key)));
            return Ok(Rc::new(kept.cloned().collect()));
        } else {
            (without_repeats(original, patch)?, original.to_vec(), patch.to_vec())
        };
        let (from_patch, rest) = partition(merged, &patch, self.merge_key)?;
        in_order(from_patch, rest, &patch, &original, maps.then_some(self.merge_key))
    }

    /// Follows the patch's elements that are directives, and gives both lists without them.
    fn follow_directives(self, original: &[Shared], patch: &[Shared]) -> Result<(Vec<Shared>, Vec<Shared>), Error> {
        let mut kept = Vec::with_capacity(patch.len());
        let mut deleted = HashSet::new();
        let mut replaces = false;
        for element in patch {
            let map = element.map()?;
            let Some(directive) = map.borrow().get(DIRECTIVE).cloned() else {
                kept.push(element.clone());
                continue;
            };
            match directive.as_text() {
                Some("delete") => {
                    let named = map.borrow().get(self.merge_key).cloned();
                    // A list or map as the key names nothing.
                    deleted.extend(named.ok_or_else(|| no_merge_key(map, self.merge_key))?.key());
                }
                Some("replace") => replaces = true,
                Some("merge") => {
                    return Err(Error::Internal("merging lists cannot yet be specified in the patch".to_owned()));
                }
                _ => return Err(unknown_directive(&directive, map)),
            }
        }
        if replaces {
            return Ok((kept, Vec::new()));
        }
        let stays = |element: &&Shared| !element_key(element, self.merge_key).is_some_and(|key| deleted.contains(&key));
        Ok((original.iter().filter(stays).cloned().collect(), kept))
    }

    /// Merges each element of the patch into the first with its key, or appends it.
    fn merge_elements(self, merged: &mut Vec<Shared>, patch: &[Shared]) -> Result<(), Error> {
        let mut places = first_places(merged, self.merge_key);
        for element in patch {
            let change = element.map()?;
            let named = change.borrow().get(self.merge_key).cloned();
            let Ok(key) = named.ok_or_else(|| no_merge_key(change, self.merge_key))?.key() else {
                merged.push(element.clone());
                continue;
            };
            match places.entry(key) {
                Entry::Vacant(vacant) => {
                    vacant.insert(merged.len());
                    merged.push(element.clone());
                }
                Entry::Occupied(occupied) => {
                    let at = *occupied.get();
                    merged[at] = Shared::Map((self.maps)(merged[at].map()?, change, self.schema)?);
                    // A null as the key's value deletes the key.
                    if element_key(&merged[at], self.merge_key).as_ref() != Some(occupied.key()) {
                        places = first_places(merged, self.merge_key);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Follows each `$setElementOrder` of a map: merges the list it is about, and puts that in order. Both leave the patch.
// Upstream: apimachinery/pkg/util/strategicpatch/patch.go mergePatchIntoOriginal (v1.37.2)
pub(super) fn set_orders<'s>(original: &Map, patch: &Map, schema: Schema<'s>, maps: Maps<'s>) -> Result<(), Error> {
    for (key, order) in snapshot(patch) {
        if key.starts_with(SET_ORDER) {
            patch.borrow_mut().remove(&key);
            set_order(original, patch, &key, &order, schema, maps)?;
        }
    }
    Ok(())
}

fn set_order<'s>(
    original: &Map,
    patch: &Map,
    directive: &str,
    order: &Shared,
    schema: Schema<'s>,
    maps: Maps<'s>,
) -> Result<(), Error> {
    let order = order.list()?;
    let key = directive_field(directive, SET_ORDER, "invalid patch format of setElementOrder list")?;
    let current = original.borrow().get(key).map(Shared::list).transpose()?;
    let change = patch.borrow().get(key).map(Shared::list).transpose()?;
    let (schema, meta) = schema.elements(key)?;
    let merge_key = meta.merge_key;
    check_order(change.as_deref().map_or(&[], Vec::as_slice), &order, merge_key)?;
    let merged = match (&current, &change) {
        (None, None) => return Ok(()),
        (Some(current), None) => Rc::clone(current),
        (None, Some(change)) => Rc::new(change.iter().filter_map(without_directives).collect()),
        (Some(current), Some(change)) if meta.merge => {
            Rule { schema, merge_key, deletes: false, maps }.lists(current, change)?
        }
        (Some(_), Some(change)) => Rc::clone(change),
    };
    let current = current.unwrap_or_default();
    let change = change.unwrap_or_default();
    let (from_patch, rest) = partition(merged.to_vec(), &order, merge_key)?;
    let by_key = are_maps(&current, &change)?.then_some(merge_key);
    let ordered = in_order(from_patch, rest, &order, &current, by_key)?;
    original.borrow_mut().insert(key.into(), Shared::List(ordered));
    patch.borrow_mut().remove(key);
    Ok(())
}

/// The patch's elements must all be listed by the order, and stand in it.
// Upstream: apimachinery/pkg/util/strategicpatch/patch.go validatePatchWithSetOrderList (v1.37.2)
fn check_order(patch: &[Shared], order: &[Shared], merge_key: &str) -> Result<(), Error> {
    if patch.is_empty() || order.is_empty() {
        return Ok(());
    }
    if !merge_key.is_empty() {
        patch.iter().try_for_each(|element| element.map().map(drop))?;
    }
    // Elements with a directive count for nothing.
    // Quirk: one that is not `delete` must not come after the order's end (strategic.jsonl: {\"$patch\":\"merge\",\"uid\":\"2\"}]}}).
    let mut waiting = patch.iter().filter(|v| merge_key.is_empty() || !is_deletion(v)).peekable();
    let mut listed = order.iter().peekable();
    while let Some(element) = waiting.peek() {
        let Some(next) = listed.peek() else {
            return Err(out_of_order(patch, order));
        };
        let has_directive = matches!(element, Shared::Map(map) if map.borrow().contains_key(DIRECTIVE));
        if has_directive {
            waiting.next();
            continue;
        }
        if same_element(element, next, merge_key)? {
            waiting.next();
        }
        listed.next();
    }
    Ok(())
}

fn out_of_order(patch: &[Shared], order: &[Shared]) -> Error {
    let shown = |list: &[Shared]| Shared::List(Rc::new(list.to_vec())).plain();
    Error::Internal(format!(
        "The order in patch list:\n{}\n doesn't match {SET_ORDER} list:\n{}\n",
        shown(patch),
        shown(order)
    ))
}

fn same_element(left: &Shared, right: &Shared, merge_key: &str) -> Result<bool, Error> {
    if merge_key.is_empty() {
        return same(left, right);
    }
    let (left, right) = (left.map()?, right.map()?);
    let value = |map: &Map| map.borrow().get(merge_key).cloned().ok_or_else(|| no_merge_key(map, merge_key));
    same(&value(left)?, &value(right)?)
}

/// Whether two values are equal in Go; comparing two lists or two maps crashes it.
fn same(left: &Shared, right: &Shared) -> Result<bool, Error> {
    Ok(left.go_type() == right.go_type() && left.key()? == right.key()?)
}

/// Splits a list into what another one names and what it does not.
fn partition(list: Vec<Shared>, by: &[Shared], merge_key: &str) -> Result<(Vec<Shared>, Vec<Shared>), Error> {
    let places = Places::new(by, (!merge_key.is_empty()).then_some(merge_key))?;
    let (mut known, mut rest) = (Vec::new(), Vec::new());
    for element in list {
        let key = if merge_key.is_empty() {
            element.key()?
        } else {
            let map = element.map()?;
            let key = map.borrow().get(merge_key).map(Shared::key).transpose()?;
            key.ok_or_else(|| no_merge_key(map, merge_key))?
        };
        if places.has(&key)? { known.push(element) } else { rest.push(element) }
    }
    Ok((known, rest))
}

/// Whether the elements of both lists are maps; they must be of one type, and not lists.
// Upstream: apimachinery/pkg/util/strategicpatch/patch.go sliceElementType (v1.37.2)
fn are_maps(original: &[Shared], patch: &[Shared]) -> Result<bool, Error> {
    let mut elements = original.iter().chain(patch);
    let Some(first) = elements.next() else {
        return Err(Error::Internal("no elements in any of the given slices".to_owned()));
    };
    // Quirk: a null that stands first crashes the reference (asked of the reference: finalizers `[null,"x"]` with an empty order
    // for an object without any). Lists of lists it refuses with the same answer.
    if first.is_null() || matches!(first, Shared::List(_)) {
        return Err(Error::Unprocessable);
    }
    if elements.any(|v| v.go_type() != first.go_type()) {
        let shown = |list: &[Shared]| Shared::List(Rc::new(list.to_vec())).plain();
        let (original, patch) = (shown(original), shown(patch));
        return Err(Error::Internal(format!("list element types are not identical: [{original} {patch}]")));
    }
    Ok(matches!(first, Shared::Map(_)))
}

fn without_repeats(original: &[Shared], patch: &[Shared]) -> Result<Vec<Shared>, Error> {
    let mut seen = HashSet::new();
    let mut merged = Vec::new();
    for element in original.iter().chain(patch) {
        if seen.insert(element.key()?) {
            merged.push(element.clone());
        }
    }
    Ok(merged)
}

/// The element's key, where it has one.
fn element_key(element: &Shared, merge_key: &str) -> Option<Key> {
    element.map().ok()?.borrow().get(merge_key)?.key().ok()
}

/// Where each key stands first.
fn first_places(list: &[Shared], merge_key: &str) -> HashMap<Key, usize> {
    let keys = list.iter().enumerate().rev();
    keys.filter_map(|(at, element)| Some((element_key(element, merge_key)?, at))).collect()
}

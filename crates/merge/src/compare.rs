//! What changed between two typed values.

use std::collections::BTreeMap;

use coracle_object::{Members, SchemaRef, Value};

use crate::path::PathElement;
use crate::set::{Node, Set};
use crate::shape::{Form, Shape};
use crate::typed::{are_pairs, indexed, same};

/// The paths that differ between an old and a new value. No path is in two of the sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Only in the old value.
    pub removed: Set,
    /// In both, and different.
    pub modified: Set,
    /// Only in the new value.
    pub added: Set,
}

/// Compares two objects of one type.
#[must_use]
pub fn compare<'s>(schema: impl Into<SchemaRef<'s>>, old: &Value, new: &Value) -> Comparison {
    both(schema.into().into(), Some(old), Some(new)).into()
}

impl From<Found> for Comparison {
    fn from(found: Found) -> Self {
        let [removed, modified, added] =
            [found.removed, found.modified, found.added].map(|part| Node::from(part).below);
        Self { removed, modified, added }
    }
}

impl Comparison {
    /// Leaves out the paths of the set and all below them.
    pub(crate) fn ignore(&mut self, ignored: &Set) {
        for set in [&mut self.removed, &mut self.modified, &mut self.added] {
            set.remove_all_and_below(ignored);
        }
    }
}

/// What differs at one place and below it.
#[derive(Default)]
pub(crate) struct Found {
    removed: Part,
    modified: Part,
    added: Part,
}

/// A node that is being made: what is below it has no order yet.
#[derive(Default)]
struct Part {
    member: bool,
    below: Vec<(PathElement, Node)>,
}

impl Part {
    fn is_empty(&self) -> bool {
        !self.member && self.below.is_empty()
    }

    fn add(&mut self, element: &PathElement, part: Part) {
        if !part.is_empty() {
            self.below.push((element.clone(), part.into()));
        }
    }
}

impl From<Part> for Node {
    fn from(part: Part) -> Self {
        Self { member: part.member, below: Set::of(part.below) }
    }
}

/// What differs between two values of a place, one of which may be missing.
// Upstream: structured-merge-diff/typed/compare.go compareWalker.compare (v6.4.2)
pub(crate) fn both(shape: Shape, old: Option<&Value>, new: Option<&Value>) -> Found {
    let mut found = Found::default();
    let [was, is] = [old, new].map(|value| value.map(|value| shape.form(value)));
    for form in was.into_iter().chain(is.filter(|_| is != was)) {
        found.walk(shape, form, old, new);
    }
    found
}

impl Found {
    fn walk(&mut self, shape: Shape, form: Form, old: Option<&Value>, new: Option<&Value>) {
        if is_leaf(shape, form, old, new) {
            if old.zip(new).is_none_or(|(old, new)| !same(old, new)) {
                self.here(old.is_some(), new.is_some()).member = true;
            }
            return;
        }
        match form {
            Form::Items => self.items(shape, old.and_then(Value::as_array), new.and_then(Value::as_array)),
            _ => self.members(shape, old.and_then(Value::as_object), new.and_then(Value::as_object)),
        }
        // What has parts is itself added or removed, never modified.
        if old.is_none() || new.is_none() {
            self.here(old.is_some(), new.is_some()).member = true;
        }
    }

    fn here(&mut self, in_old: bool, in_new: bool) -> &mut Part {
        match (in_old, in_new) {
            (true, true) => &mut self.modified,
            (true, false) => &mut self.removed,
            (false, _) => &mut self.added,
        }
    }

    pub(crate) fn below(&mut self, element: &PathElement, found: Found) {
        self.removed.add(element, found.removed);
        self.modified.add(element, found.modified);
        self.added.add(element, found.added);
    }

    fn members(&mut self, shape: Shape, old: Option<&Members>, new: Option<&Members>) {
        for (name, value) in old.into_iter().flatten() {
            let other = new.and_then(|new| new.get(name));
            if other.is_some_and(|other| same(value, other)) {
                continue;
            }
            if let Some(inner) = shape.member(name) {
                self.below(&PathElement::field(name.clone()), both(inner, Some(value), other));
            }
        }
        for (name, value) in new.into_iter().flatten() {
            if let Some(inner) = shape.member(name).filter(|_| old.is_none_or(|old| !old.contains_key(name))) {
                self.below(&PathElement::field(name.clone()), both(inner, None, Some(value)));
            }
        }
    }

    /// Items that are there more than once in one list are compared as one, without looking into them.
    fn items(&mut self, list: Shape, old: Option<&Vec<Value>>, new: Option<&Vec<Value>>) {
        let Some(shape) = list.item() else { return };
        let (old, new) = (indexed(list, old), indexed(list, new));
        if are_pairs(&old, &new) {
            for ((element, old), (_, new)) in old.iter().zip(new).filter(|((_, old), (_, new))| !same(old, new)) {
                self.below(element, both(shape, Some(old), Some(new)));
            }
            return;
        }
        let mut items: BTreeMap<PathElement, (Vec<&Value>, Vec<&Value>)> = BTreeMap::new();
        for (element, item) in old {
            items.entry(element).or_default().0.push(item);
        }
        for (element, item) in new {
            items.entry(element).or_default().1.push(item);
        }
        for (element, (old, new)) in items {
            let mut found = match (old.len(), new.len()) {
                (..=1, ..=1) => both(shape, old.first().copied(), new.first().copied()),
                (2.., 2..) => Found::default(),
                (2.., _) => new.first().map_or_else(Found::default, |item| both(shape, None, Some(item))),
                (_, 2..) => old.first().map_or_else(Found::default, |item| both(shape, Some(item), None)),
            };
            match (old.len(), new.len()) {
                (..=1, ..=1) => {}
                (2.., 2..) => {
                    let equal = old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| same(old, new));
                    found.modified.member = !equal;
                }
                (before, _) => found.here(before >= 2, before < 2).member = true,
            }
            self.below(&element, found);
        }
    }
}

/// A value that is compared and merged as one: a scalar, an atomic one, or one with nothing in it on either side,
/// which keeps apart what is empty and what is null.
pub(crate) fn is_leaf(shape: Shape, form: Form, old: Option<&Value>, new: Option<&Value>) -> bool {
    let empty = |value: Option<&Value>| match (form, value) {
        (Form::Items, Some(Value::Array(items))) => items.is_empty(),
        (Form::Members, Some(Value::Object(members))) => members.is_empty(),
        _ => true,
    };
    matches!(form, Form::Scalar(_)) || shape.is_atomic(form) || empty(old) && empty(new)
}

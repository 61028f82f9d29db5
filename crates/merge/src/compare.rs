//! What changed between two typed values.

use std::collections::BTreeMap;

use coracle_object::Value;
use coracle_object::schema::{List, Struct};

use crate::path::{Path, PathElement};
use crate::set::Set;
use crate::shape::Shape;
use crate::typed::{indexed, same};

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
pub fn compare(ty: &Struct, old: &Value, new: &Value) -> Comparison {
    let mut walk = Walk { found: Comparison::default(), path: Vec::new() };
    walk.both(Shape::Struct(ty), Some(old), Some(new));
    walk.found
}

impl Comparison {
    /// Leaves out the paths of the set and all below them.
    pub(crate) fn ignore(&mut self, ignored: &Set) {
        for set in [&mut self.removed, &mut self.modified, &mut self.added] {
            set.remove_all_and_below(ignored);
        }
    }
}

struct Walk {
    found: Comparison,
    path: Path,
}

impl Walk {
    // Upstream: structured-merge-diff/typed/compare.go compareWalker.compare (v6.4.2)
    fn both(&mut self, shape: Shape, old: Option<&Value>, new: Option<&Value>) {
        if is_leaf(shape, old, new) {
            if old.zip(new).is_none_or(|(old, new)| !same(old, new)) {
                self.found(old.is_some(), new.is_some());
            }
            return;
        }
        match shape {
            Shape::List(list) => self.items(list, old.and_then(Value::as_array), new.and_then(Value::as_array)),
            _ => self.members(shape, old, new),
        }
        // What has parts is itself added or removed, never modified.
        if old.is_none() || new.is_none() {
            self.found(old.is_some(), new.is_some());
        }
    }

    fn found(&mut self, in_old: bool, in_new: bool) {
        let set = match (in_old, in_new) {
            (true, true) => &mut self.found.modified,
            (true, false) => &mut self.found.removed,
            (false, _) => &mut self.found.added,
        };
        set.insert(&self.path);
    }

    fn below(&mut self, element: PathElement, shape: Shape, old: Option<&Value>, new: Option<&Value>) {
        self.path.push(element);
        self.both(shape, old, new);
        self.path.pop();
    }

    fn members(&mut self, shape: Shape, old: Option<&Value>, new: Option<&Value>) {
        let (old, new) = (old.and_then(Value::as_object), new.and_then(Value::as_object));
        for (name, value) in old.into_iter().flatten() {
            let other = new.and_then(|new| new.get(name));
            if let Some(inner) = shape.member(name).filter(|_| other != Some(value)) {
                self.below(PathElement::Field(name.clone()), inner, Some(value), other);
            }
        }
        for (name, value) in new.into_iter().flatten() {
            if let Some(inner) = shape.member(name).filter(|_| old.is_none_or(|old| !old.contains_key(name))) {
                self.below(PathElement::Field(name.clone()), inner, None, Some(value));
            }
        }
    }

    /// Items that are there more than once in one list are compared as one, without looking into them.
    fn items(&mut self, list: &List, old: Option<&Vec<Value>>, new: Option<&Vec<Value>>) {
        let mut items: BTreeMap<PathElement, (Vec<&Value>, Vec<&Value>)> = BTreeMap::new();
        for (element, item) in indexed(list, old) {
            items.entry(element).or_default().0.push(item);
        }
        for (element, item) in indexed(list, new) {
            items.entry(element).or_default().1.push(item);
        }
        for (element, (old, new)) in items {
            let shape = Shape::of(&list.of);
            match (old.len(), new.len()) {
                (..=1, ..=1) => self.below(element, shape, old.first().copied(), new.first().copied()),
                (2.., 2..) => {
                    if old.len() != new.len() || !old.iter().zip(&new).all(|(old, new)| same(old, new)) {
                        self.item_found(element, true, true);
                    }
                }
                (2.., _) => {
                    if let Some(item) = new.first() {
                        self.below(element.clone(), shape, None, Some(item));
                    }
                    self.item_found(element, true, false);
                }
                (_, 2..) => {
                    if let Some(item) = old.first() {
                        self.below(element.clone(), shape, Some(item), None);
                    }
                    self.item_found(element, false, true);
                }
            }
        }
    }

    fn item_found(&mut self, element: PathElement, in_old: bool, in_new: bool) {
        self.path.push(element);
        self.found(in_old, in_new);
        self.path.pop();
    }
}

/// A value that is compared and merged as one: a scalar, an atomic one, or one with nothing in it on either side,
/// which keeps apart what is empty and what is null.
pub(crate) fn is_leaf(shape: Shape, old: Option<&Value>, new: Option<&Value>) -> bool {
    let empty = |value: Option<&Value>| match (shape, value) {
        (Shape::List(_), Some(Value::Array(items))) => items.is_empty(),
        (Shape::Scalar(_) | Shape::List(_), _) => true,
        (_, Some(Value::Object(members))) => members.is_empty(),
        _ => true,
    };
    shape.is_atomic() || matches!(shape, Shape::Scalar(_)) || empty(old) && empty(new)
}

//! What an object becomes when a document is applied over it: nothing goes, the document's leaves win.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use coracle_object::{Members, Value};

use crate::compare::is_leaf;
use crate::path::PathElement;
use crate::shape::{Form, Shape};
use crate::typed::indexed;

/// The object with the document's members over it. Both have the shape of their kind.
// Upstream: structured-merge-diff/typed/merge.go mergingWalker.merge (v6.4.2)
#[must_use]
pub(crate) fn combine(shape: Shape, object: &Value, document: &Value) -> Value {
    both(shape, Some(object), Some(document)).unwrap_or(Value::Null)
}

/// What the two make together; `None` where that is empty, so that it is left out.
fn both(shape: Shape, old: Option<&Value>, new: Option<&Value>) -> Option<Value> {
    let form = shape.form(new.or(old)?);
    if is_leaf(shape, form, old, new) {
        return new.or(old).cloned();
    }
    match form {
        Form::Items => items(shape, old.and_then(Value::as_array), new.and_then(Value::as_array)),
        _ => members(shape, old.and_then(Value::as_object), new.and_then(Value::as_object)),
    }
}

fn members(shape: Shape, old: Option<&Members>, new: Option<&Members>) -> Option<Value> {
    let mut out = Members::new();
    let only_new = new.into_iter().flatten().filter(|(name, _)| old.is_none_or(|old| !old.contains_key(*name)));
    let names = old.into_iter().flatten().chain(only_new).map(|(name, _)| name);
    for name in names {
        let (old, new) = (old.and_then(|old| old.get(name)), new.and_then(|new| new.get(name)));
        let value = match shape.member(name) {
            Some(inner) => both(inner, old, new),
            None => new.or(old).cloned(),
        };
        if let Some(value) = value {
            out.insert(name.clone(), value);
        }
    }
    (!out.is_empty()).then_some(Value::Object(out))
}

fn items(list: Shape, old: Option<&Vec<Value>>, new: Option<&Vec<Value>>) -> Option<Value> {
    let of = list.item()?;
    let (old, new) = (indexed(list, old), indexed(list, new));
    let mut merge = Merge { of, old: Index::new(&old), new: Index::new(&new), taken: BTreeSet::new(), out: Vec::new() };
    merge.run(&old, &new);
    (!merge.out.is_empty()).then_some(Value::Array(merge.out))
}

type Item<'v> = (PathElement, &'v Value);

/// Items by what points at them; an item that is there more than once counts as null.
struct Index<'i, 'v>(BTreeMap<&'i PathElement, &'v Value>);

impl<'i, 'v> Index<'i, 'v> {
    fn new(items: &'i [Item<'v>]) -> Self {
        let mut index = BTreeMap::new();
        for (element, item) in items {
            index.entry(element).and_modify(|there| *there = &Value::Null).or_insert(*item);
        }
        Self(index)
    }

    fn has(&self, element: &PathElement) -> bool {
        self.0.contains_key(element)
    }

    fn get(&self, element: &PathElement) -> Option<&'v Value> {
        self.0.get(element).copied()
    }
}

/// Merges the items of two lists: in the old order, but items that both have in the new order.
struct Merge<'i, 'v> {
    of: Shape<'i>,
    old: Index<'i, 'v>,
    new: Index<'i, 'v>,
    taken: BTreeSet<&'i PathElement>,
    out: Vec<Value>,
}

impl<'i, 'v> Merge<'i, 'v> {
    // Upstream: structured-merge-diff/typed/merge.go mergingWalker.visitListItems (v6.4.2)
    fn run(&mut self, old: &'i [Item<'v>], new: &'i [Item<'v>]) {
        // The shared items that are still to come, in the new order; the first is the one to merge next.
        let mut shared: VecDeque<_> = new.iter().map(|(element, _)| element).filter(|e| self.old.has(e)).collect();
        let (mut i, mut j) = (0, 0);
        while i < old.len() || j < new.len() {
            if let (Some((theirs, _)), Some((ours, _))) = (old.get(i), new.get(j)) {
                if theirs == ours {
                    self.take_new(ours);
                    (i, j) = (i + 1, j + 1);
                    shared.pop_front();
                    continue;
                }
                if self.new.has(theirs) && shared.front().is_some_and(|next| *next != theirs) {
                    i += 1;
                    continue;
                }
            }
            if let Some((theirs, item)) = old.get(i) {
                if !self.new.has(theirs) {
                    // The item in its place, since the index does not hold items that are there more than once.
                    self.push(Some(item), None);
                    i += 1;
                    continue;
                }
                if self.taken.contains(theirs) {
                    i += 1;
                }
            }
            if let Some((ours, _)) = new.get(j) {
                self.take_new(ours);
                j += 1;
                if shared.front() == Some(&ours) {
                    shared.pop_front();
                }
            }
        }
    }

    fn take_new(&mut self, element: &'i PathElement) {
        self.taken.insert(element);
        self.push(self.old.get(element), self.new.get(element));
    }

    fn push(&mut self, old: Option<&Value>, new: Option<&Value>) {
        self.out.extend(both(self.of, old, new));
    }
}

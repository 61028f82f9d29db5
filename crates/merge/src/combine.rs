//! What an object becomes when a document is applied over it: nothing goes, the document's leaves win.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use coracle_object::{Members, SmolStr, Value};

use crate::compare::{self, Comparison, Found, is_leaf};
use crate::path::PathElement;
use crate::shape::{Form, Shape};
use crate::typed::{are_pairs, equal, indexed};

/// The object with the document's members over it. Both have the shape of their kind. Its managedFields are left out, unless all is as it
/// was.
// Upstream: structured-merge-diff/typed/merge.go mergingWalker.merge (v6.4.2)
#[must_use]
pub(crate) fn combine<'v>(shape: Shape, object: &'v Value, document: &'v Value) -> Merged<'v> {
    if shape.is_atomic(Form::Members) {
        return if equal(object, document) { Merged::Old(object) } else { Merged::New(document) };
    }
    members(shape, object, document, &["metadata", "managedFields"]).unwrap_or(Merged::Made(Value::Null))
}

/// What two values make together. It is lent from them as long as it can be: whether anything changes, and what, is known before anything
/// is copied.
pub(crate) enum Merged<'v> {
    /// The old one.
    Old(&'v Value),
    /// The new one.
    New(&'v Value),
    /// A map with all members of the old one, and perhaps more.
    Members(Vec<(&'v SmolStr, Merged<'v>)>),
    /// A list of the old one's items, each beside what becomes of it.
    Items(Vec<(PathElement, &'v Value, Merged<'v>)>),
    /// Another.
    Made(Value),
}

impl<'v> Merged<'v> {
    /// As a value; where all is as it was, the old one.
    pub fn value(&self) -> Cow<'v, Value> {
        match self {
            Self::Old(value) | Self::New(value) => Cow::Borrowed(value),
            Self::Members(members) => {
                let members = members.iter().map(|(name, part)| ((*name).clone(), part.value().into_owned()));
                Cow::Owned(members.collect())
            }
            Self::Items(items) => Cow::Owned(items.iter().map(|(_, _, part)| part.value().into_owned()).collect()),
            Self::Made(value) => Cow::Owned(value.clone()),
        }
    }
}

/// What a merge changes.
pub(crate) fn changes(shape: Shape, object: &Value, merged: &Merged) -> Comparison {
    found(shape, Some(object), merged).into()
}

fn found(shape: Shape, old: Option<&Value>, merged: &Merged) -> Found {
    let mut found_here = Found::default();
    match merged {
        Merged::Old(_) => {}
        Merged::New(new) => return compare::both(shape, old, Some(new)),
        Merged::Made(new) => return compare::both(shape, old, Some(new)),
        Merged::Members(members) => {
            for (name, part) in members {
                if let Some(inner) = shape.member(name) {
                    let below = found(inner, old.and_then(|old| old.get(name.as_str())), part);
                    found_here.below(&PathElement::field((*name).clone()), below);
                }
            }
        }
        Merged::Items(items) => {
            for (element, old, part) in items {
                if let Some(inner) = shape.item() {
                    found_here.below(element, found(inner, Some(old), part));
                }
            }
        }
    }
    found_here
}

/// What the two make together; `None` where that is empty, so that it is left out.
fn both<'v>(shape: Shape, old: Option<&'v Value>, new: Option<&'v Value>) -> Option<Merged<'v>> {
    // What only one has stays as it is: whatever is in it can be pointed at.
    let (Some(old), Some(new)) = (old, new) else { return new.map(Merged::New).or(old.map(Merged::Old)) };
    let form = shape.form(new);
    if is_leaf(shape, form, Some(old), Some(new)) {
        return Some(if equal(old, new) { Merged::Old(old) } else { Merged::New(new) });
    }
    match form {
        Form::Items if equal(old, new) => Some(Merged::Old(old)),
        Form::Items => items(shape, old, new),
        _ => members(shape, old, new, &[]),
    }
}

/// What is at the path `but` is left out.
fn members<'v>(shape: Shape, value: &'v Value, other: &'v Value, but: &[&str]) -> Option<Merged<'v>> {
    let (old, new) = (value.as_object(), other.as_object());
    let part = |name: &'v SmolStr, old: Option<&'v Value>, new: Option<&'v Value>| {
        let part = match (shape.member(name), old, new, but) {
            (Some(inner), Some(old), Some(new), [at, below @ ..])
                if at == name && !below.is_empty() && !is_empty(new) =>
            {
                members(inner, old, new, below)
            }
            (Some(inner), ..) => both(inner, old, new),
            (None, ..) => new.map(Merged::New).or(old.map(Merged::Old)),
        };
        Some((name, part?))
    };
    let in_new = |name: &SmolStr| new.and_then(|new| new.get(name));
    let mut merged: Vec<_> =
        old.into_iter().flatten().filter_map(|(name, value)| part(name, Some(value), in_new(name))).collect();
    let of_old = merged.len();
    let only_new = new.into_iter().flatten().filter(|(name, _)| old.is_none_or(|old| !old.contains_key(name)));
    merged.extend(only_new.filter_map(|(name, value)| part(name, None, Some(value))));
    let all_of_old = old.is_some_and(|old| old.len() == of_old);
    if all_of_old && merged.iter().all(|(_, part)| matches!(part, Merged::Old(_))) {
        return Some(Merged::Old(value));
    }
    if merged.is_empty() {
        return None;
    }
    merged.retain(|(name, _)| but != [name.as_str()]);
    let merged = Merged::Members(merged);
    Some(if all_of_old { merged } else { Merged::Made(merged.value().into_owned()) })
}

fn items<'v>(list: Shape, value: &'v Value, other: &'v Value) -> Option<Merged<'v>> {
    let of = list.item()?;
    let (old, new) = (indexed(list, value.as_array()), indexed(list, other.as_array()));
    let all_of_old = value.as_array().is_some_and(|items| items.len() == old.len());
    if all_of_old && are_pairs(&old, &new) {
        let pairs = old.into_iter().zip(new);
        let merged: Option<Vec<_>> =
            pairs.map(|((element, old), (_, new))| Some((element, old, both(of, Some(old), Some(new))?))).collect();
        if let Some(merged) = merged {
            let as_it_was = merged.iter().all(|(_, _, part)| matches!(part, Merged::Old(_)));
            return Some(if as_it_was { Merged::Old(value) } else { Merged::Items(merged) });
        }
        return items_one_by_one(of, &indexed(list, value.as_array()), &indexed(list, other.as_array()));
    }
    items_one_by_one(of, &old, &new)
}

fn items_one_by_one<'v>(of: Shape, old: &[Item<'v>], new: &[Item<'v>]) -> Option<Merged<'v>> {
    let mut merge = Merge { of, old: Index::new(old), new: Index::new(new), taken: BTreeSet::new(), out: Vec::new() };
    merge.run(old, new);
    (!merge.out.is_empty()).then(|| Merged::Made(merge.out.iter().map(|part| part.value().into_owned()).collect()))
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_none_or(Members::is_empty)
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
    out: Vec<Merged<'v>>,
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

    fn push(&mut self, old: Option<&'v Value>, new: Option<&'v Value>) {
        self.out.extend(both(self.of, old, new));
    }
}

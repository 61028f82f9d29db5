//! Sets of paths and their algebra.
//!
//! A set is a tree that holds each prefix once. Owning a path says nothing about the paths above or below it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use coracle_object::Value;

use crate::path::{Path, PathElement};
use crate::shape::{Form, Shape};

/// A set of paths. The empty path is never a member.
// Invariant: a node is a member or has something below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set {
    nodes: BTreeMap<PathElement, Node>,
}

/// What a set knows of one path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Node {
    /// The path itself is in the set.
    pub member: bool,
    /// The paths below it, relative to it.
    pub below: Set,
}

impl Node {
    fn is_empty(&self) -> bool {
        !self.member && self.below.is_empty()
    }
}

impl Set {
    /// No path at all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it has no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Adds one path; not the paths above it. The empty path is ignored: nobody owns a whole object.
    pub fn insert(&mut self, path: &[PathElement]) {
        let Some((last, above)) = path.split_last() else { return };
        let mut set = self;
        for element in above {
            set = &mut set.node(element).below;
        }
        set.node(last).member = true;
    }

    /// The node, made where it is missing; the caller puts something into it.
    pub(crate) fn node(&mut self, element: &PathElement) -> &mut Node {
        self.nodes.entry(element.clone()).or_default()
    }

    /// Adds what is known of the paths that begin with this element.
    pub(crate) fn add(&mut self, element: PathElement, node: Node) {
        if node.is_empty() {
            return;
        }
        match self.nodes.entry(element) {
            Entry::Vacant(place) => {
                place.insert(node);
            }
            Entry::Occupied(mut place) => {
                let there = place.get_mut();
                there.member |= node.member;
                there.below.add_all(&node.below);
            }
        }
    }

    pub(crate) fn nodes(&self) -> impl Iterator<Item = (&PathElement, &Node)> {
        self.nodes.iter()
    }

    /// Whether the path is a member.
    #[must_use]
    pub fn has(&self, path: &[PathElement]) -> bool {
        let Some((last, above)) = path.split_last() else { return false };
        let mut set = self;
        for element in above {
            match set.nodes.get(element) {
                Some(node) => set = &node.below,
                None => return false,
            }
        }
        set.nodes.get(last).is_some_and(|node| node.member)
    }

    /// What it knows of the paths that begin with this element.
    pub(crate) fn get(&self, element: &PathElement) -> Option<&Node> {
        self.nodes.get(element)
    }

    /// The members of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut out = self.clone();
        out.add_all(other);
        out
    }

    /// Makes it the union with the other.
    pub fn add_all(&mut self, other: &Self) {
        for (element, theirs) in &other.nodes {
            match self.nodes.get_mut(element) {
                Some(node) => {
                    node.member |= theirs.member;
                    node.below.add_all(&theirs.below);
                }
                None => {
                    self.nodes.insert(element.clone(), theirs.clone());
                }
            }
        }
    }

    /// The members of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        // Looked up from the smaller side, so that a small set against a big one is cheap.
        let (small, big) = if self.nodes.len() <= other.nodes.len() { (self, other) } else { (other, self) };
        let both = small.nodes.iter().filter_map(|(element, a)| {
            let b = big.nodes.get(element)?;
            let node = Node { member: a.member && b.member, below: a.below.intersection(&b.below) };
            (!node.is_empty()).then(|| (element.clone(), node))
        });
        Self { nodes: both.collect() }
    }

    /// The members that are not members of the other.
    ///
    /// A member stays when only a path above or below it is in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut out = self.clone();
        out.remove_all(other);
        out
    }

    /// Makes it the difference from the other.
    pub fn remove_all(&mut self, other: &Self) {
        self.remove_each(other, &|node, theirs| {
            node.member &= !theirs.member;
            node.below.remove_all(&theirs.below);
        });
    }

    /// The members that are neither members of the other nor below one.
    #[must_use]
    pub fn recursive_difference(&self, other: &Self) -> Self {
        let mut out = self.clone();
        out.remove_all_and_below(other);
        out
    }

    /// Makes it the recursive difference from the other.
    pub(crate) fn remove_all_and_below(&mut self, other: &Self) {
        self.remove_each(other, &|node, theirs| {
            if theirs.member {
                *node = Node::default();
            } else {
                node.below.remove_all_and_below(&theirs.below);
            }
        });
    }

    /// Removes from each node that the other has too; what is left empty goes.
    fn remove_each(&mut self, other: &Self, remove: &impl Fn(&mut Node, &Node)) {
        // Looked up from the smaller side: an update of many fields is taken from many managers of few fields each.
        if self.nodes.len() < other.nodes.len() {
            self.nodes.retain(|element, node| {
                if let Some(theirs) = other.nodes.get(element) {
                    remove(node, theirs);
                }
                !node.is_empty()
            });
            return;
        }
        for (element, theirs) in &other.nodes {
            let Some(node) = self.nodes.get_mut(element) else { continue };
            remove(node, theirs);
            if node.is_empty() {
                self.nodes.remove(element);
            }
        }
    }

    /// The members that have no member below them.
    #[must_use]
    pub fn leaves(&self) -> Self {
        let nodes = self.nodes.iter().map(|(element, node)| {
            let leaf = node.member && node.below.is_empty();
            (element.clone(), Node { member: leaf, below: node.below.leaves() })
        });
        Self { nodes: nodes.collect() }
    }

    /// Also has each struct field that leads to a member; map keys and list items that lead to one are not added.
    // Upstream: structured-merge-diff/fieldpath/set.go Set.EnsureNamedFieldsAreMembers (v6.4.2)
    #[must_use]
    pub(crate) fn with_named_fields(&self, shape: Option<Shape>) -> Self {
        let nodes = self.nodes.iter().map(|(element, node)| {
            let leads = !node.below.is_empty()
                && matches!((element, shape), (PathElement::Field(name), Some(shape)) if shape.names(name));
            let inner = match (element, shape) {
                (PathElement::Field(name), Some(shape)) => shape.member(name),
                (PathElement::Key(_), Some(shape)) => shape.item(),
                _ => None,
            };
            (element.clone(), Node { member: node.member || leads, below: node.below.with_named_fields(inner) })
        });
        Self { nodes: nodes.collect() }
    }

    /// Owns as a whole what the schema calls atomic, where the set owns parts of it.
    ///
    /// Only a client that writes managedFields itself can make such a set.
    // Upstream: structured-merge-diff/typed/reconcile_schema.go ReconcileFieldSetWithSchema (v6.4.2)
    pub(crate) fn make_atoms_whole(&mut self, shape: Shape) {
        if shape.is_unknown() {
            return;
        }
        // There is no value that could say what it is.
        let form = |shape: Shape| shape.form(&Value::Null);
        for (element, node) in &mut self.nodes {
            let inner = match (form(shape), element) {
                (Form::Items, _) => shape.item(),
                (Form::Members, PathElement::Field(name)) => shape.member(name),
                (Form::Members, _) => shape.other(),
                (Form::Scalar(_), _) => None,
            };
            match inner {
                Some(inner) if inner.is_atomic(form(inner)) && !node.below.is_empty() => {
                    *node = Node { member: true, below: Set::new() };
                }
                Some(inner) => node.below.make_atoms_whole(inner),
                None => {}
            }
        }
    }

    /// Its members, in the reference's order: at each level first the members, then what is below them.
    #[must_use]
    pub fn paths(&self) -> Vec<Path> {
        let mut out = Vec::new();
        self.each_path(&mut |path| out.push(path.to_vec()));
        out
    }

    /// Shows each of [`Self::paths`]. All of them together may be much longer than the set, where it is deep.
    pub fn each_path(&self, show: &mut impl FnMut(&[PathElement])) {
        self.each_path_below(&mut Vec::new(), show);
    }

    fn each_path_below(&self, above: &mut Path, show: &mut impl FnMut(&[PathElement])) {
        for (element, _) in self.nodes.iter().filter(|(_, node)| node.member) {
            above.push(element.clone());
            show(above);
            above.pop();
        }
        for (element, node) in &self.nodes {
            above.push(element.clone());
            node.below.each_path_below(above, show);
            above.pop();
        }
    }

    /// Puts a node in the place of the one there, keeping a membership there was.
    pub(crate) fn put(&mut self, element: PathElement, member: bool, below: Option<Set>) {
        match self.nodes.entry(element) {
            Entry::Vacant(place) => {
                place.insert(Node { member, below: below.unwrap_or_default() });
            }
            Entry::Occupied(mut place) => {
                let node = place.get_mut();
                node.member |= member;
                if let Some(below) = below {
                    node.below = below;
                }
            }
        }
    }
}

impl<'a> FromIterator<&'a [PathElement]> for Set {
    fn from_iter<I: IntoIterator<Item = &'a [PathElement]>>(paths: I) -> Self {
        let mut set = Self::new();
        for path in paths {
            set.insert(path);
        }
        set
    }
}

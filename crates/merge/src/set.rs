//! Sets of paths and their algebra.
//!
//! A set is a tree that holds each prefix once. Owning a path says nothing about the paths above or below it.

use std::cmp::Ordering;

use coracle_object::Value;

use crate::path::{Path, PathElement};
use crate::shape::{Form, Shape};

/// A set of paths. The empty path is never a member.
// Invariant: a node is a member or has something below it. Each element is there once, and they are in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set {
    nodes: Vec<(PathElement, Node)>,
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
    pub fn is_empty(&self) -> bool {
        !self.member && self.below.is_empty()
    }

    /// Has what either has.
    fn join(&mut self, other: Node) {
        self.member |= other.member;
        self.below.absorb(other.below);
    }
}

impl Set {
    /// No path at all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The nodes of several sets or in any order; what is empty goes, and `join` says what becomes of an element that is there again.
    pub(crate) fn from_nodes(mut nodes: Vec<(PathElement, Node)>, join: impl Fn(&mut Node, Node)) -> Self {
        nodes.retain(|(_, node)| !node.is_empty());
        if !nodes.is_sorted_by(|(a, _), (b, _)| a < b) {
            nodes.sort_by(|(a, _), (b, _)| a.in_order(b));
            nodes.dedup_by(|(later, node), (there, joined)| {
                let again = later == there;
                if again {
                    join(joined, std::mem::take(node));
                }
                again
            });
        }
        Self { nodes }
    }

    /// The nodes in any order.
    pub(crate) fn of(nodes: Vec<(PathElement, Node)>) -> Self {
        Self::from_nodes(nodes, Node::join)
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
    fn node(&mut self, element: &PathElement) -> &mut Node {
        let place = self.find(element).unwrap_or_else(|place| {
            self.nodes.insert(place, (element.clone(), Node::default()));
            place
        });
        &mut self.nodes[place].1
    }

    fn find(&self, element: &PathElement) -> Result<usize, usize> {
        self.nodes.binary_search_by(|(there, _)| there.cmp(element))
    }

    pub(crate) fn nodes(&self) -> impl ExactSizeIterator<Item = (&PathElement, &Node)> {
        self.nodes.iter().map(|(element, node)| (element, node))
    }

    /// Whether the path is a member.
    #[must_use]
    pub fn has(&self, path: &[PathElement]) -> bool {
        let Some((last, above)) = path.split_last() else { return false };
        let mut set = self;
        for element in above {
            match set.get(element) {
                Some(node) => set = &node.below,
                None => return false,
            }
        }
        set.get(last).is_some_and(|node| node.member)
    }

    /// What it knows of the paths that begin with this element.
    pub(crate) fn get(&self, element: &PathElement) -> Option<&Node> {
        self.find(element).ok().map(|place| &self.nodes[place].1)
    }

    /// What it knows of the paths that begin with this member.
    pub(crate) fn field(&self, name: &str) -> Option<&Node> {
        let by_name = |(there, _): &(PathElement, Node)| match there {
            PathElement::Field(there) => there.as_str().cmp(name),
            // Fields come first.
            _ => Ordering::Greater,
        };
        self.nodes.binary_search_by(by_name).ok().map(|place| &self.nodes[place].1)
    }

    /// The members of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::union_of(&[self, other])
    }

    /// The members of any.
    pub(crate) fn union_of(sets: &[&Self]) -> Self {
        let mut nodes: Vec<_> = sets.iter().flat_map(|set| &set.nodes).collect();
        nodes.sort_by(|(a, _), (b, _)| a.in_order(b));
        let joined = nodes.chunk_by(|(a, _), (b, _)| a == b).map(|there| {
            if let [one] = there {
                return (*one).clone();
            }
            let member = there.iter().any(|(_, node)| node.member);
            let below: Vec<_> = there.iter().map(|(_, node)| &node.below).collect();
            let below = Self::union_of(&below);
            (there[0].0.clone(), Node { member, below })
        });
        Self { nodes: joined.collect() }
    }

    /// Makes it the union with the other, which is used up.
    pub(crate) fn absorb(&mut self, other: Self) {
        let mut theirs = other.nodes;
        let mut shared = Shared::default();
        while let Some((i, j)) = shared.next(&self.nodes, &theirs) {
            self.nodes[i].1.join(std::mem::take(&mut theirs[j].1));
        }
        // What both have is empty now.
        theirs.retain(|(_, node)| !node.is_empty());
        let in_order = self.nodes.last().zip(theirs.first()).is_none_or(|((ours, _), (theirs, _))| ours < theirs);
        self.nodes.append(&mut theirs);
        if !in_order {
            // Two runs that are in order are merged.
            self.nodes.sort_by(|(a, _), (b, _)| a.in_order(b));
        }
    }

    /// The members of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut nodes, mut shared) = (Vec::new(), Shared::default());
        while let Some((i, j)) = shared.next(&self.nodes, &other.nodes) {
            let ((element, a), (_, b)) = (&self.nodes[i], &other.nodes[j]);
            let node = Node { member: a.member && b.member, below: a.below.intersection(&b.below) };
            if !node.is_empty() {
                nodes.push((element.clone(), node));
            }
        }
        Self { nodes }
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

    /// Makes it the difference from the other, and says whether that is anything else than it was.
    pub fn remove_all(&mut self, other: &Self) -> bool {
        let mut changed = false;
        self.remove_each(other, &mut |node, theirs| {
            changed |= node.member && theirs.member;
            node.member &= !theirs.member;
            changed |= node.below.remove_all(&theirs.below);
        });
        changed
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
        self.remove_each(other, &mut |node, theirs| {
            if theirs.member {
                *node = Node::default();
            } else {
                node.below.remove_all_and_below(&theirs.below);
            }
        });
    }

    /// Removes from each node that the other has too; what is left empty goes.
    fn remove_each(&mut self, other: &Self, remove: &mut impl FnMut(&mut Node, &Node)) {
        let (mut emptied, mut shared) = (false, Shared::default());
        while let Some((i, j)) = shared.next(&self.nodes, &other.nodes) {
            let node = &mut self.nodes[i].1;
            remove(node, &other.nodes[j].1);
            emptied |= node.is_empty();
        }
        if emptied {
            self.nodes.retain(|(_, node)| !node.is_empty());
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
    /// Only a client that writes managedFields itself can make such a set. Says whether there was such a part.
    // Upstream: structured-merge-diff/typed/reconcile_schema.go ReconcileFieldSetWithSchema (v6.4.2)
    pub(crate) fn make_atoms_whole(&mut self, shape: Shape) -> bool {
        if shape.is_unknown() {
            return false;
        }
        let mut changed = false;
        // There is no value that could say what it is.
        let form = |shape: Shape| shape.form(&Value::Null);
        for (element, node) in &mut self.nodes {
            let inner = match (form(shape), &*element) {
                (Form::Items, _) => shape.item(),
                (Form::Members, PathElement::Field(name)) => shape.member(name),
                (Form::Members, _) => shape.other(),
                (Form::Scalar(_), _) => None,
            };
            match inner {
                Some(inner) if inner.is_atomic(form(inner)) && !node.below.is_empty() => {
                    *node = Node { member: true, below: Set::new() };
                    changed = true;
                }
                Some(inner) => changed |= node.below.make_atoms_whole(inner),
                None => {}
            }
        }
        changed
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
}

/// Goes through what two lists of nodes both have, in order. What only one has is leapt over, so that a small set against a big one is cheap.
#[derive(Default)]
struct Shared {
    i: usize,
    j: usize,
}

impl Shared {
    /// The places of the next element that is in both.
    fn next(&mut self, a: &[(PathElement, Node)], b: &[(PathElement, Node)]) -> Option<(usize, usize)> {
        loop {
            let (x, y) = (&a.get(self.i)?.0, &b.get(self.j)?.0);
            match x.cmp(y) {
                Ordering::Less => self.i = leap(a, self.i + 1, y),
                Ordering::Greater => self.j = leap(b, self.j + 1, x),
                Ordering::Equal => {
                    (self.i, self.j) = (self.i + 1, self.j + 1);
                    return Some((self.i - 1, self.j - 1));
                }
            }
        }
    }
}

/// The first place from `from` on that is not before the element.
fn leap(nodes: &[(PathElement, Node)], from: usize, element: &PathElement) -> usize {
    let (mut low, mut step) = (from, 1);
    while nodes.get(low + step - 1).is_some_and(|(there, _)| there < element) {
        low += step;
        step *= 2;
    }
    let high = nodes.len().min(low + step);
    low + nodes[low.min(high)..high].partition_point(|(there, _)| there < element)
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

//! A map's members, in the order in which they came.

use std::hash::RandomState;
use std::{fmt, slice, vec};

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::Value;

/// Up to so many members are searched from the first on; more are found by a hash, so that no map costs the square of its size.
const FEW_MAX: usize = 32;

/// The members of a map, in the order in which they came.
#[derive(Clone)]
pub struct Members(Inner);

#[derive(Clone)]
enum Inner {
    Few(Vec<(SmolStr, Value)>),
    Many(Box<IndexMap<SmolStr, Value>>),
}

impl Default for Members {
    fn default() -> Self {
        Self::new()
    }
}

impl Members {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Members(Inner::Few(Vec::new()))
    }

    /// None, with room for so many.
    #[must_use]
    pub fn with_capacity(members: usize) -> Self {
        if members <= FEW_MAX {
            return Members(Inner::Few(Vec::with_capacity(members)));
        }
        Members(Inner::Many(Box::new(IndexMap::with_capacity_and_hasher(members, RandomState::new()))))
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Inner::Few(members) => members.len(),
            Inner::Many(members) => members.len(),
        }
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of a member.
    fn find(&self, name: &str) -> Option<usize> {
        match &self.0 {
            Inner::Few(members) => members.iter().position(|(there, _)| there == name),
            Inner::Many(members) => members.get_index_of(name),
        }
    }

    fn at_mut(&mut self, index: usize) -> Option<&mut Value> {
        match &mut self.0 {
            Inner::Few(members) => members.get_mut(index).map(|(_, value)| value),
            Inner::Many(members) => members.get_index_mut(index).map(|(_, value)| value),
        }
    }

    /// A member's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let index = self.find(name)?;
        match &self.0 {
            Inner::Few(members) => members.get(index).map(|(_, value)| value),
            Inner::Many(members) => members.get_index(index).map(|(_, value)| value),
        }
    }

    /// The same to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.at_mut(self.find(name)?)
    }

    /// Is there a member of this name?
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Sets a member, in its place or at the end; says what it was.
    pub fn insert(&mut self, name: impl Into<SmolStr>, value: Value) -> Option<Value> {
        let name = name.into();
        if let Some(there) = self.get_mut(&name) {
            return Some(std::mem::replace(there, value));
        }
        self.push(name, value);
        None
    }

    /// Adds a member of a name that is not there yet.
    pub(crate) fn push(&mut self, name: SmolStr, value: Value) {
        debug_assert!(!self.contains_key(&name), "{name} is there already");
        if let Inner::Few(members) = &mut self.0
            && members.len() == FEW_MAX
        {
            self.0 = Inner::Many(Box::new(std::mem::take(members).into_iter().collect()));
        }
        match &mut self.0 {
            Inner::Few(members) => members.push((name, value)),
            Inner::Many(members) => drop(members.insert(name, value)),
        }
    }

    /// Sets a member, at this place if it is new.
    ///
    /// # Panics
    /// There are fewer members than that.
    pub fn insert_at(&mut self, index: usize, name: impl Into<SmolStr>, value: Value) {
        let before = self.len();
        self.insert(name, value);
        match &mut self.0 {
            Inner::Few(members) if members.len() > before => members[index..].rotate_right(1),
            Inner::Many(members) if members.len() > before => members.move_index(before, index),
            _ => {}
        }
    }

    /// Takes a member out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let index = self.find(name)?;
        match &mut self.0 {
            Inner::Few(members) => Some(members.remove(index).1),
            Inner::Many(members) => members.shift_remove_index(index).map(|(_, value)| value),
        }
    }

    /// Takes a member out; the last one takes its place.
    pub fn swap_remove(&mut self, name: &str) -> Option<Value> {
        let index = self.find(name)?;
        match &mut self.0 {
            Inner::Few(members) => Some(members.swap_remove(index).1),
            Inner::Many(members) => members.swap_remove_index(index).map(|(_, value)| value),
        }
    }

    /// The place of a member that may not be there yet.
    pub fn entry(&mut self, name: impl Into<SmolStr>) -> Entry<'_> {
        Entry { members: self, name: name.into() }
    }

    /// Keeps those of which this holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&SmolStr, &mut Value) -> bool) {
        match &mut self.0 {
            Inner::Few(members) => members.retain_mut(|(name, value)| keep(name, value)),
            Inner::Many(members) => members.retain(|name, value| keep(name, value)),
        }
    }

    /// Takes over all of another map's members.
    pub fn append(&mut self, other: &mut Members) {
        self.extend(std::mem::take(other));
    }

    /// Puts the members in the order of their names.
    pub fn sort_keys(&mut self) {
        match &mut self.0 {
            Inner::Few(members) if members.is_sorted_by(|(a, _), (b, _)| a <= b) => {}
            Inner::Few(members) => members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b)),
            Inner::Many(members) if members.keys().is_sorted() => {}
            Inner::Many(members) => members.sort_unstable_keys(),
        }
    }

    /// The members, in their order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        match &self.0 {
            Inner::Few(members) => Iter::Few(members.iter()),
            Inner::Many(members) => Iter::Many(members.iter()),
        }
    }

    /// The same with values that can be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&SmolStr, &mut Value)> {
        let (few, many) = match &mut self.0 {
            Inner::Few(members) => (Some(members.iter_mut()), None),
            Inner::Many(members) => (None, Some(members.iter_mut())),
        };
        few.into_iter().flatten().map(|(name, value)| (&*name, value)).chain(many.into_iter().flatten())
    }

    /// Their names.
    #[must_use]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &SmolStr> + Clone {
        self.iter().map(|(name, _)| name)
    }

    /// Their values.
    #[must_use]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// Their values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.iter_mut().map(|(_, value)| value)
    }

    /// Their values by themselves.
    pub fn into_values(self) -> impl Iterator<Item = Value> {
        self.into_iter().map(|(_, value)| value)
    }
}

/// The place of a member.
pub struct Entry<'m> {
    members: &'m mut Members,
    name: SmolStr,
}

impl<'m> Entry<'m> {
    /// The member; this value if it was not there.
    #[expect(clippy::must_use_candidate, reason = "to put it there may be all that is wanted")]
    pub fn or_insert(self, value: Value) -> &'m mut Value {
        self.or_insert_with(|| value)
    }

    /// The member; what this makes if it was not there.
    pub fn or_insert_with(self, make: impl FnOnce() -> Value) -> &'m mut Value {
        let Entry { members, name } = self;
        let index = members.find(&name).unwrap_or_else(|| {
            members.push(name, make());
            members.len() - 1
        });
        members.at_mut(index).unwrap_or_else(|| unreachable!("it was found, or put there"))
    }
}

/// Maps are equal that have the same members, in whichever order.
impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        // Nearly always the order is the same.
        let in_order = |(a, b): ((&SmolStr, &Value), _)| (a.0, a.1) == b;
        self.len() == other.len()
            && self.iter().zip(other).position(|pair| pair.0.0 != pair.1.0).map_or_else(
                || self.iter().zip(other).all(in_order),
                |_| self.iter().all(|(name, value)| other.get(name) == Some(value)),
            )
    }
}

impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// Members as [`Members::iter`] gives them.
#[derive(Clone)]
pub enum Iter<'m> {
    #[doc(hidden)]
    Few(slice::Iter<'m, (SmolStr, Value)>),
    #[doc(hidden)]
    Many(indexmap::map::Iter<'m, SmolStr, Value>),
}

impl<'m> Iterator for Iter<'m> {
    type Item = (&'m SmolStr, &'m Value);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Iter::Few(members) => members.next().map(|(name, value)| (name, value)),
            Iter::Many(members) => members.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Iter::Few(members) => members.size_hint(),
            Iter::Many(members) => members.size_hint(),
        }
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Iter::Few(members) => members.next_back().map(|(name, value)| (name, value)),
            Iter::Many(members) => members.next_back(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'m> IntoIterator for &'m Members {
    type Item = (&'m SmolStr, &'m Value);
    type IntoIter = Iter<'m>;

    fn into_iter(self) -> Iter<'m> {
        self.iter()
    }
}

/// Members by themselves, as a map's `into_iter` gives them.
pub enum IntoIter {
    #[doc(hidden)]
    Few(vec::IntoIter<(SmolStr, Value)>),
    #[doc(hidden)]
    Many(indexmap::map::IntoIter<SmolStr, Value>),
}

impl Iterator for IntoIter {
    type Item = (SmolStr, Value);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            IntoIter::Few(members) => members.next(),
            IntoIter::Many(members) => members.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            IntoIter::Few(members) => members.size_hint(),
            IntoIter::Many(members) => members.size_hint(),
        }
    }
}

impl IntoIterator for Members {
    type Item = (SmolStr, Value);
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        match self.0 {
            Inner::Few(members) => IntoIter::Few(members.into_iter()),
            Inner::Many(members) => IntoIter::Many(members.into_iter()),
        }
    }
}

impl<N: Into<SmolStr>> Extend<(N, Value)> for Members {
    fn extend<T: IntoIterator<Item = (N, Value)>>(&mut self, members: T) {
        for (name, value) in members {
            self.insert(name, value);
        }
    }
}

impl<N: Into<SmolStr>> FromIterator<(N, Value)> for Members {
    fn from_iter<T: IntoIterator<Item = (N, Value)>>(members: T) -> Self {
        let members = members.into_iter();
        let mut out = Members::with_capacity(members.size_hint().0.min(4096));
        out.extend(members);
        out
    }
}

//! Lists.

use std::sync::Arc;

use coracle_object::Value;

use super::{Error, Shared, Val};
use crate::schema::{Form, ListType, Schema};

/// How long a sum of lists can be: what has twice itself in it again and again costs next to nothing.
const LEN_MAX: usize = 1 << 24;

/// A list.
#[derive(Clone, Debug)]
pub enum List<'a> {
    /// What an object holds, with the schema of the list.
    Data(&'a Vec<Value>, &'a Schema),
    /// What stands in JSON.
    Plain(&'a Vec<Value>),
    /// One that was made.
    Made(Shared<'a, Vec<Val<'a>>>),
    /// A sum of two that have no order.
    Unordered(Arc<Unordered<'a>>),
    /// One behind the other.
    Joined(Arc<Joined<'a>>),
}

/// A sum of two lists that have no order.
// Upstream: apiserver/pkg/cel/common/valuesreflect.go refValSetList, refValMapList (v1.37.2)
#[derive(Debug)]
pub struct Unordered<'a> {
    /// The elements.
    pub items: Vec<Val<'a>>,
    /// What makes it equal to another; never atomic.
    pub list: &'a ListType,
}

/// One list behind the other; neither is empty.
// Upstream: cel-go/common/types/list.go concatList (v0.29.2)
#[derive(Debug)]
pub struct Joined<'a> {
    /// The first.
    pub first: List<'a>,
    /// What is behind it.
    pub second: List<'a>,
    /// How many elements both have.
    pub len: usize,
}

impl<'a> List<'a> {
    /// How many elements it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            List::Data(items, _) | List::Plain(items) => items.len(),
            List::Made(items) => items.len(),
            List::Unordered(sum) => sum.items.len(),
            List::Joined(joined) => joined.len,
        }
    }

    /// Whether both are the same that was made.
    pub(super) fn is_at_place_of(&self, other: &List<'_>) -> bool {
        match (self, other) {
            (List::Made(a), List::Made(b)) => std::ptr::eq(&raw const **a, &raw const **b),
            _ => false,
        }
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What makes it equal to another, and what its sum with another is.
    #[must_use]
    pub fn kind(&self) -> Option<&'a ListType> {
        match self {
            List::Data(_, schema) => match &schema.form {
                Form::List { list, .. } => Some(list),
                _ => None,
            },
            List::Unordered(sum) => Some(sum.list),
            _ => None,
        }
    }

    /// An element; or the error that stands in its place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Val<'a>> {
        let (mut list, mut at) = (self, at);
        loop {
            return match list {
                List::Data(items, schema) => {
                    let Form::List { items: schema, .. } = &schema.form else { return None };
                    items.get(at).map(|item| Val::of(item, schema))
                }
                List::Plain(items) => items.get(at).map(Val::plain),
                List::Made(items) => items.get(at).cloned(),
                List::Unordered(sum) => sum.items.get(at).cloned(),
                List::Joined(joined) => {
                    match at.checked_sub(joined.first.len()) {
                        None => list = &joined.first,
                        Some(rest) => (list, at) = (&joined.second, rest),
                    }
                    continue;
                }
            };
        }
    }

    /// All elements.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, 'a> {
        Iter { left: vec![self], at: 0 }
    }

    /// One list behind the other.
    ///
    /// # Errors
    /// That is too long.
    pub fn joined(first: List<'a>, second: List<'a>) -> Result<List<'a>, Error> {
        if first.is_empty() {
            return Ok(second);
        }
        if second.is_empty() {
            return Ok(first);
        }
        let len = first.len().saturating_add(second.len());
        if len > LEN_MAX {
            return Err(Error::Over);
        }
        Ok(List::Joined(Arc::new(Joined { first, second, len })))
    }

    /// The place in the list that a value names.
    ///
    /// # Errors
    /// It names none.
    // Upstream: cel-go/common/types/list.go IndexOrError (v0.29.2)
    pub fn index(&self, index: &Val<'_>) -> Result<Option<usize>, Error> {
        let unsupported = || Error::of(format!("unsupported index value {} in list", index.shown()));
        let number = match index {
            Val::Int(number) => *number,
            Val::Double(number) => super::key::lossless_int(*number).ok_or_else(unsupported)?,
            Val::Uint(number) => i64::try_from(*number).map_err(|_| unsupported())?,
            other => return Error::of(format!("unsupported index type '{}' in list", other.type_name())).fail(),
        };
        let at = usize::try_from(number).ok().filter(|at| *at < self.len());
        // Quirk: what an object holds is found by whole numbers alone (asked of the reference: elements 1u and 1.0 of an object's list).
        if at.is_some() && matches!(self, List::Data(..)) && !matches!(index, Val::Int(_)) {
            return Error::of(format!("unsupported index: {}", index.shown())).fail();
        }
        Ok(at)
    }
}

/// A list's elements.
#[derive(Debug)]
pub struct Iter<'l, 'a> {
    /// The lists that are left, the next one last.
    left: Vec<&'l List<'a>>,
    /// The next element of the last of them.
    at: usize,
}

impl<'a> Iterator for Iter<'_, 'a> {
    type Item = Val<'a>;

    fn next(&mut self) -> Option<Val<'a>> {
        loop {
            let list = *self.left.last()?;
            if let List::Joined(joined) = list {
                self.left.pop();
                self.left.extend([&joined.second, &joined.first]);
                continue;
            }
            if let Some(item) = list.get(self.at) {
                self.at += 1;
                return Some(item);
            }
            self.left.pop();
            self.at = 0;
        }
    }
}

impl Drop for Joined<'_> {
    /// Chains of sums are long, and are taken apart one by one.
    fn drop(&mut self) {
        let mut left = Vec::new();
        let empty = || List::Plain(const { &Vec::new() });
        left.push(std::mem::replace(&mut self.first, empty()));
        left.push(std::mem::replace(&mut self.second, empty()));
        while let Some(list) = left.pop() {
            if let List::Joined(joined) = list
                && let Some(mut joined) = Arc::into_inner(joined)
            {
                left.push(std::mem::replace(&mut joined.first, empty()));
                left.push(std::mem::replace(&mut joined.second, empty()));
            }
        }
    }
}

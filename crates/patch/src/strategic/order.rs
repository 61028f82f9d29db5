//! In which order a merged list comes out: as the patch or the directive has it, with the rest of the original in between
//! where it stood.

use std::{collections::HashMap, rc::Rc};

use super::directives::is_deletion;
use super::shared::{Key, Shared, no_merge_key};
use crate::Error;

/// Where the elements of a list stand, by key.
pub(super) struct Places {
    first: HashMap<Key, usize>,
    /// The first element that is no map, where maps are looked for.
    stray: Option<usize>,
}

impl Places {
    /// Looks at a list whose elements are told apart by `merge_key`, or by themselves without one.
    pub fn new(list: &[Shared], merge_key: Option<&str>) -> Result<Self, Error> {
        let mut places = Self { first: HashMap::new(), stray: None };
        for (at, element) in list.iter().enumerate() {
            let key = match (element, merge_key) {
                (_, None) => Some(element.key()?),
                (Shared::Map(map), Some(merge_key)) => map.borrow().get(merge_key).map(Shared::key).transpose()?,
                _ => {
                    places.stray.get_or_insert(at);
                    None
                }
            };
            if let Some(key) = key {
                places.first.entry(key).or_insert(at);
            }
        }
        Ok(places)
    }

    /// Whether the list has an element with the key before one that is no map.
    pub fn has(&self, key: &Key) -> Result<bool, Error> {
        match (self.first.get(key), self.stray) {
            (Some(at), stray) if stray.is_none_or(|stray| *at < stray) => Ok(true),
            (_, Some(stray)) => Err(Error::Internal(format!("value for key {stray} is not a map"))),
            _ => Ok(false),
        }
    }

    fn get(&self, key: &Key) -> Option<usize> {
        self.first.get(key).copied()
    }
}

/// Puts what the patch names in the patch's order, the rest in the original's, and the two together.
///
/// `merge_key` is `Some` for maps.
// Upstream: apimachinery/pkg/util/strategicpatch/patch.go normalizeElementOrder (v1.37.2)
pub(super) fn in_order(
    from_patch: Vec<Shared>,
    rest: Vec<Shared>,
    patch_order: &[Shared],
    original_order: &[Shared],
    merge_key: Option<&str>,
) -> Result<Rc<Vec<Shared>>, Error> {
    let original = Places::new(original_order, merge_key)?;
    let right = sorted(from_patch, patch_order, &Places::new(patch_order, merge_key)?, merge_key)?;
    let left = sorted(rest, original_order, &original, merge_key)?;
    let place = |element: &Shared| keyed(element, merge_key).map(|key| original.get(&key));
    let mut out = Vec::with_capacity(left.len() + right.len());
    let mut left = left.into_iter().peekable();
    for element in right {
        let here = place(&element)?;
        while let (Some(next), Some(here)) = (left.peek(), here) {
            if place(next)?.is_none_or(|next| next >= here) {
                break;
            }
            out.extend(left.next());
        }
        out.push(element);
    }
    out.extend(left);
    Ok(Rc::new(out))
}

/// What tells an element apart; null for a map without its key.
fn keyed(element: &Shared, merge_key: Option<&str>) -> Result<Key, Error> {
    match (element, merge_key) {
        (Shared::Map(map), Some(merge_key)) => map.borrow().get(merge_key).map_or(Ok(Key::Null), Shared::key),
        _ => element.key(),
    }
}

// Upstream: apimachinery/pkg/util/strategicpatch/patch.go normalizeSliceOrder (v1.37.2)
fn sorted(list: Vec<Shared>, order: &[Shared], places: &Places, merge_key: Option<&str>) -> Result<Vec<Shared>, Error> {
    let (mut kept, mut deleted) = (Vec::with_capacity(list.len()), Vec::new());
    if let Some(merge_key) = merge_key {
        for element in list.iter().chain(order) {
            let map = element.map()?;
            if !map.borrow().contains_key(merge_key) {
                return Err(no_merge_key(map, merge_key));
            }
        }
    }
    for element in list {
        let is_deletion = merge_key.is_some() && is_deletion(&element);
        let place = places.get(&keyed(&element, merge_key)?);
        if is_deletion { deleted.push(element) } else { kept.push((place, element)) }
    }
    if kept.iter().all(|(place, _)| place.is_some()) {
        kept.sort_by_key(|(place, _)| *place);
    } else {
        // Quirk: an element without a place is less than any other, and any other is less than it. What comes of it is up
        // to how Go sorts (strategic.jsonl: [\"n0\",\"n1\",\"n2\"]).
        sort_as_go(&mut kept, &|(a, _), (b, _)| a.zip(*b).is_none_or(|(a, b)| a < b));
    }
    Ok(kept.into_iter().map(|(_, element)| element).chain(deleted).collect())
}

/// Sorts by a rule that contradicts itself, comparing what Go's stable sort compares.
// Upstream: sort/zsortfunc.go stable_func (go1.26.8)
fn sort_as_go<T>(list: &mut [T], less: &impl Fn(&T, &T) -> bool) {
    const BLOCK: usize = 20;
    for block in list.chunks_mut(BLOCK) {
        for end in 1..block.len() {
            let mut at = end;
            while at > 0 && less(&block[at], &block[at - 1]) {
                block.swap(at, at - 1);
                at -= 1;
            }
        }
    }
    let mut size = BLOCK;
    while size < list.len() {
        for pair in list.chunks_mut(2 * size).filter(|pair| pair.len() > size) {
            merge_in_place(pair, size, less);
        }
        size *= 2;
    }
}

/// Merges the sorted runs before and from `middle`: the `SymMerge` of Kim and Kutzner.
fn merge_in_place<T>(list: &mut [T], middle: usize, less: &impl Fn(&T, &T) -> bool) {
    let len = list.len();
    if middle == 1 {
        let to = first_where(1, len, |at| !less(&list[at], &list[0]));
        list[..to].rotate_left(1);
        return;
    }
    if len - middle == 1 {
        let to = first_where(0, middle, |at| less(&list[middle], &list[at]));
        list[to..].rotate_right(1);
        return;
    }
    let half = len / 2;
    let both = half + middle;
    let (from, to) = if middle > half { (both - len, half) } else { (0, middle) };
    let start = first_where(from, to, |at| less(&list[both - 1 - at], &list[at]));
    let end = both - start;
    if start < middle && middle < end {
        list[start..end].rotate_left(middle - start);
    }
    if 0 < start && start < half {
        merge_in_place(&mut list[..half], start, less);
    }
    if half < end && end < len {
        merge_in_place(&mut list[half..], end - half, less);
    }
}

/// The first of `from..to` where a rule holds, by halving; `to` when it holds nowhere.
fn first_where(mut from: usize, mut to: usize, holds: impl Fn(usize) -> bool) -> usize {
    while from < to {
        let half = usize::midpoint(from, to);
        if holds(half) { to = half } else { from = half + 1 }
    }
    from
}

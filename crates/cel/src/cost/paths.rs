//! Where in its object a value stands, so that the schema can say how large it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::schema::{Form, Schema};

/// A place: a variable's name, then names of members, `@items`, `@keys` and `@values`.
///
/// Quirk: the reference builds a place by appending to another's array, and two places that begin alike share it: the one that is written
/// later replaces what the other one ends in, for whoever asks for it after that (`self.a.all(x, x.b.all(y, x.c == y))`). So it is here
/// (check.jsonl: x.other == y && x.name == y).
// Upstream: cel-go/checker/cost.go addPath, getPath (v0.29.2)
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Path {
    array: u32,
    length: u32,
}

impl Path {
    pub(super) fn is_empty(self) -> bool {
        self.length == 0
    }
}

/// All places of an expression.
pub(super) struct Paths<'a> {
    roots: &'a BTreeMap<SmolStr, Arc<Schema>>,
    arrays: Vec<Array<'a>>,
}

#[derive(Default)]
struct Array<'a> {
    parts: Vec<&'a str>,
    capacity: usize,
    /// What stands at the first places, as far as it is known.
    resolved: Vec<Option<Place<'a>>>,
}

#[derive(Clone, Copy)]
enum Place<'a> {
    Value(&'a Schema),
    /// A map's key.
    Key,
}

impl<'a> Paths<'a> {
    pub(super) fn new(roots: &'a BTreeMap<SmolStr, Arc<Schema>>) -> Self {
        // The first array is the one of the empty place.
        Self { roots, arrays: vec![Array::default()] }
    }

    /// The first part of a place.
    pub(super) fn first(&self, path: Path) -> Option<&'a str> {
        (path.length > 0).then(|| self.arrays[path.array as usize].parts[0])
    }

    /// The place of this variable.
    pub(super) fn variable(&mut self, name: &'a str) -> Path {
        self.append(Path::default(), name)
    }

    /// A place within a place.
    // Upstream: runtime/slice.go growslice (go1.26.8)
    pub(super) fn append(&mut self, path: Path, part: &'a str) -> Path {
        let length = path.length as usize;
        let array = &mut self.arrays[path.array as usize];
        if length < array.capacity {
            array.resolved.truncate(length);
            match array.parts.get_mut(length) {
                Some(place) => *place = part,
                None => array.parts.push(part),
            }
            return Path { length: path.length + 1, ..path };
        }
        let capacity = match length {
            0 => 1,
            1..256 => 2 * length,
            _ => length + (length + 3 * 256) / 4,
        };
        let mut parts = array.parts[..length].to_vec();
        parts.push(part);
        let number = u32::try_from(self.arrays.len()).unwrap_or(u32::MAX);
        self.arrays.push(Array { parts, capacity, resolved: Vec::new() });
        Path { array: number, length: path.length + 1 }
    }

    /// How large the value at this place is, as its schema says; nothing where there is none.
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go sizeEstimator (v1.37.2)
    pub(super) fn size(&mut self, path: Path) -> Option<u64> {
        let array = &mut self.arrays[path.array as usize];
        for at in array.resolved.len()..path.length as usize {
            let part = array.parts[at];
            let place = match at.checked_sub(1) {
                None => {
                    let root = self.roots.get(part).or_else(|| self.roots.get(""));
                    root.map(|schema| Place::Value(schema))
                }
                Some(before) => array.resolved[before].and_then(|place| within(place, part)),
            };
            array.resolved.push(place);
        }
        array.resolved[path.length.checked_sub(1)? as usize].map(Place::size)
    }
}

impl Paths<'_> {
    /// How large the elements of the list at this place are. The place of an element is no place that others share.
    pub(super) fn element_size(&mut self, path: Path) -> Option<u64> {
        self.size(path);
        let place = self.arrays[path.array as usize].resolved[path.length.checked_sub(1)? as usize]?;
        within(place, "@items").map(Place::size)
    }
}

impl Place<'_> {
    fn size(self) -> u64 {
        match self {
            Self::Value(schema) => u64::try_from(schema.max_elements).unwrap_or_default(),
            Self::Key => 0,
        }
    }
}

fn within<'a>(place: Place<'a>, part: &str) -> Option<Place<'a>> {
    let Place::Value(schema) = place else {
        return None;
    };
    match (&schema.form, part) {
        (Form::List { items: inner, .. } | Form::Map { values: inner }, "@items" | "@values") => {
            Some(Place::Value(inner))
        }
        (Form::Map { .. }, "@keys") => Some(Place::Key),
        (_, part) => schema.field(part).map(|(_, field)| Place::Value(&field.schema)),
    }
}

//! What a document holds once aliases and merge keys are followed.

use std::collections::HashMap;

use super::resolve::Scalar;

/// A value with its parts.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Scalar(Scalar),
    List(Vec<Value>),
    Map(Map),
}

/// A map in the order in which its keys were first seen. Keys are scalars of any kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Map {
    pub entries: Vec<(Scalar, Value)>,
    index: HashMap<Key, usize>,
}

/// A scalar as a key: `1`, `1.0` and `"1"` are three keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(u64),
    Text(String),
}

impl Map {
    pub fn position(&self, key: &Scalar) -> Option<usize> {
        self.index.get(&key_of(key)?).copied()
    }

    pub fn insert(&mut self, key: Scalar, value: Value) {
        if let Some(place) = self.position(&key) {
            self.entries[place].1 = value;
            return;
        }
        if let Some(name) = key_of(&key) {
            self.index.insert(name, self.entries.len());
        }
        self.entries.push((key, value));
    }
}

/// None for a value that does not even equal itself.
fn key_of(key: &Scalar) -> Option<Key> {
    Some(match key {
        Scalar::Null => Key::Null,
        Scalar::Bool(b) => Key::Bool(*b),
        Scalar::Int(i) => Key::Int(*i),
        Scalar::Uint(u) => Key::Uint(*u),
        Scalar::Float(f) if f.is_nan() => return None,
        // Adding zero makes the two zeros one.
        Scalar::Float(f) => Key::Float((f + 0.0).to_bits()),
        Scalar::Text(s) | Scalar::Timestamp(s) => Key::Text(s.clone()),
    })
}

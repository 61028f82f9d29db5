//! A JSON value that is quick to make, to search and to copy: short texts stand in place, and maps keep the order in which their
//! members came.

mod convert;
mod members;
mod serde;

use std::fmt;
use std::ops::{Index, IndexMut};

pub use members::{Entry, Iter, Members};
pub use serde_json::Number;
pub use smol_str::SmolStr;

/// A JSON value. Maps keep their insertion order; two that differ in it alone are equal.
#[derive(Clone, Default, PartialEq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number or a float.
    Number(Number),
    /// A text: up to 23 bytes in place, else shared with its copies.
    String(SmolStr),
    /// A list.
    Array(Vec<Value>),
    /// A map.
    Object(Members),
}

/// What [`Value`] has for whatever is not there.
static NULL: Value = Value::Null;

impl Value {
    /// A member or an element, if this is a map or a list that has it.
    #[must_use]
    pub fn get(&self, place: impl Place) -> Option<&Value> {
        place.of(self)
    }

    /// The same to be changed.
    pub fn get_mut(&mut self, place: impl Place) -> Option<&mut Value> {
        place.of_mut(self)
    }

    /// What a JSON pointer (RFC 6901) leads to.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Value> {
        steps(pointer)?.try_fold(self, |value, step| match value {
            Value::Object(members) => members.get(&step),
            Value::Array(items) => items.get(index(&step)?),
            _ => None,
        })
    }

    /// The same to be changed.
    pub fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Value> {
        steps(pointer)?.try_fold(self, |value, step| match value {
            Value::Object(members) => members.get_mut(&step),
            Value::Array(items) => items.get_mut(index(&step)?),
            _ => None,
        })
    }

    /// The value, with `null` in its place.
    #[must_use]
    pub fn take(&mut self) -> Value {
        std::mem::take(self)
    }

    /// Puts the members of all maps in it in the order of their names.
    pub fn sort_all_objects(&mut self) {
        match self {
            Value::Array(items) => items.iter_mut().for_each(Value::sort_all_objects),
            Value::Object(members) => {
                members.sort_keys();
                members.values_mut().for_each(Value::sort_all_objects);
            }
            _ => {}
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = self { Some(text) } else { None }
    }

    /// The bool, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(is) = self { Some(*is) } else { None }
    }

    fn as_number(&self) -> Option<&Number> {
        if let Value::Number(number) = self { Some(number) } else { None }
    }

    /// The number, if it is a whole one of this size.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The number, if it is a whole one of this size.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The number as a float, if it is one.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.as_f64()
    }

    /// The elements, if it is a list.
    #[must_use]
    pub fn as_array(&self) -> Option<&Vec<Value>> {
        if let Value::Array(items) = self { Some(items) } else { None }
    }

    /// The same to be changed.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Value>> {
        if let Value::Array(items) = self { Some(items) } else { None }
    }

    /// The members, if it is a map.
    #[must_use]
    pub fn as_object(&self) -> Option<&Members> {
        if let Value::Object(members) = self { Some(members) } else { None }
    }

    /// The same to be changed.
    pub fn as_object_mut(&mut self) -> Option<&mut Members> {
        if let Value::Object(members) = self { Some(members) } else { None }
    }

    /// Is it `null`?
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Is it a bool?
    #[must_use]
    pub fn is_boolean(&self) -> bool {
        matches!(self, Value::Bool(_))
    }

    /// Is it a number?
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Value::Number(_))
    }

    /// Is it a whole number of this size?
    #[must_use]
    pub fn is_i64(&self) -> bool {
        self.as_number().is_some_and(Number::is_i64)
    }

    /// Is it a whole number of this size?
    #[must_use]
    pub fn is_u64(&self) -> bool {
        self.as_number().is_some_and(Number::is_u64)
    }

    /// Is it a float?
    #[must_use]
    pub fn is_f64(&self) -> bool {
        self.as_number().is_some_and(Number::is_f64)
    }

    /// Is it a text?
    #[must_use]
    pub fn is_string(&self) -> bool {
        matches!(self, Value::String(_))
    }

    /// Is it a list?
    #[must_use]
    pub fn is_array(&self) -> bool {
        matches!(self, Value::Array(_))
    }

    /// Is it a map?
    #[must_use]
    pub fn is_object(&self) -> bool {
        matches!(self, Value::Object(_))
    }
}

/// The steps of a JSON pointer, unescaped; none where it is no pointer.
fn steps(pointer: &str) -> Option<impl Iterator<Item = String>> {
    let rest = if pointer.is_empty() { None } else { Some(pointer.strip_prefix('/')?) };
    Some(rest.into_iter().flat_map(|rest| rest.split('/')).map(|step| step.replace("~1", "/").replace("~0", "~")))
}

/// A step as an index: without a sign or zeros in front.
fn index(step: &str) -> Option<usize> {
    let is_one = !step.starts_with('+') && (step == "0" || !step.starts_with('0'));
    step.parse().ok().filter(|_| is_one)
}

/// What tells a member of a map or an element of a list: its name, or its number.
pub trait Place {
    /// What is there.
    fn of(self, value: &Value) -> Option<&Value>;
    /// The same to be changed.
    fn of_mut(self, value: &mut Value) -> Option<&mut Value>;
    /// What is there; a member that is missing, as null.
    ///
    /// # Panics
    /// There can be no such place.
    fn of_or_new(self, value: &mut Value) -> &mut Value;
}

impl<T: AsRef<str> + ?Sized> Place for &T {
    fn of(self, value: &Value) -> Option<&Value> {
        value.as_object()?.get(self.as_ref())
    }

    fn of_mut(self, value: &mut Value) -> Option<&mut Value> {
        value.as_object_mut()?.get_mut(self.as_ref())
    }

    fn of_or_new(self, value: &mut Value) -> &mut Value {
        if value.is_null() {
            *value = Value::Object(Members::new());
        }
        match value {
            Value::Object(members) => members.entry(self.as_ref()).or_insert(Value::Null),
            other => panic!("{} of what is no map: {other}", self.as_ref()),
        }
    }
}

impl Place for usize {
    fn of(self, value: &Value) -> Option<&Value> {
        value.as_array()?.get(self)
    }

    fn of_mut(self, value: &mut Value) -> Option<&mut Value> {
        value.as_array_mut()?.get_mut(self)
    }

    fn of_or_new(self, value: &mut Value) -> &mut Value {
        match value.as_array_mut().and_then(|items| items.get_mut(self)) {
            Some(item) => item,
            None => panic!("no element {self}"),
        }
    }
}

/// What is there, or null.
impl<P: Place> Index<P> for Value {
    type Output = Value;

    fn index(&self, place: P) -> &Value {
        place.of(self).unwrap_or(&NULL)
    }
}

/// A member, or null.
impl Index<&str> for Members {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&NULL)
    }
}

/// What is there; a member that is missing is made.
impl<P: Place> IndexMut<P> for Value {
    fn index_mut(&mut self, place: P) -> &mut Value {
        place.of_or_new(self)
    }
}

/// As JSON for people: floats keep their point. What clients get is written by [`crate::text`].
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = if f.alternate() { serde_json::to_string_pretty(self) } else { serde_json::to_string(self) };
        f.write_str(&written.map_err(|_| fmt::Error)?)
    }
}

/// A value, written as JSON; in the place of a value, any expression that serde can write.
#[macro_export]
macro_rules! json {
    ($($json:tt)+) => { $crate::Value::from($crate::serde_json::json!($($json)+)) };
}

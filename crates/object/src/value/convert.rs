//! What can become a value, and what a value can be compared with.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::{Members, Number, Value};

/// As serde reads JSON into its own type.
impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(is) => Value::Bool(is),
            serde_json::Value::Number(number) => Value::Number(number),
            serde_json::Value::String(text) => text.into(),
            serde_json::Value::Array(items) => items.into_iter().map(Value::from).collect(),
            serde_json::Value::Object(members) => {
                Value::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}

macro_rules! from {
    ($($from:ty => $variant:ident),+ $(,)?) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Value::$variant(value.into())
            }
        })+
    };
}

from! {
    bool => Bool,
    u16 => Number,
    i32 => Number,
    u32 => Number,
    i64 => Number,
    u64 => Number,
    usize => Number,
    Number => Number,
    SmolStr => String,
    String => String,
    &str => String,
    &String => String,
    Cow<'_, str> => String,
    Members => Object,
}

/// What is no number in JSON is null.
impl From<f64> for Value {
    fn from(float: f64) -> Self {
        Number::from_f64(float).map_or(Value::Null, Value::Number)
    }
}

impl<V: Into<Value>> From<Vec<V>> for Value {
    fn from(items: Vec<V>) -> Self {
        items.into_iter().collect()
    }
}

impl<V: Into<Value> + Clone> From<&[V]> for Value {
    fn from(items: &[V]) -> Self {
        items.iter().cloned().collect()
    }
}

impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// A list.
impl<V: Into<Value>> FromIterator<V> for Value {
    fn from_iter<T: IntoIterator<Item = V>>(items: T) -> Self {
        Value::Array(items.into_iter().map(Into::into).collect())
    }
}

/// A map.
impl<N: Into<SmolStr>, V: Into<Value>> FromIterator<(N, V)> for Value {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(members: T) -> Self {
        Value::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}

macro_rules! compared {
    ($($with:ty => $as:ident),+ $(,)?) => {
        $(impl PartialEq<$with> for Value {
            fn eq(&self, other: &$with) -> bool {
                self.$as() == Some((*other).into())
            }
        })+
    };
}

compared! {
    bool => as_bool,
    i32 => as_i64,
    i64 => as_i64,
    u32 => as_u64,
    u64 => as_u64,
    f64 => as_f64,
    &str => as_str,
}

impl PartialEq<str> for Value {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<String> for Value {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<usize> for Value {
    fn eq(&self, other: &usize) -> bool {
        self.as_u64().and_then(|number| usize::try_from(number).ok()) == Some(*other)
    }
}

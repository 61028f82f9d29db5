//! What a path finds.

use crate::{Value, text};

/// Something that a path found, or that stands in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Item<'a> {
    /// A part of the value.
    Value(&'a Value),
    /// A text of the path.
    Text(&'a str),
    /// A whole number of the path, which is of another type in Go than those of values.
    Int(i64),
    /// Another number of the path.
    Float(f64),
    /// A word of the path.
    Bool(bool),
    /// A byte of a text.
    Byte(u8),
}

impl Item<'_> {
    /// The text that it is, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Value(Value::String(text)) => Some(text),
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Its text, as a column of text shows it: lists and objects as JSON.
    // Upstream: client-go/util/jsonpath/jsonpath.go PrintResults (v1.37.2)
    #[must_use]
    pub fn printed(&self) -> String {
        match *self {
            Self::Value(Value::Null) => "<no value>".to_owned(),
            Self::Value(value @ (Value::Array(_) | Value::Object(_))) => text::json(value),
            Self::Value(value) => text::plain(value),
            Self::Text(said) => said.to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) => text::plain(&number.into()),
            Self::Bool(word) => word.to_string(),
            Self::Byte(byte) => byte.to_string(),
        }
    }
}

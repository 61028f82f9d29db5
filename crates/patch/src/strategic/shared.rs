//! Values whose maps are shared, as Go's are.
//!
//! Merging moves parts of the patch into the object and goes on changing them there. The reference's answers quote the patch
//! as merging left it, so both must see the same change.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use coracle_object::{
    SmolStr, Value,
    text::{plain, quote},
};

use crate::Error;

/// The members of a shared map. In Go they have no order; here errors are found in the order of keys.
pub(super) type Map = Rc<RefCell<BTreeMap<SmolStr, Shared>>>;

/// A value without a schema.
#[derive(Clone)]
pub(super) enum Shared {
    /// Null, a bool, a number or a string.
    Scalar(Value),
    /// A list; merging never changes one, but makes another.
    List(Rc<Vec<Shared>>),
    /// A map.
    Map(Map),
}

/// A scalar as something to look up. Numbers that are whole differ from floats, as their Go types do.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Null,
    Bool(bool),
    Whole(i64),
    Float(u64),
    Text(SmolStr),
}

impl Shared {
    pub fn new(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(Rc::new(items.iter().map(Self::new).collect())),
            Value::Object(members) => {
                Self::Map(Rc::new(RefCell::new(members.iter().map(|(k, v)| (k.clone(), Self::new(v))).collect())))
            }
            scalar => Self::Scalar(scalar.clone()),
        }
    }

    pub fn to_value(&self) -> Value {
        match self {
            Self::Scalar(value) => value.clone(),
            Self::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Self::Map(map) => Value::Object(map.borrow().iter().map(|(k, v)| (k.clone(), v.to_value())).collect()),
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Scalar(Value::Null))
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// The list, or the refusal of what is none.
    pub fn list(&self) -> Result<Rc<Vec<Self>>, Error> {
        match self {
            Self::List(items) => Ok(Rc::clone(items)),
            other => Err(other.unexpected("[]interface {}")),
        }
    }

    /// The map, or the refusal of what is none.
    pub fn map(&self) -> Result<&Map, Error> {
        match self {
            Self::Map(map) => Ok(map),
            other => Err(other.unexpected("map[string]interface {}")),
        }
    }

    // Upstream: apimachinery/pkg/util/mergepatch/errors.go ErrBadArgType (v1.37.2)
    fn unexpected(&self, go_type: &str) -> Error {
        let found = if self.is_null() { "%!s(<nil>)" } else { self.go_type() };
        Error::Internal(format!("expected a {go_type}, but received a {found}"))
    }

    /// Its Go type; `<nil>` for null, which has none.
    pub fn go_type(&self) -> &'static str {
        match self {
            Self::Scalar(value) => scalar_type(value),
            Self::List(_) => "[]interface {}",
            Self::Map(_) => "map[string]interface {}",
        }
    }

    /// The scalar to look up.
    ///
    /// Quirk: comparing lists or maps crashes the reference, which then cuts the connection; here the patch is refused (asked of
    /// the reference: `$retainKeys` of `[["a"]]`).
    pub fn key(&self) -> Result<Key, Error> {
        let Self::Scalar(value) = self else { return Err(Error::Unprocessable) };
        Ok(match value {
            Value::Bool(b) => Key::Bool(*b),
            Value::String(text) => Key::Text(text.clone()),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Key::Whole(whole),
                // Both zeros are one.
                None => Key::Float((number.as_f64().unwrap_or_default() + 0.0).to_bits()),
            },
            _ => Key::Null,
        })
    }

    /// The value as Go's `%v` shows it.
    pub fn plain(&self) -> String {
        plain(&self.to_value())
    }
}

/// The Go type of a scalar, which is also its kind.
pub(crate) fn scalar_type(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Number(number) if number.as_i64().is_some() => "int64",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        _ => "<nil>",
    }
}

/// The value as Go's `%s` shows it: what is no text is told with its type, but for a null within a list or map.
pub(super) fn as_go_string(value: &Value) -> String {
    let within = |v: &Value| if v.is_null() { "<nil>".to_owned() } else { as_go_string(v) };
    match value {
        Value::String(text) => text.to_string(),
        Value::Null => "%!s(<nil>)".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("%!s({}={})", scalar_type(value), plain(value)),
        Value::Array(items) => format!("[{}]", items.iter().map(within).collect::<Vec<_>>().join(" ")),
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            let shown: Vec<_> = sorted.iter().map(|(key, member)| format!("{key}:{}", within(member))).collect();
            format!("map[{}]", shown.join(" "))
        }
    }
}

// Upstream: apimachinery/pkg/util/mergepatch/errors.go ErrNoMergeKey (v1.37.2)
pub(super) fn no_merge_key(map: &Map, merge_key: &str) -> Error {
    let shown = Shared::Map(Rc::clone(map)).plain();
    Error::Internal(format!("map: {shown} does not contain declared merge key: {merge_key}"))
}

/// The refusal of a field that a struct does not have.
pub(super) fn no_such_field(struct_name: &str, key: &str) -> Error {
    Error::Internal(format!("unable to find api field in struct {struct_name} for the json field {}", quote(key)))
}

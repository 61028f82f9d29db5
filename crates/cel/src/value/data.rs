//! What an object holds, as values.

use coracle_object::{Number, Value};

use super::{Error, List, Map, Moment, Shared, Val, moment};
use crate::schema::{Form, Schema};

impl<'a> Val<'a> {
    /// What an object holds at a place of which a schema says what is there; or the error that it is not that.
    // Upstream: apiserver/pkg/cel/common/valuesunstructured.go UnstructuredToVal (v1.37.2)
    #[must_use]
    pub fn of(value: &'a Value, schema: &'a Schema) -> Self {
        if *value == Value::Null {
            return match schema.nullable {
                true => Val::Null,
                false => failed("invalid data, got null for schema with nullable=false"),
            };
        }
        match (&schema.form, value) {
            (Form::String, Value::String(text)) => Val::String(Shared::Borrowed(text)),
            (Form::Object(_) | Form::Map { .. }, Value::Object(members)) => Val::Map(Map::Data(members, schema)),
            (Form::List { .. }, Value::Array(items)) => Val::List(List::Data(items, schema)),
            (Form::Bool, Value::Bool(value)) => Val::Bool(*value),
            (Form::Int, Value::Number(number)) if number.is_i64() => Val::Int(number.as_i64().unwrap_or(0)),
            (Form::Double, Value::Number(number)) => Val::Double(number.as_f64().unwrap_or(0.0)),
            (Form::IntOrString, Value::String(text)) => Val::String(Shared::Borrowed(text)),
            (Form::IntOrString, Value::Number(number)) if number.is_i64() => Val::Int(number.as_i64().unwrap_or(0)),
            (Form::Bytes | Form::Duration | Form::Date | Form::Timestamp, Value::String(text)) => {
                formatted(text, &schema.form)
            }
            (Form::Unknown, value) => Val::Unknown(value),
            (form, value) => not_that(form, value),
        }
    }

    /// What stands in JSON, of which no schema says anything.
    // Upstream: cel-go/common/types/provider.go nativeToValue (v0.29.2)
    #[must_use]
    pub fn plain(value: &'a Value) -> Self {
        match value {
            Value::Null => Val::Null,
            Value::Bool(value) => Val::Bool(*value),
            Value::Number(number) => match number.as_i64() {
                Some(number) => Val::Int(number),
                None => Val::Double(number.as_f64().unwrap_or(0.0)),
            },
            Value::String(text) => Val::String(Shared::Borrowed(text)),
            Value::Array(items) => Val::List(List::Plain(items)),
            Value::Object(members) => Val::Map(Map::Plain(members)),
        }
    }
}

fn failed<'a>(said: &'static str) -> Val<'a> {
    Val::Error(Error::new(said))
}

fn not_that<'a>(form: &Form, value: &Value) -> Val<'a> {
    let wanted = match form {
        Form::Object(_) | Form::Map { .. } => {
            return failed("invalid data, expected a map for the provided schema with type=object");
        }
        Form::List { .. } => return failed("invalid data, expected an array for the provided schema with type=array"),
        Form::IntOrString => {
            return failed("invalid data, expected XIntOrString value to be either a string or integer");
        }
        Form::Bool => "bool",
        Form::Int => "int",
        Form::Double => "float",
        _ => "string",
    };
    let got = match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(number) => go_number(number),
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    };
    Val::Error(Error::of(format!("invalid data, expected {wanted}, got {got}")))
}

fn go_number(number: &Number) -> &'static str {
    if number.is_i64() { "int64" } else { "float64" }
}

/// A text that means something else.
fn formatted<'a>(text: &'a str, form: &Form) -> Val<'a> {
    let read = match form {
        Form::Duration => moment::parse_lenient_duration(text)
            .map(Val::Duration)
            .map_err(|error| format!("Invalid duration {text}: {error}")),
        Form::Date => Moment::parse_date(text)
            .map(Val::Timestamp)
            .map_err(|error| format!("Invalid date formatted string {text}: {error}")),
        Form::Timestamp => Moment::parse_lenient(text)
            .map(Val::Timestamp)
            .map_err(|error| format!("Invalid date-time formatted string {text}: {error}")),
        _ => coracle_object::base64::decode(text)
            .map(|bytes| Val::Bytes(Shared::Made(bytes.into())))
            .map_err(|error| format!("Invalid byte formatted string {text}: {error}")),
    };
    read.unwrap_or_else(|error| Val::Error(Error::of(error)))
}

//! Reading a JSON text for which no type is known.

// Upstream: sigs.k8s.io/json/internal/golang/encoding/json/decode.go valueInterface (v1.37.2)

use std::collections::BTreeMap;

use crate::Number;

use super::findings::{Finding, Findings};
use super::read::Reader;
use crate::{Members, Value};

/// Reads values; a map's members come out sorted, since Go's maps have no order, and the last of equals wins.
#[derive(Default)]
pub(crate) struct Any<'a> {
    pub(crate) findings: Findings<'a>,
    /// The first error. Reading goes on after it, as it does in the reference.
    pub(crate) error: Option<String>,
}

impl<'a> Any<'a> {
    pub(crate) fn value(&mut self, reader: &mut Reader<'a>) -> Value {
        match reader.peek() {
            b'{' => self.map(reader),
            b'[' => self.list(reader),
            b'"' => Value::from(reader.string()),
            b'-' | b'0'..=b'9' => self.number(reader.number()),
            first => {
                reader.word();
                if first == b'n' { Value::Null } else { Value::Bool(first == b't') }
            }
        }
    }

    fn list(&mut self, reader: &mut Reader<'a>) -> Value {
        let mut items = Vec::new();
        let mut more = reader.enter();
        while more {
            self.findings.enter_index(items.len());
            items.push(self.value(reader));
            self.findings.leave();
            more = reader.another();
        }
        Value::Array(items)
    }

    fn map(&mut self, reader: &mut Reader<'a>) -> Value {
        let mut members = BTreeMap::new();
        let mut more = reader.enter();
        while more {
            let key = reader.key();
            if members.contains_key(key.as_ref()) {
                self.findings.add(Finding::Duplicate, &key);
            }
            self.findings.enter_key(key);
            let value = self.value(reader);
            members.insert(self.findings.leave().into_owned(), value);
            more = reader.another();
        }
        Value::Object(members.into_iter().collect())
    }

    fn number(&mut self, literal: &str) -> Value {
        let number = number(literal);
        if number.is_none() && self.error.is_none() {
            self.error = Some(format!("json: cannot unmarshal number {literal} into Go value of type float64"));
        }
        number.map_or(Value::Null, Value::Number)
    }
}

/// A whole number of 64 bits where the literal is one, else a float; nothing where that would be infinite.
fn number(literal: &str) -> Option<Number> {
    literal.parse::<i64>().map(Number::from).ok().or_else(|| Number::from_f64(literal.parse().ok()?))
}

/// Reads a value as it came, members in their order.
///
/// A number too large for a float becomes the largest one.
pub(crate) fn raw(reader: &mut Reader<'_>) -> Value {
    match reader.peek() {
        b'{' => {
            let mut members = Members::new();
            let mut more = reader.enter();
            while more {
                let key = reader.key().into_owned();
                members.insert(key, raw(reader));
                more = reader.another();
            }
            Value::Object(members)
        }
        b'[' => {
            let mut items = Vec::new();
            let mut more = reader.enter();
            while more {
                items.push(raw(reader));
                more = reader.another();
            }
            Value::Array(items)
        }
        b'-' | b'0'..=b'9' => {
            let literal = reader.number();
            let largest = if literal.starts_with('-') { f64::MIN } else { f64::MAX };
            number(literal).map_or_else(|| Value::from(largest), Value::Number)
        }
        _ => Any::default().value(reader),
    }
}

//! Reading a JSON text into a type, as Go's reflection does.

// Upstream: sigs.k8s.io/json/internal/golang/encoding/json/decode.go value, array, object, literalStore (v1.37.2)

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::findings::{Finding, Findings};
use super::read::Reader;
use super::slot::{Slot, Slots};
use super::{Text, any};
use crate::schema::{Either, Field, List, Or, Struct, Type};
use crate::{Value, base64, quantity, time};

/// Where a value goes.
#[derive(Clone, Copy)]
pub(crate) struct Target<'s> {
    pub(crate) ty: &'s Type,
    /// The type's name for errors.
    pub(crate) go_type: &'s str,
    pub(crate) pointer: bool,
}

/// Reads typed values.
pub(crate) struct Typed<'s> {
    pub(crate) reader: Reader<'s>,
    origin: Text,
    pub(crate) findings: Findings<'s>,
    /// The first value of a wrong type. Reading goes on after it, since what comes may be worse.
    pub(crate) mismatch: Option<String>,
    /// The fields on the way here, for errors.
    fields: Vec<&'s str>,
    /// The struct that the last of them is in; empty outside of any.
    inside: &'s str,
    /// Whether the struct stays the same further in.
    held: bool,
}

/// An error that ends reading, and that is told rather than an earlier mismatch.
pub(crate) struct Fatal(pub(crate) String);

impl<'s> Typed<'s> {
    pub(crate) fn new(text: &'s [u8], origin: Text) -> Self {
        let (findings, fields) = (Findings::default(), Vec::new());
        Self { reader: Reader::new(text), origin, findings, mismatch: None, fields, inside: "", held: false }
    }

    pub(crate) fn value(&mut self, slot: &mut Slot, target: Target<'s>) -> Result<(), Fatal> {
        match (self.reader.peek(), target.ty) {
            (b'n', _) => self.null(slot, target),
            (_, Type::Raw(_)) => *slot = Slot::Scalar(any::raw(&mut self.reader)),
            (_, Type::Time | Type::MicroTime) => return self.time(slot, target.ty),
            (_, Type::Quantity) => return self.quantity(slot),
            (_, Type::IntOrString) => return self.int_or_string(slot),
            (_, Type::Either(either)) => return self.either(slot, either),
            (b'"', Type::Bytes) => self.bytes(slot),
            (b'[', Type::Bytes) => self.numbers(slot),
            (b'{', Type::Struct(ty)) => return self.structure(slot, ty),
            (b'{', Type::Map(map)) => return self.map(slot, &map.of, target.go_type),
            (b'[', Type::List(list)) => return self.list(slot, list),
            (b'"', Type::String) => *slot = Slot::Scalar(Value::from(self.reader.string())),
            (first @ (b't' | b'f'), Type::Bool) => {
                self.reader.word();
                *slot = Slot::Scalar(Value::Bool(first == b't'));
            }
            (b'-' | b'0'..=b'9', Type::Int32) => self.integer::<i32>(slot, target),
            (b'-' | b'0'..=b'9', Type::Int64) => self.integer::<i64>(slot, target),
            (b'-' | b'0'..=b'9', Type::Float) => self.float(slot, target),
            (first, _) => {
                self.reader.skip();
                self.unfit(json_type(first), target.go_type);
            }
        }
        Ok(())
    }

    /// `null` is the zero value of what can be nil in Go, and of most types that read themselves; elsewhere it changes nothing.
    fn null(&mut self, slot: &mut Slot, target: Target<'s>) {
        self.reader.word();
        // Quirk: a time behind a pointer that is Go's zero time is there, and is written as null (leases.coordination.k8s.io/zero-time).
        if self.origin == Text::Stored && target.pointer && target.ty.has_null() {
            *slot = Slot::Scalar(Value::Null);
            return;
        }
        let is_zero = match (target.ty, &*slot) {
            _ if target.pointer => true,
            // Quirk: a quantity that was written as it came is still written so (values.jsonl: divisor\":null).
            (Type::Quantity, slot) => matches!(slot, Slot::Rewritten(_)),
            // Quirk: only a text is forgotten (values.jsonl: targetPort\":null).
            (Type::IntOrString, Slot::Scalar(value)) => value.is_string(),
            (ty, _) => ty.is_time() || matches!(ty, Type::List(_) | Type::Map(_) | Type::Bytes | Type::Either(_)),
        };
        if is_zero {
            *slot = Slot::Zero;
        }
    }

    fn integer<T: std::str::FromStr + Into<i64>>(&mut self, slot: &mut Slot, target: Target<'s>) {
        let literal = self.reader.number();
        match literal.parse::<T>() {
            Ok(number) => *slot = Slot::Scalar(Value::from(number.into())),
            Err(_) => self.unfit(&format!("number {literal}"), target.go_type),
        }
    }

    fn float(&mut self, slot: &mut Slot, target: Target<'s>) {
        let literal = self.reader.number();
        match literal.parse::<f64>() {
            Ok(number) if number.is_finite() => *slot = Slot::Scalar(Value::from(number)),
            _ => self.unfit(&format!("number {literal}"), target.go_type),
        }
    }

    /// A quantity reads itself, of a text or of whatever stands there.
    ///
    /// Quirk: nothing is unescaped (values.jsonl: \\u0035).
    // Upstream: apimachinery/pkg/api/resource/quantity.go Quantity.UnmarshalJSON (v1.37.2)
    fn quantity(&mut self, slot: &mut Slot) -> Result<(), Fatal> {
        let whole = self.reader.whole();
        let text = whole.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(whole);
        let text = std::str::from_utf8(text).unwrap_or_default().trim();
        *slot = match quantity::settle(text).map_err(|error| Fatal(error.to_string()))? {
            Cow::Borrowed(text) => Slot::Scalar(Value::from(text)),
            Cow::Owned(text) => Slot::Rewritten(text),
        };
        Ok(())
    }

    /// A number or text reads itself.
    // Upstream: apimachinery/pkg/util/intstr/intstr.go IntOrString.UnmarshalJSON (v1.37.2)
    fn int_or_string(&mut self, slot: &mut Slot) -> Result<(), Fatal> {
        let found = match self.reader.peek() {
            b'"' => {
                *slot = Slot::Scalar(Value::from(self.reader.string()));
                return Ok(());
            }
            b'-' | b'0'..=b'9' => {
                let literal = self.reader.number();
                if let Ok(number) = literal.parse::<i32>() {
                    *slot = Slot::Scalar(Value::from(number));
                    return Ok(());
                }
                format!("number {literal}")
            }
            first => json_type(first).to_owned(),
        };
        Err(Fatal(self.unfit_text(&found, "int32")))
    }

    /// A struct or something simpler reads itself: what it does not know nobody is told.
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/marshal.go UnmarshalJSON (v1.37.2)
    fn either(&mut self, slot: &mut Slot, either: &'s Either) -> Result<(), Fatal> {
        // What it is when it is there, and nothing is in it.
        *slot = Slot::Scalar(Value::Null);
        match (self.reader.peek(), &either.or) {
            (b'{', _) => self.apart(|apart| apart.structure(slot, either.of))?,
            (b'[', Or::List(list)) => {
                self.apart(|apart| apart.list(slot, list))?;
                if matches!(slot, Slot::List(slots) if slots.len == 0) {
                    *slot = Slot::Scalar(Value::Null);
                }
            }
            (first @ (b't' | b'f'), Or::Bool) => {
                self.reader.word();
                *slot = Slot::Scalar(Value::Bool(first == b't'));
            }
            (_, Or::Bool) => return Err(Fatal("boolean or JSON schema expected".to_owned())),
            (_, Or::List(_)) => self.reader.skip(),
        }
        Ok(())
    }

    /// Reads as if a document began here, of which nobody hears the findings. A mismatch within ends reading, and is said of
    /// the struct that this is in.
    fn apart(&mut self, read: impl FnOnce(&mut Self) -> Result<(), Fatal>) -> Result<(), Fatal> {
        let (findings, mismatch) = (std::mem::take(&mut self.findings), self.mismatch.take());
        let held = self.held;
        self.held |= !self.fields.is_empty();
        let outcome = read(self);
        (self.findings, self.held) = (findings, held);
        let within = std::mem::replace(&mut self.mismatch, mismatch);
        outcome.and(within.map_or(Ok(()), |wrong| Err(Fatal(wrong))))
    }

    /// A time reads itself, and when it cannot, nothing after it is read.
    // Upstream: apimachinery/pkg/apis/meta/v1/time.go Time.UnmarshalJSON (v1.37.2)
    fn time(&mut self, slot: &mut Slot, ty: &Type) -> Result<(), Fatal> {
        let first = self.reader.peek();
        if first != b'"' {
            return Err(Fatal(self.unfit_text(json_type(first), "string")));
        }
        let text = self.reader.string();
        *slot = Slot::Scalar(match self.origin {
            Text::Sent => time::settle(&text, ty).map_err(Fatal)?,
            // It was settled already, and may be of a year that no client can say: one with more digits, or a negative one.
            Text::Stored => Value::from(text),
        });
        Ok(())
    }

    /// Bytes are base64, of which the first error is told as a mismatch would be.
    fn bytes(&mut self, slot: &mut Slot) {
        match base64::decode(&self.reader.string()) {
            Ok(bytes) => *slot = Slot::Scalar(Value::from(base64::encode(&bytes))),
            Err(wrong) => drop(self.mismatch.get_or_insert(wrong)),
        }
    }

    /// Bytes may be a list of numbers, too.
    fn numbers(&mut self, slot: &mut Slot) {
        let mut bytes = match std::mem::take(slot) {
            Slot::Scalar(Value::String(text)) => base64::decode(&text).unwrap_or_default(),
            _ => Vec::new(),
        };
        let mut len = 0;
        let mut more = self.reader.enter();
        while more {
            if len == bytes.len() {
                bytes.push(0);
            }
            match self.reader.peek() {
                b'-' | b'0'..=b'9' => {
                    let literal = self.reader.number();
                    match literal.parse::<u8>() {
                        Ok(byte) => bytes[len] = byte,
                        Err(_) => self.unfit(&format!("number {literal}"), "uint8"),
                    }
                }
                b'n' => self.reader.word(),
                first => {
                    self.reader.skip();
                    self.unfit(json_type(first), "uint8");
                }
            }
            len += 1;
            more = self.reader.another();
        }
        bytes.truncate(len);
        *slot = Slot::Scalar(Value::from(base64::encode(&bytes)));
    }

    fn list(&mut self, slot: &mut Slot, list: &'s List) -> Result<(), Fatal> {
        let mut slots = match std::mem::take(slot) {
            Slot::List(slots) => slots,
            _ => Slots::default(),
        };
        let target = Target { ty: &list.of, go_type: list.go_type, pointer: false };
        let mut len = 0;
        let mut more = self.reader.enter();
        while more {
            if len == slots.items.len() {
                slots.items.push(Slot::Zero);
            }
            self.findings.enter_index(len);
            self.value(&mut slots.items[len], target)?;
            self.findings.leave();
            len += 1;
            more = self.reader.another();
        }
        slots.len = len;
        *slot = Slot::List(if len == 0 { Slots::default() } else { slots });
        Ok(())
    }

    fn map(&mut self, slot: &mut Slot, of: &'s Type, go_type: &'s str) -> Result<(), Fatal> {
        let mut before = match std::mem::take(slot) {
            Slot::Map(members) => members,
            _ => BTreeMap::new(),
        };
        let (go_type, mut members) = (of_map(go_type), BTreeMap::new());
        let mut more = self.reader.enter();
        while more {
            let key = self.reader.key();
            if members.contains_key(&*key) {
                self.findings.add(Finding::Duplicate, &key);
            }
            self.findings.enter_key(key);
            let mut value = Slot::Zero;
            self.value(&mut value, Target { ty: of, go_type, pointer: false })?;
            members.insert(self.findings.leave().into_owned(), value);
            more = self.reader.another();
        }
        before.append(&mut members);
        *slot = Slot::Map(before);
        Ok(())
    }

    pub(crate) fn structure(&mut self, slot: &mut Slot, ty: &'s Struct) -> Result<(), Fatal> {
        let mut slots = match std::mem::take(slot) {
            Slot::Struct(slots) => slots,
            _ => ty.fields.iter().map(|_| Slot::Zero).collect(),
        };
        let (mut seen, mut next) = (vec![false; ty.fields.len()], 0);
        let mut more = self.reader.enter();
        while more {
            let key = self.reader.key();
            if let Some(place) = place(ty, &key, next) {
                next = place + 1;
                if std::mem::replace(&mut seen[place], true) {
                    self.findings.add(Finding::Duplicate, &key);
                }
                self.field(&mut slots[place], &ty.fields[place], ty)?;
            } else {
                self.findings.add(Finding::Unknown, &key);
                self.reader.skip();
            }
            more = self.reader.another();
        }
        *slot = Slot::Struct(slots);
        Ok(())
    }

    fn field(&mut self, slot: &mut Slot, field: &'s Field, of: &'s Struct) -> Result<(), Fatal> {
        let (depth, outside) = (self.fields.len(), self.inside);
        if !field.embedded.is_empty() {
            self.fields.push(field.embedded);
        }
        self.fields.push(field.name);
        if !self.held {
            self.inside = of.name;
        }
        self.findings.enter_key(field.name.into());
        self.value(slot, Target { ty: &field.ty, go_type: field.go_type, pointer: field.pointer })?;
        self.findings.leave();
        self.fields.truncate(depth);
        self.inside = outside;
        Ok(())
    }

    /// Keeps the first mismatch.
    pub(crate) fn unfit(&mut self, what: &str, go_type: &str) {
        if self.mismatch.is_none() {
            self.mismatch = Some(self.unfit_text(what, go_type));
        }
    }

    fn unfit_text(&self, what: &str, go_type: &str) -> String {
        if self.fields.is_empty() {
            return format!("json: cannot unmarshal {what} into Go value of type {go_type}");
        }
        let (inside, field) = (self.inside, self.fields.join("."));
        format!("json: cannot unmarshal {what} into Go struct field {inside}.{field} of type {go_type}")
    }
}

/// Where the field with this name is. Most objects have their fields in order, so it is looked for behind the one before.
fn place(ty: &Struct, name: &str, from: usize) -> Option<usize> {
    let (before, behind) = ty.fields.split_at(from);
    let of_name = |field: &Field| field.name == name;
    behind.iter().position(of_name).map(|place| from + place).or_else(|| before.iter().position(of_name))
}

/// The Go type of a map's values, which the map's own type says unless it has a name.
fn of_map(go_type: &str) -> &str {
    go_type.strip_prefix("map[").and_then(|rest| rest.split_once(']')).map_or(go_type, |(_, of)| of)
}

/// What a value that begins so is called.
pub(crate) fn json_type(first: u8) -> &'static str {
    match first {
        b'{' => "object",
        b'[' => "array",
        b'"' => "string",
        b't' | b'f' => "bool",
        _ => "number",
    }
}

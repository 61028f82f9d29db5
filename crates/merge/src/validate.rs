//! Whether an applied document has the shape of its kind, in the reference's words.
//!
//! It looks at shapes only: unknown fields, wrong types, duplicate items. What the values mean is validation's business.

use std::collections::BTreeSet;

use coracle_object::schema::{Field, Struct, Topology, Type};
use coracle_object::text::{plain, quote};
use coracle_object::{Members, SchemaRef, Value};

use crate::path::PathElement;
use crate::shape::{Form, Items, Scalar, Shape};
use crate::typed::item_element;

/// Checks a document against its kind.
///
/// # Errors
/// One text that lists every violation.
// Upstream: structured-merge-diff/typed/validate.go validatingObjectWalker.validate, typed/helpers.go ValidationErrors.Error
// (v6.4.2)
pub(crate) fn validate(schema: SchemaRef, document: &Value) -> Result<(), String> {
    check(schema, document, Duplicates::Refused)
}

/// Why an object that is stored, or is going to be, does not have the shape of its kind, if so.
///
/// An object in Go's form does, but for items that cannot be pointed at. A custom resource that is invalid may be stored, and
/// looks as its client sent it before it is validated.
pub(crate) fn unfit(schema: SchemaRef, object: &Value) -> Option<String> {
    match schema {
        SchemaRef::Go(of) if is_pointable(of, object) => None,
        _ => check(schema, object, Duplicates::Allowed).err(),
    }
}

/// Whether every item of a set or keyed list within a value can be pointed at.
fn is_pointable(of: &Struct, value: &Value) -> bool {
    let given = |field: &Field| value.get(field.name).is_none_or(|value| items_are_pointable(&field.ty, value));
    of.fields.iter().all(given)
}

fn items_are_pointable(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Struct(of), value) => is_pointable(of, value),
        (Type::List(list), Value::Array(items)) => {
            let shape = Shape::of(ty);
            let pointed = |item: &Value| list.topology == Topology::Atomic || item_element(shape, item).is_ok();
            let within = has_pointed(&list.of, &mut Vec::new());
            items.iter().all(|item| pointed(item) && (!within || items_are_pointable(&list.of, item)))
        }
        _ => true,
    }
}

/// Whether there are sets or keyed lists within a type. Some types hold themselves: those that were `seen` need no second look.
fn has_pointed<'s>(ty: &'s Type, seen: &mut Vec<&'s Struct>) -> bool {
    match ty {
        Type::Struct(of) if seen.iter().any(|known| std::ptr::eq(*known, *of)) => false,
        Type::Struct(of) => {
            seen.push(of);
            of.fields.iter().any(|field| has_pointed(&field.ty, seen))
        }
        Type::List(list) => list.topology != Topology::Atomic || has_pointed(&list.of, seen),
        _ => false,
    }
}

/// What is said of items that are there more than once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Duplicates {
    Refused,
    Allowed,
}

fn check(schema: SchemaRef, document: &Value, duplicates: Duplicates) -> Result<(), String> {
    let mut walk = Walk { errors: Vec::new(), duplicates };
    walk.value(&At::Root, schema.into(), document);
    match walk.errors.as_slice() {
        [] => Ok(()),
        [error] => Err(error.clone()),
        errors => Err(format!("errors:\n  {}", errors.join("\n  "))),
    }
}

/// A place in the document. It is put into words only where something is wrong.
enum At<'a> {
    Root,
    Member(&'a At<'a>, &'a str),
    Item(&'a At<'a>, &'a PathElement),
}

impl At<'_> {
    fn printed(&self) -> String {
        let mut steps = Vec::new();
        let mut at = self;
        loop {
            at = match at {
                Self::Root => break,
                Self::Member(above, name) => {
                    steps.push(PathElement::field(*name).to_string());
                    above
                }
                Self::Item(above, element) => {
                    steps.push(element.to_string());
                    above
                }
            };
        }
        steps.reverse();
        steps.concat()
    }
}

struct Walk {
    errors: Vec<String>,
    duplicates: Duplicates,
}

impl Walk {
    fn error(&mut self, at: &At, message: &str) {
        let path = at.printed();
        let colon = if path.is_empty() { "" } else { ": " };
        self.errors.push(format!("{path}{colon}{message}"));
    }

    fn value(&mut self, at: &At, shape: Shape, value: &Value) {
        // Anything is right there, and everything below it.
        if matches!(shape, Shape::Any) || value.is_null() {
            return;
        }
        match (shape.form(value), value) {
            (Form::Scalar(scalar), _) => {
                if let Some(message) = wrong_scalar(scalar, value) {
                    self.error(at, &message);
                }
            }
            (Form::Items, Value::Array(items)) => self.items(at, shape, items),
            (Form::Items, _) => self.error(at, &format!("expected list, got {}", pointer(value))),
            (Form::Members, Value::Object(members)) => self.members(at, shape, members),
            (Form::Members, _) => self.error(at, &format!("expected map, got {}", pointer(value))),
        }
    }

    fn members(&mut self, above: &At, shape: Shape, members: &Members) {
        for (name, value) in members {
            let at = At::Member(above, name);
            let Some(inner) = shape.member(name) else {
                // The reference stops at a map's first unknown member, and so says nothing about the members after it.
                return self.error(&at, "field not declared in schema");
            };
            self.value(&at, inner, value);
        }
    }

    fn items(&mut self, at: &At, list: Shape, items: &[Value]) {
        let Some(of) = list.item() else { return };
        let is_atomic = matches!(list.items(), Items::Atomic);
        let mut seen = BTreeSet::new();
        for (i, item) in items.iter().enumerate() {
            let element = if is_atomic {
                PathElement::Index(i64::try_from(i).unwrap_or(i64::MAX))
            } else {
                match item_element(list, item) {
                    Ok(element) => element,
                    Err(message) => return self.error(at, &format!("element {i}: {message}")),
                }
            };
            let told = !is_atomic && self.duplicates == Duplicates::Refused;
            if told && !seen.insert(element.clone()) {
                self.error(at, &format!("duplicate entries for key {element}"));
            }
            self.value(&At::Item(at, &element), of, item);
        }
    }
}

// Upstream: structured-merge-diff/typed/validate.go validateScalar (v6.4.2)
fn wrong_scalar(scalar: Scalar, value: &Value) -> Option<String> {
    let container = value.is_object() || value.is_array();
    match scalar {
        Scalar::Numeric if !value.is_number() => {
            Some(format!("expected numeric (int or float), got {}", type_name(value)))
        }
        // Quirk: the message shows the struct that holds the value inside the reference (apply/wrong-type).
        Scalar::String if !value.is_string() => {
            Some(format!("expected string, got &value.valueUnstructured{{Value:{}}}", go_syntax(value)))
        }
        Scalar::Boolean if !value.is_boolean() => Some(format!("expected boolean, got {}", pointer(value))),
        Scalar::Untyped if container => Some(format!("expected any scalar, got {}", pointer(value))),
        _ => None,
    }
}

/// The value as Go's `%v` shows a pointer to what holds it.
fn pointer(value: &Value) -> String {
    format!("&{{{}}}", plain(value))
}

/// Go's `%T`.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

/// Go's `%#v` of a decoded value.
fn go_syntax(value: &Value) -> String {
    let mut out = String::new();
    push_go_syntax(value, &mut out);
    out
}

// Into one text, since a copy for each level would make a deep value's text cost its depth times its length.
fn push_go_syntax(value: &Value, out: &mut String) {
    match value {
        Value::Null => *out += "interface {}(nil)",
        Value::Bool(_) | Value::Number(_) => *out += &plain(value),
        Value::String(text) => *out += &quote(text),
        Value::Array(items) => {
            *out += "[]interface {}{";
            for (i, item) in items.iter().enumerate() {
                *out += if i > 0 { ", " } else { "" };
                push_go_syntax(item, out);
            }
            *out += "}";
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            *out += "map[string]interface {}{";
            for (i, (name, value)) in members.into_iter().enumerate() {
                *out += if i > 0 { ", " } else { "" };
                *out += &quote(name);
                *out += ":";
                push_go_syntax(value, out);
            }
            *out += "}";
        }
    }
}

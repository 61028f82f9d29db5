//! A typed object while it is read: what Go would have in memory.
//!
//! JSON can say a field twice, and Go reads the second on top of the first; so reading needs more than the outcome.

use std::collections::BTreeMap;

use crate::encode;
use crate::schema::{Either, Field, Or, Struct, Type};
use crate::{Members, SmolStr, Value};

/// What a field, an element or a map's value holds so far.
#[derive(Default)]
pub(crate) enum Slot {
    /// Nothing yet: Go's zero value, or no value behind a pointer.
    #[default]
    Zero,
    /// A text, number, bool, time or raw value.
    Scalar(Value),
    /// A quantity that is written otherwise than it came.
    Rewritten(String),
    /// A struct's fields, by their place in the schema.
    Struct(Vec<Slot>),
    List(Slots),
    Map(BTreeMap<String, Slot>),
}

/// A list's elements.
#[derive(Default)]
pub(crate) struct Slots {
    /// Quirk: what a shorter list of the same name left behind stays, and a later longer one is read on top of it
    /// (quirks/list-twice).
    pub(crate) items: Vec<Slot>,
    /// How many of them count.
    pub(crate) len: usize,
}

impl Slot {
    /// The typed form of a struct.
    pub(crate) fn into_struct(self, ty: &Struct) -> Value {
        match self {
            Slot::Struct(slots) => struct_value(slots, ty),
            _ => encode::normalize(Value::Null, ty),
        }
    }

    /// The typed form.
    pub(crate) fn into_value(self, ty: &Type) -> Value {
        match (self, ty) {
            (slot @ Slot::Struct(_), Type::Struct(ty) | Type::Either(Either { of: ty, .. })) => slot.into_struct(ty),
            (Slot::Scalar(value), _) => value,
            (Slot::Rewritten(text), _) => text.into(),
            (Slot::List(slots), Type::List(list) | Type::Either(Either { or: Or::List(list), .. })) => {
                Value::Array(slots.items.into_iter().take(slots.len).map(|item| item.into_value(&list.of)).collect())
            }
            (Slot::Map(members), Type::Map(map)) => {
                Value::Object(members.into_iter().map(|(key, slot)| (key, slot.into_value(&map.of))).collect())
            }
            // Zero; a filled slot is filled by its type.
            (_, ty) => encode::zero(ty),
        }
    }
}

fn struct_value(slots: Vec<Slot>, ty: &Struct) -> Value {
    let written = |(field, slot): (&Field, &Slot)| !(field.omitempty && matches!(slot, Slot::Zero));
    let count = ty.fields.iter().zip(&slots).filter(|of| written(*of)).count();
    let mut members = Members::with_capacity(count);
    for (field, slot) in ty.fields.iter().zip(slots) {
        let value = match slot {
            Slot::Zero => None,
            slot => Some(slot.into_value(&field.ty)),
        };
        if let Some(value) = encode::written(ty, field, value) {
            members.push(SmolStr::new_static(field.name), value);
        }
    }
    Value::Object(members)
}

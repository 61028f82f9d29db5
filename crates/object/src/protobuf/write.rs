//! From typed form to protobuf.

// Upstream: apimachinery/pkg/runtime/serializer/protobuf/protobuf.go Serializer.doEncode, pkg/apis/meta/v1/generated.pb.go
// MarshalToSizedBuffer (v1.37.2). All types have such.

use super::wire::{BYTES, FIXED64, VARINT, push_bytes, push_nested, push_tag, push_varint};
use super::{FRAME_PREFIX_BYTES, PREFIX};
use crate::schema::{Either, Field, Inline, Or, Struct, Type};
use crate::{Members, SmolStr, Value, base64, text, time};

/// A document: the object in its envelope, which says the object's `apiVersion` and `kind`.
///
/// The object is in typed form. What it lacks is written as Go's zero value, unless it is behind a pointer.
#[must_use]
pub fn encode(value: &Value, ty: &Struct) -> Vec<u8> {
    let (mut out, end) = around_items(value, ty, 0);
    out.extend_from_slice(&end);
    out
}

/// What stands before a list's items and what stands behind them, where [`push_item`] writes those, all of them in so many
/// bytes. The list given has none: a list's items are the last field of its message.
#[must_use]
pub fn around_items(list: &Value, ty: &Struct, items_bytes: usize) -> (Vec<u8>, Vec<u8>) {
    let mut fields = Vec::new();
    message(&mut fields, list, ty);
    let said = |name: &str| list.get(name).and_then(Value::as_str).unwrap_or_default().as_bytes();
    let mut out = PREFIX.to_vec();
    push_nested(&mut out, 1, |out| {
        push_bytes(out, 1, said("apiVersion"));
        push_bytes(out, 2, said("kind"));
    });
    push_tag(&mut out, 2, BYTES);
    push_varint(&mut out, (fields.len() + items_bytes) as u64);
    out.extend_from_slice(&fields);
    // How the content is encoded, and its type: always empty here.
    let mut end = Vec::new();
    push_bytes(&mut end, 3, b"");
    push_bytes(&mut end, 4, b"");
    (out, end)
}

/// An item of a list of this type.
pub fn push_item(out: &mut Vec<u8>, item: &Value, list: &Struct) {
    let items = list.fields.iter().find(|field| field.name == "items");
    if let Some(Field { protobuf, ty: Type::List(items), .. }) = items {
        field(out, *protobuf, &items.of, item);
    }
}

/// An event of a watch behind its length; `document` is what [`encode`] made of its object.
// Upstream: apimachinery/pkg/apis/meta/v1/generated.proto WatchEvent, pkg/util/framer/framer.go
// NewLengthDelimitedFrameWriter (v1.37.2)
#[must_use]
pub fn frame(event: &str, document: &[u8]) -> Vec<u8> {
    let mut out = vec![0; FRAME_PREFIX_BYTES];
    push_bytes(&mut out, 1, event.as_bytes());
    push_nested(&mut out, 2, |out| push_bytes(out, 1, document));
    // No object is anywhere near as large as that.
    let length = u32::try_from(out.len() - FRAME_PREFIX_BYTES).unwrap_or(u32::MAX);
    out[..FRAME_PREFIX_BYTES].copy_from_slice(&length.to_be_bytes());
    out
}

/// What a message holds at a number.
enum Part<'s> {
    Field(&'s Field),
    Inline(&'s Inline),
}

/// A struct's fields by their numbers.
fn message(out: &mut Vec<u8>, value: &Value, ty: &Struct) {
    let fields = ty.fields.iter().filter(|field| field.protobuf > 0).map(|field| (field.protobuf, Part::Field(field)));
    let mut parts: Vec<_> =
        fields.chain(ty.inline.iter().map(|inline| (inline.number, Part::Inline(inline)))).collect();
    parts.sort_unstable_by_key(|(number, _)| *number);
    for (number, part) in parts {
        let field = match part {
            Part::Field(field) => field,
            Part::Inline(inline) => {
                push_nested(out, number, |out| message(out, value, inline.of));
                continue;
            }
        };
        let given = value.get(field.name);
        // `null` is no value, except behind a pointer to what has it.
        let absent = given.is_none_or(|v| v.is_null() && !field.ty.has_null());
        if !(absent && (field.pointer || matches!(field.ty, Type::Bytes))) {
            self::field(out, field.protobuf, &field.ty, given.unwrap_or(&Value::Null));
        }
    }
}

/// A field that is written whatever it holds, though a list or map without elements is no bytes at all.
fn field(out: &mut Vec<u8>, number: u32, ty: &Type, value: &Value) {
    match ty {
        Type::String => push_bytes(out, number, value.as_str().unwrap_or_default().as_bytes()),
        Type::Bool => push_number(out, number, i64::from(value.as_bool().unwrap_or(false))),
        Type::Int32 | Type::Int64 => push_number(out, number, value.as_i64().unwrap_or(0)),
        Type::Time => push_nested(out, number, |out| moment(out, value)),
        Type::MicroTime => push_nested(out, number, |out| micro_moment(out, value)),
        Type::Bytes => push_bytes(out, number, &base64::decode(value.as_str().unwrap_or_default()).unwrap_or_default()),
        Type::Float => {
            push_tag(out, number, FIXED64);
            out.extend_from_slice(&value.as_f64().unwrap_or_default().to_le_bytes());
        }
        Type::Quantity => push_nested(out, number, |out| push_bytes(out, 1, value.as_str().unwrap_or("0").as_bytes())),
        Type::IntOrString => push_nested(out, number, |out| int_or_string(out, value)),
        Type::Raw(_) if value.is_null() => push_nested(out, number, |_| ()),
        Type::Raw(_) => push_nested(out, number, |out| push_nested(out, 1, |out| text::write_json(value, out))),
        Type::Either(either) => push_nested(out, number, |out| self::either(out, value, either)),
        Type::Struct(ty) => push_nested(out, number, |out| message(out, value, ty)),
        Type::List(list) => {
            let elements = |out: &mut Vec<u8>, number| {
                for element in value.as_array().into_iter().flatten() {
                    field(out, number, &list.of, element);
                }
            };
            match list.boxed {
                true if value.is_array() => push_nested(out, number, |out| elements(out, 1)),
                true => {}
                false => elements(out, number),
            }
        }
        Type::Map(map) => {
            for (key, value) in sorted(value.as_object()) {
                push_nested(out, number, |out| {
                    push_bytes(out, 1, key.as_bytes());
                    if !(value.is_null() && matches!(map.of, Type::Bytes)) {
                        field(out, 2, &map.of, value);
                    }
                });
            }
        }
    }
}

fn int_or_string(out: &mut Vec<u8>, value: &Value) {
    push_number(out, 1, i64::from(value.is_string()));
    push_number(out, 2, value.as_i64().unwrap_or(0));
    push_bytes(out, 3, value.as_str().unwrap_or_default().as_bytes());
}

/// A struct, or something simpler.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/generated.pb.go MarshalToSizedBuffer (v1.37.2)
fn either(out: &mut Vec<u8>, value: &Value, either: &Either) {
    let schema = |out: &mut Vec<u8>, number| {
        if value.is_object() {
            push_nested(out, number, |out| message(out, value, either.of));
        }
    };
    match either.or {
        Or::Bool => {
            push_number(out, 1, i64::from(value.as_bool().unwrap_or(value.is_object())));
            schema(out, 2);
        }
        Or::List(list) => {
            schema(out, 1);
            value.as_array().into_iter().flatten().for_each(|item| field(out, 2, &list.of, item));
        }
    }
}

fn sorted(members: Option<&Members>) -> Vec<(&SmolStr, &Value)> {
    let mut members: Vec<_> = members.into_iter().flatten().collect();
    members.sort_unstable_by_key(|(key, _)| *key);
    members
}

/// A negative number is written in 64 bits, also where it has 32.
fn push_number(out: &mut Vec<u8>, number: u32, value: i64) {
    push_tag(out, number, VARINT);
    push_varint(out, value.cast_unsigned());
}

/// A time: whole seconds, and nanoseconds that are always none. The zero time is nothing.
// Upstream: apimachinery/pkg/apis/meta/v1/time_proto.go Time.MarshalToSizedBuffer (v1.37.2)
fn moment(out: &mut Vec<u8>, value: &Value) {
    let seconds = value
        .as_str()
        .and_then(|text| time::parse_printed(text).or_else(|| time::parse(text).ok()))
        .unwrap_or(time::ZERO);
    if seconds != time::ZERO {
        push_number(out, 1, seconds);
        push_number(out, 2, 0);
    }
}

/// A time with microseconds.
// Upstream: apimachinery/pkg/apis/meta/v1/micro_time_proto.go MicroTime.MarshalToSizedBuffer (v1.37.2)
fn micro_moment(out: &mut Vec<u8>, value: &Value) {
    let time = value.as_str().and_then(|text| time::parse_micro_printed(text).or_else(|| time::parse_micro(text).ok()));
    if let Some((seconds, micros)) = time.filter(|time| *time != (time::ZERO, 0)) {
        push_number(out, 1, seconds);
        push_number(out, 2, i64::from(micros) * 1000);
    }
}

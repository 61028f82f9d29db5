//! From protobuf to typed form.

// Upstream: apimachinery/pkg/runtime/serializer/protobuf/protobuf.go Serializer.Decode, pkg/apis/meta/v1/generated.pb.go
// Unmarshal (v1.37.2). All types have such.

use super::wire::{BYTES, FIXED64, Reader, VARINT, low_32_bits};
use super::{Error, PREFIX, own};
use crate::schema::{Either, List, Or, Struct, Type};
use crate::text::lossy;
use crate::{Members, Value, base64, encode, time};

/// What an envelope says and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The version, with the group where there is one, as it stands there; empty for none.
    pub api_version: String,
    /// The kind; empty for none.
    pub kind: String,
    /// The object's message.
    pub raw: &'a [u8],
}

impl Envelope<'_> {
    /// The apiVersion and kind that the object is read as: what is said, or else these.
    ///
    /// Quirk: a version that is malformed counts as none; in JSON it is refused (quirks/protobuf-version).
    // Upstream: apimachinery/pkg/runtime/serializer/protobuf/protobuf.go copyKindDefaults, pkg/runtime/schema/group_version.go
    // FromAPIVersionAndKind (v1.37.2)
    #[must_use]
    pub fn identity(&self, api_version: &str, kind: &str) -> (String, String) {
        let (group, version) = match self.api_version.split_once('/') {
            Some((_, version)) if version.contains('/') => ("", ""),
            Some(parts) => parts,
            None => ("", self.api_version.as_str()),
        };
        let api_version = match (group, version) {
            (_, "") => api_version.to_owned(),
            ("", version) => version.to_owned(),
            _ => self.api_version.clone(),
        };
        (api_version, if self.kind.is_empty() { kind.to_owned() } else { self.kind.clone() })
    }
}

/// Reads a document's mark and envelope.
///
/// # Errors
/// It is empty, has no mark, or is broken. What the message holds is not looked at.
pub fn open(document: &[u8]) -> Result<Envelope<'_>, Error> {
    if document.is_empty() {
        return Err(Error::Empty);
    }
    let body = document.strip_prefix(&PREFIX).ok_or(Error::Foreign)?;
    if body.is_empty() {
        return Err(Error::NoBody);
    }
    let mut envelope = Envelope { api_version: String::new(), kind: String::new(), raw: &[] };
    let mut reader = Reader::new(body);
    while let Some(tag) = reader.field("Unknown")? {
        match tag.number {
            1 => {
                tag.expect(BYTES, "TypeMeta")?;
                type_meta(reader.bytes()?, &mut envelope)?;
            }
            2 => {
                tag.expect(BYTES, "Raw")?;
                envelope.raw = reader.bytes()?;
            }
            3 => {
                tag.expect(BYTES, "ContentEncoding")?;
                reader.bytes()?;
            }
            4 => {
                tag.expect(BYTES, "ContentType")?;
                reader.bytes()?;
            }
            _ => reader.skip_field(tag)?,
        }
    }
    Ok(envelope)
}

fn type_meta(data: &[u8], envelope: &mut Envelope<'_>) -> Result<(), Error> {
    let mut reader = Reader::new(data);
    while let Some(tag) = reader.field("TypeMeta")? {
        let (place, name) = match tag.number {
            1 => (&mut envelope.api_version, "APIVersion"),
            2 => (&mut envelope.kind, "Kind"),
            _ => {
                reader.skip_field(tag)?;
                continue;
            }
        };
        tag.expect(BYTES, name)?;
        *place = lossy(reader.bytes()?);
    }
    Ok(())
}

/// Reads an object's message into typed form, which does not say what it is.
///
/// What is not known is skipped. Of a value that comes twice the last counts; structs grow together, and lists too.
///
/// # Errors
/// It is broken, or a known field has a wrong wire type.
pub fn decode(raw: &[u8], ty: &Struct) -> Result<Value, Error> {
    let mut members = Members::new();
    message(raw, ty, &mut members)?;
    Ok(encode::normalize(Value::Object(members), ty))
}

fn message(data: &[u8], ty: &Struct, members: &mut Members) -> Result<(), Error> {
    let mut reader = Reader::new(data);
    while let Some(tag) = reader.field(ty.name)? {
        let known = ty.fields.iter().find(|field| u32::try_from(tag.number) == Ok(field.protobuf));
        let Some(field) = known else {
            if let Some(inline) = ty.inline.iter().find(|inline| u32::try_from(tag.number) == Ok(inline.number)) {
                tag.expect(BYTES, inline.go_name)?;
                message(reader.bytes()?, inline.of, members)?;
            } else {
                reader.skip_field(tag)?;
            }
            continue;
        };
        let place = members.entry(field.name).or_insert(Value::Null);
        if let (BYTES, Type::List(list)) = (tag.wire, &field.ty)
            && !list.boxed
            && wire_of(&list.of) == VARINT
        {
            packed(reader.bytes()?, list, place)?;
            continue;
        }
        tag.expect(wire_of(&field.ty), field.go_name)?;
        value(&mut reader, &field.ty, place)?;
    }
    Ok(())
}

/// The wire type of a field, which for a list is that of an element.
fn wire_of(ty: &Type) -> u8 {
    match ty {
        Type::Bool | Type::Int32 | Type::Int64 => VARINT,
        Type::Float => FIXED64,
        Type::List(list) if !list.boxed => wire_of(&list.of),
        _ => BYTES,
    }
}

/// Numbers that stand in one field, without tags of their own.
fn packed(data: &[u8], list: &List, place: &mut Value) -> Result<(), Error> {
    let mut elements = if let Value::Array(elements) = place.take() { elements } else { Vec::new() };
    let mut reader = Reader::new(data);
    while reader.at() < data.len() {
        elements.push(element(&mut reader, list)?);
    }
    *place = Value::Array(elements);
    Ok(())
}

/// Reads a field's value onto what came before.
fn value(reader: &mut Reader<'_>, ty: &Type, place: &mut Value) -> Result<(), Error> {
    match ty {
        Type::String => *place = lossy(reader.bytes()?).into(),
        Type::Bool => *place = (reader.varint()? != 0).into(),
        // What does not fit is cut off.
        Type::Int32 => *place = low_32_bits(reader.varint()?).into(),
        Type::Int64 => *place = reader.varint()?.cast_signed().into(),
        Type::Time | Type::MicroTime => *place = moment(reader.bytes()?, ty)?,
        Type::Bytes => *place = base64::encode(reader.bytes()?).into(),
        Type::Float => *place = f64::from_bits(reader.fixed64()?).into(),
        Type::Quantity => own::quantity(reader.bytes()?, place)?,
        Type::IntOrString => own::int_or_string(reader.bytes()?, place)?,
        Type::Raw(raw) => own::raw(reader.bytes()?, *raw, place)?,
        Type::Either(either) => self::either(reader.bytes()?, either, place)?,
        Type::Struct(ty) => {
            let mut members = members(place);
            message(reader.bytes()?, ty, &mut members)?;
            *place = Value::Object(members);
        }
        Type::List(list) => {
            let mut elements = if let Value::Array(elements) = place.take() { elements } else { Vec::new() };
            if list.boxed {
                boxed(reader.bytes()?, list, &mut elements)?;
            } else {
                elements.push(element(reader, list)?);
            }
            *place = Value::Array(elements);
        }
        Type::Map(map) => {
            let mut members = members(place);
            entry(reader, &map.of, &mut members)?;
            *place = Value::Object(members);
        }
    }
    Ok(())
}

/// The members that are there already, taken out of their place.
fn members(place: &mut Value) -> Members {
    if let Value::Object(members) = place.take() { members } else { Members::new() }
}

fn element(reader: &mut Reader<'_>, list: &List) -> Result<Value, Error> {
    let mut element = Value::Null;
    value(reader, &list.of, &mut element)?;
    Ok(element)
}

fn boxed(data: &[u8], list: &List, elements: &mut Vec<Value>) -> Result<(), Error> {
    let mut reader = Reader::new(data);
    while let Some(tag) = reader.field(list.go_type)? {
        if tag.number != 1 {
            reader.skip_field(tag)?;
            continue;
        }
        tag.expect(wire_of(&list.of), "Items")?;
        elements.push(element(&mut reader, list)?);
    }
    Ok(())
}

/// A map's entry.
///
/// Quirk: within it wire types are not looked at, and a key or value may reach past the entry's end as long as it stays
/// within the message; reading goes on at the entry's end all the same (quirks/protobuf-map-entry).
fn entry(reader: &mut Reader<'_>, of: &Type, members: &mut Members) -> Result<(), Error> {
    let end = reader.end()?;
    let empty = if matches!(of, Type::Bytes) { Value::from("") } else { encode::zero(of) };
    let (mut key, mut held) = (String::new(), empty);
    while reader.at() < end {
        let tag = reader.tag()?;
        match tag.number {
            1 => key = lossy(reader.bytes()?),
            2 => value(reader, of, &mut held)?,
            _ => reader.skip(tag, end)?,
        }
    }
    reader.move_to(end);
    members.insert(key, held);
    Ok(())
}

/// A time's text; `null` for the zero time.
// Upstream: apimachinery/pkg/apis/meta/v1/time_proto.go Time.Unmarshal, micro_time_proto.go MicroTime.Unmarshal (v1.37.2)
fn moment(data: &[u8], ty: &Type) -> Result<Value, Error> {
    if data.is_empty() {
        return Ok(Value::Null);
    }
    let (mut seconds, mut nanos) = (0_i64, 0);
    let mut reader = Reader::new(data);
    while let Some(tag) = reader.field("Timestamp")? {
        match tag.number {
            1 => {
                tag.expect(VARINT, "Seconds")?;
                seconds = reader.varint()?.cast_signed();
            }
            2 => {
                tag.expect(VARINT, "Nanos")?;
                nanos = low_32_bits(reader.varint()?);
            }
            _ => reader.skip_field(tag)?,
        }
    }
    if matches!(ty, Type::MicroTime) {
        // They may be negative, or more than a second has.
        let (micros, second) = (nanos / 1000, time::SECOND_MICROS.cast_signed());
        let seconds = seconds.wrapping_add(micros.div_euclid(second).into());
        let micros = micros.rem_euclid(second).cast_unsigned();
        let printed = || time::format_micro(seconds, micros).into();
        return Ok(if (seconds, micros) == (time::ZERO, 0) { Value::Null } else { printed() });
    }
    // Parts of a second are forgotten.
    Ok(if seconds == time::ZERO { Value::Null } else { time::format(seconds).into() })
}

/// A struct, or something simpler. Both may be there.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/generated.pb.go Unmarshal, marshal.go MarshalJSON (v1.37.2)
fn either(data: &[u8], either: &Either, place: &mut Value) -> Result<(), Error> {
    let (schema, simpler, simpler_name, wire) = match either.or {
        Or::Bool => (2, 1, "Allows", VARINT),
        Or::List(list) if matches!(list.of, Type::Struct(_)) => (1, 2, "JSONSchemas", BYTES),
        Or::List(_) => (1, 2, "Property", BYTES),
    };
    let mut object = place.take();
    let mut items = if let Value::Array(items) = &mut object { std::mem::take(items) } else { Vec::new() };
    let mut allowed = object.as_bool().unwrap_or(object.is_object());
    let mut reader = Reader::new(data);
    while let Some(tag) = reader.field(either.name)? {
        if tag.number == schema {
            tag.expect(BYTES, "Schema")?;
            let mut fields = members(&mut object);
            message(reader.bytes()?, either.of, &mut fields)?;
            object = Value::Object(fields);
        } else if tag.number == simpler {
            tag.expect(wire, simpler_name)?;
            match either.or {
                Or::Bool => allowed = reader.varint()? != 0,
                Or::List(list) => items.push(element(&mut reader, list)?),
            }
        } else {
            reader.skip_field(tag)?;
        }
    }
    *place = match either.or {
        Or::List(_) if !items.is_empty() => Value::Array(items),
        Or::Bool if !object.is_object() => Value::Bool(allowed),
        _ if object.is_object() => object,
        _ => Value::Null,
    };
    Ok(())
}

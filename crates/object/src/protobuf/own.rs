//! Reading the types that have messages of their own, which JSON shows as something simpler.

use super::Error;
use super::wire::{BYTES, Reader, VARINT, low_32_bits};
use crate::decode::decode_raw;
use crate::schema::{Raw, Type};
use crate::text::lossy;
use crate::{Value, encode, quantity};

/// A quantity's text.
// Upstream: apimachinery/pkg/api/resource/quantity_proto.go Unmarshal (v1.37.2)
pub(super) fn quantity(data: &[u8], place: &mut Value) -> Result<(), Error> {
    let mut reader = Reader::new(data);
    if place.is_null() {
        *place = encode::zero(&Type::Quantity);
    }
    while let Some(tag) = reader.field("Quantity")? {
        if tag.number == 1 {
            tag.expect(BYTES, "String_")?;
            *place = quantity::settle(&lossy(reader.bytes()?))?.into_owned().into();
        } else {
            reader.skip_field(tag)?;
        }
    }
    Ok(())
}

/// A number or a text. Both are there, and which counts.
// Upstream: apimachinery/pkg/util/intstr/generated.pb.go Unmarshal (v1.37.2)
pub(super) fn int_or_string(data: &[u8], place: &mut Value) -> Result<(), Error> {
    let mut is_text = place.is_string();
    let mut number = place.as_i64().unwrap_or_default();
    let mut text = place.as_str().unwrap_or_default().to_owned();
    let mut reader = Reader::new(data);
    while let Some(tag) = reader.field("IntOrString")? {
        match tag.number {
            1 => {
                tag.expect(VARINT, "Type")?;
                is_text = reader.varint()? == 1;
            }
            2 => {
                tag.expect(VARINT, "IntVal")?;
                number = low_32_bits(reader.varint()?).into();
            }
            3 => {
                tag.expect(BYTES, "StrVal")?;
                text = lossy(reader.bytes()?);
            }
            _ => reader.skip_field(tag)?,
        }
    }
    *place = if is_text { text.into() } else { number.into() };
    Ok(())
}

/// JSON within its message.
///
/// What is not JSON becomes a text. As what a manager owns that is no less wrong, and is refused or dropped where it is
/// looked at; so is a manager's message that holds none.
pub(super) fn raw(data: &[u8], raw: Raw, place: &mut Value) -> Result<(), Error> {
    let mut reader = Reader::new(data);
    if raw == Raw::FieldsV1 && place.is_null() {
        *place = "".into();
    }
    while let Some(tag) = reader.field(raw.name())? {
        if tag.number == 1 {
            tag.expect(BYTES, "Raw")?;
            let json = reader.bytes()?;
            *place = decode_raw(json).unwrap_or_else(|_| lossy(json).into());
        } else {
            reader.skip_field(tag)?;
        }
    }
    Ok(())
}

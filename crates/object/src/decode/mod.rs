//! Reading JSON as the reference reads it: case-sensitive, whole numbers kept whole, with findings about unknown and
//! duplicate fields on the side.
//!
//! It does not decide whether a finding is an error, and knows no YAML. Nesting may be 10,000 deep, and reading needs a
//! stack for it: some 16 MiB.

// Upstream: sigs.k8s.io/json/json.go UnmarshalStrict (v1.37.2)

pub(crate) mod any;
mod findings;
pub(crate) mod read;
pub(crate) mod scan;
mod slot;
mod typed;

use crate::schema::{Struct, Type};
use crate::{Members, Value, text};
use findings::Findings;
use read::Reader;
use slot::Slot;
use typed::{Target, Typed, json_type};

pub(crate) use typed::json_type as json_type_of;

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The object in typed form.
    pub value: Value,
    /// Unknown and duplicate fields in the order in which they came, at most 100: `unknown field "a.b[0].c"`.
    pub findings: Vec<String>,
}

/// Reads an object of a type.
///
/// # Errors
/// The reference's sentence on what is not JSON, or does not fit the type; of several the one that it tells.
pub fn decode(text: &[u8], ty: &Struct) -> Result<Decoded, String> {
    let (value, findings) = typed(text, ty, Text::Sent)?;
    Ok(Decoded { value, findings: findings.into_texts() })
}

/// As [`decode`], with the findings' paths alone.
pub(crate) fn decode_paths(text: &[u8], ty: &Struct) -> Result<(Value, Vec<String>), String> {
    typed(text, ty, Text::Sent).map(|(value, findings)| (value, findings.into_paths()))
}

/// Reads an object that [`encode`](crate::encode::encode) wrote: other than in what is sent, a `null` there may be a value.
///
/// # Errors
/// Like [`decode`].
pub fn decode_stored(text: &[u8], ty: &Struct) -> Result<Value, String> {
    typed(text, ty, Text::Stored).map(|(value, _)| value)
}

/// Where a text comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// From a client, or anybody.
    Sent,
    /// From the store.
    Stored,
}

fn typed<'s>(text: &'s [u8], ty: &'s Struct, origin: Text) -> Result<(Value, Findings<'s>), String> {
    scan::check(text)?;
    let mut typed = Typed::new(text, origin);
    let mut slot = Slot::Zero;
    match typed.reader.peek() {
        b'{' => typed.structure(&mut slot, ty).map_err(|fatal| fatal.0)?,
        b'n' => (),
        first => typed.unfit(json_type(first), ty.go_type),
    }
    match typed.mismatch {
        Some(mismatch) => Err(mismatch),
        None => Ok((slot.into_struct(ty), typed.findings)),
    }
}

/// The typed form of a value of a type that reads itself: a quantity, a number or text, a struct or something simpler.
///
/// # Errors
/// The type's own sentence.
pub fn decode_value(value: &Value, ty: &Type) -> Result<Value, String> {
    let text = text::json(value);
    let (mut typed, mut slot) = (Typed::new(text.as_bytes(), Text::Sent), Slot::Zero);
    typed.value(&mut slot, Target { ty, go_type: "", pointer: true }).map_err(|fatal| fatal.0)?;
    Ok(slot.into_value(ty))
}

/// Reads any JSON. A map's members come out sorted by key. The findings are duplicate fields, at most 100.
///
/// A number is an `i64` where its literal is one, else a float.
///
/// # Errors
/// The reference's sentence on what is not JSON, or a number that no float holds.
pub fn decode_any(text: &[u8]) -> Result<(Value, Vec<String>), String> {
    scan::check(text)?;
    let mut any = any::Any::default();
    let value = any.value(&mut Reader::new(text));
    match any.error {
        Some(error) => Err(error),
        None => Ok((value, any.findings.into_texts())),
    }
}

/// Reads a JSON object of any members; nothing at all (`null`) is one without any.
///
/// # Errors
/// As of [`decode_any`], or that it is something else, as Go's `json.Unmarshal` into a map says it.
pub fn decode_map(text: &[u8]) -> Result<Members, String> {
    decode_members(text).map(|(members, _)| members)
}

/// As [`decode_map`], with the findings of [`decode_any`].
pub(crate) fn decode_members(text: &[u8]) -> Result<(Members, Vec<String>), String> {
    let (value, findings) = decode_any(text)?;
    match value {
        Value::Object(members) => Ok((members, findings)),
        Value::Null => Ok((Members::new(), findings)),
        _ => {
            let found = json_type(Reader::new(text).peek());
            Err(format!("json: cannot unmarshal {found} into Go value of type map[string]interface {{}}"))
        }
    }
}

/// Reads any JSON as it came, members in their order.
pub(crate) fn decode_raw(text: &[u8]) -> Result<Value, String> {
    scan::check(text)?;
    Ok(any::raw(&mut Reader::new(text)))
}

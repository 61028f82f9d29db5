//! Types what a strategic merge patch made. The rules are not those of decoding JSON: numbers are converted, and errors are worded
//! otherwise.

// Upstream: apimachinery/pkg/runtime/converter.go FromUnstructuredWithValidation (v1.37.2)

use coracle_object::{
    Members, SmolStr, Value, base64,
    decode::decode_value,
    encode::normalize,
    schema::{Field, Struct, Type},
    time,
};

use crate::strategic::scalar_type;

/// Gives an untyped object its type: the typed form, and the unknown fields, sorted, as `unknown field "subsets[0].$patch"`.
///
/// # Errors
/// What the reference says of the first value that does not fit, such as `cannot restore slice from map`.
pub fn typed(object: Value, ty: &Struct) -> Result<(Value, Vec<String>), String> {
    if is_structure(&object, ty) {
        return Ok((normalize(object, ty), Vec::new()));
    }
    let mut converter = Converter::default();
    let object = converter.structure(object, ty)?;
    converter.findings.sort_unstable();
    Ok((normalize(object, ty), converter.findings))
}

/// Whether a value has its type already, so that nothing is to be converted. Most of what is merged came from a typed object.
fn is_typed(value: &Value, ty: &Type) -> bool {
    match (ty, value) {
        (Type::String, Value::String(_)) | (Type::Bool, Value::Bool(_)) => true,
        (Type::Int64, Value::Number(number)) => number.is_i64(),
        (Type::Struct(ty), value) => is_structure(value, ty),
        (Type::List(list), Value::Array(items)) => items.iter().all(|item| is_typed(item, &list.of)),
        (Type::Map(map), Value::Object(members)) => members.values().all(|member| is_typed(member, &map.of)),
        (_, Value::Null | Value::Array(_) | Value::Object(_)) => false,
        // What has no parts is converted to see.
        _ => Converter::default().value(value.clone(), ty, "").is_ok_and(|typed| typed == *value),
    }
}

/// Null is none of its values: what is not there is left out.
fn is_structure(value: &Value, ty: &Struct) -> bool {
    let field = |(name, value): (&SmolStr, &Value)| ty.field(name).is_some_and(|field| is_typed(value, &field.ty));
    value.as_object().is_some_and(|members| members.iter().all(field))
}

#[derive(Default)]
struct Converter {
    path: String,
    findings: Vec<String>,
}

impl Converter {
    /// Converts a value that is not null to a type; the result still has to be put in typed form.
    fn value(&mut self, value: Value, ty: &Type, go_type: &str) -> Result<Value, String> {
        match (ty, value) {
            (_, Value::Null) => Ok(Value::Null),
            (Type::String, text @ Value::String(_)) | (Type::Bool, text @ Value::Bool(_)) => Ok(text),
            (Type::String, Value::Number(n)) if n.is_i64() || n.is_u64() => Err(cannot_convert("int64", go_type)),
            (Type::Int64 | Type::Int32, Value::Number(n)) => {
                let whole = whole(&n).ok_or_else(|| cannot_convert("float64", go_type))?;
                Ok(Value::from(if matches!(ty, Type::Int32) { wrap(whole) } else { whole }))
            }
            (Type::Float, Value::Number(n)) => Ok(Value::from(n.as_f64().unwrap_or_default())),
            (Type::String | Type::Bool | Type::Int32 | Type::Int64 | Type::Float, _) => {
                Err(format!("unrecognized type: {}", go_kind(ty)))
            }
            (Type::Bytes, Value::String(text)) => match base64::decode(&text) {
                Ok(bytes) => Ok(base64::encode(&bytes).into()),
                Err(wrong) => Err(format!("error decoding from json: {wrong}")),
            },
            (Type::Bytes, Value::Array(items)) => {
                let bytes = items.into_iter().map(|item| byte(&item)).collect::<Result<Vec<_>, _>>()?;
                Ok(base64::encode(&bytes).into())
            }
            (Type::Time | Type::MicroTime, Value::String(text)) => time::settle(&text, ty),
            (Type::Time | Type::MicroTime, other) => {
                Err(format!("json: cannot unmarshal {} into Go value of type string", json_kind(&other)))
            }
            (Type::Quantity | Type::IntOrString | Type::Either(_), value) => decode_value(&value, ty),
            (Type::Raw(_), mut any) => {
                any.sort_all_objects();
                Ok(any)
            }
            (Type::Struct(ty), value) => self.structure(value, ty),
            (Type::List(list), Value::Array(items)) => self.list(items, &list.of, list.go_type),
            (Type::List(_) | Type::Bytes, other) => Err(format!("cannot restore slice from {}", kind(&other))),
            (Type::Map(map), Value::Object(members)) => self.map(members, &map.of, go_type),
            (Type::Map(_), other) => Err(format!("cannot restore map from {}", kind(&other))),
        }
    }

    fn list(&mut self, items: Vec<Value>, of: &Type, go_type: &str) -> Result<Value, String> {
        let length = self.path.len();
        let mut typed = Vec::with_capacity(items.len());
        for (i, item) in items.into_iter().enumerate() {
            self.path.push_str(&["[", &i.to_string(), "]"].concat());
            typed.push(self.value(item, of, go_type)?);
            self.path.truncate(length);
        }
        Ok(Value::Array(typed))
    }

    fn map(&mut self, members: Members, of: &Type, go_type: &str) -> Result<Value, String> {
        let go_type = go_type.strip_prefix("map[string]").unwrap_or(go_type);
        let typed = members.into_iter().map(|(key, member)| Ok((key, self.value(member, of, go_type)?)));
        Ok(Value::Object(typed.collect::<Result<_, String>>()?))
    }

    fn structure(&mut self, value: Value, ty: &Struct) -> Result<Value, String> {
        let Value::Object(mut members) = value else {
            return Err(format!("cannot restore struct from: {}", kind(&value)));
        };
        let mut typed = Members::new();
        for field in ty.fields {
            // The order of what is left does not matter: findings are sorted.
            match members.swap_remove(field.name) {
                None | Some(Value::Null) => {}
                Some(member) => drop(typed.insert(SmolStr::new_static(field.name), self.field(member, field)?)),
            }
        }
        for key in members.keys() {
            let dot = if self.path.is_empty() { "" } else { "." };
            self.findings.push(format!("unknown field \"{}{dot}{key}\"", self.path));
        }
        Ok(Value::Object(typed))
    }

    fn field(&mut self, member: Value, field: &Field) -> Result<Value, String> {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(field.name);
        let typed = self.value(member, &field.ty, field.go_type)?;
        self.path.truncate(length);
        Ok(typed)
    }
}

fn cannot_convert(from: &str, to: &str) -> String {
    format!("cannot convert {from} to {to}")
}

/// The whole number that a number is; `None` for a fraction.
///
/// Quirk: a float beyond 64 bits becomes the lowest of them (strategic.jsonl: {\"generation\":1e19}).
fn whole(number: &coracle_object::Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let float = number.as_f64()?;
    // 2^63, which is a float, is the first that does not fit.
    let limit = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "the fraction is zero and the range was checked")]
    let fits = (-limit..limit).contains(&float).then_some(float as i64);
    (float.fract() == 0.0).then_some(fits.unwrap_or(i64::MIN))
}

/// Quirk: what does not fit 32 bits loses its high bits, without a word (strategic.jsonl: {\"port\":4294967376}).
#[expect(clippy::cast_possible_truncation, reason = "that is the rule")]
fn wrap(whole: i64) -> i64 {
    i64::from(whole as i32)
}

/// One of the numbers that bytes may be given as; it loses its high bits, without a word.
fn byte(item: &Value) -> Result<u8, String> {
    match item {
        Value::Null => Ok(0),
        Value::Number(number) => Ok(whole(number).ok_or_else(|| cannot_convert("float64", "uint8"))?.to_le_bytes()[0]),
        _ => Err("unrecognized type: uint8".to_owned()),
    }
}

/// The Go kind of an untyped value.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "slice",
        Value::Object(_) => "map",
        scalar => scalar_type(scalar),
    }
}

/// What decoding JSON calls a value.
fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The Go kind of a simple type.
fn go_kind(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::Int32 => "int32",
        Type::Int64 => "int64",
        Type::Float => "float64",
        _ => "string",
    }
}

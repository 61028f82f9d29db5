//! Expressions, and what they see of an object.

use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_cel::env::Environment;
use coracle_cel::schema::{Field, Form, ListType, Schema, escape, type_of};
use coracle_cel::types::Type;
use coracle_cel::{compile, cost};

/// How many bytes say what the object looks like.
const SCHEMA_BYTES: usize = 16;

/// A schema of 16 bytes, then an expression that sees a value of it as `self`: it has an error with words, or types without gaps and an
/// estimate; and a second time the same.
pub fn cel_typed(data: &[u8]) {
    let Some((schema, text)) = data.split_at_checked(SCHEMA_BYTES) else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let schema = schema_of(&mut schema.iter().copied(), 3);
    let own = type_of(&schema, "selfType");
    let variables = [("self", own.clone()), ("oldSelf", Type::optional(own)), ("d", Type::Dyn)];
    let variables = variables.map(|(name, ty)| (name.into(), ty)).into();
    let mut environment = Environment { variables, stored: false };
    let roots = BTreeMap::from([("".into(), schema)]);
    for stored in [false, true] {
        environment.stored = stored;
        let outcome =
            || compile(text, &environment).map(|checked| (checked.result().clone(), cost::estimate(&checked, &roots)));
        match (outcome(), outcome()) {
            (Ok((ty, cost)), Ok((_, again))) => {
                assert_eq!(cost, again);
                assert!(is_known(&ty), "{ty:?}");
            }
            (Err(error), Err(again)) => {
                assert!(error.starts_with("ERROR: <input>:"), "{error}");
                assert_eq!(error, again);
            }
            _ => panic!("once it is an expression, once it is none"),
        }
    }
}

/// Whether no part of a type is still sought.
fn is_known(ty: &Type) -> bool {
    match ty {
        Type::List(of) | Type::Type(of) | Type::Nullable(of) => is_known(of),
        Type::Map(entry) => is_known(&entry.0) && is_known(&entry.1),
        Type::Opaque(_, parameters) => parameters.iter().all(is_known),
        Type::Param(_) | Type::Sought(_) => false,
        _ => true,
    }
}

fn schema_of(bytes: &mut impl Iterator<Item = u8>, depth: u32) -> Arc<Schema> {
    let byte = bytes.next().unwrap_or_default();
    let size = i64::from(bytes.next().unwrap_or_default());
    let form = match byte % 12 {
        0 => Form::String,
        1 => Form::Int,
        2 => Form::Double,
        3 => Form::Bool,
        4 => Form::Bytes,
        5 => Form::Duration,
        6 => Form::Timestamp,
        7 => Form::IntOrString,
        8 if depth > 0 => Form::List { items: schema_of(bytes, depth - 1), list: ListType::Atomic },
        9 if depth > 0 => Form::Map { values: schema_of(bytes, depth - 1) },
        _ if depth > 0 => {
            let mut field =
                |name: &str| (name.into(), Field { escaped: escape(name), schema: schema_of(bytes, depth - 1) });
            Form::Object(["a", "b-c", "namespace"].map(&mut field).into())
        }
        _ => Form::Object(BTreeMap::new()),
    };
    // Some sizes are as if nothing was said.
    let max_elements = if size > 200 { size << 14 } else { size };
    Arc::new(Schema { form, nullable: byte > 127, visible: size != 1, max_elements, min_bytes: size })
}

//! A type from its name, as `tools/cel` reads it.

use std::sync::Arc;

use coracle_cel::types::Type;

/// The type that a row names: `int`, `list(string)`, `map(string,dyn)`.
pub fn parse(text: &str) -> Type {
    let inner = |prefix: &str| text.strip_prefix(prefix)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(of) = inner("list") {
        return Type::List(Arc::new(parse(of)));
    }
    if let Some(of) = inner("optional_type") {
        return Type::optional(parse(of));
    }
    if let Some(of) = inner("map") {
        let (key, value) = of.split_once(',').expect("a key and a value");
        return Type::Map(Arc::new((parse(key), parse(value))));
    }
    match text {
        "dyn" => Type::Dyn,
        "any" => Type::Any,
        "null_type" => Type::Null,
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "duration" => Type::Duration,
        "timestamp" => Type::Timestamp,
        "authorizer" => Type::Opaque("kubernetes.authorization.Authorizer", Arc::default()),
        _ => panic!("no such type: {text}"),
    }
}

//! What cases are compiled in: their variables and schemas, as `tools/cel` reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_cel::env::Environment;
use coracle_cel::schema::{self, Schema};
use coracle_cel::types::Type;
use coracle_object::decode::decode_any;
use coracle_object::structural::Structural;
use serde_json::{Map, Value};
use smol_str::SmolStr;

/// What a case is compiled in.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// What can be named.
    pub environment: Environment,
    /// What the variables look like; under the empty name, what stands for whatever has no schema.
    pub roots: BTreeMap<SmolStr, Arc<Schema>>,
}

/// The settings of cases that stand one behind the other: what one without an expression says holds for all behind it that say nothing.
#[derive(Debug, Default)]
pub struct Settings(Setting);

impl Settings {
    /// A case's setting; none of a case that has no expression.
    pub fn of(&mut self, case: &Value) -> Option<Setting> {
        let own = ["schemas", "types"].iter().any(|member| case.get(member).is_some());
        let mut setting = if own { setting(case) } else { self.0.clone() };
        if own && case["expression"] == "" {
            self.0 = setting;
            return None;
        }
        setting.environment.stored = case["stored"].as_bool().unwrap_or_default();
        Some(setting)
    }
}

fn setting(case: &Value) -> Setting {
    let mut setting = Setting::default();
    let none = Map::new();
    for (name, text) in case["schemas"].as_object().unwrap_or(&none) {
        let schema = schema(text);
        setting.environment.variables.insert(name.into(), schema::type_of(&schema, &format!("{name}Type")));
        setting.roots.insert(name.into(), schema);
    }
    if let Some(root) = case["root"].as_str() {
        setting.roots.insert("".into(), Arc::clone(&setting.roots[root]));
    }
    for (name, text) in case["types"].as_object().unwrap_or(&none) {
        setting.environment.variables.insert(name.into(), ty(text.as_str().expect("a type's text")));
    }
    setting
}

/// Rows of a file that `CEL_ROWS` names, or else these.
pub fn rows(recorded: &str) -> String {
    std::env::var("CEL_ROWS")
        .map_or_else(|_| recorded.to_owned(), |file| std::fs::read_to_string(file).expect("a file with rows"))
}

/// An OpenAPI schema, of a member of an object, since not all of them can be a whole object's.
fn schema(text: &Value) -> Arc<Schema> {
    let whole = serde_json::json!({"type": "object", "properties": {"it": text}}).to_string();
    let (whole, _) = decode_any(whole.as_bytes()).expect("JSON");
    let mut whole = Structural::read(&whole).expect("a schema");
    let own = whole.properties.remove("it").expect("what was put in");
    Schema::of(&own, own.embedded_resource)
}

/// `list(string)`
fn ty(text: &str) -> Type {
    let own = |name| Type::Opaque(name, Arc::default());
    match text {
        "dyn" => Type::Dyn,
        "any" => Type::Any,
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "duration" => Type::Duration,
        "timestamp" => Type::Timestamp,
        "null_type" => Type::Null,
        "quantity" => own("kubernetes.Quantity"),
        "ip" => own("net.IP"),
        "cidr" => own("net.CIDR"),
        "url" => own("kubernetes.URL"),
        "semver" => own("kubernetes.Semver"),
        "authorizer" => own("kubernetes.authorization.Authorizer"),
        text => {
            let (name, parameters) = text.strip_suffix(')').and_then(|text| text.split_once('(')).expect("a type");
            match (name, parameters.split_once(',')) {
                ("list", _) => Type::List(ty(parameters).into()),
                ("type", _) => Type::Type(ty(parameters).into()),
                ("optional_type", _) => Type::optional(ty(parameters)),
                ("map", Some((key, value))) => Type::Map((ty(key), ty(value)).into()),
                _ => panic!("no such type: {text}"),
            }
        }
    }
}

//! Expressions that are evaluated.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use coracle_cel::compile;
use coracle_cel::env::Environment;
use coracle_cel::program::Program;
use coracle_cel::schema::{Schema, type_of};
use coracle_cel::types::Type;
use coracle_cel::value::Val;
use coracle_object::Value;
use coracle_object::decode::decode_any;
use coracle_object::structural::Structural;

/// What an evaluation may cost.
const LIMIT: u64 = 200_000;

/// How long it may take, on a machine that does much else.
const TIME_MAX: Duration = Duration::from_secs(20);

/// What expressions see as `self`.
const SCHEMA: &str = r#"{"type": "object", "properties": {"self": {"type": "object", "properties": {
    "s": {"type": "string"}, "i": {"type": "integer"}, "n": {"type": "number"}, "b": {"type": "boolean"},
    "time": {"type": "string", "format": "date-time"}, "length": {"type": "string", "format": "duration"},
    "bytes": {"type": "string", "format": "byte"}, "any": {"x-kubernetes-int-or-string": true},
    "list": {"type": "array", "items": {"type": "string"}},
    "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "integer"}},
    "objects": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"], "items": {
        "type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "a-b": {"type": "integer"}}}},
    "map": {"type": "object", "additionalProperties": {"type": "string", "nullable": true}},
    "open": {"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {"known": {"type": "integer"}}}}}}}"#;

/// The document.
const DOCUMENT: &str = r#"{"s": "hello äö 10.0.0.1", "i": 42, "n": 1.5, "b": true, "time": "2020-02-29T12:00:00.5+01:00", "length": "90m",
    "bytes": "aGVsbG8=", "any": "50%", "list": ["a", "b", "c"], "set": [3, 1, 2], "objects": [{"name": "x", "a-b": 1}, {"name": "y"}],
    "map": {"k": "v", "l": null}, "open": {"known": 1, "unknown": [1, {"x": null}]}}"#;

static SELF: LazyLock<(std::sync::Arc<Schema>, Value)> = LazyLock::new(|| {
    let decoded = |text: &str| decode_any(text.as_bytes()).expect("JSON").0;
    let structural = Structural::read(&decoded(SCHEMA)).expect("a schema");
    (Schema::of(&structural.properties["self"], false), decoded(DOCUMENT))
});

/// An expression that sees an object as `self` and its JSON as `d`: it comes to an end within its limit and in time, and to the same end
/// a second time.
pub fn cel_evaluate(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (schema, document) = &*SELF;
    let variables = [("self".into(), type_of(schema, "selfType")), ("d".into(), Type::Dyn)].into();
    let environment = Environment { variables, stored: true };
    let Ok(checked) = compile(text, &environment) else { return };
    let Ok(program) = Program::new(&checked) else { return };
    let given = [("self", Val::of(document, schema)), ("d", Val::plain(document))];
    let begin = Instant::now();
    let outcome = program.evaluate(&given, LIMIT);
    assert!(begin.elapsed() < TIME_MAX, "{:?}", begin.elapsed());
    assert!(outcome.cost <= LIMIT || outcome.value.is_err());
    let again = program.evaluate(&given, LIMIT);
    assert_eq!(outcome.cost, again.cost);
    match (outcome.value, again.value) {
        (Ok(value), Ok(again)) => assert_eq!(value.shown(), again.shown()),
        (Err(error), Err(again)) => assert_eq!(error, again),
        _ => panic!("once there is a value, once there is none"),
    }
}

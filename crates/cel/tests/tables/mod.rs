//! Tables of others, as far as they can be asked here: what the reference makes of each expression (`tools/cel expressions`) of
//!
//! - cel-spec's conformance tests (`conformance.jsonl`; cel.dev/expr v0.25.1, tests/simple/testdata). Where the reference's environment
//!   makes something else of it than the suite expects, a row has what that is as `spec`.
//! - Kubernetes' tests of its own functions and what they cost (`library.jsonl`; apiserver v0.37.2, pkg/cel/library).
//! - apiextensions' tests of rules and what they cost (`apiextensions.jsonl`; apiextensions-apiserver v0.37.2,
//!   pkg/apiserver/schema/cel). There, the values of a row are those of the last row without an expression.
//!
//! docs/evidence/cel.md counts them, and says why others are left out.

use std::collections::BTreeMap;

use coracle_cel::program::Program;
use coracle_cel::value::Val;
use coracle_cel::{compile, cost};
use coracle_object::decode::decode_any;
use serde_json::{Value, json};

use crate::cases;
use crate::evaluate::shown;

/// How many differences are shown.
const SHOWN: usize = 20;
/// What an evaluation may cost where a row does not say it.
// Upstream: apiserver/pkg/apis/cel/config.go PerCallLimit (v1.37.2)
const LIMIT: u64 = 1_000_000;
/// Expressions that end otherwise here. Messages that hold any other are none: here they have no value, and there, no sentence that says so.
const OTHERWISE: [&str; 1] = ["google.protobuf.Any{}"];

/// Compares rows, and shows the first that differ.
fn compare(rows: &str) {
    let mut settings = cases::Settings::default();
    let mut differences = Vec::new();
    let mut given = Value::Null;
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        let Some(setting) = settings.of(&row) else {
            given = row["values"].clone();
            continue;
        };
        let mut ours = ask(&row, &setting);
        // Not every row says what it is evaluated with.
        if ours.get("issues").is_none() && row.get("actual").or(row.get("error")).is_some() {
            let values = if row.get("types").is_some() { &row["values"] } else { &given };
            merge(&mut ours, evaluated(&row, &setting, values));
        }
        let theirs: Value = ["issues", "type", "cost", "value", "error", "actual"]
            .iter()
            .filter_map(|member| Some(((*member).to_owned(), row.get(member)?.clone())))
            .collect();
        let otherwise = OTHERWISE.iter().any(|expression| row["expression"] == *expression);
        if (ours != theirs) != otherwise {
            differences.push(format!("{}: {}\n  ours   {ours}\n  theirs {theirs}", row["name"], row["expression"]));
        }
    }
    let first: Vec<_> = differences.iter().take(SHOWN).map(String::as_str).collect();
    assert!(differences.is_empty(), "{} rows differ:\n{}", differences.len(), first.join("\n"));
}

/// What comes of a row's expression here.
fn ask(row: &Value, setting: &cases::Setting) -> Value {
    let expression = row["expression"].as_str().expect("an expression");
    match compile(expression, &setting.environment) {
        Err(issues) => json!({ "issues": issues }),
        Ok(checked) => {
            let cost = cost::estimate(&checked, &setting.roots);
            json!({ "type": checked.result().to_string(), "cost": { "Min": cost.min, "Max": cost.max } })
        }
    }
}

fn merge(all: &mut Value, more: Value) {
    if let (Value::Object(all), Value::Object(more)) = (all, more) {
        all.extend(more);
    }
}

/// What comes of its evaluation.
fn evaluated(row: &Value, setting: &cases::Setting, values: &Value) -> Value {
    let expression = row["expression"].as_str().expect("an expression");
    let checked = compile(expression, &setting.environment).expect("nothing is wrong with it");
    let program = match Program::new(&checked) {
        Ok(program) => program,
        Err(error) => return json!({ "error": format!("program: {error}") }),
    };
    let values = values.as_object().into_iter().flatten();
    let values: BTreeMap<&str, coracle_object::Value> = values
        .map(|(name, value)| (name.as_str(), decode_any(value.to_string().as_bytes()).expect("JSON").0))
        .collect();
    let given = values.iter().map(|(name, value)| match setting.roots.get(*name) {
        Some(schema) => (*name, Val::of(value, schema)),
        None => (*name, Val::plain(value)),
    });
    let outcome = program.evaluate(&given.collect::<Vec<_>>(), row["limit"].as_u64().unwrap_or(LIMIT));
    match outcome.value {
        Ok(value) => json!({ "value": shown::show(&value), "actual": outcome.cost }),
        Err(error) => json!({ "error": error.to_string(), "actual": outcome.cost }),
    }
}

#[test]
fn conformance() {
    compare(include_str!("../data/conformance.jsonl"));
}

#[test]
fn library() {
    compare(include_str!("../data/library.jsonl"));
}

#[test]
fn apiextensions() {
    compare(include_str!("../data/apiextensions.jsonl"));
}

//! Values, errors and what they cost, against the reference's (`tools/cel expressions`).
//!
//! `CEL_ROWS=FILE` compares the rows of another file.

mod hostile;
pub mod shown;

use std::collections::BTreeMap;

use coracle_cel::compile;
use coracle_cel::program::Program;
use coracle_cel::value::Val;
use coracle_object::decode::decode_any;
use serde_json::{Value, json};

use crate::cases;

/// How many differences are shown.
const SHOWN: usize = 20;

/// What an evaluation may cost where a row does not say it.
// Upstream: apiserver/pkg/apis/cel/config.go PerCallLimit (v1.37.2)
const LIMIT: u64 = 1_000_000;

#[test]
fn rows() {
    let text = cases::rows(include_str!("../data/evaluate.jsonl"));
    let compare = move || {
        let mut settings = cases::Settings::default();
        let mut values = Value::Null;
        let mut differences = Vec::new();
        for line in text.lines() {
            let row: Value = serde_json::from_str(line).expect("a row");
            let own = ["schemas", "types"].iter().any(|member| row.get(member).is_some());
            let Some(setting) = settings.of(&row) else {
                values = row["values"].clone();
                continue;
            };
            let values = if own || row.get("values").is_some() { &row["values"] } else { &values };
            differences.extend(difference(&row, &setting, values));
        }
        let first: Vec<_> = differences.iter().take(SHOWN).map(String::as_str).collect();
        assert!(differences.is_empty(), "{} rows differ:\n{}", differences.len(), first.join("\n"));
    };
    // As deep as the parser lets expressions nest.
    std::thread::Builder::new().stack_size(64 << 20).spawn(compare).expect("a thread").join().expect("no difference");
}

fn difference(row: &Value, setting: &cases::Setting, values: &Value) -> Option<String> {
    if row.get("panic").is_some() || row.get("issues").is_some() {
        return None;
    }
    let expression = row["expression"].as_str().expect("an expression");
    let ours = outcome(expression, setting, values, row["limit"].as_u64().unwrap_or(LIMIT));
    let theirs: Value = ["value", "error", "actual"]
        .iter()
        .filter_map(|member| Some(((*member).to_owned(), row.get(member)?.clone())))
        .collect();
    (ours != theirs).then(|| format!("{expression}\n  ours   {ours}\n  theirs {theirs}"))
}

fn outcome(expression: &str, setting: &cases::Setting, values: &Value, limit: u64) -> Value {
    let checked = match compile(expression, &setting.environment) {
        Ok(checked) => checked,
        Err(issues) => return json!({ "issues": issues }),
    };
    let program = match Program::new(&checked) {
        Ok(program) => program,
        Err(error) => return json!({ "error": format!("program: {error}") }),
    };
    let decoded: BTreeMap<&str, coracle_object::Value> = values
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), decode_any(value.to_string().as_bytes()).expect("JSON").0))
        .collect();
    let given: Vec<(&str, Val<'_>)> = decoded
        .iter()
        .map(|(name, value)| {
            let value = match setting.roots.get(*name) {
                Some(schema) => Val::of(value, schema),
                None => Val::plain(value),
            };
            (*name, value)
        })
        .collect();
    let outcome = program.evaluate(&given, limit);
    match outcome.value {
        Ok(value) => json!({ "value": shown::show(&value), "actual": outcome.cost }),
        Err(error) => json!({ "error": error.to_string(), "actual": outcome.cost }),
    }
}

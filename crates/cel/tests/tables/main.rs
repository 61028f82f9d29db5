//! Tables of others, as far as they can be asked here: what the reference makes of each expression (`tools/cel expressions`) of
//!
//! - cel-spec's conformance tests (`conformance.jsonl`; cel.dev/expr v0.25.1, tests/simple/testdata). Where the reference's environment
//!   makes something else of it than the suite expects, a row has what that is as `spec`.
//! - Kubernetes' tests of its own functions and what they cost (`library.jsonl`; apiserver v0.37.2, pkg/cel/library).
//! - apiextensions' tests of rules and what they cost (`apiextensions.jsonl`; apiextensions-apiserver v0.37.2,
//!   pkg/apiserver/schema/cel). There, the values of a row are those of the last row without an expression.
//!
//! docs/evidence/cel.md counts them, and says why others are left out.

#[path = "../cases/mod.rs"]
mod cases;

use coracle_cel::{compile, cost};
use serde_json::{Value, json};

/// How many differences are shown.
const SHOWN: usize = 20;

/// Compares rows, and shows the first that differ.
fn compare(rows: &str) {
    let mut settings = cases::Settings::default();
    let mut differences = Vec::new();
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        let Some(setting) = settings.of(&row) else { continue };
        let ours = ask(&row, &setting);
        let theirs: Value = ["issues", "type", "cost"]
            .iter()
            .filter_map(|member| Some(((*member).to_owned(), row.get(member)?.clone())))
            .collect();
        if ours != theirs {
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

//! Types, errors and estimated costs, against the reference's (`tools/cel expressions`).
//!
//! The rows are themselves the cases that `tools/cel` reads; it writes the tree to each, too, which is left out here. `CEL_ROWS=FILE`
//! compares the rows of another file.

mod hostile;

use coracle_cel::{compile, cost};
use serde_json::{Value, json};

use crate::cases;

/// How many differences are shown.
const SHOWN: usize = 20;

#[test]
fn rows() {
    let text = cases::rows(include_str!("../data/check.jsonl"));
    let compare = move || {
        let mut settings = cases::Settings::default();
        let rows = text.lines().map(|line| serde_json::from_str(line).expect("a row"));
        let differences: Vec<String> = rows.filter_map(|row: Value| difference(&row, &mut settings)).collect();
        let first: Vec<_> = differences.iter().take(SHOWN).map(String::as_str).collect();
        assert!(differences.is_empty(), "{} rows differ:\n{}", differences.len(), first.join("\n"));
    };
    // As deep as the parser lets expressions nest.
    std::thread::Builder::new().stack_size(64 << 20).spawn(compare).expect("a thread").join().expect("no difference");
}

fn difference(row: &Value, settings: &mut cases::Settings) -> Option<String> {
    let setting = settings.of(row)?;
    if row.get("panic").is_some() {
        return None;
    }
    let expression = row["expression"].as_str().expect("an expression");
    let ours = match compile(expression, &setting.environment) {
        Err(issues) => json!({ "issues": issues }),
        Ok(checked) => {
            let cost = cost::estimate(&checked, &setting.roots);
            json!({ "type": checked.result().to_string(), "cost": { "Min": cost.min, "Max": cost.max } })
        }
    };
    let theirs: Value = ["issues", "type", "cost"]
        .iter()
        .filter_map(|member| Some(((*member).to_owned(), row.get(member)?.clone())))
        .collect();
    (ours != theirs).then(|| format!("{expression}\n  ours   {ours}\n  theirs {theirs}"))
}

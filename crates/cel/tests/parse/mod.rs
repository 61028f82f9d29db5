//! What expressions are read as, and what is told of those that cannot be, row by row against the reference (`tools/cel expressions`).
//!
//! With `CEL_ROWS=FILE` the rows of that file are compared, too.

mod hostile;
mod printed;

use coracle_cel::{parse, source};

/// What a row says: the issues' text, or the tree where there are none.
fn ours(text: &str, places: bool) -> (String, String) {
    match parse::parse(text) {
        Ok(ast) => (String::new(), printed::tree(&ast, places)),
        Err(issues) => (source::show(text, &issues), String::new()),
    }
}

/// Compares rows, and shows the first that differ.
fn compare(rows: &str) {
    let (mut different, mut first) = (0, String::new());
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).expect("a row");
        let text = |name: &str| row.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let (expression, places) = (text("expression"), text("places"));
        let tree = if places.is_empty() { text("tree") } else { places.clone() };
        // What is wrong with types is compared elsewhere.
        let issues = if tree.is_empty() { text("issues") } else { String::new() };
        let (our_issues, our_tree) = ours(&expression, !places.is_empty());
        if (&our_issues, &our_tree) == (&issues, &tree) {
            continue;
        }
        different += 1;
        if different <= 5 {
            first += &format!("=== {expression:?}\n--- reference\n{issues}{tree}\n--- ours\n{our_issues}{our_tree}\n");
        }
    }
    assert!(different == 0, "{different} of {} rows differ\n{first}", rows.lines().count());
}

#[test]
fn rows() {
    compare(include_str!("../data/parse.jsonl"));
}

#[test]
fn rows_of_a_file() {
    if let Ok(file) = std::env::var("CEL_ROWS") {
        compare(&std::fs::read_to_string(file).expect("a file"));
    }
}

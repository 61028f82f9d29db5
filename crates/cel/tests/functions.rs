//! The functions that there are, against the reference's (`tools/cel functions`).

use coracle_cel::functions::{self, Overload};
use coracle_cel::types::Type;

/// A form as the reference's list has it.
fn row(overload: &Overload) -> String {
    let params: Vec<String> = overload.params.iter().map(|ty| Type::in_errors(ty).to_string()).collect();
    format!(
        "{}\t{}\t{}\t({}) -> {}",
        overload.id,
        overload.function,
        if overload.member { "member" } else { "global" },
        params.join(", "),
        overload.result.in_errors()
    )
}

fn compare(stored: bool, expected: &str) {
    let mut all: Vec<_> = functions::all().collect();
    all.sort_by_key(|function| function.name);
    let ours: Vec<String> =
        all.iter().flat_map(|function| function.overloads(stored)).map(|overload| row(overload)).collect();
    assert_eq!(ours, expected.lines().collect::<Vec<_>>());
}

#[test]
fn stored_expressions() {
    compare(true, include_str!("data/functions-stored.txt"));
}

#[test]
fn new_expressions() {
    compare(false, include_str!("data/functions-new.txt"));
}

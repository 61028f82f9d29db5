//! What text looks like: formats, what Go's regular expressions are found in, and what JSONPath finds, as the reference's own
//! libraries have it.
//!
//! `tools/texts` writes the rows. `TEXTS=rows.jsonl` compares others of the same form instead.

mod generated;
mod paths;

use std::collections::BTreeSet;

use coracle_object::Value;
use coracle_object::decode::decode_any;
use coracle_object::structural::Texts;
use coracle_object::structural::texts::{TextRules, check_pattern};

/// The rows beside this file, or those of another.
fn rows(beside: &str) -> Vec<Value> {
    let rows = match std::env::var("TEXTS") {
        Ok(path) => std::fs::read_to_string(path).unwrap(),
        Err(_) => beside.to_owned(),
    };
    rows.lines().map(|row| decode_any(row.as_bytes()).unwrap().0).collect()
}

fn text<'r>(row: &'r Value, name: &str) -> Option<&'r str> {
    row.get(name).and_then(Value::as_str)
}

/// Runs something on a stack such as requests have.
fn on_big_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(64 << 20).spawn(run).unwrap().join().unwrap()
}

#[test]
fn formats() {
    let rows: Vec<Value> = rows(include_str!("formats.jsonl"));
    let known: BTreeSet<&str> =
        rows.iter().filter_map(|row| text(row, "formats")).flat_map(str::split_ascii_whitespace).collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let Some((text, formats)) = text(row, "text").zip(text(row, "formats")) else { continue };
        let formats: BTreeSet<&str> = formats.split_ascii_whitespace().collect();
        for format in &known {
            let has = TextRules.has_format(format, text);
            if has != formats.contains(format) {
                wrong.push(format!("{text:?} has {format}: {has}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn patterns() {
    on_big_stack(|| {
        let rows = rows(include_str!("patterns.jsonl"));
        let inputs: Vec<&str> =
            rows[0].get("inputs").and_then(Value::as_array).unwrap().iter().filter_map(Value::as_str).collect();
        let mut wrong = Vec::new();
        for row in &rows {
            let Some((pattern, error)) = text(row, "pattern").zip(text(row, "error")) else { continue };
            let ours = check_pattern(pattern).err().unwrap_or_default();
            if ours != error {
                wrong.push(format!("{pattern:?}: {ours:?}, not {error:?}"));
                continue;
            }
            let found: BTreeSet<_> =
                row.get("found").and_then(Value::as_array).unwrap().iter().filter_map(Value::as_u64).collect();
            for (at, input) in (0..).zip(&inputs) {
                let matches = TextRules.matches(pattern, input);
                if matches != found.contains(&at) {
                    wrong.push(format!("{pattern:?} in {input:?}: {matches}"));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    });
}

#[test]
fn generated_patterns() {
    on_big_stack(|| (0..generated::COUNT).for_each(generated::check));
}

/// An expression that a definition may have is answered within bounds, whatever it is.
#[test]
fn large_expressions() {
    on_big_stack(|| {
        // The sets of these are large, and repeated as often as Go allows.
        let with_set = |count: usize| format!("^[\\p{{L}}\\p{{Z}}\\p{{N}}_.:/=+@-]{{1,{count}}}$");
        assert!(TextRules.matches(&with_set(128), "prénom: x") && !TextRules.matches(&with_set(128), "a\n"));
        let too_large =
            |pattern: &str| check_pattern(pattern).is_err_and(|error| error.contains("expression too large"));
        assert!(too_large(&with_set(1000)));
        assert!(too_large(&"\\pL".repeat(20_000)));
        assert!(too_large(&"(?i)\\P{L}[^\\x00-\\x{ffff}]".repeat(3_000)));
        assert!(too_large(&"a".repeat(3 << 20)));
        assert!(too_large(&"(?:){1000}".repeat(6_000)) || TextRules.matches(&"(?:){1000}".repeat(6_000), ""));
        assert!(check_pattern(&"a|".repeat(30_000)).is_ok());
        assert!(check_pattern(&"(".repeat(60_000)).is_err_and(|error| error.contains("missing closing )")));
        // Each level would be copied into the next.
        let levels = format!("{}{}{}", "(?:".repeat(900), "[ab]c".repeat(8_000), "a)".repeat(900));
        assert!(TextRules.matches(&levels, &("ac".repeat(8_000) + &"a".repeat(900))));
    });
}

/// More expressions than are kept, each of them large.
#[test]
fn many_large_expressions() {
    on_big_stack(|| {
        for at in 0..200 {
            assert!(TextRules.matches(&format!("^[\\p{{L}}_]{{1,60}}{at}$"), &format!("é{at}")));
        }
    });
}

#[test]
fn a_long_text() {
    let text = "a".repeat(1 << 20);
    assert!(TextRules.matches("^(a|aa)+$", &text));
    assert!(!TextRules.matches("^(a|aa)+b$", &text));
    assert!(!TextRules.has_format("email", &text) && !TextRules.has_format("duration", &text));
    assert!(TextRules.has_format("byte", &text) && !TextRules.has_format("hostname", &text));
}

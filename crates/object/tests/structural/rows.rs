//! Objects that the reference's own library was given: what it made of each, and what we make of it.
//!
//! `cases.jsonl` are the documents of `cases.yaml`, `random.jsonl` those of a seed; `tools/structural` writes both, and any others.

use std::fmt::Write as _;

use coracle_object::decode::decode_any;
use coracle_object::structural::{
    Source, Structural, Texts, decode, settle, validate, validate_embedded, validate_lists, validate_update,
};
use coracle_object::{Value, text};

use super::on_big_stack;

fn texts(outcome: &Value, name: &str) -> Vec<String> {
    let list = outcome.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// What we make of a document, in the form of a row's outcome.
fn settled(document: &str, schema: &Structural, source: Source) -> Result<(Value, Vec<String>), String> {
    let (mut object, mut findings) = decode(document.as_bytes(), document.as_bytes())?;
    let unknown = settle(&mut object, Some(schema), source)?;
    findings.extend(unknown.iter().map(|path| format!("unknown field \"{path}\"")));
    if source == Source::Stored {
        findings.clear();
    }
    Ok((object, findings))
}

/// How the two differ, if they do.
fn difference(row: &Value, schema: &Structural, source: Source) -> Option<String> {
    let document = row["document"].as_str().unwrap();
    let outcome = &row[if source == Source::Stored { "stored" } else { "request" }];
    let errors = texts(outcome, "error");
    match settled(document, schema, source) {
        Err(error) if errors.contains(&error) => None,
        Err(error) => Some(format!("refused: {error}\n  and not {errors:?}")),
        Ok(_) if !errors.is_empty() => Some(format!("not refused: {errors:?}")),
        Ok((object, findings)) => {
            let (ours, theirs) = (text::json(&object), outcome["value"].as_str().unwrap());
            if ours != theirs {
                return Some(format!("{ours}\n  and not {theirs}"));
            }
            let wanted = texts(outcome, "findings");
            if findings != wanted {
                return Some(format!("{findings:?}\n  and not {wanted:?}"));
            }
            (source == Source::Request).then(|| invalid(&object, schema, row)).flatten()
        }
    }
}

/// How what is wrong with an object differs from what the reference finds wrong, if it does.
fn invalid(object: &Value, schema: &Structural, row: &Value) -> Option<String> {
    let mut all = vec![
        ("request", "wrong", validate(object, schema, &NoTexts)),
        ("request", "embedded", validate_embedded(object, schema)),
        ("request", "lists", validate_lists(object, schema)),
    ];
    if let Some(before) = row.get("before").and_then(Value::as_str) {
        let before = settled(before, schema, Source::Request).unwrap().0;
        all.push(("update", "wrong", validate_update(object, &before, schema, &NoTexts)));
    }
    all.into_iter().find_map(|(at, name, found)| {
        let outcome = &row[at];
        let mut found: Vec<String> = found.iter().map(ToString::to_string).collect();
        let mut wanted = texts(outcome, name);
        if outcome.get("unordered").is_some() {
            found.sort_unstable();
            wanted.sort_unstable();
        }
        (found != wanted).then(|| format!("{at} {name}: {found:#?}\n  and not {wanted:#?}"))
    })
}

/// No recorded schema says what text looks like, but with names that mean nothing.
struct NoTexts;

impl Texts for NoTexts {
    fn matches(&self, pattern: &str, _: &str) -> bool {
        panic!("a pattern: {pattern}")
    }

    fn has_format(&self, format: &str, _: &str) -> bool {
        panic!("a format: {format}")
    }
}

/// Compares all rows of a text, and says how many there are.
fn compare(rows: &str) -> usize {
    let mut wrong = String::new();
    let mut before = (Value::Null, None);
    for (line, row) in rows.lines().enumerate() {
        let (row, _) = decode_any(row.as_bytes()).unwrap();
        if before.0 != row["schema"] {
            before = (row["schema"].clone(), Some(Structural::read(&row["schema"])));
        }
        let refused = row.get("refused");
        let schema = match before.1.as_ref().unwrap() {
            Ok(schema) if refused.is_none() => schema,
            Err(_) if refused.is_some() => continue,
            other => {
                let other = other.as_ref().err();
                writeln!(wrong, "line {}: schema: {other:?} and not {refused:?}", line + 1).unwrap();
                continue;
            }
        };
        for source in [Source::Request, Source::Stored] {
            if let Some(difference) = difference(&row, schema, source) {
                writeln!(wrong, "line {}, {source:?}, of {}:\n  {difference}", line + 1, row["document"]).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{wrong}", wrong.matches("\nline ").count() + 1);
    rows.lines().count()
}

#[test]
fn cases_are_as_the_reference_has_them() {
    assert!(compare(include_str!("cases.jsonl")) > 20);
}

#[test]
fn random_ones_are_as_the_reference_has_them() {
    assert!(compare(include_str!("random.jsonl")) > 200);
}

#[test]
fn others_are_as_the_reference_has_them() {
    if let Some(path) = std::env::var_os("STRUCTURAL_ROWS") {
        let rows = std::fs::read_to_string(path).unwrap();
        on_big_stack(move || compare(&rows));
    }
}

//! `coracle managers`: who owns which field of an object, and since when, one line for each field and manager.

use coracle_object::{Members, Value, decode, text};
use coracle_store::ManagerRow;

use super::{Report, Source, SourceError, columns};
use crate::cli::{Managers, Output};

/// A field may lie as deep in a row as in a document, and is walked by recursion.
const STACK_BYTES: usize = 64 << 20;

/// One field of one manager.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    field: String,
    manager: String,
    operation: String,
    subresource: String,
    api_version: String,
    since: Option<String>,
}

/// Reads an object's rows and reports them.
///
/// # Errors
/// There is no such object, or it could not be asked for.
pub fn run(options: &Managers) -> Result<Report, SourceError> {
    let rows = Source::of(&options.source)?.managers(options.key())?;
    let output = options.output;
    let reporting = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || report(&rows, output))?;
    let panicked = |_| std::io::Error::other("the rows could not be read");
    Ok(Report { text: reporting.join().map_err(panicked)??, good: true })
}

fn report(rows: &[ManagerRow], output: Output) -> Result<String, SourceError> {
    let lines = lines(rows)?;
    Ok(match output {
        Output::Table => table(&lines),
        Output::Json => json(&lines),
    })
}

/// The fields that have no owned field below them, sorted by their text, then by manager.
fn lines(rows: &[ManagerRow]) -> Result<Vec<Line>, SourceError> {
    let mut lines = Vec::new();
    for row in rows {
        let wrong = |why: String| SourceError::Row { manager: text::quote(&row.manager), why };
        let (fields, _) = decode::decode_any(row.fields.as_bytes()).map_err(wrong)?;
        let owned = coracle_merge::read_fields_v1(&fields).map_err(|why| wrong(why.to_string()))?;
        owned.leaves().each_path(&mut |path| {
            lines.push(Line {
                field: coracle_merge::printed(path),
                manager: row.manager.clone(),
                operation: row.operation.clone(),
                subresource: row.subresource.clone(),
                api_version: row.api_version.clone(),
                since: row.time.clone(),
            });
        });
    }
    lines.sort_unstable();
    Ok(lines)
}

/// Columns for people. That of subresources is there only where one is.
fn table(lines: &[Line]) -> String {
    let with_subresources = lines.iter().any(|line| !line.subresource.is_empty());
    let cells = |[field, manager, operation, subresource, since]: [&str; 5]| {
        let mut cells = vec![shown(field), shown(manager), shown(operation)];
        cells.extend(with_subresources.then(|| shown(subresource)));
        cells.push(shown(since));
        cells
    };
    let mut rows = vec![cells(["FIELD", "MANAGER", "OPERATION", "SUBRESOURCE", "SINCE"])];
    rows.extend(lines.iter().map(|line| {
        let since = line.since.as_deref().unwrap_or("-");
        cells([&line.field, &line.manager, &line.operation, &line.subresource, since])
    }));
    columns(&rows)
}

/// A cell's text, without what a terminal would take for a command.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// The same for programs: a list with every column, `since` null where there is no time.
fn json(lines: &[Line]) -> String {
    let list: Value = lines
        .iter()
        .map(|line| {
            let mut members = Members::new();
            for (name, value) in [
                ("field", &line.field),
                ("manager", &line.manager),
                ("operation", &line.operation),
                ("subresource", &line.subresource),
                ("apiVersion", &line.api_version),
            ] {
                members.insert(name.to_owned(), value.as_str().into());
            }
            members.insert("since", line.since.as_deref().into());
            Value::Object(members)
        })
        .collect();
    text::pretty(&list) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(manager: &str, subresource: &str, time: Option<&str>, fields: &str) -> ManagerRow {
        ManagerRow {
            manager: manager.into(),
            operation: if time.is_none() { "Apply" } else { "Update" }.into(),
            subresource: subresource.into(),
            api_version: "v1".into(),
            time: time.map(ToOwned::to_owned),
            fields: fields.into(),
        }
    }

    #[test]
    fn every_leaf_is_a_line_for_each_of_its_managers() {
        let rows = [
            row(
                "web",
                "",
                None,
                r#"{"f:metadata":{"f:labels":{".":{},"f:b":{},"f:a":{}},"f:finalizers":{".":{},"v:\"e.io/a\"":{}}},"f:subsets":{}}"#,
            ),
            row("a", "", Some("2026-01-02T03:04:05Z"), r#"{"f:metadata":{"f:labels":{"f:a":{}}}}"#),
        ];
        let text = "\
FIELD                             MANAGER   OPERATION   SINCE
.metadata.finalizers[=\"e.io/a\"]   web       Apply       -
.metadata.labels.a                a         Update      2026-01-02T03:04:05Z
.metadata.labels.a                web       Apply       -
.metadata.labels.b                web       Apply       -
.subsets                          web       Apply       -
";
        assert_eq!(table(&lines(&rows).unwrap()), text);
    }

    #[test]
    fn subresources_have_a_column_where_there_is_one() {
        let rows = [
            row("k", "finalize", Some("t"), r#"{"f:spec":{"f:finalizers":{}}}"#),
            row("k", "", Some("t"), r#"{"f:status":{}}"#),
        ];
        assert_eq!(
            table(&lines(&rows).unwrap()),
            "FIELD              MANAGER   OPERATION   SUBRESOURCE   SINCE\n\
             .spec.finalizers   k         Update      finalize      t\n\
             .status            k         Update                    t\n"
        );
    }

    #[test]
    fn nobody_owning_anything_leaves_the_heading() {
        assert_eq!(table(&[]), "FIELD   MANAGER   OPERATION   SINCE\n");
        assert_eq!(json(&[]), "[]\n");
    }

    #[test]
    fn a_terminal_is_given_no_commands() {
        let lines = lines(&[row("m\u{1b}[2J", "", None, r#"{"f:a\u0007":{}}"#)]).unwrap();
        assert!(table(&lines).contains(r".a\u{7}") && table(&lines).contains(r"m\u{1b}[2J"));
    }

    #[test]
    fn programs_get_every_column() {
        let lines = lines(&[row("m", "", None, r#"{"f:a":{}}"#)]).unwrap();
        let read: Value = serde_json::from_str(&json(&lines)).unwrap();
        let expected = coracle_object::json!([{
            "field": ".a", "manager": "m", "operation": "Apply", "subresource": "", "apiVersion": "v1", "since": null,
        }]);
        assert_eq!(read, expected);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named() {
        for fields in ["{", "[]", r#"{"x":{}}"#] {
            let error = lines(&[row("m", "", None, fields)]).unwrap_err().to_string();
            assert!(error.starts_with("the row of manager \"m\": "), "{error}");
        }
    }
}

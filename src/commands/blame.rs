//! `coracle blame`: who owns each line of an object, and when it last changed.

use std::path::Path;

use coracle_object::yaml;

use super::log::who;
use super::{Asker, Query, contents, shown};
use crate::cli::{Blame, Form};
use crate::history::blame;
use crate::inspect::{Report, SourceError, columns};

/// Asks for it, and prints it. It is good where nothing conflicts.
///
/// # Errors
/// There is no such object, the file cannot be read, or there is no answer.
pub fn run(options: &Blame) -> Result<Report, SourceError> {
    let asker = Asker::of(&options.asking)?;
    let query = Query::of(&options.object).with("revision", options.revision);
    let body = match (&options.applier, &options.filename) {
        (Some(manager), Some(file)) => {
            let document = document(file)?;
            asker.ask("POST", "blame", &query.with("manager", Some(manager)), Some(&document))?
        }
        _ => asker.ask("GET", "blame", &query, None)?,
    };
    let blame: blame::Blame = asker.read(&body)?;
    let text = match options.asking.output {
        Form::Text => text(&blame),
        Form::Json => String::from_utf8_lossy(&body).into_owned(),
    };
    Ok(Report { text, good: blame.items.iter().all(|lines| lines.conflicts.is_empty()) })
}

/// What a file has, as JSON.
fn document(file: &Path) -> Result<Vec<u8>, SourceError> {
    yaml::to_json(&contents(file)?).map_err(|why| SourceError::Read { path: file.to_owned(), why })
}

/// Each line behind who owns it, the revision and the time of its last change; `!` before it where it conflicts, and with whom below.
fn text(blame: &blame::Blame) -> String {
    let marks = blame.items.iter().any(|lines| !lines.conflicts.is_empty());
    let row = |lines: &blame::Lines, line: &str, first: bool| {
        let said = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let mut row = Vec::new();
        if marks {
            row.push(if lines.conflicts.is_empty() { " " } else { "!" }.to_owned());
        }
        row.extend([
            who(&lines.owners),
            said(lines.revision.map(|revision| revision.to_string())),
            said(lines.time.clone()),
        ]);
        let with = if first && !lines.conflicts.is_empty() {
            format!("  # conflicts with {}", shown(&lines.conflicts.join(", ")))
        } else {
            String::new()
        };
        row.push(format!("| {}{with}", shown(line)));
        row
    };
    let rows: Vec<Vec<String>> = blame
        .items
        .iter()
        .flat_map(|lines| lines.text.lines().enumerate().map(|(at, line)| row(lines, line, at == 0)))
        .collect();
    columns(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blame(conflicts: &[&str]) -> blame::Blame {
        let blame = serde_json::json!({"revision": 7, "since": 1, "items": [
            {"text": "apiVersion: v1\n"},
            {"text": "data:\n  a: |-\n    x\n", "owners": [{"manager": "kubectl", "operation": "Apply"}], "revision": 7,
                "time": "2026-01-01T00:00:00Z", "conflicts": conflicts},
        ]});
        serde_json::from_value(blame).unwrap()
    }

    #[test]
    fn lines_stand_behind_who_owns_them() {
        let expected = "\
-                 -   -                      | apiVersion: v1
kubectl (Apply)   7   2026-01-01T00:00:00Z   | data:
kubectl (Apply)   7   2026-01-01T00:00:00Z   |   a: |-
kubectl (Apply)   7   2026-01-01T00:00:00Z   |     x
";
        assert_eq!(text(&blame(&[])), expected);
        let marked = text(&blame(&["\"m\" using v1"]));
        let starts: Vec<&str> = marked.lines().map(|line| &line[..1]).collect();
        assert_eq!(starts, [" ", "!", "!", "!"]);
        assert_eq!(marked.matches("# conflicts with \"m\" using v1").count(), 1);
    }
}

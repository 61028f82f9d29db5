//! `coracle log`: what happened to an object.

use super::{Asker, Query, shown};
use crate::cli::{Form, Log};
use crate::history::log::{self, Change, Entry, Verb, Who};
use crate::inspect::{Report, SourceError, columns};

/// Asks for it, and prints it.
///
/// # Errors
/// Nothing is known of the object, or there is no answer.
pub fn run(options: &Log) -> Result<Report, SourceError> {
    let asker = Asker::of(&options.asking)?;
    let query = Query::of(&options.object).with("limit", options.limit);
    let body = asker.ask("GET", "log", &query, None)?;
    let log: log::Log = asker.read(&body)?;
    let text = match options.asking.output {
        Form::Text => text(&log),
        Form::Json => String::from_utf8_lossy(&body).into_owned(),
    };
    Ok(Report { text, good: true })
}

/// A line for each change, and below it one for each field.
fn text(log: &log::Log) -> String {
    let heads: Vec<Vec<String>> = log.items.iter().map(head).collect();
    let heads = columns(&heads);
    let mut out = String::new();
    for (head, entry) in heads.lines().zip(&log.items) {
        out += head;
        out.push('\n');
        for field in &entry.fields {
            let sign = match field.change {
                Change::Added => '+',
                Change::Removed => '-',
                Change::Changed => '~',
            };
            out += &format!("    {sign} {}\n", shown(&field.path));
        }
        if entry.more_fields {
            out += "    and further fields\n";
        }
    }
    if log.items.is_empty() {
        out += &format!("nothing since revision {}; what was before is no longer kept\n", log.since);
    }
    out
}

fn head(entry: &Entry) -> Vec<String> {
    let verb = match entry.verb {
        Verb::Created => "created",
        Verb::Updated => "updated",
        Verb::Deleted => "deleted",
    };
    let time = entry.time.clone().unwrap_or_else(|| "-".to_owned());
    vec![entry.revision.to_string(), time, verb.to_owned(), who(&entry.by)]
}

/// Managers, as people read them.
pub fn who(managers: &[Who]) -> String {
    let one = |who: &Who| {
        let part = if who.subresource.is_empty() { String::new() } else { format!("/{}", shown(&who.subresource)) };
        format!("{} ({}{part})", shown(&who.manager), shown(&who.operation))
    };
    let all: Vec<String> = managers.iter().map(one).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_a_line_and_each_field_one_below() {
        let log = serde_json::json!({"since": 1, "items": [
            {"revision": 5, "time": "2026-01-01T00:00:00Z", "verb": "created", "uid": "u", "fields": [], "moreFields": false,
                "by": [{"manager": "kubectl", "operation": "Apply"}]},
            {"revision": 12, "verb": "updated", "uid": "u", "moreFields": true,
                "by": [{"manager": "a\u{1b}", "operation": "Update", "subresource": "status"}, {"manager": "b", "operation": "Apply"}],
                "fields": [{"path": ".data.a", "change": "added"}, {"path": ".data.b", "change": "changed"}, {"path": ".c", "change": "removed"}]},
            {"revision": 13, "time": "2026-01-01T00:00:01Z", "verb": "deleted", "uid": "u", "by": [], "fields": [], "moreFields": false},
        ]});
        let expected = "\
5    2026-01-01T00:00:00Z   created   kubectl (Apply)
12   -                      updated   a\\u{1b} (Update/status), b (Apply)
    + .data.a
    ~ .data.b
    - .c
    and further fields
13   2026-01-01T00:00:01Z   deleted   -
";
        assert_eq!(text(&serde_json::from_value(log).unwrap()), expected);
        assert_eq!(
            text(&log::Log { since: 9, items: vec![] }),
            "nothing since revision 9; what was before is no longer kept\n"
        );
    }
}

//! `coracle fault`: what is to go wrong with requests.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Asker, Query, contents, encoded, printed, shown};
use crate::cli::fault::{Add, Fault as What};
use crate::documents;
use crate::faults::Shown;
use crate::inspect::{Report, SourceError, columns};

/// Several of them.
#[derive(Deserialize)]
struct All {
    items: Vec<Shown>,
}

/// Does what is asked, and shows the rules that it was about.
///
/// # Errors
/// It could not be done. Of several rules, those before the one that is refused are added, or removed.
pub fn run(what: &What) -> Result<Report, SourceError> {
    let none = Query::default();
    let (asking, body) = match what {
        What::Add(add) => {
            let asker = Asker::of(&add.asking)?;
            let added = rules(add)?.into_iter().map(|rule| asker.ask("POST", "faults", &none, Some(&rule)));
            (&add.asking, listed(added)?)
        }
        What::List { asking } => (asking, Asker::of(asking)?.ask("GET", "faults", &none, None)?),
        What::Remove { all: true, asking, .. } => (asking, Asker::of(asking)?.ask("DELETE", "faults", &none, None)?),
        What::Remove { names, asking, .. } => {
            let asker = Asker::of(asking)?;
            let path = |name: &String| format!("faults/{}", encoded(name));
            (asking, listed(names.iter().map(|name| asker.ask("DELETE", &path(name), &none, None)))?)
        }
    };
    let all: All = serde_json::from_slice(&body).map_err(std::io::Error::other)?;
    Ok(printed(asking.output, &body, || table(&all.items)))
}

/// The rules that the command line says, or those of its file, as JSON.
fn rules(add: &Add) -> Result<Vec<Vec<u8>>, SourceError> {
    let Some(file) = &add.filename else {
        return Ok(vec![serde_json::to_vec(&add.rule()).map_err(std::io::Error::other)?]);
    };
    let unread = |why: String| SourceError::Read { path: file.to_owned(), why };
    let text = contents(file)?;
    let rules = documents::documents(&text).map_err(unread)?;
    if rules.is_empty() { Err(unread("there is no rule in it".to_owned())) } else { Ok(rules) }
}

/// What was answered about each, as one list.
fn listed(answers: impl Iterator<Item = Result<Vec<u8>, SourceError>>) -> Result<Vec<u8>, SourceError> {
    let mut items = Vec::new();
    for answer in answers {
        items.push(serde_json::from_slice::<Value>(&answer?).map_err(std::io::Error::other)?);
    }
    Ok(format!("{}\n", json!({ "items": items })).into_bytes())
}

/// A line for each rule.
fn table(rules: &[Shown]) -> String {
    let heading = ["NAME", "MATCHED", "FIRED", "MATCH", "WHEN", "THEN"].map(str::to_owned).to_vec();
    let row = |fault: &Shown| {
        let rule = &fault.rule;
        let parts = [json!(rule.matches), json!(rule.when), json!(rule.then)];
        let counts = [fault.matched.to_string(), fault.fired.to_string()];
        [shown(&rule.name)].into_iter().chain(counts).chain(parts.iter().map(words)).collect()
    };
    columns(&std::iter::once(heading).chain(rules.iter().map(row)).collect::<Vec<_>>())
}

/// What a part of a rule says: `verbs=get,list userAgent=kubectl`.
fn words(part: &Value) -> String {
    let mut all = Vec::new();
    gather("", part, &mut all);
    if all.is_empty() { "-".to_owned() } else { shown(&all.join(" ")) }
}

fn gather(path: &str, value: &Value, all: &mut Vec<String>) {
    let text = |value: &Value| match value.as_str() {
        Some(text) if !text.is_empty() && !text.contains([' ', ',', '"']) => text.to_owned(),
        _ => value.to_string(),
    };
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                gather(&if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, value, all);
            }
        }
        Value::Array(items) => {
            all.push(format!("{path}={}", items.iter().map(text).collect::<Vec<_>>().join(",")));
        }
        Value::Bool(true) => all.push(path.to_owned()),
        value => all.push(format!("{path}={}", text(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_a_line() {
        let rules = json!([
            {"name": "busy", "match": {"verbs": ["get", "list"], "groups": [""], "userAgent": "a b\u{1b}"}, "when": {"count": 3},
                "then": {"after": true, "error": {"code": 409}}, "matched": 12, "fired": 3},
            {"name": "fault-1", "then": {"watch": {"how": "drop"}}, "matched": 0, "fired": 0},
        ]);
        let expected = "\
NAME      MATCHED   FIRED   MATCH                                            WHEN      THEN
busy      12        3       verbs=get,list groups=\"\" userAgent=\"a b\\u001b\"   count=3   after error.code=409
fault-1   0         0       -                                                -         watch.how=drop
";
        let sorted = |text: &str| {
            let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            words.sort();
            words
        };
        let told = table(&serde_json::from_value::<Vec<Shown>>(rules).unwrap());
        assert_eq!(sorted(&told), sorted(expected), "{told}");
    }
}

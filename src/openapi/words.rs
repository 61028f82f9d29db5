//! What types, fields and parameters are for, in sentences of our own: `descriptions.txt`, looked up by key.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::OnceLock;

use coracle_object::schema::{Field, Struct};

/// The sentences. A line is a key, `: `, and a sentence; its head says which keys there are.
const TEXT: &str = include_str!("descriptions.txt");

/// The sentence of a type of a package.
pub fn of_type(package: &str, name: &str) -> &'static str {
    find(package, name).unwrap_or_default()
}

/// The sentence of a field that many types have.
pub fn of_common(name: &str) -> &'static str {
    find(SHARED, &format!(".{name}")).unwrap_or_default()
}

/// The sentence of a field, and what each of the values that it may hold means.
pub fn of_field(of: &Struct, field: &Field) -> String {
    let (ty, name) = (of.name, field.name);
    let sentence = find(of.package, &format!("{ty}.{name}")).or_else(|| find(SHARED, &format!(".{name}")));
    let mut text = sentence.unwrap_or_default().to_owned();
    for (i, value) in field.values.iter().enumerate() {
        let start = if i == 0 { "\n\nPossible enum values:" } else { "" };
        let means = find(of.package, &format!("{ty}.{name}={value}")).unwrap_or_default();
        // Writing to a text does not fail.
        let _ = write!(text, "{start}\n - `\"{value}\"`: {means}.");
    }
    text
}

/// The sentence of a parameter of an operation.
pub fn of_parameter(method: &str, name: &str) -> &'static str {
    let of_method = find(SHARED, &format!("{method}?{name}"));
    of_method.or_else(|| find(SHARED, &format!("?{name}"))).unwrap_or_default()
}

/// In place of a package, what stands before the first.
const SHARED: &str = "";

/// A package and a key.
type Key = (&'static str, &'static str);

fn find(package: &str, key: &str) -> Option<&'static str> {
    static LINES: OnceLock<HashMap<Key, &str>> = OnceLock::new();
    LINES.get_or_init(|| lines().collect()).get(&(package, key)).copied()
}

fn lines() -> impl Iterator<Item = (Key, &'static str)> {
    let mut package = SHARED;
    TEXT.lines().filter(|line| !line.starts_with('#')).filter_map(move |line| {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(next) => package = next,
            None => return line.split_once(": ").map(|(key, sentence)| ((package, key), sentence)),
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use coracle_object::Value;

    use super::*;
    use crate::openapi::{groups, v2};

    #[test]
    fn the_file_is_well_formed() {
        let written = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '['])).count();
        let keys: BTreeSet<Key> = lines().map(|(key, _)| key).collect();
        assert_eq!(keys.len(), written, "a line without a key, or a key twice");
    }

    /// Every `description` in a document, with where it stands; an empty one for a schema or parameter that has none.
    fn descriptions(at: &str, value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) => {
                let described = members.contains_key("type") || members.contains_key("allOf");
                let described = described && (at.ends_with("}") || at.contains("/properties/"));
                if let Some(text) = members.get("description").and_then(Value::as_str) {
                    found.push((at.to_owned(), text.to_owned()));
                } else if described && !at.ends_with("/items") && !at.ends_with("/additionalProperties") {
                    found.push((at.to_owned(), String::new()));
                }
                members.iter().for_each(|(name, value)| descriptions(&format!("{at}/{name}"), value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| descriptions(at, item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_line_is_used_and_nothing_is_without_one() {
        let mut found = Vec::new();
        let kinds = coracle_kinds::builtin();
        for (name, document) in groups(&kinds) {
            descriptions(&name, &document, &mut found);
        }
        descriptions("v2", &v2::document(&kinds), &mut found);
        let without: Vec<&String> = found.iter().filter(|(_, text)| text.is_empty()).map(|(at, _)| at).collect();
        assert!(without.is_empty(), "not described: {without:#?}");
        // What is said of a type must be found with it, what is said of several anywhere.
        let used = |(package, key): Key, text: &str| {
            let name = key.split(['.', '=']).next().unwrap_or_default();
            let place = if package == SHARED { String::new() } else { format!("/{package}.{name}") };
            let is_there =
                |at: &str| at.split_once(&*place).is_some_and(|(_, rest)| !rest.starts_with(char::is_alphanumeric));
            found.iter().any(|(at, said)| said.contains(text) && (package == SHARED || is_there(at)))
        };
        let unused: Vec<Key> = lines().filter(|(key, text)| !used(*key, text)).map(|(key, _)| key).collect();
        assert!(unused.is_empty(), "said of nothing: {unused:#?}");
    }
}

//! Texts as documents: YAML or JSON, any number of them in one, and what each has.

use std::borrow::Cow;

use coracle_object::decode::decode_any;
use coracle_object::{Value, yaml};
use serde_json::value::RawValue;

use super::{Document, DocumentError, checked};

/// Puts the objects in a text behind others, lists taken apart, and says how many documents it has. `file` is what messages call it.
///
/// # Errors
/// What is no object.
pub fn parse(text: &[u8], file: &str, all: &mut Vec<Document>) -> Result<usize, DocumentError> {
    let mut count = 0;
    for (at, document) in texts(text).into_iter().enumerate() {
        let place = format!("{file}, document {}", at + 1);
        let wrong = |why| DocumentError::Wrong { place: place.clone(), why };
        let value = document.value(text).map_err(wrong)?;
        count += usize::from(!value.is_null());
        for object in objects(value) {
            let object = checked(object).map_err(|why| wrong(why.to_owned()))?;
            all.push(Document { object, place: place.clone() });
        }
    }
    Ok(count)
}

/// Each document as JSON.
///
/// # Errors
/// What is none.
pub fn documents(text: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    texts(text).iter().map(|document| document.json(text).map(Cow::into_owned)).collect()
}

/// A document as it is written.
struct Text<'t> {
    text: &'t [u8],
    /// Where in all of the text it begins.
    start: usize,
    is_json: bool,
}

impl<'t> Text<'t> {
    /// What it says, in which no key stands twice.
    fn value(&self, whole: &[u8]) -> Result<Value, String> {
        let (value, repeated) = decode_any(&self.json(whole)?)?;
        match repeated.into_iter().next() {
            None => Ok(value),
            // What is JSON is YAML, too, for which there are lines.
            Some(field) => {
                Err(yaml::to_json_written_once(self.text).err().map_or(field, |why| self.by_lines(&why, whole)))
            }
        }
    }

    fn json(&self, whole: &[u8]) -> Result<Cow<'t, [u8]>, String> {
        if self.is_json {
            return Ok(self.text.into());
        }
        yaml::to_json_written_once(self.text).map(Cow::Owned).map_err(|why| self.by_lines(&why, whole))
    }

    /// What is wrong, with the lines of the whole text in place of its own.
    fn by_lines(&self, why: &str, whole: &[u8]) -> String {
        let before = whole.iter().take(self.start).filter(|byte| **byte == b'\n').count();
        let why = why.strip_prefix("yaml: unmarshal errors:\n  ").unwrap_or(why).replace("\n  ", "; ");
        let mut parts = why.split("line ");
        let mut said = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (number, rest) = part.split_at(part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len()));
            let is_line = rest.starts_with(':') && (said.is_empty() || said.ends_with(": ") || said.ends_with("; "));
            let number = match number.parse::<usize>() {
                Ok(line) if is_line => (line + before).to_string(),
                _ => number.to_owned(),
            };
            said.extend(["line ", &number, rest]);
        }
        said
    }
}

/// The documents of a text.
fn texts(text: &[u8]) -> Vec<Text<'_>> {
    if text.trim_ascii_start().starts_with(b"{") {
        let (mut all, mut each) = (Vec::new(), serde_json::Deserializer::from_slice(text).into_iter::<&RawValue>());
        loop {
            match each.next() {
                Some(Ok(one)) => {
                    let text = one.get().as_bytes();
                    all.push(Text { text, start: each.byte_offset() - text.len(), is_json: true });
                }
                None => return all,
                // YAML may begin like JSON.
                Some(Err(_)) => break,
            }
        }
    }
    split(text)
}

/// The documents of a stream of YAML: a line that begins with `---` and has no more than a comment stands between two.
// Upstream: apimachinery/pkg/util/yaml/decoder.go YAMLReader.Read (v1.37.2)
fn split(text: &[u8]) -> Vec<Text<'_>> {
    let (mut parts, mut start, mut end) = (Vec::new(), 0, 0);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let separates = line
            .strip_prefix(b"---")
            .map(<[u8]>::trim_ascii)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"#"));
        if separates {
            parts.extend(text.get(start..end).map(|part| Text { text: part, start, is_json: false }));
            start = end + line.len();
        }
        end += line.len();
    }
    parts.extend(text.get(start..end).map(|part| Text { text: part, start, is_json: false }));
    parts.retain(|part| !part.text.trim_ascii().is_empty());
    parts
}

/// What a document has: one object, those of a list, or nothing.
fn objects(document: Value) -> Vec<Value> {
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    let is_named = document.get("metadata").and_then(|metadata| metadata.get("name")).is_some();
    // Some write nothing where a list has nothing.
    let is_list = match document.get("items") {
        Some(items) => kind.ends_with("List") && (items.is_array() || items.is_null()),
        None => kind == "List" && api_version == "v1",
    };
    match document {
        Value::Null => Vec::new(),
        Value::Object(mut members) if is_list && !is_named => {
            let items = members.remove("items").unwrap_or_default();
            let of = kind.strip_suffix("List").unwrap_or_default();
            let typed = |mut item: Value| {
                // The items of a list of one kind need not say what they are.
                if let (Value::Object(item), false) = (&mut item, of.is_empty()) {
                    item.entry("apiVersion").or_insert(api_version.as_str().into());
                    item.entry("kind").or_insert(of.into());
                }
                item
            };
            items.as_array().into_iter().flatten().cloned().map(typed).collect()
        }
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn names(text: &str) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        parse(text.as_bytes(), "f", &mut all).map_err(|error| error.to_string())?;
        Ok(all
            .iter()
            .map(|one| format!("{} {}", one.object["metadata"]["name"].as_str().unwrap(), one.place))
            .collect())
    }

    #[test]
    fn streams_are_taken_apart() {
        let one = |name: &str| format!("apiVersion: v1\nkind: A\nmetadata:\n  name: {name}\n");
        let json = |name: &str| json!({"apiVersion": "v1", "kind": "A", "metadata": {"name": name}}).to_string();
        let list = json!({"apiVersion": "v1", "kind": "ConfigMapList", "items": [{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}]});
        for (text, expected) in [
            (one("a"), vec!["a f, document 1"]),
            (
                format!("---\n{}--- # next\n# nothing\n---\n\n---\n{}", one("a"), one("b")),
                vec!["a f, document 1", "b f, document 3"],
            ),
            (
                format!("{}{}\n{}", json("a"), json("b"), json("c")),
                vec!["a f, document 1", "b f, document 2", "c f, document 3"],
            ),
            (format!("{}\n---\n{}", json("a"), one("b")), vec!["a f, document 1", "b f, document 2"]),
            (list.to_string(), vec!["a f, document 1", "b f, document 1"]),
            (format!("{}data:\n  x: |\n    ---\n    y\n", one("a")), vec!["a f, document 1"]),
            (String::new(), vec![]),
        ] {
            assert_eq!(names(&text), Ok(expected.into_iter().map(str::to_owned).collect()), "{text}");
        }
        let mut all = Vec::new();
        parse(list.to_string().as_bytes(), "f", &mut all).unwrap();
        let typed = &all[0].object;
        assert_eq!((&typed["kind"], &typed["apiVersion"]), (&json!("ConfigMap"), &json!("v1")));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, why) in [
            ("a: b", "f, document 1: it has no apiVersion"),
            ("apiVersion: v1", "f, document 1: it has no kind"),
            ("apiVersion: v1\nkind: A", "f, document 1: it has no metadata.name"),
            ("apiVersion: v1\nkind: A\nmetadata: {generateName: x}", "f, document 1: it has no metadata.name"),
            ("# one\n---\n- a", "f, document 2: it is no object"),
            ("a: [", "f, document 1: yaml: "),
            ("{\"a\": ", "f, document 1: yaml: "),
        ] {
            let said = names(text).unwrap_err();
            assert!(said.starts_with(why), "{text}: {said}");
        }
    }

    #[test]
    fn lists_may_be_empty() {
        for (text, count, objects) in [
            (r#"{"apiVersion": "v1", "kind": "List", "items": []}"#, 1, 0),
            ("apiVersion: v1\nkind: List\nitems: null\n", 1, 0),
            ("apiVersion: v1\nkind: List\n", 1, 0),
            ("apiVersion: v1\nkind: ConfigMapList\nitems:\n---\n# nothing\n", 1, 0),
            ("# nothing\n", 0, 0),
            ("apiVersion: x/v1\nkind: AllowList\nmetadata: {name: a}\nitems: null\n", 1, 1),
            ("apiVersion: x/v1\nkind: AllowList\nmetadata: {name: a}\nitems: [{a: b}]\n", 1, 1),
        ] {
            let mut all = Vec::new();
            assert_eq!((parse(text.as_bytes(), "f", &mut all).unwrap(), all.len()), (count, objects), "{text}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_told_with_its_line() {
        let object = "apiVersion: v1\nkind: A\nmetadata: {name: a}\n";
        for (text, why) in [
            (
                format!("{object}data:\n  x: 1\n  y: 2\n  x: 3\n"),
                Some("f, document 1: line 7: key \"x\" already set in map"),
            ),
            (format!("{object}---\n{object}kind: B\n"), Some("f, document 2: line 8: key \"kind\" already set in map")),
            (
                format!("{object}---\n{object}kind: B\nkind: line 7\n"),
                Some("f, document 2: line 8: key \"kind\" already set in map; line 9: key \"kind\" already set in map"),
            ),
            (
                "{\"apiVersion\": \"v1\",\n\t\"kind\": \"A\", \"metadata\": {\"name\": \"a\",\n\"name\": \"b\"}}"
                    .to_owned(),
                Some("f, document 1: line 3: key \"name\" already set in map"),
            ),
            (
                "{\"kind\": \"List\", \"apiVersion\": \"v1\"}\n{\"kind\": \"A\",\n\"kind\": \"B\"}".to_owned(),
                Some("f, document 2: line 3: key \"kind\" already set in map"),
            ),
            (format!("# one\n---\n{object}x: [\n"), Some("f, document 2: yaml: line 6: ")),
            (format!("{object}base: &base {{x: 1, y: 2}}\ndata:\n  <<: *base\n  x: 3\n"), None),
            (format!("{object}base: &base {{x: 1}}\ndata:\n  x: 3\n  <<: *base\n"), None),
            (
                format!("{object}base: &base {{x: 1}}\ndata:\n  x: 3\n  <<: *base\n  x: 4\n"),
                Some("f, document 1: line 8: key \"x\" already set in map"),
            ),
        ] {
            let said = names(&text).err();
            let is_right = match (&said, why) {
                (Some(said), Some(why)) => said.starts_with(why),
                (said, why) => said.as_deref() == why,
            };
            assert!(is_right, "{text}: {said:?}");
        }
    }
}

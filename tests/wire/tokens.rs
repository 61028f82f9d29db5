//! What differs from run to run is replaced by a token, so that answers can be compared: uids, resourceVersions, times,
//! the namespace's name. The same value keeps the same token throughout a case.

use std::sync::LazyLock;

use chrono::{NaiveDateTime, Utc};
use regex::{Captures, Regex};
use serde_json::{Map, Value};

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

static UID: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"));
static TIME: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?Z\b"));
static RV_FIELD: LazyLock<Regex> = LazyLock::new(|| regex(r#"(resourceVersion(?:\\*")?\s*:\s*\\*")([0-9]+)(\\*")"#));
static RV_PROSE: LazyLock<Regex> = LazyLock::new(|| regex(r"(, current: |in record \()[0-9]+"));
static RV_GIVEN: LazyLock<Regex> = LazyLock::new(|| regex(r"(in the precondition \(|resourceVersion:)([0-9]+)"));
static DESCRIPTION: LazyLock<Regex> = LazyLock::new(|| regex(r#"("description":\s*)"(?:[^"\\]|\\.)*""#));
static AGE: LazyLock<Regex> = LazyLock::new(|| regex(r#"("|\s)[0-9]+(?:ms|s|m)("|$)"#));
static TOKEN: LazyLock<Regex> = LazyLock::new(|| regex(r"<(uid|rv|time):[0-9]+>"));

/// Whether two times of a case that are the same must be so in the recording.
#[derive(Clone, Copy, PartialEq)]
pub enum Times {
    Alike,
    Distinct,
}

/// The tokens of one case.
pub struct Tokens {
    namespace: String,
    times: Times,
    /// Unix seconds.
    started: i64,
    uids: Vec<String>,
    versions: Vec<String>,
    moments: Vec<String>,
    /// Generated names and their tokens.
    generated: Vec<(String, String)>,
}

impl Tokens {
    pub fn new(namespace: &str, times: Times) -> Tokens {
        Tokens {
            namespace: namespace.to_owned(),
            times,
            started: Utc::now().timestamp(),
            uids: Vec::new(),
            versions: Vec::new(),
            moments: Vec::new(),
            generated: Vec::new(),
        }
    }

    /// Gives a generated name the token `<variable>`.
    pub fn generated(&mut self, name: String, variable: &str) {
        self.generated.push((name, format!("<{variable}>")));
        self.generated.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }

    /// The text with its tokens.
    pub fn text(&mut self, text: &str) -> String {
        let text = text.replace(&self.namespace, "<ns>");
        let uids = &mut self.uids;
        let text = UID.replace_all(&text, |found: &Captures| name(uids, "uid", &found[0]));
        let text = TIME.replace_all(&text, |found: &Captures| self.time(found));
        let versions = &mut self.versions;
        let text = RV_FIELD.replace_all(&text, |found: &Captures| {
            format!("{}{}{}", &found[1], name(versions, "rv", &found[2]), &found[3])
        });
        // One that the client gave is its own if no object had it.
        let text = RV_GIVEN.replace_all(&text, |found: &Captures| {
            match self.versions.iter().position(|known| known == &found[2]) {
                Some(place) => format!("{}<rv:{}>", &found[1], place + 1),
                None => found[0].to_owned(),
            }
        });
        let text = DESCRIPTION.replace_all(&text, r#"${1}"<prose>""#);
        let mut text = RV_PROSE.replace_all(&text, "${1}<some-rv>").into_owned();
        for (name, token) in &self.generated {
            text = text.replace(name, token);
        }
        if text.contains("\"Table\"") || text.contains("as=Table") {
            let (line, end) = text.strip_suffix('\n').map_or((text.as_str(), ""), |line| (line, "\n"));
            text = format!("{}{end}", AGE.replace_all(line, "${1}<age>${2}"));
        }
        text
    }

    /// A time within the case's own run becomes a token, any other stays. Fractions have six digits or none.
    fn time(&mut self, found: &Captures) -> String {
        let whole = found[0].to_owned();
        let fraction = found.get(2).map(|fraction| fraction.len());
        let Ok(time) = NaiveDateTime::parse_from_str(&found[1], "%Y-%m-%dT%H:%M:%S") else { return whole };
        let ours = self.started - 3..Utc::now().timestamp() + 4;
        match fraction {
            _ if !ours.contains(&time.and_utc().timestamp()) => whole,
            Some(7) => "<time-us>".to_owned(),
            Some(_) => whole,
            None if self.times == Times::Distinct => name(&mut self.moments, "time", &whole),
            None => "<time>".to_owned(),
        }
    }

    /// The tokens of all resourceVersions seen, by their number.
    pub fn version_order(&self) -> Vec<String> {
        let mut numbered: Vec<(usize, usize, &str)> =
            self.versions.iter().enumerate().map(|(i, version)| (version.len(), i, version.as_str())).collect();
        numbered.sort_by(|a, b| (a.0, a.2).cmp(&(b.0, b.2)));
        numbered.into_iter().map(|(_, i, _)| format!("<rv:{}>", i + 1)).collect()
    }
}

/// The token of a value, a new one if it was not seen before.
fn name(seen: &mut Vec<String>, kind: &str, value: &str) -> String {
    let place = seen.iter().position(|known| known == value).unwrap_or_else(|| {
        seen.push(value.to_owned());
        seen.len() - 1
    });
    format!("<{kind}:{}>", place + 1)
}

/// Tokens and what [`Relabel::value`] called them.
#[derive(Default)]
pub struct Relabel {
    names: Vec<(String, String)>,
}

impl Relabel {
    /// Numbers tokens anew in order of appearance, so that parts that are not compared do not shift them.
    pub fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(values) => Value::Array(values.iter().map(|value| self.value(value)).collect()),
            Value::Object(members) => Value::Object(
                members.iter().map(|(key, value)| (self.text(key), self.value(value))).collect::<Map<_, _>>(),
            ),
            other => other.clone(),
        }
    }

    fn text(&mut self, text: &str) -> String {
        let names = &mut self.names;
        let new_name = |found: &Captures| {
            if let Some((_, name)) = names.iter().find(|(token, _)| token == &found[0]) {
                return name.clone();
            }
            let kind = format!("<{}:", &found[1]);
            let count = names.iter().filter(|(token, _)| token.starts_with(&kind)).count();
            let name = format!("{kind}{}>", count + 1);
            names.push((found[0].to_owned(), name.clone()));
            name
        };
        TOKEN.replace_all(text, new_name).into_owned()
    }

    /// The new names of these tokens, in their order, without those that did not appear.
    pub fn names_of<'a>(&self, tokens: impl Iterator<Item = &'a str>) -> Vec<String> {
        tokens.filter_map(|token| Some(self.names.iter().find(|(old, _)| old == token)?.1.clone())).collect()
    }
}

/// What the tokens are trusted with.
pub fn check() {
    let now = Utc::now().format("%Y-%m-%dT%H:%M:%S").to_string();
    let mut tokens = Tokens::new("w1", Times::Alike);
    tokens.generated("a-x1".to_owned(), "gen1");
    let (one, two) = ("01234567-89ab-cdef-0123-456789abcdef", "11234567-89ab-cdef-0123-456789abcdef");
    for (text, wanted) in [
        (format!("w1 {one} {two} {one}x {one}"), format!("<ns> <uid:1> <uid:2> {one}x <uid:1>")),
        (
            format!("{now}Z {now}.123456Z {now}.123Z 2001-02-03T04:05:06Z"),
            format!("<time> <time-us> {now}.123Z 2001-02-03T04:05:06Z"),
        ),
        (
            r#"{"resourceVersion":"10","x":"resourceVersion\":\"9\""}"#.to_owned(),
            r#"{"resourceVersion":"<rv:1>","x":"resourceVersion\":\"<rv:2>\""}"#.to_owned(),
        ),
        ("the precondition (9) resourceVersion:8".to_owned(), "the precondition (9) resourceVersion:8".to_owned()),
        (
            "in the precondition (9) resourceVersion:10".to_owned(),
            "in the precondition (<rv:2>) resourceVersion:<rv:1>".to_owned(),
        ),
        ("old: 9, current: 10 a-x1".to_owned(), "old: 9, current: <some-rv> <gen1>".to_owned()),
        (r#"{"description": "a \" b", "k": 1}"#.to_owned(), r#"{"description": "<prose>", "k": 1}"#.to_owned()),
        (
            "{\"kind\":\"Table\",\"cells\":[\"a\",\"12s\",\"1h\"]}\n".to_owned(),
            "{\"kind\":\"Table\",\"cells\":[\"a\",\"<age>\",\"1h\"]}\n".to_owned(),
        ),
        ("[\"12s\"]".to_owned(), "[\"12s\"]".to_owned()),
    ] {
        assert_eq!(tokens.text(&text), wanted);
    }
    assert_eq!(tokens.version_order(), ["<rv:2>", "<rv:1>"], "9 comes before 10");
    let mut tokens = Tokens::new("w1", Times::Distinct);
    assert_eq!(tokens.text(&format!("{now}Z {now}Z")), "<time:1> <time:1>");

    let mut relabel = Relabel::default();
    let value = serde_json::json!([{"b": "<rv:7> <uid:3>"}, "<rv:2>", "<rv:7>", "<rv:x>"]);
    assert_eq!(relabel.value(&value), serde_json::json!([{"b": "<rv:1> <uid:1>"}, "<rv:2>", "<rv:1>", "<rv:x>"]));
    assert_eq!(relabel.names_of(["<rv:2>", "<rv:5>", "<rv:7>"].into_iter()), ["<rv:2>", "<rv:1>"]);
}

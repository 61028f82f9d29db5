//! Where the parts of an object's stored text are that are read without decoding it.
//!
//! A text that [`encode`](crate::encode::encode) wrote is what an answer shows, but for the resourceVersion, which is not stored.
//! Who only wants to show it, or to look at its labels, need not decode it.

use std::borrow::Cow;
use std::io::Write;

use crate::decode::{any, read::Reader};
use crate::{Members, Value};

/// Places in the text of an object in typed form, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The first member behind those that say what it is: `metadata`.
    body: usize,
    /// Where the resourceVersion belongs, behind another member of the metadata.
    version: usize,
    /// Where the labels begin, if there are any.
    labels: Option<usize>,
}

impl Places {
    /// Of an object that is stored; none in a text of another form, which has to be decoded.
    #[must_use]
    pub fn of(text: &[u8]) -> Option<Self> {
        let at = past_text(text, past(text, 0, b"{\"kind\":")?)?;
        let body = past(text, past_text(text, past(text, at, b",\"apiVersion\":")?)?, b",")?;
        let mut at = past(text, body, b"\"metadata\":{")?;
        let (mut version, mut labels) = (None, None);
        loop {
            let behind = past_text(text, at)?;
            let name = &text[at + 1..behind - 1];
            let value = past(text, behind, b":")?;
            match name {
                b"name" | b"generateName" | b"namespace" | b"selfLink" | b"uid" => {
                    at = past_text(text, value)?;
                    version = Some(at);
                }
                b"generation" | b"creationTimestamp" | b"deletionTimestamp" | b"deletionGracePeriodSeconds" => {
                    at = past_value(text, value);
                }
                b"labels" => {
                    labels = Some(value);
                    break;
                }
                b"resourceVersion" => return None,
                _ => break,
            }
            if text.get(at) != Some(&b',') {
                break;
            }
            at += 1;
        }
        Some(Self { body, version: version?, labels })
    }

    /// Writes the object's text with its resourceVersion.
    pub fn write(&self, text: &[u8], revision: u64, out: &mut Vec<u8>) {
        self.write_from(0, text, revision, out);
    }

    /// The same without the members that say what it is: an item of a list, which says that for all.
    pub fn write_untyped(&self, text: &[u8], revision: u64, out: &mut Vec<u8>) {
        out.push(b'{');
        self.write_from(self.body, text, revision, out);
    }

    fn write_from(&self, from: usize, text: &[u8], revision: u64, out: &mut Vec<u8>) {
        out.reserve(text.len() + 48);
        out.extend_from_slice(&text[from..self.version]);
        // Writing to memory does not fail.
        let _ = write!(out, ",\"resourceVersion\":\"{revision}\"");
        out.extend_from_slice(&text[self.version..]);
    }

    /// One label's value.
    #[must_use]
    pub fn label<'a>(&self, text: &'a [u8], key: &str) -> Option<Cow<'a, str>> {
        let mut reader = Reader::new(&text[self.labels?..]);
        let mut another = reader.peek() == b'{' && reader.enter();
        while another {
            let found = reader.key() == key;
            if reader.peek() != b'"' {
                return None;
            }
            let value = reader.string();
            if found {
                return Some(value);
            }
            another = reader.another();
        }
        None
    }

    /// Shows each label of the object with this text: its key and its value.
    pub fn each_label(&self, text: &[u8], mut show: impl FnMut(&str, &str)) {
        let Some(from) = self.labels else { return };
        let mut reader = Reader::new(&text[from..]);
        let mut another = reader.peek() == b'{' && reader.enter();
        while another {
            let key = reader.key();
            show(&key, &reader.string());
            another = reader.another();
        }
    }

    /// The labels of the object with this text.
    #[must_use]
    pub fn labels(&self, text: &[u8]) -> Option<Members> {
        match any::raw(&mut Reader::new(&text[self.labels?..])) {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// A text in an object's stored text, by the names of the members that lead there.
#[must_use]
pub fn text_at<'t>(text: &'t [u8], names: &[&str]) -> Option<Cow<'t, str>> {
    let mut reader = Reader::new(text);
    for name in names {
        if reader.peek() != b'{' || !reader.enter() {
            return None;
        }
        while reader.key() != *name {
            reader.skip();
            if !reader.another() {
                return None;
            }
        }
    }
    (reader.peek() == b'"').then(|| reader.string())
}

/// Behind what stands at a place; none where something else does.
fn past(text: &[u8], at: usize, what: &[u8]) -> Option<usize> {
    text.get(at..)?.starts_with(what).then_some(at + what.len())
}

/// Behind the text in quotes that begins there.
fn past_text(text: &[u8], at: usize) -> Option<usize> {
    let mut behind = past(text, at, b"\"")?;
    loop {
        match text.get(behind)? {
            b'"' => return Some(behind + 1),
            b'\\' => behind += 2,
            _ => behind += 1,
        }
    }
}

/// Behind the value that begins there.
fn past_value(text: &[u8], at: usize) -> usize {
    past_text(text, at).unwrap_or_else(|| {
        let mut reader = Reader::new(&text[at..]);
        reader.skip();
        at + reader.at()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_another_form_have_none() {
        for text in [
            "",
            "null",
            "{}",
            r#"{"kind":"A"}"#,
            r#"{"kind":"A","apiVersion":"v1"}"#,
            r#"{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}"#,
            r#"{"kind":{},"apiVersion":"v1","metadata":{"name":"a"}}"#,
            r#"{"kind":"A","apiVersion":"v1","metadata":null}"#,
            r#"{"kind":"A","apiVersion":"v1","metadata":{}}"#,
            r#"{"kind":"A","apiVersion":"v1","metadata":{"labels":{"a":"b"}}}"#,
            r#"{"kind":"A","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"1"}}"#,
            r#"{"kind":"A","apiVersion":"v1","spec":{"name":"a"}}"#,
        ] {
            assert_eq!(Places::of(text.as_bytes()), None, "{text}");
        }
    }
}

//! Where the parts of an object's stored text are that are read without decoding it.
//!
//! A text that [`encode`](crate::encode::encode) wrote is what an answer shows, but for the resourceVersion, which is not stored.
//! Who only wants to show it, or to look at its labels, need not decode it.

use std::borrow::Cow;
use std::io::Write;
use std::ops::Range;

use crate::decode::{any, read::Reader};
use crate::{Members, Value};

/// Places in the text of an object in typed form, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The first member behind those that say what it is: `metadata`.
    body: usize,
    /// Where the resourceVersion belongs, behind another member of the metadata.
    version: usize,
    /// The labels, braces included; empty where there are none.
    labels: Range<usize>,
}

impl Places {
    /// Of an object that is stored; none in a text of another form, which has to be decoded.
    #[must_use]
    pub fn of(text: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(text);
        if reader.peek() != b'{' || !reader.enter() {
            return None;
        }
        for name in ["kind", "apiVersion"] {
            let is_text = reader.key() == name && reader.peek() == b'"';
            reader.skip();
            if !is_text || !reader.another() {
                return None;
            }
        }
        let body = reader.at();
        if reader.key() != "metadata" || reader.peek() != b'{' || !reader.enter() {
            return None;
        }
        let (mut version, mut labels) = (None, 0..0);
        loop {
            match &*reader.key() {
                "name" | "generateName" | "namespace" | "selfLink" | "uid" => {
                    reader.skip();
                    version = Some(reader.at());
                }
                "generation" | "creationTimestamp" | "deletionTimestamp" | "deletionGracePeriodSeconds" => {
                    reader.skip();
                }
                "labels" => {
                    let from = reader.at();
                    reader.skip();
                    labels = from..reader.at();
                    break;
                }
                "resourceVersion" => return None,
                _ => break,
            }
            if !reader.another() {
                break;
            }
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

    /// The labels of the object with this text.
    #[must_use]
    pub fn labels(&self, text: &[u8]) -> Option<Members> {
        if self.labels.is_empty() {
            return None;
        }
        match any::raw(&mut Reader::new(&text[self.labels.clone()])) {
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

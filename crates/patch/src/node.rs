//! A document that is taken apart only where a patch touches it.
//!
//! What no patch touches keeps its text: the spelling of numbers, the order of members, repeated members, escapes. What one
//! touches comes out with its members sorted. Clients see the difference wherever an answer quotes the patched document.

use std::collections::BTreeMap;

use coracle_object::text::{unescaped, write_string};

use crate::{
    items::Items,
    raw::{Kind, Raw},
};

/// A value of a document.
// Upstream: json-patch/patch.go lazyNode (v4.13.0). Its three kinds of null differ in what may be done with them.
pub(crate) enum Node {
    /// A null that stood in a document, or no value at all.
    Nil,
    /// A null that an operation gave as its value.
    Null,
    /// A null that was copied. Quirk: it equals an empty object (json-patch.jsonl: test-copied-null).
    CopiedNull,
    /// Not taken apart, and not a null.
    Raw(Raw),
    /// An object taken apart.
    Doc(BTreeMap<String, Node>),
    /// A list taken apart.
    List(Items<Node>),
}

impl Node {
    /// The value that stands in a document.
    pub fn new(raw: Raw) -> Self {
        if raw.kind() == Kind::Null { Self::Nil } else { Self::Raw(raw) }
    }

    /// Takes an object or a list apart; anything else stays as it is.
    pub fn open(&mut self) -> &mut Self {
        if let Self::Raw(raw) = self {
            match raw.kind() {
                // Of repeated members the last one stays.
                Kind::Object => {
                    *self = Self::Doc(raw.members().map(|(key, member)| (key, Self::new(member))).collect());
                }
                Kind::List => *self = Self::List(raw.elements().map(Self::new).collect()),
                _ => {}
            }
        }
        self
    }

    /// The members, when this is an object; a list is not taken apart for it.
    pub fn open_doc(&mut self) -> Option<&mut BTreeMap<String, Self>> {
        if matches!(self, Self::Raw(raw) if raw.kind() == Kind::Object) {
            self.open();
        }
        match self {
            Self::Doc(members) => Some(members),
            _ => None,
        }
    }

    /// Whether this is a null that stood in a document, or nothing.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// The node as compact JSON, and how deep that nests.
    pub fn to_json(&self) -> (Vec<u8>, usize) {
        let mut writer = Writer { out: Vec::new(), depth: 0, depth_seen: 0 };
        writer.node(self);
        (writer.out, writer.depth_seen)
    }
}

struct Writer {
    out: Vec<u8>,
    depth: usize,
    depth_seen: usize,
}

impl Writer {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Nil | Node::Null | Node::CopiedNull => self.out.extend_from_slice(b"null"),
            Node::Raw(raw) => self.compact(raw.bytes()),
            Node::Doc(members) => {
                self.open(b'{');
                for (i, (key, member)) in members.iter().enumerate() {
                    self.comma(i);
                    write_string(key, &mut self.out);
                    self.out.push(b':');
                    self.node(member);
                }
                self.close(b'}');
            }
            Node::List(items) => {
                self.open(b'[');
                for (i, item) in items.iter().enumerate() {
                    self.comma(i);
                    self.node(item);
                }
                self.close(b']');
            }
        }
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.out.push(b',');
        }
    }

    fn open(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.depth += 1;
        self.depth_seen = self.depth_seen.max(self.depth);
    }

    fn close(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.depth -= 1;
    }

    /// Writes a text without its spaces and with what HTML would read escaped.
    // Upstream: encoding/json/indent.go appendCompact (go1.26.8)
    fn compact(&mut self, text: &[u8]) {
        let (mut rest, mut in_string) = (text, false);
        loop {
            let plain = if in_string { unescaped(rest) } else { 0 };
            self.out.extend_from_slice(&rest[..plain]);
            let Some((&b, behind)) = rest[plain..].split_first() else { return };
            rest = behind;
            match b {
                // Valid JSON: something follows, and it may be a quote.
                b'\\' => {
                    let (escaped, behind) = rest.split_at(1);
                    self.out.extend_from_slice(&[b, escaped[0]]);
                    rest = behind;
                }
                b'<' | b'>' | b'&' => self.out.extend_from_slice(format!("\\u{b:04x}").as_bytes()),
                0xe2 if rest.starts_with(&[0x80, 0xa8]) || rest.starts_with(&[0x80, 0xa9]) => {
                    self.out.extend_from_slice(if rest[1] == 0xa8 { b"\\u2028" } else { b"\\u2029" });
                    rest = &rest[2..];
                }
                b'{' | b'[' if !in_string => self.open(b),
                b'}' | b']' if !in_string => self.close(b),
                b' ' | b'\t' | b'\r' | b'\n' if !in_string => {}
                _ => {
                    in_string ^= b == b'"';
                    self.out.push(b);
                }
            }
        }
    }
}

//! A JSON text kept as text: checked once, then cut into its members without reading what lies deeper.
//!
//! It knows bytes and spans, and no values: what a number is worth is [`crate::read`]'s business.

use std::rc::Rc;

use coracle_object::syntax::{containers, scalar_end, skip_space};
use coracle_object::text::lossy;

/// A JSON text that is known to be well-formed.
pub(crate) struct Text {
    bytes: Vec<u8>,
    /// Where each object and list starts and where it ends (one past its bracket), by start.
    containers: Vec<(usize, usize)>,
}

/// One value within a text.
#[derive(Clone)]
pub(crate) struct Raw {
    text: Rc<Text>,
    start: usize,
    end: usize,
}

impl Raw {
    /// The whole of a text, or `None` when it is no JSON, or nests too deep.
    pub fn parse(bytes: Vec<u8>) -> Option<Self> {
        let containers = containers(&bytes)?;
        let start = skip_space(&bytes, 0);
        let text = Rc::new(Text { bytes, containers });
        let end = text.value_end(start);
        Some(Self { text, start, end })
    }

    /// The value's own text.
    pub fn bytes(&self) -> &[u8] {
        &self.text.bytes[self.start..self.end]
    }

    /// What kind of value this is.
    pub fn kind(&self) -> Kind {
        match self.text.bytes[self.start] {
            b'{' => Kind::Object,
            b'[' => Kind::List,
            b'"' => Kind::String,
            b't' | b'f' => Kind::Bool,
            b'n' => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// The members of an object, in the order of the text and with any repeats; of anything else, none.
    pub fn members(&self) -> impl Iterator<Item = (String, Self)> {
        let mut at = if self.kind() == Kind::Object { Some(self.start + 1) } else { None };
        std::iter::from_fn(move || {
            let bytes = &self.text.bytes;
            let key_start = skip_space(bytes, at?);
            if bytes[key_start] == b'}' {
                return None;
            }
            let key_end = self.text.value_end(key_start);
            let key = unquote(&bytes[key_start..key_end]);
            let colon = skip_space(bytes, key_end);
            Some((key, self.next_value(&mut at, colon + 1)))
        })
    }

    /// The elements of a list; of anything else, none.
    pub fn elements(&self) -> impl Iterator<Item = Self> {
        let mut at = if self.kind() == Kind::List { Some(self.start + 1) } else { None };
        std::iter::from_fn(move || {
            let from = skip_space(&self.text.bytes, at?);
            (self.text.bytes[from] != b']').then(|| self.next_value(&mut at, from))
        })
    }

    /// A string's characters; of anything else, `None`.
    pub fn string(&self) -> Option<String> {
        (self.kind() == Kind::String).then(|| unquote(self.bytes()))
    }

    /// The value that begins after spaces at `from`; `at` moves behind it and its comma, or ends with the container.
    fn next_value(&self, at: &mut Option<usize>, from: usize) -> Self {
        let start = skip_space(&self.text.bytes, from);
        let end = self.text.value_end(start);
        let after = skip_space(&self.text.bytes, end);
        *at = (self.text.bytes[after] == b',').then_some(after + 1);
        Self { text: Rc::clone(&self.text), start, end }
    }
}

/// What kind of JSON value a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    List,
    String,
    Number,
    Bool,
    Null,
}

impl Kind {
    /// Its name in a decoding error.
    pub fn go_name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::List => "array",
            Self::String => "string",
            Self::Number => "number",
            Self::Bool => "bool",
            Self::Null => "null",
        }
    }
}

impl Text {
    /// One past the value that starts at `start`.
    fn value_end(&self, start: usize) -> usize {
        if matches!(self.bytes[start], b'{' | b'[') {
            let found = self.containers.binary_search_by_key(&start, |c| c.0);
            return found.map_or(self.bytes.len(), |i| self.containers[i].1);
        }
        scalar_end(&self.bytes, start).unwrap_or(self.bytes.len())
    }
}

fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |n, &b| Some(n * 16 + char::from(b).to_digit(16)?))
}

/// The characters of a string literal; half surrogate pairs and bytes that are no UTF-8 become U+FFFD, one each.
fn unquote(literal: &[u8]) -> String {
    let inner = &literal[1..literal.len() - 1];
    if !inner.contains(&b'\\')
        && let Ok(plain) = std::str::from_utf8(inner)
    {
        return plain.to_owned();
    }
    let mut out = String::with_capacity(inner.len());
    let mut at = 0;
    while at < inner.len() {
        let run = inner[at..].iter().position(|&b| b == b'\\').unwrap_or(inner.len() - at);
        out.push_str(&lossy(&inner[at..at + run]));
        at += run;
        if at < inner.len() {
            at = push_escape(inner, at, &mut out);
        }
    }
    out
}

/// Appends the character of the escape at `at`, and says where it ends.
fn push_escape(inner: &[u8], at: usize, out: &mut String) -> usize {
    let plain = match inner[at + 1] {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = hex4(inner, at + 2).unwrap_or_default();
            let low = if inner[at + 6..].starts_with(b"\\u") { hex4(inner, at + 8) } else { None };
            if let (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) = (unit, low) {
                let pair = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                out.push(char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER));
                return at + 12;
            }
            out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
            return at + 6;
        }
        other => char::from(other),
    };
    out.push(plain);
    at + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_as_go_reads_them() {
        for (literal, characters) in [
            (&br#""a\"\\\/\b\f\n\r\t\u0041""#[..], "a\"\\/\u{8}\u{c}\n\r\tA"),
            (br#""\ud83d\ude00""#, "\u{1f600}"),
            (br#""\ud83dx""#, "\u{fffd}x"),
            (br#""\ude00\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (br#""\ud83d\u0041""#, "\u{fffd}A"),
            (b"\"\xe2\x80\"", "\u{fffd}\u{fffd}"),
            (b"\"\xe2\x80\\n\xff\"", "\u{fffd}\u{fffd}\n\u{fffd}"),
        ] {
            assert_eq!(Raw::parse(literal.to_vec()).and_then(|r| r.string()).as_deref(), Some(characters));
        }
    }
}

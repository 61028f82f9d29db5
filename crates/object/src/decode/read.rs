//! Walks through a JSON text that is known to be well-formed, part by part.
//!
//! It says what stands there, not whether it may.

use std::borrow::Cow;

/// A place in a well-formed text. In one that is not, the parts are nonsense, but reading ends.
pub(crate) struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// How many bytes are behind it.
    pub(crate) fn at(&self) -> usize {
        self.at.min(self.text.len())
    }

    /// The next byte that is not space; 0 at the end.
    pub(crate) fn peek(&mut self) -> u8 {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.text.get(self.at) {
            self.at += 1;
        }
        self.text.get(self.at).copied().unwrap_or(0)
    }

    /// Steps into a list or map; is there anything in it?
    pub(crate) fn enter(&mut self) -> bool {
        self.peek();
        self.at += 1;
        let empty = matches!(self.peek(), b']' | b'}' | 0);
        self.at += usize::from(empty);
        !empty
    }

    /// Steps over what follows an item; is there another one?
    pub(crate) fn another(&mut self) -> bool {
        let comma = self.peek() == b',';
        self.at += 1;
        comma
    }

    /// A map's key, and over the colon.
    pub(crate) fn key(&mut self) -> Cow<'a, str> {
        let key = self.string();
        self.peek();
        self.at += 1;
        key
    }

    /// A text.
    pub(crate) fn string(&mut self) -> Cow<'a, str> {
        self.peek();
        let from = self.at + 1;
        self.skip_string();
        let raw = self.text.get(from..self.at - 1).unwrap_or_default();
        match std::str::from_utf8(raw) {
            Ok(text) if !raw.contains(&b'\\') => Cow::Borrowed(text),
            _ => Cow::Owned(unescape(raw)),
        }
    }

    /// A number as it is spelt.
    pub(crate) fn number(&mut self) -> &'a str {
        std::str::from_utf8(self.bare()).unwrap_or_default()
    }

    /// Steps over `true`, `false` or `null`.
    pub(crate) fn word(&mut self) {
        self.bare();
    }

    /// A whole value as it stands.
    pub(crate) fn whole(&mut self) -> &'a [u8] {
        self.peek();
        let from = self.at;
        self.skip();
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// Steps over a whole value.
    pub(crate) fn skip(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                b'"' => self.skip_string(),
                0 => return,
                _ => {
                    self.bare();
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(&b) = self.text.get(self.at) {
            self.at += if b == b'\\' { 2 } else { 1 };
            if b == b'"' {
                return;
            }
        }
    }

    /// A number or word.
    fn bare(&mut self) -> &'a [u8] {
        self.peek();
        let from = self.at;
        self.at += 1;
        while self.text.get(self.at).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')) {
            self.at += 1;
        }
        self.text.get(from..self.at).unwrap_or_default()
    }
}

/// What a text between quotes stands for. Half a surrogate pair and each byte that is not UTF-8 become U+FFFD.
// Upstream: sigs.k8s.io/json/internal/golang/encoding/json/decode.go unquoteBytes (v1.37.2)
fn unescape(raw: &[u8]) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while !rest.is_empty() {
        let plain = rest.iter().position(|b| *b == b'\\').unwrap_or(rest.len());
        for chunk in rest[..plain].utf8_chunks() {
            out.push_str(chunk.valid());
            out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        }
        rest = &rest[plain..];
        match rest {
            [b'\\', b'u', ..] => rest = unescape_unit(rest, &mut out),
            [b'\\', c, left @ ..] => {
                out.push(match c {
                    b'b' => '\u{8}',
                    b'f' => '\u{c}',
                    b'n' => '\n',
                    b'r' => '\r',
                    b't' => '\t',
                    _ => char::from(*c),
                });
                rest = left;
            }
            _ => rest = &[],
        }
    }
    out
}

/// Takes one `\uXXXX`, or two that are a pair.
fn unescape_unit<'a>(rest: &'a [u8], out: &mut String) -> &'a [u8] {
    let (first, second) = (unit(rest), rest.get(6..).and_then(unit));
    let mut units = [first.unwrap_or_default(), second.unwrap_or_default()].into_iter();
    let decoded = char::decode_utf16(&mut units).next().and_then(Result::ok);
    out.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    let taken = if decoded.is_some_and(|c| c.len_utf16() == 2) { 12 } else { 6 };
    rest.get(taken..).unwrap_or_default()
}

fn unit(escape: &[u8]) -> Option<u16> {
    let digits = escape.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

//! Values as the reference writes them: its JSON, and the forms its error messages show.
//!
//! It only writes. What may be written, and in which order, is the caller's business.

mod printable;

use std::fmt::Write as _;
use std::io::Write as _;

use crate::Value;

/// The value as JSON, as [`write_json`] writes it.
#[must_use]
pub fn json(value: &Value) -> String {
    let mut out = Vec::new();
    write_json(value, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes the value as compact JSON: maps in the order they have, `<`, `>`, `&`, U+2028 and U+2029 escaped, numbers in
/// the spelling of Go.
// Upstream: encoding/json/encode.go appendString, floatEncoder (go1.26.8)
pub fn write_json(value: &Value, out: &mut Vec<u8>) {
    Writer { out, indented: false, floats: FloatForm::Json }.value(value, 0);
}

/// The value as JSON in the spelling of another of Go's libraries: exponents have two digits at least (`1e-07`).
// Upstream: structured-merge-diff/fieldpath/serialize-pe.go writeJSONStream (v6.4.2)
#[must_use]
pub fn json_of_iterator(value: &Value) -> String {
    let mut out = Vec::new();
    Writer { out: &mut out, indented: false, floats: FloatForm::Iterator }.value(value, 0);
    String::from_utf8(out).unwrap_or_default()
}

/// The same without the member at this path of names.
pub(crate) fn write_json_but(value: &Value, left_out: &[&str], out: &mut Vec<u8>) {
    let (Value::Object(members), [name, below @ ..]) = (value, left_out) else { return write_json(value, out) };
    out.push(b'{');
    for (i, (key, member)) in members.iter().filter(|(key, _)| !below.is_empty() || key != name).enumerate() {
        out.extend_from_slice(if i > 0 { b"," } else { b"" });
        write_string(key, out);
        out.push(b':');
        write_json_but(member, if key == name { below } else { &[] }, out);
    }
    out.push(b'}');
}

/// The value as JSON with two spaces a level; empty maps and lists stay closed up.
// Upstream: encoding/json/indent.go appendIndent (go1.26.8)
#[must_use]
pub fn pretty(value: &Value) -> String {
    let mut out = Vec::new();
    write_pretty(value, 0, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes the value as [`pretty`] does within so many maps and lists.
pub fn write_pretty(value: &Value, depth: usize, out: &mut Vec<u8>) {
    Writer { out, indented: true, floats: FloatForm::Json }.value(value, depth);
}

/// Bytes as a text.
///
/// Quirk: each byte of a broken sequence becomes a U+FFFD of its own, other than in Rust's lossy decoding (quirks/broken-text).
#[must_use]
pub fn lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// The text in double quotes with everything unprintable escaped, which is what Go's `%q` shows.
// Upstream: strconv/quote.go Quote (go1.26.8)
#[must_use]
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            _ if is_printable(c) => out.push(c),
            _ => push_escaped(c, &mut out),
        }
    }
    out.push('"');
    out
}

/// Writes an unprintable character by its number.
fn push_escaped(c: char, out: &mut String) {
    // Writing into a `String` cannot fail.
    let _ = match u32::from(c) {
        n if n < 0x80 => write!(out, "\\x{n:02x}"),
        n if n < 0x10000 => write!(out, "\\u{n:04x}"),
        n => write!(out, "\\U{n:08x}"),
    };
}

/// A letter, mark, number, punctuation, symbol or the plain space.
#[must_use]
pub fn is_printable(c: char) -> bool {
    let passed = printable::EDGES.partition_point(|edge| *edge <= u32::from(c));
    passed % 2 == 1
}

/// The text in lower case, letter by letter as Go does it.
#[must_use]
pub fn lower(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

/// The value as Go's `%v` shows a decoded one: `map[a:6 b:x]` by key, `[a b]`, `<nil>`.
// Upstream: fmt/print.go printValue (go1.26.8)
#[must_use]
pub fn plain(value: &Value) -> String {
    let mut out = String::new();
    push_plain(value, &mut out);
    out
}

fn push_plain(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("<nil>"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::String(s) => out.push_str(s),
        Value::Number(n) => match n.as_i64() {
            Some(i) => out.push_str(&i.to_string()),
            None => out.push_str(&float(n.as_f64().unwrap_or_default(), FloatForm::Plain)),
        },
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(' ');
                }
                push_plain(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            out.push_str("map[");
            for (i, (key, member)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(' ');
                }
                out.push_str(key);
                out.push(':');
                push_plain(member, out);
            }
            out.push(']');
        }
    }
}

/// Where a float changes to the form with an exponent.
#[derive(Clone, Copy)]
enum FloatForm {
    /// As JSON: below 1e-6 and from 1e21, exponents without a leading zero.
    Json,
    /// As [`Self::Json`], but exponents of at least two digits.
    Iterator,
    /// As `%v`: below 1e-4 and from 1e6, exponents of at least two digits.
    Plain,
}

/// The shortest decimal that reads back as the same float.
// Upstream: encoding/json/encode.go floatEncoder, strconv/ftoa.go formatDigits (go1.26.8)
fn float(value: f64, form: FloatForm) -> String {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let with_exponent = match form {
        FloatForm::Json | FloatForm::Iterator => value != 0.0 && !(-6..21).contains(&exponent),
        FloatForm::Plain => !(-4..6).contains(&exponent),
    };
    if !with_exponent {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    match form {
        FloatForm::Json => format!("{mantissa}e{sign}{}", exponent.unsigned_abs()),
        FloatForm::Iterator | FloatForm::Plain => format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs()),
    }
}

/// Writes JSON, on one line or indented.
struct Writer<'a> {
    out: &'a mut Vec<u8>,
    indented: bool,
    floats: FloatForm,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => self.out.extend_from_slice(b"null"),
            Value::Bool(true) => self.out.extend_from_slice(b"true"),
            Value::Bool(false) => self.out.extend_from_slice(b"false"),
            Value::Number(n) => match n.as_i64() {
                // Writing to memory does not fail.
                Some(i) => _ = write!(self.out, "{i}"),
                None => {
                    self.out.extend_from_slice(float(n.as_f64().unwrap_or_default(), self.floats).as_bytes());
                }
            },
            Value::String(s) => write_string(s, self.out),
            Value::Array(items) => {
                self.out.push(b'[');
                for (i, item) in items.iter().enumerate() {
                    self.before_item(i, depth + 1);
                    self.value(item, depth + 1);
                }
                self.close(b']', items.is_empty(), depth);
            }
            Value::Object(members) => {
                self.out.push(b'{');
                for (i, (key, member)) in members.iter().enumerate() {
                    self.before_item(i, depth + 1);
                    write_string(key, self.out);
                    self.out.extend_from_slice(if self.indented { b": " } else { b":" });
                    self.value(member, depth + 1);
                }
                self.close(b'}', members.is_empty(), depth);
            }
        }
    }

    fn before_item(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.out.push(b',');
        }
        self.new_line(depth);
    }

    fn close(&mut self, bracket: u8, empty: bool, depth: usize) {
        if !empty {
            self.new_line(depth);
        }
        self.out.push(bracket);
    }

    fn new_line(&mut self, depth: usize) {
        if self.indented {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + 2 * depth, b' ');
        }
    }
}

/// Is a byte of a text written as it is? Of [`LINE_END`], only more bytes tell.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    let mut escaped: &[u8] = b"\"\\<>&\xe2";
    while let [byte, rest @ ..] = escaped {
        plain[*byte as usize] = false;
        escaped = rest;
    }
    plain
};

/// How U+2028 and U+2029 begin.
const LINE_END: u8 = 0xe2;

/// How many bytes at the beginning of a text are written as they are in a JSON string.
#[must_use]
pub fn unescaped(text: &[u8]) -> usize {
    text.iter().position(|byte| !PLAIN[usize::from(*byte)]).unwrap_or(text.len())
}

/// Writes a text as a JSON string.
pub fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let (plain, behind) = rest.split_at(unescaped(rest));
        out.extend_from_slice(plain);
        rest = behind;
        let Some(&first) = rest.first() else { break };
        let (escaped, taken): (&[u8], _) = match first {
            b'"' => (b"\\\"", 1),
            b'\\' => (b"\\\\", 1),
            0x08 => (b"\\b", 1),
            0x0c => (b"\\f", 1),
            b'\n' => (b"\\n", 1),
            b'\r' => (b"\\r", 1),
            b'\t' => (b"\\t", 1),
            b'<' => (b"\\u003c", 1),
            b'>' => (b"\\u003e", 1),
            b'&' => (b"\\u0026", 1),
            LINE_END if rest.starts_with("\u{2028}".as_bytes()) => (b"\\u2028", 3),
            LINE_END if rest.starts_with("\u{2029}".as_bytes()) => (b"\\u2029", 3),
            LINE_END => (&rest[..1], 1),
            control => {
                // Writing to memory does not fail.
                let _ = write!(out, "\\u{control:04x}");
                (b"", 1)
            }
        };
        out.extend_from_slice(escaped);
        rest = &rest[taken..];
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json as value;

    #[test]
    fn a_broken_sequence_counts_by_its_bytes() {
        assert_eq!(lossy("aé".as_bytes()), "aé");
        assert_eq!(lossy(b"a\xe6\x97"), "a\u{fffd}\u{fffd}");
        assert_eq!(lossy(b"\xffb"), "\u{fffd}b");
    }

    #[test]
    fn floats_are_spelt_as_go_spells_them() {
        for (number, plainly, as_json) in [
            (1e8, "1e+08", "100000000"),
            (1e20, "1e+20", "100000000000000000000"),
            (1e21, "1e+21", "1e+21"),
            (123_456_789.0, "1.23456789e+08", "123456789"),
            (2_097_152.5, "2.0971525e+06", "2097152.5"),
            (0.0001, "0.0001", "0.0001"),
            (0.00001, "1e-05", "0.00001"),
            (1e-7, "1e-07", "1e-7"),
            (1e5, "100000", "100000"),
            (1e6, "1e+06", "1000000"),
            (1e100, "1e+100", "1e+100"),
            (1.5, "1.5", "1.5"),
            (0.0, "0", "0"),
            (-0.0, "-0", "-0"),
        ] {
            assert_eq!(plain(&value!(number)), plainly);
            assert_eq!(json(&value!(number)), as_json);
        }
    }

    #[test]
    fn exponents_in_paths_have_two_digits() {
        let numbers = value!([1e-7, 1e21, 1e100, 5, 0.1, -0.0]);
        assert_eq!(json_of_iterator(&numbers), "[1e-07,1e+21,1e+100,5,0.1,-0]");
    }

    #[test]
    fn quoting_escapes_what_is_unprintable() {
        assert_eq!(
            quote(
                "\u{378}\u{88f}\u{10ffff}a\0\x07\x08\x0c\n\r\t\x0b\x7f\u{80}\u{ad}\u{200b}\u{2028}\u{feff}\u{1f600}\u{fffd}\u{a0} \"\\'<e\u{301}\u{e000}\u{e0001}"
            ),
            "\"\\u0378\\u088f\\U0010ffffa\\x00\\a\\b\\f\\n\\r\\t\\v\\x7f\\u0080\\u00ad\\u200b\\u2028\\ufeff\u{1f600}\u{fffd}\\u00a0 \\\"\\\\'<e\u{301}\\ue000\\U000e0001\""
        );
    }

    #[test]
    fn json_escapes_what_html_would_read() {
        assert_eq!(
            json(&value!("\0\x07\x08\x0c\n\r\t\x0b\x7f\u{80}\u{2028}\u{2029}\u{202a}<>&'\"\\/")),
            "\"\\u0000\\u0007\\b\\f\\n\\r\\t\\u000b\x7f\u{80}\\u2028\\u2029\u{202a}\\u003c\\u003e\\u0026'\\\"\\\\/\""
        );
    }

    #[test]
    fn plain_sorts_maps() {
        assert_eq!(
            plain(&value!({"b": null, "a": ["x", 1.5, 3, true, null], "": {}, "c": []})),
            "map[:map[] a:[x 1.5 3 true <nil>] b:<nil> c:[]]"
        );
    }

    #[test]
    fn pretty_keeps_empty_containers_closed() {
        assert_eq!(
            pretty(&value!({"c": [], "b": {}, "a": [1, {"x": null}]})),
            "{\n  \"c\": [],\n  \"b\": {},\n  \"a\": [\n    1,\n    {\n      \"x\": null\n    }\n  ]\n}"
        );
    }
}

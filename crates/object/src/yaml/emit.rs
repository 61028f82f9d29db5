//! From values to YAML text, in the block style that goyaml writes: a list in a map is not indented, lines are broken
//! after 80 columns, text is quoted only where it would be read as something else.

// Upstream: go.yaml.in/yaml/v2/encode.go, emitterc.go (v2.4.4)

use super::go;
use super::key_order;
use super::resolve::{Scalar, resolve_plain};
use super::scanner::{is_blank, is_blankz, is_break};
use crate::Value;

/// A line is broken at the next space after this many columns.
const WIDTH: usize = 80;

/// A key longer than this many bytes needs a `?`.
const SIMPLE_KEY_MAX_BYTES: usize = 128;

/// The value as a YAML document. `tell` is told of each member and each item, in the order in which they are written, and on which line,
/// counted from zero, its key or its dash stands.
pub(super) fn emit<'v>(value: &'v Value, tell: &mut dyn FnMut(usize, &'v Value)) -> String {
    let (out, line) = (String::new(), 0);
    let mut emitter = Emitter { out, line, column: 0, indent: None, after_blank: true, only_indents: true, tell };
    emitter.node(value, Place::Root);
    emitter.new_line();
    emitter.out
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    Item,
    Member,
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

struct Emitter<'e, 'v> {
    out: String,
    /// How many lines are written.
    line: usize,
    column: usize,
    /// Column of the current collection; none outside of all.
    indent: Option<usize>,
    /// The last character was white space, so that no further space is needed.
    after_blank: bool,
    /// The line has only spaces, `-`, `?` and `:` so far, so that a collection may start on it.
    only_indents: bool,
    tell: &'e mut dyn FnMut(usize, &'v Value),
}

impl<'v> Emitter<'_, 'v> {
    fn node(&mut self, value: &'v Value, place: Place) {
        match value {
            Value::Null => self.scalar("null", Style::Plain, false),
            Value::Bool(b) => self.scalar(if *b { "true" } else { "false" }, Style::Plain, false),
            Value::Number(n) => self.scalar(&number(n), Style::Plain, false),
            Value::String(s) => self.scalar(s, wanted_style(s), false),
            Value::Array(values) if values.is_empty() => self.empty("[", "]"),
            Value::Object(members) if members.is_empty() => self.empty("{", "}"),
            Value::Array(values) => self.list(values, place),
            Value::Object(members) => self.map(members),
        }
    }

    fn empty(&mut self, open: &str, close: &str) {
        self.indicator(open, true);
        self.indicator(close, false);
    }

    fn list(&mut self, values: &'v [Value], place: Place) {
        let outer = self.indent;
        let in_line_with_key = place == Place::Member && !self.only_indents;
        self.indent = Some(outer.map_or(0, |indent| if in_line_with_key { indent } else { indent + 2 }));
        for value in values {
            self.new_line();
            (self.tell)(self.line, value);
            self.indent_indicator("-", true);
            self.node(value, Place::Item);
        }
        self.indent = outer;
    }

    fn map(&mut self, members: &'v crate::Members) {
        let outer = self.indent;
        self.indent = Some(outer.map_or(0, |indent| indent + 2));
        let mut sorted: Vec<(&str, &'v Value)> = members.iter().map(|(key, value)| (key.as_str(), value)).collect();
        key_order::sort(&mut sorted);
        for (key, value) in sorted {
            self.new_line();
            (self.tell)(self.line, value);
            if key.len() <= SIMPLE_KEY_MAX_BYTES && !key.contains(is_break) {
                self.scalar(key, wanted_style(key), true);
                self.indicator(":", false);
            } else {
                self.indent_indicator("?", true);
                self.scalar(key, wanted_style(key), false);
                self.new_line();
                self.indent_indicator(":", true);
            }
            self.node(value, Place::Member);
        }
        self.indent = outer;
    }

    fn scalar(&mut self, text: &str, wanted: Style, simple_key: bool) {
        let style = Analysis::of(text).allowed(text, wanted, simple_key);
        let outer = self.indent;
        self.indent = Some(outer.map_or(2, |indent| indent + 2));
        match style {
            Style::Plain => self.plain(text, simple_key),
            Style::SingleQuoted => self.single_quoted(text, simple_key),
            Style::DoubleQuoted => self.double_quoted(text, simple_key),
            Style::Literal => self.literal(text),
        }
        self.indent = outer;
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    /// Copies a line break of the text.
    fn put_break(&mut self, c: char) {
        self.out.push(c);
        self.line += usize::from(c == '\n');
        self.column = 0;
    }

    /// Goes to the indentation, on a new line unless nothing else stands on this one.
    fn new_line(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.only_indents || self.column > indent || (self.column == indent && !self.after_blank) {
            self.put_break('\n');
        }
        while self.column < indent {
            self.put(' ');
        }
        self.after_blank = true;
        self.only_indents = true;
    }

    fn indicator(&mut self, indicator: &str, space_before: bool) {
        self.indent_indicator(indicator, space_before);
        self.only_indents = false;
    }

    /// One of `-`, `?` and `:` that a collection may follow on the same line.
    fn indent_indicator(&mut self, indicator: &str, space_before: bool) {
        if space_before && !self.after_blank {
            self.put(' ');
        }
        indicator.chars().for_each(|c| self.put(c));
        self.after_blank = false;
    }

    fn plain(&mut self, text: &str, simple_key: bool) {
        if !self.after_blank {
            self.put(' ');
        }
        let mut after_space = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let fold = c == ' ' && !simple_key && !after_space && self.column > WIDTH && chars.peek() != Some(&' ');
            if fold {
                self.new_line();
            } else {
                self.put(c);
                self.only_indents = false;
            }
            after_space = c == ' ';
        }
        self.after_blank = false;
        self.only_indents = false;
    }

    fn single_quoted(&mut self, text: &str, simple_key: bool) {
        self.indicator("'", true);
        let (mut after_space, mut after_break) = (false, false);
        let mut chars = text.chars().enumerate().peekable();
        while let Some((i, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            if c == ' ' {
                let may_fold = !simple_key && !after_space && i > 0 && next.is_some_and(|next| next != ' ');
                if may_fold && self.column > WIDTH {
                    self.new_line();
                } else {
                    self.put(c);
                }
                after_space = true;
            } else if is_break(c) {
                if c == '\n' && !after_break {
                    self.put_break('\n');
                }
                self.put_break(c);
                self.only_indents = true;
                after_break = true;
            } else {
                if after_break {
                    self.new_line();
                }
                if c == '\'' {
                    self.put('\'');
                }
                self.put(c);
                self.only_indents = false;
                (after_space, after_break) = (false, false);
            }
        }
        self.indicator("'", false);
    }

    fn double_quoted(&mut self, text: &str, simple_key: bool) {
        // Quirk: a text that starts with a byte order mark has every character escaped (yaml-out.jsonl: \\uFEFF\\x61).
        let escape_all = text.starts_with('\u{feff}');
        self.indicator("\"", true);
        let mut after_space = false;
        let mut chars = text.chars().enumerate().peekable();
        while let Some((i, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            if escape_all || !is_printable(c) || is_break(c) || c == '"' || c == '\\' {
                self.escaped(c);
                after_space = false;
            } else if c == ' ' && !simple_key && !after_space && self.column > WIDTH && i > 0 && next.is_some() {
                self.new_line();
                if next == Some(' ') {
                    self.put('\\');
                }
                after_space = true;
            } else {
                self.put(c);
                after_space = c == ' ';
            }
        }
        self.indicator("\"", false);
    }

    fn escaped(&mut self, c: char) {
        let code = u32::from(c);
        let escape = match c {
            '\0' => "0".to_owned(),
            '\x07' => "a".to_owned(),
            '\x08' => "b".to_owned(),
            '\t' => "t".to_owned(),
            '\n' => "n".to_owned(),
            '\x0b' => "v".to_owned(),
            '\x0c' => "f".to_owned(),
            '\r' => "r".to_owned(),
            '\x1b' => "e".to_owned(),
            '"' | '\\' => c.to_string(),
            '\u{85}' => "N".to_owned(),
            '\u{a0}' => "_".to_owned(),
            '\u{2028}' => "L".to_owned(),
            '\u{2029}' => "P".to_owned(),
            ..='\u{ff}' => format!("x{code:02X}"),
            ..='\u{ffff}' => format!("u{code:04X}"),
            _ => format!("U{code:08X}"),
        };
        self.put('\\');
        escape.chars().for_each(|c| self.put(c));
    }

    fn literal(&mut self, text: &str) {
        self.indicator("|", true);
        if text.starts_with(|c| c == ' ' || is_break(c)) {
            self.indicator("2", false);
        }
        let mut from_end = text.chars().rev();
        match (from_end.next(), from_end.next()) {
            (Some(last), before) if is_break(last) => {
                if before.is_none_or(is_break) {
                    self.indicator("+", false);
                }
            }
            _ => self.indicator("-", false),
        }
        self.put_break('\n');
        self.only_indents = true;
        self.after_blank = true;
        let mut after_break = true;
        for c in text.chars() {
            if is_break(c) {
                self.put_break(c);
                self.only_indents = true;
                after_break = true;
            } else {
                if after_break {
                    self.new_line();
                }
                self.put(c);
                self.only_indents = false;
                after_break = false;
            }
        }
    }
}

/// What a text holds that forbids a style.
#[expect(clippy::struct_excessive_bools, reason = "four facts, each with its own name")]
struct Analysis {
    plain: bool,
    single_quoted: bool,
    literal: bool,
    multiline: bool,
}

impl Analysis {
    fn of(text: &str) -> Analysis {
        let indicator = text.starts_with("---") || text.starts_with("...");
        let mut found = Analysis { plain: !indicator, single_quoted: true, literal: true, multiline: false };
        let (mut after_space, mut after_break, mut after_white) = (false, false, true);
        let mut chars = text.chars().enumerate().peekable();
        while let Some((i, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let (first, last) = (i == 0, next.is_none());
            let before_white = next.is_none_or(is_blank);
            let indicates = match c {
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => first,
                '?' | '-' => first && before_white,
                '#' => after_white,
                ':' => before_white,
                _ => false,
            };
            found.plain &= !indicates;
            if c == ' ' {
                found.plain &= !first && !last && !after_break;
                found.single_quoted &= !after_break;
                found.literal &= !last;
            } else if is_break(c) {
                found.multiline = true;
                found.plain = false;
                found.single_quoted &= !after_space;
                found.literal &= !after_space;
            }
            if !is_printable(c) {
                (found.plain, found.single_quoted, found.literal) = (false, false, false);
            }
            (after_space, after_break, after_white) = (c == ' ', is_break(c), is_blankz(c));
        }
        found.literal &= !text.is_empty();
        found
    }

    /// The wanted style, or the next that can hold the text.
    fn allowed(&self, text: &str, wanted: Style, simple_key: bool) -> Style {
        let mut style = if simple_key && self.multiline { Style::DoubleQuoted } else { wanted };
        if style == Style::Plain && (!self.plain || (text.is_empty() && simple_key)) {
            style = Style::SingleQuoted;
        }
        if style == Style::SingleQuoted && !self.single_quoted {
            style = Style::DoubleQuoted;
        }
        if style == Style::Literal && (!self.literal || simple_key) {
            style = Style::DoubleQuoted;
        }
        style
    }
}

/// Whether the reference writes the character as it is.
// Quirk: not those beyond the 16-bit range (yaml-out.jsonl: \\U0001F600).
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

fn wanted_style(text: &str) -> Style {
    if text.contains('\n') {
        Style::Literal
    } else if matches!(resolve_plain(text, true), Scalar::Text(_)) && !is_base_60(text) {
        Style::Plain
    } else {
        Style::DoubleQuoted
    }
}

/// `1:30` and `190:20:30.15`: numbers to other readers of YAML 1.1.
fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut parts = unsigned.split(':');
    let first = parts.next().unwrap_or("");
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let mut parts = parts.peekable();
    if !first.starts_with(|c: char| c.is_ascii_digit()) || !digits(first) || parts.peek().is_none() {
        return false;
    }
    while let Some(part) = parts.next() {
        let whole = match part.split_once('.') {
            Some((whole, fraction)) if parts.peek().is_none() && digits(fraction) => whole,
            _ => part,
        };
        let sixtieths = match whole.as_bytes() {
            [ones] => ones.is_ascii_digit(),
            [tens, ones] => matches!(tens, b'0'..=b'5') && ones.is_ascii_digit(),
            _ => false,
        };
        if !sixtieths {
            return false;
        }
    }
    true
}

/// The number as goyaml writes what Go's JSON makes of it.
fn number(number: &crate::Number) -> String {
    match number.as_f64() {
        Some(f) if number.is_f64() => match resolve_plain(&go::json_float(f), false) {
            Scalar::Int(i) => i.to_string(),
            Scalar::Uint(u) => u.to_string(),
            _ => go::yaml_float(f),
        },
        _ => number.to_string(),
    }
}

//! Is a text one well-formed JSON value? Asked before anything is read, so that readers need not ask again.
//!
//! Where it is none, a machine that takes a byte at a time finds out why: its states decide the words of the error, so they are the
//! reference's.

// Upstream: sigs.k8s.io/json/internal/golang/encoding/json/scanner.go (v1.37.2)

use crate::syntax::{DEPTH_MAX, is_json};
use crate::text;

/// Is the text one JSON value?
///
/// # Errors
/// What is wrong, in the reference's words.
pub(crate) fn check(text: &[u8]) -> Result<(), String> {
    if is_json(text) { Ok(()) } else { spelled(text) }
}

/// The same, slowly.
pub(crate) fn spelled(text: &[u8]) -> Result<(), String> {
    let mut scanner = Scanner { state: State::Value, open: Vec::new() };
    let mut rest = text;
    loop {
        if scanner.state == State::Text {
            // Most bytes are in the middle of a text, and nothing is to be decided about them.
            let plain = rest.iter().position(|b| matches!(b, b'"' | b'\\' | ..0x20)).unwrap_or(rest.len());
            rest = &rest[plain..];
        }
        let Some((&byte, left)) = rest.split_first() else { break };
        scanner.state = scanner.step(byte).map_err(|context| invalid(byte, context))?;
        rest = left;
    }
    // Quirk: the end is tried as if a space followed, and so a cut number or word complains of a space
    // (decode.jsonl: "json":"-").
    if scanner.state != State::End {
        scanner.state = scanner.step(b' ').map_err(|context| invalid(b' ', context))?;
    }
    if scanner.state == State::End { Ok(()) } else { Err("unexpected end of JSON input".to_owned()) }
}

fn invalid(byte: u8, context: &str) -> String {
    let quoted = match byte {
        b'\'' => "\\'".to_owned(),
        b'"' => "\"".to_owned(),
        _ => {
            // Quirk: a byte of a longer character is shown as the character of its number (decode.jsonl: invalid character 'Ã').
            let quoted = text::quote(char::from(byte).encode_utf8(&mut [0; 4]));
            quoted[1..quoted.len() - 1].to_owned()
        }
    };
    format!("invalid character '{quoted}' {context}")
}

/// What was read last.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Nothing of a value that must come.
    Value,
    /// `[`
    ItemOrEnd,
    /// `{`
    KeyOrEnd,
    /// `,` in a map
    Key,
    /// A value, or a key.
    Done,
    /// The outermost value.
    End,
    /// `"` or a part of the text.
    Text,
    /// `\`
    Escape,
    /// `\u` and some of its digits; how many are still to come.
    Hex(u8),
    /// `-`
    Minus,
    /// A leading zero.
    Zero,
    /// Digits that may go on.
    Integer,
    /// The decimal point.
    Point,
    /// Digits after the point.
    Fraction,
    /// `e`
    Exponent,
    /// The exponent's sign.
    ExponentSign,
    /// The exponent's digits.
    ExponentDigits,
    /// The beginning of a word.
    Word(Word),
}

/// What we are inside of.
#[derive(Clone, Copy)]
enum Open {
    List,
    MapKey,
    MapValue,
}

struct Scanner {
    state: State,
    open: Vec<Open>,
}

/// The next state, or the context of the error.
type Step = Result<State, &'static str>;

/// The bytes still to come of a word, each with the context of the error when it does not.
type Word = &'static [(u8, &'static str)];

const TRUE: Word = &[
    (b'r', "in literal true (expecting 'r')"),
    (b'u', "in literal true (expecting 'u')"),
    (b'e', "in literal true (expecting 'e')"),
];
const FALSE: Word = &[
    (b'a', "in literal false (expecting 'a')"),
    (b'l', "in literal false (expecting 'l')"),
    (b's', "in literal false (expecting 's')"),
    (b'e', "in literal false (expecting 'e')"),
];
const NULL: Word = &[
    (b'u', "in literal null (expecting 'u')"),
    (b'l', "in literal null (expecting 'l')"),
    (b'l', "in literal null (expecting 'l')"),
];

impl Scanner {
    fn step(&mut self, c: u8) -> Step {
        let space = matches!(c, b' ' | b'\t' | b'\r' | b'\n');
        match self.state {
            State::Text => self.text(c),
            State::Value | State::ItemOrEnd | State::KeyOrEnd | State::Key if space => Ok(self.state),
            State::ItemOrEnd if c == b']' => self.done(c),
            State::Value | State::ItemOrEnd => self.value(c),
            State::KeyOrEnd if c == b'}' => {
                self.in_map(Open::MapValue);
                self.done(c)
            }
            State::Key | State::KeyOrEnd if c == b'"' => Ok(State::Text),
            State::Key | State::KeyOrEnd => Err("looking for beginning of object key string"),
            State::Done | State::End => self.done(c),
            State::Escape | State::Hex(_) => self.escape(c),
            State::Word(word) => self::word(word, c),
            _ => self.number(c),
        }
    }

    /// The first byte of a value.
    fn value(&mut self, c: u8) -> Step {
        match c {
            b'{' => self.enter(Open::MapKey, State::KeyOrEnd),
            b'[' => self.enter(Open::List, State::ItemOrEnd),
            b'"' => Ok(State::Text),
            b'-' => Ok(State::Minus),
            b'0' => Ok(State::Zero),
            b'1'..=b'9' => Ok(State::Integer),
            b't' => Ok(State::Word(TRUE)),
            b'f' => Ok(State::Word(FALSE)),
            b'n' => Ok(State::Word(NULL)),
            _ => Err("looking for beginning of value"),
        }
    }

    fn enter(&mut self, what: Open, state: State) -> Step {
        self.open.push(what);
        if self.open.len() > DEPTH_MAX {
            return Err("exceeded max depth");
        }
        Ok(state)
    }

    /// We are in a map; whether at a key or a value.
    fn in_map(&mut self, at: Open) {
        if let Some(open) = self.open.last_mut() {
            *open = at;
        }
    }

    /// The byte after a whole value or key.
    fn done(&mut self, c: u8) -> Step {
        let space = matches!(c, b' ' | b'\t' | b'\r' | b'\n');
        let Some(open) = self.open.last().copied() else {
            return if space { Ok(State::End) } else { Err("after top-level value") };
        };
        match (open, c) {
            _ if space => Ok(State::Done),
            (Open::MapKey, b':') => {
                self.in_map(Open::MapValue);
                Ok(State::Value)
            }
            (Open::MapValue, b',') => {
                self.in_map(Open::MapKey);
                Ok(State::Key)
            }
            (Open::List, b',') => Ok(State::Value),
            (Open::MapValue, b'}') | (Open::List, b']') => {
                self.open.pop();
                Ok(if self.open.is_empty() { State::End } else { State::Done })
            }
            (Open::MapKey, _) => Err("after object key"),
            (Open::MapValue, _) => Err("after object key:value pair"),
            (Open::List, _) => Err("after array element"),
        }
    }

    fn text(&self, c: u8) -> Step {
        match c {
            b'"' => Ok(State::Done),
            b'\\' => Ok(State::Escape),
            0x20.. => Ok(self.state),
            _ => Err("in string literal"),
        }
    }

    fn escape(&self, c: u8) -> Step {
        match (self.state, c) {
            (State::Hex(left), _) if c.is_ascii_hexdigit() => {
                Ok(if left == 1 { State::Text } else { State::Hex(left - 1) })
            }
            (State::Hex(_), _) => Err("in \\u hexadecimal character escape"),
            (_, b'u') => Ok(State::Hex(4)),
            (_, b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => Ok(State::Text),
            _ => Err("in string escape code"),
        }
    }

    /// A byte in a number or, from some states, after it.
    fn number(&mut self, c: u8) -> Step {
        match (self.state, c) {
            (State::Minus, b'0') => Ok(State::Zero),
            (State::Minus, b'1'..=b'9') => Ok(State::Integer),
            (State::Minus, _) => Err("in numeric literal"),
            (State::Integer | State::Fraction | State::ExponentDigits, b'0'..=b'9') => Ok(self.state),
            (State::Zero | State::Integer, b'.') => Ok(State::Point),
            (State::Zero | State::Integer | State::Fraction, b'e' | b'E') => Ok(State::Exponent),
            (State::Point, b'0'..=b'9') => Ok(State::Fraction),
            (State::Point, _) => Err("after decimal point in numeric literal"),
            (State::Exponent, b'+' | b'-') => Ok(State::ExponentSign),
            (State::Exponent | State::ExponentSign, b'0'..=b'9') => Ok(State::ExponentDigits),
            (State::Exponent | State::ExponentSign, _) => Err("in exponent of numeric literal"),
            _ => self.done(c),
        }
    }
}

/// The next byte of a word.
fn word(word: Word, c: u8) -> Step {
    match word {
        [(expected, context), ..] if c != *expected => Err(context),
        [_] | [] => Ok(State::Done),
        [_, left @ ..] => Ok(State::Word(left)),
    }
}

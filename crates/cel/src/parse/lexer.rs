//! From text to tokens, one at a time, as far as they are asked for.

use super::tokens::Token;
use crate::source::BEFORE;

/// A token, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexed {
    pub(super) token: Token,
    /// In bytes of the text.
    pub(super) from: u32,
    pub(super) to: u32,
    /// In characters from its beginning.
    pub(super) at: u32,
}

/// What comes next.
pub(super) enum Next {
    Token(Lexed),
    /// Characters that are no token, and are left out.
    Nothing(Lexed),
}

/// A text that is being read.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    /// In bytes.
    from: usize,
    /// In characters.
    at: u32,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        // The end of nothing stands before the beginning in the reference.
        Self { text, from: 0, at: if text.is_empty() { BEFORE } else { 0 } }
    }

    /// The next token behind white space and comments; characters that are none are given one error at a time.
    // Upstream: antlr4-go/antlr/lexer.go BaseLexer.NextToken, lexer_atn_simulator.go failOrAccept (v4.13.1); cel-go/parser/gen/cel_lexer.go
    // NewCELLexer (v0.29.2)
    pub(super) fn next(&mut self) -> Next {
        self.skip_blank();
        let rest = &self.text.as_bytes()[self.from..];
        if rest.is_empty() {
            return Next::Token(self.taken(Token::End, 0));
        }
        match token(rest) {
            Ok((token, length)) => Next::Token(self.taken(token, length)),
            Err(right) => {
                // The first character that cannot be goes with those before it.
                let wrong = self.text[self.from + right..].chars().next().map_or(0, char::len_utf8);
                Next::Nothing(self.taken(Token::End, right + wrong))
            }
        }
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = &self.text.as_bytes()[self.from..];
            let length = match rest {
                [b'\t' | b' ' | b'\r' | b'\n' | 0x0c, ..] => 1,
                [b'/', b'/', ..] => rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len()),
                _ => return,
            };
            self.taken(Token::End, length);
        }
    }

    fn taken(&mut self, token: Token, length: usize) -> Lexed {
        let (from, at) = (self.from, self.at);
        self.from += length;
        self.at += characters(&self.text.as_bytes()[from..self.from]);
        Lexed { token, from: place(from), to: place(self.from), at }
    }
}

/// Texts are shorter than the limit in characters, by far.
fn place(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// How many characters begin in these bytes.
fn characters(bytes: &[u8]) -> u32 {
    place(bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count())
}

/// The longest token at the beginning, and its length; or how many bytes could be one's.
fn token(rest: &[u8]) -> Result<(Token, usize), usize> {
    let second = rest.get(1).copied().unwrap_or(0);
    let pair = |with: u8, both: Token, alone: Token| Ok(if second == with { (both, 2) } else { (alone, 1) });
    match rest[0] {
        b'=' | b'&' | b'|' if rest[0] != second => Err(1),
        b'=' => Ok((Token::Equals, 2)),
        b'&' => Ok((Token::And, 2)),
        b'|' => Ok((Token::Or, 2)),
        b'!' => pair(b'=', Token::NotEquals, Token::Not),
        b'<' => pair(b'=', Token::LessEquals, Token::Less),
        b'>' => pair(b'=', Token::GreaterEquals, Token::Greater),
        b'[' => Ok((Token::OpenBracket, 1)),
        b']' => Ok((Token::CloseBracket, 1)),
        b'{' => Ok((Token::OpenBrace, 1)),
        b'}' => Ok((Token::CloseBrace, 1)),
        b'(' => Ok((Token::OpenParen, 1)),
        b')' => Ok((Token::CloseParen, 1)),
        b',' => Ok((Token::Comma, 1)),
        b'-' => Ok((Token::Minus, 1)),
        b'?' => Ok((Token::Question, 1)),
        b':' => Ok((Token::Colon, 1)),
        b'+' => Ok((Token::Plus, 1)),
        b'*' => Ok((Token::Star, 1)),
        b'/' => Ok((Token::Slash, 1)),
        b'%' => Ok((Token::Percent, 1)),
        b'.' if !second.is_ascii_digit() => Ok((Token::Dot, 1)),
        b'.' | b'0'..=b'9' => Ok(number(rest)),
        b'`' => escaped(rest),
        b'"' | b'\'' => string(rest).map(|length| (Token::String, length)),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => Ok(word(rest)),
        _ => Err(0),
    }
}

fn count(bytes: &[u8], which: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| which(byte)).count()
}

fn number(rest: &[u8]) -> (Token, usize) {
    if let [b'0', b'x', digits @ ..] = rest {
        let digits = count(digits, u8::is_ascii_hexdigit);
        if digits > 0 {
            let whole = digits + 2;
            return if matches!(rest.get(whole), Some(b'u' | b'U')) {
                (Token::Uint, whole + 1)
            } else {
                (Token::Int, whole)
            };
        }
    }
    let digits = count(rest, u8::is_ascii_digit);
    let mut length = digits;
    if rest.get(length) == Some(&b'.') {
        let fraction = count(&rest[length + 1..], u8::is_ascii_digit);
        if fraction > 0 {
            length += 1 + fraction;
        }
    }
    if matches!(rest.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.get(length + 1), Some(b'+' | b'-')));
        let exponent = rest.get(length + 1 + sign..).map_or(0, |rest| count(rest, u8::is_ascii_digit));
        if exponent > 0 {
            return (Token::Float, length + 1 + sign + exponent);
        }
    }
    if length > digits {
        (Token::Float, length)
    } else if matches!(rest.get(length), Some(b'u' | b'U')) {
        (Token::Uint, length + 1)
    } else {
        (Token::Int, length)
    }
}

fn escaped(rest: &[u8]) -> Result<(Token, usize), usize> {
    let inner = count(&rest[1..], |byte| byte.is_ascii_alphanumeric() || b"_.-/ ".contains(byte));
    if inner > 0 && rest.get(1 + inner) == Some(&b'`') { Ok((Token::Escaped, inner + 2)) } else { Err(1 + inner) }
}

/// A name, a word of the language, or a string with a letter before it.
fn word(rest: &[u8]) -> (Token, usize) {
    let (bytes, inner) = match rest {
        [b'b' | b'B', inner @ ..] => (true, inner),
        _ => (false, rest),
    };
    let string = match inner {
        [b'r' | b'R', b'"' | b'\'', ..] => raw_string(&inner[1..]).map(|length| length + 1),
        [b'"' | b'\'', ..] => string(inner).ok(),
        _ => None,
    };
    if let Some(length) = string {
        return if bytes { (Token::Bytes, length + 1) } else { (Token::String, length) };
    }
    let length = count(rest, |byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let token = match &rest[..length] {
        b"in" => Token::In,
        b"true" => Token::True,
        b"false" => Token::False,
        b"null" => Token::Null,
        _ => Token::Identifier,
    };
    (token, length)
}

/// The length of what begins with a quote; or how many bytes could be a string's.
fn string(rest: &[u8]) -> Result<usize, usize> {
    let quote = rest[0];
    if rest.get(1) == Some(&quote) {
        // Where three quotes are not closed, the first two are an empty string.
        return Ok(if rest.get(2) == Some(&quote) { long_string(rest, quote, true).unwrap_or(2) } else { 2 });
    }
    let mut at = 1;
    loop {
        match rest.get(at) {
            None | Some(b'\n' | b'\r') => return Err(at),
            Some(b'\\') => at += escape(&rest[at..]).map_err(|right| at + right)?,
            Some(&byte) if byte == quote => return Ok(at + 1),
            Some(_) => at += 1,
        }
    }
}

fn raw_string(rest: &[u8]) -> Option<usize> {
    let quote = rest[0];
    if rest.get(1) == Some(&quote) {
        return Some(if rest.get(2) == Some(&quote) { long_string(rest, quote, false).unwrap_or(2) } else { 2 });
    }
    let inner = count(&rest[1..], |byte| *byte != quote && *byte != b'\n' && *byte != b'\r');
    (rest.get(1 + inner) == Some(&quote)).then_some(inner + 2)
}

/// The length of what begins with three quotes, up to the next three.
fn long_string(rest: &[u8], quote: u8, escapes: bool) -> Option<usize> {
    let mut at = 3;
    loop {
        match rest.get(at)? {
            b'\\' if escapes => at += escape(&rest[at..]).ok()?,
            byte if *byte == quote && rest[at..].starts_with(&[quote; 3]) => return Some(at + 3),
            _ => at += 1,
        }
    }
}

/// The length of what begins with a backslash; or how many bytes could be.
fn escape(rest: &[u8]) -> Result<usize, usize> {
    let digits = |from: usize, most: usize, which: fn(&u8) -> bool| {
        let found = count(&rest[from..rest.len().min(from + most)], which);
        if found == most { Ok(from + most) } else { Err(from + found) }
    };
    match rest.get(1) {
        Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'"' | b'\'' | b'\\' | b'?' | b'`') => Ok(2),
        Some(b'x' | b'X') => digits(2, 2, u8::is_ascii_hexdigit),
        Some(b'u') => digits(2, 4, u8::is_ascii_hexdigit),
        Some(b'U') => digits(2, 8, u8::is_ascii_hexdigit),
        Some(b'0'..=b'3') => digits(2, 2, |byte| (b'0'..=b'7').contains(byte)),
        _ => Err(1),
    }
}

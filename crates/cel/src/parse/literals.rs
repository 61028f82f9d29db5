//! What literals mean: numbers, and strings without their quotes and escapes.

use std::borrow::Cow;

use crate::ast::Literal;

// Upstream: cel-go/parser/parser.go parser.VisitInt (v0.29.2)
pub(super) fn int(text: &str, minus: bool) -> Result<Literal, &'static str> {
    let (digits, radix) = text.strip_prefix("0x").map_or((text, 10), |digits| (digits, 16));
    let size = i128::from_str_radix(digits, radix).ok();
    let value = size.and_then(|size| i64::try_from(if minus { -size } else { size }).ok());
    value.map(Literal::Int).ok_or("invalid int literal")
}

// Upstream: cel-go/parser/parser.go parser.VisitUint (v0.29.2)
pub(super) fn uint(text: &str) -> Result<Literal, &'static str> {
    let text = text.trim_end_matches(['u', 'U']);
    let (digits, radix) = text.strip_prefix("0x").map_or((text, 10), |digits| (digits, 16));
    u64::from_str_radix(digits, radix).map(Literal::Uint).map_err(|_| "invalid uint literal")
}

// Upstream: cel-go/parser/parser.go parser.VisitDouble (v0.29.2)
pub(super) fn float(text: &str, minus: bool) -> Result<Literal, &'static str> {
    let size = text.parse().unwrap_or(f64::INFINITY);
    if size.is_infinite() {
        return Err("invalid double literal");
    }
    Ok(Literal::Double(if minus { -size } else { size }))
}

/// What a string with its quotes means.
// Upstream: cel-go/parser/unescape.go unescape (v0.29.2)
pub(super) fn string(text: &str) -> Result<Cow<'_, str>, &'static str> {
    let (inner, escapes) = inner(text);
    let inner = one_newline(inner);
    if !escapes {
        return Ok(inner);
    }
    let mut out = String::with_capacity(inner.len());
    unescape(&inner, |piece| {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Code(code, _) => out.push(char::from_u32(code).ok_or("invalid unicode code point")?),
        }
        Ok(())
    })?;
    Ok(Cow::Owned(out))
}

/// What bytes with their quotes mean, without the letter before them.
pub(super) fn bytes(text: &str) -> Result<Vec<u8>, &'static str> {
    let (inner, escapes) = inner(text);
    let inner = one_newline(inner);
    if !escapes {
        return Ok(inner.into_owned().into_bytes());
    }
    let mut out = Vec::with_capacity(inner.len());
    unescape(&inner, |piece| {
        match piece {
            Piece::Text(text) => out.extend_from_slice(text.as_bytes()),
            Piece::Code(_, b'u' | b'U') => return Err("unable to unescape string"),
            Piece::Code(code, _) => out.push(u8::try_from(code).map_err(|_| "unable to unescape string")?),
        }
        Ok(())
    })?;
    Ok(out)
}

/// What stands between the quotes, and whether there are escapes in it.
fn inner(text: &str) -> (&str, bool) {
    let quoted = text.trim_start_matches(['r', 'R']);
    let quotes = if quoted.len() >= 6 && (quoted.starts_with("\"\"\"") || quoted.starts_with("'''")) { 3 } else { 1 };
    let inner = &quoted[quotes..quoted.len() - quotes];
    (inner, quoted.len() == text.len() && inner.contains('\\'))
}

/// All ends of lines are `\n`.
fn one_newline(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

/// A piece of a string with escapes.
enum Piece<'a> {
    Text(&'a str),
    /// A code point or byte, and the letter or digit behind the backslash.
    Code(u32, u8),
}

/// Tells the pieces of a string one after the other. That its escapes are complete is known from the tokens.
// Upstream: cel-go/parser/unescape.go unescapeChar (v0.29.2)
fn unescape(text: &str, mut tell: impl FnMut(Piece<'_>) -> Result<(), &'static str>) -> Result<(), &'static str> {
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\\') {
        tell(Piece::Text(before))?;
        let sign = *escape.as_bytes().first().ok_or("unable to unescape string, found '\\' as last character")?;
        let (from, digits, radix) = match sign {
            b'x' | b'X' => (1, 2, 16),
            b'u' => (1, 4, 16),
            b'U' => (1, 8, 16),
            b'0'..=b'3' => (0, 3, 8),
            _ => (0, 0, 0),
        };
        if digits > 0 {
            let code = escape.get(from..from + digits).and_then(|digits| u32::from_str_radix(digits, radix).ok());
            tell(Piece::Code(code.ok_or("unable to unescape string")?, sign))?;
            rest = &escape[from + digits..];
            continue;
        }
        tell(Piece::Code(simple(sign).ok_or("unable to unescape string")?, sign))?;
        rest = &escape[1..];
    }
    tell(Piece::Text(rest))
}

fn simple(sign: u8) -> Option<u32> {
    Some(match sign {
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'v' => 11,
        b'\\' | b'\'' | b'"' | b'`' | b'?' => u32::from(sign),
        _ => return None,
    })
}

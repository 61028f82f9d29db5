//! Texts in quotes, with Go's escapes.

/// What a text in single or double quotes says; the quotes are part of what is given.
///
/// # Errors
/// If it is no such text.
// Upstream: client-go/util/jsonpath/parser.go UnquoteExtend (v1.37.2)
pub(super) fn unquoted(text: &str) -> Result<String, &'static str> {
    const SYNTAX: &str = "invalid syntax";
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\'')).ok_or(SYNTAX)?;
    let mut rest = text[1..].strip_suffix(quote).ok_or(SYNTAX)?;
    let mut out = Vec::with_capacity(rest.len());
    if !rest.contains('\\') && !rest.contains(quote) {
        return Ok(rest.to_owned());
    }
    while !rest.is_empty() {
        rest = character(rest, quote, &mut out).ok_or(SYNTAX)?;
    }
    Ok(crate::text::lossy(&out))
}

/// Reads a character or an escape, and gives what is left.
// Upstream: strconv/quote.go UnquoteChar (go1.26.8)
fn character<'t>(text: &'t str, quote: char, out: &mut Vec<u8>) -> Option<&'t str> {
    let mut chars = text.chars();
    let one = chars.next()?;
    if one == quote {
        return None;
    }
    let mut put = |one: char| out.extend_from_slice(one.encode_utf8(&mut [0; 4]).as_bytes());
    if one != '\\' {
        put(one);
        return Some(chars.as_str());
    }
    let letter = chars.next()?;
    let rest = chars.as_str();
    match letter {
        'a' => out.push(7),
        'b' => out.push(8),
        'f' => out.push(0x0c),
        'n' => out.push(b'\n'),
        'r' => out.push(b'\r'),
        't' => out.push(b'\t'),
        'v' => out.push(0x0b),
        '\\' => out.push(b'\\'),
        '\'' | '"' if letter == quote => out.push(u8::try_from(letter).ok()?),
        'x' => {
            let (number, rest) = number(rest, 2, 16)?;
            out.push(u8::try_from(number).ok()?);
            return Some(rest);
        }
        '0'..='7' => {
            let (number, rest) = number(&text[1..], 3, 8)?;
            out.push(u8::try_from(number).ok()?);
            return Some(rest);
        }
        'u' | 'U' => {
            let (number, rest) = number(rest, if letter == 'u' { 4 } else { 8 }, 16)?;
            put(char::from_u32(number)?);
            return Some(rest);
        }
        _ => return None,
    }
    Some(rest)
}

fn number(text: &str, len: usize, radix: u32) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(len)?;
    let number = digits.chars().try_fold(0_u32, |sum, c| sum.checked_mul(radix)?.checked_add(c.to_digit(radix)?));
    number.map(|number| (number, rest))
}

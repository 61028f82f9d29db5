//! Sets of characters in an expression: `[a-z]`, `\d`, `\pL`; and the characters in them.

use super::folds::folded;
use super::ranges::Ranges;
use super::scan::{Error, Flags, next, read};
use super::unicode;

/// A set between brackets, settled, and what is behind it. It may come to so many ranges before it is settled.
///
/// # Errors
/// What is wrong with it; nothing if it is too large.
// Upstream: regexp/syntax/parse.go parseClass (go1.26.8)
pub(super) fn bracketed(text: &str, flags: Flags, ranges_max: usize) -> Result<(Ranges, &str), Option<Error>> {
    let after = &text[1..];
    let (others, mut rest) = after.strip_prefix('^').map_or((false, after), |rest| (true, rest));
    // What stands in the set by itself, and what is part of it by a name.
    let (mut plain, mut named) = (Ranges::default(), Ranges::default());
    let mut is_first = true;
    while is_first || !rest.starts_with(']') {
        is_first = false;
        if plain.0.len() + named.0.len() > ranges_max {
            return Err(None);
        }
        if let Some((set, after)) = posix(rest, flags)? {
            named.0.extend(set.0);
            rest = after;
        } else if let Some((set, after)) = escaped(rest, flags)? {
            named.0.extend(set.0);
            rest = after;
        } else {
            let (range, after) = range(rest, text)?;
            plain.0.push(range);
            rest = after;
        }
    }
    let plain = if flags.fold { folded(plain.settled()) } else { plain };
    named.0.extend(plain.0);
    let set = named.settled();
    Ok((if others { set.others() } else { set }, &rest[1..]))
}

/// One character, or two with a dash between.
fn range<'e>(text: &'e str, whole: &str) -> Result<((u32, u32), &'e str), Error> {
    let (first, rest) = character_within(text, whole)?;
    // Before the closing bracket, a dash is a character.
    let Some(after) = rest.strip_prefix('-').filter(|after| !after.is_empty() && !after.starts_with(']')) else {
        return Ok(((first, first), rest));
    };
    let (last, rest) = character_within(after, whole)?;
    if last < first {
        return Err(Error::new("invalid character class range", read(text, rest)));
    }
    Ok(((first, last), rest))
}

fn character_within<'e>(text: &'e str, whole: &str) -> Result<(u32, &'e str), Error> {
    match next(text) {
        (None, _) => Err(Error::new("missing closing ]", whole)),
        (Some('\\'), _) => character(text),
        (Some(one), rest) => Ok((one.into(), rest)),
    }
}

/// What begins like `[:alnum:]`, if it ends like it.
// Upstream: regexp/syntax/parse.go parseNamedClass (go1.26.8)
fn posix(text: &str, flags: Flags) -> Result<Option<(Ranges, &str)>, Error> {
    let Some((name, rest)) = text.strip_prefix("[:").and_then(|text| text.split_once(":]")) else { return Ok(None) };
    let (others, name) = name.strip_prefix('^').map_or((false, name), |name| (true, name));
    match unicode::posix(name) {
        Some(set) => Ok(Some((group(set, others, flags), rest))),
        None => Err(Error::new("invalid character class range", read(text, rest))),
    }
}

/// A set with a name behind a backslash, if it is one.
// Upstream: regexp/syntax/parse.go parseUnicodeClass, parsePerlClassEscape (go1.26.8)
pub(super) fn escaped(text: &str, flags: Flags) -> Result<Option<(Ranges, &str)>, Error> {
    let Some(after) = text.strip_prefix('\\') else { return Ok(None) };
    let (letter, rest) = next(after);
    let Some(letter) = letter else { return Ok(None) };
    if !matches!(letter, 'p' | 'P') {
        let set = unicode::short(letter.to_ascii_lowercase());
        return Ok(set.map(|set| (group(set, letter.is_ascii_uppercase(), flags), rest)));
    }
    let bad = |part: &str| Error::new("invalid character class range", part);
    let (name, rest) = if let Some(braced) = rest.strip_prefix('{') {
        braced.split_once('}').ok_or_else(|| bad(text))?
    } else {
        let after = next(rest).1;
        (read(rest, after), after)
    };
    let (others, name) = name.strip_prefix('^').map_or((letter == 'P', name), |name| (letter == 'p', name));
    let set = unicode::named(name, flags.fold).ok_or_else(|| bad(read(text, rest)))?;
    Ok(Some((if others { set.others() } else { set }, rest)))
}

fn group(set: Ranges, others: bool, flags: Flags) -> Ranges {
    let set = if flags.fold { folded(set) } else { set };
    if others { set.others() } else { set }
}

/// A single character behind a backslash, by its number.
// Upstream: regexp/syntax/parse.go parseEscape (go1.26.8)
pub(super) fn character(text: &str) -> Result<(u32, &str), Error> {
    let (letter, rest) = next(&text[1..]);
    let Some(letter) = letter else { return Err(Error::new("trailing backslash at end of expression", "")) };
    match letter {
        '0' => Ok(octal(letter, rest)),
        '1'..='7' if rest.starts_with(|c| matches!(c, '0'..='7')) => Ok(octal(letter, rest)),
        'x' => {
            let (number, rest) = hexadecimal(rest);
            number.map(|number| (number, rest)).ok_or_else(|| Error::new("invalid escape sequence", read(text, rest)))
        }
        'a' => Ok((7, rest)),
        'f' => Ok((0x0c, rest)),
        'n' => Ok(('\n'.into(), rest)),
        'r' => Ok(('\r'.into(), rest)),
        't' => Ok(('\t'.into(), rest)),
        'v' => Ok((0x0b, rest)),
        _ if letter.is_ascii() && !letter.is_ascii_alphanumeric() => Ok((letter.into(), rest)),
        _ => Err(Error::new("invalid escape sequence", read(text, rest))),
    }
}

/// Up to three digits.
fn octal(first: char, mut rest: &str) -> (u32, &str) {
    let mut number = first.to_digit(8).unwrap_or_default();
    for _ in 1..3 {
        let (Some(digit), after) = next(rest) else { break };
        let Some(digit) = digit.to_digit(8) else { break };
        (number, rest) = (number * 8 + digit, after);
    }
    (number, rest)
}

/// Two digits, or any number of them between braces; and what is left behind the last character that was looked at.
fn hexadecimal(text: &str) -> (Option<u32>, &str) {
    let (first, mut rest) = next(text);
    let digit = |c: Option<char>| c.and_then(|c| c.to_digit(16));
    if first != Some('{') {
        if first.is_none() {
            return (None, rest);
        }
        let (second, rest) = next(rest);
        return (digit(first).zip(digit(second)).map(|(first, second)| first * 16 + second), rest);
    }
    let mut number = None;
    loop {
        let (one, after) = next(rest);
        rest = after;
        match one {
            Some('}') => return (number, rest),
            _ => match digit(one).map(|digit| number.unwrap_or(0) * 16 + digit) {
                Some(larger) if larger <= char::MAX.into() => number = Some(larger),
                _ => return (None, rest),
            },
        }
    }
}

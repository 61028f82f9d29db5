//! Texts.

use super::{Implementation, Room, arguments};
use crate::value::{Error, List, Shared, Text, Val, characters};

// Upstream: cel-go/common/types/string.go String.Receive, cel-go/ext/strings.go stringLib.CompileOptions (v0.29.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "contains_string" => |args, _| pair(args, |text, part| Ok(Val::Bool(text.contains(part)))),
        "ends_with_string" => |args, _| pair(args, |text, part| Ok(Val::Bool(text.ends_with(part)))),
        "starts_with_string" => |args, _| pair(args, |text, part| Ok(Val::Bool(text.starts_with(part)))),
        "string_char_at_int" => |args, _| {
            arguments!(args, Val::String(text), Val::Int(at));
            let index = usize::try_from(*at).map_err(|_| out_of_range(*at))?;
            match text.chars().nth(index) {
                Some(c) => Ok(Val::text(c.to_string())),
                None if index as u64 == characters(text) => Ok(Val::text("")),
                None => Err(out_of_range(*at)),
            }
        },
        "string_index_of_string" => |args, _| pair(args, |text, part| Ok(Val::Int(index_of(text, part, 0)?))),
        "string_index_of_string_int" => |args, _| {
            arguments!(args, Val::String(text), Val::String(part), Val::Int(from));
            index_of(text, part, *from).map(Val::Int)
        },
        "string_last_index_of_string" => |args, _| pair(args, |text, part| Ok(Val::Int(last_index_of(text, part)?))),
        "string_last_index_of_string_int" => |args, _| {
            arguments!(args, Val::String(text), Val::String(part), Val::Int(from));
            last_index_from(text, part, *from).map(Val::Int)
        },
        "string_lower_ascii" => |args, room| made(args, room, |text| text.to_ascii_lowercase()),
        "string_upper_ascii" => |args, room| made(args, room, |text| text.to_ascii_uppercase()),
        "string_trim" => |args, room| {
            // Go's space is Unicode's.
            made(args, room, |text| text.trim().to_owned())
        },
        "strings_quote" => |args, room| {
            arguments!(args, Val::String(text));
            room.make(text.len().saturating_mul(2))?;
            Ok(Val::text(quote(text)))
        },
        "string_format" => super::format::format,
        overload => return implementation_of_parts(overload),
    })
}

/// The same of those that take texts apart or put them together.
fn implementation_of_parts(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "string_substring_int" => |args, room| {
            arguments!(args, Val::String(text), Val::Int(start));
            room.make(text.len())?;
            Ok(Val::text(&text[place(text, *start)?..]))
        },
        "string_substring_int_int" => |args, room| {
            arguments!(args, Val::String(text), Val::Int(start), Val::Int(end));
            if start > end {
                return Error::of(format!("invalid substring range. start: {start}, end: {end}")).fail();
            }
            let (start, end) = (place(text, *start)?, place(text, *end)?);
            room.make(end - start)?;
            Ok(Val::text(&text[start..end]))
        },
        "string_replace_string_string" => |args, room| {
            arguments!(args, Val::String(text), Val::String(old), Val::String(new));
            replace(text, old, new, -1, room)
        },
        "string_replace_string_string_int" => |args, room| {
            arguments!(args, Val::String(text), Val::String(old), Val::String(new), Val::Int(most));
            replace(text, old, new, *most, room)
        },
        "string_split_string" => |args, room| {
            arguments!(args, Val::String(text), Val::String(separator));
            split(text, separator, -1, room)
        },
        "string_split_string_int" => |args, room| {
            arguments!(args, Val::String(text), Val::String(separator), Val::Int(most));
            split(text, separator, *most, room)
        },
        "list_join" => |args, room| {
            arguments!(args, Val::List(list));
            join(list, "", room)
        },
        "list_join_string" => |args, room| {
            arguments!(args, Val::List(list), Val::String(between));
            join(list, between, room)
        },
        _ => return None,
    })
}

fn pair<'a>(args: &[Val<'a>], give: impl FnOnce(&str, &str) -> Result<Val<'a>, Error>) -> Result<Val<'a>, Error> {
    arguments!(args, Val::String(text), Val::String(part));
    give(text, part)
}

fn made<'a>(args: &[Val<'a>], room: &mut Room<'_>, make: impl FnOnce(&str) -> String) -> Result<Val<'a>, Error> {
    arguments!(args, Val::String(text));
    room.make(text.len())?;
    Ok(Val::text(make(text)))
}

fn out_of_range(at: i64) -> Error {
    Error::of(format!("index out of range: {at}"))
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Where a character begins, in bytes; the end is one, too.
fn place(text: &str, at: i64) -> Result<usize, Error> {
    let index = usize::try_from(at).map_err(|_| out_of_range(at))?;
    if text.is_ascii() {
        return if index <= text.len() { Ok(index) } else { Err(out_of_range(at)) };
    }
    let mut places = text.char_indices().map(|(place, _)| place).chain([text.len()]);
    places.nth(index).ok_or_else(|| out_of_range(at))
}

// Upstream: cel-go/ext/strings.go indexOfOffset (v0.29.2)
fn index_of(text: &str, part: &str, from: i64) -> Result<i64, Error> {
    if from < 0 {
        return Err(out_of_range(from));
    }
    if part.is_empty() {
        return Ok(from.min(whole(characters(text))));
    }
    let Ok(begin) = place(text, from) else { return Ok(-1) };
    Ok(text[begin..].find(part).map_or(-1, |found| from + whole(characters(&text[begin..begin + found]))))
}

// Upstream: cel-go/ext/strings.go lastIndexOf (v0.29.2)
fn last_index_of(text: &str, part: &str) -> Result<i64, Error> {
    let count = whole(characters(text));
    if part.is_empty() {
        return Ok(count);
    }
    if text.len() < part.len() { Ok(-1) } else { last_index_from(text, part, count - 1) }
}

// Upstream: cel-go/ext/strings.go lastIndexOfOffset (v0.29.2)
fn last_index_from(text: &str, part: &str, from: i64) -> Result<i64, Error> {
    if from < 0 {
        return Err(out_of_range(from));
    }
    let count = whole(characters(text));
    if part.is_empty() {
        return Ok(from.min(count));
    }
    if from >= count {
        return Ok(-1);
    }
    let last = from.min(count - whole(characters(part)));
    if last < 0 {
        return Ok(-1);
    }
    // What begins there at the latest ends there at the latest.
    let end = place(text, last)?.saturating_add(part.len()).min(text.len());
    let end = text.floor_char_boundary(end);
    Ok(text[..end].rfind(part).map_or(-1, |at| whole(characters(&text[..at]))))
}

// Upstream: strings/strings.go Replace (go1.26.8)
fn replace<'a>(text: &Text<'a>, old: &str, new: &str, most: i64, room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if old == new || most == 0 {
        return Ok(Val::String(text.clone()));
    }
    let count = if old.is_empty() {
        usize::try_from(characters(text)).unwrap_or(usize::MAX).saturating_add(1)
    } else {
        text.matches(old).count()
    };
    let count = count.min(most);
    if count == 0 {
        return Ok(Val::String(text.clone()));
    }
    room.make(text.len().saturating_add(count.saturating_mul(new.len())))?;
    Ok(Val::text(text.replacen(old, new, count)))
}

// Upstream: strings/strings.go genSplit, explode (go1.26.8)
fn split<'a>(text: &Text<'a>, separator: &str, most: i64, room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    let most = match most {
        0 => return Ok(Val::list(Vec::new())),
        most => usize::try_from(most).unwrap_or(usize::MAX),
    };
    let ends: Vec<(usize, usize)> = if separator.is_empty() {
        let mut begins: Vec<usize> = text.char_indices().map(|(at, _)| at).take(most).collect();
        begins.push(text.len());
        let last = begins.len() - 1;
        if last == 0 { Vec::new() } else { (0..last).map(|i| (begins[i], begins[i + 1])).collect() }
    } else {
        let mut begin = 0;
        let mut parts = Vec::new();
        for (at, _) in text.match_indices(separator).take(most - 1) {
            parts.push((begin, at));
            begin = at + separator.len();
        }
        parts.push((begin, text.len()));
        parts
    };
    let mut ends = ends;
    // The last of so many characters has all that is left.
    if let Some(last) = ends.last_mut() {
        last.1 = text.len();
    }
    room.make_elements(ends.len())?;
    if matches!(text, Shared::Made(_)) {
        room.make(text.len().saturating_add(ends.len().saturating_mul(16)))?;
    }
    Ok(Val::list(ends.into_iter().map(|(begin, end)| part(text, begin, end)).collect()))
}

/// A part of a text, which borrows what the text borrows.
pub(super) fn part<'a>(text: &Text<'a>, begin: usize, end: usize) -> Val<'a> {
    match text {
        Shared::Borrowed(text) => Val::String(Shared::Borrowed(&text[begin..end])),
        Shared::Made(text) => Val::text(&text[begin..end]),
    }
}

// Upstream: cel-go/ext/strings.go joinValSeparator (v0.29.2)
fn join<'a>(list: &List<'a>, between: &str, room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    let mut out = String::new();
    for (i, item) in list.iter().enumerate() {
        let Val::String(text) = &item else {
            return Error::of(format!("join: invalid input: {}", item.shown())).fail();
        };
        if i > 0 {
            room.make(between.len())?;
            out.push_str(between);
        }
        room.make(text.len())?;
        out.push_str(text);
    }
    Ok(Val::text(out))
}

// Upstream: cel-go/ext/strings.go quote (v0.29.2)
fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            '\\' | '"' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

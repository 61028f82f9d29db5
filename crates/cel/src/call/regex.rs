//! Regular expressions, as Go has them.

use coracle_object::structural::texts::{Pattern, Places};

use super::{Implementation, Room, arguments, strings};
use crate::value::{Error, NO_OVERLOAD, Text, Val};

/// What an expression has taken before it is found to be too large, in bytes.
const TOO_LARGE: usize = 8 << 20;

// Upstream: apiserver/pkg/cel/library/regex.go regexLibraryDecls (v1.37.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "string_find_string" => |args, room| {
            arguments!(args, Val::String(text), Val::String(pattern));
            Ok(find(&places(pattern, room)?, text))
        },
        "string_find_all_string" => |args, room| {
            arguments!(args, Val::String(text), Val::String(pattern));
            find_all(&places(pattern, room)?, text, -1, room)
        },
        "string_find_all_string_int" => |args, room| {
            arguments!(args, Val::String(text), Val::String(pattern), Val::Int(most));
            find_all(&places(pattern, room)?, text, *most, room)
        },
        _ => return None,
    })
}

fn places(pattern: &str, room: &mut Room<'_>) -> Result<Places, Error> {
    match Places::new(pattern) {
        Ok(places) => room.make(places.bytes()).map(|()| places),
        Err(error) => Err(none(&error, format!("Illegal regex: {error}"), room)),
    }
}

/// The error that a text is no expression. To find out that it would be too large, as much was made as may be.
fn none(why: &str, said: String, room: &mut Room<'_>) -> Error {
    let made = if why.contains("expression too large") { TOO_LARGE } else { 0 };
    room.make(made).err().unwrap_or_else(|| Error::of(said))
}

// Upstream: cel-go/common/types/string.go Match (v0.29.2)
pub(super) fn matches<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    arguments!(args, Val::String(text), pattern);
    let Val::String(pattern) = pattern else { return Err(NO_OVERLOAD) };
    let pattern = Pattern::new(pattern).map_err(|error| none(&error, error.clone(), room))?;
    room.make(pattern.made())?;
    Ok(Val::Bool(pattern.is_found_in(text)))
}

/// What of a text is found first; nothing is an empty text.
#[must_use]
pub fn find<'a>(places: &Places, text: &Text<'a>) -> Val<'a> {
    places.find(text, 0).map_or(Val::text(""), |(begin, end)| strings::part(text, begin, end))
}

/// All that is found in a text, up to so many; below zero stands for any number.
///
/// # Errors
/// That is too much, or takes too long.
pub fn find_all<'a>(places: &Places, text: &Text<'a>, most: i64, room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for (begin, end) in places.find_all(text).take(most) {
        room.step()?;
        room.make_elements(1)?;
        room.make(end - begin)?;
        found.push(strings::part(text, begin, end));
    }
    Ok(Val::list(found))
}

//! What functions do with versions.

use std::sync::Arc;

use super::{Implementation, arguments};
use crate::value::{Error, NO_OVERLOAD, Opaque, Semver, Val};

// Upstream: apiserver/pkg/cel/library/semverlib.go semverLibType.declarations (v1.37.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "string_to_semver" => |args, _| {
            arguments!(args, Val::String(text));
            made(Semver::parse(text))
        },
        "string_bool_to_semver" => |args, _| {
            arguments!(args, Val::String(text), Val::Bool(lenient));
            made(if *lenient { Semver::parse_lenient(text) } else { Semver::parse(text) })
        },
        "is_semver_string" => |args, _| {
            arguments!(args, Val::String(text));
            Ok(Val::Bool(Semver::parse(text).is_ok()))
        },
        "is_semver_string_bool" => |args, _| {
            arguments!(args, Val::String(text), Val::Bool(lenient));
            let read = if *lenient { Semver::parse_lenient(text) } else { Semver::parse(text) };
            Ok(Val::Bool(read.is_ok()))
        },
        "semver_is_greater_than" => |args, _| Ok(Val::Bool(of(args)?.compare(of(&args[1..])?).is_gt())),
        "semver_is_less_than" => |args, _| Ok(Val::Bool(of(args)?.compare(of(&args[1..])?).is_lt())),
        "semver_compare_to" => |args, _| Ok(Val::Int(of(args)?.compare(of(&args[1..])?) as i64)),
        "semver_major" => |args, _| Ok(number(of(args)?, 0)),
        "semver_minor" => |args, _| Ok(number(of(args)?, 1)),
        "semver_patch" => |args, _| Ok(number(of(args)?, 2)),
        _ => return None,
    })
}

fn made<'a>(version: Result<Semver, String>) -> Result<Val<'a>, Error> {
    Ok(Val::Opaque(Arc::new(Opaque::Semver(version.map_err(Error::of)?))))
}

fn of<'v>(args: &'v [Val<'_>]) -> Result<&'v Semver, Error> {
    let [Val::Opaque(opaque), ..] = args else { return Err(NO_OVERLOAD) };
    match &**opaque {
        Opaque::Semver(version) => Ok(version),
        _ => Err(NO_OVERLOAD),
    }
}

/// Quirk: what is larger than a whole number can be comes out negative (asked of the reference: the major number of 18446744073709551615.0.0).
fn number<'a>(version: &Semver, at: usize) -> Val<'a> {
    Val::Int(version.numbers[at].cast_signed())
}

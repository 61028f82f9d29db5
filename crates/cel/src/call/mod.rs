//! What functions do, by the names that the reference has for their forms.

mod format;
mod lists;
mod named;
mod net;
mod operators;
mod optional;
mod quantity;
mod regex;
mod room;
mod semver;
mod sets;
mod sort;
mod strings;
mod time;
mod url;

pub use operators::of_operator;
pub use regex::{find, find_all};
pub use room::Room;

use crate::value::{Error, Val, convert::Target};

/// What a function gives for arguments that its form takes.
pub type Implementation = for<'a> fn(&[Val<'a>], &mut Room<'_>) -> Result<Val<'a>, Error>;

/// What the form of a function does that the reference calls this.
#[must_use]
pub fn implementation(overload: &str) -> Option<Implementation> {
    strings::implementation(overload)
        .or_else(|| conversion(overload))
        .or_else(|| lists::implementation(overload))
        .or_else(|| sets::implementation(overload))
        .or_else(|| optional::implementation(overload))
        .or_else(|| net::implementation(overload))
        .or_else(|| url::implementation(overload))
        .or_else(|| quantity::implementation(overload))
        .or_else(|| semver::implementation(overload))
        .or_else(|| named::implementation(overload))
        .or_else(|| regex::implementation(overload))
        .or_else(|| time::implementation(overload))
}

/// The first argument; every form that asks for it has it.
fn first<'v, 'a>(args: &'v [Val<'a>]) -> Result<&'v Val<'a>, Error> {
    args.first().ok_or(crate::value::NO_OVERLOAD)
}

/// Takes arguments apart that can only be what a function's form takes.
macro_rules! arguments {
    ($args:expr, $($pattern:pat),+) => {
        let [$($pattern),+] = $args else { return Err($crate::value::NO_OVERLOAD) };
    };
}
pub(crate) use arguments;

// Upstream: cel-go/common/stdlib/standard.go Functions (v0.29.2)
fn conversion(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "bool_to_bool"
        | "bytes_to_bytes"
        | "double_to_double"
        | "duration_to_duration"
        | "int64_to_int64"
        | "string_to_string"
        | "timestamp_to_timestamp"
        | "uint64_to_uint64" => |args, _| Ok(first(args)?.clone()),
        "string_to_bool" => |args, _| first(args)?.convert(Target::Bool),
        "string_to_bytes" => |args, room| {
            room.make_text(first(args)?)?;
            first(args)?.convert(Target::Bytes)
        },
        "int64_to_double" | "string_to_double" | "uint64_to_double" => |args, _| first(args)?.convert(Target::Double),
        "string_to_duration" => |args, _| first(args)?.convert(Target::Duration),
        "double_to_int64" | "duration_to_int64" | "string_to_int64" | "timestamp_to_int64" | "uint64_to_int64" => {
            |args, _| first(args)?.convert(Target::Int)
        }
        "bool_to_string"
        | "bytes_to_string"
        | "double_to_string"
        | "duration_to_string"
        | "int64_to_string"
        | "timestamp_to_string"
        | "uint64_to_string"
        | "ip_to_string"
        | "cidr_to_string" => |args, room| {
            room.make_text(first(args)?)?;
            first(args)?.convert(Target::String)
        },
        "int64_to_timestamp" | "string_to_timestamp" => |args, _| first(args)?.convert(Target::Timestamp),
        "double_to_uint64" | "int64_to_uint64" | "string_to_uint64" => |args, _| first(args)?.convert(Target::Uint),
        _ => return None,
    })
}

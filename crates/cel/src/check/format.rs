//! Whether `'%d'.format([1])` has what its text asks for.

use crate::ast::{Id, Kind};
use crate::checked::Checked;
use crate::source::Issue;
use crate::types::Type;

/// What is wrong with a format's text or with what it is given, the first of it; `call` is the whole.
// Upstream: cel-go/ext/formatting.go stringFormatValidator, parseFormatString (v0.29.2)
pub(super) fn check(checked: &Checked, call: Id, text: &str, args: &[Id]) -> Option<Issue> {
    let issue = |id: Id, message| Some(Issue { at: Some(checked.ast.node(id).at), message });
    let mut asked = 0;
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(b"%") {
            rest = after;
            continue;
        }
        let Some(arg) = args.get(asked) else {
            let end = rest.is_empty();
            return issue(
                call,
                if end { "unexpected end of string".into() } else { format!("index {asked} out of range") },
            );
        };
        if rest.is_empty() {
            return issue(call, "unexpected end of string".into());
        }
        asked += 1;
        let (clause, after) = match clause(rest) {
            Ok(read) => read,
            Err(message) => return issue(call, format!("could not parse formatting clause: {message}")),
        };
        rest = after;
        if let Some((id, message)) = wrong(checked, clause, *arg) {
            return issue(id, format!("error during formatting: {message}"));
        }
    }
    (args.len() > asked).then(|| {
        let message = format!("too many arguments supplied to string.format (expected {asked}, got {})", args.len());
        Issue { at: Some(checked.ast.node(call).at), message }
    })
}

/// The letter of a clause, and what is behind it.
// Upstream: cel-go/ext/formatting.go parseFormattingClause, parsePrecision (v0.29.2)
fn clause(text: &[u8]) -> Result<(u8, &[u8]), String> {
    let mut rest = text;
    if let Some(digits) = rest.strip_prefix(b".") {
        let end = digits.iter().position(|byte| !byte.is_ascii_digit());
        let Some(end) = end else {
            return Err("error while parsing precision: could not find end of precision specifier".into());
        };
        let digits_text = String::from_utf8_lossy(&digits[..end]);
        if digits_text.parse::<i64>().is_err() {
            let why = if digits_text.is_empty() { "invalid syntax" } else { "value out of range" };
            let failed = format!("strconv.Atoi: parsing \"{digits_text}\": {why}");
            return Err(format!(
                "error while parsing precision: error while converting precision to integer: {failed}"
            ));
        }
        rest = &digits[end..];
    }
    match rest.split_first() {
        Some((letter, after)) if b"sdfebxXo".contains(letter) => Ok((*letter, after)),
        Some((other, _)) => Err(format!("unrecognized formatting clause \"{}\"", char::from(*other))),
        None => Err(String::new()),
    }
}

/// What cannot stand for this clause, and why.
fn wrong(checked: &Checked, clause: u8, arg: Id) -> Option<(Id, String)> {
    let of = checked.type_of(arg).without_null();
    let (fits, message) = match clause {
        b's' => return not_text(checked, arg),
        b'd' => (matches!(of, Type::Int | Type::Uint), "decimal clause can only be used on integers"),
        b'f' => (matches!(of, Type::Double | Type::String), "fixed-point clause can only be used on doubles"),
        b'e' => (matches!(of, Type::Double | Type::String), "scientific clause can only be used on doubles"),
        b'b' => {
            (matches!(of, Type::Int | Type::Uint | Type::Bool), "only integers and bools can be formatted as binary")
        }
        b'o' => (matches!(of, Type::Int | Type::Uint), "octal clause can only be used on integers"),
        _ => (
            matches!(of, Type::Int | Type::Uint | Type::String | Type::Bytes),
            "only integers, byte buffers, and strings can be formatted as hex",
        ),
    };
    let fits = fits || matches!(of, Type::Dyn);
    (!fits).then(|| (arg, format!("{message}, was given {}", of.name())))
}

/// What in this value cannot be written as text.
// Upstream: cel-go/ext/formatting.go verifyString (v0.29.2)
fn not_text(checked: &Checked, id: Id) -> Option<(Id, String)> {
    const MESSAGE: &str = "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps";
    let ty = checked.type_of(id).without_null();
    let fits = match ty {
        Type::Any | Type::Error | Type::Object(_) => false,
        Type::Opaque(name, _) => *name == "type",
        _ => true,
    };
    if !fits {
        return Some((id, format!("{MESSAGE}, was given {}", ty.name())));
    }
    match &checked.ast.node(id).kind {
        Kind::List { elements, .. } => elements.iter().find_map(|id| not_text(checked, *id)),
        Kind::Map(entries) => {
            entries.iter().flat_map(|entry| [entry.key, entry.value]).find_map(|id| not_text(checked, id))
        }
        _ => None,
    }
}

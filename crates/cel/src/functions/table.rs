//! Reading `table.txt`.

use std::sync::Arc;

use crate::types::Type;

use super::Overload;

/// Each form of each function of a table, and whether it is in the environment for new and in the one for stored expressions.
///
/// # Panics
/// Where the table is no table.
pub(super) fn read(text: &'static str) -> impl Iterator<Item = (Overload, bool, bool)> {
    let mut function = "";
    text.lines().filter_map(move |line| {
        let Some(row) = line.strip_prefix("  ") else {
            function = line;
            return None;
        };
        let (row, new, stored) = match (row.strip_prefix("new: "), row.strip_prefix("stored: ")) {
            (Some(row), _) => (row, true, false),
            (_, Some(row)) => (row, false, true),
            _ => (row, true, true),
        };
        Some((form(function, row).unwrap_or_else(|| panic!("the table of functions: {line}")), new, stored))
    })
}

/// `contains_string string.(string) -> bool`
fn form(function: &'static str, row: &'static str) -> Option<Overload> {
    let (id, rest) = row.split_once(' ')?;
    let (arguments, result) = rest.rsplit_once(" -> ")?;
    let (target, arguments) = match arguments.split_once(".(") {
        Some((target, arguments)) => (Some(target), arguments),
        None => (None, arguments.strip_prefix('(')?),
    };
    let mut params = types(target.unwrap_or_default())?;
    params.extend(types(arguments.strip_suffix(')')?)?);
    let result = ty(result)?;
    let mut letters = Vec::new();
    // In the order in which the reference comes upon them; its own numbers for them depend on chance.
    for ty in [&result].into_iter().chain(&params) {
        collect(ty, &mut letters);
    }
    Some(Overload { id, function, member: target.is_some(), params, result, letters })
}

fn collect(ty: &Type, letters: &mut Vec<char>) {
    match ty {
        Type::Param(letter) if !letters.contains(letter) => letters.push(*letter),
        Type::List(inner) | Type::Type(inner) => collect(inner, letters),
        Type::Map(entry) => {
            collect(&entry.0, letters);
            collect(&entry.1, letters);
        }
        Type::Opaque(_, inner) => inner.iter().for_each(|inner| collect(inner, letters)),
        _ => {}
    }
}

/// Types with commas between them.
fn types(text: &'static str) -> Option<Vec<Type>> {
    let mut types = Vec::new();
    let (mut from, mut depth) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                types.push(ty(text[from..at].trim_start())?);
                from = at + 1;
            }
            _ => {}
        }
    }
    if !text.is_empty() {
        types.push(ty(text[from..].trim_start())?);
    }
    Some(types)
}

fn ty(text: &'static str) -> Option<Type> {
    if let Some((name, parameters)) = text.split_once('(') {
        let mut parameters = types(parameters.strip_suffix(')')?)?;
        return Some(match (name, parameters.len()) {
            ("list", 1) => Type::List(Arc::new(parameters.remove(0))),
            ("type", 1) => Type::Type(Arc::new(parameters.remove(0))),
            ("map", 2) => {
                let key = parameters.remove(0);
                Type::Map(Arc::new((key, parameters.remove(0))))
            }
            (name, _) => Type::Opaque(name, parameters.into()),
        });
    }
    Some(match text {
        "dyn" => Type::Dyn,
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "duration" => Type::Duration,
        "timestamp" => Type::Timestamp,
        name if name.contains('.') => Type::Opaque(name, Arc::default()),
        letter => Type::Param(letter.chars().next().filter(|_| letter.len() == 1)?),
    })
}

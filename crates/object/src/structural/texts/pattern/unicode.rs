//! The sets of characters that have a name: those of Unicode by category and script, and the shorter ones of ASCII.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::folds::folded;
use super::ranges::{LAST, Ranges};
use super::tables::{known, of_category};

/// Categories, other names of theirs, and scripts, as Go looks for them: a line each.
///
/// Quirk: a script of several words is found under no name at all (names.jsonl: Kayah).
// Upstream: unicode/tables.go Categories, CategoryAliases, Scripts, regexp/syntax/parse.go unicodeTable (go1.26.8)
const NAMES: &str = include_str!("names.txt");

/// What each name stands for. The sets are made when they are first asked for.
static NAMED: LazyLock<HashMap<&str, Named>> = LazyLock::new(|| {
    let mut named = HashMap::new();
    for (line, property) in NAMES.lines().zip(["gc", "gc", "sc"]) {
        for name in line.split_ascii_whitespace() {
            let (name, value) = name.split_once('=').unwrap_or((name, name));
            named.insert(name, Named { property, value, set: OnceLock::new() });
        }
    }
    for name in ["Any", "Ascii", "Assigned"] {
        named.insert(name, Named { property: "", value: name, set: OnceLock::new() });
    }
    named
});

struct Named {
    property: &'static str,
    value: &'static str,
    set: OnceLock<Ranges>,
}

/// The characters of a category or script, if need be with those that are the same but for case; none if there is none of that name.
///
/// Quirk: letters that have cases (`LC`) are those of the case that they have, whatever is asked (patterns.jsonl: p{LC}).
pub(super) fn named(name: &str, fold: bool) -> Option<Ranges> {
    let named = NAMED.get(canonical(name).as_str())?;
    let set = named.set.get_or_init(|| match (named.property, named.value) {
        (_, "Any") => Ranges(vec![(0, LAST)]),
        (_, "Ascii") => Ranges(vec![(0, 0x7f)]),
        (_, "Assigned") => of_category("Cn").others(),
        ("gc", category) => of_category(category),
        (property, value) => known(&format!("{property}={value}")),
    });
    Some(if fold && named.value != "Lc" { folded(set.clone()) } else { set.clone() })
}

/// A name without what does not matter in it.
// Upstream: regexp/syntax/parse.go canonicalName (go1.26.8)
fn canonical(name: &str) -> String {
    let mut name: String = name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect();
    name.make_ascii_lowercase();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

/// The characters of `\d`, `\s`, `\w`.
// Upstream: regexp/syntax/perl_groups.go perlGroup (go1.26.8)
pub(super) fn short(letter: char) -> Option<Ranges> {
    Some(Ranges::of(match letter {
        'd' => &[('0', '9')],
        's' => &[('\t', '\n'), ('\x0c', '\r'), (' ', ' ')],
        'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        _ => return None,
    }))
}

/// The characters of `[:alnum:]` and the like.
// Upstream: regexp/syntax/perl_groups.go posixGroup (go1.26.8)
pub(super) fn posix(name: &str) -> Option<Ranges> {
    Some(Ranges::of(match name {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "ascii" => &[('\0', '\x7f')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "digit" => &[('0', '9')],
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use crate::decode::decode_any;

    /// `tools/texts` writes down what Go makes of each name.
    #[test]
    fn each_name_stands_for_what_it_does_in_go() {
        let mut wrong = Vec::new();
        for row in include_str!("../../../../tests/texts/names.jsonl").lines() {
            let (row, _) = decode_any(row.as_bytes()).unwrap();
            let (name, fold) = (row["name"].as_str().unwrap(), row["fold"] == Value::Bool(true));
            let ours = named(name, fold).map(|set| {
                let all = set.0.into_iter().flat_map(|(first, last)| first..=last).filter_map(char::from_u32);
                let sum =
                    |(count, sum): (u64, u64), one| (count + 1, sum.wrapping_mul(31).wrapping_add(u64::from(one)));
                let (count, sum) = all.fold((0, 0), sum);
                (count, sum % 1_000_000_007)
            });
            let gos = row.get("count").and_then(Value::as_u64).zip(row.get("sum").and_then(Value::as_u64));
            if ours != gos {
                wrong.push(format!("{name} {fold}: {ours:?}, not {gos:?}"));
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }
}

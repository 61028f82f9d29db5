//! What expressions call a member whose name is no name of theirs: `a-b` is `a__dash__b`.

use smol_str::SmolStr;

/// Words that no variable can have as its name.
// Upstream: apiserver/pkg/cel/escaping.go celReservedSymbols (v1.37.2)
const RESERVED: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// Whether this is a word that no variable can have as its name.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// What expressions call this member; nothing where they cannot.
// Upstream: apiserver/pkg/cel/escaping.go Escape (v1.37.2)
#[must_use]
pub fn escape(name: &str) -> Option<SmolStr> {
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if is_reserved(name) {
        return Some(format!("__{name}__").into());
    }
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    if !name.chars().all(known) {
        return None;
    }
    let escaped = name
        .replace("__", "__underscores__")
        .replace('.', "__dot__")
        .replace('-', "__dash__")
        .replace('/', "__slash__");
    Some(escaped.into())
}

/// The member that expressions call this; nothing where it is no name that [`escape`] gives.
// Upstream: apiserver/pkg/cel/escaping.go Unescape (v1.37.2)
#[must_use]
pub fn unescape(escaped: &str) -> Option<SmolStr> {
    let mut name = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some((begin, word)) = next_word(rest) {
        name.push_str(&rest[..begin]);
        rest = &rest[begin + word.len() + 4..];
        name.push_str(match word {
            "underscores" => "__",
            "dot" => ".",
            "dash" => "-",
            "slash" => "/",
            word if is_reserved(word) && word.len() + 4 == escaped.len() => word,
            _ => return None,
        });
    }
    name.push_str(rest);
    Some(name.into())
}

/// The first `__word__`: where it begins, and the word.
fn next_word(text: &str) -> Option<(usize, &str)> {
    let mut from = 0;
    loop {
        let begin = from + text[from..].find("__")?;
        let inner = &text[begin + 2..];
        let length = inner.find('_').unwrap_or(inner.len());
        if length > 0 && inner[length..].starts_with("__") {
            return Some((begin, &inner[..length]));
        }
        from = begin + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, unescape};

    /// A name, and what expressions call it.
    const NAMES: &[(&str, Option<&str>)] = &[
        ("a", Some("a")),
        ("_", Some("_")),
        ("a_b", Some("a_b")),
        ("a__b", Some("a__underscores__b")),
        ("a___b", Some("a__underscores___b")),
        ("a-b.c/d", Some("a__dash__b__dot__c__slash__d")),
        ("namespace", Some("__namespace__")),
        ("self", Some("self")),
        ("", None),
        ("1a", None),
        ("a b", None),
        ("ä", None),
    ];

    #[test]
    fn names() {
        for (name, escaped) in NAMES {
            assert_eq!(escape(name).as_deref(), *escaped, "{name}");
            if let Some(escaped) = escaped {
                assert_eq!(unescape(escaped).as_deref(), Some(*name), "{escaped}");
            }
        }
    }

    #[test]
    fn what_is_no_name() {
        for escaped in ["a__foo__", "a__true__", "__true__a"] {
            assert_eq!(unescape(escaped), None, "{escaped}");
        }
        for escaped in ["__", "____", "a__b", "a__b_c__"] {
            assert_eq!(unescape(escaped).as_deref(), Some(escaped));
        }
    }
}

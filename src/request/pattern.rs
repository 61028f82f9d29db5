//! Patterns of names, paths and verbs, in which `*` stands for any characters.

use coracle_object::text::quote;

/// The verbs that requests have, those of paths that are no resource among them.
const VERBS: [&str; 15] = [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "proxy",
    "head",
    "options",
    "post",
    "put",
    "connect",
    "trace",
];

/// Is a text as a pattern has it, in which `*` stands for any characters?
pub fn like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        // The one before was not the last: where it stands first is as good as anywhere.
        if let Some(middle) = last.replace(part) {
            let Some((_, behind)) = rest.split_once(middle) else { return false };
            rest = behind;
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

/// Can a request have a verb like this?
///
/// # Errors
/// None has; those that there are of resources.
pub fn some_verb(pattern: &str) -> Result<(), String> {
    if VERBS.iter().any(|verb| like(pattern, verb)) {
        return Ok(());
    }
    Err(format!("no request has the verb {}; there are {}", quote(pattern), VERBS[..8].join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, is) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "a", true),
            ("a*", "abc", true),
            ("a*", "ba", false),
            ("*c", "abc", true),
            ("*c", "abcd", false),
            ("a*c", "ac", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("**", "x", true),
            ("a**b", "ab", true),
            ("abc", "abc", true),
            ("ß*", "ßß", true),
        ] {
            assert_eq!(like(pattern, text), is, "{pattern} {text}");
        }
    }
}

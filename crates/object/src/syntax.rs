//! Is a text one JSON value, and where are its objects and lists? The quick answer: it has no words for what is wrong, which are
//! the decoder's business.

/// How deep objects and lists may nest.
// Upstream: encoding/json/scanner.go maxNestingDepth (go1.26.8)
pub const DEPTH_MAX: usize = 10_000;

/// Is the text one JSON value that nests no deeper than [`DEPTH_MAX`]?
///
/// Bytes that are no UTF-8 are allowed within strings, as the reference allows them.
#[must_use]
pub fn is_json(text: &[u8]) -> bool {
    walk(text, |_| {}).is_some()
}

/// Where the objects and lists of a text start and where they end (one past the bracket), by start; none where the text is not
/// [`is_json`].
#[must_use]
pub fn containers(text: &[u8]) -> Option<Vec<(usize, usize)>> {
    let (mut found, mut open): (Vec<(usize, usize)>, Vec<usize>) = (Vec::new(), Vec::new());
    walk(text, |bracket| match bracket {
        Bracket::Open(at) => {
            open.push(found.len());
            found.push((at, 0));
        }
        Bracket::Close(at) => {
            if let Some(container) = open.pop() {
                found[container].1 = at + 1;
            }
        }
    })?;
    Some(found)
}

/// A bracket, and where it stands.
enum Bracket {
    Open(usize),
    Close(usize),
}

/// Goes through a text; nothing where it is no JSON.
fn walk(text: &[u8], mut seen: impl FnMut(Bracket)) -> Option<()> {
    // The brackets that are open.
    let mut open: Vec<u8> = Vec::new();
    let mut at = skip_space(text, 0);
    loop {
        match *text.get(at)? {
            bracket @ (b'{' | b'[') => {
                if open.len() == DEPTH_MAX {
                    return None;
                }
                open.push(bracket);
                seen(Bracket::Open(at));
                at = skip_space(text, at + 1);
                // `{` and `[` are two before their closing brackets in ASCII.
                if *text.get(at)? != bracket + 2 {
                    if bracket == b'{' {
                        at = key_end(text, at)?;
                    }
                    continue;
                }
            }
            _ => at = scalar_end(text, at)?,
        }
        // A value ended here: close what ends with it, or go on to the next.
        loop {
            at = skip_space(text, at);
            let Some(&bracket) = open.last() else {
                return (at == text.len()).then_some(());
            };
            match *text.get(at)? {
                b',' => {
                    at = skip_space(text, at + 1);
                    if bracket == b'{' {
                        at = key_end(text, at)?;
                    }
                    break;
                }
                close if close == bracket + 2 => {
                    seen(Bracket::Close(at));
                    at += 1;
                    open.pop();
                }
                _ => return None,
            }
        }
    }
}

/// The start of the value behind the key at `at`.
fn key_end(text: &[u8], at: usize) -> Option<usize> {
    if *text.get(at)? != b'"' {
        return None;
    }
    let colon = skip_space(text, string_end(text, at + 1)?);
    (*text.get(colon)? == b':').then(|| skip_space(text, colon + 1))
}

/// The next place where no space stands.
#[must_use]
pub fn skip_space(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
        at += 1;
    }
    at
}

/// One past the string, number or word at `at`; none where there is no such thing.
#[must_use]
pub fn scalar_end(text: &[u8], at: usize) -> Option<usize> {
    match *text.get(at)? {
        b'"' => string_end(text, at + 1),
        b'-' | b'0'..=b'9' => number_end(text, at),
        _ => {
            let rest = &text[at..];
            [&b"true"[..], b"false", b"null"].iter().find(|w| rest.starts_with(w)).map(|w| at + w.len())
        }
    }
}

/// Is a byte of a string nothing but itself?
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    plain[b'"' as usize] = false;
    plain[b'\\' as usize] = false;
    plain
};

fn string_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += text.get(at..)?.iter().position(|byte| !PLAIN[usize::from(*byte)])?;
        match text[at] {
            b'"' => return Some(at + 1),
            b'\\' => match *text.get(at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                b'u' if text.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit) => at += 6,
                _ => return None,
            },
            _ => return None,
        }
    }
}

fn number_end(text: &[u8], mut at: usize) -> Option<usize> {
    let digits = |from: usize| {
        let count = text[from.min(text.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
        (count > 0).then_some(from + count)
    };
    if text[at] == b'-' {
        at += 1;
    }
    at = if text.get(at) == Some(&b'0') { at + 1 } else { digits(at)? };
    if text.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        let signed = matches!(text.get(at + 1), Some(b'+' | b'-'));
        at = digits(at + 1 + usize::from(signed))?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decode::scan;

    #[test]
    fn tells_json_from_what_is_not() {
        for good in ["{}", " [ ] ", "null", "-0", "0.5e+3", "1E5", r#"{"a":[1,{"b":"\u00e9\n"}],"":true}"#, "\"\x7f\""]
        {
            assert!(is_json(good.as_bytes()), "{good}");
        }
        for bad in [
            "",
            " ",
            "{",
            "[",
            "}",
            "[1,]",
            "{,}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "01",
            "1.",
            ".5",
            "+1",
            "-",
            "1e",
            "1e+",
            "nul",
            "truer",
            "[1}",
            "{\"a\":1]",
            "\"",
            "\"\n\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\u1\"",
            "1 2",
            "[1 2]",
            "{\"a\" 1}",
            "NaN",
            "{1:2}",
            "\u{feff}{}",
        ] {
            assert!(!is_json(bad.as_bytes()), "{bad}");
        }
        assert!(is_json(b"\"\xff\""));
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
        assert!(is_json(&nested(DEPTH_MAX)));
        assert!(!is_json(&nested(DEPTH_MAX + 1)));
    }

    #[test]
    fn objects_and_lists_are_found() {
        assert_eq!(containers(br#" {"a":[1,{}],"]":"["}"#), Some(vec![(1, 21), (6, 12), (9, 11)]));
        assert_eq!(containers(b"1"), Some(vec![]));
        assert_eq!(containers(b"[1"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        /// The machine that has the words for what is wrong says the same.
        #[test]
        fn both_say_the_same(parts in prop::collection::vec(prop::sample::select(PARTS.to_vec()), 0..12)) {
            let text = parts.concat();
            prop_assert_eq!(is_json(text.as_bytes()), scan::spelled(text.as_bytes()).is_ok(), "{}", text);
        }
    }

    const PARTS: [&str; 30] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\":",
        "\"",
        "\"b\"",
        "{}",
        "[]",
        "1",
        "-",
        "0",
        ".5",
        "e+3",
        "E",
        "true",
        "nul",
        "null",
        " ",
        "\n",
        "\\",
        "\\u00e9",
        "\\n",
        "\\x",
        "\u{e9}",
        "\u{1}",
        "[1,",
        "{\"a\":1}",
    ];
}

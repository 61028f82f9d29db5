//! JSON that means in YAML what it means in JSON, as most of what is sent as YAML does.

use crate::syntax::is_json;

/// A key of YAML may not be longer; ours are much shorter.
const KEY_BYTES_MAX: usize = 512;

/// Digits of a whole number that is one to both.
const DIGITS_MAX: usize = 18;

/// Is the text a JSON object that YAML reads as the same, but for keys that stand twice? It says no of much that is one.
///
/// It says yes of ASCII on one line without escapes, of whole numbers of up to 18 digits, and of keys that mean nothing to YAML.
#[must_use]
pub fn is_like_json(text: &[u8]) -> bool {
    text.first() == Some(&b'{') && is_plain(text) && is_json(text)
}

fn is_plain(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = match byte {
            b'"' => {
                let Some(len) =
                    behind.iter().position(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\'))
                else {
                    return false;
                };
                let (string, behind) = behind.split_at(len);
                let is_key = behind.get(1..).is_some_and(|behind| behind.trim_ascii_start().starts_with(b":"));
                if behind.first() != Some(&b'"') || is_key && (string == b"<<" || len > KEY_BYTES_MAX) {
                    return false;
                }
                &behind[1..]
            }
            b'0'..=b'9' => {
                let len = behind.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(behind.len());
                if len >= DIGITS_MAX || matches!(behind.get(len), Some(b'.' | b'e' | b'E')) {
                    return false;
                }
                &behind[len..]
            }
            b' ' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'a'..=b'z' => behind,
            _ => return false,
        };
    }
    true
}

//! The data of `ConfigMap`s and Secrets: texts or bytes under keys, which can be closed to changes for good.

use coracle_object::Value;
use coracle_object::field::{ERRORS_MAX, FieldError, Path};
use coracle_object::{base64, names};

use crate::read::text;

/// All values of an object together may have this many bytes.
// Upstream: pkg/apis/core/types.go MaxSecretSize (v1.37.2)
pub(super) const BYTES_MAX: usize = 1024 * 1024;

/// How many entries a member has.
pub(super) fn count(object: &Value, member: &str) -> usize {
    object[member].as_object().map_or(0, coracle_object::Members::len)
}

/// A member's entries by key, where the reference takes them as they come.
pub(super) fn entries<'a>(object: &'a Value, member: &str) -> Vec<(&'a str, &'a str)> {
    let members = object[member].as_object().into_iter().flatten();
    let mut entries: Vec<_> = members.map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default())).collect();
    entries.sort_unstable();
    entries
}

/// The bytes that an entry in typed form stands for.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    base64::decode(text).unwrap_or_default()
}

/// How many [`bytes`] there are.
pub(super) fn bytes_len(base64: &str) -> usize {
    base64.len() / 4 * 3 - base64.bytes().rev().take_while(|b| *b == b'=').count()
}

/// Whether a key may be the name of a file, unless there are too many errors already.
pub(super) fn check_key(key: &str, member: &Path<'_>, errors: &mut Vec<FieldError>) {
    if errors.len() < ERRORS_MAX {
        errors.extend(FieldError::invalid_each(&member.key(key), key, names::config_key(key)));
    }
}

/// What is closed to changes, and remains so.
// Upstream: pkg/apis/core/validation/validation.go ValidateConfigMapUpdate, ValidateSecretUpdate (v1.37.2)
pub(super) fn check_immutable(object: &Value, current: &Value, members: &[&str]) -> Vec<FieldError> {
    if current["immutable"] != true {
        return Vec::new();
    }
    let opened = (object["immutable"] != true).then_some("immutable");
    let changed = members.iter().copied().filter(|member| object[*member] != current[*member]);
    let forbidden =
        |member: &str| FieldError::forbidden(&Path::new(member), "field is immutable when `immutable` is set");
    opened.into_iter().chain(changed).map(forbidden).collect()
}

/// The bytes of an entry; `None` where there is none.
pub(super) fn entry(object: &Value, member: &str, key: &str) -> Option<Vec<u8>> {
    object[member].get(key).is_some().then(|| bytes(text(&object[member], key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_bytes() {
        for count in 0..20 {
            let text = base64::encode(&vec![7_u8; count]);
            assert_eq!((bytes_len(&text), bytes(&text).len()), (count, count));
        }
    }
}

//! Domain names in fields, and names that begin with one.

use crate::field::{FieldError, Path};
use crate::names::{label, subdomain};

/// What a path of an address may consist of.
const PATH_FORMAT: &str = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";

/// What is wrong with a domain name of at least two labels, which may end with a dot. It is told by its first mistake.
///
/// Upstream: apimachinery/pkg/util/validation/validation.go `IsFullyQualifiedDomainName` (v1.37.2)
#[must_use]
pub fn validate_qualified(field: &Path<'_>, name: &str) -> Option<FieldError> {
    if name.is_empty() {
        return Some(FieldError::required(field, ""));
    }
    let name = name.strip_suffix('.').unwrap_or(name);
    let reasons = subdomain(name);
    if !reasons.is_empty() {
        return Some(FieldError::invalid(field, name, reasons.join(",")));
    }
    if !name.contains('.') {
        let detail = "should be a domain with at least two segments separated by dots";
        return Some(FieldError::invalid(field, name, detail));
    }
    let wrong = name.split('.').map(|part| (part, label(part))).find(|(_, reasons)| !reasons.is_empty());
    wrong.map(|(part, reasons)| FieldError::invalid(field, part, reasons.join(",")))
}

/// What is wrong with a text that is a domain name, a slash and a path: `acme.io/foo`.
///
/// Upstream: apimachinery/pkg/util/validation/validation.go `IsDomainPrefixedPath` (v1.37.2)
#[must_use]
pub fn validate_prefixed_path(field: &Path<'_>, text: &str) -> Vec<FieldError> {
    if text.is_empty() {
        return vec![FieldError::required(field, "")];
    }
    let Some((host, path)) = text.split_once('/').filter(|(host, path)| !host.is_empty() && !path.is_empty()) else {
        let detail = r#"must be a domain-prefixed path (such as "acme.io/foo")"#;
        return vec![FieldError::invalid(field, text, detail)];
    };
    let mut errors = FieldError::invalid_each(field, host, subdomain(host));
    if !path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&b)) {
        let detail = format!("Invalid path (regex used for validation is '{PATH_FORMAT}')");
        errors.push(FieldError::invalid(field, path, detail));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATTERN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', \
        and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
        '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    fn told(errors: impl IntoIterator<Item = FieldError>) -> Vec<String> {
        errors.into_iter().map(|error| error.body()).collect()
    }

    #[test]
    fn qualified_names_have_two_labels() {
        let long = "a".repeat(64);
        let dotted = format!("{}.b", "a.".repeat(130));
        let too_long = format!("Invalid value: {dotted:?}: must be no more than 253 characters,{PATTERN}");
        for (name, expected) in [
            ("a.b", None),
            ("a.b.", None),
            ("1.2.3.4", None),
            ("", Some("Required value".to_owned())),
            (".", Some(format!("Invalid value: \"\": {PATTERN}"))),
            ("a", Some("Invalid value: \"a\": should be a domain with at least two segments separated by dots".into())),
            ("A.b.", Some(format!("Invalid value: \"A.b\": {PATTERN}"))),
            (&format!("b.{long}"), Some(format!("Invalid value: {long:?}: must be no more than 63 characters"))),
            (&dotted, Some(too_long)),
        ] {
            assert_eq!(told(validate_qualified(&Path::new("f"), name)), Vec::from_iter(expected), "{name}");
        }
    }

    #[test]
    fn a_prefixed_path_has_both() {
        let neither =
            |text| format!(r#"Invalid value: "{text}": must be a domain-prefixed path (such as "acme.io/foo")"#);
        let host = format!("Invalid value: \"A_\": {PATTERN}");
        let path = r"(regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')";
        let path = format!("Invalid value: \"b c\": Invalid path {path}");
        for (text, expected) in [
            ("acme.io/foo", vec![]),
            ("a//b/%!$&'()*+,;=:~_-.", vec![]),
            ("", vec!["Required value".to_owned()]),
            ("a", vec![neither("a")]),
            ("/a", vec![neither("/a")]),
            ("a/", vec![neither("a/")]),
            ("A_/b c", vec![host, path]),
        ] {
            assert_eq!(told(validate_prefixed_path(&Path::new("f"), text)), expected, "{text}");
        }
    }
}

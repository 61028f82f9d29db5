//! Domain names in fields, and names that begin with one.

use crate::field::{FieldError, Path};
use crate::names::{label, subdomain};

/// What a path of an address may consist of.
const PATH_FORMAT: &str = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";

/// What is wrong with a domain name of at least two labels, which may end with a dot. It is told by its first mistake.
// Upstream: apimachinery/pkg/util/validation/validation.go IsFullyQualifiedDomainName (v1.37.2)
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
// Upstream: apimachinery/pkg/util/validation/validation.go IsDomainPrefixedPath (v1.37.2)
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

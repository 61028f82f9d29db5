//! Domain names and addresses in fields: what is refused, in the reference's words.

use coracle_object::domains::{validate_prefixed_path, validate_qualified};
use coracle_object::field::{FieldError, Path};
use coracle_object::ip::validate_canonical;

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
    let neither = |text| format!(r#"Invalid value: "{text}": must be a domain-prefixed path (such as "acme.io/foo")"#);
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

#[test]
fn a_canonical_address_has_one_spelling() {
    let canonical = |better| format!("must be in canonical form (\"{better}\")");
    for (text, expected) in [
        ("10.9.8.7", None),
        ("2001:db8::ffff", None),
        ("::", None),
        ("::1.2.3.4", Some(canonical("::102:304"))),
        ("2001:DB8::1", Some(canonical("2001:db8::1"))),
        ("1:0:0:2:0:0:0:3", Some(canonical("1:0:0:2::3"))),
        ("1:2::4:5:6:7:8", Some(canonical("1:2:0:4:5:6:7:8"))),
        ("10.9.8.07", Some("must not have leading 0s".to_owned())),
        ("::ffff:1.2.3.4", Some("must not be an IPv4-mapped IPv6 address".to_owned())),
        ("a", Some("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)".to_owned())),
    ] {
        let errors = validate_canonical(&Path::new("f"), text);
        let details: Vec<String> = errors.into_iter().map(|error| error.detail).collect();
        assert_eq!(details, Vec::from_iter(expected), "{text}");
    }
}

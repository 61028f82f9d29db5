//! The forms that text can have by name.
//!
//! Where the reference has a regular expression for one, so is it here, as it stands there.

mod mail;
mod numbers;
mod times;
mod uri;

pub use times::go_duration;

use std::net::IpAddr;

use super::pattern::is_found;
use crate::ip;

/// Whether a text has the form of this name, dashes in the name aside; one that there is not, none has.
// Upstream: kube-openapi/pkg/validation/strfmt/default.go init, format.go Validates (v1.37.2)
pub(super) fn has(format: &str, text: &str) -> bool {
    match format.replace('-', "").as_str() {
        "bsonobjectid" => text.len() == 24 && text.bytes().all(|b| b.is_ascii_hexdigit()),
        "uri" => uri::is_request_uri(text),
        "email" => mail::is_address(text),
        "hostname" => is_hostname(text),
        "ipv4" => ip::parse_sloppy(text).is_some() && text.contains('.'),
        "ipv6" => text.parse::<IpAddr>().is_ok() && text.contains(':'),
        "cidr" => is_cidr(text),
        "mac" => is_mac(text),
        "uuid" => is_found(UUID, text),
        "uuid3" => is_found(UUID3, text),
        "uuid4" => is_found(UUID4, text),
        "uuid5" => is_found(UUID5, text),
        "isbn" => numbers::is_isbn10(text) || numbers::is_isbn13(text),
        "isbn10" => numbers::is_isbn10(text),
        "isbn13" => numbers::is_isbn13(text),
        "creditcard" => numbers::is_credit_card(text),
        "ssn" => text.len() == 11 && is_found(SSN, text),
        "hexcolor" => is_found(HEXCOLOR, text),
        "rgbcolor" => is_found(RGBCOLOR, text),
        "byte" => is_base64(text),
        "password" => true,
        "date" => times::is_date(text),
        "duration" => times::is_duration(text),
        "datetime" => times::is_date_time(text),
        "k8sshortname" => text.len() <= 63 && is_found(SHORT_NAME, text),
        "k8slongname" => text.len() <= 253 && is_found(LONG_NAME, text),
        _ => false,
    }
}

const UUID: &str = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
const UUID3: &str = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
const UUID4: &str = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$";
const UUID5: &str = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$";
const SSN: &str = r"^\d{3}[- ]?\d{2}[- ]?\d{4}$";
const HEXCOLOR: &str = "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$";
const RGBCOLOR: &str = concat!(
    r"^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,",
    r"\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$"
);
// Upstream: kube-openapi/pkg/validation/strfmt/kubernetes-extensions.go IsShortName, IsLongName (v1.37.2)
const SHORT_NAME: &str = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
const LONG_NAME: &str = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const HOSTNAME: &str = concat!(
    r"^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|",
    r"([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$"
);

// Upstream: kube-openapi/pkg/validation/strfmt/default.go IsHostname (v1.37.2)
fn is_hostname(text: &str) -> bool {
    text.len() <= 255 && text.split('.').all(|label| label.len() <= 63) && is_found(HOSTNAME, text)
}

/// An address in any spelling, a slash, and how many bits of it count.
// Upstream: k8s.io/utils/net/parse.go ParseCIDRSloppy (v1.37.2)
fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let bits_max = if address.contains(':') { 128 } else { 32 };
    let is_number = !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit());
    is_number && bits.parse().is_ok_and(|bits: u32| bits <= bits_max) && ip::parse_sloppy(address).is_some()
}

/// Six, eight or twenty bytes: in pairs of digits with a colon or a dash between, in fours with a dot, or with nothing.
// Upstream: net/mac.go ParseMAC (go1.26.8)
fn is_mac(text: &str) -> bool {
    let (between, digits) = match text.as_bytes() {
        [_, _, between @ (b':' | b'-'), ..] => (Some(*between), 2),
        [_, _, _, _, b'.', ..] => (Some(b'.'), 4),
        bytes => (None, bytes.len()),
    };
    let groups: Vec<&[u8]> = match between {
        Some(between) => text.as_bytes().split(|b| *b == between).collect(),
        None => vec![text.as_bytes()],
    };
    let fits = |group: &&[u8]| group.len() == digits && group.iter().all(u8::is_ascii_hexdigit);
    matches!(groups.len() * digits, 12 | 16 | 40) && groups.iter().all(fits)
}

/// Letters of base64 in fours, at least four of them; `=` for one or two at the end.
// Upstream: kube-openapi/pkg/internal/third_party/govalidator/patterns.go Base64 (v1.37.2)
fn is_base64(text: &str) -> bool {
    let letters = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    !text.is_empty() && text.len().is_multiple_of(4) && letters.bytes().all(is_letter)
}

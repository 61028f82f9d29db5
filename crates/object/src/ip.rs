//! IP addresses in texts, as old fields of the API read them: more spellings are understood than are allowed.

use std::net::{IpAddr, Ipv6Addr};

use crate::field::{FieldError, Path};
use crate::text::quote;

/// The address in any spelling that the reference has ever understood: zeros may lead its numbers. An IPv4 address
/// written as IPv6 (`::ffff:1.2.3.4`) comes back as the IPv4 address that it is.
// Upstream: k8s.io/utils/net/parse.go ParseIPSloppy (v1.37.2)
#[must_use]
pub fn parse_sloppy(text: &str) -> Option<IpAddr> {
    match text.bytes().find(|b| matches!(b, b'.' | b':'))? {
        b'.' => parse_v4(text).map(|octets| IpAddr::V4(octets.into())),
        _ => parse_v6(text).map(|octets| IpAddr::V6(octets.into()).to_canonical()),
    }
}

/// What is wrong with an address in a field that is older than the strict rules, but is held to them now.
// Upstream: apimachinery/pkg/util/validation/ip.go IsValidIPForLegacyField (v1.37.2)
#[must_use]
pub fn validate_legacy(field: &Path<'_>, text: &str) -> Vec<FieldError> {
    if parse_sloppy(text).is_none() {
        let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        return vec![FieldError::invalid(field, text, detail)];
    }
    match text.parse::<IpAddr>() {
        // What only the sloppy rules understand has zeros before a number.
        Err(_) => vec![FieldError::invalid(field, text, "must not have leading 0s")],
        Ok(ip) if is_mapped(ip) => {
            vec![FieldError::invalid(field, text, "must not be an IPv4-mapped IPv6 address")]
        }
        Ok(_) => vec![],
    }
}

/// What is wrong with an address in a field that takes one spelling of each address only.
// Upstream: apimachinery/pkg/util/validation/ip.go IsValidIP (v1.37.2)
#[must_use]
pub fn validate_canonical(field: &Path<'_>, text: &str) -> Vec<FieldError> {
    let errors = validate_legacy(field, text);
    match text.parse::<IpAddr>().map(|ip| ip.to_string()) {
        Ok(canonical) if errors.is_empty() && canonical != text => {
            let detail = format!("must be in canonical form ({})", quote(&canonical));
            vec![FieldError::invalid(field, text, detail)]
        }
        _ => errors,
    }
}

/// What is wrong with an address as a place to send packets to.
// Upstream: kubernetes/pkg/apis/core/validation/validation.go ValidateEndpointIP (v1.37.2)
#[must_use]
pub fn validate_endpoint(field: &Path<'_>, text: &str) -> Vec<FieldError> {
    let Some(ip) = parse_sloppy(text) else {
        return vec![FieldError::invalid(field, text, "must be a valid IP address")];
    };
    let mut details = Vec::new();
    if ip.is_unspecified() {
        details.push(format!("may not be unspecified ({text})"));
    }
    if ip.is_loopback() {
        details.push("may not be in the loopback range (127.0.0.0/8, ::1/128)".to_owned());
    }
    let (link_local, link_local_multicast) = match ip {
        IpAddr::V4(v4) => (v4.is_link_local(), v4.octets()[..3] == [224, 0, 0]),
        IpAddr::V6(v6) => (v6.is_unicast_link_local(), v6.segments()[0] & 0xff0f == 0xff02),
    };
    if link_local {
        details.push("may not be in the link-local range (169.254.0.0/16, fe80::/10)".to_owned());
    }
    if link_local_multicast {
        details.push("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)".to_owned());
    }
    details.into_iter().map(|detail| FieldError::invalid(field, text, detail)).collect()
}

/// The warning about an address that is written oddly, if it is.
// Upstream: apimachinery/pkg/util/validation/ip.go GetWarningsForIP (v1.37.2)
#[must_use]
pub fn warning(field: &Path<'_>, text: &str) -> Option<String> {
    let meant = parse_sloppy(text)?;
    let (given, better) = (quote(text), quote(&meant.to_string()));
    match text.parse::<IpAddr>() {
        Ok(ip) if !is_mapped(ip) => (ip.is_ipv6() && ip.to_string() != text)
            .then(|| format!("{field}: IPv6 address {given} should be in RFC 5952 canonical format ({better})")),
        _ => Some(format!("{field}: non-standard IP address {given} is invalid: use {better}")),
    }
}

/// The address in any such spelling, of the family that it is written in, and how many bits one has.
pub(crate) fn parse_of_family(text: &str) -> Option<(IpAddr, u32)> {
    let v4 = || parse_v4(text).map(|octets| (IpAddr::V4(octets.into()), 32));
    v4().or_else(|| parse_v6(text).map(|octets| (IpAddr::V6(octets.into()), 128)))
}

pub(crate) fn is_mapped(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some())
}

/// Four decimal numbers with dots between, each at most 255, zeros before them allowed.
fn parse_v4(text: &str) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        *octet = u8::try_from(number(parts.next()?, 10)?).ok()?;
    }
    parts.next().is_none().then_some(octets)
}

/// Eight hexadecimal numbers with colons between, each at most ffff, zeros before them allowed; `::` once for a run of
/// at least one; an IPv4 address in place of the last two.
fn parse_v6(text: &str) -> Option<[u8; 16]> {
    let groups = |part: &str, last: bool| -> Option<Vec<u16>> {
        let mut groups = Vec::new();
        if part.is_empty() {
            return Some(groups);
        }
        let mut rest = part.split(':').peekable();
        while let Some(group) = rest.next() {
            if last && rest.peek().is_none() && group.contains('.') {
                let [a, b, c, d] = parse_v4(group)?;
                groups.extend([u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]);
            } else {
                groups.push(u16::try_from(number(group, 16)?).ok()?);
            }
        }
        Some(groups)
    };
    let mut all = [0_u16; 8];
    match text.split_once("::") {
        None => all = groups(text, true)?.try_into().ok()?,
        Some((head, tail)) => {
            let (head, tail) = (groups(head, false)?, groups(tail, true)?);
            if head.len() + tail.len() > 7 {
                return None;
            }
            all[..head.len()].copy_from_slice(&head);
            all[8 - tail.len()..].copy_from_slice(&tail);
        }
    }
    Some(Ipv6Addr::from(all).octets())
}

/// A number without a sign.
///
/// Quirk: the reference stops at ffffff, so that any number of zeros may lead (quirks/ipv6-zeros).
pub(crate) fn number(digits: &str, radix: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0, |n, c| Some(n * radix + c.to_digit(radix)?).filter(|n| *n < 0xff_ffff))
}

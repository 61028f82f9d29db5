//! Ranges of IP addresses in texts, as old fields of the API read them: more spellings are understood than are allowed.

use std::net::IpAddr;

use crate::field::{FieldError, Path};
use crate::ip;
use crate::netip::parse_prefix;
use crate::text::quote;

/// An address, and how many of its first bits all addresses of a range have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    /// The address as it was given, with bits behind the range's own.
    pub address: IpAddr,
    /// How many bits are the range's: at most 32, or 128 of an IPv6 address.
    pub bits: u8,
}

impl Cidr {
    /// Reads a range in any spelling that the reference has ever understood: zeros may lead its numbers.
    // Upstream: k8s.io/utils/net/parse.go ParseCIDRSloppy (v1.37.2)
    #[must_use]
    pub fn parse_sloppy(text: &str) -> Option<Cidr> {
        let (address, bits) = text.split_once('/')?;
        let (address, most) = ip::parse_of_family(address)?;
        let bits = ip::number(bits, 10).filter(|bits| *bits <= most)?;
        Some(Cidr { address, bits: u8::try_from(bits).ok()? })
    }

    /// Its first address.
    #[must_use]
    pub fn first(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(v4) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                IpAddr::V4((u32::from(v4) & mask).into())
            }
            IpAddr::V6(v6) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                IpAddr::V6((u128::from(v6) & mask).into())
            }
        }
    }

    /// Is all of another range in it, and something else?
    #[must_use]
    pub fn is_more_than(&self, other: &Cidr) -> bool {
        let begins_here = Cidr { address: other.first(), bits: self.bits }.first() == self.first();
        self.address.is_ipv4() == other.address.is_ipv4() && begins_here && self.bits < other.bits
    }

    fn shown(&self) -> String {
        format!("{}/{}", self.first(), self.bits)
    }
}

/// What is wrong with a range in a field that is older than the strict rules, but is held to them now.
// Upstream: apimachinery/pkg/util/validation/ip.go IsValidCIDRForLegacyField (v1.37.2)
#[must_use]
pub fn validate_legacy(field: &Path<'_>, text: &str) -> Option<FieldError> {
    let wrong = |why: &str| Some(FieldError::invalid(field, text, why));
    let Some(range) = Cidr::parse_sloppy(text) else {
        return wrong("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    };
    match parse_prefix(text) {
        // What only the sloppy rules understand has zeros before a number.
        Err(_) => wrong("must not have leading 0s in IP or prefix length"),
        Ok((address, _)) if ip::is_mapped(address) => wrong("must not have an IPv4-mapped IPv6 address"),
        Ok((address, _)) if address != range.first() => wrong("must not have bits set beyond the prefix length"),
        Ok(_) => None,
    }
}

/// The warnings about a range that is written oddly, if it is.
// Upstream: apimachinery/pkg/util/validation/ip.go GetWarningsForCIDR (v1.37.2)
#[must_use]
pub fn warnings(field: &Path<'_>, text: &str) -> Vec<String> {
    let Some(range) = Cidr::parse_sloppy(text) else { return Vec::new() };
    let (given, better) = (quote(text), quote(&range.shown()));
    let mut warnings = Vec::new();
    if range.address != range.first() {
        let bits = if range.address.is_ipv4() { 32 } else { 128 };
        let one = quote(&format!("{}/{bits}", range.address));
        warnings
            .push(format!("{field}: CIDR value {given} is ambiguous in this context (should be {better} or {one}?)"));
    }
    match parse_prefix(text) {
        Ok((address, _)) if !ip::is_mapped(address) => {
            let odd = address.is_ipv6() && range.shown() != text;
            if odd && warnings.is_empty() {
                let why = format!("IPv6 CIDR value {given} should be in RFC 5952 canonical format ({better})");
                warnings.push(format!("{field}: {why}"));
            }
        }
        _ => warnings.push(format!("{field}: non-standard CIDR value {given} is invalid: use {better}")),
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse_sloppy(text).unwrap_or_else(|| panic!("{text} is a range"))
    }

    #[test]
    fn more_is_understood_than_is_allowed() {
        let told = |text| validate_legacy(&Path::new("f"), text).map(|error| error.detail);
        for right in ["10.0.0.0/8", "0.0.0.0/0", "1.2.3.4/32", "::/0", "2001:db8::/64", "2001:0db8::/64"] {
            assert_eq!(told(right), None, "{right}");
        }
        for (wrong, why) in [
            ("", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"),
            ("10.0.0.0", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"),
            ("10.0.0.0/33", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"),
            ("10.0.0.0/-1", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"),
            ("10.0.0.0/", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"),
            ("010.0.0.0/8", "must not have leading 0s in IP or prefix length"),
            ("10.0.0.0/08", "must not have leading 0s in IP or prefix length"),
            ("::ffff:10.0.0.0/104", "must not have an IPv4-mapped IPv6 address"),
            ("10.0.0.1/8", "must not have bits set beyond the prefix length"),
            ("2001:db8::1/64", "must not have bits set beyond the prefix length"),
        ] {
            assert_eq!(told(wrong).as_deref(), Some(why), "{wrong}");
        }
    }

    #[test]
    fn odd_spellings_are_warned_of() {
        let told = |text| warnings(&Path::new("f"), text);
        assert_eq!(told("10.0.0.0/8"), [""; 0]);
        assert_eq!(
            told("10.0.0.1/8"),
            [r#"f: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)"#]
        );
        assert_eq!(
            told("2001:0db8::/64"),
            [r#"f: IPv6 CIDR value "2001:0db8::/64" should be in RFC 5952 canonical format ("2001:db8::/64")"#]
        );
        assert_eq!(told("010.0.0.0/8"), [r#"f: non-standard CIDR value "010.0.0.0/8" is invalid: use "10.0.0.0/8""#]);
    }

    #[test]
    fn a_range_is_more_than_its_parts() {
        for (range, part, is_more) in [
            ("10.0.0.0/8", "10.1.0.0/16", true),
            ("10.0.0.0/8", "10.0.0.0/8", false),
            ("10.0.0.0/8", "11.0.0.0/16", false),
            ("10.1.0.0/16", "10.0.0.0/8", false),
            ("0.0.0.0/0", "10.0.0.0/8", true),
            ("::/0", "10.0.0.0/8", false),
            ("::/0", "2001:db8::/32", true),
        ] {
            assert_eq!(cidr(range).is_more_than(&cidr(part)), is_more, "{range} {part}");
        }
    }
}

//! IP addresses in texts as Go's `net/netip` reads them: one spelling of numbers, and a sentence for what is wrong.

// Upstream: net/netip/netip.go (go1.26.8)

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::text::{lossy, quote};

/// Reads an address; and the zone that an IPv6 address may have behind `%`, or nothing.
///
/// # Errors
/// Go's sentence.
// Upstream: net/netip/netip.go ParseAddr (go1.26.8)
pub fn parse(text: &str) -> Result<(IpAddr, &str), String> {
    let failed = |message: &str| Err(format!("ParseAddr({}): {message}", quote(text)));
    let told = |(message, at): Wrong<'_>| match at {
        b"" => format!("ParseAddr({}): {message}", quote(text)),
        at => format!("ParseAddr({}): {message} (at {})", quote(text), quote(&lossy(at))),
    };
    match text.bytes().find(|b| matches!(b, b'.' | b':' | b'%')) {
        Some(b'.') => parse_v4(text.as_bytes()).map(|fields| (IpAddr::V4(fields), "")).map_err(told),
        Some(b':') => match text.split_once('%') {
            Some((_, "")) => failed("zone must be a non-empty string"),
            split => {
                let (address, zone) = split.unwrap_or((text, ""));
                parse_v6(address.as_bytes()).map(|address| (IpAddr::V6(address), zone)).map_err(told)
            }
        },
        Some(_) => failed("missing IPv6 address"),
        None => failed("unable to parse IP"),
    }
}

/// Reads an address and how many of its bits are a network's.
///
/// # Errors
/// Go's sentence.
// Upstream: net/netip/netip.go ParsePrefix (go1.26.8)
pub fn parse_prefix(text: &str) -> Result<(IpAddr, u8), String> {
    let told = |message: &str| format!("netip.ParsePrefix({}): {message}", quote(text));
    let (address, bits) = text.rsplit_once('/').ok_or_else(|| told("no '/'"))?;
    let (address, zone) = parse(address).map_err(|error| told(&error))?;
    if !zone.is_empty() {
        return Err(told("IPv6 zones cannot be present in a prefix"));
    }
    let bad = || told(&format!("bad bits after slash: {}", quote(bits)));
    let leads = bits.len() > 1 && !matches!(bits.as_bytes()[0], b'1'..=b'9');
    let number: i64 = if leads { return Err(bad()) } else { bits.parse().map_err(|_| bad())? };
    let most = if address.is_ipv6() { 128 } else { 32 };
    match u8::try_from(number).ok().filter(|bits| *bits <= most) {
        Some(bits) => Ok((address, bits)),
        None => Err(told("prefix length out of range")),
    }
}

/// What is wrong, and from where on; nowhere where the whole is meant.
type Wrong<'t> = (&'static str, &'t [u8]);

fn parse_v4(text: &[u8]) -> Result<Ipv4Addr, Wrong<'_>> {
    let (mut fields, mut at, mut value, mut digits) = ([0_u8; 4], 0, 0_u32, 0);
    for (i, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", b""));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", b""));
                }
            }
            b'.' => {
                if i == 0 || i == text.len() - 1 || text[i - 1] == b'.' {
                    return Err(("IPv4 field must have at least one digit", &text[i..]));
                }
                if at == 3 {
                    return Err(("IPv4 address too long", b""));
                }
                fields[at] = value.to_le_bytes()[0];
                (at, value, digits) = (at + 1, 0, 0);
            }
            _ => return Err(("unexpected character", &text[i..])),
        }
    }
    if at < 3 {
        return Err(("IPv4 address too short", b""));
    }
    fields[3] = value.to_le_bytes()[0];
    Ok(fields.into())
}

fn parse_v6(text: &[u8]) -> Result<Ipv6Addr, Wrong<'_>> {
    let mut groups = [0_u8; 16];
    let (mut left, mut at, mut gap) = (text, 0, None);
    if let [b':', b':', rest @ ..] = left {
        (left, gap) = (rest, Some(0));
        if left.is_empty() {
            return Ok(Ipv6Addr::UNSPECIFIED);
        }
    }
    while at < 16 {
        let (value, digits) = hexadecimal(left)?;
        if digits == 0 {
            return Err(("each colon-separated field must have at least one digit", left));
        }
        if left.get(digits) == Some(&b'.') {
            if gap.is_none() && at != 12 {
                return Err(("embedded IPv4 address must replace the final 2 fields of the address", left));
            }
            if at + 4 > 16 {
                return Err(("too many hex fields to fit an embedded IPv4 at the end of the address", left));
            }
            groups[at..at + 4].copy_from_slice(&parse_v4(left)?.octets());
            (left, at) = (b"", at + 4);
            break;
        }
        groups[at..at + 2].copy_from_slice(&value.to_be_bytes());
        (left, at) = (&left[digits..], at + 2);
        match left {
            [] => break,
            [b':'] => return Err(("colon must be followed by more characters", left)),
            [b':', rest @ ..] => left = rest,
            _ => return Err(("unexpected character, want colon", left)),
        }
        if let [b':', rest @ ..] = left {
            if gap.is_some() {
                return Err(("multiple :: in address", left));
            }
            (left, gap) = (rest, Some(at));
            if left.is_empty() {
                break;
            }
        }
    }
    if !left.is_empty() {
        return Err(("trailing garbage after address", left));
    }
    match gap {
        None if at < 16 => return Err(("address string too short", b"")),
        Some(_) if at == 16 => return Err(("the :: must expand to at least one field of zeros", b"")),
        Some(gap) => {
            groups.copy_within(gap..at, gap + 16 - at);
            groups[gap..gap + 16 - at].fill(0);
        }
        None => {}
    }
    Ok(groups.into())
}

/// Up to four digits at the beginning, and how many they are.
fn hexadecimal(text: &[u8]) -> Result<(u16, usize), Wrong<'_>> {
    let digits = text.iter().map_while(|byte| char::from(*byte).to_digit(16));
    let (mut value, mut count) = (0_u32, 0);
    for digit in digits {
        if count > 3 {
            return Err(("each group must have 4 or less digits", text));
        }
        value = value << 4 | digit;
        count += 1;
    }
    Ok((u16::try_from(value).unwrap_or(u16::MAX), count))
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_prefix};

    #[test]
    fn addresses() {
        for good in ["1.2.3.4", "::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "fe80::1%eth0", "1::2:3.4.5.6"]
        {
            assert!(parse(good).is_ok(), "{good}: {:?}", parse(good));
        }
        for bad in [
            "",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1:2",
            "1::2::3",
            "12345::",
            ":1",
            "1:",
            "::1%",
            "%a",
            "1:2:3:4:5:6:7::8:9",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(parse("1.2.3.256").unwrap_err(), "ParseAddr(\"1.2.3.256\"): IPv4 field has value >255");
    }

    #[test]
    fn prefixes() {
        assert_eq!(parse_prefix("10.0.0.0/8").unwrap().1, 8);
        for bad in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/+8", "::/129", "fe80::1%e/64"] {
            assert!(parse_prefix(bad).is_err(), "{bad}");
        }
    }
}

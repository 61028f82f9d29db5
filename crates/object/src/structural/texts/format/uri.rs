//! What a request may ask for: an absolute URI, or a path.

// Upstream: net/url/url.go ParseRequestURI (go1.26.8)

use std::net::Ipv6Addr;

/// Whether a text is an absolute URI or a path, as Go reads them.
pub(super) fn is_request_uri(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|b| b.is_ascii_control()) {
        return false;
    }
    if text == "*" {
        return true;
    }
    let Some((scheme, rest)) = scheme(text) else { return false };
    let path = rest.split_once('?').map_or(rest, |(path, _)| path);
    if !path.starts_with('/') {
        return !scheme.is_empty();
    }
    let path = match path.strip_prefix("//").filter(|_| !scheme.is_empty()) {
        None => path,
        Some(authority) => {
            let (authority, path) = authority.split_at(authority.find('/').unwrap_or(authority.len()));
            if !is_authority(&scheme.to_ascii_lowercase(), authority) {
                return false;
            }
            path
        }
    };
    are_escapes_whole(path)
}

/// The scheme, empty if there is none, and what is behind it; nothing if a colon comes first.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let (scheme, rest) = text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()));
    match rest.strip_prefix(':') {
        Some(_) if scheme.is_empty() => None,
        Some(rest) if scheme.starts_with(|c: char| c.is_ascii_alphabetic()) => Some((scheme, rest)),
        _ => Some(("", text)),
    }
}

// Upstream: net/url/url.go parseAuthority, validUserinfo (go1.26.8)
fn is_authority(scheme: &str, authority: &str) -> bool {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let is_user = |b: u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&b);
    is_host(scheme, host) && user.bytes().all(is_user) && are_escapes_whole(user)
}

// Upstream: net/url/url.go parseHost (go1.26.8)
fn is_host(scheme: &str, host: &str) -> bool {
    match host.rfind('[') {
        Some(0) => host[1..].rsplit_once(']').is_some_and(|(literal, port)| is_port(port) && is_literal(literal)),
        Some(_) => false,
        None => {
            let colon = if matches!(scheme, "http" | "https") { host.find(':') } else { host.rfind(':') };
            colon.is_none_or(|at| is_port(&host[at..])) && is_name(host)
        }
    }
}

/// Nothing, or a colon and digits.
fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
}

/// An IPv6 address, perhaps with a zone behind `%25`.
fn is_literal(literal: &str) -> bool {
    let (address, zone) = literal.split_at(literal.find("%25").unwrap_or(literal.len()));
    let is_zone = zone.is_empty() || (zone.len() > "%25".len() && is_zone(zone));
    is_zone && is_name(address) && address.parse::<Ipv6Addr>().is_ok()
}

/// The bytes of a host's name; others in it are no ASCII.
// Upstream: net/url/gen_encoding_table.go shouldEscape, encodeHost (go1.26.8)
fn is_name_byte(byte: u8) -> bool {
    !byte.is_ascii() || byte.is_ascii_alphanumeric() || b"!$&'()*+,;=:[]<>\"-_.~".contains(&byte)
}

/// Whether these may be the bytes of a host's name, with escapes for what is no ASCII alone.
fn is_name(text: &str) -> bool {
    all(text, is_name_byte, |escaped| escaped >= 0x80 || escaped == b'%')
}

fn is_zone(text: &str) -> bool {
    all(text, is_name_byte, |escaped| matches!(escaped, b' ' | b'%') || (escaped.is_ascii() && is_name_byte(escaped)))
}

fn are_escapes_whole(text: &str) -> bool {
    all(text, |_| true, |_| true)
}

/// Whether all bytes are as they may be, those that are escaped and those that are not.
// Upstream: net/url/url.go unescape (go1.26.8)
fn all(text: &str, plain: fn(u8) -> bool, escaped: fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let holds = if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            let byte = digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
            byte.is_some_and(escaped)
        } else {
            plain(byte)
        };
        if !holds {
            return false;
        }
    }
    true
}

//! Where a page comes from that opens a WebSocket: whether an `Origin` is one. Nobody is refused for which it is.
//!
//! Upstream: net/url/url.go ParseRequestURI (go1.26.8); golang.org/x/net/websocket/server.go newServerConn (v0.57.0)

use std::net::Ipv6Addr;

use super::query::well_escaped;

/// Is it the address of something: with a scheme, or a path? Browsers say `null` for a page that is nowhere.
pub fn is_origin(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|b| b < 0x20 || b == 0x7f) {
        return false;
    }
    let Some((scheme, rest)) = scheme(text) else { return false };
    let rest = rest.split('?').next().unwrap_or_default();
    if !rest.starts_with('/') {
        return !scheme.is_empty() || text == "*";
    }
    let Some(authority) = rest.strip_prefix("//").filter(|_| !scheme.is_empty()) else {
        return well_escaped(rest);
    };
    let (authority, path) = authority.split_at(authority.find('/').unwrap_or(authority.len()));
    is_authority(scheme, authority) && well_escaped(path)
}

/// The scheme, empty for none, and what comes behind it; none where the text begins with a colon.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let in_scheme = |(at, c): (usize, char)| {
        c.is_ascii_alphabetic() || at > 0 && (c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
    };
    match text.char_indices().find(|found| !in_scheme(*found)) {
        Some((0, ':')) => None,
        Some((at, ':')) => Some((&text[..at], &text[at + 1..])),
        _ => Some(("", text)),
    }
}

fn is_authority(scheme: &str, authority: &str) -> bool {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let in_user = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    user.chars().all(in_user) && well_escaped(user) && is_host(scheme, host)
}

fn is_host(scheme: &str, host: &str) -> bool {
    if let Some(at) = host.rfind('[') {
        let end = host.rfind(']').filter(|_| at == 0);
        return end.is_some_and(|end| is_address(&host[1..end]) && is_port(&host[end + 1..]));
    }
    let strict = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let colon = if strict { host.find(':') } else { host.rfind(':') };
    colon.is_none_or(|at| is_port(&host[at..])) && is_name(host)
}

/// An address of IPv6, with a zone behind `%25`.
fn is_address(text: &str) -> bool {
    let (address, zone) = text.split_once("%25").unwrap_or((text, "zone"));
    let may_stand = |b: u8| !b.is_ascii() || in_name(b);
    address.parse::<Ipv6Addr>().is_ok()
        && !zone.is_empty()
        && zone.bytes().all(|b| may_stand(b) || b == b'%')
        && escapes(zone).is_some_and(|mut bytes| bytes.all(|b| b == b'%' || b == b' ' || in_name(b)))
}

/// A name of a host, in which only bytes beyond ASCII, or a percent sign, are escaped.
fn is_name(text: &str) -> bool {
    text.bytes().all(|b| !b.is_ascii() || in_name(b) || b == b'%')
        && escapes(text).is_some_and(|mut bytes| bytes.all(|b| !b.is_ascii() || b == b'%'))
}

fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}

/// The bytes that are written as escapes; none where an escape is broken.
fn escapes(text: &str) -> Option<impl Iterator<Item = u8>> {
    let bytes = |part: &str| u8::from_str_radix(part.get(..2).unwrap_or_default(), 16).unwrap_or_default();
    well_escaped(text).then(|| text.split('%').skip(1).map(bytes))
}

fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Go 1.26.8 says of each.
    const ORIGINS: &[(&str, bool)] = &[
        ("", false),
        ("null", false),
        ("example", false),
        ("example.com:80", true),
        ("*", true),
        ("/x", true),
        ("//x", true),
        ("///", true),
        ("http://a", true),
        ("HTTPS://Example.com:8443", true),
        ("http://a/", true),
        ("http://a/b c", true),
        ("http://a b", false),
        ("http://a%zz", false),
        ("http://a/%zz", false),
        ("http://a/%20", true),
        ("http://a%20b", false),
        ("http://a%C3%A9", true),
        ("http://é", true),
        ("http://a:", true),
        ("http://a:80", true),
        ("http://a:b", false),
        ("http://a:-1", false),
        ("http://a:1:2", false),
        ("x://a:1:2", true),
        ("x://a:b:2", true),
        ("http://[::1]", true),
        ("http://[::1]:80", true),
        ("http://[::1", false),
        ("http://[::1]x", false),
        ("http://[1.2.3.4]", false),
        ("http://[::ffff:1.2.3.4]", true),
        ("http://[fe80::1%25en0]", true),
        ("http://[fe80::1%25e%20n]", true),
        ("http://[fe80::1%en0]", false),
        ("http://a[::1]", false),
        ("http://u@a", true),
        ("http://u:p@a", true),
        ("http://u p@a", false),
        ("http://u%zz@a", false),
        ("http://u@b@a", true),
        ("file://", true),
        ("file:", true),
        ("file:x", true),
        ("mailto:a b%zz", true),
        ("file:///%zz", false),
        ("chrome-extension://abc", true),
        ("moz-extension://0-1", true),
        ("app://.", true),
        ("1http://a", false),
        (":x", false),
        ("a_b://x", false),
        ("+a:x", false),
        ("http:", true),
        ("http:/", true),
        ("http://", true),
        ("http://?", true),
        ("http://a?%zz", true),
        ("http://a#f", false),
        ("http://a\u{7f}", false),
        ("http://a\tb", false),
        ("http://a<b>\"c", true),
        ("http://a^b", false),
        ("http://a{b", false),
        ("http://a|b", false),
        ("http://a\\b", false),
        ("http://a,b;c=d", true),
        ("capacitor://localhost", true),
        ("http://a:80?x", true),
        ("http://[]", false),
        ("http://a]", true),
        ("http://[fe80::1%2]", false),
        ("http://a:8 0", false),
        ("http://a%25b", true),
        ("http://a%2", false),
        ("http://[fe80::1%25]", false),
        ("http://[fe80::1%25é]", true),
        ("http://[fe80::1%25%C3%A9]", false),
        ("http://[::1%25a%2F]", false),
        ("HTTP://a:1:2", false),
        ("http://[::1]:x", false),
        ("http://[::1]:8%30", false),
    ];

    #[test]
    fn an_origin_is_what_go_takes_for_one() {
        for (text, is) in ORIGINS {
            assert_eq!(is_origin(text), *is, "{text:?}");
        }
    }
}

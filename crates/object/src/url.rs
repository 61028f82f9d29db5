//! URLs as Go reads them, as far as rules ask for their parts.

// Upstream: net/url/url.go (go1.26.8)

use crate::netip;
use crate::text::{lossy, quote};

/// The parts of a URL.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Url<'a> {
    /// In lower case; empty where there is none.
    pub scheme: String,
    /// What stands behind the scheme where there is no slash.
    pub opaque: &'a str,
    /// Behind the host, as it stands there.
    pub path: &'a str,
    /// Whether a host could stand where none does, as in `a:/b`.
    pub omits_host: bool,
    /// Whether there is a `?` with nothing behind it.
    pub has_empty_query: bool,
    /// Host and port, as they stand there.
    pub host: &'a str,
    /// The user, with a password if there is one, as they stand there.
    pub user: Option<&'a str>,
    /// What stands behind `?`.
    pub query: &'a str,
    /// What stands behind `#`, as it stands there.
    pub fragment: &'a str,
}

/// What percent signs may stand for, and what must not stand by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Host,
    Zone,
    Other,
}

impl<'a> Url<'a> {
    /// Reads a URL, relative or not.
    ///
    /// # Errors
    /// Go's sentence, which repeats the URL.
    // Upstream: net/url/url.go Parse (go1.26.8)
    pub fn parse(text: &'a str) -> Result<Self, String> {
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        let told = |url: &str, error: String| format!("parse {}: {error}", quote(url));
        let url = parse(before, false).map_err(|error| told(before, error))?;
        check_escapes(fragment, Mode::Other).map_err(|error| told(text, error))?;
        Ok(Url { fragment, ..url })
    }

    /// Reads a URL that can stand in a request: an absolute one, or a path.
    ///
    /// # Errors
    /// Go's sentence without the URL.
    // Upstream: net/url/url.go ParseRequestURI (go1.26.8)
    pub fn parse_request(text: &'a str) -> Result<Self, String> {
        parse(text, true)
    }
}

// Upstream: net/url/url.go parse (go1.26.8)
fn parse(text: &str, via_request: bool) -> Result<Url<'_>, String> {
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if text.is_empty() && via_request {
        return Err("empty url".to_owned());
    }
    if text == "*" {
        return Ok(Url { path: text, ..Url::default() });
    }
    let (scheme, rest) = split_scheme(text)?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let has_empty_query = query.is_empty() && text.ends_with('?');
    let mut url = Url { scheme: scheme.to_ascii_lowercase(), query, has_empty_query, ..Url::default() };
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            url.opaque = rest;
            return Ok(url);
        }
        if via_request {
            return Err("invalid URI for request".to_owned());
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let has_authority = !scheme.is_empty() || (!via_request && !rest.starts_with("///"));
    let path = match rest.strip_prefix("//").filter(|_| has_authority) {
        None => {
            url.omits_host = !scheme.is_empty();
            rest
        }
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (url.user, url.host) = split_authority(&url.scheme, authority)?;
            path
        }
    };
    check_escapes(path, Mode::Other)?;
    url.path = path;
    Ok(url)
}

// Upstream: net/url/url.go getScheme (go1.26.8)
fn split_scheme(text: &str) -> Result<(&str, &str), String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let (scheme, rest) = text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()));
    match rest.strip_prefix(':') {
        Some(_) if scheme.is_empty() => Err("missing protocol scheme".to_owned()),
        Some(rest) if scheme.starts_with(|c: char| c.is_ascii_alphabetic()) => Ok((scheme, rest)),
        _ => Ok(("", text)),
    }
}

// Upstream: net/url/url.go parseAuthority (go1.26.8)
fn split_authority<'a>(scheme: &str, authority: &'a str) -> Result<(Option<&'a str>, &'a str), String> {
    let Some((user, host)) = authority.rsplit_once('@') else {
        check_host(scheme, authority)?;
        return Ok((None, authority));
    };
    check_host(scheme, host)?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    if !user.chars().all(is_part) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    for part in user.splitn(2, ':') {
        check_escapes(part, Mode::Other)?;
    }
    Ok((Some(user), host))
}

// Upstream: net/url/url.go parseHost (go1.26.8)
fn check_host(scheme: &str, host: &str) -> Result<(), String> {
    match host.rfind('[') {
        Some(0) => check_literal(host),
        Some(_) => Err("invalid IP-literal".to_owned()),
        None => {
            let is_strict = matches!(scheme, "http" | "https");
            if let Some(at) = if is_strict { host.find(':') } else { host.rfind(':') } {
                check_port(&host[at..])?;
            }
            check_escapes(host, Mode::Host)
        }
    }
}

/// An IPv6 address in brackets, perhaps with a zone behind `%25`, and a port.
fn check_literal(host: &str) -> Result<(), String> {
    let (name, port) = host[1..].rsplit_once(']').ok_or("missing ']' in host")?;
    check_port(port)?;
    let (address, zone) = name.split_at(name.find("%25").unwrap_or(name.len()));
    check_escapes(address, Mode::Host)?;
    check_escapes(zone, Mode::Zone)?;
    match netip::parse(&unescape(name)) {
        Ok((address, _)) if address.is_ipv4() => Err("invalid IP-literal".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => Err(format!("invalid host: {error}")),
    }
}

fn check_port(text: &str) -> Result<(), String> {
    let is_port =
        text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()));
    if is_port { Ok(()) } else { Err(format!("invalid port {} after host", quote(text))) }
}

/// Whether a byte stands for itself in a host's name.
// Upstream: net/url/gen_encoding_table.go shouldEscape (go1.26.8)
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!$&'()*+,;=:[]<>\"-_.~".contains(&byte)
}

// Upstream: net/url/url.go unescape (go1.26.8)
fn check_escapes(text: &str, mode: Mode) -> Result<(), String> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'%' {
            let escape = &bytes[at..bytes.len().min(at + 3)];
            let told = || format!("invalid URL escape {}", quote(&String::from_utf8_lossy(escape)));
            let digit = |i: usize| escape.get(i).and_then(|byte| char::from(*byte).to_digit(16));
            let stands_for = digit(1).zip(digit(2)).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
            let stands_for = stands_for.ok_or_else(told)?;
            let fits = match mode {
                Mode::Host => stands_for >= 0x80 || stands_for == b'%',
                Mode::Zone => matches!(stands_for, b'%' | b' ') || is_plain(stands_for),
                Mode::Other => true,
            };
            if !fits {
                return Err(told());
            }
            at += 3;
        } else {
            if mode != Mode::Other && byte.is_ascii() && !is_plain(byte) {
                return Err(format!("invalid character {} in host name", quote(&char::from(byte).to_string())));
            }
            at += 1;
        }
    }
    Ok(())
}

/// The text with bytes in place of their escapes.
///
/// Quirk: what is no UTF-8 is shown as it is printed (asked of the reference: the host of http://a%ff/).
#[must_use]
pub fn unescape(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    lossy(&unescape_bytes(text))
}

/// The bytes that a text stands for.
#[must_use]
pub fn unescape_bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let escaped = digit(0).zip(digit(1)).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        if let (b'%', Some(escaped)) = (byte, escaped) {
            out.push(escaped);
            rest = &after[2..];
        } else {
            out.push(*byte);
            rest = after;
        }
    }
    out
}

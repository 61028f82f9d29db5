//! URLs, as Go has them.

use std::fmt;

use coracle_object::url::{self, unescape, unescape_bytes};

/// A URL.
#[derive(Debug)]
pub struct Url {
    /// What stands before the first colon.
    pub scheme: String,
    /// The host and the port, without escapes.
    pub host: String,
    /// The path, with its escapes.
    pub path: String,
    /// What stands behind the question mark.
    pub query: String,
    /// As it is written again.
    whole: String,
}

impl Url {
    /// What is kept of a URL that was read.
    #[must_use]
    pub fn of(url: &url::Url<'_>) -> Self {
        let host = unescape(url.host);
        let path = escaped_path(url.path);
        let whole = written(url, &host, &path);
        Self { scheme: url.scheme.clone(), host, path, query: url.query.to_owned(), whole }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole)
    }
}

/// As it is written again.
// Upstream: net/url/url.go URL.String (go1.26.8)
fn written(url: &url::Url<'_>, host: &str, path: &str) -> String {
    let mut out = String::new();
    if !url.scheme.is_empty() {
        out.extend([&url.scheme, ":"]);
    }
    if url.opaque.is_empty() {
        let has_authority = !host.is_empty() || url.user.is_some();
        if has_authority || (!url.scheme.is_empty() && !url.omits_host) {
            if has_authority || !path.is_empty() {
                out.push_str("//");
            }
            if let Some(user) = url.user {
                let part = |text: &str| escape(&unescape_bytes(text), b"-_.~$&+,;=");
                let (name, password) = user.split_once(':').map_or((user, None), |(a, b)| (a, Some(b)));
                out.push_str(&part(name));
                if let Some(password) = password {
                    out.push(':');
                    out.push_str(&part(password));
                }
                out.push('@');
            }
            out.push_str(&escape(host.as_bytes(), b"-_.~!$&'()*+,;=:[]<>\""));
        }
        if !path.is_empty() && !path.starts_with('/') && !host.is_empty() {
            out.push('/');
        }
        if out.is_empty() && path.split('/').next().is_some_and(|segment| segment.contains(':')) {
            out.push_str("./");
        }
        out.push_str(path);
    } else {
        out.push_str(url.opaque);
    }
    if url.has_empty_query || !url.query.is_empty() {
        out.extend(["?", url.query]);
    }
    if !url.fragment.is_empty() {
        out.push('#');
        out.push_str(&escaped(url.fragment, b"-_.~$&+,/:;=?@!()*"));
    }
    out
}

// Upstream: net/url/url.go URL.EscapedPath (go1.26.8)
fn escaped_path(path: &str) -> String {
    if path == "*" { path.to_owned() } else { escaped(path, b"-_.~$&+,/:;=@") }
}

/// A text that may have escapes in it as it is written with them: as it stands there where that can be.
// Upstream: net/url/url.go validEncoded (go1.26.8)
fn escaped(text: &str, plain: &[u8]) -> String {
    let is_valid = |b: u8| b.is_ascii_alphanumeric() || plain.contains(&b) || b"!$&'()*+,;=:@[]%".contains(&b);
    if text.bytes().all(is_valid) { text.to_owned() } else { escape(&unescape_bytes(text), plain) }
}

// Upstream: net/url/url.go escape (go1.26.8)
fn escape(bytes: &[u8], plain: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || plain.contains(byte) {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

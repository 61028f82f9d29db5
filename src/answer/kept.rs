//! A document that is made once and asked for again and again: what clients and caches need so as not to fetch it twice.
//!
//! Upstream: net/http/fs.go ServeContent (go1.26.8). Of it, ranges and conditions on unchanged documents are not served.

use bytes::Bytes;
use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use sha2::{Digest, Sha512};

use crate::answer::Response;
use crate::clock;
use crate::request::Head;

/// A document, the hash of its JSON, and when it was made.
pub struct Kept {
    content_type: &'static str,
    body: Bytes,
    hash: String,
    made: DateTime<Utc>,
}

/// How HTTP writes a time.
const TIME: &str = "%a, %d %b %Y %H:%M:%S GMT";

impl Kept {
    /// A document as JSON, made now.
    pub fn new(content_type: &'static str, body: Vec<u8>) -> Self {
        let hash = hash(&body);
        Kept { content_type, body: body.into(), hash, made: clock::now().trunc_subsecs(0) }
    }

    /// The same document in another form, under the same hash.
    pub fn in_another_form(&self, content_type: &'static str, body: Vec<u8>) -> Self {
        Kept { content_type, body: body.into(), hash: self.hash.clone(), made: self.made }
    }

    /// The hash, 128 hexadecimal digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The hash as an `ETag`.
    pub fn tag(&self) -> String {
        tag(&self.hash)
    }

    /// The document, or 304 where the client has it.
    pub fn show(&self, head: &Head) -> Response {
        let had = match &head.if_none_match {
            Some(tags) => matches_any(tags, &self.tag()),
            None => self.unchanged(head),
        };
        let mut response = if had { Response::empty(304) } else { self.whole() };
        if !had {
            response.headers.push(("last-modified", self.last_modified()));
        }
        response.headers.push(("etag", self.tag()));
        response
    }

    /// The document, or 304 where it has not changed since the client asked, without saying its tag.
    pub fn show_untagged(&self, head: &Head) -> Response {
        let had = head.if_none_match.is_none() && self.unchanged(head);
        let mut response = if had { Response::empty(304) } else { self.whole() };
        response.headers.push(("last-modified", self.last_modified()));
        response
    }

    fn whole(&self) -> Response {
        Response { content_type: self.content_type, body: self.body.clone(), ..Response::empty(200) }
    }

    fn last_modified(&self) -> String {
        self.made.format(TIME).to_string()
    }

    fn unchanged(&self, head: &Head) -> bool {
        let reads = matches!(head.method.as_str(), "GET" | "HEAD");
        let since = head.if_modified_since.as_deref().and_then(|t| NaiveDateTime::parse_from_str(t, TIME).ok());
        reads && since.is_some_and(|since| self.made.naive_utc() <= since)
    }
}

/// SHA-512, in hexadecimal digits.
pub fn hash(body: &[u8]) -> String {
    Sha512::digest(body).iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A hash as an `ETag`.
pub fn tag(hash: &str) -> String {
    format!("\"{hash}\"")
}

/// Is this tag, however weak, among those, or are they any?
fn matches_any(tags: &str, tag: &str) -> bool {
    let same = |given: &str| given == "*" || given.trim_start_matches("W/") == tag;
    tags.split(',').map(str::trim).any(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_as_http_does() {
        for (tags, expected) in
            [(r#""a""#, true), (r#"W/"a""#, true), (r#""b", "a""#, true), ("*", true), (r#""b""#, false), ("a", false)]
        {
            assert_eq!(matches_any(tags, &tag("a")), expected, "{tags}");
        }
    }

    #[test]
    fn a_hash_is_upper_case() {
        assert!(hash(b"").starts_with("CF83E1357EEFB8BD"));
    }
}

//! A bearer token among the subprotocols of a WebSocket: pages in a browser can send it in no other way.
//!
//! Upstream: apiserver/pkg/authentication/request/websocket/protocol.go (v1.37.2).

use base64::Engine;

use crate::request::token::BASE64;

const PREFIX: &str = "base64url.bearer.authorization.k8s.io.";

/// A token that was offered as a subprotocol.
#[derive(Debug, PartialEq, Eq)]
pub struct Offer {
    /// The token; it may be nobody's.
    pub token: String,
    /// The other subprotocols, as one header.
    pub others: String,
}

/// The offer among subprotocols, given header by header; none where there is no token.
///
/// # Errors
/// There is more than one token, it cannot be read, or it leaves no subprotocol that the answer could name.
pub fn offer(headers: &[String]) -> Result<Option<Offer>, Unreadable> {
    let (mut token, mut others) = (None, Vec::new());
    for protocol in headers.iter().flat_map(|header| header.split(',')).map(str::trim) {
        match protocol.strip_prefix(PREFIX) {
            None => others.push(protocol),
            Some(_) if token.is_some() => return Err(Unreadable),
            Some(encoded) => {
                let bytes = BASE64.decode(encoded).map_err(|_| Unreadable)?;
                token = Some(String::from_utf8(bytes).map_err(|_| Unreadable)?);
            }
        }
    }
    match token.filter(|token| !token.is_empty()) {
        None => Ok(None),
        Some(_) if others.is_empty() => Err(Unreadable),
        Some(token) => Ok(Some(Offer { token, others: others.join(",") })),
    }
}

/// A token that is none.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_from_its_subprotocol_and_taken_out() {
        let of = |headers: &[&str]| offer(&headers.iter().map(|h| h.replace('@', PREFIX)).collect::<Vec<_>>());
        let offered = |token: &str, others: &str| Ok(Some(Offer { token: token.into(), others: others.into() }));
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(of(&["a, b"]), Ok(None));
        assert_eq!(of(&["@YWJj, x"]), offered("abc", "x"));
        assert_eq!(of(&["y , @YWJj", " x"]), offered("abc", "y,x"));
        // Nothing beside it is still something.
        assert_eq!(of(&["@YWJj,"]), offered("abc", ""));
        assert_eq!(of(&["@, x"]), Ok(None));
        for broken in ["@YWJj", "@YWJj=, x", "@YW+j, x", "@_w, x", "@YWJj, @YWJj, x", "@, @YWJj, x", "@a, x"] {
            assert_eq!(of(&[broken]), Err(Unreadable), "{broken}");
        }
        assert_eq!(of(&["@YR, x"]), offered("a", "x"));
    }
}

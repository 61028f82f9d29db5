//! Continue tokens: what a client hands back of a list that it has seen a part of, or makes up.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::request::token::Token;

/// What the reference says of a token, up to the first thing that the token itself says.
const SENTENCES: [&str; 6] = [
    "invalid character '",
    "unexpected end of JSON input",
    "json: cannot unmarshal ",
    "server does not recognize this encoded version ",
    "incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
    "encoded start key empty (version meta.k8s.io/v1)",
];

/// A text as a token; as what a token holds; and, in front of a line feed, as the path of the last object of a page.
pub fn tokens(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    check(&text);
    check(&URL_SAFE_NO_PAD.encode(data));
    let (path, revision) = text.split_once('\n').unwrap_or((&text, ""));
    if !path.split('/').any(leaves) {
        let revision = revision.parse::<u32>().ok().map(|revision| u64::from(revision).max(1));
        let token = Token::after(path, revision);
        assert_eq!(Token::read(&token.write()).as_ref(), Ok(&token), "what is written reads as another");
    }
}

/// Does a part of a path leave where it stands, or stay there?
fn leaves(part: &str) -> bool {
    matches!(part, "" | "." | "..")
}

fn check(text: &str) {
    let token = match Token::read(text) {
        Ok(token) => token,
        Err(why) => return check_refusal(text, &why),
    };
    assert!(token.start.is_empty() || !token.start.split('/').any(leaves), "{:?}", token.start);
    assert!(token.revision.is_none_or(|revision| revision > 0 && i64::try_from(revision).is_ok()));
    // From the very beginning, as of now, is what no token says: that is a list without one.
    if token.revision.is_some() || !token.start.is_empty() {
        assert_eq!(Token::read(&token.write()).as_ref(), Ok(&token), "what was read is written as another");
    }
}

/// A token is refused in the reference's words.
fn check_refusal(text: &str, why: &str) {
    let why = why.strip_prefix("continue key is not valid: ").expect("each refusal begins so");
    if let Some(at) = why.strip_prefix("illegal base64 data at input byte ") {
        let at: usize = at.parse().expect("a place");
        let digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_\r\n".contains(byte);
        let (before, from) = text.as_bytes().split_at(at);
        assert!(before.iter().all(digit), "something is wrong before {at}");
        assert!(from.len() == 1 || !digit(&from[0]), "nothing is wrong at {at}");
    } else if !SENTENCES.iter().any(|sentence| why.starts_with(sentence)) {
        // What is left is a start that leads elsewhere, which is repeated as it is.
        assert!(why.strip_prefix('/').unwrap_or(why).split('/').any(leaves), "{why:?}");
    }
}

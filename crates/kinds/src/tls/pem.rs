//! PEM as Go reads it: what is not a whole block is passed over, and text between blocks means nothing.

use coracle_object::base64;

/// A block: its type and its bytes.
pub(super) struct Block {
    /// What stands between `-----BEGIN ` and `-----`.
    pub(super) label: String,
    /// What was written as base64.
    pub(super) bytes: Vec<u8>,
    /// Do headers stand before that?
    pub(super) has_headers: bool,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"\n-----END ";
const DASHES: &[u8] = b"-----";

/// The blocks of a text, in their order.
pub(super) fn blocks(text: &[u8]) -> impl Iterator<Item = Block> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (block, after) = next(rest)?;
        rest = after;
        Some(block)
    })
}

/// Is there nothing behind the last block, and one at all?
pub(super) fn ends_with_block(text: &[u8]) -> bool {
    let (mut rest, mut found) = (text, false);
    while let Some((_, after)) = next(rest) {
        (rest, found) = (after, true);
    }
    found && rest.is_empty()
}

/// The next block and what follows it.
// Upstream: encoding/pem/pem.go Decode (go1.26.8)
fn next(text: &[u8]) -> Option<(Block, &[u8])> {
    let mut rest = text;
    loop {
        let end = find(rest, END)?;
        let (before, after) = (&rest[..end], &rest[end + END.len()..]);
        // The last beginning before the first end: one without an end of its own is passed over.
        if let Some(found) = last_beginning(before).and_then(|begin| block(rest, begin, end)) {
            return Some(found);
        }
        rest = after;
    }
}

/// Where the last `BEGIN` is, if a line begins with it; behind it.
fn last_beginning(text: &[u8]) -> Option<usize> {
    let at = text.windows(BEGIN.len()).rposition(|window| window == BEGIN)?;
    (at == 0 || text[at - 1] == b'\n').then_some(at + BEGIN.len())
}

/// The block between a beginning and the line end before an end, if it is one.
fn block(text: &[u8], begin: usize, end: usize) -> Option<(Block, &[u8])> {
    let (label, mut at) = line(text, begin);
    let label = label.strip_suffix(DASHES)?;
    let mut headers = false;
    let is_header = |at| line(text, at).0.contains(&b':');
    while at <= end && is_header(at) {
        (headers, at) = (true, line(text, at).1);
    }
    // Behind headers there is a line end before the end; without any, that of the first line may be the one.
    if at > end && (headers || is_header(at)) {
        return None;
    }
    let trailer = text[end + END.len()..].strip_prefix(label)?.strip_prefix(DASHES)?;
    if !line(trailer, 0).0.is_empty() {
        return None;
    }
    let lines = std::str::from_utf8(text.get(at..end).unwrap_or_default()).ok()?;
    let bytes = base64::decode(&lines.replace([' ', '\t'], "")).ok()?;
    let (_, next) = line(text, end + 1);
    Some((Block { label: String::from_utf8_lossy(label).into_owned(), bytes, has_headers: headers }, &text[next..]))
}

/// The line at a place without blanks at its end, and where the next one begins.
fn line(text: &[u8], at: usize) -> (&[u8], usize) {
    let rest = &text[at..];
    let (mut line, next) = match rest.iter().position(|b| *b == b'\n') {
        Some(end) => (rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]), at + end + 1),
        None => (rest, text.len()),
    };
    while let [before @ .., b' ' | b'\t'] = line {
        line = before;
    }
    (line, next)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_as_go_finds_them() {
        let found = |text: &str| -> Vec<(String, Vec<u8>)> {
            blocks(text.as_bytes()).map(|block| (block.label, block.bytes)).collect()
        };
        let one = |label: &str, bytes: &[u8]| vec![(label.to_owned(), bytes.to_vec())];
        for text in [
            "-----BEGIN A B-----\nQUJD\n-----END A B-----\n",
            "-----BEGIN A B-----\r\nQU\r\nJD\r\n-----END A B-----",
            "words\n-----BEGIN X-----\n-----BEGIN A B-----\nk: v\n\n QU JD \n-----END A B----- \t\nmore",
            "-----BEGIN A B-----\nQUJD\n-----END X-----\n-----BEGIN A B-----\nQUJD\n-----END A B-----",
        ] {
            assert_eq!(found(text), one("A B", b"ABC"), "{text}");
        }
        assert_eq!(found("-----BEGIN A-----\n-----END A-----\n"), one("A", b""));
        for text in [
            "",
            "x",
            "x-----BEGIN A-----\nQUJD\n-----END A-----\n",
            "-----BEGIN A-----\nQUJD\n-----END A-----x\n",
            "-----BEGIN A-----\nQUJD\n-----END B-----\n",
            "-----BEGIN A-----\nQUJ\n-----END A-----\n",
            "-----BEGIN A-----\nk: v\n-----END A-----\n",
            "-----BEGIN A\nQUJD\n-----END A-----\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        let two = "-----BEGIN A-----\nQQ==\n-----END A-----\n-----BEGIN B-----\n\n-----END B-----\n";
        assert_eq!(found(two).len(), 2);
    }

    #[test]
    fn many_ends_take_no_time_that_grows_with_their_square() {
        let text = "\n-----END ".repeat(100_000);
        assert_eq!(blocks(text.as_bytes()).count(), 0);
        let text = "-----BEGIN A:-----\n-----END :\n".repeat(50_000) + "x";
        assert_eq!(blocks(text.as_bytes()).count(), 0);
    }
}

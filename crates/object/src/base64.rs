//! Bytes as the API's JSON has them: base64 of the usual letters with padding, read with Go's leniency and in its words.

// Upstream: encoding/base64/base64.go StdEncoding (go1.26.8)

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Prints bytes.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, i| bits << 8 | usize::from(three.get(i).copied().unwrap_or(0)));
        for i in 0..4 {
            out.push(if i <= three.len() { char::from(LETTERS[bits >> (18 - 6 * i) & 63]) } else { '=' });
        }
    }
    out
}

/// Reads a text. Line ends count for nothing, and so do the bits that the last letter has too many.
///
/// # Errors
/// Go's sentence on the first byte that may not stand where it stands.
pub fn decode(text: &str) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut quantum = Quantum { bits: 0, letters: 0 };
    let mut input = text.bytes().enumerate().filter(|(_, byte)| !matches!(byte, b'\r' | b'\n'));
    for (at, byte) in input.by_ref() {
        match value_of(byte) {
            Some(value) => quantum.push(value, &mut out),
            None if byte == b'=' => return padding(&mut input, at, &quantum, text.len(), out),
            None => return Err(corrupt(at)),
        }
    }
    match quantum.letters {
        0 => Ok(out),
        // The place is counted back from the end by letters, over what counts for nothing.
        letters => Err(corrupt(text.len() - letters)),
    }
}

/// Four letters, or the part of them that was read.
struct Quantum {
    bits: u32,
    letters: usize,
}

impl Quantum {
    fn push(&mut self, value: u8, out: &mut Vec<u8>) {
        self.bits = self.bits << 6 | u32::from(value);
        self.letters += 1;
        if self.letters == 4 {
            out.extend_from_slice(&self.bits.to_be_bytes()[1..]);
            (self.bits, self.letters) = (0, 0);
        }
    }
}

/// What may stand at a padding and behind it, where two or three letters are before it.
fn padding(
    rest: &mut impl Iterator<Item = (usize, u8)>,
    at: usize,
    quantum: &Quantum,
    length: usize,
    mut out: Vec<u8>,
) -> Result<Vec<u8>, String> {
    match quantum.letters {
        2 => match rest.next() {
            None => return Err(corrupt(length)),
            Some((_, b'=')) => {}
            // It is the byte before the wrong one that is named, whatever it is.
            Some((wrong, _)) => return Err(corrupt(wrong - 1)),
        },
        3 => {}
        _ => return Err(corrupt(at)),
    }
    if let Some((more, _)) = rest.next() {
        return Err(corrupt(more));
    }
    let bytes = (quantum.bits << (6 * (4 - quantum.letters))).to_be_bytes();
    out.extend_from_slice(&bytes[1..quantum.letters]);
    Ok(out)
}

fn value_of(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

fn corrupt(at: usize) -> String {
    format!("illegal base64 data at input byte {at}")
}

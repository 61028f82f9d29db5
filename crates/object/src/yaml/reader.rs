//! From bytes to characters: UTF-8 or UTF-16 by byte order mark, and the characters that YAML forbids.
//!
//! The whole text is decoded at once, but a fault in it is reported only when the scanner comes near it, as the
//! reference does, which reads 512 bytes at a time: which of two errors a client sees depends on it.

// Upstream: go.yaml.in/yaml/v2/readerc.go yaml_parser_update_buffer (v2.4.4)

/// How many bytes the reference takes in one read.
const BLOCK_BYTES: usize = 512;

/// The characters of a text, and where the scanner is in them.
pub(super) struct Reader {
    chars: Vec<char>,
    /// For each block, how many characters have been read at its end.
    blocks: Vec<usize>,
    /// Blocks not yet seen by the scanner start here.
    next_block: usize,
    /// Characters that the scanner may look at.
    loaded: usize,
    /// Where the reference's buffer starts.
    buffer_start: usize,
    /// What is wrong with the first character that could not be decoded.
    fault: Option<&'static str>,
    /// Index of the next character.
    pub pos: usize,
}

impl Reader {
    pub fn new(bytes: &[u8]) -> Reader {
        let bytes = if bytes.is_empty() { b"\n" } else { bytes };
        let (decode, mut at): (Decode, usize) = match bytes {
            [0xff, 0xfe, ..] => (|b| utf16(b, u16::from_le_bytes), 2),
            [0xfe, 0xff, ..] => (|b| utf16(b, u16::from_be_bytes), 2),
            [0xef, 0xbb, 0xbf, ..] => (utf8, 3),
            _ => (utf8, 0),
        };
        let mut reader = Reader {
            chars: Vec::with_capacity(bytes.len()),
            blocks: Vec::new(),
            next_block: 0,
            loaded: 0,
            buffer_start: 0,
            fault: None,
            pos: 0,
        };
        let mut block_end = 0;
        while at < bytes.len() && reader.fault.is_none() {
            let last = block_end == bytes.len();
            // A character cut by the end of a block is carried into the next one, which is that much shorter.
            block_end = bytes.len().min(if block_end == 0 { BLOCK_BYTES } else { at + BLOCK_BYTES });
            while at < block_end {
                match decode(&bytes[at..block_end]) {
                    Ok((c, width)) => {
                        at += width;
                        reader.chars.push(c);
                    }
                    Err(Fault::Cut(_)) if !last => break,
                    Err(Fault::Cut(problem) | Fault::Bad(problem)) => {
                        reader.fault = Some(problem);
                        break;
                    }
                }
            }
            reader.blocks.push(reader.chars.len());
        }
        reader
    }

    /// Makes the next `count` characters readable; past the end of the text they read as NUL.
    ///
    /// # Errors
    /// The text's fault, when it lies in a block that is needed for this.
    pub fn need(&mut self, count: usize) -> Result<(), &'static str> {
        if self.pos + count <= self.loaded {
            return Ok(());
        }
        self.buffer_start = self.pos;
        while self.pos + count > self.loaded {
            let Some(end) = self.blocks.get(self.next_block) else { break };
            self.loaded = *end;
            self.next_block += 1;
            if let (true, Some(problem)) = (self.next_block == self.blocks.len(), self.fault) {
                return Err(problem);
            }
        }
        Ok(())
    }

    /// The character `ahead` of the next one, or NUL past the end of the text.
    pub fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.pos + ahead).copied().unwrap_or('\0')
    }

    /// Whether a byte order mark is thought to come next.
    // Quirk: the reference looks at the start of its buffer instead of the current place in it (yaml-more.jsonl: \ufeff\ufeffa: 1).
    pub fn at_byte_order_mark(&self) -> bool {
        self.chars.get(self.buffer_start) == Some(&'\u{feff}')
    }
}

type Decode = fn(&[u8]) -> Result<(char, usize), Fault>;

enum Fault {
    /// The bytes end within a character.
    Cut(&'static str),
    /// The bytes are not a character, or not one that may stand in a document.
    Bad(&'static str),
}

fn utf8(bytes: &[u8]) -> Result<(char, usize), Fault> {
    let first = bytes.first().copied().unwrap_or(0);
    let (width, mut code, least) = match first {
        0x00..=0x7f => (1, u32::from(first), 0),
        0xc0..=0xdf => (2, u32::from(first & 0x1f), 0x80),
        0xe0..=0xef => (3, u32::from(first & 0x0f), 0x800),
        0xf0..=0xf7 => (4, u32::from(first & 0x07), 0x10000),
        _ => return Err(Fault::Bad("invalid leading UTF-8 octet")),
    };
    let rest = bytes.get(1..width).ok_or(Fault::Cut("incomplete UTF-8 octet sequence"))?;
    for octet in rest {
        if octet & 0xc0 != 0x80 {
            return Err(Fault::Bad("invalid trailing UTF-8 octet"));
        }
        code = code << 6 | u32::from(octet & 0x3f);
    }
    if code < least {
        return Err(Fault::Bad("invalid length of a UTF-8 sequence"));
    }
    allowed(code).map(|c| (c, width))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<(char, usize), Fault> {
    let unit_at = |i: usize| bytes.get(i..i + 2).map(|b| u32::from(unit([b[0], b[1]])));
    let high = unit_at(0).ok_or(Fault::Cut("incomplete UTF-16 character"))?;
    match high & 0xfc00 {
        0xdc00 => Err(Fault::Bad("unexpected low surrogate area")),
        0xd800 => {
            let low = unit_at(2).ok_or(Fault::Cut("incomplete UTF-16 surrogate pair"))?;
            if low & 0xfc00 != 0xdc00 {
                return Err(Fault::Bad("expected low surrogate area"));
            }
            allowed(0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff)).map(|c| (c, 4))
        }
        _ => allowed(high).map(|c| (c, 2)),
    }
}

/// The character, if it may stand in a YAML stream.
fn allowed(code: u32) -> Result<char, Fault> {
    let c = char::from_u32(code).ok_or(Fault::Bad("invalid Unicode character"))?;
    match c {
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'.. => Ok(c),
        _ => Err(Fault::Bad("control characters are not allowed")),
    }
}

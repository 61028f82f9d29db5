//! The wire of protobuf: numbers, lengths, tags, and stepping over what is not known.
//!
//! It knows no fields. What writes messages that are no Kubernetes objects writes them with this, too.

// Upstream: apimachinery/pkg/apis/meta/v1/generated.pb.go Unmarshal, skipGenerated (v1.37.2). All types have such.

use super::Error;

/// A number.
pub const VARINT: u8 = 0;
/// A number of eight bytes.
pub const FIXED64: u8 = 1;
/// Bytes behind their length.
pub const BYTES: u8 = 2;

/// The furthest place that the reference can count to.
const PLACE_MAX: u64 = i64::MAX.cast_unsigned();

/// Where a field begins.
#[derive(Clone, Copy)]
pub(super) struct Tag {
    pub(super) number: i32,
    pub(super) wire: u8,
    value: u64,
    /// Where the tag itself begins.
    from: usize,
}

impl Tag {
    /// Refuses a field of another wire type.
    pub(super) fn expect(self, wire: u8, field: &str) -> Result<(), Error> {
        if self.wire == wire { Ok(()) } else { Err(Error::Wire { wire: self.wire, field: field.to_owned() }) }
    }
}

/// A message that is read from its beginning to its end.
pub(super) struct Reader<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Reader { data, at: 0 }
    }

    /// Where the reader stands.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes on from another place within the message.
    pub(super) fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The next field of a message of this name; none at its end.
    pub(super) fn field(&mut self, message: &str) -> Result<Option<Tag>, Error> {
        if self.at >= self.data.len() {
            return Ok(None);
        }
        let tag = self.tag()?;
        if tag.wire == 4 {
            return Err(Error::StrayGroupEnd { message: message.to_owned() });
        }
        if tag.number <= 0 {
            return Err(Error::Tag { message: message.to_owned(), number: tag.number, tag: tag.value });
        }
        Ok(Some(tag))
    }

    /// A tag, whatever it is.
    pub(super) fn tag(&mut self) -> Result<Tag, Error> {
        let from = self.at;
        let value = self.varint()?;
        Ok(Tag { number: low_32_bits(value >> 3), wire: wire_type(value), value, from })
    }

    /// A number. Bits above the 64th are cut off.
    pub(super) fn varint(&mut self) -> Result<u64, Error> {
        let (value, length) = varint(&self.data[self.at..])?;
        self.at += length;
        Ok(value)
    }

    /// A number of eight bytes.
    pub(super) fn fixed64(&mut self) -> Result<u64, Error> {
        let bytes = self.data.get(self.at..).and_then(<[u8]>::first_chunk).ok_or(Error::End)?;
        self.at += bytes.len();
        Ok(u64::from_le_bytes(*bytes))
    }

    /// The end of what stands behind the length that comes next.
    pub(super) fn end(&mut self) -> Result<usize, Error> {
        let length = self.varint()?;
        place_within(self.at, length, self.data.len())
    }

    /// Bytes behind their length.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Error> {
        let end = self.end()?;
        let bytes = &self.data[self.at..end];
        self.at = end;
        Ok(bytes)
    }

    /// Steps over a field that is not known and has to end at `end` or before.
    pub(super) fn skip(&mut self, tag: Tag, end: usize) -> Result<(), Error> {
        let length = length_of_field(&self.data[tag.from..])?;
        self.at = place_within(tag.from, length, end)?;
        Ok(())
    }

    /// Steps over a field of the message that is not known.
    pub(super) fn skip_field(&mut self, tag: Tag) -> Result<(), Error> {
        self.skip(tag, self.data.len())
    }
}

fn varint(data: &[u8]) -> Result<(u64, usize), Error> {
    const BYTES_MAX: usize = 10;
    let mut value = 0;
    for i in 0..BYTES_MAX {
        let byte = *data.get(i).ok_or(Error::End)?;
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte < 0x80 {
            return Ok((value, i + 1));
        }
    }
    Err(Error::Overflow)
}

/// The place this much further on, which is to be `end` or before.
fn place_within(from: usize, length: u64, end: usize) -> Result<usize, Error> {
    let to = further(from as u64, length)?;
    usize::try_from(to).ok().filter(|to| *to <= end).ok_or(Error::End)
}

fn further(from: u64, length: u64) -> Result<u64, Error> {
    from.checked_add(length).filter(|to| *to <= PLACE_MAX).ok_or(Error::Length)
}

/// The length of the field that begins here, groups within groups included. It may be longer than what is there.
fn length_of_field(data: &[u8]) -> Result<u64, Error> {
    let mut at: u64 = 0;
    let mut depth = 0_usize;
    while let Some(rest) = usize::try_from(at).ok().and_then(|at| data.get(at..)).filter(|rest| !rest.is_empty()) {
        let (tag, length) = varint(rest)?;
        let rest = &rest[length..];
        let more = match wire_type(tag) {
            VARINT => varint(rest)?.1 as u64,
            FIXED64 => 8,
            BYTES => {
                let (bytes, length) = varint(rest)?;
                further(length as u64, bytes)?
            }
            3 => {
                depth += 1;
                0
            }
            4 => {
                depth = depth.checked_sub(1).ok_or(Error::GroupEnd)?;
                0
            }
            5 => 4,
            other => return Err(Error::IllegalWire(other)),
        };
        at = further(at + length as u64, more)?;
        if depth == 0 {
            return Ok(at);
        }
    }
    Err(Error::End)
}

fn wire_type(tag: u64) -> u8 {
    tag.to_le_bytes()[0] & 7
}

/// A number as one of 32 bits: what is above is cut off.
pub(super) fn low_32_bits(value: u64) -> i32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

/// Writes a number.
pub fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    let low = |value: u64| value.to_le_bytes()[0];
    while value >= 0x80 {
        out.push(low(value) | 0x80);
        value >>= 7;
    }
    out.push(low(value));
}

/// Writes where a field begins.
pub fn push_tag(out: &mut Vec<u8>, number: u32, wire: u8) {
    push_varint(out, (u64::from(number) << 3) | u64::from(wire));
}

/// Writes a field that is bytes, which `write` appends.
pub fn push_nested(out: &mut Vec<u8>, number: u32, write: impl FnOnce(&mut Vec<u8>)) {
    push_tag(out, number, BYTES);
    let from = out.len();
    write(out);
    // The length goes in front when it is known. Each byte moves once a level, and the levels are the schema's.
    let mut length = Vec::with_capacity(10);
    push_varint(&mut length, (out.len() - from) as u64);
    out.splice(from..from, length);
}

/// Writes a field that is these bytes.
pub fn push_bytes(out: &mut Vec<u8>, number: u32, bytes: &[u8]) {
    push_tag(out, number, BYTES);
    push_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

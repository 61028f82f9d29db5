//! The few forms of DER that certificates and keys are made of.

/// What is left to read.
#[derive(Clone, Copy)]
pub(super) struct Der<'a>(pub(super) &'a [u8]);

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;

/// The tag of a part that is told by its number.
pub(super) const fn numbered(number: u8) -> u8 {
    0xa0 | number
}

impl<'a> Der<'a> {
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn next_is(self, tag: u8) -> bool {
        self.0.first() == Some(&tag)
    }

    /// The content of the next part, which must have this tag.
    // Upstream: golang.org/x/crypto/cryptobyte/asn1.go String.readASN1 (go1.26.8)
    pub(super) fn read(&mut self, tag: u8) -> Option<Der<'a>> {
        let (&first, rest) = self.0.split_first()?;
        let (&length, rest) = rest.split_first().filter(|_| first == tag)?;
        let (length, rest) = match length {
            0..=0x7f => (usize::from(length), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
                let length = bytes.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
                // In the shortest form only.
                (bytes[0] != 0 && length >= 0x80).then_some((length, rest))?
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(Der(content))
    }

    /// A whole number, as its bytes; the shortest form only.
    pub(super) fn integer(&mut self) -> Option<&'a [u8]> {
        let bytes = self.read(INTEGER)?.0;
        let long =
            matches!(bytes, [0, next, ..] if next & 0x80 == 0) || matches!(bytes, [0xff, next, ..] if next & 0x80 != 0);
        (!bytes.is_empty() && !long).then_some(bytes)
    }

    /// A whole number above 0, without leading zeros.
    pub(super) fn positive(&mut self) -> Option<&'a [u8]> {
        match self.integer()? {
            [0] => None,
            [0, bytes @ ..] => Some(bytes),
            [first, ..] if first & 0x80 != 0 => None,
            bytes => Some(bytes),
        }
    }

    /// Whole bytes of a text of bits.
    pub(super) fn bits(&mut self) -> Option<&'a [u8]> {
        let (&unused, bytes) = self.read(BITS)?.0.split_first()?;
        (unused == 0).then_some(bytes)
    }
}

//! Objects in Kubernetes' protobuf, read and written by the schema.
//!
//! A document is a mark, [`PREFIX`], and an envelope that says the apiVersion and kind and holds the object's message.
//! Messages are read and written as the reference's generated code does it, byte for byte, with its errors. Whether the
//! kind may stand where it stands, and what is filled in, is the caller's business, as with JSON.
//!
//! Not kept: bytes of a text that are not UTF-8. The reference stores them; here each becomes U+FFFD, as it does when
//! the reference shows the object in JSON.

mod own;
mod read;
pub mod wire;
mod write;

use crate::quantity;

pub use read::{Envelope, decode, open};
pub use write::{around_items, encode, frame, push_item};

/// The media type.
pub const MEDIA_TYPE: &str = "application/vnd.kubernetes.protobuf";

/// The media type of a stream of [`frame`]s.
pub const STREAM_TYPE: &str = "application/vnd.kubernetes.protobuf;stream=watch";

/// The bytes of a [`frame`] that say how long the rest is.
pub const FRAME_PREFIX_BYTES: usize = 4;

/// What every document begins with.
pub const PREFIX: [u8; 4] = *b"k8s\0";

/// What is wrong with a document, in the reference's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing.
    #[error("empty data")]
    Empty,
    /// It does not begin with the mark.
    #[error("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")]
    Foreign,
    /// Nothing follows the mark.
    #[error("empty body")]
    NoBody,
    /// It ends in the midst of something.
    #[error("unexpected EOF")]
    End,
    /// A number has more than ten bytes.
    #[error("proto: integer overflow")]
    Overflow,
    /// A length is negative, or reaches past what can be counted.
    #[error("proto: negative length found during unmarshaling")]
    Length,
    /// A group that was not begun ends within what is skipped.
    #[error("proto: unexpected end of group")]
    GroupEnd,
    /// The same where a field should begin.
    #[error("proto: {message}: wiretype end group for non-group")]
    StrayGroupEnd {
        /// The message's Go name.
        message: String,
    },
    /// A field's number is not positive.
    #[error("proto: {message}: illegal tag {number} (wire type {tag})")]
    Tag {
        /// The message's Go name.
        message: String,
        /// The field's number.
        number: i32,
        /// The whole tag. The reference calls it a wire type.
        tag: u64,
    },
    /// A known field has another wire type than it should.
    #[error("proto: wrong wireType = {wire} for field {field}")]
    Wire {
        /// The wire type that was found.
        wire: u8,
        /// The field's Go name.
        field: String,
    },
    /// An unknown field has a wire type that there is not.
    #[error("proto: illegal wireType {0}")]
    IllegalWire(u8),
    /// A text is no quantity.
    #[error(transparent)]
    Quantity(#[from] quantity::Error),
}

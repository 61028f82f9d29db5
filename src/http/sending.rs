//! The body of an answer while it goes out: a piece at a time, and with the request's place.
//!
//! What is handed to the socket's side is copied there and waits for the client. In pieces, it is little of a large answer, and
//! little of an event that a thousand watches share.
//!
//! A client that does not read its answer counts among the requests under way for as long as the answer is there for it, so
//! that `--max-requests-inflight` bounds what answers take together.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};

use crate::answer::{self, Frames};

/// So many bytes are copied at a time.
const PIECE_BYTES: usize = 32 * 1024;

/// The pieces of some bytes; none of them is empty.
pub struct Pieces(pub Bytes);

impl Iterator for Pieces {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let piece = self.0.split_to(self.0.len().min(PIECE_BYTES));
        (!piece.is_empty()).then_some(piece)
    }
}

/// What goes out of a watch.
pub fn frames(frames: Frames) -> impl Stream<Item = Result<Bytes, Infallible>> {
    frames.flat_map(|frame| stream::iter(Pieces(frame).map(Ok)))
}

/// What goes out of a long list; `until_then` is dropped with it.
pub fn list(pieces: answer::Pieces, until_then: impl Sized) -> impl Stream<Item = Result<Bytes, answer::Cut>> {
    pieces.flat_map(move |piece| {
        let _ = &until_then;
        let (piece, cut) = piece.map_or_else(|cut| (Bytes::new(), Some(cut)), |piece| (piece, None));
        stream::iter(Pieces(piece).map(Ok).chain(cut.map(Err)))
    })
}

/// What of an answer has not gone out yet.
pub struct Sending<T> {
    left: Pieces,
    _until_then: T,
}

impl<T> Sending<T> {
    /// A body; `until_then` is dropped with it.
    pub fn new(body: Bytes, until_then: T) -> Self {
        Sending { left: Pieces(body), _until_then: until_then }
    }
}

impl<T: Unpin> MessageBody for Sending<T> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.left.0.len() as u64)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(self.get_mut().left.next().map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn pieces_are_the_whole() {
        for length in [0, 1, PIECE_BYTES, 3 * PIECE_BYTES + 5] {
            let body: Bytes = (0..length).map(|i| (i % 251) as u8).collect();
            let mut sending = Sending::new(body.clone(), ());
            assert_eq!(sending.size(), BodySize::Sized(length as u64));
            let (mut sent, mut context) = (Vec::new(), Context::from_waker(Waker::noop()));
            while let Poll::Ready(Some(Ok(piece))) = Pin::new(&mut sending).poll_next(&mut context) {
                assert!(!piece.is_empty() && piece.len() <= PIECE_BYTES);
                sent.extend_from_slice(&piece);
            }
            assert_eq!(sent, body);
        }
    }
}

//! The body of an answer while it goes out: a piece at a time, and with the request's place.
//!
//! A client that does not read its answer counts among the requests under way for as long as the answer is there for it, so
//! that `--max-requests-inflight` bounds what answers take together.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;

use crate::server::Admitted;

/// So many bytes are copied for the socket at a time; all at once, a large answer would be there twice.
const PIECE_BYTES: usize = 64 * 1024;

/// What of an answer has not gone out yet.
pub struct Sending {
    left: Bytes,
    /// Dropped with the rest; none for what was refused.
    _request: Option<Arc<Admitted>>,
}

impl Sending {
    /// A body, and the request whose place it keeps.
    pub fn new(body: Bytes, request: Option<Arc<Admitted>>) -> Self {
        Sending { left: body, _request: request }
    }
}

impl MessageBody for Sending {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.left.len() as u64)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let left = &mut self.get_mut().left;
        let piece = left.split_to(left.len().min(PIECE_BYTES));
        Poll::Ready((!piece.is_empty()).then_some(Ok(piece)))
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
            let mut sending = Sending::new(body.clone(), None);
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

//! The body of an answer while it goes out: a piece at a time, and with the request's place.
//!
//! What is handed to the socket's side is copied there and waits for the client. In pieces, it is little of a large answer, and
//! little of an event that a thousand watches share.
//!
//! A client that does not read its answer counts among the requests under way for as long as the answer is there for it, so
//! that `--max-requests-inflight` bounds what answers take together.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt, stream};
use tokio::time::sleep;

use crate::answer::{self, Cut, Frames};
use crate::faults::Fault;

/// How long what has gone out has to reach its client before its connection is cut by a fault: what is not sent by then is lost with it.
const CUT_AFTER: Duration = Duration::from_millis(100);
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

/// What goes out of a watch, which may end before its end by a fault.
pub fn frames(frames: Frames, fault: Option<Arc<Fault>>) -> impl Stream<Item = Result<Bytes, Cut>> {
    let ends = async move { if fault.is_some_and(|fault| fault.is_cut()) { Some(cut().await) } else { None } };
    let cut = stream::once(ends).filter_map(ready);
    frames.flat_map(|frame| stream::iter(Pieces(frame).map(Ok))).chain(cut)
}

/// Half of the first piece, and an end that is none.
pub fn half(pieces: impl Stream<Item = Result<Bytes, Cut>>) -> impl Stream<Item = Result<Bytes, Cut>> {
    let halves =
        |piece: Result<Bytes, Cut>| piece.map_or_else(|_| Bytes::new(), |piece| piece.slice(..piece.len() / 2));
    pieces.take(1).flat_map(move |piece| stream::iter(Pieces(halves(piece)).map(Ok))).chain(stream::once(cut()))
}

/// The end of a connection, once what came before it has gone out.
async fn cut() -> Result<Bytes, Cut> {
    sleep(CUT_AFTER).await;
    Err(Cut)
}

/// What goes out of a long list; `until_then` is dropped with it.
pub fn list(pieces: answer::Pieces, until_then: impl Sized) -> impl Stream<Item = Result<Bytes, Cut>> {
    pieces.flat_map(move |piece| {
        let _ = &until_then;
        let (piece, cut) = piece.map_or_else(|cut| (Bytes::new(), Some(cut)), |piece| (piece, None));
        stream::iter(Pieces(piece).map(Ok).chain(cut.map(Err)))
    })
}

/// What of an answer has not gone out yet.
pub struct Sending<T> {
    left: Pieces,
    /// So many bytes of it are never sent: the connection ends instead.
    withheld: usize,
    /// That end, once it is near.
    cut: Option<BoxFuture<'static, Result<Bytes, Cut>>>,
    _until_then: T,
}

impl<T> Sending<T> {
    /// A body, or half of it under the length of the whole; `until_then` is dropped with it.
    pub fn new(body: Bytes, halved: bool, until_then: T) -> Self {
        let withheld = if halved { body.len().div_ceil(2) } else { 0 };
        Sending { left: Pieces(body), withheld, cut: None, _until_then: until_then }
    }
}

impl<T: Unpin> MessageBody for Sending<T> {
    type Error = Cut;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.left.0.len() as u64)
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Cut>>> {
        let Sending { left, withheld, cut: end, .. } = self.get_mut();
        if *withheld == 0 {
            return Poll::Ready(left.next().map(Ok));
        }
        let sent = left.0.len().saturating_sub(*withheld).min(PIECE_BYTES);
        let piece = left.0.split_to(sent);
        match piece.is_empty() {
            true => end.get_or_insert_with(|| Box::pin(cut())).as_mut().poll(context).map(Some),
            false => Poll::Ready(Some(Ok(piece))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Waker;

    use super::*;

    #[test]
    fn pieces_are_the_whole() {
        for length in [0, 1, PIECE_BYTES, 3 * PIECE_BYTES + 5] {
            let body: Bytes = (0..length).map(|i| (i % 251) as u8).collect();
            let mut sending = Sending::new(body.clone(), false, ());
            assert_eq!(sending.size(), BodySize::Sized(length as u64));
            let (mut sent, mut context) = (Vec::new(), Context::from_waker(Waker::noop()));
            while let Poll::Ready(Some(Ok(piece))) = Pin::new(&mut sending).poll_next(&mut context) {
                assert!(!piece.is_empty() && piece.len() <= PIECE_BYTES);
                sent.extend_from_slice(&piece);
            }
            assert_eq!(sent, body);
        }
    }

    #[tokio::test]
    async fn half_of_a_body_goes_out_under_the_length_of_the_whole() {
        for length in [1, 2, 7, 3 * PIECE_BYTES + 5] {
            let body: Bytes = (0..length).map(|i| (i % 251) as u8).collect();
            let mut sending = Sending::new(body.clone(), true, ());
            let mut sent = Vec::new();
            while let Ok(piece) = poll_fn(|context| Pin::new(&mut sending).poll_next(context)).await.unwrap() {
                sent.extend_from_slice(&piece);
                assert_eq!(sending.left.0.len() + sent.len(), length);
            }
            assert_eq!(sent, body[..length / 2]);
        }
    }
}
